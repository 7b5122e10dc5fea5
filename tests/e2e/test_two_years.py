"""The loops of conversion over two years on a held clock, through the public interface: a promise that is broken comes
back as next year's tracked proposal until it is kept, and what came of one proposal is the next one's topic."""

from collections.abc import Generator
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from docx import Document

from chassis.clock import WALL
from tests.support.caller import Caller, eventually
from tests.support.platform import Platform
from tests.support.walking import CONTENT, TEXT, Walk

TWO = TEXT | {"suggestions": ["在每个街道至少增设两处助餐点。", "摸清老年人助餐需求。"]}
PROMISE = {"promise": "年中前建成两处助餐点", "due": "2025-06-30"}
PROMISED = CONTENT | {
    "answer_class": "planned",
    "answers": [
        {"suggestion": 1, "adoption": "planned", "why": "场地已选定。", "commitment": PROMISE},
        {"suggestion": 2, "adoption": "adopted", "why": "已列入调研计划。"},
    ],
}
TOPIC = "老年助餐需求专题调研"


@pytest.fixture
def platform(tmp_path: Path) -> Generator[Platform]:
    started = Platform(tmp_path / "state")
    yield started
    started.close()


class Years:
    """The platform's clock, held: it goes where it is put, and everybody has heard of everything before it goes on."""

    def __init__(self, platform: Platform) -> None:
        self._url = f"{platform.origin}/dev-clock"
        self.now = datetime(2025, 1, 6, 9, tzinfo=WALL)
        self.to(self.now.date())

    def to(self, day: date) -> None:
        self.now = datetime(day.year, day.month, day.day, 9, tzinfo=WALL)
        httpx.put(self._url, json={"now": self.now.isoformat()}, trust_env=False).raise_for_status()
        self.rest()

    def rest(self) -> None:
        seen: list[int] = []

        def quiet() -> bool:
            reading = httpx.get(self._url, trust_env=False).json()
            seen.append(reading["events"] if reading["settled"] else -1)
            return seen[-1] >= 0 and seen[-2:] == [seen[-1]] * 2

        eventually(quiet, 120, "the bus at rest")

    def today(self) -> date:
        return self.now.date()


def told(caller: Caller, *kinds: str) -> list[str]:
    """Of these kinds, in order."""
    notices = caller.get("/notification/notices?limit=200").json()["items"]
    return sorted((one["kind"] for one in notices if one["kind"] in kinds), key=kinds.index)


def session(walk: Walk, id: str, number: int, opens: str, cutoff: str) -> None:
    window = {"plenary_opens": f"{opens}T00:00:00+08:00", "plenary_cutoff": f"{cutoff}T18:00:00+08:00"}
    walk.clerk.post("/submission/sessions", {"session_id": id, "term": 15, "number": number, **window})


def candidates(walk: Walk, query: str = "") -> dict[str, dict[str, Any]]:
    found = walk.clerk.get(f"/supervision/tracking-candidates{query}").json()["items"]
    return {one["proposal_id"]: one for one in found}


def outcome(walk: Walk, id: str) -> str:
    """A verified one of the kind *duty*, of the second suggestion."""
    body = {
        "proposal_id": id,
        "suggestion": 2,
        "kind": "duty",
        "title": TOPIC,
        "evidence": "列入年度调研计划（示例）",
        "achieved_on": "2025-01-06",
    }
    made = walk.clerk.post("/conversion/outcomes", body)["id"]
    assert walk.clerk.post(f"/conversion/outcomes/{made}/verify", expect=409)["rule"] == "four-eyes"
    walk.member.post(f"/conversion/outcomes/{made}/verify")
    return made


def test_a_broken_promise_is_tracked_until_it_is_kept_and_an_outcome_becomes_the_next_topic(
    platform: Platform,
) -> None:
    platform.up("--kafka", "apache")
    years = Years(platform)
    walk = Walk(platform, years.today).prepared()
    session(walk, "S15-2", 2, "2025-01-05", "2025-01-10")

    # The first year: answered with a promise, signed off; the other suggestion has led to a piece of research.
    id = walk.filed(session_id="S15-2", text=TWO)
    walk.admitted(id)
    assignment = walk.accepted(id)
    walk.consulted(assignment)
    reply = walk.replied(assignment, PROMISED)
    promise = f"/conversion/commitments/{reply}.1"
    eventually(lambda: walk.member.get(promise).status_code == 200)
    walk.signed_on_paper(id, reply)
    eventually(lambda: walk.clerk.get(f"/conversion/dossiers/{id}").json()["followup"] == "watched")
    suggestion = outcome(walk, id)

    years.to(date(2025, 5, 31))
    assert told(walk.unit, "commitment_made", "commitment_near") == ["commitment_made", "commitment_near"]
    years.to(date(2025, 6, 30))
    assert walk.unit.get(promise).json()["state"] == "open"
    years.to(date(2025, 7, 1))
    missed = walk.member.get(promise).json()
    assert (missed["state"], missed["review_on"]) == ("missed", "2025-07-31")
    assert candidates(walk) == {}
    years.to(date(2025, 7, 31))
    found = candidates(walk, "?taken=false")[id]
    assert (found["reasons"], "2025-06-30" in found["recommended"]) == (["recommended"], True)

    # The second year: the clerk takes it up among the tracked ones, and the unit makes good.
    years.to(date(2026, 1, 5))
    share = walk.clerk.get("/supervision/figures").json()["tracked"]
    assert (share["numerator"], share["denominator"]) == (0, 1), share
    why = {"reason": "上年承诺尚未兑现"}
    assert walk.clerk.post(f"/supervision/tracking/{id}/designate", why)["supervision_class"] == "tracked"
    assert candidates(walk)[id]["taken"]
    share = walk.clerk.get("/supervision/figures").json()["tracked"]
    assert (share["numerator"], share["denominator"]) == (1, 1), share
    walk.unit.post(f"{promise}/claim", {"proof": "验收单（示例）"})
    walk.member.post(f"{promise}/refuse", {"reason": "第二处没有开张"})
    years.to(date(2026, 3, 2))
    walk.unit.post(f"{promise}/claim", {"proof": "两处均已开张（示例）"})
    kept = walk.member.post(f"{promise}/verify")
    assert (kept["state"], kept["on_time"], kept["verified_as"]) == ("kept", False, "proposer")
    walk.clerk.post(f"/supervision/tracking/{id}/finish", {"finding": "两处助餐点已开张"})
    years.rest()
    course = (
        "commitment_given", "commitment_missed", "tracking_recommended", "commitment_claimed",
        "commitment_claim_refused", "commitment_kept",
    )  # fmt: skip
    heard = told(walk.member, *course)
    assert heard == [*course[:4], "commitment_claimed", *course[4:]], heard

    # What came of it is offered in the next year's call, booked, and filed upon.
    pooled = walk.clerk.get("/submission/suggested-topics?taken=false").json()["items"]
    assert [(one["suggestion_id"], one["proposal_id"], one["topic"]) for one in pooled] == [(suggestion, id, TOPIC)]
    session(walk, "S15-3", 3, "2026-05-05", "2026-05-10")
    topic = {"title": TOPIC, "source": "上年提案成果转化", "suggestion_id": suggestion}
    call = {
        "call_id": "C-2026",
        "kind": "catalogue",
        "title": "2026年度提案参考目录",
        "basis": "提案提交管理办法（示例）",
        "session_id": "S15-3",
        "topics": [topic],
        "closes_on": "2026-05-10",
    }
    walk.clerk.post("/submission/calls", call)
    again = call | {"call_id": "C-again"}
    assert walk.clerk.post("/submission/calls", again, expect=409)["rule"] == "suggestion-taken"
    (offered,) = walk.member.get("/submission/calls/C-2026").json()["topics"]
    assert (offered["title"], offered["places_left"] > 0) == (TOPIC, True)
    booking = walk.member.post("/submission/bookings", {"call_id": "C-2026", "topic": 0})["id"]
    years.to(date(2026, 4, 30))
    text = TEXT | {"title": "关于推进老年助餐全覆盖的提案"}
    second = walk.filed(session_id="S15-3", booking_id=booking, text=text)
    assert walk.member.get(f"/submission/bookings/{booking}").json()["state"] == "fulfilled"
    walk.admitted(second)
    eventually(lambda: walk.clerk.get(f"/supervision/oversights/{second}").status_code == 200)
    behind = walk.clerk.get(f"/submission/proposals/{second}/chain").json()["topic"]
    assert (behind["suggested_by"], behind["suggestion_id"]) == (id, suggestion)
    ahead = walk.member.get(f"/submission/proposals/{id}/chain").json()["proposal"]["outcomes"]
    assert [(one["topic"], one["call_id"]) for one in ahead] == [(TOPIC, "C-2026")]

    anybody_reads_it_and_the_clerk_has_the_book(platform, walk, id)

    # A proposal with a verified outcome and a kept promise is not looked at for ever.
    years.to(years.today() + timedelta(days=400))
    assert walk.clerk.get(f"/conversion/dossiers/{id}").json()["followup"] == "watched"
    verified = platform.command("audit", "verify")
    assert verified.returncode == 0, verified.stdout


def anybody_reads_it_and_the_clerk_has_the_book(platform: Platform, walk: Walk, id: str) -> None:
    """Nothing until the county opens its pages; then without signing in, and as a book that the worker makes."""
    walk.clerk.post(f"/conversion/proposals/{id}/publication", {"mark": "public"})
    address = f"{platform.origin}/conversion/public/330102"
    assert httpx.get(f"{address}/proposals", trust_env=False).status_code == 404
    admin = platform.caller("county-admin", roles=["county_admin"])
    policy = "/conversion/policies/public"
    headers = {"If-Match": admin.get(policy).headers["etag"], "Idempotency-Key": "open"}
    document = {"open": True, "texts": True, "replies": True, "open_data": True}
    admin.client.put(policy, json={"document": document}, headers=headers).raise_for_status()
    found = httpx.get(f"{address}/proposals", trust_env=False)
    (one,) = found.json()["items"]
    assert (one["proposal_id"], one["text"]["suggestions"][1]["text"]) == (id, "摸清老年人助餐需求。")
    assert [(promised["state"], promised["unit"]) for promised in one["commitments"]] == [("kept", "示例局")]
    assert [led_to["title"] for led_to in one["outcomes"]] == [TOPIC]
    known = httpx.get(f"{address}/proposals", headers={"If-None-Match": found.headers["etag"]}, trust_env=False)
    assert (known.status_code, known.content) == (304, b"")
    table = httpx.get(f"{address}/open-data/commitments?format=csv", trust_env=False)
    assert "年中前建成两处助餐点" in table.content.decode("utf-8-sig")
    for hidden in ("M001", "示例委员一", "示例负责人", "示例科室"):
        assert hidden not in found.text + table.text, hidden

    asked = walk.clerk.post("/conversion/compilations", {"session_id": "S15-2", "format": "docx"})["id"]
    path = f"/conversion/compilations/{asked}"
    eventually(lambda: walk.clerk.get(path).json()["state"] == "done", 60, "the book")
    book = Document(BytesIO(walk.clerk.get(f"{path}/file").content))
    words = "\n".join(paragraph.text for paragraph in book.paragraphs)
    assert "第十五届第二次会议" in words
    assert "年中前建成两处助餐点（示例局，2025年6月30日前，已兑现）" in words

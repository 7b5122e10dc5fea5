"""Proposals on paper: entered by one clerk, filed by another, told to their member, who may object."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from chassis.eventlog import verify
from contracts.submission import PaperProposalConfirmed, PaperProposalRefused, ProposalFiled
from services.submission.app import SERVICE
from services.submission.attachment.sweeper import SWEEPER
from tests.support import files
from tests.support.harness import Client, Harness, Serve
from tests.support.twin import equals_its_twin

TEXT: dict[str, Any] = {
    "title": "关于增设老年助餐点的提案",
    "situation": "助餐点只有四处。",
    "analysis": "场地不足，补贴偏低。",
    "suggestions": ["在每个街道至少增设两处助餐点。"],
}
OPENS = "2026-03-01T01:00:00Z"
CUTOFF = "2026-03-03T09:00:00Z"
"""17:00 by the wall; the harness's clock says the evening before."""


@pytest.fixture
async def h(serve: Serve) -> Harness:
    harness = await serve(SERVICE)
    clerk = harness.client("clerk")
    for id in ("M1", "M2", "M3"):
        await ok(clerk, "/members", {"member_id": id, "name": f"示例委员{id}", "sector": "经济界", "term": 15})
    await ok(clerk, "/bodies", {"body_id": "B1", "name": "示例委员会", "kind": "committee", "officers": ["M3"]})
    for number, opens, cutoff in ((1, OPENS, CUTOFF), (2, "2027-03-01T01:00:00Z", "2027-03-03T09:00:00Z")):
        session = {"session_id": f"S15-{number}", "term": 15, "number": number}
        await ok(clerk, "/sessions", session | {"plenary_opens": opens, "plenary_cutoff": cutoff})
    return harness


async def ok(client: Client, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    answer = await client.post(path, json=body)
    assert answer.is_success, answer.text
    return answer.json()


def refused(answer: httpx.Response, rule: str) -> str:
    assert (answer.status_code, answer.json().get("rule")) == (409, rule), answer.text
    return answer.json()["detail"]


def entry(**changes: Any) -> dict[str, Any]:
    return {"member_id": "M1", "text": TEXT, "publish_consent": True, "received_on": "2026-03-02"} | changes


def first(h: Harness) -> Client:
    return h.client("clerk", subject="clerk-1")


def second(h: Harness) -> Client:
    return h.client("clerk", subject="clerk-2")


async def scan(client: Client, paper_id: str, content: bytes | None = None, **more: str) -> httpx.Response:
    params = {"name": "扫描件.pdf"} | more
    return await client.post(f"/paper-proposals/{paper_id}/attachments", content=content or files.pdf(), params=params)


async def entered(h: Harness, **changes: Any) -> str:
    """An entry of the first clerk, with its scan."""
    id = (await ok(first(h), "/paper-proposals", entry(**changes)))["id"]
    assert (await scan(first(h), id)).status_code == 201
    return id


async def filed(h: Harness, **changes: Any) -> str:
    id = await entered(h, **changes)
    return (await ok(second(h), f"/paper-proposals/{id}/confirm"))["proposal_id"]


async def policy(h: Harness, **changes: Any) -> None:
    admin = h.client("county_admin")
    present = await admin.get("/policies/paper")
    headers = {"If-Match": present.headers["etag"]}
    document = present.json()["document"] | changes
    assert (await admin.put("/policies/paper", json={"document": document}, headers=headers)).is_success


async def test_what_a_second_clerk_confirms_is_filed_and_shown_as_assisted(h: Harness) -> None:
    id = await entered(h, publish_consent=False, consent_refusal="含未公开数据")
    waiting = (await second(h).get(f"/paper-proposals/{id}")).json()
    assert (waiting["state"], waiting["entered_by"], waiting["proposal_id"]) == ("waiting", "clerk-1", None)
    assert waiting["entry"]["channel"] == "plenary"
    (kept,) = (await second(h).get(f"/paper-proposals/{id}/attachments")).json()
    assert (kept["purpose"], kept["paper_id"], kept["proposal_id"]) == ("paper_scan", id, None)
    member, stranger = h.client("member", member_id="M1"), h.client("member", member_id="M2")
    # Nothing is the member's before it is filed.
    assert (await member.get("/proposals")).json()["items"] == []
    assert (await member.get(f"/attachments/{kept['id']}")).status_code == 404
    refused(await first(h).post(f"/paper-proposals/{id}/confirm"), "four-eyes")
    done = await ok(second(h), f"/paper-proposals/{id}/confirm")
    assert (done["state"], done["confirmed_by"]) == ("filed", "clerk-2")
    view = (await member.get(f"/proposals/{done['proposal_id']}")).json()
    assert view["assisted"] == {
        "paper_id": id,
        "entered_by": "clerk-1",
        "confirmed_by": "clerk-2",
        "object_until": "2026-03-17",
        "policy_version": 0,
    }
    assert (view["state"], view["channel"], view["session_id"]) == ("filed", "plenary", "S15-1")
    assert (view["proposers"], view["publish_consent"], view["consent_refusal"]) == (["M1"], False, "含未公开数据")
    assert [one["purpose"] for one in view["attachments"]] == ["paper_scan"]
    assert (await member.get(f"/attachments/{kept['id']}")).content == files.pdf()
    assert (await stranger.get(f"/attachments/{kept['id']}")).status_code == 404
    own = (await member.post("/proposals", json={"text": TEXT, "publish_consent": True})).json()
    assert own["assisted"] is None
    listed = (await first(h).get("/proposals", params={"assisted": "true"})).json()["items"]
    assert [one["id"] for one in listed] == [view["id"]]
    figures = (await first(h).get("/figures")).json()
    assert (figures["assisted"], figures["assisted_share"], figures["papers"]) == (1, 0.5, {"filed": 1})
    async with h.owner.connect() as connection:
        assert (await verify(connection, SERVICE.metadata))[1] == []


async def test_two_confirmations_at_once_file_it_once(h: Harness) -> None:
    id = await entered(h)
    answers = await asyncio.gather(
        *(h.client("clerk", subject=f"clerk-{n}").post(f"/paper-proposals/{id}/confirm") for n in (2, 3))
    )
    assert sorted(one.status_code for one in answers) == [200, 409]
    events = await h.published()
    assert [type(e) for e in events if isinstance(e, (ProposalFiled, PaperProposalConfirmed))] == [
        ProposalFiled,
        PaperProposalConfirmed,
    ]
    # The same request again is answered as the first.
    other = await entered(h, text=TEXT | {"situation": "另一件。"})
    headers = {"Idempotency-Key": "k1"}
    twice = [await second(h).post(f"/paper-proposals/{other}/confirm", headers=headers) for _ in range(2)]
    assert twice[0].json() == twice[1].json()
    assert sum(isinstance(e, ProposalFiled) for e in await h.published()) == 2


async def test_a_confirmation_and_a_correction_at_once_never_file_what_was_not_confirmed(h: Harness) -> None:
    id = await entered(h)
    etag = (await first(h).get(f"/paper-proposals/{id}")).headers["etag"]
    changed = entry(text=TEXT | {"situation": "改过的情况。"})
    confirmed, corrected = await asyncio.gather(
        second(h).post(f"/paper-proposals/{id}/confirm", headers={"If-Match": etag}),
        first(h).put(f"/paper-proposals/{id}", json=changed, headers={"If-Match": etag}),
    )
    assert sorted((confirmed.is_success, corrected.is_success)) == [False, True]
    texts = [e.text.situation for e in await h.published() if isinstance(e, ProposalFiled)]
    assert texts == ([TEXT["situation"]] if confirmed.is_success else [])


async def test_what_is_refused_is_corrected_and_confirmed(h: Harness) -> None:
    id = await entered(h)
    refused(await first(h).post(f"/paper-proposals/{id}/refuse", json={"reason": "漏了一条"}), "four-eyes")
    await ok(second(h), f"/paper-proposals/{id}/refuse", {"reason": "漏了一条建议"})
    (told,) = [e for e in await h.published() if isinstance(e, PaperProposalRefused)]
    assert (told.entered_by, told.reason, told.title) == ("clerk-1", "漏了一条建议", TEXT["title"])
    refused(await second(h).post(f"/paper-proposals/{id}/confirm"), "state")
    listed = (await first(h).get("/paper-proposals", params={"state": "refused"})).json()["items"]
    assert [(one["id"], one["refusal"]) for one in listed] == [(id, "漏了一条建议")]
    whole = TEXT | {"suggestions": [*TEXT["suggestions"], "提高助餐点的运营补贴标准。"]}
    assert (await first(h).put(f"/paper-proposals/{id}", json=entry(text=whole))).status_code == 428
    present = await first(h).get(f"/paper-proposals/{id}")
    headers = {"If-Match": present.headers["etag"]}
    # Looked at late: what counts is the day of the first entry.
    h.clock.set(h.clock.now() + timedelta(days=60))
    corrected = await first(h).put(f"/paper-proposals/{id}", json=entry(text=whole), headers=headers)
    assert (corrected.status_code, corrected.json()["state"]) == (200, "waiting"), corrected.text
    stale = await second(h).put(f"/paper-proposals/{id}", json=entry(), headers=headers)
    assert (stale.status_code, stale.json()["current"]["state"]) == (412, "waiting")
    proposal_id = (await ok(second(h), f"/paper-proposals/{id}/confirm"))["proposal_id"]
    view = (await second(h).get(f"/proposals/{proposal_id}")).json()
    assert len(view["text"]["suggestions"]) == 2
    # It belongs where it came in, not where it was confirmed.
    assert (view["channel"], view["session_id"]) == ("plenary", "S15-1")
    assert view["received_at"].startswith("2026-03-02")


async def test_the_scan_is_needed_unless_the_policy_says_otherwise(h: Harness) -> None:
    id = (await ok(first(h), "/paper-proposals", entry()))["id"]
    refused(await second(h).post(f"/paper-proposals/{id}/confirm"), "scan-missing")
    assert (await scan(first(h), id, purpose="attachment")).status_code == 201
    refused(await second(h).post(f"/paper-proposals/{id}/confirm"), "scan-missing")
    assert (await scan(first(h), id, b"no file of any kind")).status_code == 409
    added = (await scan(first(h), id)).json()
    removed = await ok(first(h), f"/paper-proposals/{id}/attachments/{added['id']}/remove")
    assert [one["purpose"] for one in removed["attachments"]] == ["attachment"]
    again = await first(h).post(f"/paper-proposals/{id}/attachments/{added['id']}/remove")
    refused(again, "attachment-unknown")
    # What an entry ever had is swept by nobody; the ordinary route knows nothing of it.
    h.clock.set(h.clock.now() + timedelta(days=400))
    await SWEEPER.sweep_all(h.runtime)
    assert (await first(h).get(f"/attachments/{added['id']}")).status_code == 200
    assert (await h.client("member", member_id="M1").post(f"/attachments/{added['id']}/remove")).status_code == 404
    await policy(h, scan_required=False)
    await ok(second(h), f"/paper-proposals/{id}/confirm")
    refused(await scan(first(h), id, files.PNG), "state")


async def test_a_day_on_which_the_plenary_opened_or_closed_needs_the_time(h: Harness) -> None:
    h.clock.set(datetime(2026, 3, 5, 2, tzinfo=UTC))
    for day in ("2026-03-01", "2026-03-03"):
        refused(await first(h).post("/paper-proposals", json=entry(received_on=day)), "received-time")
    for day, time, channel, session in (
        ("2026-03-01", "08:59:59", "between_sessions", "S15-1"),
        ("2026-03-01", "09:00:00", "plenary", "S15-1"),
        ("2026-03-02", None, "plenary", "S15-1"),
        ("2026-03-03", "17:00:00", "plenary", "S15-1"),
        ("2026-03-03", "17:00:00.000001", "between_sessions", "S15-2"),
        ("2026-03-04", None, "between_sessions", "S15-2"),
        ("2026-03-05", None, "between_sessions", "S15-2"),
    ):
        view = await ok(first(h), "/paper-proposals", entry(received_on=day, received_time=time))
        assert (view["entry"]["channel"], view["entry"]["session_id"]) == (channel, session), (day, time)
    for wrong in ({"received_on": "2026-03-06"}, {"received_on": "2026-03-05", "received_time": "10:59:59"}):
        refused(await first(h).post("/paper-proposals", json=entry(**wrong)), "received-on")
    refused(await first(h).post("/paper-proposals", json=entry(received_on="2026-02-02")), "received-on")


async def test_an_entry_is_looked_at_as_a_filing_is(h: Harness) -> None:
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"member_id": "M9"}, "not-a-member"),
        ({"suggested_units": ["U9"]}, "unit-unknown"),
        ({"text": TEXT | {"analysis": ""}}, "text-form"),
        ({"session_id": "S9"}, "session-unknown"),
        ({"research_date": "2026-03-03"}, "research-date"),
        ({"kind": "joint"}, "cosigners"),
        ({"kind": "joint", "cosigners": [{"member_id": "M9", "opinion": "同意"}]}, "not-a-member"),
        ({"kind": "collective"}, "body"),
        ({"kind": "collective", "body_id": "B1"}, "body-officer"),
        ({"kind": "collective", "body_id": "B9", "member_id": "M3"}, "body-unknown"),
    ]
    for changes, rule in wrong:
        refused(await first(h).post("/paper-proposals", json=entry(**changes)), rule)
    for day in ("9999-12-31", "0001-01-01"):
        assert (await first(h).post("/paper-proposals", json=entry(received_on=day))).status_code == 422
    assert (await first(h).get("/figures")).json()["papers"] == {}
    for roles in (("member",), ("reviewer",), ("unit",)):
        outsider = h.client(*roles, member_id="M1", subject="x")
        assert (await outsider.post("/paper-proposals", json=entry())).status_code == 403
    id = await entered(h)
    assert (await h.client("member", member_id="M1").get(f"/paper-proposals/{id}")).status_code == 403
    other = h.client("clerk", county="330103", subject="clerk-2")
    assert (await other.post(f"/paper-proposals/{id}/confirm")).status_code == 404
    assert (await other.get(f"/paper-proposals/{id}")).status_code == 404


async def test_a_clerk_who_is_a_party_neither_enters_nor_confirms(h: Harness) -> None:
    signer = h.client("clerk", "member", subject="clerk-3", member_id="M2")
    joint = {"kind": "joint", "cosigners": [{"member_id": "M2", "opinion": "情况属实"}]}
    refused(await signer.post("/paper-proposals", json=entry(**joint)), "conflict-of-interest")
    id = await entered(h, **joint)
    for path, body in (("confirm", None), ("refuse", {"reason": "不对"})):
        refused(await signer.post(f"/paper-proposals/{id}/{path}", json=body), "conflict-of-interest")
    refused(await scan(signer, id, files.PNG), "conflict-of-interest")
    collective = {"kind": "collective", "body_id": "B1", "member_id": "M3"}
    officer = h.client("clerk", "body_officer", subject="clerk-4", member_id="M2", body_id="B1")
    refused(await officer.post("/paper-proposals", json=entry(**collective)), "conflict-of-interest")
    proposal = (await ok(second(h), f"/paper-proposals/{id}/confirm"))["proposal_id"]
    view = (await h.client("member", member_id="M2").get(f"/proposals/{proposal}")).json()
    assert view["proposers"] == ["M1", "M2"]
    assert [(i["answer"], i["on_paper"]) for i in view["invitations"]] == [("agreed", True)]
    # Nobody waits for an answer: it may be reviewed at once.
    assert (await ok(first(h), f"/proposals/{proposal}/admit", {"topic_group": "民生"}))["case_number"] == 1


async def test_a_body_on_paper_is_its_officers_and_fulfils_their_booking(h: Harness) -> None:
    call = {
        "call_id": "C1",
        "kind": "catalogue",
        "title": "示例目录",
        "basis": "示例办法",
        "topics": [{"title": "养老", "source": "调研"}],
        "closes_on": "2026-12-31",
    }
    await ok(first(h), "/calls", call)
    officer = h.client("body_officer", member_id="M3", body_id="B1")
    booking = await ok(officer, "/bookings", {"call_id": "C1", "topic": 0, "body_id": "B1"})
    collective = {"kind": "collective", "body_id": "B1", "member_id": "M3", "booking_id": booking["id"]}
    stranger = await entered(h, booking_id=booking["id"])
    refused(await second(h).post(f"/paper-proposals/{stranger}/confirm"), "booking-unknown")
    proposal = await filed(h, **collective)
    assert (await officer.get(f"/bookings/{booking['id']}")).json()["proposal_id"] == proposal
    view = (await officer.get(f"/proposals/{proposal}")).json()
    assert (view["seal_scan_missing"], view["body_id"]) == (True, "B1")


async def test_the_member_objects_and_a_third_login_settles(h: Harness) -> None:
    id = await filed(h)
    member, third = h.client("member", member_id="M1"), h.client("clerk", subject="clerk-3")
    path = f"/proposals/{id}/object-to-entry"
    assert (await h.client("member", member_id="M2").post(path, json={"reason": "不对"})).status_code == 404
    objected = await ok(member, path, {"reason": "第二条建议录错了"})
    assert objected["objection"]["outcome"] == "open"
    refused(await member.post(path, json={"reason": "再说一次"}), "objected-already")
    refused(await third.post(f"/proposals/{id}/admit", json={"topic_group": "民生"}), "objection-open")
    listed = (await third.get("/proposals", params={"objection": "open"})).json()["items"]
    assert [one["id"] for one in listed] == [id]
    settle = f"/proposals/{id}/settle-objection"
    corrected = {"outcome": "corrected", "explanation": "已按纸质件改正"}
    for clerk in (first(h), second(h)):
        refused(await clerk.post(settle, json=corrected), "four-eyes")
    refused(await third.post(settle, json=corrected), "not-corrected")
    etag = (await third.get(f"/proposals/{id}")).headers["etag"]
    text = TEXT | {"suggestions": ["在每个社区至少增设两处助餐点。"]}
    assert (await third.put(f"/proposals/{id}/text", json=text, headers={"If-Match": etag})).is_success
    answers = await asyncio.gather(third.post(settle, json=corrected), third.post(settle, json=corrected))
    assert sorted(one.status_code for one in answers) == [200, 409]
    refused(await third.post(settle, json=corrected), "no-objection")
    assert (await ok(third, f"/proposals/{id}/admit", {"topic_group": "民生"}))["objection"]["outcome"] == "corrected"


async def test_what_never_was_the_members_is_withdrawn(h: Harness) -> None:
    id, late = await filed(h), await filed(h, text=TEXT | {"situation": "另一件。"})
    member, chair = h.client("member", member_id="M1"), h.client("chair")
    await ok(first(h), f"/proposals/{id}/admit", {"topic_group": "民生"})
    await ok(member, f"/proposals/{id}/object-to-entry", {"reason": "这不是我的提案"})
    done = await ok(chair, f"/proposals/{id}/settle-objection", {"outcome": "withdrawn", "explanation": "录错了人"})
    assert (done["state"], done["objection"]["outcome"]) == ("withdrawn", "withdrawn")
    h.clock.set(datetime(2026, 3, 18, tzinfo=UTC))
    refused(await member.post(f"/proposals/{late}/object-to-entry", json={"reason": "不对"}), "too-late")
    own = (await member.post("/proposals", json={"text": TEXT, "publish_consent": True})).json()["id"]
    refused(await member.post(f"/proposals/{own}/object-to-entry", json={"reason": "不对"}), "not-assisted")


async def test_an_entry_that_waits_is_there_after_a_restore(serve: Serve, h: Harness) -> None:
    waiting = await entered(h)
    added = (await scan(first(h), waiting, files.PNG, name="b.png")).json()
    await ok(first(h), f"/paper-proposals/{waiting}/attachments/{added['id']}/remove")
    await filed(h, text=TEXT | {"situation": "另一件。"})
    async with h.owner.connect() as connection:
        rows = (await connection.execute(text("SELECT paper_id, proposal_id FROM attachments"))).all()
    assert sorted(row.proposal_id is None for row in rows) == [False, True, True]
    assert all(row.paper_id for row in rows)
    # Made from its events alone, it is the same in every table.
    await equals_its_twin(serve, h, [])

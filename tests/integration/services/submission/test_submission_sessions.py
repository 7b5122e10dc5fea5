"""The sessions' routes; receipt at the edge decides, however slow a body is; the banner says what filing does."""

import asyncio
import json
from collections.abc import AsyncGenerator
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from sqlalchemy import text

from chassis.eventlog import verify
from contracts.submission import ProposalFiled, SessionWindowChanged
from services.submission.app import SERVICE
from tests.integration.services.submission.test_submission_api import CUTOFF, OPENS, body, h, member
from tests.support.harness import COUNTY, Harness, Serve
from tests.support.recorder import finish, pump, record, recover

__all__ = ["h"]

TICK = timedelta(microseconds=1)


def hold(h: Harness, moment: datetime) -> None:
    """The harness's clock goes on by itself; here a microsecond decides."""
    setattr(h.clock, "now", lambda: moment)  # noqa: B010  # of this instance only


NAMELESS = {k: v for k, v in body().items() if k != "session_id"}


async def slowly(h: Harness, until: datetime) -> AsyncGenerator[bytes]:
    """A body of which the first byte comes after the headers, and the last one at ``until``."""
    content = json.dumps(NAMELESS).encode()
    yield content[:10]
    hold(h, until)
    yield content[10:]


@pytest.mark.parametrize(("received", "channel"), [(CUTOFF, "plenary"), (CUTOFF + TICK, "between_sessions")])
async def test_a_slow_body_is_received_when_its_headers_are(h: Harness, received: datetime, channel: str) -> None:
    hold(h, received)
    answer = await member(h).post(
        "/proposals",
        content=slowly(h, CUTOFF + timedelta(hours=2)),
        headers={"Content-Type": "application/json"},
    )
    assert (answer.status_code, answer.json()["channel"]) == (201, channel)
    (event,) = [e for e in await h.published() if isinstance(e, ProposalFiled)]
    assert (event.channel, event.received_at) == (channel, received)


@pytest.mark.parametrize("moment", [OPENS - TICK, OPENS, CUTOFF - TICK, CUTOFF, CUTOFF + TICK])
async def test_the_banner_says_what_a_filing_becomes(h: Harness, moment: datetime) -> None:
    hold(h, moment)
    shown = (await member(h).get("/sessions/current")).json()
    became = (await member(h).post("/proposals", json=NAMELESS)).json()
    assert shown["filing"] == {"session_id": became["session_id"], "channel": became["channel"]}
    assert datetime.fromisoformat(shown["now"]) == moment
    assert (shown["phase"] == "open") == (became["channel"] == "plenary")
    assert datetime.fromisoformat(shown["plenary_cutoff"]) == CUTOFF


async def test_the_banner_counts_to_the_opening_and_to_the_cut_off(h: Harness) -> None:
    for moment, phase, seconds in (
        (OPENS - timedelta(seconds=90), "before", 90),
        (CUTOFF - timedelta(minutes=1), "open", 60),
        (CUTOFF, "open", 0),
        (CUTOFF + TICK, "over", 0),
    ):
        hold(h, moment)
        shown = (await member(h).get("/sessions/current")).json()
        assert (shown["phase"], shown["seconds"]) == (phase, seconds)


async def test_where_nothing_is_scheduled_the_banner_has_the_time(serve: Serve) -> None:
    empty = await serve(SERVICE)
    hold(empty, OPENS)
    shown = (await empty.client("clerk").get("/sessions/current")).json()
    assert datetime.fromisoformat(shown.pop("now")) == OPENS
    assert set(shown.values()) == {None}


async def change(h: Harness, role: str = "county_admin", **window: Any) -> tuple[int, str | None]:
    sent = {name: moment.isoformat() for name, moment in window.items()} | {"reason": "大会日程调整"}
    answer = await h.client(role).post("/sessions/S15-1/change-window", json=sent)
    return answer.status_code, answer.json().get("rule")


async def test_a_later_cut_off_holds_for_what_comes_and_not_for_what_came(h: Harness) -> None:
    later = CUTOFF + timedelta(hours=2)
    hold(h, CUTOFF)
    assert await change(h, plenary_cutoff=CUTOFF - timedelta(hours=1)) == (409, "cutoff-earlier")
    assert await change(h, plenary_opens=OPENS - timedelta(hours=1)) == (409, "window-open")
    assert (await change(h, "clerk", plenary_cutoff=later))[0] == 403
    assert await change(h, plenary_cutoff=later) == (200, None)
    hold(h, later)
    first = (await member(h).post("/proposals", json=body())).json()
    hold(h, later + TICK)
    assert (await member(h).post("/proposals", json=body())).json()["channel"] == "between_sessions"
    assert await change(h, plenary_cutoff=later + timedelta(hours=9)) == (409, "window-over")
    assert (await member(h).get(f"/proposals/{first['id']}")).json()["channel"] == "plenary"
    (event,) = [e for e in await h.published() if isinstance(e, SessionWindowChanged)]
    assert (event.before_cutoff, event.plenary_cutoff, event.reason) == (CUTOFF, later, "大会日程调整")


async def test_what_was_filed_keeps_its_channel_when_the_window_moves_away(h: Harness) -> None:
    hold(h, OPENS - timedelta(days=1))
    before = (await member(h).post("/proposals", json=body())).json()
    assert await change(h, plenary_opens=OPENS - timedelta(days=1)) == (200, None)
    assert (await member(h).get(f"/proposals/{before['id']}")).json()["channel"] == "between_sessions"
    assert (await member(h).post("/proposals", json=body())).json()["channel"] == "plenary"


async def test_two_changes_at_once_leave_the_window_that_the_log_says(h: Harness) -> None:
    offers = [CUTOFF + timedelta(hours=n) for n in range(1, 5)]
    answers = await asyncio.gather(*(change(h, plenary_cutoff=offer) for offer in offers))
    assert {status for status, _ in answers} <= {200, 409}
    events = [e for e in await h.published() if isinstance(e, SessionWindowChanged)]
    assert len(events) == sum(status == 200 for status, _ in answers)
    cutoffs = [CUTOFF, *(e.plenary_cutoff for e in events)]
    assert [e.before_cutoff for e in events] == cutoffs[:-1]
    assert cutoffs == sorted(cutoffs)
    shown = (await member(h).get("/sessions/S15-1")).json()
    assert datetime.fromisoformat(shown["plenary_cutoff"]) == cutoffs[-1]


async def test_the_sessions_are_listed_page_by_page(h: Harness) -> None:
    window = {"plenary_opens": "2027-03-01T00:00:00Z", "plenary_cutoff": "2027-03-03T00:00:00Z"}
    sent = {"session_id": "S15-2", "term": 15, "number": 2, **window}
    assert (await h.client("clerk").post("/sessions", json=sent)).status_code == 201
    first = (await member(h).get("/sessions", params={"limit": 1})).json()
    assert [s["id"] for s in first["items"]] == ["S15-1"]
    rest = (await member(h).get("/sessions", params={"after": first["next"]})).json()
    assert ([s["id"] for s in rest["items"]], rest["next"]) == (["S15-2"], None)


def numbered(id: str, number: int = 2, term: int = 15) -> dict[str, Any]:
    window = {"plenary_opens": "2027-03-01T00:00:00Z", "plenary_cutoff": "2027-03-03T00:00:00Z"}
    return {"session_id": id, "term": term, "number": number, **window}


async def test_a_term_and_number_is_one_sessions_of_its_county(h: Harness) -> None:
    clerk = h.client("clerk")
    second = await clerk.post("/sessions", json=numbered("S15-01", 1))
    assert (second.status_code, second.json()["rule"]) == (409, "session-numbered")
    assert "S15-1" in second.json()["detail"]
    assert (await clerk.get("/sessions/S15-01")).status_code == 404
    assert (await clerk.post("/sessions", json=numbered("S1-51", 51, 1))).status_code == 201
    elsewhere = h.client("clerk", county="330103")
    assert (await elsewhere.post("/sessions", json=numbered("S15-1", 1))).status_code == 201


async def test_of_two_clerks_who_give_one_number_at_once_one_has_it(h: Harness) -> None:
    sent = [numbered(f"S15-2{letter}") for letter in "abcd"]
    answers = await asyncio.gather(*(h.client("clerk").post("/sessions", json=one) for one in sent))
    assert sorted(a.status_code for a in answers) == [201, 409, 409, 409]
    assert {a.json()["rule"] for a in answers if a.status_code == 409} == {"session-numbered"}
    listed = (await member(h).get("/sessions")).json()["items"]
    assert len([s for s in listed if s["number"] == 2]) == 1


async def test_one_that_was_refused_for_another_reason_leaves_the_number_free(h: Harness) -> None:
    clerk = h.client("clerk")
    empty = numbered("S15-2") | {"plenary_cutoff": "2027-03-01T00:00:00Z"}
    assert (await clerk.post("/sessions", json=empty)).json()["rule"] == "window-empty"
    # The id is a unit's: it is refused after the number was taken, and takes it back.
    assert (await clerk.post("/sessions", json=numbered("U1"))).json()["rule"] == "id-taken"
    assert (await clerk.post("/sessions", json=numbered("S15-2"))).status_code == 201


@pytest.mark.tampered
async def test_a_log_that_has_one_number_twice_is_taken_back_whole(h: Harness, serve: Serve) -> None:
    """As a version without the rule wrote it: both are there again, and the number is given to no third."""
    recorder = record(h)
    async with h.owner.begin() as connection:
        await connection.execute(text("DELETE FROM session_numbers"))
    assert (await h.client("clerk").post("/sessions", json=numbered("S15-0", 1))).status_code == 201
    migration = import_module("services.submission.migrations.versions.0029_session_numbers")
    async with h.owner.begin() as connection:
        await connection.execute(text("DELETE FROM session_numbers"))
        await connection.exec_driver_sql(migration.TAKE)
        pairs = await connection.exec_driver_sql(migration.PAIRS)
        assert [tuple(row) for row in pairs] == [(COUNTY, "15-1", "S15-0", "S15-1")]
    await pump(h)
    after = await serve(SERVICE)
    await recover(after, recorder.take("submission.events"))
    await finish(after)
    clerk = after.client("clerk")
    listed = (await clerk.get("/sessions")).json()["items"]
    assert [(s["id"], s["term"], s["number"]) for s in listed] == [("S15-0", 15, 1), ("S15-1", 15, 1)]
    refused = await clerk.post("/sessions", json=numbered("S15-9", 1))
    assert (refused.json()["rule"], "S15-0" in refused.json()["detail"]) == ("session-numbered", True)
    async with after.owner.connect() as connection:
        assert (await verify(connection, SERVICE.metadata))[1] == []


@pytest.mark.parametrize(
    ("path", "fields"), [("/sessions", ("term", "number")), ("/members", ("term",))], ids=["session", "member"]
)
async def test_a_term_or_number_that_nobody_counts_to_is_refused(
    h: Harness, path: str, fields: tuple[str, ...]
) -> None:
    """Wider than a store's number it was accepted here, and poison to whoever copies sessions."""
    session = {"session_id": "S15-9", "term": 15, "number": 9} | {
        "plenary_opens": "2031-03-01T00:00:00Z",
        "plenary_cutoff": "2031-03-03T00:00:00Z",
    }
    valid = session if path == "/sessions" else {"member_id": "M99", "name": "示例", "sector": "经济界", "term": 15}
    clerk = h.client("clerk")
    for field in fields:
        for said in (-1, 0, 1000, 2**31, 10**15):
            answer = await clerk.post(path, json=valid | {field: said})
            pointers = [error["pointer"] for error in answer.json().get("errors", ())]
            assert (answer.status_code, pointers) == (422, [f"/body/{field}"]), f"{field} {said}: {answer.text}"
    assert (await clerk.post(path, json=valid | dict.fromkeys(fields, 999))).status_code == 201

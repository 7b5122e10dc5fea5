"""The sessions' routes; receipt at the edge decides, however slow a body is; the banner says what filing does."""

import asyncio
import json
from collections.abc import AsyncGenerator
from datetime import datetime, timedelta
from typing import Any

import pytest

from contracts.submission import ProposalFiled, SessionWindowChanged
from services.submission.app import SERVICE
from tests.integration.services.submission.test_submission_api import CUTOFF, OPENS, body, h, member
from tests.support.harness import Harness, Serve

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

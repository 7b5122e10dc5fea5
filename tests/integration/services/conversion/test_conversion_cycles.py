"""What a unit promises again in a later cycle stands once; each tier of a due day is announced once."""

from datetime import UTC, date, datetime

import pytest

from contracts.conversion import (
    CommitmentMade,
    CommitmentMissed,
    CommitmentNear,
    CommitmentSuperseded,
    TrackingRecommended,
)
from services.conversion.app import SERVICE
from tests.support.harness import Harness, Serve
from tests.support.promises import admitted, closed, issued, refused, sound

FIRST, SECOND = date(2026, 6, 30), date(2026, 9, 30)


@pytest.fixture
async def h(serve: Serve) -> Harness:
    harness = await serve(SERVICE)
    await harness.deliver(admitted(), "P1")
    return harness


async def states(h: Harness) -> dict[str, tuple[str, str | None, str | None]]:
    items = (await h.client("clerk").get("/commitments")).json()["items"]
    return {item["id"]: (item["state"], item["restates"], item["superseded_by"]) for item in items}


async def test_a_restated_promise_takes_the_place_of_the_earlier_one(h: Harness) -> None:
    await h.deliver(issued("R1", FIRST), "R1")
    await h.deliver(issued("R2", SECOND, cycle=2), "R2")
    assert await states(h) == {"R1.2": ("superseded", None, "R2.2"), "R2.2": ("open", "R1.2", None)}
    unit, clerk = h.client("unit", unit_id="U1"), h.client("clerk")
    assert refused(await unit.post("/commitments/R1.2/claim", json={"proof": "p"})) == "commitment-state"
    assert refused(await clerk.post("/commitments/R1.2/release", json={"reason": "r"})) == "commitment-state"
    h.clock.set(datetime(2026, 7, 15, tzinfo=UTC))
    assert await h.tick() == 0  # neither tier nor miss of the earlier date
    h.clock.set(datetime(2026, 10, 15, tzinfo=UTC))
    figures = (await clerk.get("/figures")).json()
    assert (figures["commitments"]["superseded"], figures["commitments"]["open"]) == (1, 1)
    assert figures["kept_on_time"]["denominator"] == 1
    await h.tick()
    missed = [event for event in await h.published() if isinstance(event, CommitmentMissed)]
    assert [event.commitment_id for event in missed] == ["R2.2"]
    await sound(h)


async def test_the_end_is_the_same_whichever_reply_comes_first(h: Harness) -> None:
    await h.deliver(issued("R3", date(2026, 12, 1), cycle=3), "R3")
    await h.deliver(issued("R1", FIRST), "R1")
    await h.deliver(issued("R2", SECOND, cycle=2), "R2")
    assert await states(h) == {
        "R1.2": ("superseded", None, "R3.2"),
        "R2.2": ("superseded", None, "R3.2"),
        "R3.2": ("open", None, None),
    }
    h.clock.set(datetime(2026, 10, 15, tzinfo=UTC))
    assert await h.tick() == 0
    await sound(h)


async def test_what_the_new_reply_does_not_restate_stands(h: Harness) -> None:
    await h.deliver(issued("R1", FIRST), "R1")
    await h.deliver(issued("R2", None, cycle=2), "R2")
    other = issued("R3", SECOND, cycle=3).model_copy(update={"unit_id": "U2"})
    await h.deliver(other, "R3")
    assert await states(h) == {"R1.2": ("open", None, None), "R3.2": ("open", None, None)}
    await h.deliver(issued("R4", SECOND, cycle=4), "R4")
    assert (await states(h))["R1.2"] == ("superseded", None, "R4.2")
    assert (await states(h))["R4.2"] == ("open", "R1.2", None)


@pytest.mark.parametrize("end", ["kept", "released"])
async def test_a_kept_or_released_promise_is_left_alone(h: Harness, end: str) -> None:
    await h.deliver(issued("R1", FIRST), "R1")
    unit, clerk = h.client("unit", unit_id="U1"), h.client("clerk")
    if end == "kept":
        assert (await unit.post("/commitments/R1.2/claim", json={"proof": "p"})).status_code == 200
        assert (await clerk.post("/commitments/R1.2/verify")).status_code == 200
    else:
        assert (await clerk.post("/commitments/R1.2/release", json={"reason": "r"})).status_code == 200
    await h.deliver(issued("R2", SECOND, cycle=2), "R2")
    assert await states(h) == {"R1.2": (end, None, None), "R2.2": ("open", None, None)}
    assert not [event for event in await h.published() if isinstance(event, CommitmentSuperseded)]


async def test_a_missed_or_claimed_promise_is_restated_and_the_miss_stays_on_record(h: Harness) -> None:
    await h.deliver(admitted("P2"), "P2")
    await h.deliver(issued("R1", FIRST), "R1")
    await h.deliver(issued("Q1", FIRST, proposal="P2"), "Q1")
    unit = h.client("unit", unit_id="U1")
    assert (await unit.post("/commitments/Q1.2/claim", json={"proof": "p"})).status_code == 200
    h.clock.set(datetime(2026, 7, 2, tzinfo=UTC))
    await h.tick()
    await h.deliver(issued("R2", SECOND, cycle=2), "R2")
    await h.deliver(issued("Q2", SECOND, cycle=2, proposal="P2"), "Q2")
    found = await states(h)
    assert (found["R1.2"], found["Q1.2"]) == (("superseded", None, "R2.2"), ("superseded", None, "Q2.2"))
    assert (await h.client("clerk").get("/commitments/R1.2")).json()["missed"]
    assert refused(await h.client("clerk").post("/commitments/Q1.2/verify")) == "commitment-state"
    await sound(h)


async def test_a_superseded_promise_puts_no_review_off(h: Harness) -> None:
    await h.deliver(issued("R1", FIRST), "R1")
    await h.deliver(issued("R2", SECOND, cycle=2), "R2")
    assert (await h.client("clerk").post("/commitments/R2.2/release", json={"reason": "条件变化"})).status_code == 200
    await h.deliver(closed(), "S-P1")
    h.clock.set(datetime(2026, 9, 2, tzinfo=UTC))
    await h.tick()
    assert [event.proposal_id for event in await h.published() if isinstance(event, TrackingRecommended)] == ["P1"]


def announced(events: list[CommitmentNear]) -> list[tuple[int, date, bool]]:
    return [(event.tier, event.fell_due, event.announce) for event in events]


async def near(h: Harness) -> list[CommitmentNear]:
    return [event for event in await h.published() if isinstance(event, CommitmentNear)]


async def test_each_tier_is_announced_once_and_a_claim_ends_them(h: Harness) -> None:
    await h.deliver(issued("R1", FIRST), "R1")
    for day in (datetime(2026, 5, 31, tzinfo=UTC), datetime(2026, 6, 23, tzinfo=UTC)):
        h.clock.set(day)
        await h.tick()
        await h.tick()
    assert announced(await near(h)) == [(30, date(2026, 5, 31), True), (7, date(2026, 6, 23), True)]
    claimed = await h.client("unit", unit_id="U1").post("/commitments/R1.2/claim", json={"proof": "p"})
    assert claimed.status_code == 200
    h.clock.set(datetime(2026, 7, 15, tzinfo=UTC))
    assert await h.tick() == 0
    await sound(h)


async def test_after_downtime_only_the_latest_tier_is_announced(h: Harness) -> None:
    await h.deliver(issued("R1", FIRST), "R1")
    h.clock.set(datetime(2026, 6, 30, tzinfo=UTC))
    await h.tick()
    assert [(tier, said) for tier, _, said in announced(await near(h))] == [(30, False), (7, False), (0, True)]
    h.clock.set(datetime(2026, 7, 1, tzinfo=UTC))
    await h.tick()
    assert [event.due for event in await h.published() if isinstance(event, CommitmentMissed)] == [FIRST]


async def test_the_county_sets_its_tiers_and_those_gone_by_are_not_made_up(h: Harness) -> None:
    admin = h.client("county_admin")
    headers = {"If-Match": (await admin.get("/policies/commitment")).headers["etag"]}
    changed = await admin.put("/policies/commitment", json={"document": {"tiers": [60, 10]}}, headers=headers)
    assert changed.status_code == 200, changed.text
    await h.deliver(issued("R1", date(2026, 3, 31)), "R1")  # 29 days ahead
    h.clock.set(datetime(2026, 3, 31, tzinfo=UTC))
    await h.tick()
    assert announced(await near(h)) == [(10, date(2026, 3, 21), True)]
    made = [event for event in await h.published() if isinstance(event, CommitmentMade)]
    assert [event.cycle for event in made] == [1]


@pytest.mark.parametrize("tiers", [[7, -1], [4_000_000]])
async def test_tiers_that_no_reply_could_be_handled_by_are_refused(h: Harness, tiers: list[int]) -> None:
    admin = h.client("county_admin")
    headers = {"If-Match": (await admin.get("/policies/commitment")).headers["etag"]}
    refused = await admin.put("/policies/commitment", json={"document": {"tiers": tiers}}, headers=headers)
    assert refused.status_code == 422

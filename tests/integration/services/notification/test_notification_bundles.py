"""What falls due by the hundred is one notice a day, whoever tells it, in whatever order."""

import asyncio
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from contracts.base import Event
from contracts.submission import ReviewStageNear, ReviewStageOverdue
from services.notification.app import SERVICE
from tests.support.harness import Harness, Serve

DUE = datetime(2026, 3, 3, 9, tzinfo=UTC)
MANY = 400


@pytest.fixture
async def h(serve: Serve) -> Harness:
    return await serve(SERVICE)


def near(n: int, *awaiting: str, due_at: datetime = DUE) -> Event:
    return ReviewStageNear(proposal_id=f"P{n}", stage="preliminary", awaiting=awaiting or ("r1",), due_at=due_at)


def late(n: int, *awaiting: str) -> Event:
    return ReviewStageOverdue(proposal_id=f"P{n}", stage="second", awaiting=awaiting, lead="r1", due_at=DUE)


def messages(h: Harness, *events: Any) -> list[Any]:
    return [h.message(h.envelope(event, f"review.{event.proposal_id}")) for event in events]


async def parked(h: Harness) -> list[Any]:
    async with h.owner.connect() as connection:
        return list((await connection.execute(text("SELECT error FROM parked_events"))).scalars())


async def inbox(h: Harness, who: str = "r1") -> list[dict[str, Any]]:
    found = (await h.client("reviewer", subject=who).get("/notices")).json()["items"]
    return [one for one in found if one["to"] == f"person:{who}"]


async def test_four_hundred_are_one_notice_with_their_count_and_the_earliest(h: Harness) -> None:
    events = [near(n, due_at=DUE + timedelta(minutes=n)) for n in range(MANY)]
    random.Random(3).shuffle(events)
    sent = messages(h, *events)
    # Two workers at once, the rest after them, and a part of it again.
    await asyncio.gather(*(h.runtime.consumer.on_batch(part) for part in (sent[:8], sent[8:16])))
    await h.runtime.consumer.on_batch(sent[16:])
    await h.runtime.consumer.on_batch(sent[:50])
    assert await parked(h) == []
    (one,) = await inbox(h)
    assert (one["kind"], one["facts"]["count"], one["proposal_id"]) == ("review_near", MANY, None)
    assert datetime.fromisoformat(one["due"]) == DUE
    assert one["link"] == "/submission/review-queue?due=near"
    assert one["text"] == "您有400件提案的审查意见即将到期，最早的应于2026年3月3日 17:00前提出。"
    counted = (await h.client("reviewer", subject="r1").get("/notices/unread-count")).json()
    assert counted == {"unread": 1, "to_do": 1}


async def test_what_has_grown_is_unread_and_on_top_again(h: Harness) -> None:
    await h.runtime.consumer.on_batch(messages(h, near(1), late(9, "r1")))
    reader = h.client("reviewer", subject="r1")
    before = await inbox(h)
    assert [one["kind"] for one in before] == ["group_overdue", "review_overdue", "review_near"]
    for one in before:
        assert (await reader.post(f"/notices/{one['id']}/read")).is_success
    repeated = messages(h, near(2))
    for _ in range(2):
        await h.runtime.consumer.on_batch(repeated)
    after = await inbox(h)
    assert [(one["kind"], one["facts"]["count"], one["read_at"] is None) for one in after] == [
        ("review_near", 2, True),
        ("group_overdue", 1, False),
        ("review_overdue", 1, False),
    ]
    assert after[0]["id"] == before[-1]["id"]
    assert (await reader.post(f"/notices/{after[0]['id']}/read")).is_success
    # Told of again, it is the same proposal: nothing has grown.
    await h.runtime.consumer.on_batch(messages(h, near(2)))
    assert (await inbox(h))[0]["facts"]["count"] == 2
    assert (await inbox(h))[0]["read_at"] is not None


async def test_each_person_day_and_kind_has_a_notice_of_its_own(h: Harness) -> None:
    # 16:00 UTC is midnight on the wall.
    h.clock.set(datetime(2026, 3, 2, 15, 59, tzinfo=UTC))
    await h.runtime.consumer.on_batch(messages(h, near(1, "r1", "r2"), near(2, "r2"), late(3, "r2")))
    h.clock.set(datetime(2026, 3, 2, 16, 0, tzinfo=UTC))
    await h.runtime.consumer.on_batch(messages(h, near(4, "r2"), late(5)))
    shown = {who: [(o["kind"], o["facts"]["count"]) for o in await inbox(h, who)] for who in ("r1", "r2")}
    assert shown == {
        "r1": [("group_overdue", 1), ("group_overdue", 1), ("review_near", 1)],
        "r2": [("review_near", 1), ("review_overdue", 1), ("review_near", 2)],
    }
    links = {one["kind"]: one["link"] for who in ("r1", "r2") for one in await inbox(h, who)}
    assert links["group_overdue"] == "/submission/reviews?overdue=true"
    assert links["review_overdue"] == "/submission/review-queue?due=overdue"


async def test_stages_that_differ_are_not_told_as_one(h: Harness) -> None:
    other = near(2).model_copy(update={"stage": "final"})
    await h.runtime.consumer.on_batch(messages(h, near(1), other))
    (one,) = await inbox(h)
    assert (one["facts"]["stage"], one["facts"]["count"]) == (None, 2)

"""Two counties on a real Apache Kafka: a text goes there, its answers come back, and everybody hears of it."""

from contextlib import AsyncExitStack
from typing import Any

from ops.embedded import ApacheKafka
from services.notification.app import SERVICE as NOTIFICATION
from services.submission.app import SERVICE as SUBMISSION
from tests.integration.chassis.test_bus import eventually, worker
from tests.integration.services.submission.test_submission_api import h, member
from tests.integration.services.submission.test_submission_forwards import (
    CITY,
    asked,
    at_city,
    consent,
    declined,
    ok,
    taken_up,
    two,
)
from tests.support.harness import COUNTY, Client, Harness, Serve

__all__ = ["h", "two"]  # the fixtures of the same desk


async def test_it_goes_there_and_the_answers_come_back(two: Harness, serve: Serve, empty_kafka: ApacheKafka) -> None:
    notification = await serve(NOTIFICATION)

    def inbox(role: str, county: str = COUNTY, **claims: Any) -> Client:
        return notification.client(role, county=county, **claims)

    proposer, clerk = inbox("member", member_id="M1"), inbox("clerk")
    taker, city_clerk = inbox("member", CITY, member_id="C1"), inbox("clerk", CITY)

    async def kinds(client: Client) -> list[str]:
        return [one["kind"] for one in (await client.get("/notices")).json()["items"]][::-1]

    async def told(client: Client, *expected: str) -> None:
        async def so() -> bool:
            return [kind for kind in await kinds(client) if kind.startswith("forward")] == list(expected)

        await eventually(so, 120)

    async with AsyncExitStack() as stack:
        await stack.enter_async_context(worker(two, SUBMISSION, empty_kafka.servers).run())
        await stack.enter_async_context(worker(notification, NOTIFICATION, empty_kafka.servers).run())
        id = await declined(two)
        forward_id = await asked(two, id)
        received_id = f"F-{COUNTY}-{forward_id}"
        await told(proposer, "forward_asked")
        assert (await consent(two, forward_id)).status_code == 200
        await told(city_clerk, "forward_received")
        there = await taken_up(two, received_id)
        await told(taker, "forward_offered")
        await ok(at_city(two, "clerk"), f"/proposals/{there}/admit", {"topic_group": "民生"})
        await told(proposer, "forward_asked", "forward_progress", "forward_progress")
        await told(clerk, "forward_agreed", "forward_progress", "forward_progress")
        await told(city_clerk, "forward_received", "forward_taken_up")

    (trail,) = (await member(two).get(f"/proposals/{id}/forwards")).json()["forwards"]
    assert [step["stage"] for step in trail["steps"]] == ["accepted", "admitted"]
    newest = (await proposer.get("/notices")).json()["items"][0]
    assert newest["text"] == "《关于增设老年助餐点的提案》转送示例市政协：已立案。案号1。"
    # Who took it up is a proposer like any other.
    assert {"filed", "admitted"} <= set(await kinds(taker))

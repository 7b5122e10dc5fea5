"""What must not happen between two counties: twice, at once, or through the wall."""

import asyncio

import pytest
from sqlalchemy import text

from chassis.crossing import NoCrossing, across
from chassis.eventlog import SYSTEM, Tx
from contracts.submission import ForwardAnswered, ForwardRecalled, ForwardReceived, ProposalForwarded
from services.submission.metadata import METADATA
from tests.integration.services.submission.test_submission_api import filed, h, member
from tests.integration.services.submission.test_submission_forwards import (
    CITY,
    REASON,
    arrived,
    asked,
    at_city,
    consent,
    declined,
    ok,
    parked,
    refused,
    steps,
    taken_up,
    two,
)
from tests.support.golden import golden
from tests.support.harness import COUNTY, Harness
from tests.support.recorder import read_own

__all__ = ["h", "two"]  # the fixtures of the same desk


async def test_a_replay_and_duplicates_make_nothing_twice(two: Harness) -> None:
    h = two
    forward_id = await asked(h, await declined(h))
    await consent(h, forward_id)
    read = await read_own(h)
    received_id = f"F-{COUNTY}-{forward_id}"
    there = await taken_up(h, received_id)
    await ok(at_city(h, "clerk"), f"/proposals/{there}/admit", {"topic_group": "民生"})
    read += await read_own(h)

    async def counted() -> tuple[int, int]:
        return len(await h.published()), len(await h.published(CITY))

    before = await counted()
    await h.runtime.consumer.on_batch(read)
    # Marks that are gone, as a store's that is older than what it has sent.
    async with h.owner.begin() as connection:
        await connection.execute(text("DELETE FROM inbox WHERE source = 'submission'"))
    await h.runtime.consumer.on_batch(read)
    assert (await counted(), await parked(h)) == (before, [])
    assert [step["stage"] for step in await steps(h, forward_id)] == ["accepted", "admitted"]


async def test_who_is_second_of_two_at_once_is_refused(two: Harness) -> None:
    h = two
    id = await filed(h)
    await ok(h.client("clerk"), f"/proposals/{id}/admit", {"topic_group": "民生"})
    forward_id = await asked(h, id)
    agreed, withdrawn = await asyncio.gather(
        consent(h, forward_id), member(h).post(f"/proposals/{id}/withdraw", json={"reason": "撤回"})
    )
    assert withdrawn.status_code == 200
    assert agreed.status_code in (200, 409)
    forward = (await h.client("clerk").get(f"/forwards/{forward_id}")).json()
    assert (forward["state"], forward["recalled"]) == ("recalled", "withdrawn")
    crossed = [event for event in await h.published() if isinstance(event, ProposalForwarded)]
    (recalled,) = [event for event in await h.published() if isinstance(event, ForwardRecalled)]
    assert recalled.sent == bool(crossed) == (agreed.status_code == 200)
    await read_own(h)
    states = [one["state"] for one in (await at_city(h, "clerk").get("/received-forwards")).json()["items"]]
    assert states == ["recalled"] * len(crossed)

    id = await declined(h)
    said = {"receiver": CITY, **REASON}
    asking = [h.client("clerk", subject=name).post(f"/proposals/{id}/forwards", json=said) for name in ("a", "b")]
    answers = await asyncio.gather(*asking)
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    forward_id = next(answer.json()["id"] for answer in answers if answer.status_code == 201)
    both = await asyncio.gather(consent(h, forward_id), consent(h, forward_id, agreed=False))
    assert sorted(answer.status_code for answer in both) == [200, 409]


async def test_no_request_crosses_and_no_event_but_its_own(two: Harness) -> None:
    h = two
    forward_id, received_id = await arrived(h)
    for client in (h.client("clerk", "county_admin"), member(h)):
        assert (await client.get(f"/received-forwards/{received_id}")).status_code == 404
    assert (await at_city(h, "clerk").get(f"/forwards/{forward_id}")).status_code == 404
    async with h.runtime.database.transaction([COUNTY]) as connection:
        tx = Tx(connection, COUNTY, SYSTEM, h.clock.now(), "c")
        with pytest.raises(NoCrossing):
            async with across(tx):
                pass
        # What a handler widens is narrow again behind it, and holds the one county that the event names.
        tx.crosses_to = CITY
        seen = text("SELECT DISTINCT county FROM sessions ORDER BY 1")
        async with across(tx) as there:
            assert (there.county, there.crosses_to) == (CITY, None)
            assert list((await connection.execute(seen)).scalars()) == [CITY, COUNTY]
        assert list((await connection.execute(seen)).scalars()) == [COUNTY]
        tx.crosses_to = f"{CITY},330103"
        with pytest.raises(NoCrossing):
            async with across(tx):
                pass


async def test_a_county_outside_the_deployment_gets_nothing_and_another_service_opens_none(two: Harness) -> None:
    h = two
    forward_id = await asked(h, await declined(h))
    # It was registered when it was named, and its entry is gone.
    async with h.owner.begin() as connection:
        await connection.execute(text("DELETE FROM conference_register WHERE tenant = :city"), {"city": CITY})
    await consent(h, forward_id)
    assert [step["stage"] for step in await steps(h, forward_id)] == ["undeliverable"]
    assert not [event for event in await h.published(CITY) if isinstance(event, ForwardReceived)]
    assert (await h.client("clerk").get(f"/forwards/{forward_id}")).json()["state"] == "undeliverable"
    # An answer of a county that it was not sent to is nobody's.
    forged = golden(ForwardAnswered).model_copy(
        update={"origin": COUNTY, "forward_id": forward_id, "number": 2, "stage": "accepted"}
    )
    await h.deliver(forged, "F-x", "330103")
    assert [step["stage"] for step in await steps(h, forward_id)] == ["undeliverable"]
    # Only events of the service's own history cross.
    forged = golden(ForwardAnswered).model_copy(update={"origin": CITY})
    envelope = h.envelope(forged, "F-x")
    message = h.message(envelope)
    message.headers["ce_source"] = "/cppcc/330100/consultation"
    await h.runtime.consumer.on_batch([message])
    assert "NoCrossing" in (await parked(h))[0]


async def test_who_forwards_is_registered_and_may_close_itself(h: Harness) -> None:
    id = await declined(h)
    said = {"receiver": CITY, **REASON}
    assert refused(await h.client("clerk").post(f"/proposals/{id}/forwards", json=said)) == "conference-unregistered"
    admin, city = h.client("county_admin"), h.client("county_admin", county=CITY)
    entry = {"name": "示例县政协", "receives": True}
    assert (await h.client("clerk").get("/conference")).status_code == 404
    assert (await admin.put("/conference", json=entry)).status_code == 200
    shown = (await h.client("clerk").get("/conference")).json()
    assert (shown["name"], shown["receives"]) == (entry["name"], entry["receives"])
    assert (await h.client("member", member_id="M1").get("/conference")).status_code == 403
    assert refused(await admin.put("/conference", json=entry)) == "registered-already"
    assert (await h.client("clerk").put("/conference", json=entry)).status_code == 403
    await city.put("/conference", json={"name": "示例市政协", "receives": False})
    assert refused(await h.client("clerk").post(f"/proposals/{id}/forwards", json=said)) == "receiver-closed"
    listed = (await h.client("clerk").get("/conferences")).json()["items"]
    assert listed == [{"county": CITY, "name": "示例市政协", "receives": False}]


def test_the_register_is_the_only_table_without_a_county() -> None:
    named = {table.name for table in METADATA.tables.values() if table.info.get("scope") == "shared"}
    assert named == {"conference_register", "similar_tenants"}

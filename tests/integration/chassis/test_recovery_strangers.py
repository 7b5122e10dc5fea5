"""What stands on the own topic and is not what the service said, or may be: named, or a stop."""

from typing import Any

import pytest

from chassis.eventlog import SYSTEM, Tx, event_hash
from contracts.envelope import Envelope
from tests.support import sample
from tests.support.harness import COUNTY
from tests.support.recovering import Scene, clerk, eventually, open_again, refused, said_before, scene, send

__all__ = ["scene"]


@pytest.mark.parametrize("forged", ["data", "actor", "chain", "gap", "source", "same version", "no event"])
async def test_what_the_service_cannot_have_said_is_named_and_does_not_stop_it(scene: Scene, forged: str) -> None:
    """Anybody who may write to the topic could keep it from ever starting otherwise."""
    last = await said_before(scene)
    headers = {**last.headers, "ce_aggregateversion": "3", "ce_prevhash": last.headers["ce_hash"]}
    headers |= {
        "data": {},
        "actor": {"ce_actor": "somebody"},
        "chain": {"ce_prevhash": "0" * 64},
        "gap": {"ce_aggregateversion": "4"},
        "source": {"ce_source": "/cppcc/330100/other"},
        "same version": {"ce_aggregateversion": "2", "ce_hash": "1" * 64},
        "no event": {"ce_county": "nowhere"},
    }[forged]
    await send(scene, last, headers, b'{"amount":1000}')
    async with scene.running() as runtime, clerk(runtime) as client:
        await open_again(runtime)
        unproven = (await client.get("/status")).json()["recovery"]["unproven"]
        assert unproven["messages"] == 1
        assert f"{runtime.service.topic} partition {last.partition} offset" in unproven["last"][0]
        name = f'cppcc_recovery_unproven_messages{{service="{scene.service.name}"}}'
        assert f"{name} 1.0" in (await client.get("/metrics")).text
        # The version that it claimed is given to what the service itself says.
        assert (await client.post("/things/b/add", json={"amount": 1})).json() == {"id": "b", "version": 3, "total": 5}
    # Named once, not at every start.
    async with scene.running() as runtime, clerk(runtime) as client:
        await open_again(runtime)
        assert runtime.recovery.unproven == 0


@pytest.mark.parametrize("forged", ["chain", "gap", "unknown", "unsigned"])
async def test_what_may_be_the_services_own_and_does_not_fit_stops_it(scene: Scene, forged: str) -> None:
    """Its hash fits what it says: passed over, the service would give its version once more."""
    last = await said_before(scene)
    version, previous = {"gap": (4, last.headers["ce_hash"]), "chain": (3, "0" * 64)}.get(
        forged, (3, last.headers["ce_hash"])
    )
    row: dict[str, Any] = {
        "county": COUNTY,
        "event_id": "01999999-0000-7000-8000-000000000001",
        "aggregate": last.headers["ce_aggregate"],
        "aggregate_id": "b",
        "aggregate_version": version,
        "subject_proposal": None,
        "type": "cppcc.Renamed.v1" if forged == "unknown" else last.headers["ce_type"],
        "data": '{"amount":1000}',
        "actor": last.headers["ce_actor"],
        "occurred_at": scene.restored.clock.now(),
        "correlation_id": "c",
        "causation_id": None,
        "traceparent": None,
        "prev_hash": previous,
    }
    envelope = Envelope(
        row["event_id"], scene.service.name, row["type"], COUNTY, "b", version, event_hash(row), previous,
        row["occurred_at"], "c", None, None, row["data"].encode(), row["actor"], row["aggregate"],
    )  # fmt: skip
    headers = {name: value.decode() for name, value in envelope.headers("330100")}
    if forged == "unsigned":
        headers = {name: value for name, value in headers.items() if name not in ("ce_actor", "ce_aggregate")}
    await send(scene, last, headers, envelope.data)
    said = {
        "chain": "does not continue",
        "gap": "the version before it is not",
        "unknown": "which this version does not know",
        "unsigned": "which did not say who acted",
    }[forged]
    assert said in await refused(scene)
    assert said in await refused(scene)  # it is not passed over by starting once more


async def test_a_store_that_went_on_from_the_backup_is_a_fork_and_is_told_so(scene: Scene) -> None:
    async with scene.running() as runtime, clerk(runtime) as client:
        await open_again(runtime)
        await client.post("/things", json={"thing_id": "b"})
    await scene.back_up()
    async with scene.running() as runtime, clerk(runtime) as client:
        await open_again(runtime)
        await client.post("/things/b/add", json={"amount": 4})

        async def sent() -> bool:
            return await scene.rows("SELECT count(*) FROM outbox") == [(0,)]

        await eventually(sent)
    await scene.restore()
    async with scene.restored.runtime.database.transaction([COUNTY]) as connection:
        await sample.add(Tx(connection, COUNTY, SYSTEM, scene.restored.clock.now(), "c"), "b", 5)
    assert "two histories exist" in await refused(scene)

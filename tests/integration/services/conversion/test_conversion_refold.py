"""Commitments that an earlier version wrote are, after the migration, what their events fold to."""

import importlib.util
import json
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType

from sqlalchemy import text

from chassis.eventlog import verify
from contracts.conversion import CommitmentMissed
from services.conversion.app import SERVICE
from tests.support.harness import Serve
from tests.support.promises import admitted, issued, outcome

REVISIONS = Path(__file__).parents[4] / "services/conversion/migrations/versions"
NEW = ("cycle", "restates", "superseded_by", "tiers")
JUDGED = ("verified_as", "refusal", "review_on", "recommended")


def revision(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location("revision", REVISIONS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


async def test_the_migration_refolds_what_it_finds(serve: Serve) -> None:
    h = await serve(SERVICE)
    for reply in ("R1", "R2"):
        await h.deliver(issued(reply, date(2026, 6, 30)), reply)
    later: dict[str, str] = {}
    async with h.owner.begin() as connection:
        for id, state in (await connection.execute(text("SELECT id, state FROM commitments"))).all():
            older = {name: value for name, value in json.loads(state).items() if name not in NEW}
            # What a version after that one adds; the events of this test say it already.
            later[id] = json.dumps({"planned": older.pop("planned")}, separators=(",", ":"))[1:-1]
            for name in JUDGED:
                del older[name]
            stored = json.dumps(older, ensure_ascii=False, separators=(",", ":"))
            await connection.execute(
                text("UPDATE commitments SET state = :state WHERE id = :id"), {"state": stored, "id": id}
            )
        await connection.execute(text("DELETE FROM timers WHERE tier <> -1"))
        await connection.execute(text("UPDATE timers SET tier = 0"))
    async with h.owner.connect() as connection:
        assert len((await verify(connection, SERVICE.metadata))[1]) == 2
    async with h.owner.begin() as connection:
        await connection.exec_driver_sql(revision("0004_cycles").REFOLD)
        await connection.exec_driver_sql(revision("0004_cycles").OVERDUE)
        for id, planned in later.items():
            await connection.execute(
                text("UPDATE commitments SET state = left(state, -1) || ',' || :planned || '}' WHERE id = :id"),
                {"planned": planned, "id": id},
            )
        await connection.exec_driver_sql(revision("0010_judged_claims").REFOLD)
    async with h.owner.connect() as connection:
        assert (await verify(connection, SERVICE.metadata))[1] == []
    h.clock.set(datetime(2026, 7, 1, tzinfo=UTC))
    await h.tick()
    assert {e.commitment_id for e in await h.published() if isinstance(e, CommitmentMissed)} == {"R1.2", "R2.2"}


async def test_outcomes_of_before_their_facts_are_refolded(serve: Serve) -> None:
    h = await serve(SERVICE)
    await h.deliver(admitted(), "P1")
    made = (await h.client("clerk").post("/outcomes", json=outcome())).json()
    async with h.owner.begin() as connection:
        (state,) = (await connection.execute(text("SELECT state FROM outcomes"))).one()
        older = {name: value for name, value in json.loads(state).items() if name not in ("facts", "verified_as")}
        stored = json.dumps(older, ensure_ascii=False, separators=(",", ":"))
        await connection.execute(text("UPDATE outcomes SET state = :state"), {"state": stored})
    async with h.owner.connect() as connection:
        assert len((await verify(connection, SERVICE.metadata))[1]) == 1
    async with h.owner.begin() as connection:
        await connection.exec_driver_sql(revision("0011_outcome_facts").REFOLD)
    async with h.owner.connect() as connection:
        assert (await verify(connection, SERVICE.metadata))[1] == []
    assert (await h.client("clerk").get(f"/outcomes/{made['id']}")).json()["facts"] is None

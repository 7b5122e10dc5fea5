"""Supervisions that an earlier version wrote are, after the migration, what their events fold to."""

import importlib.util
import json
from datetime import date
from pathlib import Path

from sqlalchemy import text

from chassis.eventlog import verify
from contracts.submission import ProposalAdmitted, Suggestion
from services.supervision.app import SERVICE
from tests.support.harness import Serve

REVISION = Path(__file__).parents[4] / "services/supervision/migrations/versions/0004_tracking.py"
NEW = ("archived_year", "finding")
LATER = {"session_id": "S15-1", "open_urges": []}
"""What versions after that one add to a state."""


def refold() -> str:
    spec = importlib.util.spec_from_file_location("revision", REVISION)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.REFOLD


async def test_the_migration_refolds_what_it_finds(serve: Serve) -> None:
    h = await serve(SERVICE)
    for id in ("p1", "p2"):
        admitted = ProposalAdmitted(
            proposal_id=id,
            case_number=1,
            session_id="S15-1",
            channel="plenary",
            kind="individual",
            title="关于增设老年助餐点的提案",
            topic_group="民生",
            proposers=("M1",),
            suggestions=(Suggestion(number=1, text="增设助餐点"),),
            publish_consent=True,
            policy_version=0,
        )
        await h.deliver(admitted, id)
    visit = {"kind": "call", "held_on": "2026-03-01", "findings": "已联系"}
    assert (await h.client("clerk").post("/oversights/p1/activities", json=visit)).status_code == 200
    async with h.owner.begin() as connection:
        for id, state in (await connection.execute(text("SELECT id, state FROM oversights"))).all():
            older = {name: value for name, value in json.loads(state).items() if name not in (*NEW, *LATER)}
            stored = json.dumps(older, ensure_ascii=False, separators=(",", ":"))
            await connection.execute(
                text("UPDATE oversights SET state = :state, last_contact = NULL WHERE id = :id"),
                {"state": stored, "id": id},
            )
    async with h.owner.connect() as connection:
        assert len((await verify(connection, SERVICE.metadata))[1]) == 2
    async with h.owner.begin() as connection:
        await connection.exec_driver_sql(refold())
        later = json.dumps(LATER, separators=(",", ":"))[1:]
        await connection.execute(
            text("UPDATE oversights SET state = left(state, -1) || ',' || :later"), {"later": later}
        )
    async with h.owner.connect() as connection:
        assert (await verify(connection, SERVICE.metadata))[1] == []
        days = await connection.execute(text("SELECT last_contact FROM oversights ORDER BY id"))
        assert list(days.scalars()) == [date(2026, 3, 1), None]

"""Supervisions and deadlines that an earlier version wrote are, after the migration, what their events fold to."""

import importlib.util
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.eventlog import verify
from services.supervision.app import SERVICE
from services.supervision.signoff.domain import SignOff
from tests.support.harness import Serve
from tests.support.watched import SAID, admit, assign, reply, sign_on_paper

VERSIONS = Path(__file__).parents[4] / "services/supervision/migrations/versions"
NEW = ("archived_year", "finding")
LATER: dict[str, Any] = {
    "session_id": "S15-1",
    "open_urges": [],
    "opened_on": "2026-03-02",
    "next_activity": None,
    "follow_ups": [],
}
"""What versions after that one add to a state."""
ADDED = ("planned", "trace", "role", "urgent", "decided_at", "asked", "paused_on", "pause")


def refold(revision: str, name: str = "REFOLD") -> Any:
    spec = importlib.util.spec_from_file_location("revision", VERSIONS / f"{revision}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return getattr(module, name)


async def add(connection: AsyncConnection, table: str, values: dict[str, dict[str, Any]]) -> None:
    """At the end of each row's state."""
    for id, value in values.items():
        said = json.dumps(value, ensure_ascii=False, separators=(",", ":"))[1:]
        statement = text(f"UPDATE {table} SET state = left(state, -1) || ',' || :said WHERE id = :id")
        await connection.execute(statement, {"said": said, "id": id})


async def test_supervisions_are_refolded(serve: Serve) -> None:
    h = await serve(SERVICE)
    await admit(h, "p1", "p2")
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
        await connection.exec_driver_sql(refold("0004_tracking"))
        later = json.dumps(LATER, separators=(",", ":"))[1:]
        await connection.execute(
            text("UPDATE oversights SET state = left(state, -1) || ',' || :later"), {"later": later}
        )
    async with h.owner.connect() as connection:
        assert (await verify(connection, SERVICE.metadata))[1] == []
        days = await connection.execute(text("SELECT last_contact FROM oversights ORDER BY id"))
        assert list(days.scalars()) == [date(2026, 3, 1), None]


async def test_deadlines_are_refolded_with_what_became_of_every_cycle(serve: Serve) -> None:
    h = await serve(SERVICE)
    await admit(h, "p1", "p2", "p3")
    for id in ("p1", "p2", "p3"):
        await assign(h, id)
    await reply(h, "p1")
    await sign_on_paper(h, "p1", result="dissatisfied")
    h.clock.set(h.clock.now() + timedelta(days=200))
    await reply(h, "p1", cycle=2)
    await reply(h, "p2")
    later: dict[str, str] = {}
    async with h.owner.begin() as connection:
        for id, state in (await connection.execute(text("SELECT id, state FROM deadlines"))).all():
            older = {name: value for name, value in json.loads(state).items() if not name.startswith("met_")}
            # What versions after that one add; the events of this test say it already.
            added = {name: older.pop(name) for name in ADDED}
            later[id] = json.dumps(added, ensure_ascii=False, separators=(",", ":"))[1:]
            stored = json.dumps(older, ensure_ascii=False, separators=(",", ":"))
            await connection.execute(
                text("UPDATE deadlines SET state = :state, met_on_time = 0, met_late = 0 WHERE id = :id"),
                {"state": stored, "id": id},
            )
    async with h.owner.connect() as connection:
        assert len((await verify(connection, SERVICE.metadata))[1]) == 3
    async with h.owner.begin() as connection:
        for statement in refold("0006_figures"):
            await connection.exec_driver_sql(statement)
        for id, planned in later.items():
            await connection.execute(
                text("UPDATE deadlines SET state = left(state, -1) || ',' || :planned WHERE id = :id"),
                {"planned": planned, "id": id},
            )
    async with h.owner.connect() as connection:
        assert (await verify(connection, SERVICE.metadata))[1] == []
        met = await connection.execute(text("SELECT met_on_time, met_late FROM deadlines ORDER BY id"))
        assert [tuple(row) for row in met] == [(1, 1), (0, 1), (0, 0)]


async def test_sign_offs_are_refolded_with_what_members_did_not_say(serve: Serve) -> None:
    h = await serve(SERVICE)
    await admit(h, "p1", "p2")
    for id in ("p1", "p2"):
        await assign(h, id)
        await reply(h, id, "M1", "M2")
        await sign_on_paper(h, id, comment='好"}，"comment":null}' if id == "p2" else None)
    completions: dict[str, Any] = {}
    paper = SAID | {"member_id": "M2", "scan_sha256": "cd" * 32}
    assert (await h.client("clerk").post("/sign-offs/r-p1-1/paper", json=paper)).is_success
    async with h.owner.begin() as connection:
        for id, state in (await connection.execute(text("SELECT id, state FROM sign_offs"))).all():
            older = json.loads(state)
            del older["reminded"], older["refused"]
            completions[id] = older.pop("completion")
            del older["scans"], older["held_until"]
            for one in (*older["signatures"], *older["papers"]):
                del one["opinion"]["attitude"], one["opinion"]["to_the_point"]
            for one in older["signatures"]:
                del one["evidence"]["rp_id"], one["evidence"]["origins"], one["evidence"]["chain"]
            stored = json.dumps(older, ensure_ascii=False, separators=(",", ":"))
            await connection.execute(
                text("UPDATE sign_offs SET state = :state WHERE id = :id"), {"state": stored, "id": id}
            )
    async with h.owner.connect() as connection:
        assert len((await verify(connection, SERVICE.metadata))[1]) == 2
    async with h.owner.begin() as connection:
        await connection.exec_driver_sql(refold("0014_sign_offs")[0])
        await connection.exec_driver_sql(refold("0022_relying_party"))
        await connection.exec_driver_sql(refold("0027_certificates")[1])
        # What later versions add; the events of this test say it already.
        await add(
            connection,
            "sign_offs",
            {id: {"completion": one, "scans": [], "held_until": None} for id, one in completions.items()},
        )
    async with h.owner.connect() as connection:
        assert (await verify(connection, SERVICE.metadata))[1] == []


async def test_sign_offs_of_before_there_was_a_rule_are_refolded(serve: Serve) -> None:
    h = await serve(SERVICE)
    await admit(h, "p1")
    await assign(h, "p1")
    await reply(h, "p1", "M1", "M2")
    await sign_on_paper(h, "p1")
    async with h.owner.begin() as connection:
        ((state,),) = (await connection.execute(text("SELECT state FROM sign_offs"))).all()
        older = json.loads(state)
        del older["completion"], older["scans"]
        stored = json.dumps(older, ensure_ascii=False, separators=(",", ":"))
        await connection.execute(text("UPDATE sign_offs SET state = :state"), {"state": stored})
        for revision in ("0020_completion", "0023_scans"):
            await connection.exec_driver_sql(refold(revision))
        ((found,),) = (await connection.execute(text("SELECT state FROM sign_offs"))).all()
    assert SignOff.model_validate_json(found).completion is None
    assert json.loads(found) == older | {"completion": None, "scans": []}


async def test_the_time_of_a_quorum_is_refolded(serve: Serve) -> None:
    """What is before, in and after the rule stays, and a text that looks like one too."""
    h = await serve(SERVICE)
    await admit(h, "p1")
    await assign(h, "p1")
    await reply(h, "p1", "M1", "M2")
    await sign_on_paper(h, "p1", comment='"completion":{"policy_version":1}')
    async with h.owner.begin() as connection:
        rows = "SELECT id, state FROM sign_offs"
        before = {row.id: row.state for row in (await connection.execute(text(rows))).all()}
        assert all(state.count(',"not_before":null}') == 1 for state in before.values())
        older = """UPDATE sign_offs SET state =
        replace(replace(state, ',"not_before":null}', '}'), ',"held_until":null}', '}')"""
        await connection.exec_driver_sql(older)
        await connection.exec_driver_sql(refold("0030_quorum_time"))
        assert {row.id: row.state for row in (await connection.execute(text(rows))).all()} == before

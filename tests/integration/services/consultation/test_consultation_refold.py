"""Rows that an earlier version wrote are, after the migration, what their events fold to."""

import importlib.util
import json
from pathlib import Path

from sqlalchemy import text

from chassis.eventlog import verify
from services.consultation.app import SERVICE
from tests.support.desk import Desk, ok

VERSIONS = Path(__file__).parents[4] / "services/consultation/migrations/versions"
REVISIONS = (
    "0002_handling.py",
    "0006_cycles.py",
    "0011_disputes.py",
    "0016_merges_undone.py",
    "0020_gates_by_class.py",
    "0021_fast_track.py",
    "0022_records.py",
    "0027_parties_documents.py",
    "0028_parties_sign_in.py",
)
NEW = {
    "assignments": (
        "suggestions",
        "reopened_at",
        "dispute_until",
        "dispute",
        "helper_requests",
        "merge_undone",
        "closing_awaits",
        "urgent",
    ),
    "replies": ("drafted_at", "silent"),
    "consultations": (
        "due",
        "at",
        "invited",
        "by_policy",
        "confirmed_by",
        "attempts",
        "released_by",
        "found_against",
        "present",
        "points",
        "disputed_points",
        "documents",
        "removed_documents",
        "confirmed_files",
        "attendance",
    ),
}


def refold(revision: str) -> tuple[str, ...]:
    spec = importlib.util.spec_from_file_location("revision", VERSIONS / revision)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.REFOLD


async def test_the_migration_refolds_what_it_finds(desk: Desk) -> None:
    """Up to the plan and a disputed meeting: what an earlier version could write, and nothing it could not."""
    assignment_id = await desk.planned()
    disputed = await desk.consult(assignment_id, "during")
    await ok(desk.first, f"/consultations/{disputed}/confirm")
    await ok(desk.first, f"/consultations/{disputed}/dispute", {"statement": "未见面"})
    await desk.consult(assignment_id, "during")
    async with desk.h.owner.begin() as connection:
        for table, fields in NEW.items():
            for id, state in (await connection.execute(text(f"SELECT id, state FROM {table}"))).all():
                old = {name: value for name, value in json.loads(state).items() if name not in fields}
                assert len(old) < len(json.loads(state))
                stored = json.dumps(old, ensure_ascii=False, separators=(",", ":"))
                await connection.execute(
                    text(f"UPDATE {table} SET state = :state WHERE id = :id"), {"state": stored, "id": id}
                )
        for statement in (statement for revision in REVISIONS for statement in refold(revision)):
            await connection.exec_driver_sql(statement)
    async with desk.h.owner.connect() as connection:
        count, findings = await verify(connection, SERVICE.metadata)
    assert (count > 0, findings) == (True, [])

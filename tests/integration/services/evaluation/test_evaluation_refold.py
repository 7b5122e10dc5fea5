"""Assessments that an earlier version wrote are, after the migration, what their events fold to."""

import importlib.util
from pathlib import Path

from tests.support.facts import admitted, computed, opened, sound
from tests.support.harness import Harness

OLD = """UPDATE assessments SET state = replace(state, ',"self_assessment":null', ''), scheme_id = '', total = NULL,
         maximum = NULL, spread = NULL, assessors = 0"""
REVISIONS = Path(__file__).parents[4] / "services/evaluation/migrations/versions"


def backfill(revision: str = "0002_handling") -> tuple[str, ...]:
    spec = importlib.util.spec_from_file_location("revision", REVISIONS / f"{revision}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.BACKFILL


async def test_the_migration_refolds_what_it_finds(h: Harness) -> None:
    await h.deliver(admitted("P1"), "P1")
    await computed(h, "U1")
    await opened(h, "example-proposal")
    before = (await h.client("clerk").get("/assessments")).json()
    async with h.owner.begin() as connection:
        await connection.exec_driver_sql(OLD)
        for statement in backfill():
            await connection.exec_driver_sql(statement)
    await sound(h)
    assert (await h.client("clerk").get("/assessments")).json() == before

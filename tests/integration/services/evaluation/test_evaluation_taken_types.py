"""Stores of before the boards by group: the migration leaves what was not kept so far to be read once more."""

import asyncio
import importlib.util
import secrets
from types import ModuleType

from alembic import command
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

from chassis import migrations
from contracts.consultation import Participant
from contracts.submission import ProposalWithdrawn
from ops import registry
from ops.embedded import Postgres
from services.evaluation.subscriptions import SUBSCRIPTIONS
from tests.support.facts import admitted, consulted, filed
from tests.support.harness import Harness

SCRIPTS = registry.migrations("evaluation")
TAKEN = [event.wire_name() for table in SUBSCRIPTIONS.values() for event in table]
NEW = {
    "cppcc.UnitEnrolled.v1", "cppcc.SessionScheduled.v1", "cppcc.ConferenceRegistered.v1",
    "cppcc.PublicationDecided.v1",
}  # fmt: skip


def revision() -> ModuleType:
    spec = importlib.util.spec_from_file_location("revision", SCRIPTS / "versions" / "0017_boards.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


async def test_what_was_not_kept_is_read_once_more(postgres: Postgres) -> None:
    found = revision()
    again = {f"cppcc.{name}.v1" for name in found.AGAIN}
    name = f"taken_{secrets.token_hex(4)}"
    await asyncio.to_thread(postgres.psql, f"CREATE DATABASE {name}")

    def upgrade(connection: Connection) -> None:
        command.upgrade(migrations._config(connection, SCRIPTS), found.down_revision)
        for type in TAKEN:
            if type not in NEW:
                connection.execute(text("INSERT INTO taken_types VALUES ('evaluation', :type)"), {"type": type})
        command.upgrade(migrations._config(connection, SCRIPTS), found.revision)

    engine = create_async_engine(postgres.url(name))
    async with engine.begin() as connection:
        await connection.run_sync(upgrade)
        left = set((await connection.execute(text("SELECT type FROM taken_types"))).scalars())
    await engine.dispose()
    assert again <= set(TAKEN)
    assert left == set(TAKEN) - again - NEW


async def test_read_once_more_in_their_order_they_leave_what_was_there(h: Harness) -> None:
    """What an admission says is added; what came after it still holds."""
    present = (Participant(name="示例群众", role="beneficiary"),)

    async def tell() -> None:
        await h.deliver(filed("P1"), "P1")
        await h.deliver(admitted("P1"), "P1")
        await h.deliver(ProposalWithdrawn(proposal_id="P1", reason="r"), "P1")
        await consulted(h, "C1", "before", present=present)

    async def stored() -> list[object]:
        async with h.owner.connect() as connection:
            proposals = await connection.execute(
                text("SELECT review, title, case_number, category, publish_consent FROM fact_proposals")
            )
            consultations = await connection.execute(text("SELECT held, beneficiaries FROM fact_consultations"))
            return [*proposals.all(), *consultations.all()]

    await tell()
    told = await stored()
    assert told == [("withdrawn", "关于示例的提案", 1, "社会", True), (True, 1)]
    async with h.owner.begin() as connection:
        await connection.execute(text("UPDATE fact_proposals SET title = NULL, case_number = NULL, category = NULL"))
        await connection.execute(text("UPDATE fact_consultations SET beneficiaries = NULL"))
    await tell()
    assert await stored() == told
    records = (await h.client("chair").get("/boards/proposals/P1")).json()["records"]
    assert all(len(one["events"]) == len(set(one["events"])) for one in records)

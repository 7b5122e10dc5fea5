"""Stores from before units, letters and undone merges: the migrations leave just those types to be caught up."""

import asyncio
import secrets

import pytest
from alembic import command
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

from chassis import migrations
from ops import registry
from ops.embedded import Postgres
from services.consultation.subscriptions import SUBSCRIPTIONS

BEFORE = "0007"
MARK = "INSERT INTO inbox VALUES ('consultation', 'submission', '330102', 'p', 1, 'h')"
UNIT = "INSERT INTO units (county, id, name, system) VALUES ('330102', 'U1', '示例单位', 'gov')"


OF_UNITS = {
    "cppcc.UnitEnrolled.v1", "cppcc.UnitRetired.v1", "cppcc.UnitSucceeded.v1", "cppcc.UnitSuccessionUndone.v1",
}  # fmt: skip
SINCE = {
    "cppcc.ProposalAdmitted.v1", "cppcc.ProposalFiled.v1", "cppcc.UnitEnrolled.v1",
    "cppcc.MemberEnrolled.v1", "cppcc.BodyEnrolled.v1", "cppcc.SessionScheduled.v1",
    "cppcc.MergeUndone.v1", "cppcc.SupervisionOpened.v1", "cppcc.KeyProposalDesignated.v1",
    "cppcc.TrackingDesignated.v1", "cppcc.KeyDesignationRevoked.v1", "cppcc.CommitteeConsultationCalled.v1",
    "cppcc.CommitmentMade.v1", "cppcc.CommitmentKept.v1", "cppcc.CommitmentReleased.v1",
    "cppcc.DeadlineSet.v1", "cppcc.DeadlineExtended.v1", "cppcc.DeadlineMet.v1", "cppcc.DeadlineLifted.v1",
    "cppcc.DeadlinePaused.v1", "cppcc.DeadlineResumed.v1", "cppcc.DeadlineRecomputed.v1",
}  # fmt: skip
"""Of some of them a store of before letters has kept too little; undone merges and classes were nothing to it."""


@pytest.mark.parametrize(
    ("rows", "left"),
    [([], None), ([MARK], OF_UNITS | SINCE), ([MARK, UNIT], SINCE | {"cppcc.UnitSuccessionUndone.v1"})],
)
async def test_what_was_not_kept_is_read_once_more(postgres: Postgres, rows: list[str], left: set[str] | None) -> None:
    name = f"taken_{secrets.token_hex(4)}"
    await asyncio.to_thread(postgres.psql, f"CREATE DATABASE {name}")
    scripts = registry.migrations("consultation")

    def upgrade(connection: Connection) -> None:
        command.upgrade(migrations._config(connection, scripts), BEFORE)
        for row in rows:
            connection.execute(text(row))
        migrations.upgrade(connection, scripts)

    engine = create_async_engine(postgres.url(name))
    async with engine.begin() as connection:
        await connection.run_sync(upgrade)
        taken = set((await connection.execute(text("SELECT type FROM taken_types"))).scalars())
    await engine.dispose()
    wanted = {event.wire_name() for table in SUBSCRIPTIONS.values() for event in table}
    # Where nothing is recorded, all is taken to be known.
    assert (wanted - taken if taken else None) == left

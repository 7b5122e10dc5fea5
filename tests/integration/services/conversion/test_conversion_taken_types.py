"""A store from before the public's pages: the migration leaves what it kept too little of to be caught up."""

import asyncio
import secrets

from alembic import command
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

from chassis import migrations
from ops import registry
from ops.embedded import Postgres
from services.conversion.subscriptions import SUBSCRIPTIONS

BEFORE = "0011"
NEW = {
    "cppcc.SessionScheduled.v1", "cppcc.UnitEnrolled.v1", "cppcc.ProposalFiled.v1", "cppcc.ProposalAmended.v1",
}  # fmt: skip
AGAIN = {"cppcc.MergeUndone.v1", "cppcc.ProposalAdmitted.v1", "cppcc.ReplyIssued.v1"}


async def test_what_was_not_kept_is_read_once_more(postgres: Postgres) -> None:
    name = f"taken_{secrets.token_hex(4)}"
    await asyncio.to_thread(postgres.psql, f"CREATE DATABASE {name}")
    scripts = registry.migrations("conversion")
    wanted = {event.wire_name() for table in SUBSCRIPTIONS.values() for event in table}

    def upgrade(connection: Connection) -> None:
        command.upgrade(migrations._config(connection, scripts), BEFORE)
        for one in sorted(wanted - NEW):
            connection.execute(text("INSERT INTO taken_types VALUES ('conversion', :type)"), {"type": one})
        migrations.upgrade(connection, scripts)

    engine = create_async_engine(postgres.url(name))
    async with engine.begin() as connection:
        await connection.run_sync(upgrade)
        taken = set((await connection.execute(text("SELECT type FROM taken_types"))).scalars())
    await engine.dispose()
    assert wanted - taken == NEW | AGAIN

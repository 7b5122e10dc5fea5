"""A store from before units read what they handle: whose each open assignment is, is read once more."""

import asyncio
import secrets

from alembic import command
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

from chassis import migrations
from ops import registry
from ops.embedded import Postgres
from services.submission.subscriptions import SUBSCRIPTIONS

BEFORE = "0036"
AGAIN = {"cppcc.AssignmentCancelled.v1", "cppcc.AssignmentIssued.v1", "cppcc.AssignmentReassigned.v1"}


async def test_what_was_not_kept_is_read_once_more(postgres: Postgres) -> None:
    name = f"taken_{secrets.token_hex(4)}"
    await asyncio.to_thread(postgres.psql, f"CREATE DATABASE {name}")
    scripts = registry.migrations("submission")
    wanted = {event.wire_name() for table in SUBSCRIPTIONS.values() for event in table}

    def upgrade(connection: Connection) -> None:
        command.upgrade(migrations._config(connection, scripts), BEFORE)
        for one in sorted(wanted):
            connection.execute(text("INSERT INTO taken_types VALUES ('submission', :type)"), {"type": one})
        migrations.upgrade(connection, scripts)

    engine = create_async_engine(postgres.url(name))
    async with engine.begin() as connection:
        await connection.run_sync(upgrade)
        taken = set((await connection.execute(text("SELECT type FROM taken_types"))).scalars())
    await engine.dispose()
    assert wanted - taken == AGAIN

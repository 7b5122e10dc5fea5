"""What the migrations build is what the code declares, and every county table stands behind its wall."""

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from chassis import migrations
from ops import databases, registry
from ops.embedded import Postgres


@pytest.mark.parametrize("name", registry.NAMES)
async def test_an_upgrade_from_empty_equals_the_metadata(postgres: Postgres, name: str) -> None:
    await databases.create(postgres.url("postgres"), name)
    await databases.migrate(postgres.url(name), name)
    engine = create_async_engine(postgres.url(name))
    async with engine.connect() as connection:
        await connection.run_sync(migrations.check, registry.migrations(name))
        unguarded = await connection.execute(
            text(
                "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'county' "
                "WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND NOT c.relrowsecurity"
            )
        )
        assert unguarded.scalars().all() == []
    await engine.dispose()

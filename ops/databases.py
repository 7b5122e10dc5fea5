"""A service's database: created with its two roles, migrated, and secured, by the owner."""

from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from chassis import migrations
from chassis.database import secure
from ops import registry


def roles(name: str) -> tuple[str, str]:
    """(app, worker) of the service."""
    return f"{name}_app", f"{name}_worker"


async def create(server_url: str, name: str) -> None:
    """Creates database and login roles where they are missing. ``server_url`` is the superuser's."""
    engine = create_async_engine(server_url, isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            for role in roles(name):
                known = await connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :r"), {"r": role})
                if not known:
                    await connection.exec_driver_sql(f"CREATE ROLE {role} LOGIN")
            known = await connection.scalar(text("SELECT 1 FROM pg_database WHERE datname = :d"), {"d": name})
            if not known:
                await connection.exec_driver_sql(f"CREATE DATABASE {name}")
    finally:
        await engine.dispose()


async def migrate(owner_url: str, name: str) -> None:
    """To head, then grants, walls and guards, in one transaction: a table is never there unguarded."""
    service = registry.service(name)
    app, worker = roles(name)

    def work(connection: Connection) -> None:
        migrations.upgrade(connection, registry.migrations(name))
        secure(connection, service.metadata, app, worker)

    engine = create_async_engine(owner_url)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(work)
    finally:
        await engine.dispose()


async def write_revision(owner_url: str, name: str, message: str) -> None:
    """For developers: a revision from the difference between a migrated database and the metadata."""
    scripts = registry.migrations(name)
    number = f"{len(list((scripts / 'versions').glob('*.py'))) + 1:04d}"
    engine = create_async_engine(owner_url)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(migrations.revision, scripts, message, number)
    finally:
        await engine.dispose()


def with_database(server_url: str, database: str, user: str | None = None) -> str:
    """The same server, another database, and another user where one is named."""
    url = make_url(server_url).set(database=database)
    if user:
        url = url.set(username=user)
    return url.render_as_string(hide_password=False)

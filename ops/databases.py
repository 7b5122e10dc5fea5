"""A service's database: created with its two roles, migrated, and secured, by the owner."""

import os

from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from chassis import migrations
from chassis.tables import secure
from ops import registry


def roles(name: str) -> tuple[str, str]:
    """(app, worker) of the service."""
    return f"{name}_app", f"{name}_worker"


def passwords(name: str) -> dict[str, str]:
    """Role → password, from ``CPPCC_<SERVICE>_APP_PASSWORD`` and ``…_WORKER_PASSWORD``; empty where none is given.

    One without the other is refused: a role without a password could not sign in, or on a trusting server anybody
    could sign in as it.
    """
    given = {role: os.environ.get(f"CPPCC_{role.upper()}_PASSWORD", "") for role in roles(name)}
    if any(given.values()) and not all(given.values()):
        missing = [f"CPPCC_{role.upper()}_PASSWORD" for role, password in given.items() if not password]
        raise ValueError(f"passwords are given for all roles of a service or for none: set {', '.join(missing)}")
    return {role: password for role, password in given.items() if password}


async def create(server_url: str, name: str) -> None:
    """Creates database and login roles where they are missing, and sets the roles' passwords where some are given.

    ``server_url`` is the superuser's.
    """
    secrets = passwords(name)
    engine = create_async_engine(server_url, isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            for role in roles(name):
                known = await connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :r"), {"r": role})
                if not known:
                    await connection.exec_driver_sql(f"CREATE ROLE {role} LOGIN")
                if role in secrets:
                    await connection.exec_driver_sql(await _alter_role(connection, role, secrets[role]))
            known = await connection.scalar(text("SELECT 1 FROM pg_database WHERE datname = :d"), {"d": name})
            if not known:
                await connection.exec_driver_sql(f"CREATE DATABASE {name}")
    finally:
        await engine.dispose()


async def _alter_role(connection: AsyncConnection, role: str, password: str) -> str:
    """The statement that sets it; DDL takes no parameters, so PostgreSQL itself quotes the password."""
    quoted = await connection.scalar(text("SELECT quote_literal(CAST(:p AS text))"), {"p": password})
    return f"ALTER ROLE {role} PASSWORD {quoted}"


async def migrate(owner_url: str, name: str) -> None:
    """To head, then grants, walls and guards, in one transaction: a table is never there unguarded."""
    service = registry.service(name)
    app, worker = roles(name)

    def work(connection: Connection) -> None:
        # Two pods that migrate at once: the second waits, and finds nothing left to do.
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('migrate'))"))
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
        # The superuser's password is not the role's; a trusting server asks for none.
        secret = passwords(database).get(user)
        url = url.set(username=user, password=secret) if secret else url.set(username=user)
    return url.render_as_string(hide_password=False)

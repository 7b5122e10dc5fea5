"""In production a service signs in as roles that the walls between the counties hold for, or it does not start."""

import asyncio
import os
import signal

import structlog
from sqlalchemy import text

from chassis.database import STORE_ERRORS, Database

log = structlog.get_logger()

# The owner of a table is not held by its policies, either.
_STRENGTH = text(
    "SELECT r.rolname AS role, concat_ws(' and ', CASE WHEN r.rolsuper THEN 'is a superuser' END, "
    "CASE WHEN r.rolbypassrls THEN 'has BYPASSRLS' END, CASE WHEN EXISTS (SELECT FROM pg_class c WHERE "
    "c.relowner = r.oid AND c.relrowsecurity) THEN 'owns the tables' END) AS why "
    "FROM pg_roles r WHERE r.rolname = current_user"
)


class RoleTooStrong(RuntimeError):
    """PostgreSQL would show this role every county's records, whatever a transaction is scoped to."""


async def refuse_strong(databases: list[Database]) -> None:
    for database in databases:
        async with database.transaction([]) as connection:
            found = (await connection.execute(_STRENGTH)).one()
        if found.why:
            raise RoleTooStrong(
                f"the database role {found.role} {found.why}, so that no wall stands between the counties: "
                "name the service's own roles, as `proposals migrate` makes them"
            )


async def end_when_strong(databases: list[Database]) -> None:
    """For a start without a store: looks as soon as it answers, and ends the process as an operator would."""
    while True:
        await asyncio.sleep(1)
        try:
            await refuse_strong(databases)
            return
        except RoleTooStrong as error:
            log.critical("service.refuses", error=str(error))
            os.kill(os.getpid(), signal.SIGTERM)
            return
        except STORE_ERRORS as error:
            log.warning("service.store_away", error=repr(error))

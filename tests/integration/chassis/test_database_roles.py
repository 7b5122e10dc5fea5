"""A production service does not start as a role that the walls between the counties do not hold for."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import make_url

from chassis import roles
from chassis.app import Runtime
from chassis.roles import RoleTooStrong
from ops.embedded import Postgres
from tests.support.harness import Harness, Serve
from tests.support.sample import SERVICE


def production(h: Harness, **changed: Any) -> Runtime:
    # The address is what matters here; the passwords that production asks for are not this server's.
    settings = h.runtime.settings.model_copy(update={"mode": "production", **changed})
    return Runtime(SERVICE, settings, "api")


@contextmanager
def altered(postgres: Postgres, role: str | None, change: str) -> Iterator[None]:
    """The role is every test's."""
    postgres.psql(f"ALTER ROLE {role} {change}")
    try:
        yield
    finally:
        postgres.psql(f"ALTER ROLE {role} NO{change}")


@pytest.mark.parametrize(
    ("change", "why"), [("SUPERUSER", "is a superuser"), ("BYPASSRLS", "has BYPASSRLS")], ids=["superuser", "bypass"]
)
@pytest.mark.parametrize("which", ["database_app", "database_worker"])
async def test_a_role_that_sees_everything_is_refused_by_name(
    serve: Serve, postgres: Postgres, change: str, why: str, which: str
) -> None:
    h = await serve(SERVICE)
    role = make_url(getattr(h.runtime.settings, which)).username
    with altered(postgres, role, change), pytest.raises(RoleTooStrong, match=f"{role} {why}"):
        async with production(h).run():
            pytest.fail("it started")


async def test_the_owner_of_the_tables_is_refused_too(serve: Serve, postgres: Postgres) -> None:
    h = await serve(SERVICE)
    url = make_url(h.runtime.settings.database_app)
    postgres.psql(f"ALTER TABLE things OWNER TO {url.username}", url.database or "")
    with pytest.raises(RoleTooStrong, match="owns the tables"):
        async with production(h).run():
            pytest.fail("it started")


async def test_the_roles_that_are_made_for_it_do(serve: Serve) -> None:
    h = await serve(SERVICE)
    async with production(h).run():
        pass


async def test_without_a_store_it_starts_and_ends_as_soon_as_it_sees_such_a_role(
    serve: Serve, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    h = await serve(SERVICE)
    url = make_url(h.runtime.settings.database_app)
    postgres.psql(f"ALTER DATABASE {url.database} ALLOW_CONNECTIONS false")
    ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    monkeypatch.setattr(roles.os, "kill", lambda _, number: ended.set_result(number))
    with altered(postgres, url.username, "BYPASSRLS"):
        async with production(h).run():
            postgres.psql(f"ALTER DATABASE {url.database} ALLOW_CONNECTIONS true")
            assert await asyncio.wait_for(ended, 60) == signal.SIGTERM

"""``proposals notification …``: the keys that contacts are sealed with."""

import asyncio
from typing import Annotated

import typer
from pydantic import ValidationError

from chassis import vault
from chassis.database import Database
from chassis.settings import Settings

app = typer.Typer(no_args_is_help=True)

CHUNK = 500
"""Values that are sealed anew in one transaction."""


@app.command("new-key")
def new_key(id: Annotated[str, typer.Argument(help="A name for it that no key before had, as 2026-11.")]) -> None:
    """Print a new key as a line of the file of CPPCC_VAULT_KEYS_FILE; the first line seals."""
    line = vault.made(id)
    try:
        vault.parse(line)
    except ValueError as error:
        raise _fail(f"an id has at most 32 letters, digits and . _ -: {error}") from error
    typer.echo(line)


@app.command("rotate-keys")
def rotate_keys() -> None:
    """Seal every contact anew with the first key of the service's settings (CPPCC_*), and say which keys are still
    needed. May run while the service does, be cut off, and run again."""
    try:
        settings = Settings()  # pyright: ignore[reportCallIssue]  # filled from the environment
    except ValidationError as error:
        raise _fail(f"these settings (CPPCC_*) do not do:\n{error}") from error
    keys = settings.vault()
    if keys is None:
        raise _fail("no keys are given: CPPCC_VAULT_KEYS_FILE")
    done, unreadable, left = asyncio.run(rotate(settings, keys))
    typer.echo(f"sealed anew with {keys.primary}: {done}")
    for id, count in sorted(left.items()):
        typer.echo(f"  {id}: {count} values")
    if unreadable:
        raise _fail(f"{unreadable} values cannot be opened with the keys that are given; nothing else was left undone")


async def rotate(settings: Settings, keys: vault.Vault) -> tuple[int, int, dict[str, int]]:
    from chassis.idempotency import counties
    from services.notification import sealing

    limits = settings.limits(settings.worker_statement_seconds)
    database = Database(settings.database_worker, pool_size=1, limits=limits, service="notification")
    try:
        return await sealing.rotate(database, keys, await counties(database), CHUNK)
    finally:
        await database.close()


def _fail(message: str) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(1)

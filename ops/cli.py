"""The ``proposals`` command: wiring only; each part lives in the module that it is about."""

import asyncio
import json
import os
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import create_async_engine

from chassis import logging
from chassis.app import Role, Runtime, compose
from chassis.clock import SystemClock
from chassis.eventlog import Finding, verify
from chassis.relay import request_replay
from chassis.settings import Settings
from ops import databases, export, registry, server
from ops import platform as local
from ops.bench.cli import app as bench
from ops.demo.play import CODES, Demo, DemoFailed, Size, play
from ops.demo.show import progress
from ops.embedded import ServerFailed

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
audit = typer.Typer(no_args_is_help=True)
app.add_typer(audit, name="audit", help="Check what is stored.")
app.add_typer(bench, name="bench", help="Measure, each figure beside its limit.")
docs = typer.Typer(no_args_is_help=True)
app.add_typer(docs, name="docs", help="What the code says of itself.")

State = Annotated[Path, typer.Option(help="Where the platform keeps everything.")]
DEFAULT_STATE = Path(".state")
Counties = Annotated[int, typer.Option(min=1, max=len(CODES), help="How many counties of the city.")]


def _fail(message: str) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(1)


@app.command()
def up(
    state: State = DEFAULT_STATE,
    port: int = 8080,
    kafka: Annotated[str, typer.Option(help="embedded, apache or HOST:PORT")] = "embedded",
    postgres: Annotated[str, typer.Option(help="embedded, or a superuser's URL")] = "embedded",
    detach: bool = False,
    demo: Annotated[Size | None, typer.Option(help="Play a demo year in; needs --detach.")] = None,
    counties: Counties = 1,
) -> None:
    """Start the whole platform on this machine."""
    if demo and not detach:
        raise _fail("--demo plays against a running platform: add --detach, or run `proposals demo` beside it")
    state = state.absolute()
    state.mkdir(parents=True, exist_ok=True)
    options = local.Options(state, port, kafka, postgres)
    already = local.running(state)
    logging.configure()
    try:
        if already:
            typer.echo(f"running already: http://127.0.0.1:{already['port']}")
        elif detach:
            local.detach(options)
        else:
            asyncio.run(local.serve(options))
            return
    except ServerFailed as error:
        raise _fail(str(error)) from error
    if demo:
        _play(state, demo, counties)
    origin = f"http://127.0.0.1:{already['port'] if already else port}"
    typer.echo(f"the platform runs: {origin}   sign-in: {origin}/dev-issuer/people")
    typer.echo("look at it with: proposals status   stop it with: proposals down")


@app.command()
def demo(
    size: Annotated[Size, typer.Option(help="small: every kind of fate once; county: about 220 proposals.")] = "county",
    counties: Counties = 1,
    state: State = DEFAULT_STATE,
) -> None:
    """Play a demo year into the running platform, through its public API; one that was cut off goes on."""
    _play(state.absolute(), size, counties)


def _play(state: Path, size: Size, counties: int) -> None:
    note = local.running(state)
    if note is None:
        raise _fail("nothing runs from this state; start it with: proposals up --detach")
    wanted = Demo(f"http://127.0.0.1:{note['port']}", state, size, counties)
    try:
        outcome = asyncio.run(play(wanted, progress()))
    except (DemoFailed, ValueError) as error:
        raise _fail(str(error)) from error
    typer.echo("\n".join(outcome.lines))
    if outcome.differences:
        raise _fail("\n".join(["what the platform says is not what the input says:", *outcome.differences]))


@app.command()
def down(state: State = DEFAULT_STATE) -> None:
    """Stop the platform; its state stays."""
    try:
        stopped = local.down(state.absolute())
    except ServerFailed as error:
        raise _fail(str(error)) from error
    typer.echo("stopped" if stopped else "nothing runs from this state")


@app.command()
def serve(service: str, role: Role = "all", host: str = "127.0.0.1", port: int = 8000) -> None:
    """Run one service as production does, with settings from CPPCC_* variables."""
    logging.configure()
    try:
        found = registry.service(service)
    except KeyError as error:
        raise _fail(f"no service {service}; there are {', '.join(registry.NAMES)}") from error
    try:
        settings = Settings()  # pyright: ignore[reportCallIssue]  # filled from the environment
    except ValidationError as error:
        raise _fail(f"these settings (CPPCC_*) do not do:\n{error}") from error
    if not asyncio.run(server.serve(compose([Runtime(found, settings, role)]), host, port)):
        raise _fail(f"{service} could not start on {host}:{port}")


@app.command()
def migrate(service: Annotated[str | None, typer.Argument()] = None) -> None:
    """Create and migrate the databases on the server of CPPCC_SERVER_URL (a superuser's URL)."""
    url = os.environ.get("CPPCC_SERVER_URL")
    if not url:
        raise _fail("set CPPCC_SERVER_URL to a superuser's URL (postgresql+asyncpg://…)")
    for name in [service] if service else registry.NAMES:
        typer.echo(f"migrating {name} …")
        asyncio.run(databases.create(url, name))
        asyncio.run(databases.migrate(databases.with_database(url, name), name))


@app.command(hidden=True)
def revision(service: str, message: Annotated[str, typer.Option("-m")]) -> None:
    """Write a migration from the difference to the migrated database on CPPCC_SERVER_URL."""
    url = databases.with_database(os.environ["CPPCC_SERVER_URL"], service)
    asyncio.run(databases.write_revision(url, service, message))


@app.command()
def status(state: State = DEFAULT_STATE, json_: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Health of every service; exits 1 when one is not ready."""
    note = local.running(state.absolute())
    if note is None:
        raise _fail("nothing runs from this state; start it with: proposals up --detach")
    found = local.statuses(note["port"])
    if json_:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        for name, one in found.items():
            mark = "ready" if one["ready"] else "NOT READY"
            typer.echo(f"{name:14} {mark:10} events {one.get('events')}  outbox {one.get('outbox')}  "
                       f"parked {sum(one.get('parked', {}).values())}")  # fmt: skip
    if not all(one["ready"] for one in found.values()):
        raise typer.Exit(1)


def _server_url(state: Path) -> str:
    given = os.environ.get("CPPCC_SERVER_URL")
    if given:
        return given
    try:
        return (state.absolute() / "server-url").read_text()
    except OSError as error:
        raise _fail("set CPPCC_SERVER_URL, or name the --state of a running platform") from error


@app.command()
def replay(service: str, county: str | None = None, state: State = DEFAULT_STATE) -> None:
    """Send a service's whole history once more; consumers skip what they know."""

    async def request() -> None:
        engine = create_async_engine(databases.with_database(_server_url(state), service))
        async with engine.begin() as connection:
            await request_replay(connection, SystemClock(), county)
        await engine.dispose()

    asyncio.run(request())
    typer.echo("requested; `proposals status --json` shows open replays")


@audit.command("verify")
def audit_verify(service: Annotated[str | None, typer.Argument()] = None, state: State = DEFAULT_STATE) -> None:
    """Check every chain, refold every aggregate, and name what does not fit; exits 1 if anything does not."""

    async def check(name: str) -> tuple[int, list[Finding]]:
        engine = create_async_engine(databases.with_database(_server_url(state), name))
        try:
            async with engine.connect() as connection:
                return await verify(connection, registry.service(name).metadata)
        finally:
            await engine.dispose()

    wrong = False
    for name in [service] if service else registry.NAMES:
        events, findings = asyncio.run(check(name))
        wrong = wrong or bool(findings)
        typer.echo(f"{name}: {events} events chained and refolded, {len(findings)} findings; "
                   "unproven: no sealed heads yet")  # fmt: skip
        for finding in findings:
            typer.echo(f"  {finding.county} {finding.aggregate} {finding.aggregate_id}: {finding.what}")
    if wrong:
        raise typer.Exit(1)


@docs.command("export")
def docs_export(check: Annotated[bool, typer.Option(help="Write nothing; fail when a file is stale.")] = False) -> None:
    """Write OpenAPI, AsyncAPI, JSON Schemas, access and event tables and the README's states from the code."""
    stale = export.stale(registry.ROOT)
    if check:
        if stale:
            raise _fail("stale, run `proposals docs export`:\n" + "\n".join(f"  {path}" for path in stale))
        return
    export.write(registry.ROOT)
    typer.echo(f"{len(stale)} files changed")


def main() -> None:
    app()


if __name__ == "__main__":
    main()

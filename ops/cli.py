"""The ``proposals`` command: wiring only; each part lives in the module that it is about.

What one command alone needs and is slow to import, it imports itself: a service would start a second later otherwise.
"""

import asyncio
import hashlib
import json
import os
from collections.abc import Coroutine
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
import uvloop
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import create_async_engine

from chassis import logging
from chassis.app import Role, Runtime, compose
from chassis.clock import WALL, SystemClock
from chassis.consumer import NotNext
from chassis.eventlog import Finding, verify
from chassis.replays import Filter, request_replay
from chassis.settings import Settings
from ops import databases, parked, registry, report, server, trail
from ops import platform as local
from ops.archivecli import app as archive
from ops.bench.cli import app as bench
from ops.demo.files import CODES, Size
from ops.embedded import ServerFailed, ensure_embedding_model
from ops.fonts import ensure_letter_fonts
from ops.issuer import PEOPLE
from ops.notification import app as notification
from ops.portal.cli import app as portal

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
audit = typer.Typer(no_args_is_help=True)
app.add_typer(audit, name="audit", help="Check what is stored.")
app.add_typer(bench, name="bench", help="Measure, each figure beside its limit.")
docs = typer.Typer(no_args_is_help=True)
app.add_typer(docs, name="docs", help="What the code says of itself.")

app.add_typer(portal, name="portal", help="The web client.")

app.add_typer(archive, name="archive", help="Archives of proposals: make and check them.")
app.add_typer(notification, name="notification", help="Contacts and what is sent to them.")

parking = typer.Typer(no_args_is_help=True)
app.add_typer(parking, name="parked", help="Events that could not be applied.")

T = TypeVar("T")
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
            uvloop.run(local.serve(options))
            return
    except ServerFailed as error:
        raise _fail(str(error)) from error
    if demo:
        _play(state, demo, counties)
    origin = f"http://127.0.0.1:{already['port'] if already else port}"
    typer.echo("\n".join(_welcome(origin)))


@app.command()
def demo(
    size: Annotated[Size, typer.Option(help="small: every kind of fate once; county: about 220 proposals.")] = "county",
    counties: Counties = 1,
    state: State = DEFAULT_STATE,
) -> None:
    """Play a demo year into the running platform, through its public API; one that was cut off goes on."""
    _play(state.absolute(), size, counties)


def _welcome(origin: str) -> list[str]:
    """Where it is, who may be signed in as, and a first question to it."""
    return [
        f"the platform runs: {origin.replace('127.0.0.1', 'localhost')}/portal/   (pick a sample person to sign in)",
        f"sample logins:     {' '.join(PEOPLE)}   (who they are: {origin}/dev-issuer/people)",
        "sign in and ask:   "
        f"""T=$(curl -s {origin}/dev-issuer/token --json '{{"subject": "clerk"}}' | cut -d'"' -f4)""",
        f'                   curl -s {origin}/evaluation/boards/six-problems -H "Authorization: Bearer $T"',
        "look after it:     proposals status · proposals down",
    ]


def _play(state: Path, size: Size, counties: int) -> None:
    from ops.demo.play import Demo, DemoFailed, play
    from ops.demo.show import progress

    note = local.running(state)
    if note is None:
        raise _fail("nothing runs from this state; start it with: proposals up --detach")
    wanted = Demo(f"http://127.0.0.1:{note['port']}", state, size, counties)
    try:
        outcome = asyncio.run(play(wanted, progress()))
    except (DemoFailed, ValueError) as error:
        raise _fail(str(error)) from error
    typer.echo("\n".join(outcome.lines))
    typer.echo(f"what the public reads: {wanted.origin.replace('127.0.0.1', 'localhost')}/portal/public/{CODES[0]}")
    if outcome.differences:
        raise _fail("\n".join(["what the platform says is not what the input says:", *outcome.differences]))


@app.command(name="embedding-model")
def embedding_model(
    to: Annotated[Path, typer.Option(help="The directory above the model's.")] = registry.ROOT / ".cache",
) -> None:
    """Fetch the model that finds similar texts by their meaning, and say where it is (CPPCC_EMBEDDING_MODEL)."""
    try:
        typer.echo(ensure_embedding_model(to))
    except ServerFailed as error:
        raise _fail(str(error)) from error


@app.command(name="letter-fonts")
def letter_fonts(
    to: Annotated[Path, typer.Option(help="The directory above the fonts'.")] = registry.ROOT / ".cache",
) -> None:
    """Fetch the fonts of letters as PDF, and say where they are (CPPCC_LETTER_FONTS)."""
    try:
        typer.echo(ensure_letter_fonts(to))
    except ServerFailed as error:
        raise _fail(str(error)) from error


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
    if not uvloop.run(server.serve(compose([Runtime(found, settings, role)]), host, port)):
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
    found = report.gather(local.statuses(note["port"]))
    if json_:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        for line in report.lines(found):
            typer.echo(line)
    if not found["ready"]:
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
def replay(
    service: str,
    county: str | None = None,
    aggregate: Annotated[str | None, typer.Option(help="Only this aggregate's events.")] = None,
    since: Annotated[datetime | None, typer.Option(help="Only what occurred from then on (local time).")] = None,
    until: Annotated[datetime | None, typer.Option(help="Only what occurred before then (local time).")] = None,
    state: State = DEFAULT_STATE,
) -> None:
    """Send a service's history once more, or the part of it that is named; consumers skip what they know."""
    if service not in registry.NAMES:
        raise _fail(f"no service {service}; there are {', '.join(registry.NAMES)}")
    wanted = Filter(county, aggregate, since and since.astimezone(WALL), until and until.astimezone(WALL))

    async def request() -> bool:
        engine = create_async_engine(databases.with_database(_server_url(state), service))
        try:
            async with engine.begin() as connection:
                return await request_replay(connection, SystemClock().now(), wanted)
        finally:
            await engine.dispose()

    new = asyncio.run(request())
    typer.echo(f"{'requested' if new else 'under way already'}; `proposals status` shows open replays")


@parking.command("list")
def parked_list(
    service: Annotated[str | None, typer.Argument()] = None,
    state: State = DEFAULT_STATE,
    json_: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """What is parked, oldest first."""
    found: list[dict[str, Any]] = []
    for name in [service] if service else registry.NAMES:
        found += asyncio.run(parked.listed(_server_url(state), name, SystemClock()))
    if json_:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for one in found:
        event = f"{one['county']} {one['source']} {one['aggregate_id']} v{one['version']}"
        tried = f"since {one['parked_at']}, attempts {one['attempts']}"
        typer.echo(f"{one['id']:18} {one['reason']:9} {event}  {tried}  {one['error']}")
    if not found:
        typer.echo("nothing is parked")


def _about_parked(work: Coroutine[Any, Any, T], id: str) -> T:
    try:
        return asyncio.run(work)
    except parked.NoSuchEvent as error:
        raise _fail(f"no parked event {id}; `proposals parked list` shows their ids") from error
    except NotNext as error:
        raise _fail(str(error)) from error


@parking.command("show")
def parked_show(id: str, state: State = DEFAULT_STATE) -> None:
    """One parked event, as it came."""
    found = _about_parked(parked.shown(_server_url(state), id, SystemClock()), id)
    typer.echo(json.dumps(found, ensure_ascii=False, indent=2))


@parking.command("retry")
def parked_retry(id: str, state: State = DEFAULT_STATE) -> None:
    """Apply it and what waits behind it; exits 1 when it fails again."""
    if not _about_parked(parked.retried(_server_url(state), id, SystemClock()), id):
        raise _fail("not applied; `proposals parked show` says why")
    typer.echo("applied")


@parking.command("drop")
def parked_drop(
    id: str,
    reason: Annotated[str, typer.Option(help="Why it may be given up; kept with the event.")],
    missing_too: Annotated[
        bool, typer.Option("--missing-too", help="And what has not come before it: `replay` first.")
    ] = False,
    state: State = DEFAULT_STATE,
) -> None:
    """Give it up for good: it is kept aside, and what follows can be applied."""
    if not reason.strip():
        raise _fail("say why it may be given up: --reason")
    _about_parked(parked.dropped(_server_url(state), id, reason, SystemClock(), missing_too=missing_too), id)
    typer.echo("dropped, and kept in dropped_events")


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


@audit.command("signoff")
def audit_signoff(
    file: Annotated[Path, typer.Argument(help="What GET /supervision/sign-offs/{reply_id}/evidence answered.")],
    scan: Annotated[list[Path] | None, typer.Option(help="The scan of a paper form; may be given again.")] = None,
    anchor: Annotated[
        list[Path] | None,
        typer.Option(
            help="The PEM file of an issuer that you trust; certificates must lead to one. May be given again."
        ),
    ] = None,
) -> None:
    """Check a sign-off's evidence offline, and say who signed what over which reply; exits 1 if anything is altered."""
    from contracts.base import DomainRefusal
    from services.supervision.passkey import x509
    from services.supervision.signoff import file as evidence

    try:
        anchors = [der for path in anchor for der in x509.read(path.read_text("utf-8"))] if anchor else None
        verdict = evidence.check(evidence.parse(file.read_text("utf-8")), anchors)
    except (OSError, UnicodeDecodeError) as error:
        raise _fail(f"what was given cannot be read: {error}") from error
    except DomainRefusal as error:
        raise _fail(f"an anchor cannot be read: {error.detail}") from error
    except evidence.Altered as error:
        raise _fail(f"NOT PROVEN: {error}\n未证实：{error.zh}") from error
    typer.echo(f"reply {verdict.reply_id} {verdict.reply_number or ''}: digest {verdict.reply_hash}")
    for one in verdict.signed:
        typer.echo(f"  proven ({one.method}): {one.zh}\n    {one.en}")
    for member in verdict.unsigned:
        typer.echo(f"  unsigned: {member}")
    for path in scan or ():
        try:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            raise _fail(f"{path} cannot be read: {error}") from error
        members = [one.member_id for one in verdict.signed if one.scan_sha256 == digest]
        if not members:
            raise _fail(f"NOT PROVEN: {path} is the scan of no paper form in this evidence; its digest is {digest}")
        typer.echo(f"  scan {path.name}: the form of {', '.join(members)}")


@audit.command("trail")
def audit_trail(
    file: Annotated[Path, typer.Argument(help="The whole record of a proposal, as the portal gives it to an auditor.")],
) -> None:
    """Check a proposal's whole record offline: every hash again, every chain whole; exits 1 if anything is altered."""
    try:
        found = trail.read(file.read_bytes())
    except (OSError, trail.Unreadable) as error:
        raise _fail(f"what was given cannot be read: {error}") from error
    checked = trail.check(found)
    for one in checked:
        kept = f", {one.kept_back} not decided yet and kept back" if one.kept_back else ""
        typer.echo(f"{one.service}: {one.events} events in {one.chains} chains, {len(one.wrong)} findings{kept}; "
                   "unproven: no sealed heads yet")  # fmt: skip
        for wrong in one.wrong:
            typer.echo(f"  {wrong}")
    for name in found.missing:
        typer.echo(f"{name}: not in the file, and unproven")
    if any(one.wrong for one in checked):
        raise typer.Exit(1)


@docs.command("letters")
def docs_letters(
    to: Annotated[Path, typer.Option(help="Where the pictures go.")] = registry.ROOT / "docs" / "letters",
) -> None:
    """Draw the letters of one proposal of the demo county, first and last page, as PNG."""
    from ops import letters

    try:
        fonts = ensure_letter_fonts(registry.ROOT / ".cache")
    except ServerFailed as error:
        raise _fail(str(error)) from error
    for path in letters.pictures(fonts, to):
        typer.echo(path)


@docs.command("report")
def docs_report(
    to: Annotated[Path, typer.Option(help="Where the report and its figures go.")] = registry.ROOT / "docs" / "report",
    size: Annotated[Size, typer.Option(help="Of the demo year.")] = "county",
) -> None:
    """Play the demo county's year on a platform of its own and write its yearly report, as PDF and as a workbook."""
    from ops import yearlyreport

    try:
        for path in yearlyreport.of_a_demo_year(to, lambda state: _play(state, size, 1)):
            typer.echo(path)
    except ServerFailed as error:
        raise _fail(str(error)) from error


@docs.command("export")
def docs_export(check: Annotated[bool, typer.Option(help="Write nothing; fail when a file is stale.")] = False) -> None:
    """Write OpenAPI, AsyncAPI, JSON Schemas, access and event tables and the README's states from the code."""
    from ops import export

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

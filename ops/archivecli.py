"""``proposals archive …``"""

from pathlib import Path
from typing import Annotated, Literal

import typer

from ops import archive

app = typer.Typer(no_args_is_help=True)


def _fail(message: str) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(1)


@app.command("make")
def make(
    session_id: Annotated[str, typer.Argument(help="The session whose admitted proposals are archived.")],
    county: Annotated[str, typer.Option(help="Six digits.")],
    out: Annotated[Path, typer.Option(help="The directory that the archives go to.")],
    token_file: Annotated[Path, typer.Option(help="A file with the bearer token of a clerk or an auditor.")],
    origin: Annotated[str, typer.Option(help="Where the platform is.")] = "http://127.0.0.1:8080",
    format: Annotated[Literal["pdf", "docx"], typer.Option(help="Of letters and texts.")] = "pdf",
    again: Annotated[bool, typer.Option("--again", help="Also those that are there already and hold.")] = False,
) -> None:
    """One zip for each admitted proposal of a session; what was cut off is gone on with. Exits 1 if one is missing."""
    try:
        token = token_file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise _fail(f"the token cannot be read: {error}") from error
    failed = 0
    try:
        for one in archive.make(archive.Services(origin, token, county), county, session_id, out, format, again=again):
            failed += one.what == "failed"
            typer.echo(f"{one.at}/{one.of} {one.what:6} {one.title}{f'  {one.problem}' if one.problem else ''}")
    except archive.SignedOut as error:
        raise _fail(
            f"{error}\nwhat was made is kept; with a fresh token of a clerk or an auditor the same command goes on"
        ) from error
    except archive.Refused as error:
        raise _fail(str(error)) from error
    if failed:
        raise _fail(f"{failed} could not be made; the same command tries them again")


@app.command("verify")
def verify(path: Annotated[Path, typer.Argument(help="An archive, or the directory of a session's.")]) -> None:
    """Check files, chains of events and sign-off evidence offline; exits 1 at anything that does not hold."""
    try:
        found = archive.check_directory(path) if path.is_dir() else {path.name: archive.check(path.read_bytes())}
    except OSError as error:
        raise _fail(f"it cannot be read: {error}") from error
    wrong = 0
    for name, findings in found.items():
        wrong += bool(findings)
        typer.echo(f"{name}: {'; '.join(findings) if findings else 'holds'}")
    typer.echo(f"{len(found) - wrong} hold, {wrong} do not")
    if wrong:
        raise typer.Exit(1)

"""``proposals portal``."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from ops import registry
from ops.portal import browsing, build, phone, pictures, weight

app = typer.Typer(no_args_is_help=True)


def _doing(work: Callable[[], None]) -> None:
    try:
        work()
    except build.NotBuilt as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


@app.command("build")
def build_it() -> None:
    """Build portal/dist; nothing is done where it was built of these very files."""
    _doing(build.build)


@app.command()
def check() -> None:
    """Check types, style, and that no member's page is too heavy."""
    _doing(build.check)
    for page, bytes in sorted(weight.weights(build.BUILT).items()):
        typer.echo(f"{bytes:7,} bytes  {page}")


@app.command()
def test() -> None:
    """Run the component and unit tests."""
    _doing(build.test)


@app.command("pictures")
def take_pictures(
    origin: Annotated[str, typer.Option(help="Of a running platform with the demo county.")] = "http://localhost:8080",
    to: Annotated[Path, typer.Option(help="Where the pictures go.")] = registry.ROOT / "docs" / "portal",
) -> None:
    """Take pictures of each role's main pages."""
    try:
        for path in pictures.take(origin, to):
            typer.echo(path)
    except browsing.NotShown as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


@app.command("phone")
def wait_on_a_phone(
    origin: Annotated[str, typer.Option(help="Of a running platform with the demo county.")] = "http://localhost:8080",
    rounds: Annotated[int, typer.Option(min=1, max=20, help="The median of so many.")] = 3,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Measure how long a member waits for each page on a slow phone, beside the limit of three seconds."""
    found: list[phone.Waited] = []
    try:
        for one in phone.waits(origin, rounds):
            found.append(one)
            if not as_json:
                typer.echo(
                    f"{one.ms:6.0f} ms of {phone.LIMIT_MS}  {one.ratio:4.2f}  {one.kilobytes:6.1f} kB  {one.path}"
                )
    except browsing.NotShown as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    if as_json:
        pages = {one.path: {"ms": one.ms, "ratio": one.ratio, "kilobytes": one.kilobytes} for one in found}
        typer.echo(json.dumps({"limit_ms": phone.LIMIT_MS, "pages": pages}, ensure_ascii=False))

"""``proposals portal``."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from ops import registry
from ops.portal import build, pictures, weight

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
    except pictures.NoPictures as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error

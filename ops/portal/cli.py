"""``proposals portal``."""

from collections.abc import Callable

import typer

from ops.portal import build

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
    """Check types and style."""
    _doing(build.check)


@app.command()
def test() -> None:
    """Run the component and unit tests."""
    _doing(build.test)

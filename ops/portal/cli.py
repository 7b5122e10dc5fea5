"""``proposals portal``."""

from collections.abc import Callable

import typer

from ops.portal import build, weight

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

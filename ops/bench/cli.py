"""``proposals bench``: each benchmark in a temporary directory of its own, which goes with it.

A command imports its benchmark itself: each reads much that no other command of ``proposals`` should wait for.
"""

import asyncio
import json
import signal
import tempfile
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer
import uvloop

from ops.bench.wire import Refused
from ops.embedded import ServerFailed

app = typer.Typer(no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")]


@app.command()
def filing(
    clients: Annotated[int, typer.Option(min=1, help="Keep-alive connections, and pgbench's clients.")] = 8,
    requests: Annotated[int, typer.Option(min=1, help="How many filings are measured.")] = 6000,
    profile: Annotated[bool, typer.Option(help="Say where the service's time goes.")] = True,
    json_: Json = False,
) -> None:
    """Durable filings a second, beside pgbench writing the same rows."""
    from ops.bench import filing as filing_bench

    found = _measured(lambda d: filing_bench.run(d, clients=clients, requests=requests, profile=profile))
    _show(found, as_json=json_)


@app.command()
def lifecycle(
    clients: Annotated[int, typer.Option(min=1, help="Proposals under way at once.")] = 16,
    cycles: Annotated[int, typer.Option(min=1, help="How many life cycles are measured.")] = 300,
    json_: Json = False,
) -> None:
    """Whole life cycles a second through the services, beside what writing their events alone would allow."""
    from ops.bench import lifecycle as lifecycle_bench

    _show(_measured(lambda d: lifecycle_bench.run(d, clients=clients, cycles=cycles)), as_json=json_)


@app.command("import")
def import_(
    rows: Annotated[int, typer.Option(min=6000, max=1_000_000, help="Of the list; a shorter one is no job.")] = 100_000,
    json_: Json = False,
) -> None:
    """A long list through an import job: rows a second and the service's memory, beside COPY of the same rows."""
    from ops.bench import importing as import_bench

    _show(_measured(lambda d: import_bench.run(d, rows=rows)), as_json=json_)


@app.command()
def similar(
    rows: Annotated[int, typer.Option(min=1000, max=1_500_000, help="Earlier texts in the one county.")] = 20_000,
    checks: Annotated[int, typer.Option(min=10, max=300, help="How many checks are timed.")] = 100,
    json_: Json = False,
) -> None:
    """What each way of finding similar texts finds of the labelled set, and how long a check takes."""
    from ops.bench.similar import run as similar_bench

    _show(_measured(lambda d: similar_bench.run(d, rows=rows, checks=checks)), as_json=json_)


@app.command()
def search(
    rows: Annotated[int, typer.Option(min=1000, max=1_500_000, help="Proposals in the one county.")] = 100_000,
    users: Annotated[int, typer.Option(min=1, max=64, help="How many search at once.")] = 16,
    seconds: Annotated[int, typer.Option(min=5, max=600, help="How long they do.")] = 60,
    json_: Json = False,
) -> None:
    """How long a search takes by kind of query, asked by many at once."""
    from ops.bench import search as search_bench

    _show(_measured(lambda d: search_bench.run(d, rows=rows, users=users, seconds=seconds)), as_json=json_)


def _measured(bench: Callable[[Path], Coroutine[Any, Any, dict[str, Any]]]) -> dict[str, Any]:
    async def ended_by_signals(work: Coroutine[Any, Any, dict[str, Any]]) -> dict[str, Any]:
        task = asyncio.ensure_future(work)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, task.cancel)
        return await task

    with tempfile.TemporaryDirectory(prefix="proposals-bench-", ignore_cleanup_errors=True) as directory:
        try:
            return uvloop.run(ended_by_signals(bench(Path(directory))))
        except asyncio.CancelledError:
            typer.echo("given up; what was started is stopped and its directory is gone", err=True)
            raise typer.Exit(130) from None
        except (ServerFailed, Refused, OSError, TimeoutError) as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from error


def _show(found: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for name, value in found.items():
        if name == "machine":
            typer.echo("machine: " + ", ".join(f"{key} {text}" for key, text in value.items()))
        elif name == "profile":
            for entry in value:
                typer.echo(f"  {entry['share']:6.1%}  {entry['calls']:>9}  {entry['where']}")
        elif name == "quality":
            for row in value:
                figures = (f"{key} {text}" for key, text in row.items() if key != "method")
                typer.echo(f"  {row['method']:22}" + "  ".join(figures))
        elif name == "table":
            for row in value:
                figures = (f"{key} {text}" for key, text in row.items() if key != "query")
                typer.echo(f"  {row['query']:30}" + "  ".join(figures))
        elif isinstance(value, dict):
            typer.echo(f"{name}: " + ", ".join(f"{key} {text}" for key, text in value.items()))
        else:
            typer.echo(f"{name:26} {value}")

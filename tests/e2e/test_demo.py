"""A county-year through the public API, as a user loads it: undisturbed, and with every process killed on the way."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Generator
from pathlib import Path

import httpx
import pytest

from ops import registry
from ops.demo import check, order
from ops.demo.files import DATA
from tests.support.caller import eventually
from tests.support.platform import Platform


@pytest.fixture
def platform(tmp_path: Path) -> Generator[Platform]:
    started = Platform(tmp_path / "state")
    yield started
    started.close()


def table(output: str) -> dict[str, int]:
    """The counts that the command printed."""
    found = re.findall(r"^([a-z_]+(?: [a-z_]+)+) +(\d+)$", output, re.MULTILINE)
    return {name: int(count) for name, count in found}


class Altered:
    """The first row that a service wrote, changed behind its back."""

    def __init__(self, platform: Platform, service: str) -> None:
        self._platform, self._service = platform, service
        row = platform.psql(service, "SELECT aggregate || ' ' || aggregate_id FROM event_log ORDER BY seq LIMIT 1")
        self.table, self.id = row.split(" ", 1)
        self._before = self._psql(f"SELECT state FROM {self.table} WHERE id = '{self.id}'")
        self._psql(f"UPDATE {self.table} SET state = replace(state, '{{\"', '{{ \"') WHERE id = '{self.id}'")

    def restore(self) -> None:
        self._psql(f"UPDATE {self.table} SET state = $x${self._before}$x$ WHERE id = '{self.id}'")

    def _psql(self, statement: str) -> str:
        return self._platform.psql(self._service, statement)


EXPECTED = check.expected(order.load(DATA / "small"))


def test_the_year_ends_as_the_input_says_and_an_altered_row_is_named(platform: Platform) -> None:
    done = platform.command("up", "--detach", "--port", str(platform.port), "--demo", "small")
    assert done.returncode == 0, done.stdout + done.stderr
    assert table(done.stdout) == EXPECTED

    # Whoever has the address reads what was agreed to and answered.
    read = httpx.get(f"{platform.origin}/conversion/public/330102/proposals?limit=200", trust_env=False).json()
    published = [one for one in order.load(DATA / "small").proposals if one.published]
    assert (len(read["items"]), read["next"]) == (len(published), None)
    assert published
    assert f"{platform.named_origin}/portal/public/330102" in done.stdout

    status = platform.status()
    assert status["coverage"]["total"]["coverage"] == 1.0
    for name in registry.NAMES:
        one = status[name]
        assert (one["ready"], one["outbox"]["pending"], one["parked"]) == (True, 0, {}), name
    assert status["submission"]["counts"]["proposals"]["admitted"] == EXPECTED["proposals admitted"]

    verified = platform.command("audit", "verify")
    assert verified.returncode == 0, verified.stdout
    publishing = [name for name in registry.NAMES if status[name]["events"]]
    assert publishing == [name for name in registry.NAMES if name != "notification"]
    altered = {name: Altered(platform, name) for name in publishing}
    found = platform.command("audit", "verify")
    assert found.returncode == 1
    for row in altered.values():
        assert f"{row.table} {row.id}: row differs from its refolded events" in found.stdout
        row.restore()
    assert found.stdout.count(", 1 findings") == len(altered)
    assert platform.command("audit", "verify").returncode == 0

    # Down and up loses nothing, and the demo that is over is not played again.
    assert platform.command("down").returncode == 0
    again = platform.command("up", "--detach", "--port", str(platform.port), "--demo", "small")
    assert again.returncode == 0, again.stdout + again.stderr
    assert table(again.stdout) == EXPECTED
    other = platform.command("demo", "--size", "county")
    assert (other.returncode, "this state holds the demo small" in other.stderr) == (1, True)


def test_whatever_is_killed_on_the_way_the_year_ends_the_same(platform: Platform) -> None:
    platform.up()
    journal = platform.state / "demo" / "330102.jsonl"

    def written() -> int:
        return len(journal.read_text("utf-8").splitlines()) if journal.exists() else 0

    def at(lines: int, play: "subprocess.Popen[str]", kill: Callable[[], int]) -> None:
        eventually(lambda: written() >= lines or play.poll() is not None, 300)
        assert play.poll() is None, play.communicate()
        with contextlib.suppress(ProcessLookupError):
            os.kill(kill(), signal.SIGKILL)

    with demo(platform) as first:
        at(60, first, lambda: json.loads((platform.state / "broker.pid").read_text())["pid"])
        at(110, first, platform.pid)
        platform.up()
        at(160, first, lambda: first.pid)
    with demo(platform) as second:
        at(210, second, platform.postgres_pid)
        output, errors = second.communicate(timeout=600)
        assert second.returncode == 0, output + errors
    assert table(output) == EXPECTED

    def at_rest() -> bool:
        status = platform.status()
        services = [status[name] for name in registry.NAMES]
        return all(one["ready"] and not one["outbox"]["pending"] and not one["parked"] for one in services)

    eventually(at_rest, 120)
    assert platform.command("audit", "verify").returncode == 0


@contextlib.contextmanager
def demo(platform: Platform) -> Generator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "ops.cli", "demo", "--size", "small", "--state", str(platform.state)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()

"""One platform per state directory, and who comes second is told so."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ops import platform
from ops.embedded import ServerFailed


async def test_a_second_start_from_one_state_is_told_so(tmp_path: Path) -> None:
    options = platform.Options(tmp_path, 8080, "embedded", "embedded")
    with platform._lock(tmp_path), pytest.raises(ServerFailed, match=str(tmp_path)):
        await platform.serve(options)


@pytest.fixture
def broker() -> Generator["subprocess.Popen[bytes]"]:
    """Looks like one by its name."""
    command = [sys.executable, "-c", "import time; time.sleep(600)", "kafka.Kafka", "tansu"]
    with subprocess.Popen(command) as process:
        yield process
        process.kill()


def test_the_broker_that_a_killed_platform_left_is_ended(tmp_path: Path, broker: "subprocess.Popen[bytes]") -> None:
    platform._note_broker(tmp_path, broker.pid)
    platform._end_left_broker(tmp_path)
    assert broker.wait(60) == -signal.SIGKILL
    assert not (tmp_path / "broker.pid").exists()


@pytest.mark.parametrize("other", [{"started": "1"}, {"boot": "示例"}, {"pid": "x"}, None])
def test_a_broker_of_somebody_else_that_has_its_number_by_now_is_left_alone(
    tmp_path: Path, broker: "subprocess.Popen[bytes]", other: dict[str, str] | None
) -> None:
    platform._note_broker(tmp_path, broker.pid)
    note = tmp_path / "broker.pid"
    # Before, the number alone was noted.
    note.write_text(str(broker.pid) if other is None else json.dumps(json.loads(note.read_text()) | other))
    platform._end_left_broker(tmp_path)
    assert broker.poll() is None
    assert not note.exists()


def test_without_a_note_nothing_is_ended(tmp_path: Path) -> None:
    platform._end_left_broker(tmp_path)


def test_whoever_reads_the_note_meanwhile_reads_a_whole_one(tmp_path: Path) -> None:
    platform._note_broker(tmp_path, os.getpid())
    read: list[int] = []
    ended = threading.Event()

    def reader() -> None:
        while not ended.is_set():
            read.append(json.loads((tmp_path / "broker.pid").read_text())["pid"])

    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(reader)
        for _ in range(2000):
            platform._note_broker(tmp_path, os.getpid())
        ended.set()
        reading.result()
    assert set(read) == {os.getpid()}

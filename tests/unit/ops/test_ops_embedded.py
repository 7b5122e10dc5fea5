"""What the embedded servers are started with."""

import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path

import pytest

from ops import embedded


def test_a_cluster_id_never_looks_like_an_option(monkeypatch: pytest.MonkeyPatch) -> None:
    """Kafka's formatter reads one that begins with a dash as an option, and refuses."""
    drawn = iter([uuid.UUID(bytes=b"\xf8" + bytes(15)), uuid.UUID(bytes=b"\xfb" + bytes(15)), uuid.UUID(int=1)])
    monkeypatch.setattr(embedded.uuid, "uuid4", lambda: next(drawn))
    assert embedded._kafka_id() == "AAAAAAAAAAAAAAAAAAAAAQ"


def test_a_server_gets_no_port_that_outgoing_connections_use() -> None:
    low = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    assert all(1024 < embedded.free_port() < low for _ in range(50))


def test_two_processes_are_never_given_the_same_port(monkeypatch: pytest.MonkeyPatch) -> None:
    ask = "from ops.embedded import free_port; print(free_port(), flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", ask], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        theirs = int(other.stdout.readline())
        monkeypatch.setattr(embedded.secrets, "choice", lambda _: theirs)
        with pytest.raises(embedded.ServerFailed):
            embedded.free_port()
        other.stdin.close()
        other.wait()
    # Who has ended claims nothing any more.
    assert embedded.free_port() == theirs


def test_what_two_want_at_once_is_fetched_by_one(tmp_path: Path) -> None:
    wanted: list[bool] = []
    begun = threading.Event()

    def fill() -> None:
        with embedded.filling(tmp_path / "jars") as missing:
            begun.set()
            time.sleep(0.1)
            wanted.append(missing)

    first, second = threading.Thread(target=fill), threading.Thread(target=fill)
    first.start()
    begun.wait()
    second.start()
    first.join()
    second.join()
    assert wanted == [True, False]


def test_what_could_not_be_fetched_is_wanted_again(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="away"), embedded.filling(tmp_path / "jars"):
        raise OSError("the archive is away")
    with embedded.filling(tmp_path / "jars") as missing:
        assert missing

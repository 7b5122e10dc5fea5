"""What the embedded servers are started with."""

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

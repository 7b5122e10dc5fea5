"""The embedded PostgreSQL where nobody asks for a killed one, as in a container whose first process is not an init."""

import contextlib
import ctypes
import os
import signal
from collections.abc import Generator
from pathlib import Path

import pytest

from ops.embedded import Postgres, free_port
from tests.support.caller import eventually

PR_SET_CHILD_SUBREAPER = 36


@pytest.fixture
def orphans_are_ours() -> Generator[None]:
    """What loses its parent becomes this process's child, which never waits for it."""
    kernel = ctypes.CDLL(None)
    assert kernel.prctl(PR_SET_CHILD_SUBREAPER, 1) == 0
    yield
    assert kernel.prctl(PR_SET_CHILD_SUBREAPER, 0) == 0


@pytest.mark.usefixtures("orphans_are_ours")
def test_a_killed_postgres_that_nobody_waits_for_is_started_anew(tmp_path: Path) -> None:
    postgres = Postgres(tmp_path / "data", free_port(), fsync=False)
    postgres.start()
    killed = int((postgres.data_dir / "postmaster.pid").read_text().split()[0])
    postgres.psql("CREATE TABLE kept (number int); INSERT INTO kept VALUES (7)")
    os.kill(killed, signal.SIGKILL)
    eventually(lambda: not postgres.alive)
    try:
        postgres.start()
        assert Path(f"/proc/{killed}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
        assert postgres.psql("SELECT number FROM kept") == "7"
    finally:
        postgres.stop()
        with contextlib.suppress(ChildProcessError):
            os.waitpid(killed, 0)

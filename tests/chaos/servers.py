"""PostgreSQL and Apache Kafka of a world's own, which may be killed, paused, and emptied."""

import os
import shutil
import signal
from collections.abc import Mapping
from pathlib import Path

from ops.embedded import ApacheKafka, Postgres, ServerFailed, free_port
from tests.chaos.processes import children, gone, wait_for


class Store(Postgres):
    """With fsync, since it is killed; services need their passwords, the test's superuser needs none."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory, free_port(), fsync=True)
        self._paused: list[int] = []

    def start(self) -> None:
        super().start()
        hba = self.data_dir / "pg_hba.conf"
        walls = "host all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
        if hba.read_text() != walls:
            hba.write_text(walls)
            self.psql("SELECT pg_reload_conf()")

    @property
    def url(self) -> str:
        """The superuser's."""
        return f"postgresql://postgres@127.0.0.1:{self.port}"

    @property
    def processes(self) -> list[int]:
        """The postmaster first, then its backends."""
        pid = int((self.data_dir / "postmaster.pid").read_text().split("\n", 1)[0])
        return [pid, *children(pid)]

    def kill(self) -> None:
        """SIGKILL for all of it, as when its machine loses power (what was not flushed to the system is lost)."""
        if not self.alive:
            return
        found = self.processes
        self._signal(found, signal.SIGKILL)
        wait_for("PostgreSQL gone", lambda: all(gone(pid) for pid in found))
        # Where nobody reaps it, a killed postmaster would be taken for a running one.
        (self.data_dir / "postmaster.pid").unlink()
        self._paused = []

    def pause(self) -> None:
        self._paused = self.processes
        self._signal(self._paused, signal.SIGSTOP)

    def resume(self) -> None:
        self._signal(self._paused, signal.SIGCONT)
        self._paused = []

    @staticmethod
    def _signal(pids: list[int], number: signal.Signals) -> None:
        for pid in pids:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue

    def restart_killed(self) -> None:
        """Until the last of the killed processes has let go of its memory, a start is refused."""

        def started() -> bool:
            try:
                self.start()
            except ServerFailed:
                return False
            return True

        wait_for("PostgreSQL back", started)

    def end_sessions(self, where: str) -> int:
        """Ends the database sessions that ``where`` (over pg_stat_activity) names, as an operator would."""
        return int(self.psql(f"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE {where}"))


class Broker(ApacheKafka):
    """``doors`` are listeners beside the plain one: name → (port, port that its clients are told to use)."""

    def __init__(self, directory: Path, jars: Path, doors: Mapping[str, tuple[int, int]]) -> None:
        super().__init__(directory, free_port(), jars)
        self._doors = {name.upper(): door for name, door in doors.items()}

    def listeners(self) -> dict[str, tuple[int, int]]:
        return {**super().listeners(), **self._doors}

    @property
    def cluster_id(self) -> str:
        """As its storage says, whether it runs or not."""
        properties = (self.directory / "data" / "meta.properties").read_text()
        return next(
            line.removeprefix("cluster.id=") for line in properties.splitlines() if line.startswith("cluster.id")
        )

    def pause(self) -> None:
        assert self.process is not None
        os.kill(self.process.pid, signal.SIGSTOP)

    def resume(self) -> None:
        if self.alive:
            assert self.process is not None
            os.kill(self.process.pid, signal.SIGCONT)

    def stop(self) -> None:
        self.resume()
        super().stop()

    def wipe(self) -> None:
        """Everything that it kept, and who it was: started again, it is an empty cluster with another id."""
        assert not self.alive, "a running broker would write its data anew"
        shutil.rmtree(self.directory / "data")

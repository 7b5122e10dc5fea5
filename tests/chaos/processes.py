"""A child process that can be hurt: killed, paused, resumed, ended in order, started again under the same name."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx

from ops.embedded import ServerFailed, free_port

Check = Callable[[], Any]


def wait_for(what: str, check: Check, seconds: float = 180, *, every: float = 0.1) -> Any:
    """What ``check`` returns, once it is true; says what was waited for when it does not come."""
    end = time.monotonic() + seconds
    while True:
        found = check()
        if found:
            return found
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {seconds:.0f} s")
        time.sleep(every)


def children(pid: int) -> list[int]:
    """The processes whose parent is ``pid``."""
    found: list[int] = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            if parent == pid:
                found.append(int(entry.name))
    return found


def gone(pid: int) -> bool:
    """Whether nothing of it runs any more; one that only waits to be reaped is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


class Process:
    """``environment`` replaces every CPPCC_* setting of this process."""

    def __init__(self, name: str, command: Sequence[str], log: Path, environment: Mapping[str, str]) -> None:
        self.name = name
        self.log = log
        self._command = command
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        self._paused = False

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self, **changed: str) -> None:
        """``changed`` settings hold for this start only."""
        assert not self.alive, f"{self.name} runs already"
        clean = {name: value for name, value in os.environ.items() if not name.startswith("CPPCC_")}
        with open(self.log, "ab") as log:
            self._process = subprocess.Popen(
                self._command, env={**clean, **self._environment, **changed}, stdout=log, stderr=log,
                stdin=subprocess.DEVNULL,
            )  # fmt: skip
        self._paused = False

    def kill(self) -> None:
        """SIGKILL, as a crash of the machine or the out-of-memory killer does it."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        self._paused = False

    def pause(self) -> None:
        """SIGSTOP: the process stands still, its connections stay open, and it will not know that time has passed."""
        os.kill(self.pid, signal.SIGSTOP)
        self._paused = True

    def resume(self) -> None:
        if self._paused and self.alive:
            os.kill(self.pid, signal.SIGCONT)
        self._paused = False

    def terminate(self, seconds: float = 120) -> int:
        """The exit status after SIGTERM."""
        assert self._process is not None
        self.resume()
        if self.alive:
            self._process.terminate()
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def said(self, word: str) -> int:
        """How often its log has the word; so a scenario waits for what the process itself says."""
        return self.log.read_text("utf-8", "replace").count(word) if self.log.exists() else 0


class ServiceProcess(Process):
    """``proposals serve`` of one service; its name says which of them it is. ``bugs`` are seeded into it."""

    def __init__(
        self,
        name: str,
        service: str,
        directory: Path,
        environment: Mapping[str, str],
        role: str = "all",
        bugs: str | None = None,
    ) -> None:
        self.service = service
        self.role = role
        self.port = free_port()
        program = ["ops.cli"] if bugs is None else ["tests.chaos.sabotage", bugs]
        command = [sys.executable, "-m", *program, "serve", service, "--role", role, "--port", str(self.port)]
        super().__init__(name, command, directory / f"{name}.log", environment)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def status(self) -> dict[str, Any]:
        """What it says of itself; not ready while it does not answer."""
        if not self.alive:
            raise ServerFailed(f"{self.name} does not run; see {self.log}")
        try:
            answer = httpx.get(f"{self.origin}/{self.service}/status", trust_env=False, timeout=30)
            return answer.json() if answer.is_success else {"ready": False}
        except httpx.TransportError:
            return {"ready": False}

    def wait_ready(self, seconds: float = 240) -> None:
        wait_for(f"{self.name} ready", lambda: self.status()["ready"], seconds)

"""``proposals up`` from a state directory of the test's own, driven by the command as a user drives it."""

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx

from ops.embedded import Postgres, free_port
from ops.issuer.people import COUNTY
from tests.support.caller import Caller


class Platform:
    def __init__(self, state: Path) -> None:
        self.state = state
        self.port = free_port()
        self.origin = f"http://127.0.0.1:{self.port}"
        self.named_origin = f"http://localhost:{self.port}"
        self.county = COUNTY
        self._callers: list[Caller] = []

    def in_county(self, county: str) -> "Platform":
        """The same platform, whose callers are another county's: what they do nobody else's tests see."""
        found = copy.copy(self)
        found.county = county
        return found

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.command_alone(*arguments, "--state", str(self.state))

    def command_alone(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A command that needs no platform."""
        return subprocess.run(
            [sys.executable, "-m", "ops.cli", *arguments], capture_output=True, text=True, timeout=300, check=False
        )

    def up(self, *arguments: str) -> None:
        done = self.command("up", "--detach", "--port", str(self.port), *arguments)
        assert done.returncode == 0, done.stdout + done.stderr

    def status(self) -> dict[str, Any]:
        return json.loads(self.command("status", "--json").stdout)

    def pid(self) -> int:
        return json.loads((self.state / "platform.json").read_text())["pid"]

    def caller(self, subject: str, **claims: Any) -> Caller:
        self._callers.append(Caller(self.origin, self.token(subject, **claims)))
        return self._callers[-1]

    def token(self, subject: str, **claims: Any) -> str:
        own = {} if self.county == COUNTY else {"counties": [self.county]}
        said = {"subject": subject, **own, **claims}
        return httpx.post(f"{self.origin}/dev-issuer/token", json=said, trust_env=False).json()["access_token"]

    def close(self) -> None:
        for caller in self._callers:
            caller.client.close()
        done = self.command("down")
        # What goes on running would take the machine from every test that comes after.
        assert done.returncode == 0, done.stdout + done.stderr

    def postgres_pid(self) -> int:
        return int((self.state / "postgres" / "postmaster.pid").read_text().split()[0])

    def psql(self, database: str, sql: str) -> str:
        """As the superuser, past every wall: what somebody with the server in his hands could do."""
        port = int((self.state / "postgres" / "postmaster.pid").read_text().splitlines()[3])
        return Postgres(self.state / "postgres", port).psql(sql, database)

"""The second deployment shape as processes: services in production mode, each with its own stores and passwords."""

import os
import secrets
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx

from ops import databases, registry
from ops.embedded import ApacheKafka, Postgres, ServerFailed, free_port
from tests.support.caller import Caller, eventually
from tests.support.issuer import Issuer
from tests.support.proxy import Nginx
from tests.support.tokens import AUDIENCE, ISSUER, token

COUNTY = "330102"


def command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ops.cli", *arguments],
        env=clean() | environment, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


def clean() -> dict[str, str]:
    """This process's environment without any setting of the platform."""
    return {name: value for name, value in os.environ.items() if not name.startswith("CPPCC_")}


def demand_passwords(postgres: Postgres, password: str) -> None:
    """From here on the server believes nobody without one, as the production server does."""
    postgres.psql(f"ALTER ROLE postgres PASSWORD '{password}'")
    (postgres.data_dir / "pg_hba.conf").write_text("host all all 127.0.0.1/32 scram-sha-256\n")
    # The last word that is taken without a password.
    postgres.psql("SELECT pg_reload_conf()")


class ServiceProcess:
    def __init__(self, name: str, directory: Path, environment: dict[str, str]) -> None:
        self.name = name
        self.port = free_port()
        self.log = directory / f"{name}.log"
        self._environment = environment
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "ops.cli", "serve", self.name, "--port", str(self.port)],
                env=clean() | self._environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
            )  # fmt: skip

    def status(self) -> dict[str, Any]:
        assert self.process is not None
        if self.process.poll() is not None:
            raise ServerFailed(f"{self.name} ended with status {self.process.returncode}; see {self.log}")
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/{self.name}/status", trust_env=False).json()
        except httpx.TransportError:
            return {"ready": False}

    def stop(self, seconds: float = 45) -> int:
        """The exit status after SIGTERM."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise


class Production:
    def __init__(self, directory: Path, kafka: ApacheKafka) -> None:
        self.directory = directory
        self.kafka = kafka
        self.postgres = Postgres(directory / "postgres", free_port(), fsync=False)
        self.issuer = Issuer()
        self.owner_password = secrets.token_hex(16)
        self.passwords = {role: secrets.token_hex(16) for name in registry.NAMES for role in databases.roles(name)}
        self.services: dict[str, ServiceProcess] = {}
        self.nginx: Nginx | None = None
        self._callers: list[Caller] = []

    @property
    def server_url(self) -> str:
        return f"postgresql+asyncpg://postgres:{self.owner_password}@127.0.0.1:{self.postgres.port}/postgres"

    def settings(self, name: str) -> dict[str, str]:
        app, worker = databases.roles(name)
        at = f"127.0.0.1:{self.postgres.port}/{name}"
        return {
            "CPPCC_MODE": "production",
            "CPPCC_CITY": "330100",
            "CPPCC_DATABASE_APP": f"postgresql+asyncpg://{app}:{self.passwords[app]}@{at}",
            "CPPCC_DATABASE_WORKER": f"postgresql+asyncpg://{worker}:{self.passwords[worker]}@{at}",
            "CPPCC_KAFKA": self.kafka.servers,
            "CPPCC_KAFKA_PARTITIONS": "2",
            "CPPCC_KAFKA_SESSION_TIMEOUT_MS": "6000",
            "CPPCC_ISSUER": ISSUER,
            "CPPCC_AUDIENCE": AUDIENCE,
            "CPPCC_JWKS_URL": self.issuer.jwks_url,
            "CPPCC_BLOBS": str(self.directory / "files"),
        }

    def start(self) -> None:
        (self.directory / "files").mkdir(exist_ok=True)
        self.postgres.start()
        demand_passwords(self.postgres, self.owner_password)
        self.issuer.start()
        given = {f"CPPCC_{role.upper()}_PASSWORD": password for role, password in self.passwords.items()}
        migrated = command("migrate", CPPCC_SERVER_URL=self.server_url, **given)
        assert migrated.returncode == 0, migrated.stdout + migrated.stderr
        for name in registry.NAMES:
            self.services[name] = ServiceProcess(name, self.directory, self.settings(name))
            self.services[name].start()
        upstreams = {name: f"127.0.0.1:{service.port}" for name, service in self.services.items()}
        self.nginx = Nginx(self.directory / "nginx", free_port(), upstreams)
        self.nginx.start()
        for service in self.services.values():
            eventually(lambda service=service: service.status()["ready"], 180)

    @property
    def origin(self) -> str:
        assert self.nginx is not None
        return f"http://127.0.0.1:{self.nginx.port}"

    def caller(self, subject: str, *roles: str, **claims: Any) -> Caller:
        counties = claims.pop("counties", [COUNTY])
        signed = token(subject=subject, roles=list(roles), counties=counties, **claims)
        self._callers.append(Caller(self.origin, signed))
        return self._callers[-1]

    def stop(self) -> None:
        for caller in self._callers:
            caller.client.close()
        if self.nginx is not None:
            self.nginx.stop()
        for service in self.services.values():
            service.stop()
        self.issuer.stop()
        self.postgres.stop()

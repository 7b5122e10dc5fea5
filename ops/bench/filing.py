"""How many filings a second one submission service stores durably, beside pgbench writing the same rows."""

import asyncio
import contextlib
import os
import pstats
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from ops import databases, issuer
from ops.bench import pgbench
from ops.bench.machine import describe
from ops.bench.wire import Refused, Wire, encode, percentile, together
from ops.embedded import Postgres, ServerFailed, Tansu, free_port, wait_for_port
from ops.platform import AUDIENCE
from ops.server import Server, configured

SESSION = "S-BENCH"
TOP = 25
Place = tuple[str, int, str]
Entries = dict[Place, tuple[int, int, float, float, Any]]
"""Of pstats: (file, line, function) → (calls, primitive calls, own time, time with callees, callers)."""
TEXT = {
    "title": "关于增设老年助餐点的提案",
    "situation": "全县六十岁以上老人占三成，助餐点只有四处，多数乡镇没有助餐点。" * 4,
    "analysis": "场地不足，补贴标准偏低，社会力量进入意愿不强。" * 4,
    "suggestions": ["在每个街道至少增设两处老年助餐点。", "把助餐补贴提高到每餐三元并列入预算。"],
}
FILING = {"session_id": SESSION, "publish_consent": True, "text": TEXT}


async def prepare(port: int, clerk: str) -> None:
    """A session and a member."""
    async with Wire(port) as wire:
        member = {"member_id": "M001", "name": "示例委员一", "sector": "经济界", "term": 15}
        await wire.call("POST", "/submission/members", clerk, member, "bench-member")
        window = {"plenary_opens": "2026-01-01T00:00:00+08:00", "plenary_cutoff": "2026-01-02T00:00:00+08:00"}
        session = {"session_id": SESSION, "term": 15, "number": 1, **window}
        await wire.call("POST", "/submission/sessions", clerk, session, "bench-session")


async def sign_in(origin: str, subject: str) -> str:
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.post(f"{origin}/dev-issuer/token", json={"subject": subject})
        answer.raise_for_status()
        return str(answer.json()["access_token"])


@contextlib.asynccontextmanager
async def issuing(directory: Path) -> AsyncGenerator[str]:
    """The development issuer in this process; yields its origin."""
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    root = FastAPI(openapi_url=None)
    root.mount("/dev-issuer", issuer.build(directory, f"{origin}/dev-issuer", AUDIENCE))
    server = Server(configured(root, "127.0.0.1", port))
    serving = asyncio.create_task(server.serve())
    try:
        await asyncio.to_thread(wait_for_port, port, 60, None, directory / "issuer")
        yield origin
    finally:
        server.should_exit = True
        await serving


@dataclass(frozen=True)
class Served:
    """A running submission API."""

    port: int
    process: "subprocess.Popen[bytes]"

    def cpu_seconds(self) -> float:
        """User and system time so far: unlike the clock it does not depend on who else works on the machine."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def peak_mib(self) -> float:
        """The most memory that it has held so far."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return round(int(status.split("VmHWM:", 1)[1].split("kB", 1)[0]) / 1024, 1)


@contextlib.asynccontextmanager
async def service(
    postgres: Postgres, directory: Path, origin: str, profile: Path | None, role: str = "api"
) -> AsyncGenerator[Served]:
    """Submission in a process of its own; with ``profile`` it writes there where its time went.

    As ``api`` it sends nothing to the broker: a service takes no command before it has compared its store with its own
    topic.
    """
    port = free_port()
    broker = Tansu(directory / "broker", free_port())
    await asyncio.to_thread(broker.start)
    entry = ["ops.bench.profiled", str(profile)] if profile else ["ops.cli"]
    log = directory / "service.log"
    command = [*entry, "serve", "submission", "--role", role]
    process = await asyncio.to_thread(_spawn, postgres, broker.servers, origin, command, port, log)
    try:
        await asyncio.to_thread(wait_for_port, port, 120, process, log)
        await _until_ready(port, log)
        yield Served(port, process)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            await asyncio.to_thread(process.wait, 60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        await asyncio.to_thread(broker.stop)


async def _until_ready(port: int, log: Path) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        for _ in range(300):
            if (await client.get(f"http://127.0.0.1:{port}/submission/health/ready")).is_success:
                return
            await asyncio.sleep(0.1)
    raise ServerFailed(f"the service is not ready after 30 s; see {log}")


def _spawn(
    postgres: Postgres, broker: str, origin: str, module: list[str], port: int, log: Path
) -> "subprocess.Popen[bytes]":
    app, worker = databases.roles("submission")
    environment = os.environ | {
        "CPPCC_MODE": "development",
        "CPPCC_DATABASE_APP": postgres.url("submission", app),
        "CPPCC_DATABASE_WORKER": postgres.url("submission", worker),
        "CPPCC_KAFKA": broker,
        "CPPCC_ISSUER": f"{origin}/dev-issuer",
        "CPPCC_JWKS_URL": f"{origin}/dev-issuer/jwks",
        "CPPCC_AUDIENCE": AUDIENCE,
        "CPPCC_POOL_SIZE": "8",
    }
    command = [sys.executable, "-m", *module, "--port", str(port)]
    with open(log, "ab") as output:
        return subprocess.Popen(
            command, env=environment, stdout=output, stderr=output, stdin=subprocess.DEVNULL, start_new_session=True
        )


async def load(port: int, token: str, *, clients: int, requests: int) -> tuple[float, list[float]]:
    """Files ``requests`` proposals over ``clients`` connections; returns (seconds, latencies in ms)."""
    left = requests
    took: list[float] = []

    async def one() -> None:
        nonlocal left
        async with Wire(port) as wire:
            while left > 0:
                left -= 1
                request = encode("POST", "/submission/proposals", token, FILING, secrets.token_hex(8))
                begun = time.perf_counter()
                status, body = await wire.exchange(request)
                took.append((time.perf_counter() - begun) * 1000)
                if status != 201:
                    raise Refused(f"{status} {body.decode()}")

    begun = time.perf_counter()
    await together([one() for _ in range(clients)])
    return time.perf_counter() - begun, took


async def _profiled(
    postgres: Postgres, directory: Path, origin: str, token: str, clients: int, requests: int
) -> list[dict[str, Any]]:
    """The same load against a service under cProfile: the functions with most time of their own, by share."""
    written = directory / "service.prof"
    async with service(postgres, directory, origin, written) as served:
        await load(served.port, token, clients=clients, requests=clients * 10)
        served.process.send_signal(signal.SIGUSR1)
        await load(served.port, token, clients=clients, requests=max(requests // 3, clients))
    entries: Entries = vars(pstats.Stats(str(written)))["stats"]
    total = sum(own for _, _, own, _, _ in entries.values())
    found = sorted(((own, calls, at) for at, (calls, _, own, _, _) in entries.items()), reverse=True)
    return [{"share": round(own / total, 3), "where": _place(at), "calls": calls} for own, calls, at in found[:TOP]]


def _place(at: Place) -> str:
    file, line, name = at
    return name if file == "~" else f"{'/'.join(Path(file).parts[-2:])}:{line} {name}"


async def run(directory: Path, *, clients: int, requests: int, profile: bool) -> dict[str, Any]:
    """Everything is written below ``directory``; what was started is stopped, however this ends."""
    postgres = Postgres(directory / "postgres", free_port())
    try:
        await asyncio.to_thread(postgres.start)
        await databases.create(postgres.url("postgres"), "submission")
        await databases.migrate(postgres.url("submission"), "submission")
        about = describe(postgres)
        async with issuing(directory) as origin:
            clerk, token = await sign_in(origin, "clerk"), await sign_in(origin, "M001")
            async with service(postgres, directory, origin, None) as served:
                await prepare(served.port, clerk)
                await load(served.port, token, clients=clients, requests=max(requests // 10, clients))
                before = served.cpu_seconds()
                seconds, took = await load(served.port, token, clients=clients, requests=requests)
                cpu = served.cpu_seconds() - before
            limit = await pgbench.run(postgres, directory, issuer.COUNTY, clients=clients, transactions=requests)
            where = await _profiled(postgres, directory, origin, token, clients, requests) if profile else []
    finally:
        await asyncio.to_thread(postgres.stop)
    return {
        "bench": "filing",
        "clients": clients,
        "requests": len(took),
        "filings_per_second": round(len(took) / seconds, 1),
        "p50_ms": round(percentile(took, 0.5), 2),
        "p99_ms": round(percentile(took, 0.99), 2),
        "service_cpu_ms_per_filing": round(cpu * 1000 / len(took), 2),
        "pgbench_per_second": round(limit.per_second, 1),
        "pgbench_p50_ms": round(limit.p50_ms, 2),
        "pgbench_p99_ms": round(limit.p99_ms, 2),
        "ratio": round(len(took) / seconds / limit.per_second, 3),
        "profile": where,
        "machine": about,
    }

"""How many whole life cycles a second pass through the services, beside what their events alone would cost.

The limit: pgbench appends filings (row, log, outbox, unsealed, answer) on the same server in the same run; that many
events a second, divided by the events that one life cycle left in their logs, is what would be completed if
nothing cost anything but the writing.
"""

import asyncio
import contextlib
import secrets
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from chassis.clock import WALL
from ops import issuer, registry
from ops import platform as local
from ops.bench import pgbench
from ops.bench.filing import FILING, prepare, sign_in
from ops.bench.machine import describe
from ops.bench.wire import Wire, percentile, together
from ops.embedded import Postgres, free_port

PATIENCE = 120.0
MET = {
    "form": "face_to_face",
    "requested_by": "承办单位",
    "place": "示例会议室",
    "participants": ["示例委员一"],
    "minutes": "逐条交换意见。",
    "points_raised": 2,
    "points_agreed": 2,
}
CONTENT = {
    "answer_class": "solved",
    "answers": [{"suggestion": n, "adoption": "adopted", "why": "已列入实施方案。"} for n in (1, 2)],
    "signatory": "示例负责人",
    "contact": "示例科室",
    "text": "现答复如下。",
}
SAID = {"result": "satisfied", "process": "satisfied", "visited": True, "view": "agree"}
PEOPLE = ("clerk", "clerk2", "office", "M001", "U001", "U001-leader")


class Course:
    """One client that takes proposals the whole way, one after another."""

    def __init__(self, wire: Wire, tokens: dict[str, str]) -> None:
        self._wire = wire
        self._tokens = tokens

    async def post(self, who: str, path: str, body: Any = None) -> Any:
        return await self._wire.call("POST", path, self._tokens[who], body or {}, secrets.token_hex(8))

    async def until(self, who: str, path: str) -> Any:
        return await self._wire.until(path, self._tokens[who], PATIENCE)

    async def complete(self) -> None:
        """Filed, admitted, assigned, accepted, talked through, replied, signed on paper, closed, followed up."""
        id = (await self.post("M001", "/submission/proposals", FILING))["id"]
        await self.post("clerk", f"/submission/proposals/{id}/admit", {"topic_group": "民生"})
        await self.until("office", f"/consultation/matters/{id}")
        wanted = {"proposal_id": id, "unit_id": "U001", "role": "sole"}
        assignment = (await self.post("office", "/consultation/assignments", wanted))["id"]
        await self.post("U001", f"/consultation/assignments/{assignment}/accept")
        for phase in ("before", "during"):
            today = datetime.now(WALL).date().isoformat()
            met = MET | {"assignment_id": assignment, "phase": phase, "held_on": today}
            held = (await self.post("U001", "/consultation/consultations", met))["id"]
            await self.post("M001", f"/consultation/consultations/{held}/confirm")
            if phase == "before":
                await self.post("U001", f"/consultation/assignments/{assignment}/agree-plan", {"plan": "分三步办理。"})
        drafted = {"assignment_id": assignment, "content": CONTENT}
        reply = (await self.post("U001", "/consultation/replies", drafted))["id"]
        await self.post("U001-leader", f"/consultation/replies/{reply}/approve")
        await self.post("office", f"/consultation/replies/{reply}/vet")
        await self.post("office", f"/consultation/replies/{reply}/issue", {"number": f"示例函〔2026〕{reply[-12:]}号"})
        await self.until("M001", f"/supervision/sign-offs/{reply}")
        paper = SAID | {"member_id": "M001", "scan_sha256": "f" * 64}
        await self.post("clerk", f"/supervision/sign-offs/{reply}/paper", paper)
        await self.post("clerk2", f"/supervision/sign-offs/{reply}/paper/M001/confirm")
        end = time.monotonic() + PATIENCE
        while True:
            dossier = await self.until("clerk", f"/conversion/dossiers/{id}")
            if dossier["followup"] is not None:
                return
            if time.monotonic() > end:
                raise TimeoutError(f"no follow-up of {id} after {PATIENCE:.0f} s")
            await asyncio.sleep(0.05)


async def _measure(port: int, tokens: dict[str, str], clients: int, cycles: int) -> tuple[float, list[float]]:
    left = cycles
    took: list[float] = []

    async def one() -> None:
        nonlocal left
        async with Wire(port) as wire:
            course = Course(wire, tokens)
            while left > 0:
                left -= 1
                begun = time.perf_counter()
                await course.complete()
                took.append(time.perf_counter() - begun)

    begun = time.perf_counter()
    await together([one() for _ in range(clients)])
    return time.perf_counter() - begun, took


def _events(postgres: Postgres) -> int:
    return sum(int(postgres.psql("SELECT count(*) FROM event_log", name)) for name in registry.NAMES)


async def run(directory: Path, *, clients: int, cycles: int) -> dict[str, Any]:
    """The platform as ``up`` runs it, with its state below ``directory``; stopped however this ends."""
    options = local.Options(directory / "state", free_port(), "embedded", "embedded")
    try:
        # What is printed is the figures; how the platform starts goes beside them.
        with contextlib.redirect_stdout(sys.stderr):
            await asyncio.to_thread(local.detach, options)
        tokens = {person: await sign_in(options.origin, person) for person in PEOPLE}
        await prepare(options.port, tokens["clerk"])
        async with Wire(options.port) as wire:
            unit = {"unit_id": "U001", "name": "示例局", "system": "government", "linked_committee": "经济委员会"}
            await wire.call("POST", "/submission/units", tokens["clerk"], unit, "bench-unit")
        # The server runs already: start() takes it as it is.
        postgres = Postgres(options.state / "postgres", 0)
        await asyncio.to_thread(postgres.start)
        about = describe(postgres)
        await _measure(options.port, tokens, clients, clients)
        before = _events(postgres)
        seconds, took = await _measure(options.port, tokens, clients, cycles)
        each = (_events(postgres) - before) / len(took)
    finally:
        await asyncio.to_thread(local.down, options.state)
    limit = await _limit(directory, options.state, clients, int(cycles * each))
    return {
        "bench": "lifecycle",
        "clients": clients,
        "cycles": len(took),
        "cycles_per_second": round(len(took) / seconds, 2),
        "p50_s": round(percentile(took, 0.5), 2),
        "p99_s": round(percentile(took, 0.99), 2),
        "events_per_cycle": round(each, 1),
        "pgbench_events_per_second": round(limit.per_second, 1),
        "limit_cycles_per_second": round(limit.per_second / each, 1),
        "ratio": round(len(took) / seconds / (limit.per_second / each), 3),
        "machine": about,
    }


async def _limit(directory: Path, state: Path, clients: int, events: int) -> pgbench.Limit:
    """On the same data, with the platform stopped: it must not share the machine with its own limit."""
    postgres = Postgres(state / "postgres", free_port())
    try:
        await asyncio.to_thread(postgres.start)
        return await pgbench.run(postgres, directory, issuer.COUNTY, clients=clients, transactions=events)
    finally:
        await asyncio.to_thread(postgres.stop)

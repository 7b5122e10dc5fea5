"""The supervision system in tests: the reference client as a process of its own, and a sender that keeps no rule."""

import asyncio
import json
import secrets
import sqlite3
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from chassis.bus import Producer
from contracts import external
from contracts.base import Event
from contracts.external.base import CloudEvent
from ops import registry
from tests.support.harness import COUNTY, Harness

CLIENT = registry.ROOT / "docs" / "integration" / "client.py"
SOURCE = "/supervision-system/330100"


class OtherSide:
    """``docs/integration/client.py`` with a store of its own."""

    def __init__(self, servers: str, directory: Path, options: Sequence[str] = ()) -> None:
        self.store = directory / "side.db"
        self.servers = servers
        self._options = [f"--option={one}" for one in options]

    async def run(self, *command: str, fails: bool = False) -> str:
        process = await asyncio.create_subprocess_exec(
            sys.executable, str(CLIENT), "--servers", self.servers, "--store", str(self.store), "--source", SOURCE,
            *self._options, *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        out, error = await process.communicate()
        assert bool(process.returncode) == fails, error.decode()
        return out.decode().strip()

    async def say(self, type: str, data: dict[str, Any], subject: str | None = None, county: str = COUNTY) -> str:
        path = self.store.with_name(f"{secrets.token_hex(4)}.json")
        path.write_text(json.dumps(data), "utf-8")
        more = ["--subject", subject] if subject else []
        return await self.run("say", county, type, str(path), *more)

    async def receive(self) -> None:
        await self.run("receive", "--idle", "3")

    async def report(self, *days: str) -> None:
        for day in days:
            await self.run("report", COUNTY, day)

    async def status(self) -> dict[str, Any]:
        return json.loads(await self.run("status"))

    def forget(self, kind: str) -> int:
        """Loses what it had of a kind."""
        with sqlite3.connect(self.store) as db:
            return db.execute("DELETE FROM received WHERE kind = ?", (kind,)).rowcount


def directive(id: str, sequence: int | str, proposal: str = "p1", *, source: str = "/raw", **said: Any) -> CloudEvent:
    """One that is in order unless ``said`` says otherwise."""
    values: dict[str, Any] = {
        "id": id,
        "source": source,
        "type": external.DirectiveGiven.wire_name(),
        "time": datetime(2026, 3, 2, 3, tzinfo=UTC),
        "county": COUNTY,
        "sequence": str(sequence),
        "subject": proposal,
        "data": {
            "proposal_id": proposal,
            "given_by": "县委办公室",
            "given_on": "2026-03-02",
            "text": "请抓紧办理，务求实效。",
        },
    }
    return CloudEvent.model_validate(values | said)


async def put(servers: str, *values: bytes | CloudEvent, topic: str = external.INBOUND) -> None:
    """Whatever bytes, onto the topic."""
    producer = Producer(servers, idempotent=True)
    await producer.start()
    try:
        for value in values:
            body = value if isinstance(value, bytes) else value.encode()
            await (await producer.send(topic, secrets.token_bytes(4), body, []))
    finally:
        await producer.stop()


async def publish(h: Harness, servers: str, *events: tuple[str, Event]) -> None:
    """What other services say, onto their topics: (aggregate, event)."""
    producer = Producer(servers, idempotent=True)
    await producer.start()
    try:
        for aggregate, event in events:
            message = h.message(h.envelope(event, aggregate))
            headers = [(name, value.encode()) for name, value in message.headers.items()]
            assert message.value is not None
            await (await producer.send(message.topic, aggregate.encode(), message.value, headers))
    finally:
        await producer.stop()

"""The stores by plain SQL: logs, rows, marks, and what each service keeps of the others."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from tests.chaos.checker.knowledge import EFFECTS, ROW_COLUMNS, SERVICES

Row = Mapping[str, Any]
_INFRASTRUCTURE = (
    "inbox", "progress", "parked_events", "dropped_events", "outbox", "published", "replays", "idempotency",
    "recovered_events",
)  # fmt: skip


@dataclass(frozen=True)
class Event:
    """One row of a log."""

    service: str
    county: str
    seq: int
    event_id: str
    aggregate: str
    aggregate_id: str
    aggregate_version: int
    subject_proposal: str | None
    type: str
    data: str
    actor: str
    occurred_at: datetime
    correlation_id: str
    causation_id: str | None
    traceparent: str | None
    prev_hash: str
    hash: str

    @property
    def name(self) -> str:
        """``cppcc.ProposalFiled.v1`` → ``ProposalFiled``."""
        return self.type.split(".")[1]

    @property
    def of(self) -> tuple[str, str, str]:
        return self.service, self.county, self.aggregate_id

    @property
    def place(self) -> str:
        return f"{self.service}.event_log {self.aggregate} {self.aggregate_id} v{self.aggregate_version} {self.name}"

    @cached_property
    def said(self) -> dict[str, Any]:
        return json.loads(self.data)


@dataclass(frozen=True)
class Store:
    service: str
    log: list[Event]
    """By county, aggregate and version."""
    rows: dict[tuple[str, str, str], tuple[int, str]]
    """(county, table, id) → (version, hash), of every aggregate's table."""
    tables: dict[str, list[Row]]
    """The other tables, whole, by name."""
    reads: dict[str, set[str]]
    """Consumer → sources of which it has read anything."""


def database(server_url: str, name: str) -> str:
    parts = urlsplit(server_url)
    return urlunsplit((parts.scheme.split("+")[0], parts.netloc, f"/{name}", "", ""))


async def read(server_url: str) -> dict[str, Store]:
    """Each as of one moment; the role must see all counties."""
    return {name: await _store(database(server_url, name), name) for name in SERVICES}


async def _store(url: str, service: str) -> Store:
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            return await _read(connection, service)
    finally:
        await connection.close()


async def _read(connection: Any, service: str) -> Store:
    log = [
        Event(service=service, **dict(row))
        for row in await connection.fetch(
            "SELECT county, seq, event_id, aggregate, aggregate_id, aggregate_version, subject_proposal, type, data, "
            "actor, occurred_at, correlation_id, causation_id, traceparent, prev_hash, hash FROM event_log "
            "ORDER BY county, aggregate_id, aggregate_version"
        )
    ]
    columns: dict[str, set[str]] = {}
    for row in await connection.fetch(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
    ):
        columns.setdefault(row["table_name"], set()).add(row["column_name"])
    rows: dict[tuple[str, str, str], tuple[int, str]] = {}
    for table in sorted(name for name, has in columns.items() if has >= ROW_COLUMNS):
        for row in await connection.fetch(f'SELECT county, id, version, hash FROM "{table}"'):
            rows[row["county"], table, row["id"]] = (row["version"], row["hash"])
    tables = {
        table: [dict(row) for row in await connection.fetch(f'SELECT * FROM "{table}"')]
        for table in (*_INFRASTRUCTURE, *EFFECTS[service])
    }
    reads: dict[str, set[str]] = {}
    for row in await connection.fetch("SELECT DISTINCT consumer, topic FROM positions WHERE topic LIKE '%.events'"):
        # A service's own topic has a position as well: of what it compared with its log, not of a consumer.
        if not row["consumer"].endswith(":own"):
            reads.setdefault(row["consumer"], set()).add(row["topic"].removesuffix(".events"))
    return Store(service, log, rows, tables, reads)

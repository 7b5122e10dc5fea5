"""The statements that find and append: row, log, outbox and unsealed in one, none of them without the others.

Their text depends on names only, so that a connection prepares each once.
"""

import itertools
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Column, text
from sqlalchemy.dialects.postgresql import asyncpg

from chassis.claims import TOKEN

SHARED = {
    "aggregate": "text", "actor": "text", "occurred_at": "timestamptz", "correlation_id": "text",
    "causation_id": "text", "traceparent": "text",
}  # fmt: skip
"""The log's columns that all events of one append have in common, and their types."""
EACH = {
    "event_id": "text", "aggregate_version": "int", "subject_proposal": "text", "type": "text", "data": "text",
    "prev_hash": "text", "hash": "text",
}  # fmt: skip
"""The log's columns that each event has of its own."""
LOG_COLUMNS = (
    "county", "event_id", "aggregate", "aggregate_id", "aggregate_version", "subject_proposal", "type", "data",
    "actor", "occurred_at", "correlation_id", "causation_id", "traceparent", "prev_hash", "hash",
)  # fmt: skip
_LOG = f"INSERT INTO event_log ({', '.join(LOG_COLUMNS)})"
_PENDING = (
    "sealing AS (INSERT INTO unsealed (seq, county) SELECT seq, county FROM logged) "
    "INSERT INTO outbox (seq, county) SELECT seq, county FROM logged"
)
_DIALECT = asyncpg.dialect()

APPEND_ALL = text(
    f"WITH logged AS ({_LOG} VALUES ({', '.join(':' + column for column in LOG_COLUMNS)}) RETURNING county, seq), "
    + _PENDING
)
"""Log, outbox and unsealed of rows whose aggregates are stored already; run with many rows at once."""

PUT_BACK = text(
    f"WITH logged AS ({_LOG} VALUES ({', '.join(':' + column for column in LOG_COLUMNS)}) "
    "RETURNING county, seq, event_id, aggregate, aggregate_id, causation_id), "
    "sealing AS (INSERT INTO unsealed (seq, county) SELECT seq, county FROM logged), "
    "counted AS (INSERT INTO published AS p (county, events) SELECT county, 1 FROM logged "
    "ON CONFLICT (county) DO UPDATE SET events = p.events + 1), "
    "rebuilding AS (INSERT INTO rebuilding (county, aggregate, aggregate_id) "
    "SELECT county, aggregate, aggregate_id FROM logged ON CONFLICT DO NOTHING) "
    "INSERT INTO recovered_events (county, event_id, aggregate_id, causation_id, recovered_at, claim) "
    f"SELECT county, event_id, aggregate_id, causation_id, CAST(:now AS timestamptz), {TOKEN} FROM logged"
)
"""What was published before, and lost here: logged and counted, and not sent again; its aggregate is to be rebuilt."""


def find_one(table: str) -> str:
    """One aggregate by county and id."""
    quote = _DIALECT.identifier_preparer.quote
    return f"SELECT id, version, hash, state FROM {quote(table)} WHERE county = $1 AND id = $2"


def append_one(table: str, projected: Sequence[str], *, new: bool) -> str:
    """For one aggregate: the row's values, then SHARED, then EACH as arrays, then the expected version of an old one.

    The log selects from the stored row: where somebody else stored first, nothing at all is written.
    """
    quote = _DIALECT.identifier_preparer.quote
    columns = ["county", "id", "version", "hash", "state", *(quote(name) for name in projected)]
    numbers = itertools.count(1)
    stored = [f"${next(numbers)}" for _ in columns]
    shared = {name: f"CAST(${next(numbers)} AS {kind})" for name, kind in SHARED.items()}
    arrays = [f"CAST(${next(numbers)} AS {kind}[])" for kind in EACH.values()]
    if new:
        store = (
            f"INSERT INTO {quote(table)} ({', '.join(columns)}) VALUES ({', '.join(stored)}) "
            "ON CONFLICT (county, id) DO NOTHING"
        )
    else:
        changes = [f"{name} = {value}" for name, value in zip(columns[2:], stored[2:], strict=True)]
        store = (
            f"UPDATE {quote(table)} SET {', '.join(changes)} "
            f"WHERE county = $1 AND id = $2 AND version = ${next(numbers)}"
        )
    sources = {"county": "stored.county", "aggregate_id": "stored.id"} | shared
    values = [sources.get(column, f"e.{column}") for column in LOG_COLUMNS]
    return (
        f"WITH stored AS ({store} RETURNING county, id), logged AS ({_LOG} SELECT {', '.join(values)} "
        f"FROM stored, unnest({', '.join(arrays)}) AS e ({', '.join(EACH)}) "
        # Without the order a later version could get the lower seq, and the relay sends by seq.
        f"ORDER BY e.aggregate_version RETURNING county, seq), {_PENDING}"
    )


def processors(columns: Sequence[Column[Any]]) -> dict[str, Callable[[Any], Any] | None]:
    """What turns a value of each column into what the driver takes (JSON into text); None where nothing need turn."""
    return {c.name: c.type.dialect_impl(_DIALECT).bind_processor(_DIALECT) for c in columns}

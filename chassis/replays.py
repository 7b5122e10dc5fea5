"""Sending history once more: filtered, resumable, and asked for by people, by consumers or by a broker's loss."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

LOG_COLUMNS = (
    "l.county, l.seq, l.event_id, l.aggregate, l.aggregate_id, l.aggregate_version, l.subject_proposal, l.type, "
    "l.data, l.actor, l.occurred_at, l.correlation_id, l.causation_id, l.traceparent, l.prev_hash, l.hash"
)


@dataclass(frozen=True)
class Filter:
    """What of the history is sent; the default is all of it. The times bound ``occurred_at``, ``until`` exclusive."""

    county: str | None = None
    aggregate_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def parameters(self) -> dict[str, Any]:
        return {
            "county": self.county,
            "aggregate_id": self.aggregate_id,
            "since": self.since,
            "until": self.until,
        }


EVERYTHING = Filter()

_SAME = (
    "finished_at IS NULL AND county IS NOT DISTINCT FROM CAST(:county AS text) "
    "AND aggregate_id IS NOT DISTINCT FROM CAST(:aggregate_id AS text) "
    "AND since IS NOT DISTINCT FROM CAST(:since AS timestamptz) "
    "AND until IS NOT DISTINCT FROM CAST(:until AS timestamptz)"
)
_LOCK = text("SELECT pg_advisory_xact_lock(hashtext('replays'))")
_REQUEST = text(
    "INSERT INTO replays (county, aggregate_id, since, until, cursor, bound, sent, requested_at) "
    "SELECT CAST(:county AS text), CAST(:aggregate_id AS text), CAST(:since AS timestamptz), "
    "CAST(:until AS timestamptz), 0, (SELECT coalesce(max(seq), 0) FROM event_log), 0, CAST(:now AS timestamptz) "
    f"WHERE NOT EXISTS (SELECT 1 FROM replays WHERE {_SAME})"
)
_ANEW = text(
    "UPDATE replays SET cursor = 0, sent = 0, bound = (SELECT coalesce(max(seq), 0) FROM event_log) "
    "WHERE finished_at IS NULL"
)
_NEXT = text(
    "SELECT id, county, aggregate_id, since, until, cursor, bound FROM replays WHERE finished_at IS NULL "
    # The small ones first: an aggregate that somebody waits for must not wait for the whole history.
    "ORDER BY aggregate_id IS NULL, id LIMIT 1"
)
_CHUNK = (
    f"SELECT {LOG_COLUMNS} FROM event_log l WHERE l.seq > :cursor AND l.seq <= :upto "
    "AND (CAST(:since AS timestamptz) IS NULL OR l.occurred_at >= :since) "
    "AND (CAST(:until AS timestamptz) IS NULL OR l.occurred_at < :until) {where} ORDER BY l.seq LIMIT :limit"
)
_STATEMENTS = {
    (False, False): text(_CHUNK.format(where="")),
    (True, False): text(_CHUNK.format(where="AND l.county = :county")),
    (False, True): text(_CHUNK.format(where="AND l.aggregate_id = :aggregate_id")),
    (True, True): text(_CHUNK.format(where="AND l.county = :county AND l.aggregate_id = :aggregate_id")),
}
"""By (county given, aggregate given); a filter that is not there must not cost the others their index."""
_ADVANCE = text("UPDATE replays SET cursor = :cursor, sent = sent + :sent WHERE id = :id")
_FINISH = text("UPDATE replays SET finished_at = :now WHERE id = :id")
_OPEN = text(
    "SELECT id, county, aggregate_id, since, until, sent, cursor, bound, requested_at FROM replays "
    "WHERE finished_at IS NULL ORDER BY id"
)


async def request_replay(connection: AsyncConnection, now: datetime, wanted: Filter = EVERYTHING) -> bool:
    """Asks the active relay; False when the same is under way already. Consumers skip what they know."""
    await connection.execute(_LOCK)
    done = await connection.execute(_REQUEST, {**wanted.parameters, "now": now})
    return done.rowcount == 1


async def restart_replays(connection: AsyncConnection, now: datetime) -> None:
    """For a broker that lost everything: the whole history, and what had been sent of an open replay is sent again."""
    await request_replay(connection, now)
    await connection.execute(_ANEW)


async def open_replays(connection: AsyncConnection) -> list[dict[str, Any]]:
    """With their progress: ``cursor`` goes towards ``bound``, ``sent`` counts what fitted the filter."""
    return [dict(row) for row in (await connection.execute(_OPEN)).mappings()]


@dataclass(frozen=True)
class Chunk:
    """The next events of a replay; when they are acknowledged its cursor moves to ``upto``."""

    replay: int
    rows: Sequence[Mapping[Any, Any]]
    upto: int
    last: bool


async def next_chunk(connection: AsyncConnection, limit: int) -> Chunk | None:
    """None when no replay is open."""
    replay = (await connection.execute(_NEXT)).mappings().first()
    if replay is None:
        return None
    cursor, bound, county, aggregate_id = (replay[name] for name in ("cursor", "bound", "county", "aggregate_id"))
    # Without a filter a chunk is a range of seq, which the log's BRIN index finds; with one, other indexes do.
    upto = bound if county or aggregate_id else min(cursor + limit, bound)
    statement = _STATEMENTS[county is not None, aggregate_id is not None]
    values = {"cursor": cursor, "upto": upto, "limit": limit, "since": replay["since"], "until": replay["until"]}
    values |= {"county": county} if county else {}
    values |= {"aggregate_id": aggregate_id} if aggregate_id else {}
    rows = (await connection.execute(statement, values)).mappings().all()
    if len(rows) == limit:
        upto = rows[-1]["seq"]
    return Chunk(replay["id"], rows, upto, last=upto >= bound)


async def advance(connection: AsyncConnection, chunk: Chunk, now: datetime) -> None:
    await connection.execute(_ADVANCE, {"id": chunk.replay, "cursor": chunk.upto, "sent": len(chunk.rows)})
    if chunk.last:
        await connection.execute(_FINISH, {"id": chunk.replay, "now": now})

"""How rows of the index are found.

``@>`` and ``strpos`` are not leakproof, so that row-level security would have every row of the county read before any
index on them is used. Searches therefore read :data:`VIEW`, which has the wall's condition in it and is the owner's:
the planner may use the index, and no row of another county comes out (docs/adr/0012).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from chassis.eventlog import Tx
from services.submission.search.store import VIEW


@dataclass(frozen=True)
class Reader:
    """One way to be allowed a row: the number that such rows have, and the same said of its columns."""

    token: int
    condition: str
    """With a place for each of ``values``: {0}, {1}."""
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """What is looked for, as numbers and as what the columns must then say: two numbers may be one by chance."""

    readers: tuple[Reader, ...]
    tokens: tuple[int, ...]
    columns: Mapping[str, str]
    phrases: tuple[str, ...]
    """To be compared with the text, since the numbers alone do not tell."""
    refused: tuple[str, ...]
    before: tuple[datetime, str] | None
    """Only what is older than this; ``inclusive`` with it."""
    inclusive: bool
    limit: int
    counted: int
    facets: bool


class Hit(NamedTuple):
    """Ordered as the pages are, from old to new."""

    at: datetime
    id: str
    archived: bool


@dataclass(frozen=True)
class Found:
    """The newest of what was found, one more than was asked for where there is more."""

    hits: list[Hit]
    count: int
    complete: bool
    """Whether ``count`` and ``facets`` are of all that was found; else of the newest."""
    facets: dict[str, dict[str, int]]


PLANNED = "SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)"
"""For the transaction: a scan of the table would unpack every row's numbers, which the planner takes for free."""


async def find(tx: Tx, wanted: Wanted) -> Found:
    """By the index, while that gives few; else among the newest rows; else all that the index gives, sorted."""
    await tx.connection.exec_driver_sql(PLANNED)
    few = await _run(tx, wanted, by_index)
    if few.looked_at <= wanted.counted:
        return Found(few.hits, few.count, True, few.facets)
    many = await _run(tx, wanted, newest)
    if many.count > wanted.limit:
        return Found(many.hits, many.count, False, many.facets)
    every = await _run(tx, wanted, all_of_them)
    return Found(every.hits, every.count, every.count < _most(wanted), every.facets)


@dataclass(frozen=True)
class _Looked:
    looked_at: int
    count: int
    hits: list[Hit]
    facets: dict[str, dict[str, int]]


_SHOWN = "d.id, d.part, d.at, d.session, d.channel, d.kind, d.sector, d.units, d.topic, d.state, d.due, d.assisted"
_WALKED = 1500
"""So many of the newest rows are looked through for what is frequent: it costs less than sorting what is not."""
_COUNTED_COMPARED = 200
"""Of what has to be compared with its text, so many are counted where there is more than is counted exactly."""


class Statement:
    """SQL text whose parameters are numbered as they are named."""

    def __init__(self, county: str) -> None:
        self.values: list[Any] = []
        self.county = self.put(county)

    def put(self, value: Any, kind: str = "text") -> str:
        self.values.append(value)
        return f"CAST(${len(self.values)} AS {kind})"


Way = Callable[[Statement, Wanted], str]
"""Writes the parts of a statement that ``hits`` is the last of."""


def by_index(s: Statement, wanted: Wanted) -> str:
    # Materialised apart from its limit: planned to be read whole, and so by the index, but read no further than needed.
    return (
        f"given AS MATERIALIZED (SELECT {_SHOWN}, d.body FROM {VIEW} d WHERE {_scope(s, wanted)} AND "
        f"{_columns(s, wanted)} AND {_readers(s, wanted)}), "
        f"looked AS MATERIALIZED (SELECT * FROM given LIMIT {wanted.counted + 1}), "
        f"hits AS MATERIALIZED (SELECT * FROM looked d WHERE {_text(s, wanted)})"
    )


def newest(s: Statement, wanted: Wanted) -> str:
    return (
        f"looked AS MATERIALIZED (SELECT d.* FROM {VIEW} d WHERE {_scope(s, wanted)} "
        f"ORDER BY d.at DESC, d.id DESC LIMIT {_WALKED}), "
        f"hits AS MATERIALIZED (SELECT {_SHOWN} FROM looked d WHERE {_columns(s, wanted)} AND {_readers(s, wanted)} "
        f"AND {_text(s, wanted)})"
    )


def all_of_them(s: Statement, wanted: Wanted) -> str:
    return (
        f"looked AS MATERIALIZED (SELECT d.id, d.part, d.at FROM {VIEW} d WHERE {_scope(s, wanted)} AND "
        f"{_columns(s, wanted)} AND {_readers(s, wanted)} ORDER BY d.at DESC, d.id DESC), "
        # One by one, the newest first, and no further than needed: each has its text unpacked.
        f"hits AS MATERIALIZED (SELECT {_SHOWN} FROM looked l CROSS JOIN LATERAL (SELECT * FROM {VIEW} d WHERE "
        f"d.county = {s.county} AND d.id = l.id AND d.part = l.part OFFSET 0) d WHERE {_text(s, wanted)} "
        f"LIMIT {_most(wanted)})"
    )


def _most(wanted: Wanted) -> int:
    """So many of the newest are counted."""
    compared = bool(wanted.phrases or wanted.refused)
    return max(wanted.limit + 1, _COUNTED_COMPARED) if compared else wanted.counted


def _scope(s: Statement, wanted: Wanted) -> str:
    scope = f"d.county = {s.county}"
    if wanted.before is not None:
        at, id = wanted.before
        scope += f" AND (d.at, d.id) {'<=' if wanted.inclusive else '<'} ({s.put(at, 'timestamptz')}, {s.put(id)})"
    return scope


def _columns(s: Statement, wanted: Wanted) -> str:
    said = [
        f"{s.put(value)} = ANY (d.units)" if name == "unit" else f"d.{name} = {s.put(value)}"
        for name, value in wanted.columns.items()
    ]
    return " AND ".join(said) or "true"


def _readers(s: Statement, wanted: Wanted) -> str:
    ways: list[str] = []
    for reader in wanted.readers:
        condition = reader.condition.format(*map(s.put, reader.values))
        numbers = s.put([reader.token, *wanted.tokens], "int[]")
        ways.append(f"({condition} AND d.tokens @> {numbers})")
    return f"({' OR '.join(ways)})"


def _text(s: Statement, wanted: Wanted) -> str:
    said = [f"strpos(d.body, {s.put(phrase)}) > 0" for phrase in wanted.phrases]
    said += [f"strpos(d.body, {s.put(phrase)}) = 0" for phrase in wanted.refused]
    return " AND ".join(said) or "true"


_COUNTS = (
    " UNION ALL SELECT v.facet, v.value, NULL, count(*) FROM hits h CROSS JOIN LATERAL (VALUES "
    "('session', h.session), ('channel', h.channel), ('kind', h.kind), ('sector', h.sector), ('topic', h.topic), "
    "('state', h.state), ('due', h.due), ('assisted', h.assisted)) v (facet, value) "
    "WHERE v.value IS NOT NULL GROUP BY 1, 2 "
    "UNION ALL SELECT 'unit', u.unit, NULL, count(*) FROM hits h CROSS JOIN LATERAL unnest(h.units) u (unit) GROUP BY 2"
)


async def _run(tx: Tx, wanted: Wanted, way: Way) -> _Looked:
    statement, values = rendered(tx.county, wanted, way)
    rows = (await tx.connection.exec_driver_sql(statement, values)).all()
    looked = _Looked(0, 0, [], {})
    for row in rows:
        what, value, at, number = row.what, row.value, row.at, row.number
        if what == "hit":
            looked.hits.append(Hit(at, value, bool(number)))
        elif what == "looked":
            looked = replace(looked, looked_at=number)
        elif what == "count":
            looked = replace(looked, count=number)
        else:
            looked.facets.setdefault(what, {})[value] = number
    looked.hits.sort(reverse=True)
    return looked


def rendered(county: str, wanted: Wanted, way: Way = by_index) -> tuple[str, tuple[Any, ...]]:
    """The statement of one way to look, and its parameters."""
    s = Statement(county)
    parts = way(s, wanted)
    looked_at = "SELECT count(*) FROM looked" if way is by_index else "SELECT 0"
    statement = (
        f"WITH {parts}, page AS (SELECT id, at, state FROM hits ORDER BY at DESC, id DESC LIMIT {wanted.limit + 1}) "
        "SELECT 'hit' AS what, id AS value, at, (state = 'archived')::int::bigint AS number FROM page "
        f"UNION ALL SELECT 'looked', NULL, NULL, ({looked_at}) "
        "UNION ALL SELECT 'count', NULL, NULL, count(*) FROM hits"
    )
    return statement + (_COUNTS if wanted.facets else ""), tuple(s.values)

"""The search index: what it is made from beside the records themselves, its rows, and how they are found.

``@@``, ``@>`` and ``strpos`` are not leakproof, so that row-level security would have every row of the county read
before any index on them is used. Searches therefore read :data:`VIEW`, which has the wall's condition in it and is the
owner's: the planner may use the index, and no row of another county comes out (docs/adr/0011).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    DDL,
    Boolean,
    Column,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    any_,
    cast,
    delete,
    event,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB, insert

from chassis.eventlog import Tx
from chassis.tables import TIME
from services.submission.metadata import METADATA
from services.submission.proposal.store import PROPOSALS
from services.submission.search.domain import Document, Facts, Handling

VIEW = "search_scoped"

DOCUMENTS = Table(
    "search_documents",
    METADATA,
    Column("county", String(6), nullable=False),
    # Compared as Python compares it: pages of several counties are put together there.
    Column("id", Text(collation="C"), nullable=False),
    Column("part", Text, nullable=False),
    Column("at", TIME, nullable=False),
    Column("full", Boolean, nullable=False),
    Column("shown", Boolean, nullable=False),
    Column("involved", ARRAY(Text), nullable=False),
    Column("body_id", Text),
    Column("session", Text),
    Column("channel", Text),
    Column("kind", Text),
    Column("sector", Text),
    Column("units", ARRAY(Text), nullable=False),
    Column("topic", Text),
    Column("state", Text, nullable=False),
    Column("due", Text, nullable=False),
    Column("tokens", ARRAY(Integer), nullable=False),
    Column("body", Text, nullable=False),
    PrimaryKeyConstraint("county", "id", "part"),
    Index("search_documents_newest_idx", "county", "at", "id"),
    # A list of what is not yet in the index would be read whole by every search.
    Index("search_documents_tokens_idx", "tokens", postgresql_using="gin", postgresql_with={"fastupdate": "off"}),
    info={"scoped_view": VIEW},
)
"""``full`` and ``shown`` say for whose eyes a row is; ``tokens`` are its words, facets and readers as numbers."""

# Rows stay narrow, so that those found are read fast: words and text are kept beside, the numbers uncompressed, and
# nothing is counted of them, since no plan depends on it.
NARROW = (
    "ALTER TABLE search_documents SET (toast_tuple_target = 256)",
    "ALTER TABLE search_documents ALTER COLUMN tokens SET STORAGE EXTERNAL",
    "ALTER TABLE search_documents ALTER COLUMN tokens SET STATISTICS 0",
    "ALTER TABLE search_documents ALTER COLUMN body SET STATISTICS 0",
)
for statement in NARROW:
    event.listen(DOCUMENTS, "after_create", DDL(statement))

FACTS = Table(
    "search_facts",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("proposal_id", Text, nullable=False),
    Column("topic", Text),
    Column("closed", Boolean, nullable=False),
    PrimaryKeyConstraint("county", "proposal_id"),
)
"""One row for each proposal that any event named; it is locked while the proposal's rows are made."""

ASSIGNMENTS = Table(
    "search_assignments",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("assignment_id", Text, nullable=False),
    Column("proposal_id", Text, nullable=False),
    Column("unit_id", Text),
    Column("ended", Boolean, nullable=False),
    Column("due_version", Integer, nullable=False),
    Column("missed_version", Integer, nullable=False),
    Column("due_cycle", Integer, nullable=False),
    Column("replied_cycle", Integer, nullable=False),
    PrimaryKeyConstraint("county", "assignment_id"),
    Index(None, "county", "proposal_id"),
)

REPLIES = Table(
    "search_replies",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("id", Text, nullable=False),
    Column("proposal_id", Text, nullable=False),
    Column("body", Text, nullable=False),
    PrimaryKeyConstraint("county", "id"),
    Index(None, "county", "proposal_id"),
)

SEARCH_TABLES = [table.name for table in (DOCUMENTS, FACTS, ASSIGNMENTS, REPLIES)]


async def lock(tx: Tx, proposal_id: str) -> None:
    """Two events of one proposal, of two topics, are applied one after the other, whichever workers read them."""
    statement = insert(FACTS).values(county=tx.county, proposal_id=proposal_id, closed=False)
    again = {"closed": FACTS.c.closed}
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=["county", "proposal_id"], set_=again))


async def put_fact(tx: Tx, proposal_id: str, **values: str | bool) -> None:
    t = FACTS
    await tx.connection.execute(
        t.update().where(t.c.county == tx.county, t.c.proposal_id == proposal_id).values(**values)
    )


async def put_handling(tx: Tx, proposal_id: str, assignment_id: str, known: Handling) -> None:
    """Adds what one event tells: what is further on stays, so that late and repeated events change nothing."""
    t = ASSIGNMENTS
    statement = insert(t).values(
        county=tx.county, assignment_id=assignment_id, proposal_id=proposal_id, unit_id=known.unit_id,
        ended=known.ended, due_version=known.due_version, missed_version=known.missed_version,
        due_cycle=known.due_cycle, replied_cycle=known.replied_cycle,
    )  # fmt: skip
    told = statement.excluded
    numbers = ("due_version", "missed_version", "due_cycle", "replied_cycle")
    await tx.connection.execute(
        statement.on_conflict_do_update(
            index_elements=["county", "assignment_id"],
            set_={
                "unit_id": func.coalesce(t.c.unit_id, told.unit_id),
                "ended": or_(t.c.ended, told.ended),
                **{name: func.greatest(t.c[name], told[name]) for name in numbers},
            },
        )
    )


async def put_reply(tx: Tx, id: str, proposal_id: str, body: str) -> None:
    statement = insert(REPLIES).values(county=tx.county, id=id, proposal_id=proposal_id, body=body)
    await tx.connection.execute(statement.on_conflict_do_nothing())


async def facts(tx: Tx, proposal_id: str, sector: str | None) -> Facts:
    f, a = FACTS, ASSIGNMENTS
    query = select(f.c.topic, f.c.closed).where(f.c.county == tx.county, f.c.proposal_id == proposal_id)
    one = (await tx.connection.execute(query)).one()
    query = select(a).where(a.c.county == tx.county, a.c.proposal_id == proposal_id)
    handlings = tuple(
        Handling(
            row.unit_id, row.ended, row.due_version, row.missed_version, row.due_cycle, row.replied_cycle
        )
        for row in await tx.connection.execute(query)
    )  # fmt: skip
    bodies = (await replies(tx, [proposal_id])).get(proposal_id, ())
    return Facts(one.topic, one.closed, handlings, tuple(bodies), sector)


async def replies(tx: Tx, proposal_ids: Sequence[str]) -> dict[str, list[str]]:
    """Proposal → its replies' texts."""
    t = REPLIES
    found: dict[str, list[str]] = {}
    query = select(t.c.proposal_id, t.c.body).where(
        t.c.county == tx.county, t.c.proposal_id == any_(literal(list(proposal_ids), ARRAY(Text)))
    )
    for row in await tx.connection.execute(query.order_by(t.c.id)):
        found.setdefault(row.proposal_id, []).append(row.body)
    return found


async def put_documents(tx: Tx, id: str, documents: Sequence[Document]) -> None:
    """Exactly these rows."""
    t = DOCUMENTS
    parts = [document.part for document in documents]
    await tx.connection.execute(delete(t).where(t.c.county == tx.county, t.c.id == id, t.c.part.not_in(parts)))
    for document in documents:
        values = values_of(tx.county, document)
        statement = insert(t).values(**values)
        await tx.connection.execute(
            statement.on_conflict_do_update(index_elements=["county", "id", "part"], set_=values)
        )


def values_of(county: str, document: Document) -> dict[str, Any]:
    """The row, by column."""
    values = {name: getattr(document, name) for name in (c.name for c in DOCUMENTS.c) if name != "county"}
    lists = {name: sorted(values[name]) for name in ("involved", "units", "tokens")}
    return {"county": county, **values, **lists}


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
    if many.count <= wanted.limit:
        many = await _run(tx, wanted, all_of_them)
    return Found(many.hits, many.count, False, many.facets)


@dataclass(frozen=True)
class _Looked:
    looked_at: int
    count: int
    hits: list[Hit]
    facets: dict[str, dict[str, int]]


_NARROW = "d.id, d.part, d.at, d.session, d.channel, d.kind, d.sector, d.units, d.topic, d.state, d.due"
_WALKED = 1500
"""So many of the newest rows are looked through for what is frequent: it costs less than sorting what is not."""
_COUNTED_COMPARED = 200
"""Of what has to be compared with its text, so many are counted where there is more than is counted exactly."""


class _Statement:
    """SQL text whose parameters are numbered as they are named."""

    def __init__(self, county: str) -> None:
        self.values: list[Any] = []
        self.county = self.put(county)

    def put(self, value: Any, kind: str = "text") -> str:
        self.values.append(value)
        return f"CAST(${len(self.values)} AS {kind})"


def by_index(s: _Statement, wanted: Wanted) -> str:
    # Materialised apart from its limit: planned to be read whole, and so by the index, but read no further than needed.
    return (
        f"given AS MATERIALIZED (SELECT {_NARROW}, d.body FROM {VIEW} d WHERE {_scope(s, wanted)} AND "
        f"{_columns(s, wanted)} AND {_readers(s, wanted)}), "
        f"looked AS MATERIALIZED (SELECT * FROM given LIMIT {wanted.counted + 1}), "
        f"hits AS MATERIALIZED (SELECT * FROM looked d WHERE {_text(s, wanted)})"
    )


def newest(s: _Statement, wanted: Wanted) -> str:
    return (
        f"looked AS MATERIALIZED (SELECT d.* FROM {VIEW} d WHERE {_scope(s, wanted)} "
        f"ORDER BY d.at DESC, d.id DESC LIMIT {_WALKED}), "
        f"hits AS MATERIALIZED (SELECT {_NARROW} FROM looked d WHERE {_columns(s, wanted)} AND {_readers(s, wanted)} "
        f"AND {_text(s, wanted)})"
    )


def all_of_them(s: _Statement, wanted: Wanted) -> str:
    compared = bool(wanted.phrases or wanted.refused)
    most = max(wanted.limit + 1, _COUNTED_COMPARED) if compared else wanted.counted
    return (
        f"looked AS MATERIALIZED (SELECT d.id, d.part, d.at FROM {VIEW} d WHERE {_scope(s, wanted)} AND "
        f"{_columns(s, wanted)} AND {_readers(s, wanted)} ORDER BY d.at DESC, d.id DESC), "
        # One by one, the newest first, and no further than needed: each has its text unpacked.
        f"hits AS MATERIALIZED (SELECT {_NARROW} FROM looked l CROSS JOIN LATERAL (SELECT * FROM {VIEW} d WHERE "
        f"d.county = {s.county} AND d.id = l.id AND d.part = l.part OFFSET 0) d WHERE {_text(s, wanted)} LIMIT {most})"
    )


def _scope(s: _Statement, wanted: Wanted) -> str:
    scope = f"d.county = {s.county}"
    if wanted.before is not None:
        at, id = wanted.before
        scope += f" AND (d.at, d.id) {'<=' if wanted.inclusive else '<'} ({s.put(at, 'timestamptz')}, {s.put(id)})"
    return scope


def _columns(s: _Statement, wanted: Wanted) -> str:
    said = [
        f"{s.put(value)} = ANY (d.units)" if name == "unit" else f"d.{name} = {s.put(value)}"
        for name, value in wanted.columns.items()
    ]
    return " AND ".join(said) or "true"


def _readers(s: _Statement, wanted: Wanted) -> str:
    ways: list[str] = []
    for reader in wanted.readers:
        condition = reader.condition.format(*map(s.put, reader.values))
        numbers = s.put([reader.token, *wanted.tokens], "int[]")
        ways.append(f"({condition} AND d.tokens @> {numbers})")
    return f"({' OR '.join(ways)})"


def _text(s: _Statement, wanted: Wanted) -> str:
    said = [f"strpos(d.body, {s.put(phrase)}) > 0" for phrase in wanted.phrases]
    said += [f"strpos(d.body, {s.put(phrase)}) = 0" for phrase in wanted.refused]
    return " AND ".join(said) or "true"


_COUNTS = (
    " UNION ALL SELECT v.facet, v.value, NULL, count(*) FROM hits h CROSS JOIN LATERAL (VALUES "
    "('session', h.session), ('channel', h.channel), ('kind', h.kind), ('sector', h.sector), ('topic', h.topic), "
    "('state', h.state), ('due', h.due)) v (facet, value) WHERE v.value IS NOT NULL GROUP BY 1, 2 "
    "UNION ALL SELECT 'unit', u.unit, NULL, count(*) FROM hits h CROSS JOIN LATERAL unnest(h.units) u (unit) GROUP BY 2"
)


async def _run(tx: Tx, wanted: Wanted, way: Any) -> _Looked:
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


def rendered(county: str, wanted: Wanted, way: Any = by_index) -> tuple[str, tuple[Any, ...]]:
    """The statement of one way to look, and its parameters."""
    s = _Statement(county)
    parts = way(s, wanted)
    looked_at = "SELECT count(*) FROM looked" if way is by_index else "SELECT 0"
    statement = (
        f"WITH {parts}, page AS (SELECT id, at, state FROM hits ORDER BY at DESC, id DESC LIMIT {wanted.limit + 1}) "
        "SELECT 'hit' AS what, id AS value, at, (state = 'archived')::int::bigint AS number FROM page "
        f"UNION ALL SELECT 'looked', NULL, NULL, ({looked_at}) "
        "UNION ALL SELECT 'count', NULL, NULL, count(*) FROM hits"
    )
    return statement + (_COUNTS if wanted.facets else ""), tuple(s.values)


async def of_member(tx: Tx, member_id: str) -> list[str]:
    """The proposals that a member is the first proposer of."""
    t = PROPOSALS.table
    query = select(t.c.id).where(t.c.county == tx.county, t.c.first_proposer == member_id).order_by(t.c.id)
    return list((await tx.connection.execute(query)).scalars())


async def of_body(tx: Tx, body_id: str) -> list[str]:
    t = PROPOSALS.table
    of_it = (t.c.kind == "collective") & (cast(t.c.state, JSONB)["body_id"].astext == body_id)
    query = select(t.c.id).where(t.c.county == tx.county, of_it).order_by(t.c.id)
    return list((await tx.connection.execute(query)).scalars())

"""The search index: its rows, and what they are made from beside the records themselves."""

from collections.abc import Sequence
from typing import Any

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
    Column("assisted", Text),
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

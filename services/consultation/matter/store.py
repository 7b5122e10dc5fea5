"""The read model ``matters``: one row for each admitted proposal."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import (
    CTE,
    Boolean,
    Column,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Select,
    String,
    Table,
    Text,
    case,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB, insert

from chassis.eventlog import Tx
from contracts.base import Channel, SupervisionClass
from services.consultation.metadata import METADATA

MATTERS = Table(
    "matters",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("id", Text, nullable=False),
    Column("case_number", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("proposers", JSONB, nullable=False),
    Column("suggestions", JSONB, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Column("session_id", Text),
    Column("channel", Text),
    Column("texts", JSONB),
    Column("merge_undone", Boolean, nullable=False, server_default="false"),
    Column("topic_group", Text),
    PrimaryKeyConstraint("county", "id"),
    Index(None, "county", "session_id"),
    Index(None, "county", "topic_group"),
)


ORIGINALS = Table(
    "originals",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("id", Text, nullable=False),
    Column("first_proposer", Text),
    Column("body_id", Text),
    Column("master_id", Text),
    Column("suggested_units", JSONB),
    PrimaryKeyConstraint("county", "id"),
    Index(None, "county", "master_id"),
)
"""Every filed proposal, with the one it was merged into: an admission names all proposers, not who filed what."""


SUPERVISED = Table(
    "supervised",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("id", Text, nullable=False),
    Column("supervision_class", Text, nullable=False),
    PrimaryKeyConstraint("county", "id"),
)
"""How each proposal is supervised: a table of its own, since that may be known before its admission is."""


COMMITTEES = Table(
    "committees",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("kind", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("committee", Text),
    PrimaryKeyConstraint("county", "kind", "id"),
)
"""The committee that a member sits on, or that a body is; null where there is none."""


@dataclass(frozen=True)
class Matter:
    """An admitted proposal. The first of ``proposers`` is the first proposer."""

    id: str
    case_number: int
    title: str
    proposers: tuple[str, ...]
    suggestions: tuple[int, ...]
    withdrawn: bool
    session_id: str | None
    """None, as the channel, where the admission has still to be read once more: an earlier release did not keep it."""
    channel: Channel | None
    texts: Mapping[int, str]
    """The suggestions as admitted."""
    merge_undone: bool
    """What had been merged into it by its admission was taken out again; it happens at most once."""
    topic_group: str | None
    """None, too, where the admission has still to be read once more."""


def matter(row: Mapping[str, Any]) -> Matter:
    return Matter(
        id=row["id"],
        case_number=row["case_number"],
        title=row["title"],
        proposers=tuple(row["proposers"]),
        suggestions=tuple(row["suggestions"]),
        withdrawn=row["withdrawn"],
        session_id=row["session_id"],
        channel=row["channel"],
        texts={int(number): text for number, text in (row["texts"] or {}).items()},
        merge_undone=row["merge_undone"],
        topic_group=row["topic_group"],
    )


async def find(tx: Tx, proposal_id: str, *, lock: bool = False) -> Matter | None:
    """The matter, or None while its admission has not come. The lock serialises what is assigned on one proposal."""
    query = select(MATTERS).where(MATTERS.c.county == tx.county, MATTERS.c.id == proposal_id)
    if lock:
        query = query.with_for_update()
    row = (await tx.connection.execute(query)).mappings().first()
    return None if row is None else matter(dict(row))


async def admitted(tx: Tx, proposal_ids: Collection[str]) -> frozenset[str]:
    """Those of ``proposal_ids`` that are admitted and not withdrawn."""
    query = select(MATTERS.c.id).where(
        MATTERS.c.county == tx.county, MATTERS.c.id.in_(sorted(proposal_ids)), MATTERS.c.withdrawn.is_(False)
    )
    return frozenset((await tx.connection.execute(query)).scalars())


async def lock_all(tx: Tx, proposal_ids: Sequence[str]) -> None:
    """Locks those that are known, in the order of their ids."""
    query = select(MATTERS.c.id).where(MATTERS.c.county == tx.county, MATTERS.c.id.in_(proposal_ids))
    await tx.connection.execute(query.order_by(MATTERS.c.id).with_for_update())


@dataclass(frozen=True)
class Original:
    """Who filed one proposal: in person, or for a body."""

    first_proposer: str
    body_id: str | None


async def originals(tx: Tx, proposal_id: str) -> list[Original]:
    """This proposal and each one merged into it, also by way of another one, in the order of their ids."""
    t = ORIGINALS.c
    merged = select(literal(proposal_id).label("id")).cte(recursive=True)
    # UNION, not UNION ALL: it ends even where merges went round in a circle.
    merged = merged.union(select(t.id).join(merged, t.master_id == merged.c.id).where(t.county == tx.county))
    query = (
        select(t.first_proposer, t.body_id)
        .where(t.county == tx.county, t.id.in_(select(merged.c.id)), t.first_proposer.is_not(None))
        .order_by(t.id)
    )
    return [Original(row.first_proposer, row.body_id) for row in await tx.connection.execute(query)]


def _merged(county: str, proposals: Collection[str] | Select[tuple[str]]) -> CTE:
    """``root``, each of the proposals, with the ``id`` of itself and of each one merged into it."""
    t = ORIGINALS.c
    roots = select(t.id.label("root"), t.id.label("id")).where(t.county == county, t.id.in_(proposals))
    merged = roots.cte(recursive=True)
    # UNION, not UNION ALL: it ends even where merges went round in a circle.
    return merged.union(select(merged.c.root, t.id).join(merged, t.master_id == merged.c.id).where(t.county == county))


async def first_proposers(tx: Tx, proposals: Collection[str] | Select[tuple[str]]) -> dict[str, frozenset[str]]:
    """Of each proposal and of all that was merged into it, in one statement; nobody where its filing has not come."""
    t, merged = ORIGINALS.c, _merged(tx.county, proposals)
    query = (
        select(merged.c.root, t.first_proposer)
        .join(merged, t.id == merged.c.id)
        .where(t.county == tx.county, t.first_proposer.is_not(None))
    )
    found: defaultdict[str, set[str]] = defaultdict(set)
    for root, first in await tx.connection.execute(query):
        found[root].add(first)
    return defaultdict(frozenset, {root: frozenset(firsts) for root, firsts in found.items()})


@dataclass(frozen=True)
class Filing:
    """What one proposal's filing says of who might handle it."""

    suggested_units: tuple[str, ...]
    """In the proposer's order."""
    committee: str | None
    """That filed it, or that its first proposer sits on."""


async def filings(tx: Tx, proposals: Collection[str]) -> dict[str, list[Filing]]:
    """Of each of the proposals, and of all that was merged into it, in one statement."""
    o, merged = ORIGINALS.c, _merged(tx.county, proposals)
    member, body = COMMITTEES.alias(), COMMITTEES.alias()
    query = (
        select(
            merged.c.root,
            o.suggested_units,
            # For a body its officer has filed: that one's own committee says nothing of it.
            case((o.body_id.is_not(None), body.c.committee), else_=member.c.committee).label("committee"),
        )
        .join_from(ORIGINALS, merged, o.id == merged.c.id)
        .outerjoin(
            member, (member.c.county == o.county) & (member.c.kind == "member") & (member.c.id == o.first_proposer)
        )
        .outerjoin(body, (body.c.county == o.county) & (body.c.kind == "body") & (body.c.id == o.body_id))
        .where(o.county == tx.county)
        .order_by(merged.c.root, o.id)
    )
    found: defaultdict[str, list[Filing]] = defaultdict(list)
    for row in await tx.connection.execute(query):
        found[row.root].append(Filing(tuple(row.suggested_units or ()), row.committee))
    return found


async def put_committee(tx: Tx, kind: Literal["member", "body"], id: str, committee: str | None) -> None:
    values = {"committee": committee}
    statement = insert(COMMITTEES).values(county=tx.county, kind=kind, id=id, **values)
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=["county", "kind", "id"], set_=values))


async def supervision_class(tx: Tx, proposal_id: str) -> SupervisionClass | None:
    """None until supervision has said it."""
    query = select(SUPERVISED.c.supervision_class).where(
        SUPERVISED.c.county == tx.county, SUPERVISED.c.id == proposal_id
    )
    return (await tx.connection.execute(query)).scalar_one_or_none()


async def supervised(
    tx: Tx, proposals: Collection[str] | Select[tuple[str]]
) -> dict[str, tuple[SupervisionClass | None, tuple[str, ...]]]:
    """The class and the proposers of each of the proposals that is known here, in one statement."""
    m, s = MATTERS.c, SUPERVISED.c
    query = (
        select(m.id, s.supervision_class, m.proposers)
        .join_from(MATTERS, SUPERVISED, (s.county == m.county) & (s.id == m.id), isouter=True)
        .where(m.county == tx.county, m.id.in_(proposals))
    )
    return {row.id: (row.supervision_class, tuple(row.proposers)) for row in await tx.connection.execute(query)}


async def put_class(tx: Tx, proposal_id: str, supervision_class: SupervisionClass) -> None:
    values = {"supervision_class": supervision_class}
    statement = insert(SUPERVISED).values(county=tx.county, id=proposal_id, **values)
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=["county", "id"], set_=values))


async def put_original(tx: Tx, proposal_id: str, values: Mapping[str, Any]) -> None:
    """Upserts ``values`` only: filing and merging may come in either order."""
    statement = insert(ORIGINALS).values(county=tx.county, id=proposal_id, **values)
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=["county", "id"], set_=dict(values)))


async def put(
    tx: Tx,
    proposal_id: str,
    *,
    case_number: int,
    title: str,
    proposers: Sequence[str],
    suggestions: Sequence[int],
    session_id: str,
    channel: Channel,
    texts: Mapping[int, str],
    topic_group: str,
) -> None:
    """Read once more, the admission leaves what was changed since as it is."""
    values = {
        "case_number": case_number,
        "title": title,
        "proposers": list(proposers),
        "suggestions": list(suggestions),
        "session_id": session_id,
        "channel": channel,
        "texts": {str(number): text for number, text in texts.items()},
        "topic_group": topic_group,
    }
    statement = insert(MATTERS).values(county=tx.county, id=proposal_id, withdrawn=False, **values)
    present = case((MATTERS.c.merge_undone, MATTERS.c.proposers), else_=statement.excluded.proposers)
    changed = values | {"proposers": present}
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=["county", "id"], set_=changed))


async def undo_merge(tx: Tx, proposal_id: str, proposers: Sequence[str]) -> None:
    """It has only ``proposers`` from now on; the row is locked, so that nothing is assigned meanwhile."""
    t = MATTERS
    statement = t.update().where(t.c.county == tx.county, t.c.id == proposal_id)
    await tx.connection.execute(statement.values(proposers=list(proposers), merge_undone=True))


async def mark_withdrawn(tx: Tx, proposal_id: str) -> None:
    await tx.connection.execute(
        MATTERS.update().where(MATTERS.c.county == tx.county, MATTERS.c.id == proposal_id).values(withdrawn=True)
    )

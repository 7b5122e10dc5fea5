"""The reviews' table, and whose opinion is awaited."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Select,
    String,
    Table,
    Text,
    and_,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import insert

from chassis.eventlog import Aggregate, Tx
from services.submission.metadata import METADATA
from services.submission.proposal.store import INVOLVED, PROPOSALS
from services.submission.stage import domain
from services.submission.stage.domain import Review

REVIEWS = Aggregate(
    METADATA,
    "reviews",
    domain.Review,
    domain.EVENTS,
    domain.apply,
    columns=[
        Column("proposal_id", Text, nullable=False),
        Column("status", Text, nullable=False),
        Column("group_id", Text),
        Column("stage", Text),
        Column("disagreed", Boolean, nullable=False),
        Column("due", BigInteger),
    ],
    project=lambda s: {
        "proposal_id": s.proposal_id,
        "status": s.state,
        "group_id": s.group_id,
        "stage": s.present.stage if s.present else None,
        "disagreed": s.disagreed,
        "due": seconds(s.present.due_at) if s.present else None,
    },
    constraints=[Index("reviews_group_idx", "county", "group_id", "status")],
)

QUEUE = Table(
    "review_queue",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("reviewer_id", Text, nullable=False),
    Column("proposal_id", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("round", Integer, nullable=False),
    Column("near", BigInteger, nullable=False),
    Column("due", BigInteger, nullable=False),
    PrimaryKeyConstraint("county", "reviewer_id", "proposal_id"),
    Index("review_queue_due_idx", "county", "reviewer_id", "due", "proposal_id"),
    Index("review_queue_proposal_idx", "county", "proposal_id"),
)
"""Whose opinion is awaited of what, by when (seconds since 1970: a cursor holds no timestamp)."""


QUEUED = ("proposal_id", "stage", "near", "due")


def seconds(instant: datetime) -> int:
    return int(instant.timestamp())


def instant(since: int) -> datetime:
    return datetime.fromtimestamp(since, UTC)


async def put_queue(tx: Tx, review: Review) -> None:
    """Exactly whoever is awaited now."""
    t = QUEUE
    await tx.connection.execute(t.delete().where(t.c.county == tx.county, t.c.proposal_id == review.proposal_id))
    stage = review.present
    if stage is None or not stage.awaiting:
        return
    common = {"county": tx.county, "proposal_id": review.proposal_id, "stage": stage.stage, "round": review.round}
    times = {"near": seconds(stage.near_at), "due": seconds(stage.due_at)}
    await tx.connection.execute(insert(t), [common | times | {"reviewer_id": id} for id in stage.awaiting])


async def leave_queue(tx: Tx, proposal_id: str, reviewer_id: str) -> None:
    t = QUEUE
    await tx.connection.execute(
        t.delete().where(t.c.county == tx.county, t.c.reviewer_id == reviewer_id, t.c.proposal_id == proposal_id)
    )


def queue(county: str, reviewer_id: str, due: str | None, now: int) -> Select[Any]:
    """What is awaited of one reviewer, of proposals that are still undecided."""
    q, p = QUEUE, PROPOSALS.table
    query: Select[Any] = (
        select(*(q.c[name] for name in QUEUED), *(p.c[name] for name in ("id", "version", "hash", "state")))
        .join(p, and_(p.c.county == q.c.county, p.c.id == q.c.proposal_id))
        .where(q.c.county == county, q.c.reviewer_id == reviewer_id, p.c.status == "filed")
    )
    match due:
        case "overdue":
            return query.where(q.c.due <= now)
        case "near":
            return query.where(q.c.near <= now, q.c.due > now)
        case "running":
            return query.where(q.c.near > now)
        case _:
            return query


def listing(county: str, where: Mapping[str, object], *, overdue_at: int | None) -> Select[Any]:
    """Reviews of undecided proposals; ``where`` names columns and what they must be, None for any."""
    r, p = REVIEWS.table, PROPOSALS.table
    query = (
        select(r)
        .join(p, and_(p.c.county == r.c.county, p.c.id == r.c.proposal_id))
        .where(r.c.county == county, p.c.status == "filed", r.c.status != "void")
    )
    query = query.where(*(r.c[name] == value for name, value in where.items() if value is not None))
    return query if overdue_at is None else query.where(r.c.due <= overdue_at)


def of_others(query: Select[Any], members: set[str | None]) -> Select[Any]:
    """Without the reviews of what these members propose or sign."""
    r = REVIEWS.table
    mine = select(INVOLVED.c.proposal_id).where(
        INVOLVED.c.county == r.c.county, INVOLVED.c.member_id.in_(sorted(filter(None, members)))
    )
    return query.where(r.c.proposal_id.not_in(mine))


def undistributed(county: str, session_id: str | None) -> Select[Any]:
    """Filed proposals that no group has."""
    r, p = REVIEWS.table, PROPOSALS.table
    mine = and_(r.c.county == p.c.county, r.c.id == domain.identify("") + p.c.id)
    query = (
        select(p)
        .join(r, mine, isouter=True)
        .where(p.c.county == county, p.c.status == "filed", or_(r.c.id.is_(None), r.c.status == "void"))
    )
    return query if session_id is None else query.where(p.c.session_id == session_id)


async def load_of_groups(tx: Tx, groups: Sequence[str]) -> dict[str, int]:
    """How many undecided proposals each group has open."""
    r, p = REVIEWS.table, PROPOSALS.table
    query = (
        select(r.c.group_id, func.count().label("n"))
        .join(p, and_(p.c.county == r.c.county, p.c.id == r.c.proposal_id))
        .where(r.c.county == tx.county, r.c.group_id.in_(groups), r.c.status == "open", p.c.status == "filed")
        .group_by(r.c.group_id)
    )
    return {row.group_id: row.n for row in await tx.connection.execute(query)}

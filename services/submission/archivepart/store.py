"""What proposers are called, and what of a proposal nobody may read yet."""

from collections.abc import Collection

from sqlalchemy import Select, literal, select

from chassis.eventlog import Tx
from services.submission.body.store import BODIES
from services.submission.member.store import MEMBERS
from services.submission.proposal.store import PROPOSALS
from services.submission.stage.domain import identify
from services.submission.stage.store import REVIEWS

IN_REVIEW = frozenset({"filed", "returned"})
"""Opinions given until then may not be seen yet by others of the review."""


async def member_names(tx: Tx, ids: Collection[str]) -> dict[str, str]:
    t = MEMBERS.table
    query = select(t.c.id, t.c.name).where(t.c.county == tx.county, t.c.id.in_(ids))
    return {row.id: row.name for row in await tx.connection.execute(query)}


async def body_name(tx: Tx, id: str) -> str | None:
    found = await BODIES.find(tx, id, lock=False)
    return found.state.name if found is not None else None


def in_review(county: str, proposal_id: str) -> Select[str, str]:
    """The review whose opinions are still given unseen by each other: aggregate and id."""
    p, r = PROPOSALS.table.c, REVIEWS.table.c
    open = select(p.id).where(p.county == county, p.id == proposal_id, p.status.in_(sorted(IN_REVIEW)))
    return select(literal(REVIEWS.name), r.id).where(r.county == county, r.id == identify(proposal_id), open.exists())

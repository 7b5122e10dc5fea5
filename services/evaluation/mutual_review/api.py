"""Routes of mutual reviews. While one is open each side sees its own rating, and everybody else only who has given
theirs: what staff could read, a unit would soon hear."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Response
from sqlalchemy import Select, false, or_, select

from chassis.eventlog import Actor, Loaded, Tx
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from chassis.problems import NotFound
from contracts.base import Text
from contracts.evaluation import Criterion, Points
from services.evaluation.assessment.api import Amounts, exact
from services.evaluation.facts.store import PROPOSALS, UNITS
from services.evaluation.mutual_review import commands
from services.evaluation.mutual_review.domain import MutualReview, Rating, State
from services.evaluation.mutual_review.store import REVIEWS
from services.evaluation.visibility import STAFF

router = APIRouter(tags=["mutual review"])

READERS = (*STAFF, "unit", "unit_leader", "member")

Side = Literal["unit", "proposer"]


class MutualReviewView(View):
    """双向评议. It is no sign-off of the reply, which supervision asks for and which has consequences.

    A rating is empty while it is not given, or not yet shown: ``proposal_rated`` and ``handling_rated`` tell which.
    """

    proposal_id: str
    title: str | None
    unit_id: str
    unit_name: str | None
    side: Side | None
    """The caller's own: whom it asks to rate the proposal, or the handling."""
    due: str
    state: State
    of_proposal_criteria: tuple[Criterion, ...]
    of_handling_criteria: tuple[Criterion, ...]
    proposal_rated: bool
    handling_rated: bool
    of_proposal: Rating | None
    of_handling: Rating | None
    proposal_total: Points | None
    handling_total: Points | None

    @classmethod
    def of(cls, loaded: Loaded[MutualReview], names: Mapping[Any, Any], sides: frozenset[Side]) -> "MutualReviewView":
        """``names``: a row with title and unit; ``sides``: those that the caller is on, of nobody else's none."""
        state = loaded.state
        over = state.state == "closed"
        of_proposal = state.of_proposal if over or "unit" in sides else None
        of_handling = state.of_handling if over or "proposer" in sides else None
        return cls(
            id=loaded.id,
            version=loaded.version,
            proposal_id=state.proposal_id,
            title=names["title"],
            unit_id=state.unit_id,
            unit_name=names["unit_name"],
            side="unit" if "unit" in sides else "proposer" if sides else None,
            due=state.due.isoformat(),
            state=state.state,
            of_proposal_criteria=state.of_proposal_criteria,
            of_handling_criteria=state.of_handling_criteria,
            proposal_rated=state.of_proposal is not None,
            handling_rated=state.of_handling is not None,
            of_proposal=of_proposal,
            of_handling=of_handling,
            proposal_total=of_proposal and of_proposal.total,
            handling_total=of_handling and of_handling.total,
        )

    @classmethod
    def row(cls, row: Mapping[Any, Any], actor: Actor) -> "MutualReviewView":
        sides: set[Side] = set()
        if row["unit_id"] in actor.units:
            sides.add("unit")
        if actor.member_id is not None and row["first_proposer"] == actor.member_id:
            sides.add("proposer")
        return cls.of(REVIEWS.loaded(row), row, frozenset(sides))


class Rate(Body):
    """Points for each criterion of the own side."""

    points: Amounts
    comment: Text | None = None


FIRST = PROPOSALS.c.proposers[0].astext


def _named(county: str) -> Select[*tuple[Any, ...]]:
    t, p, u = REVIEWS.table, PROPOSALS.c, UNITS.c
    query = select(t, FIRST.label("first_proposer"), p.title, u.name.label("unit_name"))
    query = query.outerjoin(PROPOSALS, (p.county == t.c.county) & (p.proposal_id == t.c.proposal_id))
    return query.outerjoin(UNITS, (u.county == t.c.county) & (u.unit_id == t.c.unit_id)).where(t.c.county == county)


def _seen(county: str, actor: Actor) -> Select[*tuple[Any, ...]]:
    """By staff all, by a unit its own, by a member those of what they proposed first."""
    t, query = REVIEWS.table, _named(county)
    if actor.roles & {*STAFF}:
        return query
    # Nobody's id is no member's: it would be equal to what is not known yet.
    mine = actor.member_id == FIRST if actor.member_id is not None else false()
    return query.where(or_(t.c.unit_id.in_(sorted(actor.units)), mine))


async def _rated(ctx: Ctx, command: Callable[[Tx], Awaitable[Loaded[MutualReview]]], side: Side) -> Response:
    names: dict[str, Mapping[Any, Any]] = {}

    async def rated(tx: Tx) -> Loaded[MutualReview]:
        loaded = await command(tx)
        found = await tx.connection.execute(_named(tx.county).where(REVIEWS.table.c.id == loaded.id))
        names[loaded.id] = found.mappings().one()
        return loaded

    return await ctx.execute(
        rated, lambda loaded: MutualReviewView.of(loaded, names[loaded.id], frozenset[Side]({side}))
    )


@router.post("/mutual-reviews/{review_id}/rate-proposal", response_model=MutualReviewView)
async def rate_proposal(review_id: str, body: Rate, ctx: Annotated[Ctx, caller("unit")]) -> Response:
    """By the unit, once."""
    points = exact(body.points)
    return await _rated(
        ctx, lambda tx: commands.rate_proposal(tx, review_id, points=points, comment=body.comment), "unit"
    )


@router.post("/mutual-reviews/{review_id}/rate-handling", response_model=MutualReviewView)
async def rate_handling(review_id: str, body: Rate, ctx: Annotated[Ctx, caller("member")]) -> Response:
    """By the first proposer, once. It signs nothing off."""
    points = exact(body.points)
    return await _rated(
        ctx, lambda tx: commands.rate_handling(tx, review_id, points=points, comment=body.comment), "proposer"
    )


@router.get("/mutual-reviews")
async def list_mutual_reviews(
    ctx: Annotated[Ctx, caller(*READERS)],
    wanted: Annotated[PageQuery, Depends()],
    proposal_id: Annotated[str | None, Query()] = None,
    state: Annotated[State | None, Query()] = None,
) -> Page[MutualReviewView]:
    t = REVIEWS.table
    query = _seen(ctx.county, ctx.actor)
    if proposal_id is not None:
        query = query.where(t.c.proposal_id == proposal_id)
    if state is not None:
        query = query.where(t.c.status == state)
    return await ctx.read(
        lambda tx: page(tx, query, [t.c.id], wanted, lambda row: MutualReviewView.row(row, ctx.actor))
    )


@router.get("/mutual-reviews/{review_id}", response_model=MutualReviewView)
async def get_mutual_review(review_id: str, ctx: Annotated[Ctx, caller(*READERS)]) -> Response:
    async def query(tx: Tx) -> Mapping[Any, Any]:
        wanted = _seen(ctx.county, ctx.actor).where(REVIEWS.table.c.id == review_id)
        row = (await tx.connection.execute(wanted)).mappings().first()
        if row is None:
            raise NotFound(f"mutual_reviews {review_id}")
        return row

    row = await ctx.read(query)
    return answer(REVIEWS.loaded(row), MutualReviewView.row(row, ctx.actor))

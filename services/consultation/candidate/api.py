"""Routes of candidate units: read only; what becomes of an offer is the clerk's own act."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from chassis.eventlog import Tx
from chassis.http import Ctx, Page, PageQuery, caller, page
from contracts.base import Channel, Line, Ref
from services.consultation.candidate import store
from services.consultation.candidate.domain import NOTHING, Asked, Candidate, Offer, Reason, Returned, offer
from services.consultation.candidate.policy import POLICY
from services.consultation.candidate.words import said
from services.consultation.matter.store import MATTERS
from services.consultation.visibility import STAFF, must_see, sees_matter

router = APIRouter(tags=["assignment"])


class ReasonView(Reason):
    zh: str
    en: str

    @classmethod
    def told(cls, reason: Reason, called: Callable[[str], str]) -> "ReasonView":
        return cls(**reason.model_dump(), **said(reason, called).model_dump())


class CandidateView(BaseModel):
    """``points`` are those of its reasons together; ``workload`` decides between equals: what the unit has not answered
    yet."""

    unit_id: str
    name: str
    points: int
    workload: int
    reasons: list[ReasonView]

    @classmethod
    def of(cls, one: Candidate, called: Callable[[str], str]) -> "CandidateView":
        reasons = [ReasonView.told(reason, called) for reason in one.reasons]
        return cls(
            unit_id=one.unit_id,
            name=called(one.unit_id),
            points=one.points,
            workload=one.workload,
            reasons=reasons,
        )


class ReturnedView(Returned):
    """A unit that returned this proposal: it is not offered again."""

    name: str


class OfferView(BaseModel):
    """The best first; ``main`` for the sole or lead unit, ``helpers`` beside its first. Either is empty where the place
    is taken, and where nothing speaks for any unit."""

    proposal_id: str
    case_number: int
    title: str
    topic_group: str | None
    policy_version: int
    main: list[CandidateView]
    helpers: list[CandidateView]
    returned: list[ReturnedView]

    @classmethod
    def of(
        cls, row: Mapping[str, Any], asked: Asked, found: Offer, called: Callable[[str], str], policy_version: int
    ) -> "OfferView":
        return cls(
            proposal_id=row["id"],
            case_number=row["case_number"],
            title=row["title"],
            topic_group=row["topic_group"],
            policy_version=policy_version,
            main=[CandidateView.of(one, called) for one in found.main],
            helpers=[CandidateView.of(one, called) for one in found.helpers],
            returned=[ReturnedView(**one.model_dump(), name=called(one.unit_id)) for one in asked.returns],
        )


async def _offers(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> list[OfferView]:
    policy = await POLICY.at(tx)
    directory, asked = await store.directory(tx), await store.asked(tx, rows)
    topics = {one.topic_group for one in asked.values() if one.topic_group is not None}
    history = await store.history(tx, topics, directory)

    def called(unit_id: str) -> str:
        # A returning unit may suggest one that nobody enrolled.
        return directory.units[unit_id].name if unit_id in directory.units else unit_id

    def offered(row: Mapping[str, Any]) -> OfferView:
        about = asked[row["id"]]
        found = NOTHING if row["withdrawn"] else offer(about, directory, history, policy.value)
        return OfferView.of(row, about, found, called, policy.version)

    return [offered(row) for row in rows]


@router.get("/candidate-units")
async def list_offers(
    ctx: Annotated[Ctx, caller(*STAFF)],
    wanted: Annotated[PageQuery, Depends()],
    session_id: Annotated[Ref | None, Query(description="Of this session's proposals only.")] = None,
    channel: Annotated[Channel | None, Query()] = None,
    topic_group: Annotated[Line | None, Query()] = None,
) -> Page[OfferView]:
    """For each proposal that is to be assigned (nobody handles it, or a unit has returned it): the units that might,
    in the order of case numbers."""
    query = store.waiting(ctx.county)
    for column, value in (("session_id", session_id), ("channel", channel), ("topic_group", topic_group)):
        if value is not None:
            query = query.where(MATTERS.c[column] == value)

    async def read(tx: Tx) -> Page[OfferView]:
        found = await page(tx, query, [MATTERS.c.case_number, MATTERS.c.id], wanted, dict)
        return Page(items=await _offers(tx, found.items), next=found.next)

    return await ctx.read(read)


@router.get("/matters/{proposal_id}/candidate-units")
async def get_offer(proposal_id: str, ctx: Annotated[Ctx, caller(*STAFF)]) -> OfferView:
    """The units that might handle one proposal; none for a place that is taken, or once it was withdrawn."""

    async def read(tx: Tx) -> OfferView:
        row = await must_see(tx, MATTERS, proposal_id, sees_matter(ctx.actor, ctx.county))
        (found,) = await _offers(tx, [row])
        return found

    return await ctx.read(read)

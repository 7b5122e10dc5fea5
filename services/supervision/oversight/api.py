"""Routes of the supervisions, addressed by proposal."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field

from chassis.clock import wall_date
from chassis.eventlog import Loaded, Tx
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from contracts.base import Line, Ref, SupervisionClass, Text
from services.supervision.deadline.policy import POLICY as DEADLINE_POLICY
from services.supervision.oversight import commands, domain, store
from services.supervision.oversight.listing import Wanted, listing
from services.supervision.oversight.store import OVERSIGHTS, oversight_id

router = APIRouter(tags=["oversights"])

STAFF = ("clerk", "chair", "assigning_office", "supervisor", "county_admin", "city_viewer", "auditor")


class DesignateKey(Body):
    key_number: Annotated[int, Field(ge=1, le=3)] | None = None
    leader: Line


class Reason(Body):
    reason: Text


class CloseUnsigned(Body):
    why: domain.Unsigned
    reason: Text


class Appoint(Body):
    supervisor: Line


class Urge(Body):
    assignment_id: Ref
    text: Text


class UrgeAnswer(Body):
    text: Text


class UrgeView(BaseModel):
    urge_id: str
    proposal_id: str
    assignment_id: str
    unit_id: str
    text: str
    issued_at: datetime
    answer: str | None
    answered_at: datetime | None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "UrgeView":
        return cls(**{name: row[name] for name in cls.model_fields})


class OversightView(View):
    proposal_id: str
    state: str
    supervision_class: str
    case_number: int
    proposers: tuple[str, ...]
    supervisor: str | None
    by_default: bool
    key_number: int | None
    contacts: int
    last_contact: date | None
    archived_year: int | None
    finding: str | None
    session_id: str | None
    open_urges: tuple[str, ...]
    opened_on: date | None
    next_activity: date | None
    follow_ups: tuple[domain.OpenFollowUp, ...]
    """Those that wait for an answer, or to be closed."""

    @classmethod
    def of(cls, loaded: Loaded[domain.Oversight]) -> "OversightView":
        return cls(id=loaded.id, version=loaded.version, **loaded.state.model_dump())


@router.post("/oversights/{proposal_id}/designate-key", response_model=OversightView)
async def designate_key(proposal_id: str, body: DesignateKey, ctx: Annotated[Ctx, caller("chair")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.designate_key(tx, proposal_id, body.key_number, body.leader), OversightView.of
    )


@router.post("/oversights/{proposal_id}/designate-tracked", response_model=OversightView)
async def designate_tracked(proposal_id: str, body: Reason, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(lambda tx: commands.designate_tracked(tx, proposal_id, body.reason), OversightView.of)


@router.post("/oversights/{proposal_id}/appoint", response_model=OversightView)
async def appoint(proposal_id: str, body: Appoint, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(lambda tx: commands.appoint(tx, proposal_id, body.supervisor), OversightView.of)


@router.post("/oversights/{proposal_id}/urges", response_model=OversightView)
async def urge(proposal_id: str, body: Urge, ctx: Annotated[Ctx, caller("supervisor", "clerk")]) -> Response:
    return await ctx.execute(lambda tx: commands.urge(tx, proposal_id, body.assignment_id, body.text), OversightView.of)


@router.post("/urges/{urge_id}/answer", response_model=OversightView)
async def answer_urge(urge_id: str, body: UrgeAnswer, ctx: Annotated[Ctx, caller("unit", "unit_leader")]) -> Response:
    return await ctx.execute(lambda tx: commands.answer_urge(tx, urge_id, body.text), OversightView.of)


@router.get("/urges")
async def urges(
    ctx: Annotated[Ctx, caller("unit", "unit_leader", *STAFF)],
    wanted: Annotated[PageQuery, Depends()],
    proposal_id: str | None = None,
    answered: bool | None = None,
) -> Page[UrgeView]:
    """The county's; a unit sees its own."""
    own = None if ctx.actor.roles & set(STAFF) else ctx.actor.units
    return await ctx.read(
        lambda tx: page(
            tx,
            store.urges(tx.county, own, proposal_id, answered),
            [store.URGES.c.urge_id],
            wanted,
            UrgeView.of,
        )
    )


@router.post("/oversights/{proposal_id}/close-unsigned", response_model=OversightView)
async def close_unsigned(proposal_id: str, body: CloseUnsigned, ctx: Annotated[Ctx, caller("chair")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.close_unsigned(tx, proposal_id, body.why, body.reason), OversightView.of
    )


@router.get("/oversights/{proposal_id}", response_model=OversightView)
async def oversight(proposal_id: str, ctx: Annotated[Ctx, caller(*STAFF)]) -> Response:
    loaded = await ctx.read(lambda tx: OVERSIGHTS.load(tx, oversight_id(proposal_id), lock=False))
    return answer(loaded, OversightView.of(loaded))


Name = Annotated[str | None, Query(min_length=1, max_length=200)]
Id = Annotated[str | None, Query(max_length=64)]
Days = Annotated[
    int | None, Query(ge=1, le=3650, description="no contact, by an activity or an urge, for so many days")
]
Tier = Annotated[
    int | None, Query(ge=-1, le=366, description="the earliest date is so near, and in no nearer tier; -1: overdue")
]


@router.get("/oversights")
async def oversights(
    ctx: Annotated[Ctx, caller(*STAFF)],
    wanted: Annotated[PageQuery, Depends()],
    supervision_class: SupervisionClass | None = None,
    supervisor: Name = None,
    leader: Name = None,
    state: domain.State | None = None,
    session_id: Id = None,
    unit_id: Id = None,
    silent_days: Days = None,
    follow_ups_open: bool | None = None,
    tier: Tier = None,
) -> Page[OversightView]:
    """The county's; of several filters all hold. ``leader`` is the supervisor of a key proposal."""
    filters = Wanted(
        supervision_class, supervisor, leader, state, session_id, unit_id, silent_days, follow_ups_open, tier
    )

    async def read(tx: Tx) -> Page[OversightView]:
        tiers = (await DEADLINE_POLICY.at(tx)).value.tiers if tier is not None else []
        query = listing(tx.county, filters, tiers, wall_date(tx.now))
        return await page(
            tx,
            query,
            [OVERSIGHTS.table.c.id],
            wanted,
            lambda row: OversightView.of(OVERSIGHTS.loaded(row)),
        )

    return await ctx.read(read)

"""Routes of the sessions, and the count-down to the cut-off."""

from datetime import datetime, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Response
from pydantic import AwareDatetime, BaseModel

from chassis.eventlog import Loaded, Tx
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from contracts.base import Channel, DomainRefusal, Line, Ordinal, Ref
from contracts.submission import SessionScheduled
from services.submission.proposal.policy import POLICY
from services.submission.session import commands, domain, store
from services.submission.session.store import SESSIONS

router = APIRouter(tags=["sessions"])


class ScheduleSession(Body):
    session_id: Ref
    term: Ordinal
    number: Ordinal
    plenary_opens: AwareDatetime
    plenary_cutoff: AwareDatetime


class ChangeWindow(Body):
    """What is left out stays as it is."""

    plenary_opens: AwareDatetime | None = None
    plenary_cutoff: AwareDatetime | None = None
    reason: Line


class SessionView(View):
    term: int
    number: int
    plenary_opens: datetime
    plenary_cutoff: datetime

    @classmethod
    def of(cls, loaded: Loaded[domain.Session]) -> "SessionView":
        return cls(version=loaded.version, **loaded.state.model_dump())


class FilingNow(BaseModel):
    session_id: str
    channel: Channel


class CountdownView(BaseModel):
    """For the banner. All but ``now`` is empty where no session is scheduled yet."""

    now: datetime
    """The server's, as a filing at this moment would be received."""
    term: int | None
    number: int | None
    plenary_opens: datetime | None
    plenary_cutoff: datetime | None
    phase: Literal["before", "open", "over"] | None
    seconds: int | None
    """Whole ones until it opens, or until the cut-off, which itself still counts."""
    filing: FilingNow | None
    """What a filing that names no session would become."""


@router.post("/sessions", status_code=201, response_model=SessionView)
async def schedule(body: ScheduleSession, ctx: Annotated[Ctx, caller("clerk", "county_admin")]) -> Response:
    event = SessionScheduled(**body.model_dump())
    return await ctx.execute(lambda tx: commands.schedule(tx, event), SessionView.of, status=201)


@router.post("/sessions/{session_id}/change-window", response_model=SessionView)
async def change_window(session_id: str, body: ChangeWindow, ctx: Annotated[Ctx, caller("county_admin")]) -> Response:
    """Any window until it opens; while it runs only a later cut-off."""
    return await ctx.execute(
        lambda tx: commands.change_window(tx, session_id, body.plenary_opens, body.plenary_cutoff, body.reason),
        SessionView.of,
    )


@router.get("/sessions")
async def sessions(ctx: Annotated[Ctx, caller()], wanted: Annotated[PageQuery, Depends()]) -> Page[SessionView]:
    return await ctx.read(
        lambda tx: page(
            tx,
            store.listing(tx.county),
            [SESSIONS.table.c.id],
            wanted,
            lambda row: SessionView.of(SESSIONS.loaded(row)),
        )
    )


@router.get("/sessions/current")
async def current(ctx: Annotated[Ctx, caller()]) -> CountdownView:
    """Server time, the window, the seconds left, and what a filing at this moment would become."""

    async def query(tx: Tx) -> CountdownView:
        now = tx.receipt
        ahead = timedelta(days=(await POLICY.at(tx)).value.session_ahead_days)
        try:
            place = await commands.place(tx, None, ahead)
        except DomainRefusal:
            nothing = dict.fromkeys(CountdownView.model_fields)
            return CountdownView.model_validate(nothing | {"now": now})
        session = place.session
        left = domain.countdown(session, now)
        return CountdownView(
            now=now,
            term=session.term,
            number=session.number,
            plenary_opens=session.plenary_opens,
            plenary_cutoff=session.plenary_cutoff,
            phase=left.phase,
            seconds=left.seconds,
            filing=FilingNow(session_id=session.id, channel=place.channel),
        )

    return await ctx.read(query)


@router.get("/sessions/{session_id}", response_model=SessionView)
async def session(session_id: str, ctx: Annotated[Ctx, caller()]) -> Response:
    loaded = await ctx.read(lambda tx: SESSIONS.load(tx, session_id, lock=False))
    return answer(loaded, SessionView.of(loaded))

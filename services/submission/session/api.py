"""Routes of the sessions."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import AwareDatetime

from chassis.eventlog import Loaded
from chassis.http import Body, Ctx, View, answer, caller
from contracts.base import Ref
from contracts.submission import SessionScheduled
from services.submission.session import commands, domain
from services.submission.session.store import SESSIONS

router = APIRouter(tags=["sessions"])


class ScheduleSession(Body):
    session_id: Ref
    term: int
    number: int
    plenary_opens: AwareDatetime
    plenary_cutoff: AwareDatetime


class SessionView(View):
    term: int
    number: int
    plenary_opens: datetime
    plenary_cutoff: datetime

    @classmethod
    def of(cls, loaded: Loaded[domain.Session]) -> "SessionView":
        return cls(version=loaded.version, **loaded.state.model_dump())


@router.post("/sessions", status_code=201, response_model=SessionView)
async def schedule(body: ScheduleSession, ctx: Annotated[Ctx, caller("clerk", "county_admin")]) -> Response:
    event = SessionScheduled(**body.model_dump())
    return await ctx.execute(lambda tx: commands.schedule(tx, event), SessionView.of, status=201)


@router.get("/sessions/{session_id}", response_model=SessionView)
async def session(session_id: str, ctx: Annotated[Ctx, caller()]) -> Response:
    loaded = await ctx.read(lambda tx: SESSIONS.load(tx, session_id, lock=False))
    return answer(loaded, SessionView.of(loaded))

"""The figures of supervision: what is so now, never a year-end report."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from chassis.clock import wall_date
from chassis.eventlog import Tx
from chassis.http import Ctx, caller
from contracts.base import Rating
from services.supervision.figures import store
from services.supervision.figures.shares import POLICY, Quota, Ratio
from services.supervision.oversight.api import STAFF

router = APIRouter(tags=["figures"])


class SignOffs(BaseModel):
    """``asked`` is all of them: signed with one's own key, *assisted* (on paper), unsigned, and closed unsigned."""

    asked: int
    signed: dict[Rating, int]
    assisted: dict[Rating, int]
    unsigned: int
    closed_unsigned: int


class Dates(BaseModel):
    """``paused`` and ``overdue`` divide by the dates that are open (that run, stand still, or were missed and are not
    met yet), ``extended`` by all that were set and not lifted. Past its day a date is overdue, noticed or not; while it
    stands still it is not. ``asked``: an extension waits for a decision."""

    open: int
    paused: Ratio
    extended: Ratio
    overdue: Ratio
    asked: int


class Activities(BaseModel):
    """Visits, symposia and calls; ``members`` are how many different ones took part."""

    with_members: Ratio
    with_members_general: Ratio
    members: int


class FollowUps(BaseModel):
    """``to_close`` are answered and wait for the supervisor; ``in_time`` is of what is done or overdue."""

    open: int
    to_close: int
    overdue: int
    in_time: Ratio


class Figures(BaseModel):
    model_config = ConfigDict(populate_by_name=True)

    admitted: int
    supervised: int
    coverage: float | None
    by_class: dict[str, int] = Field(serialization_alias="class")
    status: dict[str, int]
    archived: int
    """Proposals of the archive under supervision: in ``class`` and ``status``, never in coverage."""
    key: Quota
    tracked: Quota
    appointed: Ratio
    appointed_general: Ratio
    watched: Ratio
    watched_general: Ratio
    overdue: int
    on_time: Ratio
    dates: Dates
    activities: Activities
    follow_ups: FollowUps
    sign_offs: SignOffs
    closed_unsigned: int


async def figures_of(tx: Tx, session_id: str | None) -> Figures:
    policy = (await POLICY.at(tx)).value
    today = wall_date(tx.now)
    n = await store.oversights(tx, session_id, today - timedelta(days=policy.watched_within_days))
    by = await store.by_column(tx, session_id)
    tracking = await store.tracking(tx, today.year - policy.tracked_base_years, today.year - 1)
    deadlines = await store.deadlines(tx, session_id, today)
    coverage = Ratio.of(n["supervised"], n["admitted"])
    tracked = Ratio.of(tracking["taken"], tracking["candidates"])
    return Figures(
        admitted=n["admitted"],
        supervised=n["supervised"],
        coverage=coverage.value,
        by_class=by["class"],
        status=by["status"],
        archived=n["archived"],
        key=Quota.around(Ratio.of(n["key"], n["admitted"]), policy.key_share, policy.key_tolerance),
        tracked=Quota.around(tracked, policy.tracked_share, policy.tracked_tolerance),
        appointed=Ratio.of(n["appointed"], n["open"]),
        appointed_general=Ratio.of(n["appointed_general"], n["open_general"]),
        watched=Ratio.of(n["watched"], n["open"]),
        watched_general=Ratio.of(n["watched_general"], n["open_general"]),
        overdue=deadlines["overdue"],
        on_time=Ratio.of(
            deadlines["on_time"], deadlines["on_time"] + deadlines["late"] + deadlines["overdue"]
        ),
        dates=Dates(
            open=deadlines["open"],
            paused=Ratio.of(deadlines["paused"], deadlines["open"]),
            extended=Ratio.of(deadlines["extended"], deadlines["set"]),
            overdue=Ratio.of(deadlines["overdue"], deadlines["open"]),
            asked=deadlines["asked"],
        ),
        activities=await _activities(tx, session_id),
        follow_ups=await _follow_ups(tx, session_id, today),
        sign_offs=await _sign_offs(tx, session_id),
        closed_unsigned=n["closed_unsigned"],
    )  # fmt: skip


async def _activities(tx: Tx, session_id: str | None) -> Activities:
    n = await store.activities(tx, session_id)
    return Activities(
        with_members=Ratio.of(n["with_members"], n["held"]),
        with_members_general=Ratio.of(n["with_members_general"], n["held_general"]),
        members=n["members"],
    )


async def _follow_ups(tx: Tx, session_id: str | None, today: date) -> FollowUps:
    n = await store.follow_ups(tx, session_id, today)
    return FollowUps(
        open=n["open"],
        to_close=n["to_close"],
        overdue=n["overdue"],
        in_time=Ratio.of(n["in_time"], n["in_time"] + n["late"] + n["overdue"]),
    )


async def _sign_offs(tx: Tx, session_id: str | None) -> SignOffs:
    signed: dict[Rating, int] = {"satisfied": 0, "mostly_satisfied": 0, "dissatisfied": 0}
    assisted = dict(signed)
    for result, paper, count in await store.signatures(tx, session_id):
        (assisted if paper else signed)[result] += count
    silent = await store.unsigned(tx, session_id)
    asked = sum(signed.values()) + sum(assisted.values()) + sum(silent.values())
    return SignOffs(asked=asked, signed=signed, assisted=assisted, **silent)


@router.get("/figures", response_model=Figures)
async def figures(
    ctx: Annotated[Ctx, caller(*STAFF)], session_id: Annotated[str | None, Query(max_length=64)] = None
) -> Figures:
    """Of all sessions, or of one; the tracked share is of the candidates' years either way."""
    return await ctx.read(lambda tx: figures_of(tx, session_id))

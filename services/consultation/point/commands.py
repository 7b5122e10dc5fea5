"""What changes an opinion or a question."""

from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from chassis.clock import WALL, wall_date
from chassis.eventlog import Loaded, Tx, new_id
from chassis.policy import Applied, Policy
from chassis.problems import Forbidden, NotFound
from chassis.timers import Fired
from contracts.base import Adoption, DomainRefusal, Event
from contracts.consultation import OpinionDelivered, QuestionRaised
from services.consultation.assignment.commands import CALENDAR
from services.consultation.forum.domain import Forum
from services.consultation.forum.store import FORUMS
from services.consultation.matter import store as matters
from services.consultation.metadata import TABLES, TIMERS
from services.consultation.point import domain
from services.consultation.point.domain import Point
from services.consultation.point.store import POINTS
from services.consultation.unit import store as units

TIMER = "point-due"


class PointPolicy(BaseModel):
    answer_working_days: int = Field(ge=1, le=366)
    # A tier below 0 would be taken for the day after.
    tiers: list[Annotated[int, Field(ge=0, le=366)]]
    overseers: list[Literal["clerk", "chair", "assigning_office", "supervisor"]]


POLICY = Policy("point", PointPolicy, Path(__file__).with_name("policy.yaml"), TABLES)


async def deliver(tx: Tx, forum_id: str, *, proposal_id: str, unit_id: str, text: str) -> Loaded[Point]:
    forum = (await FORUMS.load(tx, forum_id)).state
    await units.check_assignable(tx, unit_id)
    policy = await POLICY.at(tx)
    due, tiers = await _due(tx, policy)
    event = OpinionDelivered(
        point_id=new_id(tx),
        proposal_id=proposal_id,
        unit_id=unit_id,
        forum_id=forum_id,
        level=forum.level,
        text=text,
        due=due,
        policy_version=policy.version,
        delivered_by=tx.actor.name,
        tiers=tiers,
    )
    return await _put(tx, event.point_id, None, domain.deliver(event, forum))


async def raise_question(
    tx: Tx, forum_id: str, *, unit_id: str, proposal_id: str | None, text: str, member_id: str | None
) -> Loaded[Point]:
    """A member's own, or what a clerk wrote down for the member ``member_id``."""
    forum = await _forum(tx, forum_id)
    assisted = "clerk" in tx.actor.roles and member_id is not None
    asking = member_id if assisted else tx.actor.member_id
    if asking is None or (not assisted and member_id not in (None, asking)):
        raise DomainRefusal("member-needed", "A member asks in person; a clerk who writes it down names the member.")
    if proposal_id is not None and forum.proposals and proposal_id not in forum.proposals:
        raise DomainRefusal("not-talked-over", f"The meeting is not about the proposal {proposal_id}.")
    if proposal_id is not None and not await matters.admitted(tx, [proposal_id]):
        # Whoever hears of it would wait for that proposal.
        raise DomainRefusal("not-admitted", f"Not known here as admitted, or withdrawn: {proposal_id}.")
    policy = await POLICY.at(tx)
    due, tiers = await _due(tx, policy)
    event = QuestionRaised(
        point_id=new_id(tx),
        proposal_id=proposal_id,
        unit_id=unit_id,
        forum_id=forum_id,
        level=forum.level,
        text=text,
        due=due,
        policy_version=policy.version,
        member_id=asking,
        assisted_by=tx.actor.name if assisted else None,
        tiers=tiers,
    )
    return await _put(tx, event.point_id, None, domain.raise_question(event, forum))


async def _forum(tx: Tx, forum_id: str) -> Forum:
    """Locked; to a member who is not on its list it does not exist."""
    loaded = await FORUMS.find(tx, forum_id)
    if loaded is None or ("clerk" not in tx.actor.roles and tx.actor.member_id not in loaded.state.members):
        raise NotFound(f"forums {forum_id}")
    return loaded.state


async def _due(tx: Tx, policy: Applied[PointPolicy]) -> tuple[date, tuple[int, ...]]:
    """The day until which an answer is in time, and the reminders that are still to come before it."""
    calendar, today = (await CALENDAR.at(tx)).value.calendar, wall_date(tx.now)
    due = calendar.add(today, policy.value.answer_working_days)
    return due, domain.future_tiers(due, policy.value.tiers, today)


async def _put(tx: Tx, point_id: str, loaded: Loaded[Point] | None, events: list[Event]) -> Loaded[Point]:
    point = await POINTS.append(tx, point_id, loaded, events)
    await schedule(tx, point)
    return point


async def schedule(tx: Tx, point: Loaded[Point]) -> None:
    """Replaces the timers of an earlier due day; also what rebuilds them."""
    due = {tier: datetime.combine(day, time(), WALL) for tier, day in domain.timers(point.state).items()}
    await TIMERS.put(tx, TIMER, point.id, due)


async def on_timer(tx: Tx, fired: Fired) -> None:
    loaded = await POINTS.find(tx, fired.aggregate_id)
    # What was answered or closed while the ticker was at it is reminded of no more.
    if loaded is None or loaded.state.state not in domain.TRANSITIONS["remind"]:
        return
    if fired.tier == domain.OVERDUE:
        policy = await POLICY.at(tx)
        events = domain.overdue(
            loaded.state,
            loaded.id,
            today=wall_date(tx.now),
            overseers=policy.value.overseers,
            policy_version=policy.version,
        )
    else:
        events = domain.near(loaded.state, loaded.id, tier=fired.tier, announce=fired.latest)
    await POINTS.append(tx, loaded.id, loaded, events)


async def answer(tx: Tx, point_id: str, *, text: str, adoption: Adoption | None) -> Loaded[Point]:
    await TIMERS.hold(tx, TIMER, point_id)
    loaded = await POINTS.find(tx, point_id)
    if loaded is None or loaded.state.unit_id not in tx.actor.units:
        raise NotFound(f"points {point_id}")
    # Again through load, which checks If-Match; an own one only, so that a stale tag tells nothing of others'.
    loaded = await POINTS.load(tx, point_id)
    events = domain.answer(loaded.state, point_id, text=text, adoption=adoption, answered_by=tx.actor.name)
    await TIMERS.cancel(tx, TIMER, point_id)
    return await POINTS.append(tx, point_id, loaded, events)


async def _load_as_asker(tx: Tx, point_id: str) -> Loaded[Point]:
    """An opinion is the committee's to judge, a question the asking member's alone, and no clerk's."""
    loaded = await POINTS.find(tx, point_id)
    clerk = "clerk" in tx.actor.roles
    own = loaded is not None and loaded.state.member_id is not None and loaded.state.member_id == tx.actor.member_id
    if loaded is None or not (clerk or own):
        raise NotFound(f"points {point_id}")
    if loaded.state.kind == "question" and not own:
        raise Forbidden("only the member who asked can say whether the question is answered")
    return await POINTS.load(tx, point_id)


async def press(tx: Tx, point_id: str, *, reason: str) -> Loaded[Point]:
    loaded = await _load_as_asker(tx, point_id)
    due, tiers = await _due(tx, await POLICY.at(tx))
    return await _put(tx, point_id, loaded, domain.press(loaded.state, point_id, reason=reason, due=due, tiers=tiers))


async def settle(tx: Tx, point_id: str) -> Loaded[Point]:
    loaded = await _load_as_asker(tx, point_id)
    events = domain.settle(loaded.state, point_id, settled_by=tx.actor.name)
    return await POINTS.append(tx, point_id, loaded, events)


async def close(tx: Tx, point_id: str, *, reason: str) -> Loaded[Point]:
    await TIMERS.hold(tx, TIMER, point_id)
    loaded = await POINTS.load(tx, point_id)
    events = domain.close(loaded.state, point_id, reason=reason, closed_by=tx.actor.name)
    await TIMERS.cancel(tx, TIMER, point_id)
    return await POINTS.append(tx, point_id, loaded, events)

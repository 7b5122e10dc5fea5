"""What is put to one unit on the three levels, and tracked to its end: opinions of a meeting, questions of members."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

from contracts.base import Adoption, DomainRefusal, Event, Record
from contracts.consultation import (
    Level,
    OpinionAnswered,
    OpinionClosed,
    OpinionDelivered,
    OpinionNear,
    OpinionOverdue,
    OpinionPressed,
    OpinionSettled,
    PointAnswered,
    PointClosed,
    PointNear,
    PointOverdue,
    PointPressed,
    PointPut,
    PointSettled,
    QuestionAnswered,
    QuestionClosed,
    QuestionNear,
    QuestionOverdue,
    QuestionPressed,
    QuestionRaised,
    QuestionSettled,
)
from services.consultation.forum.domain import Forum

State = Literal["put", "answered", "settled", "closed"]
Kind = Literal["opinion", "question"]

OVERDUE = -1
"""The tier of the day after the due day, which itself is still in time."""

TRANSITIONS: dict[str, frozenset[State]] = {
    "remind": frozenset({"put"}),
    "answer": frozenset({"put"}),
    "press": frozenset({"answered"}),
    "settle": frozenset({"answered"}),
    "close": frozenset({"put", "answered"}),
}
"""Command → the states it may be given in."""

EVENTS: tuple[type[Event], ...] = (
    OpinionDelivered,
    OpinionNear,
    OpinionOverdue,
    OpinionAnswered,
    OpinionPressed,
    OpinionSettled,
    OpinionClosed,
    QuestionRaised,
    QuestionNear,
    QuestionOverdue,
    QuestionAnswered,
    QuestionPressed,
    QuestionSettled,
    QuestionClosed,
)


class Said(Record):
    """One answer, and why it did not do."""

    text: str
    adoption: Adoption | None
    answered_by: str
    pressed: str | None = None


class Point(Record):
    """``member_id`` asked the question; an opinion is a meeting's. ``put_by`` delivered it, or wrote it down."""

    kind: Kind
    state: State
    forum_id: str
    level: Level
    proposal_id: str | None
    unit_id: str
    text: str
    due: date
    member_id: str | None = None
    put_by: str | None = None
    answers: tuple[Said, ...] = ()
    reason: str | None = None
    """Of the closing."""
    planned: tuple[int, ...] = ()
    """Tiers that were to come when the present due day was set."""
    reminded: tuple[int, ...] = ()
    """Those of the present due day that were recorded."""


def apply(state: Point | None, event: Event) -> Point:
    match event:
        case PointPut() if state is None:
            question = isinstance(event, QuestionRaised)
            return Point(
                kind="question" if question else "opinion",
                state="put",
                forum_id=event.forum_id,
                level=event.level,
                proposal_id=event.proposal_id,
                unit_id=event.unit_id,
                text=event.text,
                due=event.due,
                member_id=getattr(event, "member_id", None),
                put_by=getattr(event, "assisted_by" if question else "delivered_by"),
                planned=event.tiers,
            )
        case PointNear() if state is not None:
            return state.model_copy(update={"reminded": (*state.reminded, event.tier)})
        case PointOverdue() if state is not None:
            return state.model_copy(update={"reminded": (*state.reminded, OVERDUE)})
        case PointAnswered() if state is not None:
            said = Said(text=event.text, adoption=event.adoption, answered_by=event.answered_by)
            return state.model_copy(update={"state": "answered", "answers": (*state.answers, said)})
        case PointPressed() if state is not None:
            *earlier, last = state.answers
            pressed = last.model_copy(update={"pressed": event.reason})
            anew = {"due": event.due, "planned": event.tiers, "reminded": ()}
            return state.model_copy(update={"state": "put", "answers": (*earlier, pressed), **anew})
        case PointSettled() if state is not None:
            return state.model_copy(update={"state": "settled"})
        case PointClosed() if state is not None:
            return state.model_copy(update={"state": "closed", "reason": event.reason})
        case _:
            raise ValueError(f"{event.wire_name()} does not fit a point that is {state and state.state}")


def allow(command: str, state: Point) -> None:
    if state.state not in TRANSITIONS[command]:
        allowed = " or ".join(sorted(TRANSITIONS[command]))
        raise DomainRefusal("point-state", f"It is {state.state}; {command} is possible only while it is {allowed}.")


def deliver(wanted: OpinionDelivered, forum: Forum) -> list[Event]:
    if forum.state != "held":
        raise DomainRefusal(
            "forum-state", f"The meeting is {forum.state}; its opinions are delivered once it was held."
        )
    if wanted.proposal_id not in forum.proposals:
        raise DomainRefusal("not-talked-over", f"The meeting was not about the proposal {wanted.proposal_id}.")
    return [wanted]


def raise_question(wanted: QuestionRaised, forum: Forum) -> list[Event]:
    """Before the standing committee meets, in it, or afterwards; by those whom it has invited."""
    if forum.level != "standing_committee":
        raise DomainRefusal("question-level", "Questions are raised in the standing committee.")
    if forum.state == "called_off":
        raise DomainRefusal("forum-state", "The meeting was called off.")
    if wanted.member_id not in forum.members:
        raise DomainRefusal("not-invited", f"Member {wanted.member_id} is not on the list of this meeting.")
    if wanted.unit_id not in forum.units:
        raise DomainRefusal("unit-not-invited", f"Unit {wanted.unit_id} does not report to this meeting.")
    return [wanted]


def future_tiers(due: date, tiers: Sequence[int], today: date) -> tuple[int, ...]:
    """Those that have not gone by: what is near from the start is reminded of at the next only."""
    return tuple(tier for tier in tiers if (due - today).days >= tier)


def timers(state: Point) -> dict[int, date]:
    """Tier → the day on which it falls due, of those that have not fallen due yet; none once it is answered."""
    if state.state != "put":
        return {}
    return {tier: state.due - timedelta(days=tier) for tier in (*state.planned, OVERDUE) if tier not in state.reminded}


def near(state: Point, point_id: str, *, tier: int, announce: bool) -> list[Event]:
    """Once per tier of a due day."""
    allow("remind", state)
    if tier in state.reminded:
        return []
    said = _about(state, point_id) | {"due": state.due, "tier": tier, "announce": announce}
    return [(OpinionNear if state.kind == "opinion" else QuestionNear).model_validate(said)]


def overdue(state: Point, point_id: str, *, today: date, overseers: Sequence[str], policy_version: int) -> list[Event]:
    """Once per due day, and nothing while that day lasts."""
    allow("remind", state)
    if OVERDUE in state.reminded or today <= state.due:
        return []
    said = _about(state, point_id) | {"due": state.due, "overseers": overseers, "policy_version": policy_version}
    return [(OpinionOverdue if state.kind == "opinion" else QuestionOverdue).model_validate(said)]


def answer(state: Point, point_id: str, *, text: str, adoption: Adoption | None, answered_by: str) -> list[Event]:
    allow("answer", state)
    if (state.kind == "opinion") != (adoption is not None):
        raise DomainRefusal("adoption", "An opinion is answered with what the unit does with it, a question without.")
    said = _about(state, point_id) | {"text": text, "adoption": adoption, "answered_by": answered_by}
    return [(OpinionAnswered if state.kind == "opinion" else QuestionAnswered).model_validate(said)]


def press(state: Point, point_id: str, *, reason: str, due: date, tiers: tuple[int, ...]) -> list[Event]:
    allow("press", state)
    said = _about(state, point_id) | {"reason": reason, "due": due, "tiers": tiers}
    return [(OpinionPressed if state.kind == "opinion" else QuestionPressed).model_validate(said)]


def settle(state: Point, point_id: str, *, settled_by: str) -> list[Event]:
    allow("settle", state)
    said = _about(state, point_id)
    if state.kind == "opinion":
        return [OpinionSettled.model_validate(said | {"settled_by": settled_by})]
    return [QuestionSettled.model_validate(said)]


def close(state: Point, point_id: str, *, reason: str, closed_by: str) -> list[Event]:
    allow("close", state)
    said = _about(state, point_id) | {"reason": reason, "closed_by": closed_by}
    return [(OpinionClosed if state.kind == "opinion" else QuestionClosed).model_validate(said)]


def _about(state: Point, point_id: str) -> dict[str, object]:
    """The fields that all its events have; an opinion's have no member, and leave it out."""
    about: dict[str, object] = {"point_id": point_id, "proposal_id": state.proposal_id, "unit_id": state.unit_id}
    return about | ({"member_id": state.member_id} if state.kind == "question" else {})

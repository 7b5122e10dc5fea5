"""What is put to one unit on the three levels, and tracked to its end: opinions of a meeting, questions of members."""

from datetime import date
from typing import Literal

from contracts.base import Adoption, DomainRefusal, Event, Record
from contracts.consultation import (
    Level,
    OpinionAnswered,
    OpinionClosed,
    OpinionDelivered,
    OpinionPressed,
    OpinionSettled,
    PointAnswered,
    PointClosed,
    PointPressed,
    PointPut,
    PointSettled,
    QuestionAnswered,
    QuestionClosed,
    QuestionPressed,
    QuestionRaised,
    QuestionSettled,
)
from services.consultation.forum.domain import Forum

State = Literal["put", "answered", "settled", "closed"]
Kind = Literal["opinion", "question"]

TRANSITIONS: dict[str, frozenset[State]] = {
    "answer": frozenset({"put"}),
    "press": frozenset({"answered"}),
    "settle": frozenset({"answered"}),
    "close": frozenset({"put", "answered"}),
}
"""Command → the states it may be given in."""

EVENTS: tuple[type[Event], ...] = (
    OpinionDelivered,
    OpinionAnswered,
    OpinionPressed,
    OpinionSettled,
    OpinionClosed,
    QuestionRaised,
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
            )
        case PointAnswered() if state is not None:
            said = Said(text=event.text, adoption=event.adoption, answered_by=event.answered_by)
            return state.model_copy(update={"state": "answered", "answers": (*state.answers, said)})
        case PointPressed() if state is not None:
            *earlier, last = state.answers
            pressed = last.model_copy(update={"pressed": event.reason})
            return state.model_copy(update={"state": "put", "due": event.due, "answers": (*earlier, pressed)})
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


def answer(state: Point, point_id: str, *, text: str, adoption: Adoption | None, answered_by: str) -> list[Event]:
    allow("answer", state)
    if (state.kind == "opinion") != (adoption is not None):
        raise DomainRefusal("adoption", "An opinion is answered with what the unit does with it, a question without.")
    said = _about(state, point_id) | {"text": text, "adoption": adoption, "answered_by": answered_by}
    return [(OpinionAnswered if state.kind == "opinion" else QuestionAnswered).model_validate(said)]


def press(state: Point, point_id: str, *, reason: str, due: date) -> list[Event]:
    allow("press", state)
    said = _about(state, point_id) | {"reason": reason, "due": due}
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

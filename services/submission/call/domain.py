"""A call may be announced; published, it offers topics for booking until it closes, by hand or after its last day."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from contracts.base import DomainRefusal, Event, Line, Record, Ref
from contracts.submission import (
    AddedTopic,
    CallAnnounced,
    CallClosed,
    CallCorrected,
    CallDropped,
    CallKind,
    CallPublished,
    TopicOrigin,
    WithdrawnTopic,
)

EVENTS = (CallAnnounced, CallDropped, CallPublished, CallCorrected, CallClosed)

State = Literal["announced", "dropped", "published", "closed"]
STATES: tuple[State, ...] = ("announced", "dropped", "published", "closed")

TRANSITIONS: dict[str, frozenset[State]] = {
    "drop": frozenset({"announced"}),
    "book": frozenset({"published"}),
    "correct": frozenset({"published"}),
    "close": frozenset({"published"}),
}
"""Command → states in which it is allowed; everything else is refused."""


TOPICS_AT_MOST = 500
"""As many as one event has room for."""


class Topic(Record):
    title: Line
    source: Line | None
    suggestion_id: Ref | None


class Correction(Record):
    corrected_on: date
    reason: Line
    title_before: Line | None
    closes_on_before: date | None
    added: tuple[Line, ...]
    withdrawn: tuple[Line, ...]


class Call(Record):
    id: Ref
    state: State
    kind: CallKind
    title: Line
    basis: Line
    session_id: Ref | None
    topics: tuple[Topic, ...]
    closes_on: date | None
    publish_on: date | None = None
    publisher: Line | None = None
    published_on: date | None = None
    withdrawn: tuple[int, ...] = ()
    """Indices of topics that are no longer offered."""
    corrections: tuple[Correction, ...] = ()

    @property
    def offered(self) -> list[Topic]:
        return [topic for index, topic in enumerate(self.topics) if index not in self.withdrawn]


def apply(state: Call | None, event: Event) -> Call:
    match event:
        case CallAnnounced():
            return Call(
                id=event.call_id,
                state="announced",
                kind=event.kind,
                title=event.title,
                basis=event.basis,
                session_id=event.session_id,
                topics=(),
                closes_on=None,
                publish_on=event.publish_on,
                publisher=event.publisher,
            )
        case CallDropped() if state is not None:
            return state.model_copy(update={"state": "dropped"})
        case CallCorrected() if state is not None:
            return _corrected(state, event)
        case CallPublished():
            origins = event.origins or (None,) * len(event.topics)
            return Call(
                id=event.call_id,
                state="published",
                kind=event.kind,
                title=event.title,
                basis=event.basis,
                session_id=event.session_id,
                topics=tuple(
                    Topic(
                        title=title,
                        source=origin.source if origin else None,
                        suggestion_id=origin.suggestion_id if origin else None,
                    )
                    for title, origin in zip(event.topics, origins, strict=True)
                ),
                closes_on=event.closes_on,
                publish_on=state.publish_on if state else None,
                publisher=state.publisher if state else None,
                published_on=event.published_on,
            )
        case CallClosed() if state is not None:
            return state.model_copy(update={"state": "closed"})
        case _:
            raise ValueError(event)


def _corrected(state: Call, event: CallCorrected) -> Call:
    added = (
        Topic(title=one.title, source=one.origin.source, suggestion_id=one.origin.suggestion_id) for one in event.added
    )
    correction = Correction(
        corrected_on=event.corrected_on,
        reason=event.reason,
        title_before=event.title_before,
        closes_on_before=event.closes_on_before,
        added=tuple(one.title for one in event.added),
        withdrawn=tuple(one.title for one in event.withdrawn),
    )
    return state.model_copy(
        update={
            "title": event.call_title,
            "closes_on": event.closes_on or state.closes_on,
            "topics": (*state.topics, *added),
            "withdrawn": (*state.withdrawn, *(one.index for one in event.withdrawn)),
            "corrections": (*state.corrections, correction),
        }
    )


def permit(state: Call, command: str) -> None:
    """Refuses ``command`` where the transition table does not allow it."""
    if state.state not in TRANSITIONS[command]:
        raise DomainRefusal("state", f"The call is {state.state}; {command} needs {sorted(TRANSITIONS[command])}.")


def publish(state: Call | None, published: CallPublished, today: date) -> list[Event]:
    if state is not None and state.state != "announced":
        raise DomainRefusal("published-already", f"Call {state.id} is {state.state} already.")
    if state is not None and state.kind != published.kind:
        raise DomainRefusal("announced-kind", f"It was announced as {state.kind}.")
    if published.closes_on is not None and published.closes_on < today:
        raise DomainRefusal("closes-on", f"The last day {published.closes_on} is over.")
    if not published.topics:
        raise DomainRefusal("topics-needed", "A call offers at least one topic.")
    _once("topic-twice", published.topics)
    _once("suggestion-twice", [o.suggestion_id for o in published.origins if o.suggestion_id is not None])
    return [published]


def _once(rule: str, values: Sequence[str]) -> None:
    twice = sorted({value for value in values if values.count(value) > 1})
    if twice:
        raise DomainRefusal(rule, f"Named more than once: {twice}.")


def announce(state: Call | None, announced: CallAnnounced, today: date) -> list[Event]:
    if state is not None:
        raise DomainRefusal("announced-already", f"Call {state.id} is {state.state} already.")
    if announced.publish_on < today:
        raise DomainRefusal("publish-on", f"{announced.publish_on} is over.")
    return [announced]


def drop(state: Call, reason: str) -> list[Event]:
    permit(state, "drop")
    return [CallDropped(call_id=state.id, reason=reason)]


@dataclass(frozen=True)
class Wanted:
    """A correction; None and empty leave things as they are."""

    reason: str
    title: str | None = None
    closes_on: date | None = None
    add: tuple[tuple[str, TopicOrigin], ...] = ()
    withdraw: tuple[int, ...] = ()


def correct(state: Call, wanted: Wanted, booked: Collection[int], last_due: date | None, today: date) -> list[Event]:
    """``booked`` are topics with an open or fulfilled booking, or that wait for the answer to an offer; ``last_due`` is
    the latest day of an open booking."""
    permit(state, "correct")
    title = wanted.title if wanted.title != state.title else None
    closes_on = wanted.closes_on if wanted.closes_on != state.closes_on else None
    if not (title or closes_on or wanted.add or wanted.withdraw):
        raise DomainRefusal("correction-empty", "The call says that already.")
    if closes_on is not None and closes_on < today:
        raise DomainRefusal("closes-on", f"The last day {closes_on} is over.")
    earlier = closes_on is not None and (state.closes_on is None or closes_on < state.closes_on)
    if earlier and closes_on is not None and last_due is not None and closes_on < last_due:
        raise DomainRefusal("bookings-due", f"A booking of the call is open until {last_due}.")
    unknown = sorted(set(wanted.withdraw) - set(range(len(state.topics))) | set(wanted.withdraw) & set(state.withdrawn))
    if unknown or len(set(wanted.withdraw)) != len(wanted.withdraw):
        raise DomainRefusal("topic-unknown", f"No topics of the call to withdraw, or named twice: {wanted.withdraw}.")
    held = sorted(set(wanted.withdraw) & set(booked))
    if held:
        raise DomainRefusal("topic-booked", f"Booked topics stay: {held}.")
    event = CallCorrected(
        call_id=state.id,
        call_title=title or state.title,
        reason=wanted.reason,
        corrected_on=today,
        title_before=state.title if title else None,
        closes_on=closes_on,
        closes_on_before=state.closes_on if closes_on else None,
        added=tuple(AddedTopic(title=name, origin=origin) for name, origin in wanted.add),
        withdrawn=tuple(WithdrawnTopic(index=index, title=state.topics[index].title) for index in wanted.withdraw),
    )
    after = apply(state, event)
    if not after.offered:
        raise DomainRefusal("topics-needed", "A call offers at least one topic; close it instead.")
    if len(after.topics) > TOPICS_AT_MOST:
        raise DomainRefusal("topics-many", f"A call has at most {TOPICS_AT_MOST} topics, withdrawn ones included.")
    _once("topic-twice", [one.title for one in after.offered])
    _once("suggestion-twice", [one.suggestion_id for one in after.offered if one.suggestion_id is not None])
    return [event]


def topic(state: Call, index: int, today: date) -> Topic:
    """The topic that is to be booked; the last day counts whole, even where the timer has not closed the call yet."""
    permit(state, "book")
    if state.closes_on is not None and today > state.closes_on:
        raise DomainRefusal("call-over", f"The call was open until {state.closes_on}.")
    if not 0 <= index < len(state.topics):
        raise DomainRefusal("topic-unknown", f"The call has the topics 0 to {len(state.topics) - 1}.")
    if index in state.withdrawn:
        raise DomainRefusal("topic-withdrawn", "This topic is no longer offered.")
    return state.topics[index]


def close(state: Call) -> list[Event]:
    permit(state, "close")
    return [CallClosed(call_id=state.id)]


def expire(state: Call, today: date) -> list[Event]:
    """What the timer does: nothing to a call that was closed by hand."""
    over = state.state == "published" and state.closes_on is not None and today > state.closes_on
    return [CallClosed(call_id=state.id)] if over else []

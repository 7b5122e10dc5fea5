"""A call offers topics for booking until it closes: by hand, or at the end of its last day."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from contracts.base import DomainRefusal, Event, Line, Record, Ref
from contracts.submission import CallClosed, CallPublished

EVENTS = (CallPublished, CallClosed)

State = Literal["published", "closed"]
STATES: tuple[State, ...] = ("published", "closed")

TRANSITIONS: dict[str, frozenset[State]] = {
    "book": frozenset({"published"}),
    "close": frozenset({"published"}),
}
"""Command → states in which it is allowed; everything else is refused."""


class Topic(Record):
    title: Line
    source: Line | None
    suggestion_id: Ref | None


class Call(Record):
    id: Ref
    state: State
    kind: Literal["catalogue", "quarterly", "commissioned"]
    title: Line
    basis: Line
    session_id: Ref | None
    topics: tuple[Topic, ...]
    closes_on: date | None


def apply(state: Call | None, event: Event) -> Call:
    match event:
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
            )
        case CallClosed() if state is not None:
            return state.model_copy(update={"state": "closed"})
        case _:
            raise ValueError(event)


def permit(state: Call, command: str) -> None:
    """Refuses ``command`` where the transition table does not allow it."""
    if state.state not in TRANSITIONS[command]:
        raise DomainRefusal("state", f"The call is {state.state}; {command} needs {sorted(TRANSITIONS[command])}.")


def publish(state: Call | None, published: CallPublished, today: date) -> list[Event]:
    if state is not None:
        raise DomainRefusal("published-already", f"Call {state.id} is published already.")
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


def topic(state: Call, index: int, today: date) -> Topic:
    """The topic that is to be booked; the last day counts whole, even where the timer has not closed the call yet."""
    permit(state, "book")
    if state.closes_on is not None and today > state.closes_on:
        raise DomainRefusal("call-over", f"The call was open until {state.closes_on}.")
    if not 0 <= index < len(state.topics):
        raise DomainRefusal("topic-unknown", f"The call has the topics 0 to {len(state.topics) - 1}.")
    return state.topics[index]


def close(state: Call) -> list[Event]:
    permit(state, "close")
    return [CallClosed(call_id=state.id)]


def expire(state: Call, today: date) -> list[Event]:
    """What the timer does: nothing to a call that was closed by hand."""
    over = state.state == "published" and state.closes_on is not None and today > state.closes_on
    return [CallClosed(call_id=state.id)] if over else []

"""A suggested topic is accepted into the pool, declined, or merged; a call takes it, holders book it and file on it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from contracts.base import DomainRefusal, Event, Line, Record, Ref, Text
from contracts.submission import (
    TopicProposed,
    TopicSource,
    TopicSuggestionAccepted,
    TopicSuggestionBooked,
    TopicSuggestionDeclined,
    TopicSuggestionFiled,
    TopicSuggestionFreed,
    TopicSuggestionMerged,
    TopicSuggestionTaken,
)
from services.submission.proposal.precheck import personal_numbers

EVENTS = (
    TopicProposed,
    TopicSuggestionAccepted,
    TopicSuggestionDeclined,
    TopicSuggestionMerged,
    TopicSuggestionTaken,
    TopicSuggestionFreed,
    TopicSuggestionBooked,
    TopicSuggestionFiled,
)

Progress = Literal["proposed", "accepted", "declined", "merged", "in_call", "booked", "filed"]
State = Literal["proposed", "accepted", "declined", "merged"]
STATES: tuple[State, ...] = ("proposed", "accepted", "declined", "merged")

TRANSITIONS: dict[str, frozenset[State]] = {
    "accept": frozenset({"proposed"}),
    "decline": frozenset({"proposed", "accepted"}),
    "merge": frozenset({"proposed"}),
    "be_merged_into": frozenset({"proposed", "accepted"}),
}
"""Command → states in which it is allowed; everything else is refused. What calls and bookings do to it is no command:
it follows."""


class Suggestion(Record):
    id: Ref
    state: State
    source: TopicSource
    title: Line
    grounds: Text
    proposed_at: datetime
    member_id: Ref | None
    body_id: Ref | None
    unit_id: Ref | None
    title_before: Line | None = None
    reason: Line | None = None
    merged_into: Ref | None = None
    call_id: Ref | None = None
    """The call that offers it, or, of a merged one, that offers what it was merged into."""
    topic: int | None = None
    booking_id: Ref | None = None
    """The first in that call."""
    filed_as: tuple[Ref, ...] = ()


@dataclass(frozen=True)
class Limits:
    """The part of the policy that judges what is handed in."""

    title_characters: int
    grounds_characters: int
    open_at_most: int
    """Of one suggester, not screened yet."""


def apply(state: Suggestion | None, event: Event) -> Suggestion:
    if isinstance(event, TopicProposed):
        return Suggestion(
            id=event.suggestion_id,
            state="proposed",
            source=event.source,
            title=event.title,
            grounds=event.grounds,
            proposed_at=event.proposed_at,
            member_id=event.member_id,
            body_id=event.body_id,
            unit_id=event.unit_id,
        )
    if state is None:
        raise ValueError(f"{type(event).__name__} before TopicProposed")
    return state.model_copy(update=_changed(state, event))


def _changed(state: Suggestion, event: Event) -> dict[str, object]:
    match event:
        case TopicSuggestionAccepted():
            return {"state": "accepted", "title": event.title, "title_before": event.title_before}
        case TopicSuggestionDeclined():
            return {"state": "declined", "reason": event.reason}
        case TopicSuggestionMerged():
            return {"state": "merged", "merged_into": event.into}
        case TopicSuggestionTaken():
            return {"call_id": event.call_id, "topic": event.topic}
        case TopicSuggestionFreed():
            return {"call_id": None, "topic": None, "booking_id": None}
        case TopicSuggestionBooked():
            return {"booking_id": event.booking_id}
        case TopicSuggestionFiled():
            return {"filed_as": (*state.filed_as, event.filed_as)}
        case _:
            raise ValueError(event)


def progress(state: Suggestion) -> Progress:
    """How far it has come; a merged one, as far as what it was merged into."""
    if state.filed_as:
        return "filed"
    if state.booking_id is not None:
        return "booked"
    return "in_call" if state.call_id is not None else state.state


def permit(state: Suggestion, command: str) -> None:
    """Refuses ``command`` where the transition table does not allow it."""
    if state.state not in TRANSITIONS[command]:
        allowed = sorted(TRANSITIONS[command])
        raise DomainRefusal("state", f"The suggestion is {state.state}; {command} needs {allowed}.")


def propose(proposed: TopicProposed, limits: Limits, open_already: int) -> list[Event]:
    """``open_already`` is how many of the same suggester wait to be screened; of the public it is not known."""
    _check_length("title", proposed.title, limits.title_characters)
    _check_length("grounds", proposed.grounds, limits.grounds_characters)
    check_personal(proposed.title, proposed.grounds)
    if open_already >= limits.open_at_most:
        raise DomainRefusal("suggestions-many", f"At most {limits.open_at_most} wait to be screened at a time.")
    return [proposed]


def _check_length(part: str, text: str, most: int) -> None:
    length = len("".join(text.split()))
    if length > most:
        raise DomainRefusal("too-long", f"The {part} has {length} characters; at most {most}.")


def check_personal(*texts: str) -> None:
    """A suggestion is read by many and its title offered to all: numbers of people stay out of it."""
    found = [one for text in texts for one in personal_numbers(text)]
    if found:
        said = ", ".join(f"{one.en} ({one.masked})" for one in found)
        raise DomainRefusal("personal-data", f"The text contains {said}: leave it out.")


def check_conflict(state: Suggestion, member_id: str | None) -> None:
    if member_id is not None and member_id == state.member_id:
        raise DomainRefusal("conflict-of-interest", "Nobody screens a suggestion of their own; a colleague does.")


def accept(state: Suggestion, title: str | None) -> list[Event]:
    permit(state, "accept")
    if title is not None:
        check_personal(title)
    changed = title is not None and title != state.title
    accepted = TopicSuggestionAccepted(
        suggestion_id=state.id,
        title=title or state.title,
        title_before=state.title if changed else None,
    )
    return [accepted]


def decline(state: Suggestion, reason: str) -> list[Event]:
    """Also what was accepted, while no call has taken it."""
    permit(state, "decline")
    if state.call_id is not None:
        raise DomainRefusal("suggestion-taken", f"In a call already: {state.call_id}.")
    return [TopicSuggestionDeclined(suggestion_id=state.id, reason=reason)]


def decline_with(state: Suggestion, reason: str) -> list[Event]:
    """Of one that was merged into what is declined."""
    return [TopicSuggestionDeclined(suggestion_id=state.id, reason=reason)]


def merge(state: Suggestion, into: Suggestion, merged_already: bool) -> list[Event]:
    """One says what another says. ``merged_already``: others were merged into this one, and would be lost sight of."""
    permit(state, "merge")
    if into.id == state.id:
        raise DomainRefusal("merge-itself", "A suggestion is merged into another one.")
    permit(into, "be_merged_into")
    if merged_already:
        raise DomainRefusal("merged-into-it", "Others were merged into this one: merge the other one into it.")
    merged: list[Event] = [TopicSuggestionMerged(suggestion_id=state.id, into=into.id, title=into.title)]
    if into.call_id is not None and into.topic is not None:
        merged += take(state, into.call_id, into.topic, into.title)
    return merged


def take(state: Suggestion, call_id: str, topic: int, title: str) -> list[Event]:
    return [TopicSuggestionTaken(suggestion_id=state.id, call_id=call_id, topic=topic, title=title)]


def free(state: Suggestion, call_id: str) -> list[Event]:
    return [TopicSuggestionFreed(suggestion_id=state.id, call_id=call_id)] if state.call_id == call_id else []


def book(state: Suggestion, booking_id: str) -> list[Event]:
    """The suggester hears of the first; whoever books after that changes nothing for them."""
    if state.booking_id is not None:
        return []
    return [TopicSuggestionBooked(suggestion_id=state.id, booking_id=booking_id)]


def file(state: Suggestion, booking_id: str, proposal_id: str) -> list[Event]:
    return [TopicSuggestionFiled(suggestion_id=state.id, booking_id=booking_id, filed_as=proposal_id)]

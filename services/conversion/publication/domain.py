"""The marks of one proposal. Everybody who may decide marks for themselves, and the strictest mark holds."""

from typing import get_args

from contracts.base import DomainRefusal, Event, Record
from contracts.conversion import PublicationDecided, PublicationMark

State = PublicationMark

STRICTNESS: tuple[State, ...] = get_args(State)

TRANSITIONS: dict[str, frozenset[State]] = {"decide": frozenset(STRICTNESS)}
"""Command → the states it may be given in: who has marked may mark anew."""

EVENTS: tuple[type[Event], ...] = (PublicationDecided,)


class Decision(Record):
    """``unit_id`` is None where the conference's office decided."""

    unit_id: str | None
    mark: PublicationMark
    reason: str | None


class Publication(Record):
    """The latest decision of each, so that one unit never opens what another has closed."""

    proposal_id: str
    decisions: tuple[Decision, ...]

    @property
    def state(self) -> State:
        marks: list[State] = [decision.mark for decision in self.decisions]
        return max(marks, key=STRICTNESS.index)

    def shows(self, unit_id: str) -> bool:
        """Whether this unit's answer may be seen: nobody but the unit itself and the office opens it."""
        return self.state != "closed" and any(decision.unit_id in (unit_id, None) for decision in self.decisions)


def apply(state: Publication | None, event: Event) -> Publication:
    if not isinstance(event, PublicationDecided):
        raise ValueError(f"{event.wire_name()} is no event of a publication")
    others = [d for d in state.decisions if d.unit_id != event.unit_id] if state is not None else []
    decision = Decision(unit_id=event.unit_id, mark=event.mark, reason=event.reason)
    return Publication(proposal_id=event.proposal_id, decisions=(*others, decision))


def decide(state: Publication | None, event: PublicationDecided, *, admitted: bool) -> list[Event]:
    """Nothing where the same was decided already."""
    if not admitted:
        raise DomainRefusal("unknown-proposal", f"No admitted proposal {event.proposal_id} is known.")
    if event.mark == "closed" and event.reason is None:
        raise DomainRefusal("reason-missing", "What is closed to the public is closed with a reason.")
    if state is not None and Decision(unit_id=event.unit_id, mark=event.mark, reason=event.reason) in state.decisions:
        return []
    return [event]

"""A member is enrolled for a term and may be retired; nothing of a retired member is removed."""

from contracts.base import DomainRefusal, Event, Line, Record, Ref
from contracts.submission import MemberEnrolled, MemberRetired

EVENTS = (MemberEnrolled, MemberRetired)


class Member(Record):
    id: Ref
    name: Line
    sector: Line
    party_group: Line | None
    committee: Line | None
    term: int
    active: bool
    carries_on: bool
    """Retired by the end of a term: finishes what is open, and begins nothing new."""


def apply(state: Member | None, event: Event) -> Member:
    match event:
        case MemberEnrolled():
            return Member(
                id=event.member_id,
                name=event.name,
                sector=event.sector,
                party_group=event.party_group,
                committee=event.committee,
                term=event.term,
                active=True,
                carries_on=False,
            )
        case MemberRetired() if state is not None:
            return state.model_copy(update={"active": False, "carries_on": event.term is not None})
        case _:
            raise ValueError(event)


def enrol(state: Member | None, enrolled: MemberEnrolled) -> list[Event]:
    """A new member, or the same one for a later term."""
    if state is not None and state.active and state.term >= enrolled.term:
        raise DomainRefusal("enrolled-already", f"Member {enrolled.member_id} is enrolled for term {state.term}.")
    return [enrolled]


def correct(state: Member, enrolled: MemberEnrolled) -> list[Event]:
    """What is recorded of a member in office, put right; of one who has left it stays as it was then."""
    if not state.active:
        raise DomainRefusal("retired-already", f"Member {state.id} is retired.")
    return [] if apply(state, enrolled) == state else [enrolled]


def bring_in(state: Member | None, enrolled: MemberEnrolled) -> list[Event]:
    """A row of the county's list: new, for a later term, or corrected; nothing when it says what is known.

    The list of a term does not bring back who was retired in it: that takes a later term.
    """
    if state is None or enrolled.term > state.term:
        return [enrolled]
    if enrolled.term < state.term:
        raise DomainRefusal("enrolled-already", f"该委员已登记为第 {state.term} 届，不能退回第 {enrolled.term} 届")
    if not state.active or apply(state, enrolled) == state:
        return []
    return [enrolled]


def retire(state: Member, reason: str) -> list[Event]:
    if not state.active:
        raise DomainRefusal("retired-already", f"Member {state.id} is retired already.")
    return [MemberRetired(member_id=state.id, reason=reason)]


def close_term(state: Member, term: int) -> list[Event]:
    """The end of a term retires whoever is enrolled for no later one; nothing where that is done."""
    if not state.active or state.term > term:
        return []
    return [MemberRetired(member_id=state.id, reason=f"第{term}届任期届满", term=term)]

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
            )
        case MemberRetired() if state is not None:
            return state.model_copy(update={"active": False})
        case _:
            raise ValueError(event)


def enrol(state: Member | None, enrolled: MemberEnrolled) -> list[Event]:
    """A new member, or the same one for a later term."""
    if state is not None and state.active and state.term >= enrolled.term:
        raise DomainRefusal("enrolled-already", f"Member {enrolled.member_id} is enrolled for term {state.term}.")
    return [enrolled]


def retire(state: Member, reason: str) -> list[Event]:
    if not state.active:
        raise DomainRefusal("retired-already", f"Member {state.id} is retired already.")
    return [MemberRetired(member_id=state.id, reason=reason)]

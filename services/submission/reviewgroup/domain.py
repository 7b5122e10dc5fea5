"""A group of reviewers: for one session, of one field, with a lead."""

from contracts.base import DomainRefusal, Event, Line, Record, Ref
from contracts.submission import ReviewGroupDissolved, ReviewGroupFormed

EVENTS = (ReviewGroupFormed, ReviewGroupDissolved)


class Group(Record):
    id: Ref
    session_id: Ref
    name: Line
    topics: tuple[Line, ...]
    sectors: tuple[Line, ...]
    members: tuple[Ref, ...]
    lead: Ref
    active: bool


def apply(state: Group | None, event: Event) -> Group:
    match event:
        case ReviewGroupFormed():
            return Group(
                id=event.group_id,
                session_id=event.session_id,
                name=event.name,
                topics=event.topics,
                sectors=event.sectors,
                members=event.members,
                lead=event.lead,
                active=True,
            )
        case ReviewGroupDissolved() if state is not None:
            return state.model_copy(update={"active": False})
        case _:
            raise ValueError(event)


def _check_members(formed: ReviewGroupFormed) -> None:
    if len(set(formed.members)) != len(formed.members):
        raise DomainRefusal("member-twice", "Each reviewer is named once.")
    if formed.lead not in formed.members:
        raise DomainRefusal("lead-no-member", "The lead is one of the group's members.")


def form(state: Group | None, formed: ReviewGroupFormed) -> list[Event]:
    if state is not None:
        raise DomainRefusal("formed-already", f"Group {state.id} exists already.")
    _check_members(formed)
    return [formed]


def correct(state: Group, formed: ReviewGroupFormed) -> list[Event]:
    """Whoever is in it now is asked in stages that open from now on."""
    if not state.active:
        raise DomainRefusal("dissolved-already", f"Group {state.id} is dissolved.")
    _check_members(formed)
    return [] if apply(state, formed) == state else [formed]


def dissolve(state: Group, reason: str, reviewing: int) -> list[Event]:
    """``reviewing`` is how many proposals still wait for its opinions: they go to another group first."""
    if not state.active:
        raise DomainRefusal("dissolved-already", f"Group {state.id} is dissolved already.")
    if reviewing:
        raise DomainRefusal("group-busy", f"Group {state.id} still reviews {reviewing} proposals; move them first.")
    return [ReviewGroupDissolved(group_id=state.id, reason=reason)]

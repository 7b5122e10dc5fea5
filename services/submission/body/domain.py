"""A body acts through the officers that its register names; a retired one acts no more."""

from typing import Literal

from contracts.base import DomainRefusal, Event, Line, Record, Ref
from contracts.submission import BodyEnrolled, BodyRetired

EVENTS = (BodyEnrolled, BodyRetired)

Kind = Literal["party_group", "sector", "committee"]


class Body(Record):
    id: Ref
    name: Line
    kind: Kind
    officers: tuple[Ref, ...]
    active: bool


def apply(state: Body | None, event: Event) -> Body:
    match event:
        case BodyEnrolled():
            return Body(id=event.body_id, name=event.name, kind=event.kind, officers=event.officers, active=True)
        case BodyRetired() if state is not None:
            return state.model_copy(update={"active": False})
        case _:
            raise ValueError(event)


def enrol(state: Body | None, enrolled: BodyEnrolled) -> list[Event]:
    if state is not None:
        raise DomainRefusal("enrolled-already", f"Body {state.id} is enrolled already.")
    return [enrolled]


def correct(state: Body, enrolled: BodyEnrolled) -> list[Event]:
    """Another name or other officers, from now on; the present ones act on all that was filed for the body."""
    if not state.active:
        raise DomainRefusal("retired-already", f"Body {state.id} is retired.")
    return bring_in(state, enrolled)


def bring_in(state: Body | None, enrolled: BodyEnrolled) -> list[Event]:
    """A row of the county's list: new or corrected; nothing when it says what is known, or for a retired body."""
    known = state is not None and (not state.active or apply(state, enrolled) == state)
    return [] if known else [enrolled]


def retire(state: Body, reason: str) -> list[Event]:
    if not state.active:
        raise DomainRefusal("retired-already", f"Body {state.id} is retired already.")
    return [BodyRetired(body_id=state.id, reason=reason)]


def authorise(state: Body | None, body_id: str, member_id: str, token_body: str | None, *, officer: bool) -> None:
    """Refuses whoever may not act for the body: the login must speak for it *and* its register must name the member."""
    if not officer or token_body != body_id:
        raise DomainRefusal("body-officer", "Only the body's authorised officer acts on its behalf.")
    check_officer(state, body_id, member_id)


def check_active(state: Body | None, body_id: str) -> Body:
    if state is None or not state.active:
        raise DomainRefusal("body-unknown", f"There is no active body {body_id} in this county's register.")
    return state


def check_officer(state: Body | None, body_id: str, member_id: str) -> None:
    """By the register alone, as of what was handed in on paper."""
    state = check_active(state, body_id)
    if member_id not in state.officers:
        raise DomainRefusal("body-officer", f"The register of {state.name} does not name this member as its officer.")

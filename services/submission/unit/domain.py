"""A handling unit, and the committee that supervises its general proposals."""

from typing import Literal

from contracts.base import DomainRefusal, Event, Line, Record, Ref
from contracts.submission import UnitEnrolled

EVENTS = (UnitEnrolled,)


class Unit(Record):
    id: Ref
    name: Line
    system: Literal["party", "government", "other"]
    linked_committee: Line


def apply(state: Unit | None, event: Event) -> Unit:
    match event:
        case UnitEnrolled():
            return Unit(id=event.unit_id, name=event.name, system=event.system, linked_committee=event.linked_committee)
        case _:
            raise ValueError(event)


def enrol(state: Unit | None, enrolled: UnitEnrolled) -> list[Event]:
    if state is not None:
        raise DomainRefusal("enrolled-already", f"Unit {state.id} is enrolled already.")
    return [enrolled]


def bring_in(state: Unit | None, enrolled: UnitEnrolled) -> list[Event]:
    """A row of the county's list: new or corrected; nothing when it says what is known."""
    return [] if state is not None and apply(state, enrolled) == state else [enrolled]

"""A handling unit: its names, the committee that supervises its general proposals, and who takes over from it."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from contracts.base import DomainRefusal, Event, Line, Record, Ref
from contracts.submission import UnitEnrolled, UnitRetired, UnitSucceeded, UnitSuccessionUndone

EVENTS = (UnitEnrolled, UnitSucceeded, UnitSuccessionUndone, UnitRetired)


class Unit(Record):
    id: Ref
    name: Line
    system: Literal["party", "government", "other"]
    linked_committee: Line
    aliases: tuple[Line, ...]
    successor_id: Ref | None
    ended_on: date | None
    """The first day on which it is assigned nothing new; it may be still to come."""

    @property
    def names(self) -> tuple[str, ...]:
        """Its name first, then its aliases, as they are compared."""
        return _names(self.name, self.aliases)


@dataclass(frozen=True)
class Resolved:
    """Where a named unit leads to: itself, or whoever has taken over from it by now."""

    id: str
    name: str
    ended: bool
    """Nobody has taken over: nothing can be given to it."""


def plain(name: str) -> str:
    """Two names are one when they differ in width, spaces or capitals only: （示例）局 and (示例)局."""
    return "".join(unicodedata.normalize("NFKC", name).split()).lower()


def _names(name: str, aliases: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(plain(one) for one in (name, *aliases)))


def names_of(enrolled: UnitEnrolled) -> tuple[str, ...]:
    return _names(enrolled.name, enrolled.aliases)


def apply(state: Unit | None, event: Event) -> Unit:
    match event:
        case UnitEnrolled():
            return Unit(
                id=event.unit_id,
                name=event.name,
                system=event.system,
                linked_committee=event.linked_committee,
                aliases=event.aliases,
                successor_id=None if state is None else state.successor_id,
                ended_on=None if state is None else state.ended_on,
            )
        case UnitSucceeded() if state is not None:
            return state.model_copy(update={"successor_id": event.successor_id, "ended_on": event.takes_over_on})
        case UnitSuccessionUndone() if state is not None:
            return state.model_copy(update={"successor_id": None, "ended_on": None})
        case UnitRetired() if state is not None:
            return state.model_copy(update={"ended_on": event.retired_on})
        case _:
            raise ValueError(event)


def enrol(state: Unit | None, enrolled: UnitEnrolled) -> list[Event]:
    if state is not None:
        raise DomainRefusal("enrolled-already", f"Unit {state.id} is enrolled already.")
    return [_tidy(enrolled)]


def correct(state: Unit, enrolled: UnitEnrolled) -> list[Event]:
    _check_open(state)
    return [] if apply(state, _tidy(enrolled)) == state else [_tidy(enrolled)]


def bring_in(state: Unit | None, enrolled: UnitEnrolled) -> list[Event]:
    """A row of the county's list: new or corrected; nothing when it says what is known, or for a unit that ended.

    A row that says nothing of aliases leaves them as they are.
    """
    if state is None:
        return [_tidy(enrolled)]
    if state.ended_on is not None:
        return []
    if "aliases" not in enrolled.model_fields_set:
        enrolled = enrolled.model_copy(update={"aliases": state.aliases})
    return correct(state, enrolled)


def _tidy(enrolled: UnitEnrolled) -> UnitEnrolled:
    """Each alias once, and none that is the name."""
    different = {plain(alias): alias for alias in reversed(enrolled.aliases) if plain(alias) != plain(enrolled.name)}
    return enrolled.model_copy(update={"aliases": tuple(reversed(different.values()))})


def succeed(state: Unit, successor: Unit, takes_over_on: date, reason: str) -> list[Event]:
    """Onto an open unit that nobody is to take over from: so no chain of successions can become a ring."""
    if state.id == successor.id:
        raise DomainRefusal("successor-itself", "A unit does not succeed itself; correct its name instead.")
    _check_open(state)
    if successor.ended_on is not None:
        raise DomainRefusal(
            "successor-ended",
            f"Unit {successor.id} ({successor.name}) ends itself on {successor.ended_on}"
            + (f"; its successor is {successor.successor_id}." if successor.successor_id else "."),
        )
    return [UnitSucceeded(unit_id=state.id, successor_id=successor.id, takes_over_on=takes_over_on, reason=reason)]


@dataclass(frozen=True)
class Used:
    """What has been done by the succession: it names its unit's successor, or says something in its unit's name."""

    proposals: tuple[str, ...]
    """That suggest whoever is there in the unit's place, since it had ended when they were filed."""
    replies: tuple[str, ...]
    """Numbers of those issued in the unit's name after its end: nobody can say any more which of the two gave them."""
    acts: tuple[tuple[str, str, str], ...] = ()
    """What logins of a unit in its place did in its name: that unit, the event's name, the proposal."""


def undo_succession(state: Unit, used: Used, reason: str) -> list[Event]:
    if state.successor_id is None or state.ended_on is None:
        raise DomainRefusal("not-succeeded", f"Nobody has taken over from unit {state.id} ({state.name}).")
    standing = [f"proposal {id} suggests its successor" for id in used.proposals]
    standing += [f"reply {number} was issued in its name" for number in used.replies]
    standing += [f"unit {unit} acted in its name ({act}{id and f', proposal {id}'})" for unit, act, id in used.acts]
    if standing:
        raise DomainRefusal("succession-used", f"The succession stays, since it was used: {'; '.join(standing)}.")
    return [
        UnitSuccessionUndone(
            unit_id=state.id, successor_id=state.successor_id, takes_over_on=state.ended_on, reason=reason
        )
    ]


def retire(state: Unit, today: date, reason: str) -> list[Event]:
    _check_open(state)
    return [UnitRetired(unit_id=state.id, retired_on=today, reason=reason)]


def _check_open(state: Unit) -> None:
    if state.ended_on is not None:
        raise DomainRefusal(
            "unit-ended",
            f"Unit {state.id} ({state.name}) ends on {state.ended_on}"
            + (f"; unit {state.successor_id} takes over." if state.successor_id else " with no successor."),
        )


def name_taken(enrolled: UnitEnrolled, others: Iterable[tuple[str, tuple[str, ...]]]) -> Mapping[str, str]:
    """Of ``others`` (id and names of units that are open): name → the unit that has it already.

    Two units may bear one name, since names are no keys; but an alias must lead to one unit.
    """
    name = plain(enrolled.name)
    mine = {name: enrolled.name} | {plain(alias): alias for alias in _tidy(enrolled).aliases}
    taken: dict[str, str] = {}
    for id, names in others:
        for at, theirs in enumerate(names):
            if theirs in mine and id != enrolled.unit_id and not (at == 0 and theirs == name):
                taken[mine[theirs]] = id
    return taken


def check_names(enrolled: UnitEnrolled, others: Iterable[tuple[str, tuple[str, ...]]]) -> None:
    taken = name_taken(enrolled, others)
    if taken:
        told = ", ".join(f"{name} is a name of unit {id}" for name, id in taken.items())
        raise DomainRefusal("name-taken", f"An alias leads to one unit: {told}.")

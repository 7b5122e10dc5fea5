"""The panel of one scheme. Appointing again takes the place of what was; scores that were given stand."""

from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import Field

from contracts.base import DomainRefusal, Event, Record
from contracts.evaluation import AssessorsAppointed
from services.evaluation.scheme.domain import Scheme

State = Literal["appointed"]

TRANSITIONS: dict[str, frozenset[State]] = {"appoint": frozenset({"appointed"})}

EVENTS: tuple[type[Event], ...] = (AssessorsAppointed,)


class Panel(Record):
    scheme_id: str
    groups: dict[str, tuple[str, ...]]
    state: State = "appointed"
    units: dict[str, tuple[str, ...]] = Field(default={}, exclude_if=lambda units: not units)

    def group_of(self, assessor: str) -> str | None:
        return next((group for group, people in self.groups.items() if assessor in people), None)


def apply(_: Panel | None, event: Event) -> Panel:
    if not isinstance(event, AssessorsAppointed):
        raise ValueError(f"{event.wire_name()} is no event of a panel")
    return Panel(scheme_id=event.scheme_id, groups=event.groups, units=event.units)


def panel_id(scheme_id: str) -> str:
    """A scheme has one."""
    return f"panel-{scheme_id}"


def appoint(
    scheme_id: str, scheme: Scheme, groups: Mapping[str, Sequence[str]], units: Mapping[str, Sequence[str]]
) -> list[Event]:
    """``units``: assessor → the units whose people they are."""
    wanted = {group.code: group for group in scheme.rules.groups}
    if not wanted:
        raise DomainRefusal("no-groups", "The scheme has no groups of assessors; every assessor may score.")
    foreign = sorted(set(groups) - set(wanted))
    if foreign:
        raise DomainRefusal("unknown-group", f"The scheme has no groups {', '.join(foreign)}.")
    for code, group in wanted.items():
        count = len(set(groups.get(code, ())))
        if count < group.at_least:
            raise DomainRefusal("group-small", f"{group.name} has {count} assessors, and {group.at_least} must score.")
    seen: dict[str, str] = {}
    for code, people in groups.items():
        for person in people:
            if seen.setdefault(person, code) != code:
                raise DomainRefusal("twice", f"{person} is in {seen[person]} and in {code}; one person has one weight.")
    strangers = sorted(set(units) - set(seen))
    if strangers:
        raise DomainRefusal("not-on-panel", f"Units are named of {', '.join(strangers)}, who are in no group.")
    people = {code: tuple(dict.fromkeys(groups.get(code, ()))) for code in wanted}
    of = {person: tuple(dict.fromkeys(given)) for person, given in units.items() if given}
    return [AssessorsAppointed(panel_id=panel_id(scheme_id), scheme_id=scheme_id, groups=people, units=of)]

"""A county's conference as the others of the city know it: its name, and whether it takes what they forward."""

from contracts.base import DomainRefusal, Event, Line, Record
from contracts.submission import ConferenceRegistered

EVENTS = (ConferenceRegistered,)
ID = "conference"
"""A county has one."""


class Conference(Record):
    name: Line
    receives: bool


def apply(state: Conference | None, event: Event) -> Conference:
    match event:
        case ConferenceRegistered():
            return Conference(name=event.name, receives=event.receives)
        case _:
            raise ValueError(event)


def register(state: Conference | None, registered: ConferenceRegistered) -> list[Event]:
    if state is not None and apply(state, registered) == state:
        raise DomainRefusal("registered-already", "The register says that already.")
    return [registered]


def check_receiver(receiver: Conference | None, county: str, own: str) -> Conference:
    """Whoever is to receive must have entered itself: what no county looks at would be lost there."""
    if county == own:
        raise DomainRefusal("forward-self", "A county forwards nothing to itself.")
    if receiver is None:
        raise DomainRefusal("receiver-unknown", f"No conference of this city is registered as {county}.")
    if not receiver.receives:
        raise DomainRefusal("receiver-closed", f"{receiver.name} takes nothing that is forwarded.")
    return receiver

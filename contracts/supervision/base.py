"""What every event of supervision has."""

from typing import ClassVar

from contracts.base import Event, Ref

TOPIC = "supervision.events"


class SupervisionEvent(Event):
    SOURCE: ClassVar[str] = "supervision"
    proposal_id: Ref

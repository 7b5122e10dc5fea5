"""What every event of supervision has."""

from typing import Annotated, ClassVar

from contracts.base import STORABLE, Event, Ref

TOPIC = "supervision.events"

Encoded = Annotated[str, STORABLE]
"""Bytes of a browser, a device or a certificate, as text."""


class SupervisionEvent(Event):
    SOURCE: ClassVar[str] = "supervision"
    proposal_id: Ref

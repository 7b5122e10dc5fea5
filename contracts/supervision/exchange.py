"""What came from the party and government supervision system, and what of it was refused."""

from datetime import date, datetime
from typing import ClassVar, Literal

from contracts.base import Event, Line, Record, Ref, Text
from contracts.supervision.base import SupervisionEvent


class ExternalOrigin(Record):
    """The message as its sender named it; source and id together name it for ever."""

    source: Line
    message_id: Ref
    sent_at: datetime | None
    """None where a refused message did not say so; so below."""
    sequence: int | None
    """Among the messages of its source."""
    content_hash: str
    """Hex SHA-256 of what it says."""
    received_at: datetime


class Directive(Record):
    given_by: Line
    given_on: date
    text: Text
    due: date | None


class Inspection(Record):
    number: Line
    announced_by: Line
    inspection_on: date
    matters: Text


class Assessment(Record):
    year: int
    points: float
    """0 to 100."""
    grade: Literal["excellent", "good", "qualified", "unqualified"]
    assessed_by: Line
    remark: Text | None


class DirectiveReceived(SupervisionEvent):
    """批示: a leader's instruction on the proposal."""

    origin: ExternalOrigin
    directive: Directive


class InspectionNoticeReceived(SupervisionEvent):
    """督查通知: how the proposal is handled is going to be inspected."""

    origin: ExternalOrigin
    inspection: Inspection


class ExternalMessageEvent(Event):
    """Of a message that concerns no single proposal."""

    SOURCE: ClassVar[str] = "supervision"
    origin: ExternalOrigin


class AssessmentResultReceived(ExternalMessageEvent):
    """考核结果: of a unit's handling of proposals in a year."""

    unit_id: Ref
    assessment: Assessment


class ExternalMessageRejected(ExternalMessageEvent):
    """It was answered with the rule; nothing else came of it."""

    type: Line | None
    rule: Ref
    detail: tuple[Text, ...]

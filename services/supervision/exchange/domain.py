"""One message that came from outside: what it becomes here, and how two sides' views of a day are compared."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from pydantic import ValidationError

from contracts import external
from contracts.base import Event, Line, Record, Ref, Text
from contracts.external.base import CloudEvent, problems
from contracts.external.outbound import RejectionRule
from contracts.supervision import (
    Assessment,
    AssessmentResultReceived,
    Directive,
    DirectiveReceived,
    ExternalMessageRejected,
    ExternalOrigin,
    Inspection,
    InspectionNoticeReceived,
)

EVENTS: tuple[type[Event], ...] = (
    DirectiveReceived,
    InspectionNoticeReceived,
    AssessmentResultReceived,
    ExternalMessageRejected,
)
TYPES = {message.wire_name(): message for message in external.RECEIVED}
Status = Literal["received", "rejected"]


class Received(Record):
    """``type`` is the sender's; exactly one of the three is there where it was not rejected."""

    status: Status
    origin: ExternalOrigin
    type: Line | None
    proposal_id: Ref | None = None
    unit_id: Ref | None = None
    directive: Directive | None = None
    inspection: Inspection | None = None
    assessment: Assessment | None = None
    rule: Ref | None = None
    detail: tuple[Text, ...] = ()


class Rejection(Exception):
    """The message is refused for good."""

    def __init__(self, rule: RejectionRule, *detail: str) -> None:
        super().__init__(f"{rule}: {'; '.join(detail)}")
        self.rule: RejectionRule = rule
        self.detail = detail


def apply(_: Received | None, event: Event) -> Received:
    match event:
        case DirectiveReceived():
            return Received(
                status="received",
                type=external.DirectiveGiven.wire_name(),
                **dict(event),
            )
        case InspectionNoticeReceived():
            return Received(status="received", type=external.InspectionAnnounced.wire_name(), **dict(event))
        case AssessmentResultReceived():
            return Received(status="received", type=external.AssessmentPublished.wire_name(), **dict(event))
        case ExternalMessageRejected():
            return Received(status="rejected", **dict(event))
        case _:
            raise ValueError(f"no event of an external message: {event!r}")


def read(event: CloudEvent, ours: str) -> external.Message:
    """Its data by its type; ``ours`` begins every source of this platform."""
    if event.source.startswith(ours):
        raise Rejection("source-ours", f"{ours} is this platform's own")
    kind = TYPES.get(event.type)
    if kind is None:
        raise Rejection("type-unknown", f"known are {', '.join(sorted(TYPES))}")
    try:
        said = kind.model_validate_json(event.encode_data())
    except ValidationError as error:
        raise Rejection("invalid", *problems(error, "/data")) from error
    proposal = getattr(said, "proposal_id", None)
    if event.subject != proposal:
        raise Rejection("invalid", "/subject: the proposal that the data names, and absent where they name none")
    return said


def take(said: external.Message, origin: ExternalOrigin) -> Event:
    """The event that a message becomes; a report on a day becomes none."""
    match said:
        case external.DirectiveGiven():
            about = Directive(given_by=said.given_by, given_on=said.given_on, text=said.text, due=said.due)
            return DirectiveReceived(proposal_id=said.proposal_id, origin=origin, directive=about)
        case external.InspectionAnnounced():
            notice = Inspection(
                number=said.number,
                announced_by=said.announced_by,
                inspection_on=said.inspection_on,
                matters=said.matters,
            )
            return InspectionNoticeReceived(proposal_id=said.proposal_id, origin=origin, inspection=notice)
        case external.AssessmentPublished():
            result = Assessment(**said.model_dump(exclude={"unit_id"}))
            return AssessmentResultReceived(unit_id=said.unit_id, origin=origin, assessment=result)
        case _:
            raise ValueError(f"becomes no event: {said!r}")


@dataclass(frozen=True)
class Comparison:
    """Each list sorted."""

    day: date
    missing_there: tuple[str, ...]
    unknown_there: tuple[str, ...]
    missing_here: tuple[str, ...]
    unreported: tuple[str, ...]

    @property
    def differences(self) -> int:
        return sum(map(len, (self.missing_there, self.unknown_there, self.missing_here, self.unreported)))


def compare(
    day: date,
    sent: Collection[str],
    theirs_received: Collection[str],
    received: Collection[str],
    theirs_sent: Collection[str],
) -> Comparison:
    """``sent`` and ``received`` are ours of the day, the others what the other side says."""
    return Comparison(
        day,
        missing_there=tuple(sorted({*sent} - {*theirs_received})),
        unknown_there=tuple(sorted({*theirs_received} - {*sent})),
        missing_here=tuple(sorted({*theirs_sent} - {*received})),
        unreported=tuple(sorted({*received} - {*theirs_sent})),
    )


def county_of(said: Mapping[str, Any]) -> str | None:
    """As far as a message that is refused says it."""
    found = said.get("county")
    return found if isinstance(found, str) and len(found) == 6 and found.isascii() and found.isdigit() else None


def sequence_of(said: Mapping[str, Any]) -> int | None:
    found = said.get("sequence")
    if not isinstance(found, str) or not found.isascii() or not found.isdigit() or len(found) > 16:
        return None
    return int(found) if 1 <= int(found) <= external.LAST_SEQUENCE else None

"""A proposal of an earlier year as its archive tells it: recorded, and corrected by recording it again."""

from contracts.base import AnswerClass, Event, Line, Rating, Record, Ref, Text
from contracts.submission import ArchivedProposalRecorded

EVENTS = (ArchivedProposalRecorded,)


class Archived(Record):
    id: Ref
    year: int
    session: Line
    case_number: int
    title: Line
    proposers: tuple[Line, ...]
    units: tuple[Line, ...]
    answer_class: AnswerClass | None
    result: Rating | None
    unfinished: Text | None


def identify(year: int, case_number: int) -> str:
    return f"A-{year}-{case_number}"


def apply(state: Archived | None, event: Event) -> Archived:
    match event:
        case ArchivedProposalRecorded():
            return Archived(id=event.proposal_id, **event.model_dump(exclude={"proposal_id"}))
        case _:
            raise ValueError(event)


def record(state: Archived | None, recorded: ArchivedProposalRecorded) -> list[Event]:
    """New or corrected; nothing when it says what is known."""
    return [] if state is not None and apply(state, recorded) == state else [recorded]

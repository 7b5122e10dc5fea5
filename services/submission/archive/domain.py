"""A proposal of an earlier year as its archive tells it: recorded, and corrected by recording it again."""

from collections.abc import Sequence

from contracts.base import AnswerClass, Event, Line, Rating, Record, Ref, Text
from contracts.submission import ArchivedProposalRecorded, ArchivedText

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
    text: ArchivedText | None = None


def identify(year: int, case_number: int) -> str:
    return f"A-{year}-{case_number}"


def apply(state: Archived | None, event: Event) -> Archived:
    match event:
        case ArchivedProposalRecorded():
            facts = {name: getattr(event, name) for name in Archived.model_fields if name not in ("id", "text")}
            # A list tells nothing of texts: correcting it must not take them away.
            text = event.text or (state.text if state is not None else None)
            return Archived(id=event.proposal_id, **facts, text=text)
        case _:
            raise ValueError(event)


def text_for(state: Archived, *, staff: bool) -> ArchivedText | None:
    """What of its text a reader may see: nothing of one that is for the county's staff alone."""
    return state.text if state.text is not None and (staff or state.text.public) else None


def parts(text: ArchivedText) -> Sequence[tuple[str, str]]:
    """Its fields with what they say, in order."""
    named = [("situation", text.situation), ("analysis", text.analysis)]
    numbered = [(f"suggestions/{one.number}", one.text) for one in text.suggestions]
    return [(name, said) for name, said in [*named, *numbered, ("whole", text.whole)] if said]


def record(state: Archived | None, recorded: ArchivedProposalRecorded) -> list[Event]:
    """New or corrected; nothing when it says what is known."""
    return [] if state is not None and apply(state, recorded) == state else [recorded]

"""Comments at their place in a text, and whether that place was changed when the text was filed again; pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.base import DomainRefusal, Event
from contracts.submission import PlacedComment, ProposalAmended, ProposalReturned, ProposalText


def paragraphs(text: str) -> list[str]:
    """Those that are not blank, as they are counted from 1."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def passages(text: ProposalText, part: str) -> list[str]:
    """What of a part can be pointed at, in order: its paragraphs, or the suggestions."""
    match part:
        case "title":
            return [text.title]
        case "suggestions":
            return [one.text for one in text.suggestions]
        case "situation":
            return paragraphs(text.situation)
        case _:
            return paragraphs(text.analysis)


def at(text: ProposalText, place: PlacedComment) -> str | None:
    """What stands at the place; None where there is none."""
    found = passages(text, place.part)
    return found[place.number - 1] if 1 <= place.number <= len(found) else None


def check(text: ProposalText, places: Sequence[PlacedComment]) -> None:
    """A comment at a place that is not there would be read as one on something else."""
    for n, place in enumerate(places, 1):
        found = at(text, place)
        if found is None:
            last = len(passages(text, place.part))
            raise DomainRefusal(
                "comment-place", f"Comment {n}: {place.part} has {last} places, none is {place.number}."
            )
        if place.quote is not None and place.quote not in found:
            raise DomainRefusal("comment-quote", f"Comment {n}: what is quoted does not stand at that place.")


@dataclass(frozen=True)
class Placed:
    place: PlacedComment
    stood: str
    """What stood there when it was commented on."""
    changed: bool | None
    """None until the text is filed again. A passage that only moved within its part has not changed."""


@dataclass(frozen=True)
class Returned:
    comments: str
    text_version: int
    places: tuple[Placed, ...]
    refiled: bool


def returns(events: Sequence[Event], first: ProposalText) -> list[Returned]:
    """Every return of a proposal in order, from its whole history; ``first`` is the text as filed."""
    found: list[Returned] = []
    text, version = first, 1
    for event in events:
        match event:
            case ProposalReturned():
                placed = tuple(Placed(one, at(text, one) or "", None) for one in event.places)
                found.append(Returned(event.comments, version, placed, refiled=False))
            case ProposalAmended():
                text, version = event.text, version + 1
                if event.refiled and found:
                    last = found[-1]
                    placed = tuple(
                        Placed(one.place, one.stood, one.stood not in passages(text, one.place.part))
                        for one in last.places
                    )
                    found[-1] = Returned(last.comments, last.text_version, placed, refiled=True)
            case _:
                pass
    return found

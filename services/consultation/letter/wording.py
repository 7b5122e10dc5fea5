"""What a county's letters say around what the record says: its policy, filled in with what a letter knows."""

from collections.abc import Mapping
from string import Formatter
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field

from contracts.base import Adoption, Channel, Form, Line, Phase, Text, UnitRole
from contracts.letter import Layout

KNOWN = {
    "county", "session", "case", "n", "term", "number", "year", "title", "unit", "you", "proposers", "role",
    "return_until", "phase", "raised", "agreed", "members", "statement",
}  # fmt: skip


def _fillable(said: str) -> str:
    """A misspelt name would only show when a letter is to be printed."""
    try:
        named = [(name, spec, how) for _, name, spec, how in Formatter().parse(said) if name is not None]
    except ValueError as error:
        raise ValueError(f"braces do not match: {error}") from error
    for name, spec, how in named:
        if name not in KNOWN or spec or how:
            raise ValueError(f"{{{name}}} is nothing that a letter knows; it knows {', '.join(sorted(KNOWN))}")
    return said


Words = Annotated[Line, AfterValidator(_fillable)]
Prose = Annotated[Text, AfterValidator(_fillable)]
Organs = Annotated[tuple[Words, ...], Field(min_length=1, max_length=5)]
Copies = Annotated[tuple[Words, ...], Field(max_length=20)]


class You(BaseModel):
    """How a letter speaks to one member, to several, to a body."""

    one: Line
    several: Line
    body: Line


class Sheet(BaseModel):
    """What the sheet of every kind of letter has: the organs in red and what stands after them, the title, who is sent
    a copy, and who has it printed."""

    head: Organs
    suffix: Annotated[str, Field(max_length=10)]
    title: Words
    opening: Prose
    copies: Copies
    issued_by: Words


class SentSheet(Sheet):
    """A sheet that goes to somebody, who may be written to in either layout."""

    layout: Layout = "document"


class ReplySheet(SentSheet):
    closing: Prose
    shows_signatory: bool


class Demand(BaseModel):
    heading: Line
    text: Prose


class AssignmentSheet(SentSheet):
    number: dict[Channel, Words]
    demands: Annotated[tuple[Demand, ...], Field(max_length=20)]
    note: Words


class MinutesSheet(Sheet):
    points: Prose
    confirmed: Prose
    stands: Prose
    disputed: Prose
    signed_in: Prose = "签到只说明到场，不代表对记录的确认；未注明签到的，据记录所列。"
    """Under who took part, where anybody signed in."""


class Wording(BaseModel):
    county: Line
    session: Words
    case: dict[Channel, Words]
    you: You
    roles: dict[UnitRole, Line]
    phases: dict[Phase, Line]
    forms: dict[Form, Line]
    adoptions: dict[Adoption, Line]
    urgent: Line = "加急"
    reply: ReplySheet
    assignment: AssignmentSheet
    minutes: MinutesSheet


def fill(said: str, known: Mapping[str, Any]) -> str:
    """Only names are filled in: what stands in the record is never read as a template itself."""
    return said.format_map(known)

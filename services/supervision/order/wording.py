"""What a county's orders say around what the record says: its policy, filled in with what an order knows."""

from collections.abc import Mapping
from pathlib import Path
from string import Formatter
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field

from chassis.policy import Policy
from contracts.base import Channel, Line, Text
from contracts.letter import Layout
from contracts.supervision import ActivityKind, OrderKind
from services.supervision.metadata import TABLES

KNOWN = {"county", "year", "n", "case", "title", "supervisor", "due", "activity", "held"}


def _fillable(said: str) -> str:
    """A misspelt name would only show when an order is to be printed."""
    try:
        named = [(name, spec, how) for _, name, spec, how in Formatter().parse(said) if name is not None]
    except ValueError as error:
        raise ValueError(f"braces do not match: {error}") from error
    for name, spec, how in named:
        if name not in KNOWN or spec or how:
            raise ValueError(f"{{{name}}} is nothing that an order knows; it knows {', '.join(sorted(KNOWN))}")
    return said


Words = Annotated[Line, AfterValidator(_fillable)]
Prose = Annotated[Text, AfterValidator(_fillable)]


class OrderSheet(BaseModel):
    layout: Layout
    head: Words
    suffix: Annotated[str, Field(max_length=10)]
    number: Words
    title: Words
    opening: Prose
    due: Prose
    """Left out where no reply is due."""
    activity: Annotated[str, Field(max_length=1000), AfterValidator(_fillable)] = ""
    """Left out where the order follows from no activity, or the county says nothing of it."""
    demands: Annotated[tuple[Prose, ...], Field(max_length=20)]
    copies: Annotated[tuple[Words, ...], Field(max_length=20)]
    issued_by: Words


class OrderWording(BaseModel):
    county: Line
    case: dict[Channel, Words]
    activities: dict[ActivityKind, Words] = {
        "site_visit": "实地视察", "symposium": "座谈", "call": "走访联系", "instruction": "领导批示",
    }  # fmt: skip
    """What the kinds of activity are called."""
    kinds: dict[OrderKind, OrderSheet]


POLICY = Policy("order", OrderWording, Path(__file__).with_name("policy.yaml"), TABLES)


def fill(said: str, known: Mapping[str, Any]) -> str:
    """Only names are filled in: what stands in the record is never read as a template itself."""
    return said.format_map(known)

"""What stands on the cover, as data."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from chassis.policy import Policy
from contracts.base import Line
from services.conversion.metadata import TABLES


def _fillable(line: str) -> str:
    try:
        line.format(term="", number="")
    except (KeyError, IndexError, ValueError, AttributeError) as error:
        raise ValueError("a line of the cover may name {term} and {number} and nothing else in braces") from error
    return line


class CompilationPolicy(BaseModel):
    cover: Annotated[tuple[Annotated[Line, AfterValidator(_fillable)], ...], Field(min_length=1, max_length=6)]
    issued_by: Line
    other: Line


POLICY = Policy("compilation", CompilationPolicy, Path(__file__).with_name("policy.yaml"), TABLES)

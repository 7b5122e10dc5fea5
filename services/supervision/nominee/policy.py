"""The score sheet of key selection as data."""

from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, Field, model_validator

from chassis.policy import Policy
from contracts.base import Line, Ref
from services.supervision.metadata import TABLES

Points = Annotated[int, Field(ge=0, le=1000)]


class Criterion(BaseModel):
    code: Ref
    name: Line
    weight: Annotated[int, Field(ge=1, le=100)]
    least: Points
    most: Points


class NomineePolicy(BaseModel):
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1, max_length=30)]
    sheets_at_least: Annotated[int, Field(ge=0, le=100)]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        codes = [one.code for one in self.criteria]
        if len(set(codes)) < len(codes):
            raise ValueError("each criterion has a code of its own")
        if (weights := sum(one.weight for one in self.criteria)) != 100:
            raise ValueError(f"the weights are parts of 100; these make {weights}")
        if narrow := [one.code for one in self.criteria if one.least >= one.most]:
            raise ValueError(f"nothing lies between the bounds of {', '.join(narrow)}")
        return self


POLICY = Policy("nominee", NomineePolicy, Path(__file__).with_name("policy.yaml"), TABLES)

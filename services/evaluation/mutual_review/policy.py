"""Where, and by which criteria, the two sides rate each other."""

from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, Field, model_validator

from chassis.policy import Policy
from contracts.base import Line, Ref
from contracts.evaluation import Criterion
from services.evaluation.amounts import Amount
from services.evaluation.metadata import TABLES


class Rated(BaseModel):
    """A criterion, as the county writes it."""

    code: Ref
    name: Line
    maximum: Annotated[Amount, Field(gt=0)]


Criteria = Annotated[tuple[Rated, ...], Field(min_length=1, max_length=30)]


def criteria(given: tuple[Rated, ...]) -> tuple[Criterion, ...]:
    return tuple(Criterion(code=one.code, name=one.name, maximum=one.maximum) for one in given)


class MutualReviewPolicy(BaseModel):
    open: bool
    days: int = Field(ge=1, le=366)
    of_proposal: Criteria
    of_handling: Criteria

    @model_validator(mode="after")
    def _codes_once(self) -> Self:
        for rated in (self.of_proposal, self.of_handling):
            if len({one.code for one in rated}) < len(rated):
                raise ValueError("each code stands once")
        return self


POLICY = Policy("mutual_review", MutualReviewPolicy, Path(__file__).with_name("policy.yaml"), TABLES)

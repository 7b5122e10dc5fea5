"""Where, and by which criteria, the two sides rate each other."""

from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, Field, model_validator

from chassis.policy import Policy
from contracts.evaluation import Criterion
from services.evaluation.metadata import TABLES
from services.evaluation.scheme.checks import plain


def _rateable(criterion: Criterion) -> Criterion:
    if not plain(criterion.maximum) or not criterion.maximum:
        raise ValueError("the maximum must be above 0 and have at most two decimals")
    return criterion


Criteria = Annotated[tuple[Annotated[Criterion, AfterValidator(_rateable)], ...], Field(min_length=1, max_length=30)]


class MutualReviewPolicy(BaseModel):
    open: bool
    days: int = Field(ge=1, le=366)
    of_proposal: Criteria
    of_handling: Criteria

    @model_validator(mode="after")
    def _codes_once(self) -> Self:
        for criteria in (self.of_proposal, self.of_handling):
            if len({one.code for one in criteria}) < len(criteria):
                raise ValueError("each code stands once")
        return self


POLICY = Policy("mutual_review", MutualReviewPolicy, Path(__file__).with_name("policy.yaml"), TABLES)

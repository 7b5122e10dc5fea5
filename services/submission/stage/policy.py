"""Which stages a county's review has, how many opinions each wants, and who gives the final word, as data."""

from itertools import pairwise
from pathlib import Path
from typing import Literal, Self, get_args

from pydantic import BaseModel, Field, model_validator

from chassis.policy import Policy
from contracts.submission import ReviewStage, StageWanted
from services.submission.metadata import TABLES

ORDER: tuple[ReviewStage, ...] = get_args(ReviewStage)
Decider = Literal["clerk", "reviewer", "chair"]


class StageRule(BaseModel):
    stage: ReviewStage
    by: Literal["members", "lead"]
    opinions: int = Field(ge=1, le=20)
    hours: int = Field(ge=1, le=24 * 90)
    near_hours: int = Field(ge=0, le=24 * 90)
    blind: bool

    @model_validator(mode="after")
    def _near_before_due(self) -> Self:
        if self.near_hours >= self.hours:
            raise ValueError("near_hours must be fewer than hours")
        return self

    @property
    def wanted(self) -> StageWanted:
        return StageWanted(**self.model_dump())


class ReviewPolicy(BaseModel):
    stages: list[StageRule]
    final_word: list[Decider] = Field(min_length=1)
    decide_alone: list[Decider]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        places = [ORDER.index(rule.stage) for rule in self.stages]
        if any(later <= sooner for sooner, later in pairwise(places)):
            raise ValueError(f"each stage once, in this order: {', '.join(ORDER)}")
        return self

    @property
    def plan(self) -> tuple[StageWanted, ...]:
        return tuple(rule.wanted for rule in self.stages)


POLICY = Policy("review", ReviewPolicy, Path(__file__).with_name("policy.yaml"), TABLES)

"""How long an offer waits for its answer, and how accepted ones count, as data."""

from pathlib import Path

from pydantic import BaseModel, Field, model_validator

from chassis.policy import Policy
from services.submission.metadata import TABLES


class OfferPolicy(BaseModel):
    answer_days: int = Field(ge=0, le=3660)
    answer_days_at_most: int = Field(ge=0, le=3660)
    counted_apart: bool
    open_accepted_per_holder: int = Field(ge=0, le=10_000)

    @model_validator(mode="after")
    def _within(self) -> "OfferPolicy":
        if self.answer_days > self.answer_days_at_most:
            raise ValueError("answer_days is above answer_days_at_most: no offer without a day could be made")
        return self


POLICY = Policy("topic-offers", OfferPolicy, Path(__file__).with_name("policy.yaml"), TABLES)

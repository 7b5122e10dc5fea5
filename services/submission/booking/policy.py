"""How many may hold a topic, and for how long, as data."""

from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, Field, model_validator

from chassis.policy import Policy
from services.submission.booking.domain import Bounds
from services.submission.metadata import TABLES

CallKind = Literal["catalogue", "quarterly", "commissioned"]


class BookingPolicy(BaseModel):
    holders_per_topic: dict[CallKind, Annotated[int, Field(ge=0, le=10_000)]]
    open_per_holder: int = Field(ge=0, le=10_000)
    days_until_lapse: int = Field(ge=0, le=3660)
    days_at_most: int = Field(ge=0, le=3660)
    team_at_most: int = Field(ge=0, le=100)
    milestones_at_most: int = Field(ge=0, le=100)
    milestone_reminder_days: int = Field(ge=0, le=366)
    extensions_at_most: int = Field(ge=0, le=100)
    extension_days_at_most: int = Field(ge=1, le=3660)

    @property
    def bounds(self) -> Bounds:
        return Bounds(self.team_at_most, self.milestones_at_most, self.extensions_at_most, self.extension_days_at_most)

    @model_validator(mode="after")
    def _complete(self) -> "BookingPolicy":
        missing = [kind for kind in get_args(CallKind) if kind not in self.holders_per_topic]
        if missing:
            raise ValueError(f"holders_per_topic says nothing of {', '.join(missing)}")
        if self.days_until_lapse > self.days_at_most:
            raise ValueError("days_until_lapse is above days_at_most: no booking without a day could be made")
        return self


POLICY = Policy("booking", BookingPolicy, Path(__file__).with_name("policy.yaml"), TABLES)

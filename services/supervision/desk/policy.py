"""What makes a watched proposal a risk, and how much; a county changes it as any policy."""

from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, Field, model_validator

from chassis.policy import Policy
from contracts.base import SupervisionClass
from services.supervision.desk.domain import REASONS, Level, ReasonName
from services.supervision.metadata import TABLES

Points = Annotated[int, Field(ge=0, le=1000)]
# Counted back from today: beyond these the calendar itself ends, and with it every answer.
Days = Annotated[int, Field(ge=1, le=3650)]


class RiskPolicy(BaseModel):
    points: dict[ReasonName, Points]
    medium_from: Points
    high_from: Points
    near_days: Annotated[int, Field(ge=0, le=366)]
    silent_days: dict[SupervisionClass, Days]
    unassigned_days: Days

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if missing := set(REASONS) - self.points.keys():
            raise ValueError(f"no points for {', '.join(sorted(missing))}")
        if missing := {"key", "general", "tracked"} - self.silent_days.keys():
            raise ValueError(f"no silent_days for {', '.join(sorted(missing))}")
        if self.medium_from > self.high_from:
            raise ValueError("a high risk begins where a medium one has begun already")
        return self

    def level(self, score: int) -> Level:
        return "high" if score >= self.high_from else "medium" if score >= self.medium_from else "low"


POLICY = Policy("risk", RiskPolicy, Path(__file__).with_name("policy.yaml"), TABLES)

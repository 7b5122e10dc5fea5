"""By when calls should be out, and how often that is reminded of, as data."""

from pathlib import Path

from pydantic import BaseModel, Field

from chassis.policy import Policy
from contracts.submission import CallKind
from services.submission.metadata import TABLES


class RemindersPolicy(BaseModel):
    remind: list[CallKind]
    catalogue_days_before: int = Field(ge=0, le=366)
    quarterly_day: int = Field(ge=1, le=90)
    again_days: int = Field(ge=1, le=366)


POLICY = Policy("call-reminders", RemindersPolicy, Path(__file__).with_name("policy.yaml"), TABLES)

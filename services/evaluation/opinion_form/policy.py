"""Where a form's page is, and how much it takes."""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from chassis.policy import Policy
from services.evaluation.metadata import TABLES


class OpinionFormPolicy(BaseModel):
    page: Annotated[str, StringConstraints(pattern=r"^(https://[^\s#?]+|/[^\s#?]*)$", max_length=200)]
    per_address: int = Field(ge=1, le=100_000)
    per_day: int = Field(ge=1, le=1_000_000)


POLICY = Policy("opinion_form", OpinionFormPolicy, Path(__file__).with_name("policy.yaml"), TABLES)

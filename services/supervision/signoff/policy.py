"""How often, and how long, a member is asked."""

from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, Field, model_validator

from chassis.policy import Policy
from services.supervision.metadata import TABLES


class SignOffPolicy(BaseModel):
    challenge_minutes: int = Field(ge=1, le=60 * 24)
    max_cycle: int = Field(ge=1, le=100)
    remind_after_days: Annotated[list[Annotated[int, Field(ge=1, le=366)]], Field(max_length=20)] = []

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.remind_after_days != sorted(set(self.remind_after_days)):
            raise ValueError("remind_after_days rise")
        return self


POLICY = Policy("sign-off", SignOffPolicy, Path(__file__).with_name("policy.yaml"), TABLES)

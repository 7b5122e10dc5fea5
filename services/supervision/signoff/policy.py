"""How often, and how long, a member is asked; and whose signatures are enough."""

import math
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, model_validator

from chassis.policy import Policy
from chassis.uploads import FilesPolicy
from services.supervision.metadata import TABLES


def _at_most_all(share: str) -> str:
    if Fraction(share) > 1:
        raise ValueError("a share is at most 1/1")
    return share


ShareOfAll = Annotated[
    str, StringConstraints(pattern=r"^[1-9][0-9]{0,2}/[1-9][0-9]{0,2}$"), AfterValidator(_at_most_all)
]
"""Written as a fraction: a third has no end as a decimal, and 0.67 of three would be three."""


class SignOffPolicy(BaseModel):
    challenge_minutes: int = Field(ge=1, le=60 * 24)
    max_cycle: int = Field(ge=1, le=100)
    remind_after_days: Annotated[list[Annotated[int, Field(ge=1, le=366)]], Field(max_length=20)] = []
    joint: Literal["all", "first_and_quorum"] = "all"
    quorum: ShareOfAll = "2/3"
    quorum_after_days: int = Field(default=14, ge=0, le=366)
    scan_required: bool = False

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.remind_after_days != sorted(set(self.remind_after_days)):
            raise ValueError("remind_after_days rise")
        return self

    def needed(self, asked: int) -> int:
        """How many signatures complete it, of so many who are asked."""
        return asked if self.joint == "all" else math.ceil(Fraction(self.quorum) * asked)


POLICY = Policy("sign-off", SignOffPolicy, Path(__file__).with_name("policy.yaml"), TABLES)
SCANS = Policy("sign-off-scans", FilesPolicy, Path(__file__).with_name("scans.yaml"), TABLES)
"""What is taken as the scans of one sign-off's paper forms."""

"""How many proposals of a session become excellent."""

import math
from fractions import Fraction
from pathlib import Path

from pydantic import BaseModel, Field

from chassis.policy import Policy
from services.evaluation.facts.formulas import exactly
from services.evaluation.metadata import TABLES


class ExcellentPolicy(BaseModel):
    share: float = Field(gt=0, le=1)
    collective_share: float = Field(ge=0, le=1)

    def places(self, admitted: int) -> tuple[int, int]:
        """(places, of which for bodies' proposals)."""
        places = max(1, math.floor(Fraction(exactly(self.share)) * admitted))
        return places, math.ceil(Fraction(exactly(self.collective_share)) * places)


POLICY = Policy("excellent", ExcellentPolicy, Path(__file__).with_name("policy.yaml"), TABLES)

"""What counts how much when key proposals are allocated."""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field

from chassis.policy import Policy
from services.supervision.metadata import TABLES

Points = Annotated[int, Field(ge=0, le=1000)]


class AllocationPolicy(BaseModel):
    topic_points: Points
    unit_points: Points
    load_points: Points
    solver_seconds: Annotated[int, Field(ge=1, le=30)]


POLICY = Policy("allocation", AllocationPolicy, Path(__file__).with_name("policy.yaml"), TABLES)

"""How much of what is found is counted and shown, as data."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field

from chassis.policy import Policy
from services.submission.metadata import TABLES


class SearchPolicy(BaseModel):
    counted: int = Field(ge=200, le=10_000)
    passages: int = Field(ge=1, le=10)
    around: int = Field(ge=0, le=200)
    city_sees: Literal["archive", "published"]


POLICY = Policy("search", SearchPolicy, Path(__file__).with_name("policy.yaml"), TABLES)

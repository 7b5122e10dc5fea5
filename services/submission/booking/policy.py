"""How many may hold a topic, and for how long, as data."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel

from chassis.policy import Policy
from services.submission.metadata import TABLES


class BookingPolicy(BaseModel):
    holders_per_topic: dict[Literal["catalogue", "quarterly", "commissioned"], int]
    open_per_holder: int
    days_until_lapse: int
    days_at_most: int


POLICY = Policy("booking", BookingPolicy, Path(__file__).with_name("policy.yaml"), TABLES)

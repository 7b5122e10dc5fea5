"""What a county asks of proposals on paper, as data."""

from pathlib import Path

from pydantic import BaseModel, Field

from chassis.policy import Policy
from services.submission.metadata import TABLES


class PaperPolicy(BaseModel):
    scan_required: bool
    entry_days: int = Field(ge=0, le=366)
    object_days: int = Field(ge=0, le=366)


POLICY = Policy("paper", PaperPolicy, Path(__file__).with_name("policy.yaml"), TABLES)

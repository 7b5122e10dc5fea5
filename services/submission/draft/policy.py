"""How much of a draft's past is kept, as data."""

from pathlib import Path

from pydantic import BaseModel, Field

from chassis.policy import Policy
from services.submission.metadata import TABLES


class DraftPolicy(BaseModel):
    keep_versions: int = Field(ge=2, le=1000)
    open_per_member: int = Field(ge=1, le=1000)


POLICY = Policy("draft", DraftPolicy, Path(__file__).with_name("policy.yaml"), TABLES)

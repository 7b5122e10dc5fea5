"""How model proposals are shown, as data."""

from pathlib import Path

from pydantic import BaseModel, Field

from chassis.policy import Policy
from services.submission.metadata import TABLES


class ModelPolicy(BaseModel):
    pointed_at: int = Field(ge=0, le=20)


POLICY = Policy("models", ModelPolicy, Path(__file__).with_name("policy.yaml"), TABLES)

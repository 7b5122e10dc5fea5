"""How long a file stays with the one who opened it, as data."""

from pathlib import Path

from pydantic import BaseModel, Field

from chassis.policy import Policy
from services.submission.metadata import TABLES


class EditLockPolicy(BaseModel):
    minutes: int = Field(ge=1, le=24 * 60)


POLICY = Policy("edit-lock", EditLockPolicy, Path(__file__).with_name("policy.yaml"), TABLES)

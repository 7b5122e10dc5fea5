"""What a county shows to the public, as data."""

from pathlib import Path

from pydantic import BaseModel

from chassis.policy import Policy
from services.conversion.metadata import TABLES


class PublicPolicy(BaseModel):
    open: bool
    texts: bool
    replies: bool
    open_data: bool


POLICY = Policy("public", PublicPolicy, Path(__file__).with_name("policy.yaml"), TABLES)

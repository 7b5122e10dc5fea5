"""What is sent outside, and how hard it is tried."""

from pathlib import Path

from pydantic import BaseModel, Field

from chassis.policy import Policy
from services.notification.delivery.domain import Use
from services.notification.metadata import TABLES


class DeliveryPolicy(BaseModel):
    know: Use
    act: Use
    urgent: Use
    urgent_waits: bool
    attempts: int = Field(ge=1, le=20)
    first_retry_seconds: int = Field(ge=1, le=3600)
    longest_retry_seconds: int = Field(ge=1, le=86400)
    stale_hours: int = Field(ge=1, le=24 * 31)


POLICY = Policy("delivery", DeliveryPolicy, Path(__file__).with_name("policy.yaml"), TABLES)

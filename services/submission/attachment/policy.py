"""What a county takes as attachments, as data."""

from pathlib import Path

from pydantic import BaseModel, Field

from chassis.filetypes import Kind
from chassis.policy import Policy
from services.submission.attachment.domain import Limits
from services.submission.metadata import TABLES


class AttachmentPolicy(BaseModel):
    count: int = Field(ge=0, le=100)
    bytes_each: int = Field(ge=1, le=2**30)
    """The service's ``max_upload_bytes`` bounds it for every county."""
    bytes_sum: int = Field(ge=1, le=2**34)
    kinds: list[Kind]
    collective_needs_seal_scan: bool

    @property
    def limits(self) -> Limits:
        return Limits(self.count, self.bytes_each, self.bytes_sum)


POLICY = Policy("attachments", AttachmentPolicy, Path(__file__).with_name("policy.yaml"), TABLES)

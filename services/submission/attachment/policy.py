"""What a county takes as attachments, as data."""

from pathlib import Path

from chassis.policy import Policy
from chassis.uploads import FilesPolicy
from services.submission.metadata import TABLES


class AttachmentPolicy(FilesPolicy):
    collective_needs_seal_scan: bool


POLICY = Policy("attachments", AttachmentPolicy, Path(__file__).with_name("policy.yaml"), TABLES)

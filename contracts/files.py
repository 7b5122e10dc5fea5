"""Files of a record: what events say of them, and how many of how many bytes a record may hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from contracts.base import DomainRefusal, Line, Record, Ref


class Attachment(Record):
    """A file of the record. Its bytes are in no event: ``sha256`` says which they are, and proves it."""

    attachment_id: Ref
    name: Line
    purpose: Ref
    """Of a proposal ``attachment``, ``seal_scan`` (the seal of the body that files), ``paper_scan`` (what was handed in
    on paper); of a meeting ``agenda``, ``material``, ``minutes_scan``; of the two parties' also ``photo`` and
    ``evidence``; others may follow."""
    media_type: Line
    """By its content."""
    bytes: int
    sha256: Ref
    scanned: bool
    """Whether a scanner for viruses has seen it."""
    added_at: datetime


@dataclass(frozen=True)
class Limits:
    """Of one record: how many files, of how many bytes each and together."""

    count: int
    bytes_each: int
    bytes_sum: int


def room(present: Sequence[Attachment], limits: Limits) -> int:
    """How many bytes the next file may have."""
    left = limits.bytes_sum - sum(one.bytes for one in present)
    if len(present) >= limits.count or left <= 0:
        raise DomainRefusal(
            "attachments-full",
            f"There are {len(present)} attachments; at most {limits.count} of {limits.bytes_sum} bytes together.",
        )
    return min(left, limits.bytes_each)


def check_room(present: Sequence[Attachment], added: Attachment, limits: Limits) -> None:
    if added.bytes > room(present, limits):
        raise DomainRefusal("attachments-full", f"{added.name} has {added.bytes} bytes, and there is room for fewer.")
    same = next((one for one in present if (one.sha256, one.purpose) == (added.sha256, added.purpose)), None)
    if same is not None:
        raise DomainRefusal("attached-already", f"The same file is attached already, as {same.name}.")

"""What no broker or reader would take is refused before it is stored: what is in the log must be sent some day."""

from collections.abc import Mapping
from typing import Any

from chassis.problems import Invalid, TooLarge
from contracts.envelope import LONGEST_ID

MAX_EVENT_BYTES = 512 * 1024
MAX_ATTRIBUTE_BYTES = 16 * 1024
"""Of what travels beside the data, as headers and key. Both together stay well below what a broker takes."""
ATTRIBUTES = (
    "event_id", "aggregate", "aggregate_id", "subject_proposal", "type", "actor", "correlation_id", "causation_id",
    "traceparent",
)  # fmt: skip


def refuse_unsendable(row: Mapping[str, Any]) -> None:
    """Raises what a caller can be told; ``row`` is one of the log's."""
    size = len(row["data"].encode())
    if size > MAX_EVENT_BYTES:
        raise TooLarge(f"{row['type']} of {row['aggregate_id']} is {size} bytes; the bus carries {MAX_EVENT_BYTES}")
    for name in ("aggregate_id", "subject_proposal"):
        if len(row[name] or "") > LONGEST_ID:
            raise Invalid(f"an id has at most {LONGEST_ID} characters: {row[name][:LONGEST_ID]}…")
    size = sum(len((row[name] or "").encode()) for name in ATTRIBUTES)
    if size > MAX_ATTRIBUTE_BYTES:
        raise TooLarge(f"who acts, for what and why takes {size} bytes; the bus carries {MAX_ATTRIBUTE_BYTES}")

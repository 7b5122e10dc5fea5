"""The two topics beside the events: how many a service has published, and requests to send some once more."""

import json
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chassis.bus import Message
from contracts.base import STORABLE

HEADS = "heads"
REPLAYS = "replays"
TOPICS = (HEADS, REPLAYS)
RETENTION_MS = 24 * 3600 * 1000
"""Both are said again as long as they hold, so nothing is lost when the old ones go."""


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True)

    source: str = Field(min_length=1)
    county: str = Field(pattern=r"^[0-9]{6}$")

    @property
    def key(self) -> bytes:
        return f"{self.source}/{self.county}".encode()

    @property
    def value(self) -> bytes:
        return json.dumps(self.model_dump()).encode()


class Head(_Said):
    """``source`` has published so many events of the county: who has applied fewer lacks some."""

    events: int = Field(ge=0, lt=2**63)


class ReplayRequested(_Said):
    """A consumer waits for earlier events of this aggregate; its source sends all of them once more."""

    aggregate_id: Annotated[str, Field(min_length=1), STORABLE]


def parse(message: Message) -> Head | ReplayRequested | None:
    """None for what is neither: it changes no record, so it may be passed over."""
    kind = Head if message.topic == HEADS else ReplayRequested
    try:
        return kind.model_validate_json(message.value or b"")
    except ValidationError:
        return None

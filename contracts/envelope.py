"""CloudEvents 1.0 in Kafka's binary mode: the attributes are ``ce_`` headers, the value is the data as JSON."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from contracts.base import Event

E = TypeVar("E", bound=Event)


LONGEST_ID = 200
LAST_VERSION = 2**31 - 1


class MalformedEvent(ValueError):
    """The message is not one of ours; it is kept aside with its bytes."""


@dataclass(frozen=True)
class Envelope:
    """The attributes of one event; ``data`` are the bytes that the hash covers."""

    id: str
    source: str
    """The publishing service."""
    type: str
    county: str
    aggregate_id: str
    version: int
    hash: str
    prev_hash: str
    time: datetime
    correlation_id: str
    causation_id: str | None
    traceparent: str | None
    data: bytes
    actor: str | None = None
    """The subject that acted, and below it the kind of aggregate: with them the hash can be computed from the message
    alone. Older messages have neither."""
    aggregate: str | None = None

    def headers(self, city: str) -> list[tuple[str, bytes]]:
        """Kafka headers, UTF-8; a header without a value is left out (some clients drop the message otherwise)."""
        values: dict[str, str | None] = {
            "ce_specversion": "1.0",
            "ce_id": self.id,
            "ce_source": f"/cppcc/{city}/{self.source}",
            "ce_type": self.type,
            "ce_subject": self.aggregate_id,
            "ce_time": self.time.isoformat(),
            "ce_county": self.county,
            "ce_aggregateversion": str(self.version),
            "ce_hash": self.hash,
            "ce_prevhash": self.prev_hash,
            "ce_correlationid": self.correlation_id,
            "ce_causationid": self.causation_id,
            "ce_actor": self.actor,
            "ce_aggregate": self.aggregate,
            "traceparent": self.traceparent,
            "content-type": "application/json",
        }
        return [(name, value.encode()) for name, value in values.items() if value is not None]

    @classmethod
    def parse(cls, headers: dict[str, str], value: bytes | None) -> "Envelope":
        """Raises :class:`MalformedEvent` naming what is missing or wrong."""
        try:
            if headers["ce_specversion"] != "1.0":
                raise MalformedEvent(f"specversion {headers['ce_specversion']!r}")
            if value is None:
                raise MalformedEvent("no value")
            # It becomes the scope of a transaction: "330102,330103" must not widen it.
            if not re.fullmatch(r"[0-9]{6}", headers["ce_county"]):
                raise MalformedEvent(f"county {headers['ce_county']!r}")
            source, version = headers["ce_source"].rsplit("/", 1)[-1], int(headers["ce_aggregateversion"])
            # What no column or index takes would fail every batch that it is in, and stop all that comes behind it.
            for name, text in (("source", source), ("subject", headers["ce_subject"]), ("hash", headers["ce_hash"])):
                if not 1 <= len(text) <= LONGEST_ID or "\0" in text:
                    raise MalformedEvent(f"{name} {text[:LONGEST_ID]!r}")
            if not 1 <= version <= LAST_VERSION:
                raise MalformedEvent(f"version {version}")
            return cls(
                id=headers["ce_id"],
                source=source,
                type=headers["ce_type"],
                county=headers["ce_county"],
                aggregate_id=headers["ce_subject"],
                version=version,
                hash=headers["ce_hash"],
                prev_hash=headers["ce_prevhash"],
                time=datetime.fromisoformat(headers["ce_time"]),
                correlation_id=headers["ce_correlationid"],
                causation_id=headers.get("ce_causationid"),
                traceparent=headers.get("traceparent"),
                data=value,
                actor=headers.get("ce_actor"),
                aggregate=headers.get("ce_aggregate"),
            )
        except KeyError as error:
            raise MalformedEvent(f"no header {error}") from error
        except ValueError as error:
            raise MalformedEvent(str(error)) from error


def parse_data(event_type: type[E], data: bytes) -> E:
    """The event's data; :class:`MalformedEvent` when it does not fit its type."""
    try:
        return event_type.model_validate_json(data)
    except ValueError as error:
        raise MalformedEvent(str(error)) from error

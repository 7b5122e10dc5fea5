"""The hash of an event, as docs/event-hash.md defines it byte by byte."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from tests.chaos.checker.stores import Event
from tests.chaos.checker.topics import Message

GENESIS = "0" * 64
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(moment: datetime) -> str:
    return str((moment - _EPOCH) // timedelta(microseconds=1))


def digest(fields: tuple[str | None, ...]) -> str:
    parts = (b"-" if field is None else b"%d:%b" % (len(raw := field.encode()), raw) for field in fields)
    return hashlib.sha256(b"".join(parts)).hexdigest()


def of_event(event: Event) -> str:
    return digest((
        event.county, event.event_id, event.aggregate, event.aggregate_id, str(event.aggregate_version),
        event.subject_proposal, event.type, event.data, event.actor, microseconds(event.occurred_at),
        event.correlation_id, event.causation_id, event.traceparent, event.prev_hash,
    ))  # fmt: skip


def of_message(message: Message) -> Iterator[str]:
    """From the message alone. A key that is the aggregate's id may stand for no proposal, so there may be two."""
    headers = message.headers
    moment = microseconds(datetime.fromisoformat(headers["ce_time"]))
    for proposal in {message.key, None} if message.key == headers["ce_subject"] else {message.key}:
        yield digest((
            headers["ce_county"], headers["ce_id"], headers["ce_aggregate"], headers["ce_subject"],
            headers["ce_aggregateversion"], proposal, headers["ce_type"], message.value.decode(), headers["ce_actor"],
            moment, headers["ce_correlationid"], headers.get("ce_causationid"), headers.get("traceparent"),
            headers["ce_prevhash"],
        ))  # fmt: skip

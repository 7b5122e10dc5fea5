"""docs/event-hash.md says how an event is hashed: the product and the checker, each by itself, do as it says."""

import json
import re
from datetime import datetime
from typing import Any

from chassis.eventlog import HASHED, event_hash
from ops.registry import ROOT
from tests.chaos.checker import chain
from tests.chaos.checker.stores import Event
from tests.chaos.checker.topics import Message

PAGE = (ROOT / "docs" / "event-hash.md").read_text("utf-8")
EXAMPLE, HASHED_TEXT, HASH = (block.strip() for block in re.findall(r"```\w+\n(.*?)```", PAGE, re.DOTALL))


def row() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(EXAMPLE)
    return {**found, "occurred_at": datetime.fromisoformat(found["occurred_at"])}


def event(**changes: Any) -> Event:
    return Event(service="submission", seq=1, **{**row(), "hash": HASH, **changes})


def message(of: Event, key: str) -> Message:
    headers = {
        "ce_county": of.county, "ce_id": of.event_id, "ce_aggregate": of.aggregate, "ce_subject": of.aggregate_id,
        "ce_aggregateversion": str(of.aggregate_version), "ce_type": of.type, "ce_actor": of.actor,
        "ce_time": of.occurred_at.isoformat(), "ce_correlationid": of.correlation_id, "ce_prevhash": of.prev_hash,
    }  # fmt: skip
    return Message("submission.events", 0, 0, key, of.data.encode(), headers)


def test_the_example_is_hashed_as_the_page_says() -> None:
    assert tuple(json.loads(EXAMPLE)) == HASHED, "the page names the fields in their order"
    assert re.findall(r"\| \d+ `(\w+)`", PAGE) == list(HASHED)
    assert event_hash(row()) == HASH
    assert chain.of_event(event()) == HASH
    assert chain.hashlib.sha256(HASHED_TEXT.encode()).hexdigest() == HASH


def test_a_message_alone_is_enough() -> None:
    assert HASH in chain.of_message(message(event(), "P-示例"))
    assert HASH not in chain.of_message(message(event(), "P-2"))
    without = event(subject_proposal=None)
    assert chain.of_event(without) == event_hash(row() | {"subject_proposal": None})
    assert chain.of_event(without) in chain.of_message(message(without, without.aggregate_id))


def test_null_is_not_empty_and_no_moment_is_rounded() -> None:
    assert chain.of_event(event(traceparent="")) == event_hash(row() | {"traceparent": ""}) != HASH
    for text in ("1999-12-31T23:59:59.999999+00:00", "2026-03-02T10:00:00+08:00", "2199-01-01T00:00:00.123457+00:00"):
        moment = datetime.fromisoformat(text)
        assert chain.of_event(event(occurred_at=moment)) == event_hash(row() | {"occurred_at": moment})

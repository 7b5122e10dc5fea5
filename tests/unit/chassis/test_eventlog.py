from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.clock import AdjustableClock
from chassis.eventlog import HASHED, event_hash, new_id

ROW: dict[str, Any] = dict.fromkeys(HASHED, "x") | {
    "aggregate_version": 1,
    "occurred_at": datetime(2026, 3, 2, 1, 2, 3, 456789, tzinfo=UTC),
}


@pytest.mark.parametrize("column", HASHED)
def test_the_hash_covers_every_column(column: str) -> None:
    changed: Any = datetime(2026, 3, 2, tzinfo=UTC) if column == "occurred_at" else 2
    assert event_hash(ROW | {column: changed}) != event_hash(ROW)


@given(st.text(max_size=5), st.text(max_size=5), st.text(max_size=5), st.text(max_size=5))
def test_no_two_rows_share_an_encoding(a: str, b: str, c: str, d: str) -> None:
    one, two = ROW | {"actor": a, "type": b}, ROW | {"actor": c, "type": d}
    assert (event_hash(one) == event_hash(two)) == ((a, b) == (c, d))


def test_nothing_and_empty_differ() -> None:
    assert event_hash(ROW | {"causation_id": None}) != event_hash(ROW | {"causation_id": ""})


def test_ids_sort_by_time() -> None:
    clock = AdjustableClock()
    clock.set(datetime(2026, 3, 2, tzinfo=UTC))
    first = new_id(clock)
    clock.set(datetime(2026, 3, 3, tzinfo=UTC))
    assert first < new_id(clock)
    assert first[14] == "7"

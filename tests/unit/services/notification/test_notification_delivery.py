"""Hours, waits and forms."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.clock import WALL
from contracts.base import DomainRefusal
from services.notification.contact.domain import Preferences, masked, normal, quiet
from services.notification.delivery.domain import next_try, when

HOURS = st.integers(0, 23)


@given(HOURS, HOURS, st.integers(0, 48 * 60))
def test_what_waits_waits_until_the_quiet_hours_are_over_and_no_longer(begins: int, ends: int, minutes: int) -> None:
    wanted = Preferences(channels=("mobile",), quiet_from=begins, quiet_until=ends)
    now = datetime(2026, 3, 2, tzinfo=UTC) + timedelta(minutes=minutes)
    at = when(wanted, now, WALL)
    assert now <= at < now + timedelta(days=1)
    assert not quiet(wanted, at.astimezone(WALL).hour)
    if at > now:
        moment = now
        while moment < at:
            assert quiet(wanted, moment.astimezone(WALL).hour)
            moment += timedelta(minutes=30)


@given(st.integers(1, 20), st.integers(1, 3600), st.integers(1, 86400))
def test_each_wait_is_no_shorter_and_the_last_try_is_the_last(allowed: int, first: int, longest: int) -> None:
    waits = [next_try(n, allowed, first, longest) for n in range(1, allowed + 1)]
    assert waits[-1] is None
    seconds = [wait.total_seconds() for wait in waits[:-1] if wait]
    assert len(seconds) == allowed - 1
    assert seconds == sorted(seconds)
    assert all(0 < one <= longest for one in seconds)


@pytest.mark.parametrize(
    ("given_as", "kept", "shown"),
    [
        ("10000000001", "10000000001", "100****0001"),
        ("+86 100 0000 0001", "10000000001", "100****0001"),
        ("0086-100-0000-0001", "10000000001", "100****0001"),
        ("１００００００００01", "10000000001", "100****0001"),
    ],
)
def test_a_number_is_known_however_it_is_typed(given_as: str, kept: str, shown: str) -> None:
    assert normal("mobile", given_as) == kept
    assert masked("mobile", kept) == shown


@given(st.text(max_size=40))
def test_what_is_kept_is_in_its_form_and_its_mask_is_not_it(text: str) -> None:
    for channel in ("mobile", "mail", "wecom"):
        try:
            kept = normal(channel, text)
        except DomainRefusal:
            continue
        assert normal(channel, kept) == kept
        assert masked(channel, kept) != kept

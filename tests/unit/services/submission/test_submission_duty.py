"""When a call that is due is reminded of: once a date, again by policy, once after downtime, never when it is over."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.submission import CallDue
from services.submission.duty import domain
from services.submission.duty.domain import Duty, Open, Quarter

DUE = date(2026, 4, 15)
END = date(2026, 7, 1)
DUTY = Open("quarterly:2026-2", "quarterly", DUE, END)


def played(looks: list[date], duty: Open = DUTY, again: int = 7) -> list[CallDue]:
    state: Duty | None = None
    given_: list[CallDue] = []
    for day in looks:
        events, _ = domain.remind(state, duty, day, again)
        for event in events:
            assert isinstance(event, CallDue)
            given_.append(event)
            state = domain.apply(state, event)
    return given_


def test_it_is_reminded_of_on_its_day_and_again_by_policy() -> None:
    daily = [DUE + timedelta(days=n) for n in range(-20, 100)]
    found = played([day for day in daily for _ in range(2)])
    assert [e.reminded_on for e in found] == [DUE + timedelta(days=7 * n) for n in range(11)]
    assert [e.reminder for e in found] == list(range(1, 12))


@given(st.lists(st.integers(-30, 120), min_size=1).map(sorted), st.integers(1, 40))
def test_however_the_looks_fall_no_two_reminders_are_nearer_than_the_policy(days: list[int], again: int) -> None:
    found = [e.reminded_on for e in played([DUE + timedelta(days=n) for n in days], again=again)]
    assert all(DUE <= day < END for day in found)
    assert all(later - sooner >= timedelta(days=again) for sooner, later in pairwise(found))
    assert bool(found) == any(0 <= n < (END - DUE).days for n in days)


def test_the_next_look_is_named_until_the_duty_ends() -> None:
    assert domain.remind(None, DUTY, DUE - timedelta(days=1), 7) == ([], DUE)
    (event,), next_on = domain.remind(None, DUTY, DUE, 7)
    assert next_on == DUE + timedelta(days=7)
    state = domain.apply(None, event)
    assert domain.remind(state, DUTY, DUE, 7) == ([], DUE + timedelta(days=7))
    late, none = domain.remind(state, DUTY, END - timedelta(days=1), 7)
    assert (len(late), none) == (1, None)
    assert domain.remind(state, DUTY, END, 7) == ([], None)


def test_a_date_that_has_moved_is_reminded_of_anew() -> None:
    (event,), _ = domain.remind(None, DUTY, DUE, 7)
    moved = Open(DUTY.id, DUTY.kind, DUE + timedelta(days=2), END)
    (again,), _ = domain.remind(domain.apply(None, event), moved, DUE + timedelta(days=2), 7)
    assert isinstance(again, CallDue)
    assert again.reminder == 1


@pytest.mark.parametrize(
    ("day", "name", "first", "following"),
    [
        (date(2026, 3, 31), "2026-1", date(2026, 1, 1), "2026-2"),
        (date(2026, 4, 1), "2026-2", date(2026, 4, 1), "2026-3"),
        (date(2026, 12, 31), "2026-4", date(2026, 10, 1), "2027-1"),
    ],
)
def test_a_quarter_has_a_name_a_first_day_and_a_next(day: date, name: str, first: date, following: str) -> None:
    quarter = Quarter.of(day)
    assert (str(quarter), quarter.first, str(quarter.following)) == (name, first, following)
    assert Quarter.parse(name) == quarter

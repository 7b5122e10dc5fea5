from datetime import date

import pytest

from chassis.workcalendar import WorkCalendar, add_months

CALENDAR = WorkCalendar()


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2025, 10, 1), False),  # National Day
        (date(2025, 9, 28), True),  # a Sunday that is worked for it (调休)
        (date(2025, 10, 11), True),  # a Saturday that is worked for it
        (date(2025, 10, 18), False),  # an ordinary Saturday
    ],
)
def test_make_up_days_are_worked(day: date, working: bool) -> None:
    assert CALENDAR.is_working(day) is working


def test_a_county_day_overrides_the_official_one() -> None:
    day = date(2025, 10, 13)
    assert CALENDAR.is_working(day)
    assert not WorkCalendar({day: False}).is_working(day)


def test_a_date_inside_a_holiday_moves_behind_it() -> None:
    assert CALENDAR.next_working(date(2025, 10, 1)) == date(2025, 10, 9)


def test_five_working_days_skip_the_holiday_and_count_the_make_up_day() -> None:
    # 26 and 28 to 30 September are worked, 1 to 8 October are not.
    assert CALENDAR.add(date(2025, 9, 25), 5) == date(2025, 10, 9)


def test_an_unannounced_year_counts_weekends_and_says_tentative() -> None:
    day = date(2035, 10, 1)
    assert CALENDAR.is_tentative(day)
    assert CALENDAR.is_working(day) is (day.weekday() < 5)
    assert not CALENDAR.is_tentative(date(2025, 1, 2))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2024, 11, 30), 3, date(2025, 2, 28)),
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
        (date(2025, 12, 31), 12, date(2026, 12, 31)),
    ],
)
def test_months_end_where_the_month_ends(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected

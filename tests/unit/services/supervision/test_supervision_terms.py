"""From a policy's term to a day, against the official calendars of several years."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from chassis.workcalendar import WorkCalendar
from contracts.supervision import DateStep
from services.supervision.deadline.policy import POLICY, DeadlinePolicy
from services.supervision.deadline.term import Case, TermRule, follow, months
from services.supervision.deadline.trace import words

PLAIN = WorkCalendar()
DAYS = st.dates(date(2019, 1, 1), date(2026, 6, 30))
"""Official arrangements of eight years, make-up days included."""
OWN = st.dictionaries(st.dates(date(2019, 1, 1), date(2027, 12, 31)), st.booleans(), max_size=30)
CASE = Case("sole", urgent=False, rehandling=False, channel="plenary", supervision_class="general")


def trace_of(day: date, number: int, calendar: WorkCalendar = PLAIN) -> tuple[DateStep, ...]:
    return follow((DateStep(rule="start", day=day), months(day, number)), calendar)


def test_a_date_explains_each_step() -> None:
    # 1 July + 3 months is National Day; the next working day is 8 or 9 October by the year's arrangement.
    assert words(trace_of(date(2025, 7, 1), 3)) == (
        "起算日 2025-07-01",
        "按政策 3 个月：2025-10-01",
        "2025-10-01 不是工作日，顺延至下一工作日 2025-10-09",
    )


def test_a_date_in_an_unannounced_year_says_tentative() -> None:
    trace = trace_of(date(2034, 11, 1), 3)
    assert trace[-1].rule == "tentative"
    assert "尚未公布" in words(trace)[-1]


DECIDED = st.lists(
    st.one_of(
        st.builds(lambda n: DateStep(rule="paused", day=date(2019, 1, 1), number=n, reason="等待"), st.integers(0, 90)),
        st.builds(lambda day: DateStep(rule="extended", day=day, reason="情况复杂"), DAYS),
    ),
    max_size=4,
)
TERMS = st.one_of(
    st.integers(1, 12).map(lambda n: DateStep(rule="months", day=date(2019, 1, 1), number=n)),
    st.integers(1, 60).map(lambda n: DateStep(rule="working_days", day=date(2019, 1, 1), number=n)),
    DAYS.map(lambda day: DateStep(rule="fixed", day=day)),
)


@given(DAYS, TERMS, DECIDED, OWN)
def test_whoever_follows_a_trace_gets_the_date_again_and_it_is_a_working_day(
    day: date, term: DateStep, decided: list[DateStep], own: dict[date, bool]
) -> None:
    calendar = WorkCalendar(own)
    trace = follow((DateStep(rule="start", day=day), term, *decided), calendar)
    assert follow(trace, calendar) == trace
    assert calendar.is_working(trace[-1].day)
    assert len(words(trace)) == len(trace)
    # A step says the day before it: nothing is moved in silence.
    for before, step in pairwise(trace):
        if step.rule == "next_working":
            assert not calendar.is_working(before.day)
            assert step.day > before.day
            skipped = (before.day + timedelta(days=n) for n in range((step.day - before.day).days))
            assert not any(calendar.is_working(one) for one in skipped)
        if step.rule == "paused":
            assert step.day == before.day + timedelta(days=step.number or 0)


@given(DAYS, st.integers(1, 60), OWN)
def test_working_days_are_counted_one_by_one(day: date, number: int, own: dict[date, bool]) -> None:
    calendar = WorkCalendar(own)
    rule = TermRule(name="示例", working_days=number)
    due = rule.step(day, calendar).day
    between = [day + timedelta(days=n) for n in range(1, (due - day).days + 1)]
    assert sum(map(calendar.is_working, between)) == number
    assert calendar.is_working(due)


def policy(*rules: dict[str, Any], **changes: Any) -> DeadlinePolicy:
    return DeadlinePolicy.model_validate(POLICY.default().model_dump() | {"rules": list(rules)} | changes)


def due(policy: DeadlinePolicy, case: Case = CASE, day: date = date(2026, 3, 2)) -> date:
    return follow((DateStep(rule="start", day=day), policy.term(case, day, PLAIN)), PLAIN)[-1].day


def case(**changes: Any) -> Case:
    return Case(**{**CASE.__dict__, **changes})


def test_without_rules_the_numbers_count() -> None:
    shipped = policy()
    assert due(shipped) == date(2026, 6, 2)
    assert due(shipped, case(role="helper")) == date(2026, 5, 6)
    assert due(shipped, case(rehandling=True)) == date(2026, 4, 2)
    assert due(shipped, case(role="helper", rehandling=True)) == date(2026, 4, 2)
    assert due(shipped, case(role="helper", urgent=True)) == date(2026, 4, 2)
    assert due(policy(helper_months=1, urgent_months=2), case(role="helper", urgent=True)) == date(2026, 4, 2)


def test_the_first_rule_that_fits_counts_and_its_name_is_said() -> None:
    rules = policy(
        {"name": "重点提案", "classes": ["key"], "roles": ["sole", "lead"], "months": 2},
        {"name": "闭会期间提案", "channels": ["between_sessions"], "working_days": 40},
        {"name": "年内办结", "channels": ["plenary"], "each_year_on": "10-31"},
    )
    assert due(rules, case(supervision_class="key")) == date(2026, 5, 6)
    assert due(rules, case(channel="between_sessions")) == PLAIN.add(date(2026, 3, 2), 40)
    assert due(rules) == date(2026, 11, 2)
    assert due(rules, day=date(2026, 10, 31)) == date(2027, 11, 1)
    # Before the admission has come the channel is nobody's: no rule of a channel fits.
    assert due(rules, case(channel=None)) == date(2026, 6, 2)
    named = rules.term(case(supervision_class="key"), date(2026, 3, 2), PLAIN)
    assert words((named,)) == ("按政策 2 个月（重点提案）：2026-05-02",)


def test_a_date_that_is_over_fits_nobody_any_more() -> None:
    rules = policy({"name": "专项", "on": "2026-06-30", "urgent": False, "rehandling": False})
    assert due(rules) == date(2026, 6, 30)
    assert due(rules, day=date(2026, 6, 30)) == date(2026, 9, 30)
    assert due(rules, case(urgent=True)) == date(2026, 4, 2)


@pytest.mark.parametrize(
    "rule",
    [
        {"name": "没有期限"},
        {"name": "两个期限", "months": 1, "working_days": 5},
        {"name": "没有这一天", "each_year_on": "02-29"},
        {"name": "没有这一天", "each_year_on": "04-31"},
        {"name": "比最长还长", "months": 7},
        {"name": "拼写", "months": 1, "clases": ["key"]},
    ],
)
def test_a_rule_that_gives_no_one_date_is_refused(rule: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        policy(rule)

"""What becomes of a date: extended, asked for, paused, computed again, announced, missed and met."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from chassis.workcalendar import WorkCalendar
from contracts.base import DomainRefusal, Event
from contracts.supervision import DateStep, DeadlineRecomputed
from services.supervision.deadline import domain as deadline
from services.supervision.deadline.domain import Computed
from services.supervision.deadline.term import follow, months

START = DateStep(rule="start", day=date(2026, 3, 2))
PLAIN = WorkCalendar()
TODAY = date(2026, 4, 1)
LATEST = date(2026, 9, 2)


def running(**changes: Any) -> deadline.Deadline:
    values: dict[str, Any] = {
        "assignment_id": "a1",
        "proposal_id": "p1",
        "unit_id": "U1",
        "cycle": 1,
        "state": "running",
        "started_on": date(2026, 3, 2),
        "due": date(2026, 6, 2),
        "due_version": 1,
        "why": ("起算",),
        "trace": follow((START, months(START.day, 3)), PLAIN),
    }
    return deadline.Deadline(**values | changes)


def after(state: deadline.Deadline, events: list[Event]) -> deadline.Deadline:
    for event in events:
        state = deadline.apply(state, event)
    return state


def paused(state: deadline.Deadline | None = None) -> deadline.Deadline:
    state = state or running()
    return after(state, deadline.pause(state, TODAY, "等待上级规划批复", "两办"))


def extended(state: deadline.Deadline, day: date, latest: date = LATEST) -> list[Event]:
    trace = follow((*state.trace, DateStep(rule="extended", day=day, reason="情况复杂")), PLAIN)
    return deadline.extend(state, trace[-1].day, latest, "情况复杂", "两办", [30, 15], trace)


def resumed(state: deadline.Deadline, today: date) -> list[Event]:
    trace = follow((*state.trace, deadline.stood_still(state, today)), PLAIN)
    return deadline.resume(state, today, "两办", trace, [30, 15])


COMMANDS: dict[str, Callable[[deadline.Deadline], list[Event]]] = {
    "request_extension": lambda s: deadline.request_extension(s, date(2026, 7, 2), LATEST, "情况复杂"),
    "refuse_extension": lambda s: deadline.refuse_extension(
        s.model_copy(update={"asked": deadline.Asked(due=date(2026, 7, 2), reason="情况复杂")}), "时间充足", "两办"
    ),
    "extend": lambda s: extended(s, date(2026, 7, 2)),
    "pause": lambda s: deadline.pause(s, TODAY, "等待批复", "两办"),
    "resume": lambda s: resumed(s.model_copy(update={"paused_on": TODAY}), TODAY),
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("state", deadline.STATES)
def test_a_command_is_refused_in_every_other_state(command: str, state: deadline.State) -> None:
    act = COMMANDS[command]
    if state in deadline.TRANSITIONS[command]:
        assert act(running(state=state))
    else:
        with pytest.raises(DomainRefusal, match="state"):
            act(running(state=state))


def test_an_extension_has_bounds_and_gives_a_new_version() -> None:
    with pytest.raises(DomainRefusal, match="at-most"):
        extended(running(), date(2026, 9, 30))
    with pytest.raises(DomainRefusal, match="not-later"):
        extended(running(), date(2026, 6, 2))
    before = running(tiers=(30,), planned=(30, 7))
    state = after(before, extended(before, date(2026, 7, 2)))
    assert (state.due_version, state.tiers, state.planned) == (2, (), (30, 15))
    assert state.why[-1] == "经批准延期至 2026-07-02：情况复杂"


def test_a_request_waits_until_it_is_decided_and_moves_nothing() -> None:
    asked = after(running(), deadline.request_extension(running(), date(2026, 7, 2), LATEST, "情况复杂"))
    assert asked.due == date(2026, 6, 2)
    assert asked.asked == deadline.Asked(due=date(2026, 7, 2), reason="情况复杂")
    assert after(asked, deadline.refuse_extension(asked, "时间充足", "两办")).asked is None
    assert after(asked, extended(asked, date(2026, 6, 20))).asked is None
    assert after(asked, deadline.meet(asked, 1, TODAY)).asked is None
    with pytest.raises(DomainRefusal, match="not-asked"):
        deadline.refuse_extension(running(), "时间充足", "两办")
    with pytest.raises(DomainRefusal, match="at-most"):
        deadline.request_extension(running(), date(2026, 9, 30), LATEST, "情况复杂")


def test_a_pause_moves_the_date_by_its_days_to_a_working_day() -> None:
    state = after(paused(), resumed(paused(), date(2026, 4, 5)))
    # 2 June + 4 days is a Saturday.
    assert (state.due, state.due_version, state.state, state.paused_on) == (date(2026, 6, 8), 2, "running", None)
    assert state.why[-2:] == (
        "中止 4 天，顺延至 2026-06-06：等待上级规划批复",
        "2026-06-06 不是工作日，顺延至下一工作日 2026-06-08",
    )
    assert state.trace == follow(state.trace, PLAIN)


def test_nothing_falls_due_and_nobody_is_late_while_the_time_stands_still() -> None:
    state = paused()
    assert deadline.timers(state) == {}
    assert deadline.miss(state, date(2026, 6, 3)) == []
    met = after(state, deadline.meet(state, 1, date(2026, 8, 1)))
    assert (met.state, met.met_on_time, met.met_late, met.paused_on) == ("met", 1, 0, None)


def test_a_date_that_has_gone_by_is_not_paused_though_nobody_has_noticed_yet() -> None:
    assert deadline.pause(running(), date(2026, 6, 2), "等待批复", "两办")
    with pytest.raises(DomainRefusal, match="missed"):
        deadline.pause(running(), date(2026, 6, 3), "等待批复", "两办")


def recomputed(state: deadline.Deadline, calendar: WorkCalendar, today: date = TODAY) -> list[Event]:
    return deadline.recompute(state, "calendar", follow(state.trace, calendar), [30, 7], today)


def test_a_new_day_off_moves_a_running_date_and_says_so() -> None:
    before = running(tiers=(30,), planned=(30, 7))
    (event,) = recomputed(before, WorkCalendar({date(2026, 6, 2): False}))
    assert isinstance(event, DeadlineRecomputed)
    state = after(before, [event])
    assert (event.before, state.due, state.due_version, state.tiers) == (
        date(2026, 6, 2), date(2026, 6, 3), 2, (),
    )  # fmt: skip
    assert state.why[-1] == "2026-06-02 不是工作日，顺延至下一工作日 2026-06-03"


def test_the_same_computation_says_nothing_and_nobody_is_made_late_by_a_calendar() -> None:
    assert recomputed(running(), PLAIN) == []
    moved = after(running(), recomputed(running(), WorkCalendar({date(2026, 6, 2): False})))
    # Back again, on the day itself: the 2nd has gone by.
    assert recomputed(moved, PLAIN, date(2026, 6, 3)) == []
    assert recomputed(running(), WorkCalendar({date(2026, 6, 2): False}), date(2026, 6, 3)) == []
    for state in ("paused", "missed", "met", "lifted"):
        assert recomputed(running(state=state), WorkCalendar({date(2026, 6, 2): False})) == []


def test_a_guess_that_proves_right_is_no_new_version_and_nothing_is_announced_again() -> None:
    guess = (*running().trace, DateStep(rule="tentative", day=date(2026, 6, 2)))
    before = running(trace=guess, tiers=(30,), planned=(30, 7))
    state = after(before, recomputed(before, PLAIN))
    assert (state.due_version, state.tiers, state.planned) == (1, (30,), (30, 7))
    assert not any("尚未公布" in line for line in state.why)


def test_what_persons_decided_stays_where_the_term_is_another() -> None:
    state = after(running(), extended(running(), date(2026, 8, 3)))
    trace = follow(deadline.with_term(state, months(START.day, 2, "重点提案")), PLAIN)
    assert [step.rule for step in trace] == ["start", "months", "next_working", "extended"]
    assert trace[-1].day == date(2026, 8, 3)


def test_a_deadline_says_what_of_it_is_still_to_fall_due() -> None:
    state = running(planned=(30, 7), tiers=(30,))
    assert deadline.timers(state) == {7: date(2026, 5, 26), deadline.OVERDUE: date(2026, 6, 3)}
    for over in ("paused", "missed", "met", "lifted"):
        assert deadline.timers(running(planned=(30, 7), state=over)) == {}


def test_a_tier_is_recorded_once_per_version() -> None:
    (event,) = deadline.near(running(), 30, date(2026, 5, 3), announce=True)
    assert deadline.near(deadline.apply(running(), event), 30, date(2026, 5, 3), announce=True) == []


@pytest.mark.parametrize("state", deadline.STATES)
def test_only_a_running_deadline_is_missed(state: Any) -> None:
    assert bool(deadline.miss(running(state=state), date(2026, 6, 3))) == (state in deadline.TRANSITIONS["miss"])


def test_an_order_to_handle_again_begins_a_cycle_once() -> None:
    computed = Computed(follow((START, months(START.day, 1)), PLAIN), 0, (7,))
    met = after(running(role="lead"), deadline.meet(running(), 1, date(2026, 6, 3)))
    again = after(met, deadline.restart(met, 2, computed, datetime(2026, 3, 2, tzinfo=UTC)))
    assert (again.cycle, again.due_version, again.role, again.met_late) == (2, 2, "lead", 1)
    assert deadline.restart(again, 2, computed, datetime(2026, 3, 2, tzinfo=UTC)) == []

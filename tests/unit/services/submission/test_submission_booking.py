"""Calls and bookings: every state with every command, quotas, due days, and what the timers leave alone."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from contracts.base import DomainRefusal, Event
from contracts.submission import (
    BookingExtended,
    BookingLapsed,
    BookingPlanned,
    CallAnnounced,
    CallClosed,
    CallCorrected,
    CallPublished,
    Milestone,
    MilestoneNear,
    MilestoneReached,
    TopicBooked,
    TopicOrigin,
)
from services.submission.booking import domain as bookings
from services.submission.booking.domain import Booking, Bounds, Quota, Step
from services.submission.booking.policy import POLICY
from services.submission.call import domain as calls
from services.submission.call.domain import TOPICS_AT_MOST, Call, Topic, Wanted

TODAY = date(2026, 3, 2)
TOMORROW = TODAY + timedelta(days=1)


def call(**changes: Any) -> Call:
    values: dict[str, Any] = {
        "id": "C1",
        "state": "published",
        "kind": "commissioned",
        "title": "示例清单",
        "basis": "示例办法",
        "session_id": None,
        "topics": (Topic(title="老年助餐", source="示例局", suggestion_id=None),),
        "closes_on": TODAY,
    }
    return Call(**values | changes)


def published(**changes: Any) -> CallPublished:
    values: dict[str, Any] = {
        "call_id": "C1",
        "kind": "commissioned",
        "title": "示例清单",
        "basis": "示例办法",
        "topics": ("老年助餐", "充电设施"),
        "closes_on": TODAY,
    }
    return CallPublished(**values | changes)


def booking(**changes: Any) -> Booking:
    values: dict[str, Any] = {
        "id": "b1",
        "state": "open",
        "call_id": "C1",
        "topic": 0,
        "title": "老年助餐",
        "member_id": "M1",
        "body_id": None,
        "due": TODAY,
    }
    return Booking(**values | changes)


def quota(**changes: Any) -> Quota:
    values: dict[str, Any] = {
        "holders": 2,
        "holders_used": 1,
        "open_per_holder": 3,
        "open_used": 2,
        "held_already": False,
        "days_until_lapse": 90,
        "days_at_most": 365,
    }
    return Quota(**values | changes)


BOUNDS = Bounds(team=2, milestones=2, extensions=2, extension_days=60)


def planned(**changes: Any) -> BookingPlanned:
    values: dict[str, Any] = {"booking_id": "b1", "team": ("M2",), "others": ("示例专家",)}
    return BookingPlanned(**values | changes)


def steps(*steps: tuple[str, date]) -> tuple[Milestone, ...]:
    return tuple(Milestone(name=name, due=due) for name, due in steps)


BOOKED = TopicBooked(booking_id="b1", call_id="C1", topic=0, member_id="M1", due=TODAY)

CALL_COMMANDS: dict[str, Callable[[Call], object]] = {
    "book": lambda c: calls.topic(c, 0, TODAY),
    "close": calls.close,
    "drop": lambda c: calls.drop(c, "不再征集"),
    "correct": lambda c: calls.correct(c, Wanted("笔误", title="示例清单（更正）"), set(), None, TODAY),
}
BOOKING_COMMANDS: dict[str, Callable[[Booking], object]] = {
    "release": lambda b: bookings.release(b, None),
    "fulfil": lambda b: bookings.fulfil(b, "b1", "p1", "M1", None, TODAY),
    "plan": lambda b: bookings.plan(b, planned(), BOUNDS, TODAY),
    "reach": lambda b: bookings.reach(
        b.model_copy(update={"milestones": (Step(name="座谈", due=TODAY),)}), "座谈", TODAY, TODAY
    ),
    "extend": lambda b: bookings.extend(b, TOMORROW, "调研未完", TODAY, BOUNDS, 0),
}


def test_every_command_of_the_tables_is_tried() -> None:
    assert CALL_COMMANDS.keys() == calls.TRANSITIONS.keys()
    assert BOOKING_COMMANDS.keys() == bookings.TRANSITIONS.keys()


@pytest.mark.parametrize("state", calls.STATES)
@pytest.mark.parametrize("command", sorted(calls.TRANSITIONS))
def test_a_call_takes_exactly_what_its_table_allows(state: str, command: str) -> None:
    if state in calls.TRANSITIONS[command]:
        assert CALL_COMMANDS[command](call(state=state))
    else:
        with pytest.raises(DomainRefusal, match=r"^state"):
            CALL_COMMANDS[command](call(state=state))


@pytest.mark.parametrize("state", bookings.STATES)
@pytest.mark.parametrize("command", sorted(bookings.TRANSITIONS))
def test_a_booking_takes_exactly_what_its_table_allows(state: str, command: str) -> None:
    if state in bookings.TRANSITIONS[command]:
        assert BOOKING_COMMANDS[command](booking(state=state))
    else:
        with pytest.raises(DomainRefusal, match=r"^state"):
            BOOKING_COMMANDS[command](booking(state=state))


def test_a_call_of_before_origins_still_folds() -> None:
    folded = calls.apply(None, published())
    assert [(t.title, t.source) for t in folded.topics] == [("老年助餐", None), ("充电设施", None)]
    assert calls.apply(folded, CallClosed(call_id="C1")).state == "closed"


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"closes_on": TODAY - timedelta(days=1)}, "closes-on"),
        ({"topics": ()}, "topics-needed"),
        ({"topics": ("老年助餐", "老年助餐")}, "topic-twice"),
        ({"origins": (TopicOrigin(source="转化", suggestion_id="o1"),) * 2}, "suggestion-twice"),
    ],
)
def test_a_call_is_refused(changes: dict[str, Any], rule: str) -> None:
    with pytest.raises(DomainRefusal, match=rule):
        calls.publish(None, published(**changes), TODAY)
    with pytest.raises(DomainRefusal, match="published-already"):
        calls.publish(call(), published(), TODAY)


def test_the_last_day_of_a_call_counts_whole() -> None:
    assert calls.topic(call(), 0, TODAY).title == "老年助餐"
    assert calls.expire(call(), TODAY) == []
    with pytest.raises(DomainRefusal, match="call-over"):
        calls.topic(call(), 0, TOMORROW)
    assert calls.expire(call(), TOMORROW) == [CallClosed(call_id="C1")]
    assert calls.expire(call(state="closed"), TOMORROW) == []


@pytest.mark.parametrize("index", [-1, 1])
def test_a_topic_must_be_of_the_call(index: int) -> None:
    with pytest.raises(DomainRefusal, match="topic-unknown"):
        calls.topic(call(), index, TODAY)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"holders_used": 2}, "topic-full"),
        ({"open_used": 3}, "quota"),
        ({"held_already": True}, "booked-already"),
    ],
)
def test_a_quota_holds_at_its_limit(changes: dict[str, Any], rule: str) -> None:
    assert bookings.book(BOOKED, quota()) == [BOOKED]
    with pytest.raises(DomainRefusal, match=rule):
        bookings.book(BOOKED, quota(**changes))


def test_a_due_day_is_the_policy_s_or_one_within_it() -> None:
    assert bookings.due_day(None, TODAY, quota()) == TODAY + timedelta(days=90)
    assert bookings.due_day(TODAY, TODAY, quota()) == TODAY
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=366)):
        with pytest.raises(DomainRefusal, match="due"):
            bookings.due_day(day, TODAY, quota())


def test_only_the_holder_s_filing_fulfils_and_only_in_time() -> None:
    for state in (None, booking(member_id="M2"), booking(body_id="B1")):
        with pytest.raises(DomainRefusal, match="booking-unknown"):
            bookings.fulfil(state, "b1", "p1", "M1", None, TODAY)
    assert bookings.fulfil(booking(member_id="M2", body_id="B1"), "b1", "p1", "M1", "B1", TODAY)
    with pytest.raises(DomainRefusal, match="booking-over"):
        bookings.fulfil(booking(), "b1", "p1", "M1", None, TOMORROW)


@pytest.mark.parametrize("state", bookings.STATES)
def test_the_timer_touches_only_what_is_open_and_over(state: str) -> None:
    assert bookings.lapse(booking(state=state), TODAY) == []
    lapsed = [BookingLapsed(booking_id="b1")] if state == "open" else []
    assert bookings.lapse(booking(state=state), TOMORROW) == lapsed


def test_a_body_s_booking_is_its_officers_whoever_made_it() -> None:
    assert bookings.is_holder(booking(), "M1", None)
    assert not bookings.is_holder(booking(), "M2", None)
    assert bookings.is_holder(booking(body_id="B1"), "M2", "B1")
    assert not bookings.is_holder(booking(body_id="B1"), "M1", None)


def test_an_unknown_event_does_not_fold() -> None:
    with pytest.raises(ValueError, match="before TopicBooked"):
        bookings.apply(None, Event())
    with pytest.raises(ValueError, match="call_id"):
        calls.apply(None, CallClosed(call_id="C1"))


@pytest.mark.parametrize(
    "change",
    [{"holders_per_topic": {"catalogue": 5}}, {"days_until_lapse": 400}, {"open_per_holder": -1}],
)
def test_a_policy_under_which_nobody_could_book_is_none(change: dict[str, Any]) -> None:
    """A kind of call that it says nothing of would fail each reading of such a call."""
    with pytest.raises(ValidationError):
        POLICY.model.model_validate(POLICY.default().model_dump() | change)


YESTERDAY = TODAY - timedelta(days=1)
DONE = booking(milestones=(Step(name="座谈", due=YESTERDAY, done_on=YESTERDAY, reminded=True),), due=TOMORROW)


@pytest.mark.parametrize(
    ("state", "changes", "rule"),
    [
        (booking(), {"team": ("M2", "M3")}, "team-large"),
        (booking(), {"team": ("M2", "M2"), "others": ()}, "team-twice"),
        (booking(), {"team": ("M1",)}, "team-twice"),
        (booking(), {"milestones": steps(("一", TODAY), ("二", TODAY), ("三", TODAY))}, "milestones-many"),
        (booking(), {"milestones": steps(("一", TODAY), ("一", TODAY))}, "milestone-twice"),
        (booking(), {"milestones": steps(("一", TOMORROW))}, "milestone-date"),
        (booking(), {"milestones": steps(("一", YESTERDAY))}, "milestone-date"),
        (booking(), {"research_until": TOMORROW}, "research-dates"),
        (booking(), {"research_from": TOMORROW}, "research-dates"),
        (booking(), {"research_from": TODAY, "research_until": YESTERDAY}, "research-dates"),
        (DONE, {"milestones": steps(("问卷", TODAY))}, "milestone-done"),
        (booking(due=YESTERDAY), {}, "booking-over"),
    ],
)
def test_a_plan_is_refused(state: Booking, changes: dict[str, Any], rule: str) -> None:
    with pytest.raises(DomainRefusal, match=rf"^{rule}:"):
        bookings.plan(state, planned(**changes), BOUNDS, TODAY)


def test_a_body_s_team_may_name_the_officer_who_booked() -> None:
    assert bookings.plan(booking(body_id="B1"), planned(team=("M1",)), BOUNDS, TODAY)


def test_a_new_plan_keeps_what_is_done_and_reminds_of_what_has_moved() -> None:
    near = DONE.milestones[0].model_copy(update={"name": "问卷", "done_on": None})
    state = DONE.model_copy(update={"milestones": (*DONE.milestones, near)})
    wanted = planned(milestones=steps(("座谈", TODAY), ("问卷", YESTERDAY)))
    (event,) = bookings.plan(state, wanted, BOUNDS, TODAY)
    after = bookings.apply(state, event)
    assert [(s.name, s.done_on, s.reminded) for s in after.milestones] == [
        ("座谈", YESTERDAY, False),
        ("问卷", None, True),
    ]
    assert bookings.plan(after, wanted, BOUNDS, TODAY) == [], "said again it changes nothing"


def test_a_milestone_is_reached_once_and_not_before_its_time() -> None:
    state = booking(milestones=(Step(name="座谈", due=YESTERDAY),))
    for name, day, rule in (("座谈", TOMORROW, "milestone-date"), ("问卷", TODAY, "milestone-unknown")):
        with pytest.raises(DomainRefusal, match=rule):
            bookings.reach(state, name, day, TODAY)
    (reached,) = bookings.reach(state, "座谈", TODAY, TODAY)
    assert reached == MilestoneReached(booking_id="b1", milestone="座谈", done_on=TODAY)
    with pytest.raises(DomainRefusal, match="milestone-done"):
        bookings.reach(bookings.apply(state, reached), "座谈", TODAY, TODAY)


def test_a_milestone_is_reminded_of_once_while_it_is_to_be_done() -> None:
    state = booking(milestones=(Step(name="座谈", due=TODAY),))
    (near,) = bookings.remind(state, 0)
    assert near == MilestoneNear(booking_id="b1", milestone="座谈", due=TODAY)
    assert bookings.remind(bookings.apply(state, near), 0) == []
    assert bookings.remind(state, 1) == []
    assert (
        bookings.remind(DONE.model_copy(update={"milestones": (Step(name="座谈", due=TODAY, done_on=TODAY),)}), 0) == []
    )
    for over in ("fulfilled", "released", "lapsed"):
        assert bookings.remind(state.model_copy(update={"state": over}), 0) == []


def test_an_extension_is_bounded() -> None:
    last = TODAY + timedelta(days=60)
    (extended,) = bookings.extend(booking(), last, "调研未完", TODAY, BOUNDS, 4)
    assert extended == BookingExtended(booking_id="b1", due=last, before=TODAY, reason="调研未完", policy_version=4)
    after = bookings.apply(booking(), extended)
    assert (after.due, after.extensions) == (last, 1)
    for state, due, rule in (
        (booking(), TODAY, "due"),
        (booking(), last + timedelta(days=1), "due"),
        (booking(extensions=2), TOMORROW, "extended-often"),
        (booking(due=YESTERDAY), TOMORROW, "booking-over"),
    ):
        with pytest.raises(DomainRefusal, match=rf"^{rule}:"):
            bookings.extend(state, due, "调研未完", TODAY, BOUNDS, 0)


TWO = (
    Topic(title="老年助餐", source="示例局", suggestion_id="o1"),
    Topic(title="充电设施", source="示例局", suggestion_id=None),
)
NEW = ("校园午休", TopicOrigin(source="示例委员"))


def announced(**changes: Any) -> CallAnnounced:
    values: dict[str, Any] = {
        "call_id": "C1", "kind": "commissioned", "title": "示例清单", "basis": "示例办法", "publish_on": TOMORROW,
        "publisher": "提案委办公室",
    }  # fmt: skip
    return CallAnnounced(**values | changes)


def test_an_announced_call_is_published_once_and_as_what_it_was_announced() -> None:
    waiting = calls.apply(None, announced())
    assert (waiting.state, waiting.topics, waiting.publish_on) == ("announced", (), TOMORROW)
    (event,) = calls.publish(waiting, published(), TODAY)
    out = calls.apply(waiting, event)
    assert (out.state, out.publisher, len(out.topics)) == ("published", "提案委办公室", 2)
    for state, rule in ((out, "announced-already"), (None, "publish-on")):
        with pytest.raises(DomainRefusal, match=rule):
            calls.announce(state, announced(publish_on=YESTERDAY), TODAY)
    with pytest.raises(DomainRefusal, match="announced-kind"):
        calls.publish(waiting, published(kind="quarterly"), TODAY)
    for over in ("published", "closed", "dropped"):
        with pytest.raises(DomainRefusal, match="published-already"):
            calls.publish(call(state=over), published(), TODAY)


def test_a_correction_says_what_changed_and_what_it_was() -> None:
    wanted = Wanted("补充选题", "示例清单（更正）", TOMORROW, (NEW,), (1,))
    (event,) = calls.correct(call(topics=TWO), wanted, {0}, None, TODAY)
    assert isinstance(event, CallCorrected)
    assert (event.title_before, event.closes_on_before, event.withdrawn[0].title) == ("示例清单", TODAY, "充电设施")
    after = calls.apply(call(topics=TWO), event)
    assert (after.title, after.closes_on) == ("示例清单（更正）", TOMORROW)
    assert [topic.title for topic in after.topics] == ["老年助餐", "充电设施", "校园午休"], "an index stays a topic's"
    assert [topic.title for topic in after.offered] == ["老年助餐", "校园午休"]
    (correction,) = after.corrections
    assert (correction.reason, correction.added, correction.withdrawn) == ("补充选题", ("校园午休",), ("充电设施",))
    with pytest.raises(DomainRefusal, match="topic-withdrawn"):
        calls.topic(after, 1, TODAY)
    # What is withdrawn may be offered again, under a place of its own.
    again = Wanted("恢复", add=(("充电设施", TopicOrigin(source="示例局")),))
    assert calls.correct(after, again, set(), None, TODAY)


LATE = call(topics=TWO, closes_on=TODAY + timedelta(days=30))


@pytest.mark.parametrize(
    ("wanted", "rule"),
    [
        ({}, "correction-empty"),
        ({"title": "示例清单", "closes_on": TODAY + timedelta(days=30)}, "correction-empty"),
        ({"closes_on": YESTERDAY}, "closes-on"),
        ({"closes_on": TODAY + timedelta(days=9)}, "bookings-due"),
        ({"withdraw": (2,)}, "topic-unknown"),
        ({"withdraw": (-1,)}, "topic-unknown"),
        ({"withdraw": (1, 1)}, "topic-unknown"),
        ({"withdraw": (0,)}, "topic-booked"),
        ({"add": (("老年助餐", TopicOrigin(source="示例局")),)}, "topic-twice"),
        ({"add": (("消防", TopicOrigin(source="转化", suggestion_id="o1")),)}, "suggestion-twice"),
        ({"add": tuple((f"题{n}", NEW[1]) for n in range(TOPICS_AT_MOST - 1))}, "topics-many"),
    ],
)
def test_a_correction_is_refused(wanted: dict[str, Any], rule: str) -> None:
    with pytest.raises(DomainRefusal, match=rf"^{rule}:"):
        calls.correct(LATE, Wanted("笔误", **wanted), {0}, TODAY + timedelta(days=10), TODAY)


def test_a_call_keeps_a_topic_and_its_last_day_may_move_to_the_last_booking() -> None:
    with pytest.raises(DomainRefusal, match="topics-needed"):
        calls.correct(LATE, Wanted("撤题", withdraw=(0, 1)), set(), None, TODAY)
    day = TODAY + timedelta(days=10)
    assert calls.correct(LATE, Wanted("提前截止", closes_on=day), {0}, day, TODAY)
    assert calls.correct(LATE, Wanted("延后", closes_on=day + timedelta(days=90)), {0}, day, TODAY)
    gone = LATE.model_copy(update={"withdrawn": (1,)})
    with pytest.raises(DomainRefusal, match="topic-unknown"):
        calls.correct(gone, Wanted("撤题", withdraw=(1,)), set(), None, TODAY)

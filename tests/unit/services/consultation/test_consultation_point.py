"""Opinions and questions: which command passes from which state, and what is reminded of when."""

from collections.abc import Callable
from datetime import date
from typing import get_args

import pytest

from contracts.base import DomainRefusal, Event
from contracts.consultation import (
    OpinionDelivered,
    OpinionNear,
    OpinionOverdue,
    QuestionNear,
    QuestionOverdue,
    QuestionRaised,
)
from services.consultation.point import domain
from services.consultation.point.domain import OVERDUE, Point, State

DUE = date(2026, 3, 31)
AFTER = date(2026, 4, 1)
NEXT = date(2026, 4, 20)
ABOUT = {
    "point_id": "O1", "proposal_id": "P1", "unit_id": "U1", "forum_id": "F1", "text": "请立项。", "due": DUE,
    "policy_version": 0, "tiers": (7, 0),
}  # fmt: skip
DELIVERED = OpinionDelivered.model_validate(ABOUT | {"level": "proposal_committee", "delivered_by": "示例"})
RAISED = QuestionRaised.model_validate(ABOUT | {"level": "standing_committee", "member_id": "M1"})


def fold(state: Point, events: list[Event]) -> Point:
    for event in events:
        state = domain.apply(state, event)
    return state


def answered(state: Point) -> Point:
    adoption = "adopted" if state.kind == "opinion" else None
    return fold(state, domain.answer(state, "O1", text="已办", adoption=adoption, answered_by="示例"))


def pressed(state: Point) -> Point:
    said = answered(state)
    return fold(said, domain.press(said, "O1", reason="不具体", due=NEXT, tiers=(7,)))


def overdue(state: Point, today: date = AFTER) -> list[Event]:
    return domain.overdue(state, "O1", today=today, overseers=["clerk"], policy_version=3)


def an_opinion(state: State = "put") -> Point:
    put = domain.apply(None, DELIVERED)
    return put if state == "put" else answered(put).model_copy(update={"state": state})


COMMANDS: dict[str, list[Callable[[Point], list[Event]]]] = {
    "remind": [lambda s: domain.near(s, "O1", tier=7, announce=True), overdue],
    "answer": [lambda s: domain.answer(s, "O1", text="已办", adoption="adopted", answered_by="示例")],
    "press": [lambda s: domain.press(s, "O1", reason="不具体", due=NEXT, tiers=())],
    "settle": [lambda s: domain.settle(s, "O1", settled_by="示例")],
    "close": [lambda s: domain.close(s, "O1", reason="重复", closed_by="示例")],
}
TARGETS = {"remind": "put", "answer": "answered", "press": "put", "settle": "settled", "close": "closed"}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("state", get_args(State))
def test_a_command_passes_only_from_the_states_of_the_table(state: State, command: str) -> None:
    assert domain.TRANSITIONS.keys() == COMMANDS.keys()
    before = an_opinion(state)
    for one in COMMANDS[command]:
        if state not in domain.TRANSITIONS[command]:
            with pytest.raises(DomainRefusal, match="point-state"):
                one(before)
        else:
            assert fold(before, one(before)).state == TARGETS[command]


def test_what_is_reminded_of_is_what_is_still_to_come() -> None:
    assert domain.future_tiers(DUE, [7, 3, 0], date(2026, 3, 24)) == (7, 3, 0)
    assert domain.future_tiers(DUE, [7, 3, 0], date(2026, 3, 25)) == (3, 0)
    assert domain.future_tiers(DUE, [7, 3, 0], DUE) == (0,)
    put = an_opinion()
    assert domain.timers(put) == {7: date(2026, 3, 24), 0: DUE, OVERDUE: AFTER}
    reminded = fold(put, domain.near(put, "O1", tier=7, announce=True))
    assert domain.timers(reminded) == {0: DUE, OVERDUE: AFTER}
    assert domain.timers(fold(reminded, overdue(reminded))) == {0: DUE}
    assert domain.timers(answered(put)) == {}
    # Asked once more it starts anew, with the reminders that the press says.
    assert domain.timers(pressed(put)) == {7: date(2026, 4, 13), OVERDUE: date(2026, 4, 21)}
    older = domain.apply(None, DELIVERED.model_copy(update={"tiers": ()}))
    assert domain.timers(older) == {OVERDUE: AFTER}


def test_of_one_due_day_nothing_is_said_twice() -> None:
    put = an_opinion()
    (near,) = domain.near(put, "O1", tier=7, announce=False)
    assert isinstance(near, OpinionNear)
    assert (near.due, near.tier, near.announce) == (DUE, 7, False)
    assert domain.near(domain.apply(put, near), "O1", tier=7, announce=True) == []
    assert overdue(put, DUE) == []
    (late,) = overdue(put)
    assert isinstance(late, OpinionOverdue)
    assert (late.due, late.overseers, late.policy_version) == (DUE, ("clerk",), 3)
    assert overdue(domain.apply(put, late)) == []
    again = pressed(domain.apply(domain.apply(put, near), late))
    assert [type(one) for one in domain.near(again, "O1", tier=7, announce=True)] == [OpinionNear]
    assert overdue(again, NEXT) == []
    assert [type(one) for one in overdue(again, date(2026, 4, 21))] == [OpinionOverdue]


def test_a_question_s_reminders_say_who_asked() -> None:
    put = domain.apply(None, RAISED)
    (near,) = domain.near(put, "O1", tier=0, announce=True)
    (late,) = overdue(put)
    assert isinstance(near, QuestionNear)
    assert isinstance(late, QuestionOverdue)
    assert near.member_id == late.member_id == "M1"

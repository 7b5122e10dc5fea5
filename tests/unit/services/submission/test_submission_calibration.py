"""Calibration: each case is judged once, and how far a reviewer agrees is counted by case and by ground."""

from typing import Any

import pytest

from contracts.base import DomainRefusal
from contracts.submission import CalibrationCase, CalibrationClosed, CalibrationJudgement, CalibrationSet
from services.submission.calibration import domain
from services.submission.calibration.domain import Calibration

REASONS = {"vague": "空泛", "personal": "个人问题"}


def case(number: int, outcome: Any = "admit", reason: str | None = None) -> CalibrationCase:
    return CalibrationCase(number=number, proposal_id=f"P{number}", version=2, outcome=outcome, reason_code=reason)


def says(number: int, outcome: Any = "admit", reason: str | None = None) -> CalibrationJudgement:
    return CalibrationJudgement(number=number, outcome=outcome, reason_code=reason)


SET = CalibrationSet(
    calibration_id="C1",
    name="示例校准",
    cases=(case(1), case(2, "decline", "vague"), case(3, "decline", "personal"), case(4)),
)
OPEN = domain.apply(None, SET)
CLOSED = domain.apply(OPEN, CalibrationClosed(calibration_id="C1"))


def judged(state: Calibration, *said: CalibrationJudgement, by: str = "R1") -> Calibration:
    (event,) = domain.judge(state, by, said, (), REASONS)
    return domain.apply(state, event)


def test_agreement_is_counted_by_case_and_of_declined_ones_by_ground() -> None:
    state = judged(OPEN, says(1), says(2, "decline", "vague"))
    state = judged(state, says(3, "decline", "vague"), says(4, "decline", "vague"))
    found = domain.agreement(state, "R1")
    assert (found.judged, found.agreed, found.declined_alike, found.same_ground, found.differs) == (4, 3, 2, 1, (4,))
    nothing = domain.agreement(state, "R2")
    assert (nothing.judged, nothing.agreed, nothing.differs) == (0, 0, ())


@pytest.mark.parametrize(
    ("said", "own", "rule"),
    [
        ((says(9),), (), "case-unknown"),
        ((says(2), says(2)), (), "judged-already"),
        ((says(1),), (), "judged-already"),
        ((says(2),), (2,), "conflict-of-interest"),
        ((says(2, "decline"),), (), "reason-code"),
        ((says(2, "admit", "vague"),), (), "reason-code"),
        ((says(2, "decline", "other"),), (), "reason-code"),
    ],
)
def test_a_judgement_is_refused(said: Any, own: Any, rule: str) -> None:
    with pytest.raises(DomainRefusal) as refusal:
        domain.judge(judged(OPEN, says(1)), "R1", said, own, REASONS)
    assert refusal.value.rule == rule


def test_what_is_closed_or_there_already_is_refused() -> None:
    for call, rule in (
        (lambda: domain.judge(CLOSED, "R1", (says(1),), (), REASONS), "calibration-closed"),
        (lambda: domain.close(CLOSED), "calibration-closed"),
        (lambda: domain.set_up(OPEN, SET), "exists-already"),
    ):
        with pytest.raises(DomainRefusal) as refusal:
            call()
        assert refusal.value.rule == rule

"""Decided proposals judged once more: how far each reviewer agrees with what was decided."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from contracts.base import DomainRefusal, Event, Line, Record, Ref
from contracts.submission import (
    CalibrationCase,
    CalibrationClosed,
    CalibrationJudged,
    CalibrationJudgement,
    CalibrationSet,
)

EVENTS = (CalibrationSet, CalibrationJudged, CalibrationClosed)


class Calibration(Record):
    id: Ref
    name: Line
    cases: tuple[CalibrationCase, ...]
    judged: dict[Ref, tuple[CalibrationJudgement, ...]]
    """By reviewer."""
    open: bool = True


@dataclass(frozen=True)
class Agreement:
    """How often a reviewer said what was decided; a ground for declining is counted apart."""

    reviewer_id: str
    judged: int
    agreed: int
    declined_alike: int
    """Of the cases that both decline."""
    same_ground: int
    differs: tuple[int, ...]
    """The cases in which they do not agree."""


def apply(state: Calibration | None, event: Event) -> Calibration:
    match event:
        case CalibrationSet():
            return Calibration(id=event.calibration_id, name=event.name, cases=event.cases, judged={})
        case CalibrationJudged() if state is not None:
            before = state.judged.get(event.reviewer_id, ())
            return state.model_copy(update={"judged": state.judged | {event.reviewer_id: (*before, *event.judgements)}})
        case CalibrationClosed() if state is not None:
            return state.model_copy(update={"open": False})
        case _:
            raise ValueError(event)


def set_up(state: Calibration | None, made: CalibrationSet) -> list[Event]:
    if state is not None:
        raise DomainRefusal("exists-already", f"Calibration {state.id} exists already.")
    return [made]


def judge(
    state: Calibration,
    reviewer_id: str,
    judgements: Sequence[CalibrationJudgement],
    own: Collection[int],
    reasons: Mapping[str, str],
) -> list[Event]:
    """Each case once: whoever has seen how far they agree must not come nearer afterwards. ``own`` are the cases that
    the reviewer is party to."""
    _permit(state)
    numbers = [one.number for one in judgements]
    known = {case.number for case in state.cases}
    done = {one.number for one in state.judged.get(reviewer_id, ())}
    for number in numbers:
        if number not in known:
            raise DomainRefusal("case-unknown", f"This calibration has no case {number}.")
        if number in done or numbers.count(number) > 1:
            raise DomainRefusal("judged-already", f"Case {number} is judged once.")
        if number in own:
            raise DomainRefusal("conflict-of-interest", f"Case {number} is a proposal of their own.")
    for one in judgements:
        if (one.outcome == "decline") != (one.reason_code is not None) or one.reason_code not in {None, *reasons}:
            raise DomainRefusal("reason-code", f"Who declines names one of the county's grounds: {sorted(reasons)}.")
    return [CalibrationJudged(calibration_id=state.id, reviewer_id=reviewer_id, judgements=tuple(judgements))]


def close(state: Calibration) -> list[Event]:
    _permit(state)
    return [CalibrationClosed(calibration_id=state.id)]


def _permit(state: Calibration) -> None:
    if not state.open:
        raise DomainRefusal("calibration-closed", f"Calibration {state.id} is closed.")


def agreement(state: Calibration, reviewer_id: str) -> Agreement:
    said = {one.number: one for one in state.judged.get(reviewer_id, ())}
    pairs = [(case, said[case.number]) for case in state.cases if case.number in said]
    alike = [(case, one) for case, one in pairs if case.outcome == one.outcome]
    declined = [(case, one) for case, one in alike if case.outcome == "decline"]
    return Agreement(
        reviewer_id,
        len(pairs),
        len(alike),
        len(declined),
        sum(case.reason_code == one.reason_code for case, one in declined),
        tuple(case.number for case, one in pairs if case.outcome != one.outcome),
    )

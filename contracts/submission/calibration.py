"""Reviewers judge decided proposals once more."""

from typing import Literal

from contracts.base import Line, Record, Ref
from contracts.submission.base import SubmissionEvent


class CalibrationCase(Record):
    """A decided proposal as reviewers are shown it: without its people."""

    number: int
    proposal_id: Ref
    version: int
    """Of the proposal, whose text at that version is judged."""
    outcome: Literal["admit", "decline"]
    reason_code: Ref | None = None


class CalibrationSet(SubmissionEvent):
    """Decided proposals that reviewers judge once more, to see how far they agree with what was decided."""

    calibration_id: Ref
    name: Line
    cases: tuple[CalibrationCase, ...]


class CalibrationJudgement(Record):
    number: int
    outcome: Literal["admit", "decline"]
    reason_code: Ref | None = None


class CalibrationJudged(SubmissionEvent):
    calibration_id: Ref
    reviewer_id: Ref
    judgements: tuple[CalibrationJudgement, ...]


class CalibrationClosed(SubmissionEvent):
    calibration_id: Ref

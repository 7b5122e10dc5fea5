"""Service quality (服务质量): opinions from forms, the problem list, the responsibility list."""

from datetime import date
from typing import Literal

from pydantic import Field

from contracts.base import Line, Rating, Ref, Text
from contracts.evaluation.base import EvaluationEvent, nothing

IssueSource = Literal["portal", "meeting", "form"]


class OpinionFormOpened(EvaluationEvent):
    """``form_id`` is random: who has the link, or scanned it, may write."""

    form_id: Ref
    title: Line
    note: Text | None = None
    closes_on: date | None = None
    """The last day."""
    opened_by: Line
    about: Ref | None = Field(default=None, exclude_if=nothing)
    """The proposal whose beneficiaries are asked what they think of its result; without it, opinions of the service are
    taken. It is no ``proposal_id``: a form and its closing are of no proposal."""


class OpinionFormClosed(EvaluationEvent):
    form_id: Ref
    closed_by: Line


class BeneficiaryRated(EvaluationEvent):
    """What somebody thinks of a proposal's result who has it by a form's link: unnamed, and no member's signature."""

    rating_id: Ref
    form_id: Ref
    proposal_id: Ref
    rating: Rating
    opinion: Text | None = None


class ServiceIssueRaised(EvaluationEvent):
    issue_id: Ref
    raised_by: Ref
    """Of who stays unnamed it names nobody: ``unnamed:`` and the issue."""
    opinion: Text
    source: IssueSource = Field(default="portal", exclude_if=lambda source: source == "portal")
    gathered_at: Line | None = Field(default=None, exclude_if=nothing)
    """The meeting."""
    form_id: Ref | None = Field(default=None, exclude_if=nothing)
    receipt: str | None = Field(default=None, exclude_if=nothing)
    """SHA-256 of a receipt code: who has the code has raised it, and nobody else can find the code."""


class ServiceIssueAssigned(EvaluationEvent):
    issue_id: Ref
    owner: Line
    due: str


class ServiceIssueOverdue(EvaluationEvent):
    """Its day has passed without a proof; once for each assignment."""

    issue_id: Ref
    owner: Line
    due: str


class ServiceIssueResolved(EvaluationEvent):
    issue_id: Ref
    proof: Text


class ServiceIssueVerified(EvaluationEvent):
    """Closed by the one who raised it, and by nobody else."""

    issue_id: Ref

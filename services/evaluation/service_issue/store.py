"""Service issues as stored."""

from sqlalchemy import Column, Index, Text

from chassis.eventlog import Aggregate
from services.evaluation.metadata import METADATA
from services.evaluation.service_issue import domain
from services.evaluation.service_issue.domain import ServiceIssue

ISSUES = Aggregate(
    METADATA,
    "service_issues",
    ServiceIssue,
    domain.EVENTS,
    domain.apply,
    columns=[Column("raised_by", Text, nullable=False), Column("status", Text, nullable=False)],
    project=lambda s: {"raised_by": s.raised_by, "status": s.state},
    constraints=[Index(None, "county", "raised_by")],
)

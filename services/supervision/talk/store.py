"""The committee's list as stored."""

from typing import Any

from sqlalchemy import Column, Index, Select, Text, select

from chassis.eventlog import Aggregate
from services.supervision.metadata import METADATA
from services.supervision.talk import domain
from services.supervision.talk.domain import ProcessTalk, State

TALKS = Aggregate(
    METADATA,
    "process_talks",
    ProcessTalk,
    domain.EVENTS,
    domain.apply,
    columns=[
        Column("proposal_id", Text, nullable=False),
        Column("member_id", Text, nullable=False),
        Column("status", Text, nullable=False),
    ],
    project=lambda s: {"proposal_id": s.proposal_id, "member_id": s.member_id, "status": s.state},
    constraints=[Index(None, "county", "member_id"), Index(None, "county", "proposal_id")],
)


def listing(county: str, member_id: str | None, state: State | None, proposal_id: str | None) -> Select[Any]:
    """All of the county, or those of this member."""
    t = TALKS.table
    query = select(t).where(t.c.county == county)
    if member_id is not None:
        query = query.where(t.c.member_id == member_id)
    if state is not None:
        query = query.where(t.c.status == state)
    return query if proposal_id is None else query.where(t.c.proposal_id == proposal_id)

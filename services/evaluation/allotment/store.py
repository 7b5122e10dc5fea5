"""Allotments as stored, and the texts that assessors read."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ARRAY, Column, Index, PrimaryKeyConstraint, String, Table, Text, any_, literal, select
from sqlalchemy.dialects.postgresql import JSONB, insert

from chassis.eventlog import Aggregate, Loaded, Tx
from services.evaluation.allotment import domain
from services.evaluation.allotment.domain import Allotment
from services.evaluation.facts.store import session_of
from services.evaluation.metadata import METADATA

ALLOTMENTS = Aggregate(
    METADATA,
    "allotments",
    Allotment,
    domain.EVENTS,
    domain.apply,
    columns=[
        Column("scheme_id", Text, nullable=False),
        Column("session_id", Text, nullable=False),
        Column("assessors", ARRAY(Text), nullable=False),
    ],
    project=lambda s: {"scheme_id": s.scheme_id, "session_id": s.session_id, "assessors": sorted(s.loads)},
    constraints=[Index(None, "county", "session_id")],
)

TEXTS = Table(
    "reading_texts",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("proposal_id", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("situation", Text, nullable=False),
    Column("analysis", Text, nullable=False),
    Column("suggestions", JSONB, nullable=False),
    PrimaryKeyConstraint("county", "proposal_id"),
)
"""Nothing that says whose it is: no proposer, no body, no signatory, no attachment."""


async def put_text(tx: Tx, proposal_id: str, text: Mapping[str, Any]) -> None:
    statement = insert(TEXTS).values(county=tx.county, proposal_id=proposal_id, **text)
    changed = statement.on_conflict_do_update(index_elements=["county", "proposal_id"], set_=dict(text))
    await tx.connection.execute(changed)


async def texts(tx: Tx, proposal_ids: list[str]) -> dict[str, Mapping[str, Any]]:
    t = TEXTS
    query = select(t).where(t.c.county == tx.county, t.c.proposal_id.in_(proposal_ids))
    return {row["proposal_id"]: dict(row) for row in (await tx.connection.execute(query)).mappings()}


async def of_assessor(tx: Tx, assessor: str) -> list[Loaded[Allotment]]:
    """Those by which the assessor reads anything."""
    t = ALLOTMENTS.table
    query = select(t).where(t.c.county == tx.county, literal(assessor) == any_(t.c.assessors))
    return [ALLOTMENTS.loaded(row) for row in (await tx.connection.execute(query.order_by(t.c.id))).mappings()]


async def shared_out(tx: Tx, scheme_id: str, proposal_id: str, assessor: str) -> bool | None:
    """Whether the proposal is the assessor's to read; None where it was shared out to nobody."""
    session_id = await session_of(tx, proposal_id)
    if session_id is None:
        return None
    found = await ALLOTMENTS.find(tx, domain.allotment_id(scheme_id, session_id), lock=False)
    if found is None or proposal_id not in found.state.readings:
        return None
    return found.state.reader(proposal_id, assessor) is not None

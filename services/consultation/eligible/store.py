"""The signatures that called for the committee, and the proposals that stand for its selection."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Date,
    Integer,
    PrimaryKeyConstraint,
    Select,
    String,
    Table,
    Text,
    exists,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import insert

from chassis.eventlog import Tx
from contracts.base import SupervisionClass
from contracts.consultation import Grounds
from contracts.supervision import CommitteeConsultationCalled
from services.consultation.matter.store import MATTERS, SUPERVISED
from services.consultation.metadata import METADATA

CALLS = Table(
    "committee_calls",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("proposal_id", Text, nullable=False),
    Column("reply_id", Text, nullable=False),
    Column("member_id", Text, nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("cycle", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("called_on", Date, nullable=False),
    PrimaryKeyConstraint("county", "proposal_id", "reply_id", "member_id"),
)

BY_CLASS: Mapping[SupervisionClass, Grounds] = {"key": "key", "tracked": "continuing"}


async def put(tx: Tx, event: CommitteeConsultationCalled, day: date) -> None:
    values = event.model_dump(include={"proposal_id", "reply_id", "member_id", "unit_id", "cycle", "reason"})
    await tx.connection.execute(
        insert(CALLS).values(county=tx.county, called_on=day, **values).on_conflict_do_nothing()
    )


def _stands(grounds: Grounds) -> ColumnElement[bool]:
    m, s = MATTERS.c, SUPERVISED.c
    if grounds == "dissatisfied":
        return exists().where(CALLS.c.county == m.county, CALLS.c.proposal_id == m.id)
    return s.supervision_class.in_([name for name, given in BY_CLASS.items() if given == grounds])


def listing(county: str, grounds: Collection[Grounds]) -> Select[Any]:
    """Admitted and not withdrawn, on one of the grounds at least; a proposal may stand on two."""
    m, s = MATTERS.c, SUPERVISED.c
    joined = MATTERS.outerjoin(SUPERVISED, (s.county == m.county) & (s.id == m.id))
    columns: list[ColumnElement[Any]] = [m.id, m.case_number, m.title, s.supervision_class]
    query = select(*columns).select_from(joined)
    return query.where(m.county == county, m.withdrawn.is_(False), or_(*(_stands(one) for one in grounds)))


async def calls(tx: Tx, proposal_ids: Collection[str]) -> dict[str, list[Mapping[str, Any]]]:
    """Of each of the proposals, in the order in which they came."""
    t = CALLS.c
    query = (
        select(CALLS)
        .where(t.county == tx.county, t.proposal_id.in_(sorted(proposal_ids)))
        .order_by(t.called_on, t.reply_id, t.member_id)
    )
    found: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in (await tx.connection.execute(query)).mappings():
        found[row["proposal_id"]].append(dict(row))
    return found

"""What offers rest on, for many proposals in as many statements as for one."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Integer, Select, and_, case, exists, func, or_, select
from sqlalchemy.dialects.postgresql import JSONB

from chassis.clock import wall_date
from chassis.eventlog import Tx
from contracts.consultation import AssignmentReturned
from services.consultation.assignment.domain import ENDED, NO_ANSWER
from services.consultation.assignment.store import ASSIGNMENTS, of_proposals
from services.consultation.candidate.domain import Asked, Directory, Handled, History, Returned, Unit
from services.consultation.matter.store import MATTERS, filings
from services.consultation.metadata import TABLES
from services.consultation.unit.store import with_workload


def waiting(county: str) -> Select[*tuple[Any, ...]]:
    """The proposals that nobody handles or has answered, and those of which something was returned."""
    a = ASSIGNMENTS.table.c
    given = exists().where(a.county == MATTERS.c.county, a.proposal_id == MATTERS.c.id)
    return select(MATTERS).where(
        MATTERS.c.county == county,
        MATTERS.c.withdrawn.is_(False),
        or_(~given.where(a.status.not_in(NO_ANSWER)), given.where(a.status == "returned")),
    )


async def directory(tx: Tx) -> Directory:
    today = wall_date(tx.now)
    rows = await tx.connection.execute(with_workload(tx.county))
    return Directory(
        {
            row.id: Unit(
                name=row.name,
                committee=row.committee,
                workload=row.workload,
                ended=row.ended_on is not None and row.ended_on <= today,
                successor_id=row.successor_id,
            )
            for row in rows
        }
    )


async def history(tx: Tx, topics: Collection[str], known: Directory) -> History:
    """What was given on these topics by now. What was cancelled says nothing of a unit."""
    m, a = MATTERS.c, ASSIGNMENTS.table.c
    helping = a.role == "helper"
    # A silent helper's is closed with the rest, and was never answered.
    silent = and_(helping, a.status == "closed", a.state.cast(JSONB)["reply_id"].astext.is_(None))
    answered = case((silent, 0), (a.status.in_(("replied", "closed")), 1), else_=0)
    accepted = a.status.in_(("accepted", "plan_agreed"))
    returned = a.status.in_(("returned", "disputed", "reassigned"))
    query = (
        select(
            m.topic_group,
            a.unit_id,
            helping.label("helping"),
            func.sum(answered).label("answered"),
            func.sum(accepted.cast(Integer)).label("accepted"),
            func.sum(returned.cast(Integer)).label("returned"),
        )
        .join_from(MATTERS, ASSIGNMENTS.table, and_(a.county == m.county, a.proposal_id == m.id))
        .where(m.county == tx.county, m.topic_group.in_(sorted(topics)), a.status.not_in(("issued", "cancelled")))
        .group_by(m.topic_group, a.unit_id, helping)
        .order_by(m.topic_group, a.unit_id, helping)
    )
    rows = await tx.connection.execute(query)
    handled = [
        (row.topic_group, row.unit_id, row.helping, Handled(row.answered, row.accepted, row.returned)) for row in rows
    ]
    return History(handled, known)


async def asked(tx: Tx, matters: Sequence[Mapping[str, Any]]) -> dict[str, Asked]:
    """By proposal, for these rows of ``matters``."""
    ids = [row["id"] for row in matters]
    filed, returns, assigned = await filings(tx, ids), await _returns(tx, ids), await of_proposals(tx, ids)
    return {
        row["id"]: Asked(
            topic_group=row["topic_group"],
            named=[one.suggested_units for one in filed[row["id"]]],
            committees={one.committee for one in filed[row["id"]] if one.committee is not None},
            standing={one.unit_id: one.role for one in assigned[row["id"]] if one.state not in ENDED | {"returned"}},
            returns=returns.get(row["id"], ()),
        )
        for row in matters
    }


async def _returns(tx: Tx, proposals: Collection[str]) -> dict[str, list[Returned]]:
    """Of the log: an assignment's own reason is the last one given, by whoever acted after the return."""
    log = TABLES.event_log.c
    query = (
        select(log.subject_proposal, log.data, log.occurred_at)
        .where(
            log.county == tx.county,
            log.subject_proposal.in_(sorted(proposals)),
            log.type == AssignmentReturned.wire_name(),
        )
        .order_by(log.seq)
    )
    found: dict[str, list[Returned]] = {}
    for row in await tx.connection.execute(query):
        event = AssignmentReturned.model_validate_json(row.data)
        said = {"unit_id": event.unit_id, "reason": event.reason, "suggested_unit": event.suggested_unit}
        one = Returned.model_validate(said | {"returned_at": row.occurred_at})
        found.setdefault(row.subject_proposal, []).append(one)
    return found

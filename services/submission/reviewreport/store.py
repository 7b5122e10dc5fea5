"""What the report counts, read once each."""

from sqlalchemy import Integer, and_, func, select

from chassis.eventlog import Tx
from contracts.submission import ProposalAdmitted
from services.submission.body.store import BODIES
from services.submission.member.store import MEMBERS
from services.submission.metadata import TABLES
from services.submission.proposal.domain import Proposal
from services.submission.proposal.store import PROPOSALS
from services.submission.reviewgroup.store import GROUPS
from services.submission.reviewreport.domain import GroupRow
from services.submission.session.domain import Session
from services.submission.session.store import SESSIONS
from services.submission.stage.store import REVIEWS


async def proposals(tx: Tx, session_id: str) -> list[Proposal]:
    t = PROPOSALS.table
    query = select(t).where(t.c.county == tx.county, t.c.session_id == session_id).order_by(t.c.id)
    return [PROPOSALS.loaded(dict(row)).state for row in (await tx.connection.execute(query)).mappings()]


async def members(tx: Tx) -> dict[str, tuple[str, str]]:
    """Member → name and sector, of all the county has had."""
    t = MEMBERS.table
    query = select(t).where(t.c.county == tx.county)
    found = [MEMBERS.loaded(dict(row)).state for row in (await tx.connection.execute(query)).mappings()]
    return {one.id: (one.name, one.sector) for one in found}


async def bodies(tx: Tx) -> dict[str, str]:
    t = BODIES.table
    query = select(t.c.id, t.c.name).where(t.c.county == tx.county)
    return {row.id: row.name for row in await tx.connection.execute(query)}


async def session_before(tx: Tx, session: Session) -> Session | None:
    t = SESSIONS.table
    query = select(t).where(t.c.county == tx.county, t.c.plenary_opens < session.plenary_opens)
    row = (await tx.connection.execute(query.order_by(t.c.plenary_opens.desc(), t.c.id.desc()).limit(1))).mappings()
    found = row.first()
    return None if found is None else SESSIONS.loaded(dict(found)).state


async def topics(tx: Tx, session_id: str) -> dict[str, str]:
    """Proposal → the topic group that it was admitted under. Of the log: a projection may be behind, and tables of one
    report that do not add up are worse than none."""
    t, log = PROPOSALS.table, TABLES.event_log
    query = (
        select(t.c.id, log.c.data)
        .join(log, and_(log.c.county == t.c.county, log.c.aggregate_id == t.c.id))
        .where(
            t.c.county == tx.county,
            t.c.session_id == session_id,
            t.c.case_number.is_not(None),
            log.c.type == ProposalAdmitted.wire_name(),
        )
    )
    return {
        row.id: ProposalAdmitted.model_validate_json(row.data).topic_group for row in await tx.connection.execute(query)
    }


async def statuses(tx: Tx, session_id: str) -> dict[str, int]:
    t = PROPOSALS.table
    query = select(t.c.status, func.count().label("n")).where(t.c.county == tx.county, t.c.session_id == session_id)
    return {row.status: row.n for row in await tx.connection.execute(query.group_by(t.c.status))}


async def groups(tx: Tx, session_id: str) -> list[GroupRow]:
    """Each group of the session, in force or not, with what it was given and how much of that was ready."""
    g, r = GROUPS.table, REVIEWS.table
    ready = func.coalesce(func.sum((r.c.status == "ready").cast(Integer)), 0)
    query = (
        select(g.c.name, func.count(r.c.id).label("distributed"), ready.label("ready"))
        .join(r, and_(r.c.county == g.c.county, r.c.group_id == g.c.id), isouter=True)
        .where(g.c.county == tx.county, g.c.session_id == session_id)
        .group_by(g.c.id, g.c.name)
        .order_by(g.c.name, g.c.id)
    )
    return [GroupRow(row.name, row.distributed, row.ready) for row in await tx.connection.execute(query)]

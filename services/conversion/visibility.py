"""Who sees which rows: staff see all, a unit what is its own, a member what belongs to their proposals."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Table, false, or_, select, true

from chassis.eventlog import Actor, Tx
from chassis.problems import NotFound
from services.conversion.commitment.store import COMMITMENTS
from services.conversion.followup.store import DOSSIERS, HANDLERS
from services.conversion.outcome.store import OUTCOMES
from services.conversion.publication.store import PUBLICATIONS

STAFF = (
    "clerk",
    "chair",
    "assigning_office",
    "supervisor",
    "county_admin",
    "city_viewer",
    "city_admin",
    "auditor",
)
READERS = (*STAFF, "member", "unit", "unit_leader")


def _units(actor: Actor) -> frozenset[str]:
    return actor.units if actor.roles & {"unit", "unit_leader"} else frozenset()


def _proposed(actor: Actor, county: str, proposal: ColumnElement[Any]) -> ColumnElement[bool]:
    if "member" not in actor.roles or actor.member_id is None:
        return false()
    d = DOSSIERS
    return proposal.in_(select(d.c.proposal_id).where(d.c.county == county, d.c.proposers.contains([actor.member_id])))


def _handled(actor: Actor, county: str, proposal: ColumnElement[Any]) -> ColumnElement[bool]:
    """Rows of proposals that the caller's unit has replied to."""
    units = sorted(_units(actor))
    if not units:
        return false()
    h = HANDLERS
    return proposal.in_(select(h.c.proposal_id).where(h.c.county == county, h.c.unit_id.in_(units)))


def _scope(actor: Actor, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return true() if actor.roles & set(STAFF) else or_(false(), *conditions)


def sees_dossier(actor: Actor, county: str) -> ColumnElement[bool]:
    proposal = DOSSIERS.c.proposal_id
    return _scope(actor, _handled(actor, county, proposal), _proposed(actor, county, proposal))


def sees_commitment(actor: Actor, county: str) -> ColumnElement[bool]:
    t = COMMITMENTS.table
    own = t.c.unit_id.in_(sorted(_units(actor)))
    return _scope(actor, own, _proposed(actor, county, t.c.proposal_id))


def sees_outcome(actor: Actor, county: str) -> ColumnElement[bool]:
    proposal = OUTCOMES.table.c.proposal_id
    return _scope(actor, _handled(actor, county, proposal), _proposed(actor, county, proposal))


def sees_publication(actor: Actor, county: str) -> ColumnElement[bool]:
    proposal = PUBLICATIONS.table.c.proposal_id
    return _scope(actor, _handled(actor, county, proposal), _proposed(actor, county, proposal))


async def must_see(
    tx: Tx, table: Table, id: str, condition: ColumnElement[bool], *, key: str = "id"
) -> Mapping[str, Any]:
    """The row, or :class:`NotFound`: what the caller may not see does not exist for them."""
    query = select(table).where(table.c.county == tx.county, table.c[key] == id, condition)
    row = (await tx.connection.execute(query)).mappings().first()
    if row is None:
        raise NotFound(f"{table.name} {id}")
    return dict(row)

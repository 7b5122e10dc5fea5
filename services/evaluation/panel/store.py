"""Panels as stored."""

from chassis.eventlog import Aggregate, Tx
from services.evaluation.metadata import METADATA
from services.evaluation.panel import domain
from services.evaluation.panel.domain import Panel

PANELS = Aggregate(METADATA, "panels", Panel, domain.EVENTS, domain.apply)


async def group_of(tx: Tx, scheme_id: str, assessor: str) -> str | None:
    """The assessor's group on the scheme's panel; None where there is no panel, or not them on it."""
    found = await PANELS.find(tx, domain.panel_id(scheme_id), lock=False)
    return found and found.state.group_of(assessor)


async def units_of(tx: Tx, scheme_id: str, assessor: str) -> tuple[str, ...]:
    """The units whose people the panel says that they are."""
    found = await PANELS.find(tx, domain.panel_id(scheme_id), lock=False)
    return found.state.units.get(assessor, ()) if found else ()

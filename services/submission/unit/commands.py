"""Commands on units."""

from chassis.eventlog import Loaded, Tx
from contracts.submission import UnitEnrolled
from services.submission.unit import domain
from services.submission.unit.store import UNITS


async def enrol(tx: Tx, enrolled: UnitEnrolled) -> Loaded[domain.Unit]:
    found = await UNITS.find(tx, enrolled.unit_id)
    return await UNITS.append(tx, enrolled.unit_id, found, domain.enrol(found.state if found else None, enrolled))

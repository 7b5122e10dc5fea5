"""Commands on units."""

from chassis.eventlog import Loaded, Tx
from contracts.submission import UnitEnrolled
from services.submission.imports import ImportReport, bring_in
from services.submission.sheets import Column, Form, code, one_of
from services.submission.unit import domain
from services.submission.unit.store import UNITS

FORM = Form(
    UnitEnrolled,
    [
        Column("编号", "unit_id", code),
        Column("名称", "name"),
        Column("系统", "system", one_of({"党群": "party", "政府": "government", "其他": "other"})),
        Column("对口专委会", "linked_committee"),
    ],
)


async def enrol(tx: Tx, enrolled: UnitEnrolled) -> Loaded[domain.Unit]:
    found = await UNITS.find(tx, enrolled.unit_id)
    return await UNITS.append(tx, enrolled.unit_id, found, domain.enrol(found.state if found else None, enrolled))


async def import_list(tx: Tx, data: bytes, preview: bool) -> ImportReport:
    return await bring_in(tx, UNITS, FORM, lambda e: e.unit_id, domain.bring_in, data, preview=preview)

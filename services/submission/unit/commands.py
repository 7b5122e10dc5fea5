"""Commands on units."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from chassis.clock import WALL, wall_date
from chassis.eventlog import Loaded, Tx
from contracts.base import DomainRefusal, UnitAct
from contracts.submission import ReplacedUnit, UnitEnrolled
from services.submission.imports import Importer, Note, always
from services.submission.sheets import Column, Form, Mistake, Row, code, names, one_of
from services.submission.unit import domain, store
from services.submission.unit.domain import Unit
from services.submission.unit.store import UNITS

FORM = Form(
    UnitEnrolled,
    [
        Column("编号", "unit_id", code),
        Column("名称", "name"),
        Column("系统", "system", one_of({"党群": "party", "政府": "government", "其他": "other"})),
        Column("对口专委会", "linked_committee"),
        Column("别名", "aliases", names, needed=False, may_lack=True),
    ],
)


async def enrol(tx: Tx, enrolled: UnitEnrolled) -> Loaded[Unit]:
    await _check_names(tx, enrolled)
    found = await UNITS.find(tx, enrolled.unit_id)
    return await UNITS.append(tx, enrolled.unit_id, found, domain.enrol(found.state if found else None, enrolled))


async def correct(tx: Tx, enrolled: UnitEnrolled) -> Loaded[Unit]:
    await _check_names(tx, enrolled)
    unit = await UNITS.load(tx, enrolled.unit_id)
    return await UNITS.append(tx, enrolled.unit_id, unit, domain.correct(unit.state, enrolled))


async def _check_names(tx: Tx, enrolled: UnitEnrolled) -> None:
    await store.alone_with_names(tx)
    others = await store.bearing(tx, (enrolled.name, *enrolled.aliases), wall_date(tx.now))
    domain.check_names(enrolled, others)


async def succeed(tx: Tx, unit_id: str, successor_id: str, takes_over_on: date, reason: str) -> Loaded[Unit]:
    """Locks both in id order, so that of two successions that cross the second sees the first."""
    unmatched = replace(tx, if_match=None)
    loaded = {
        id: await UNITS.load(tx if id == unit_id else unmatched, id)
        for id in sorted({unit_id, successor_id})
        if id == unit_id or await UNITS.find(tx, id) is not None
    }
    if successor_id not in loaded:
        raise DomainRefusal("unit-unknown", f"No unit {successor_id} is enrolled in this county.")
    unit = loaded[unit_id]
    events = domain.succeed(unit.state, loaded[successor_id].state, takes_over_on, reason)
    return await UNITS.append(tx, unit_id, unit, events)


async def undo_succession(tx: Tx, unit_id: str, reason: str) -> Loaded[Unit]:
    """Its names are its own again, unless another unit bears one by now. Of handling elsewhere only that counts which
    has been heard of here by now."""
    await store.alone_with_names(tx)
    unit = await UNITS.load(tx, unit_id)
    state = unit.state
    used = domain.Used((), ())
    if state.successor_id is not None and state.ended_on is not None:
        since = datetime.combine(state.ended_on, time(), WALL)
        used = domain.Used(
            await store.suggested_in_place(tx, unit_id),
            await store.replied_since(tx, unit_id, since),
            await store.acted_since(tx, unit_id, since),
        )
    events = domain.undo_succession(state, used, reason)
    wanted = UnitEnrolled(**state.model_dump(exclude={"id", "successor_id", "ended_on"}), unit_id=unit_id)
    domain.check_names(wanted, await store.bearing(tx, (state.name, *state.aliases), wall_date(tx.now)))
    return await UNITS.append(tx, unit_id, unit, events)


async def on_act(tx: Tx, event: UnitAct) -> None:
    """What a unit's own logins do is no use of a succession: it finishes what it holds."""
    named: Any = event
    if event.acting_unit is not None and named.unit_id is not None:
        act = type(event).__name__
        await store.note_act(tx, named.unit_id, event.acting_unit, act, named.proposal_id or "", tx.receipt)


async def retire(tx: Tx, unit_id: str, reason: str) -> Loaded[Unit]:
    unit = await UNITS.load(tx, unit_id)
    return await UNITS.append(tx, unit_id, unit, domain.retire(unit.state, wall_date(tx.now), reason))


async def in_their_place(tx: Tx, ids: Sequence[str]) -> tuple[tuple[str, ...], tuple[ReplacedUnit, ...]]:
    """The units that handle today in place of the named ones, each once, and which of them were replaced."""
    if not ids:
        return (), ()
    found = await store.resolve(tx, set(ids), wall_date(tx.now))
    unknown = set(ids) - found.keys()
    if unknown:
        raise DomainRefusal("unit-unknown", f"Not units of this county: {sorted(unknown)}.")
    ended = sorted({f"{found[id].id} ({found[id].name})" for id in ids if found[id].ended})
    if ended:
        raise DomainRefusal("unit-ended", f"Dissolved with nobody in their place: {ended}.")
    replaced = tuple(ReplacedUnit(named=id, unit_id=found[id].id) for id in dict.fromkeys(ids) if found[id].id != id)
    return tuple(dict.fromkeys(found[id].id for id in ids)), replaced


async def _check(tx: Tx, rows: Sequence[Row[UnitEnrolled]]) -> list[Mistake]:
    """Aliases that lead to two units, be it within the list or beside what is known."""
    await store.alone_with_names(tx)
    listed = {row.event.unit_id for row in rows}
    wanted = {name for row in rows for name in (row.event.name, *row.event.aliases)}
    known = await store.bearing(tx, wanted, wall_date(tx.now))
    # What the list says of a unit is what holds afterwards, but for aliases that it does not speak of.
    silent = {row.event.unit_id for row in rows if "aliases" not in row.event.model_fields_set}
    others = [(id, given) for id, given in known if id not in listed]
    others += [(id, ("", *given[1:])) for id, given in known if id in silent]
    others += [(row.event.unit_id, domain.names_of(row.event)) for row in rows]
    bearers: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for other in others:
        for name in other[1]:
            bearers.setdefault(name, []).append(other)
    mistakes: list[Mistake] = []
    for row in rows:
        near = [other for name in domain.names_of(row.event) for other in bearers.get(name, ())]
        for name, id in domain.name_taken(row.event, near).items():
            mistakes.append(Mistake(row=row.number, column="别名", detail=f"“{name}”已是单位 {id} 的名称或别名"))
    return mistakes


async def _remark(tx: Tx, rows: Sequence[Row[UnitEnrolled]]) -> list[Note]:
    """Rows of units that have ended change nothing, and whoever hands the list over is told who is there instead."""
    today = wall_date(tx.now)
    found = await store.resolve(tx, {row.event.unit_id for row in rows}, today)
    notes: list[Note] = []
    for row in rows:
        now = found.get(row.event.unit_id)
        if now is not None and now.ended:
            notes.append(Note(row=row.number, detail="该单位已撤销，未作改动"))
        elif now is not None and now.id != row.event.unit_id:
            notes.append(Note(row=row.number, detail=f"该单位已由 {now.id}（{now.name}）接替，未作改动"))
    return notes


IMPORT = Importer(UNITS, always(FORM), lambda e: e.unit_id, domain.bring_in, check=_check, remark=_remark)

"""Brings a county's file in: everything or nothing, once, and the same file again changes nothing."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from fastapi import Response
from pydantic import BaseModel

from chassis.eventlog import Aggregate, Loaded, Tx
from chassis.http import Ctx
from chassis.problems import Invalid
from contracts.base import DomainRefusal, Event
from services.submission.sheets import Form, Mistake, NotASheet, Row, rows

S = TypeVar("S", bound=BaseModel)
E = TypeVar("E", bound=Event)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
REQUEST_BODY: dict[str, Any] = {
    "requestBody": {"required": True, "content": {XLSX: {"schema": {"type": "string", "format": "binary"}}}}
}
"""For OpenAPI: the body is the file itself."""


class Note(BaseModel):
    """What the clerk had better know of a row that is taken all the same."""

    row: int
    detail: str


class ImportReport(BaseModel):
    """``errors`` is empty but in a preview: a file with mistakes is refused whole."""

    rows: int
    enrolled: int
    unchanged: int
    errors: list[Mistake]
    notes: list[Note]


@dataclass(frozen=True)
class Importer(Generic[S, E]):
    """How one kind of list comes in.

    ``decide`` gives the events of a row: none when it says what is known already; it refuses in the clerk's words.
    ``check`` may find mistakes that need the store (a member who does not exist), ``remark`` what is worth a word.
    """

    aggregate: Aggregate[S]
    form: Callable[[Tx], Awaitable[Form[E]]]
    identify: Callable[[E], str]
    decide: Callable[[S | None, E], Sequence[Event]]
    check: Callable[[Tx, Sequence[Row[E]]], Awaitable[list[Mistake]]] | None = None
    remark: Callable[[Tx, Sequence[Row[E]]], Awaitable[list[Note]]] | None = None


def always(form: Form[E]) -> Callable[[Tx], Awaitable[Form[E]]]:
    """A form that no policy changes."""

    async def get(_: Tx) -> Form[E]:
        return form

    return get


async def answer(ctx: Ctx, preview: bool, importer: Importer[Any, Any]) -> Response:
    """One import over HTTP; a preview stores nothing, not even its key."""
    data = await ctx.request.body()
    if preview:
        report = await ctx.read(lambda tx: bring_in(tx, importer, data, preview=True))
        return Response(report.model_dump_json(), media_type="application/json")
    return await ctx.execute_many(lambda tx: bring_in(tx, importer, data, preview=False))


async def bring_in(tx: Tx, importer: Importer[S, E], data: bytes, *, preview: bool) -> ImportReport:
    aggregate, identify, form = importer.aggregate, importer.identify, await importer.form(tx)
    try:
        # Unpacking and reading take a while: other requests must not wait for them.
        found, mistakes = await asyncio.to_thread(rows, data, form)
    except NotASheet as error:
        raise Invalid(str(error), errors=[m.model_dump() for m in error.mistakes]) from error
    first = form.columns[0].name
    seen: dict[str, int] = {}
    for row in found:
        id = identify(row.event)
        if id in seen:
            mistakes.append(Mistake(row=row.number, column=first, detail=f"与第 {seen[id]} 行重复：{id}"))
        seen.setdefault(id, row.number)
    if importer.check is not None:
        mistakes += await importer.check(tx, found)
    known = await aggregate.find_all(tx, list(seen))
    foreign = await aggregate.taken(tx, list(seen))
    wrong = {mistake.row for mistake in mistakes}
    entries: list[tuple[str, Loaded[S] | None, Sequence[Event]]] = []
    unchanged = 0
    for row in found:
        if row.number in wrong:
            continue
        id = identify(row.event)
        loaded = known.get(id)
        try:
            if id in foreign:
                raise DomainRefusal("id-taken", f"编号 {id} 已用于另一类登记")
            events = importer.decide(loaded.state if loaded else None, row.event)
        except DomainRefusal as refusal:
            mistakes.append(Mistake(row=row.number, column=first, detail=refusal.detail))
            continue
        if events:
            entries.append((id, loaded, events))
        else:
            unchanged += 1
    order = [column.name for column in form.columns]
    mistakes.sort(key=lambda m: (m.row, order.index(m.column)))
    if not found and not mistakes:
        mistakes.append(Mistake(row=1, column=first, detail="只有列名，没有记录"))
    notes = await importer.remark(tx, found) if importer.remark is not None else []
    if not preview:
        if mistakes:
            raise Invalid(f"{len(mistakes)} 处有误，未导入任何一行", errors=[m.model_dump() for m in mistakes])
        await aggregate.append_all(tx, entries)
    count = len({*(row.number for row in found), *wrong})
    return ImportReport(rows=count, enrolled=len(entries), unchanged=unchanged, errors=mistakes, notes=notes)

"""Brings a county's file in: everything or nothing, once, and the same file again changes nothing."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, Literal, TypeVar

from fastapi import Response
from pydantic import BaseModel

from chassis.eventlog import Aggregate, Loaded, Tx
from chassis.http import Ctx
from chassis.problems import Invalid
from contracts.base import DomainRefusal, Event
from services.submission.sheets import Form, Mistake, NotASheet, Row, rows

K = TypeVar("K")
S = TypeVar("S", bound=BaseModel)
E = TypeVar("E", bound=Event)

LINES = 2000
"""Of a preview: more than anybody reads; the mistakes are told whole."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
REQUEST_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in (XLSX, "text/csv")},
    }
}
"""For OpenAPI: the body is the file itself; which kind it is, its bytes say."""


class Note(BaseModel):
    """What the clerk had better know of a row that is taken all the same."""

    row: int
    detail: str


class RowView(BaseModel):
    row: int
    id: str
    outcome: Literal["new", "changed", "unchanged"]


class ImportReport(BaseModel):
    """``errors`` is empty but in a preview: a file with mistakes is refused whole."""

    rows: int
    enrolled: int
    """New or changed."""
    unchanged: int
    errors: list[Mistake]
    notes: list[Note]
    lines: list[RowView]
    """Of a preview: what would become of each row, at most of the first 2,000."""


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
    """The whole file in the caller's transaction."""
    try:
        looked = await look(tx, importer, data, lambda row: row)
    except NotASheet as error:
        raise Invalid(str(error), errors=[m.model_dump() for m in error.mistakes]) from error
    found, mistakes, notes = looked.kept, looked.mistakes, looked.notes
    wrong = {mistake.row for mistake in mistakes}
    decided = await decide(tx, importer, [row for row in found if row.number not in wrong])
    mistakes += decided.mistakes
    if not preview:
        if mistakes:
            raise Invalid(f"{len(mistakes)} 处有误，未导入任何一行", errors=[m.model_dump() for m in mistakes])
        await importer.aggregate.append_all(tx, decided.entries)
    return ImportReport(
        rows=len({*(row.number for row in found), *wrong}),
        enrolled=len(decided.entries),
        unchanged=decided.unchanged,
        errors=sorted(mistakes, key=lambda m: m.row),
        notes=notes,
        lines=decided.lines[:LINES] if preview else [],
    )


@dataclass(frozen=True)
class Looked(Generic[K]):
    """What a file says, before anything of it is decided; ``kept`` is what was made of each row."""

    kept: list[K]
    mistakes: list[Mistake]
    """The first of them, by row."""
    wrong: int
    """How many there are."""
    notes: list[Note]


async def look(
    tx: Tx, importer: Importer[S, E], data: bytes, keep: Callable[[Row[E]], K], most: int | None = None
) -> Looked[K]:
    """Every row, with the mistakes that can be told by looking, at most ``most`` of them; :class:`NotASheet`.

    A file of column names alone is a mistake, too. Rows are kept whole only where the importer asks the store about
    them: of a long list they take several times what is made of them.
    """
    form = await importer.form(tx)
    whole = importer.check is not None or importer.remark is not None
    order = [column.name for column in form.columns]
    kept: list[K] = []
    found: list[Row[E]] = []
    mistakes: list[Mistake] = []
    wrong = 0

    def tell(more: Sequence[Mistake]) -> None:
        nonlocal wrong
        wrong += len(more)
        mistakes.extend(more if most is None else more[: max(0, most - len(mistakes))])

    def read() -> None:
        seen: dict[str, int] = {}
        for row in rows(data, form):
            if not isinstance(row, Row):
                tell(row)
                continue
            id = importer.identify(row.event)
            if id in seen:
                tell([Mistake(row=row.number, column=order[0], detail=f"与第 {seen[id]} 行重复：{id}")])
            seen.setdefault(id, row.number)
            kept.append(keep(row))
            if whole:
                found.append(row)

    # Unpacking and reading take a while: other requests must not wait for them.
    await asyncio.to_thread(read)
    if importer.check is not None:
        tell(await importer.check(tx, found))
    if not kept and not wrong:
        tell([Mistake(row=1, column=order[0], detail="只有列名，没有记录")])
    mistakes.sort(key=lambda m: (m.row, order.index(m.column)))
    return Looked(kept, mistakes, wrong, await importer.remark(tx, found) if importer.remark is not None else [])


@dataclass(frozen=True)
class Decided(Generic[S]):
    entries: list[tuple[str, Loaded[S] | None, Sequence[Event]]]
    unchanged: int
    mistakes: list[Mistake]
    lines: list[RowView]


async def decide(tx: Tx, importer: Importer[S, E], found: Sequence[Row[E]]) -> Decided[S]:
    """What becomes of each row, on what is stored now; the records are locked until the transaction ends."""
    aggregate, ids = importer.aggregate, [importer.identify(row.event) for row in found]
    first = (await importer.form(tx)).columns[0].name
    known = await aggregate.find_all(tx, ids)
    foreign = await aggregate.taken(tx, ids)
    decided = Decided[S]([], 0, [], [])
    unchanged = 0
    for id, row in zip(ids, found, strict=True):
        loaded = known.get(id)
        try:
            if id in foreign:
                raise DomainRefusal("id-taken", f"编号 {id} 已用于另一类登记")
            events = importer.decide(loaded.state if loaded else None, row.event)
        except DomainRefusal as refusal:
            decided.mistakes.append(Mistake(row=row.number, column=first, detail=refusal.detail))
            continue
        if events:
            decided.entries.append((id, loaded, events))
        else:
            unchanged += 1
        outcome = "unchanged" if not events else "new" if loaded is None else "changed"
        decided.lines.append(RowView(row=row.number, id=id, outcome=outcome))
    return replace(decided, unchanged=unchanged)

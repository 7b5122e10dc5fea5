"""The job that makes a book: some entries in each transaction, and at last the layout of all."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from chassis.app import Runtime
from chassis.clock import wall_date
from chassis.eventlog import Tx, new_id
from chassis.jobs import READ_MINUTES, Job, Jobs, Kind, Read
from chassis.letter.render import Format, check_available, render
from contracts.base import DomainRefusal
from contracts.book import Book, Chapter, Entry
from contracts.letter import day, numeral
from services.conversion.compilation import domain, store
from services.conversion.compilation.policy import POLICY, CompilationPolicy
from services.conversion.metadata import METADATA
from services.conversion.showcase import store as showcase
from services.conversion.showcase.policy import POLICY as PUBLIC
from services.conversion.showcase.reading import shown

CHUNK = 50
KEPT = timedelta(days=7)
"""How long a book stays at least; it can be made again at any time."""
KIND = "compilation"
LAYOUT = ""
"""The last item, after the proposals."""

JOBS = Jobs(METADATA, CHUNK)


async def submit(tx: Tx, session_id: str, format: Format) -> Job:
    """Refused where nothing is published, and where a book of that format cannot be made here."""
    check_available(format)
    if await showcase.session(tx, session_id) is None:
        raise DomainRefusal("session-unknown", f"There is no session {session_id}.")
    if not await store.published(tx, session_id):
        raise DomainRefusal("nothing-published", f"No proposal of session {session_id} is published yet.")
    await store.forget(tx, tx.now - KEPT)
    asked = {
        "book_id": new_id(tx),
        "session_id": session_id,
        "format": format,
        "dated": wall_date(tx.now).isoformat(),
    }
    return await JOBS.submit(tx, KIND, json.dumps(asked).encode())


async def _read(tx: Tx, data: bytes) -> Read:
    """What is published when the job begins."""
    asked = json.loads(data)
    ids = await store.published(tx, asked["session_id"])
    items = [json.dumps([at, id]) for at, id in enumerate([*ids, LAYOUT], start=1)]
    return Read(items, asked | {"entries": 0, "withdrawn": 0, "error": None})


async def _work(tx: Tx, items: Sequence[str], report: dict[str, Any]) -> Mapping[str, Any]:
    """What was closed since the job began is left out: the public must not find it in a book."""
    wanted = [(at, id) for at, id in map(json.loads, items) if id != LAYOUT]
    found = await store.rows(tx, [id for _, id in wanted])
    public, policy = (await PUBLIC.at(tx)).value, (await POLICY.at(tx)).value
    pages = [
        (at, found[id]["topic_group"] or policy.other, domain.entry(shown(found[id], public)).model_dump_json())
        for at, id in wanted
        if id in found
    ]
    await store.put_pages(tx, report["book_id"], pages)
    report["entries"] += len(pages)
    report["withdrawn"] += len(wanted) - len(pages)
    if len(wanted) < len(items):
        report["error"] = await _lay_out(tx, report, policy)
    return report


async def _lay_out(tx: Tx, report: Mapping[str, Any], policy: CompilationPolicy) -> dict[str, str] | None:
    """The rule that says why there is no book, if there is none."""
    # A long book takes its time; the store must not take its worker for dead.
    await tx.connection.exec_driver_sql(f"SET LOCAL idle_in_transaction_session_timeout = '{READ_MINUTES}min'")
    session = await showcase.session(tx, report["session_id"])
    assert session is not None
    term, number = session
    pages = await store.pages(tx, report["book_id"])
    dated = date.fromisoformat(report["dated"])
    book = Book(
        cover=tuple(line.format(term=numeral(term), number=numeral(number)) for line in policy.cover),
        issued_by=policy.issued_by,
        dated=dated,
        date_shown=day(dated),
        chapters=tuple(
            Chapter(title=name, entries=tuple(Entry.model_validate_json(entry) for _, entry in group))
            for name, group in groupby(pages, key=lambda page: page[0])
        ),
    )
    try:
        await store.put_book(tx, report["book_id"], await render(book, report["format"]))
    except DomainRefusal as refusal:
        return {"rule": refusal.rule, "detail": refusal.detail}
    return None


KINDS = {KIND: Kind(_read, _work)}


async def chore(runtime: Runtime) -> int:
    """The worker's: the next chunk of some book."""
    return await JOBS.step(runtime.worker_database, runtime.clock, KINDS)

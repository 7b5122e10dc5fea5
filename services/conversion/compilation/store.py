"""The pages of books that are being made, and the books, until they are old."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Integer, LargeBinary, PrimaryKeyConstraint, String, Table, Text, collate, delete, select
from sqlalchemy.dialects.postgresql import insert

from chassis.eventlog import Tx
from chassis.tables import TIME
from services.conversion.followup.store import DOSSIERS
from services.conversion.metadata import METADATA
from services.conversion.publication.store import PUBLICATIONS
from services.conversion.showcase.store import public

PAGES = Table(
    "compilation_pages",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("book_id", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("chapter", Text, nullable=False),
    Column("entry", Text, nullable=False),
    Column("made_at", TIME, nullable=False),
    PrimaryKeyConstraint("county", "book_id", "position"),
)

BOOKS = Table(
    "compilation_books",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("book_id", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("made_at", TIME, nullable=False),
    PrimaryKeyConstraint("county", "book_id"),
)


async def published(tx: Tx, session_id: str) -> list[str]:
    """Of one session, by category and case number, the plenary's first."""
    d = DOSSIERS.c
    query = public(tx.county).where(d.session_id == session_id)
    ids = query.with_only_columns(PUBLICATIONS.table.c.proposal_id)
    # between_sessions comes before plenary by its letters, and after it in every list of a session.
    ordered = ids.order_by(collate(d.topic_group, "C").nulls_last(), d.channel.desc(), d.case_number)
    return list((await tx.connection.execute(ordered)).scalars())


async def rows(tx: Tx, ids: Sequence[str]) -> dict[str, Any]:
    query = public(tx.county).where(PUBLICATIONS.table.c.proposal_id.in_(ids))
    return {row["proposal_id"]: row for row in (await tx.connection.execute(query)).mappings()}


async def put_pages(tx: Tx, book_id: str, pages: Sequence[tuple[int, str, str]]) -> None:
    """(position, chapter, entry)"""
    values: list[dict[str, Any]] = [
        {"county": tx.county, "book_id": book_id, "position": at, "chapter": name, "entry": entry, "made_at": tx.now}
        for at, name, entry in pages
    ]
    if values:
        await tx.connection.execute(insert(PAGES), values)


async def pages(tx: Tx, book_id: str) -> list[tuple[str, str]]:
    """(chapter, entry), in order."""
    t = PAGES.c
    query = select(t.chapter, t.entry).where(t.county == tx.county, t.book_id == book_id).order_by(t.position)
    return [(row.chapter, row.entry) for row in await tx.connection.execute(query)]


async def put_book(tx: Tx, book_id: str, data: bytes) -> None:
    await tx.connection.execute(insert(BOOKS).values(county=tx.county, book_id=book_id, data=data, made_at=tx.now))
    await tx.connection.execute(delete(PAGES).where(PAGES.c.county == tx.county, PAGES.c.book_id == book_id))


async def book(tx: Tx, book_id: str) -> bytes | None:
    query = select(BOOKS.c.data).where(BOOKS.c.county == tx.county, BOOKS.c.book_id == book_id)
    return (await tx.connection.execute(query)).scalar_one_or_none()


async def forget(tx: Tx, before: datetime) -> None:
    """Also the pages of a job that was cancelled or has failed."""
    for table in (BOOKS, PAGES):
        await tx.connection.execute(delete(table).where(table.c.county == tx.county, table.c.made_at < before))

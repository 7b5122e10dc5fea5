"""The drafts' tables. A draft is its author's alone: every query names the member."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Select,
    String,
    Table,
    Text,
    and_,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import distinct_on, insert

from chassis.eventlog import Tx
from chassis.tables import TIME
from services.submission.draft.domain import Draft
from services.submission.metadata import METADATA

DRAFTS = Table(
    "drafts",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("id", Text, nullable=False),
    Column("member_id", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("created_at", TIME, nullable=False),
    Column("changed_at", TIME, nullable=False),
    Column("proposal_id", Text),
    PrimaryKeyConstraint("county", "id"),
    CheckConstraint("state IN ('open','filed','discarded')", name="state"),
    CheckConstraint("(state = 'filed') = (proposal_id IS NOT NULL)", name="filed"),
    Index(None, "county", "member_id", "id"),
)

VERSIONS = Table(
    "draft_versions",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("draft_id", Text, nullable=False),
    Column("section", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("content", Text, nullable=False),
    Column("saved_at", TIME, nullable=False),
    Column("device", Text, nullable=False),
    PrimaryKeyConstraint("county", "draft_id", "section", "version"),
)


@dataclass(frozen=True)
class Saved:
    """One version of one section; ``content`` is JSON."""

    section: str
    version: int
    content: str
    saved_at: datetime
    device: str


def _draft(row: Mapping[Any, Any]) -> Draft:
    return Draft.model_validate({name: row[name] for name in Draft.model_fields})


async def create(tx: Tx, draft: Draft) -> None:
    await tx.connection.execute(insert(DRAFTS).values(county=tx.county, **draft.model_dump()))


async def find(tx: Tx, member_id: str, draft_id: str, *, lock: bool = False) -> Draft | None:
    t = DRAFTS
    query = select(t).where(t.c.county == tx.county, t.c.id == draft_id, t.c.member_id == member_id)
    row = (await tx.connection.execute(query.with_for_update() if lock else query)).mappings().first()
    return None if row is None else _draft(row)


async def update(tx: Tx, draft_id: str, **values: Any) -> None:
    t = DRAFTS
    await tx.connection.execute(t.update().where(t.c.county == tx.county, t.c.id == draft_id).values(**values))


async def count_open(tx: Tx, member_id: str) -> int:
    t = DRAFTS
    query = select(func.count()).where(t.c.county == tx.county, t.c.member_id == member_id, t.c.state == "open")
    return int((await tx.connection.execute(query)).scalar_one())


def listing(county: str, member_id: str, state: str | None) -> Select[Any]:
    """With the present title beside each, as JSON."""
    t, v = DRAFTS, VERSIONS
    title = (
        select(v.c.content)
        .where(v.c.county == t.c.county, v.c.draft_id == t.c.id, v.c.section == "title")
        .order_by(v.c.version.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = select(t, title.label("title")).where(t.c.county == county, t.c.member_id == member_id)
    return query if state is None else query.where(t.c.state == state)


def _saved(row: Any) -> Saved:
    return Saved(row.section, row.version, row.content, row.saved_at, row.device)


async def latest(tx: Tx, draft_id: str, section: str) -> Saved | None:
    t = VERSIONS
    where = and_(t.c.county == tx.county, t.c.draft_id == draft_id, t.c.section == section)
    row = (await tx.connection.execute(select(t).where(where).order_by(t.c.version.desc()).limit(1))).first()
    return None if row is None else _saved(row)


async def current(tx: Tx, draft_id: str) -> dict[str, Saved]:
    """The last version of each section that was ever saved."""
    t = VERSIONS
    query = select(t).where(t.c.county == tx.county, t.c.draft_id == draft_id).ext(distinct_on(t.c.section))
    rows = await tx.connection.execute(query.order_by(t.c.section, t.c.version.desc()))
    return {row.section: _saved(row) for row in rows}


async def versions(tx: Tx, draft_id: str, section: str) -> list[Saved]:
    """The newest first."""
    t = VERSIONS
    where = and_(t.c.county == tx.county, t.c.draft_id == draft_id, t.c.section == section)
    return [_saved(row) for row in await tx.connection.execute(select(t).where(where).order_by(t.c.version.desc()))]


async def save(tx: Tx, draft_id: str, saved: Saved, keep: int) -> None:
    """Adds a version and forgets those that are older than the last ``keep``."""
    t = VERSIONS
    await tx.connection.execute(
        insert(t).values(
            county=tx.county, draft_id=draft_id, section=saved.section, version=saved.version, content=saved.content,
            saved_at=saved.saved_at, device=saved.device,
        )
    )  # fmt: skip
    where = and_(t.c.county == tx.county, t.c.draft_id == draft_id, t.c.section == saved.section)
    await tx.connection.execute(t.delete().where(where, t.c.version <= saved.version - keep))

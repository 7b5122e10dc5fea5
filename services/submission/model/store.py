"""The models' table."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Index, Select, Text, cast, func, select
from sqlalchemy.dialects.postgresql import JSONB

from chassis.eventlog import Aggregate, Loaded, Tx
from services.submission.metadata import METADATA
from services.submission.model import domain

MODELS = Aggregate(
    METADATA,
    "model_proposals",
    domain.Model,
    domain.EVENTS,
    domain.apply,
    columns=[Column("status", Text, nullable=False), Column("sector", Text)],
    project=lambda s: {"status": s.state, "sector": s.sector},
    constraints=[Index("model_proposals_status_idx", "county", "status", "id")],
)


def listing(county: str, *, tag: str | None = None, sector: str | None = None) -> Select[Any]:
    """Those that are shown."""
    t = MODELS.table
    query = select(t).where(t.c.county == county, t.c.status == "marked")
    if tag is not None:
        query = query.where(cast(t.c.state, JSONB)["tags"].contains([tag]))
    return query if sector is None else query.where(t.c.sector == sector)


async def nearest(tx: Tx, sector: str | None, limit: int) -> Sequence[Loaded[domain.Model]]:
    """Those of the sector first, then the newest of all; last those of no sector, as the archive's."""
    t = MODELS.table
    of_sector = func.coalesce(t.c.sector == sector, False)
    query = listing(tx.county).order_by(of_sector.desc(), t.c.sector.is_(None), t.c.id.desc()).limit(limit)
    return [MODELS.loaded(dict(row)) for row in (await tx.connection.execute(query)).mappings()]

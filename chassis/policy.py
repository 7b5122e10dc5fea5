"""Policy is data: typed, dated, per county, with a shipped default.

A policy is a pydantic model; its default is YAML beside the aggregate. A county overrides it from a date on; the
decision stores the version that it used (0 is the shipped default).
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Generic, TypeVar

import yaml
from pydantic import BaseModel
from sqlalchemy import insert, select

from chassis.database import Infrastructure
from chassis.eventlog import Tx

P = TypeVar("P", bound=BaseModel)


@dataclass(frozen=True)
class Applied(Generic[P]):
    """The policy in force at an instant, and its version."""

    version: int
    value: P


class Policy(Generic[P]):
    """One named policy of one service."""

    def __init__(self, name: str, model: type[P], default: Path, tables: Infrastructure) -> None:
        self.name = name
        self.model = model
        self._default = default
        self._table = tables.policies

    @cache  # noqa: B019  # one instance per process, module-level
    def default(self) -> P:
        return self.model.model_validate(yaml.safe_load(self._default.read_text("utf-8")))

    async def at(self, tx: Tx, instant: datetime | None = None) -> Applied[P]:
        """What applies in the transaction's county at ``instant`` (default: now)."""
        t = self._table
        row = (
            await tx.connection.execute(
                select(t.c.version, t.c.document)
                .where(t.c.county == tx.county, t.c.name == self.name, t.c.effective_from <= (instant or tx.now))
                .order_by(t.c.effective_from.desc(), t.c.version.desc())
                .limit(1)
            )
        ).first()
        if row is None:
            return Applied(0, self.default())
        return Applied(row.version, self.model.model_validate_json(row.document))

    async def override(self, tx: Tx, value: P, effective_from: datetime) -> int:
        """Stores ``value`` for the county from a date on; returns its version."""
        t = self._table
        rows = await tx.connection.execute(
            select(t.c.version).where(t.c.county == tx.county, t.c.name == self.name).with_for_update()
        )
        version = max((row.version for row in rows), default=0) + 1
        await tx.connection.execute(
            insert(t).values(
                county=tx.county,
                name=self.name,
                version=version,
                effective_from=effective_from,
                document=value.model_dump_json(),
            )
        )
        return version

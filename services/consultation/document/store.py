"""Which files the stored records name: what the sweeper leaves."""

from collections.abc import Collection

from sqlalchemy import Column, Table, Text, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.sweep import Named
from services.consultation.document.domain import Documented


def files_column() -> Column[list[str]]:
    """The hashes of all documents, also of those that were removed: their bytes are the record's."""
    return Column("files", ARRAY(Text), nullable=False)


def files(state: Documented) -> list[str]:
    """What stands in the column."""
    return sorted({one.sha256 for one in (*state.documents, *state.removed_documents)})


def named_in(*tables: Table) -> Named:
    """Those that a row of any of ``tables`` names. It reads the county's rows, which is for a chore at its leisure."""

    async def named(connection: AsyncConnection, county: str, hashes: Collection[str]) -> set[str]:
        found: set[str] = set()
        for table in tables:
            t = table.c
            of_any = t.files.overlap(literal(list(hashes), ARRAY(Text)))
            query = select(func.unnest(t.files)).where(t.county == county, of_any)
            found |= set((await connection.execute(query)).scalars())
        return found & set(hashes)

    return named

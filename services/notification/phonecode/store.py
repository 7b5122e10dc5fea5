"""The table of codes without the codes."""

from datetime import datetime

from sqlalchemy import Column, DateTime, Index, Text, func, select

from chassis.eventlog import Aggregate, Tx
from services.notification.metadata import METADATA
from services.notification.phonecode import domain

PHONE_CODES = Aggregate(
    METADATA,
    "phone_codes",
    domain.PhoneCode,
    domain.EVENTS,
    domain.apply,
    columns=[Column("member_id", Text, nullable=False), Column("issued_at", DateTime(timezone=True))],
    project=lambda s: {"member_id": s.member_id, "issued_at": s.issued.issued_at if s.issued else None},
    constraints=[Index("phone_codes_member_idx", "county", "member_id", "issued_at")],
)


def code_id(reference: str) -> str:
    return f"PC-{reference}"


async def issued_since(tx: Tx, member_id: str, since: datetime) -> int:
    t = PHONE_CODES.table.c
    query = select(func.count()).where(t.county == tx.county, t.member_id == member_id, t.issued_at > since)
    return int((await tx.connection.execute(query)).scalar_one())

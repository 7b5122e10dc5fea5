"""Routes of the ledger. A member sees their own, who runs the assessment all; nobody is named in it."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from chassis.eventlog import Tx
from chassis.http import Ctx, caller
from chassis.problems import NotFound
from contracts.evaluation import Points
from services.evaluation.ledger import domain, reading
from services.evaluation.ledger.domain import Kind, Line
from services.evaluation.panel.api import READERS
from services.evaluation.workbook import XLSX, written

router = APIRouter(tags=["ledger"])

Year = Annotated[int | None, Query(ge=1949, le=9998)]
Session = Annotated[str | None, Query(max_length=64)]


class LineView(BaseModel):
    """``points`` by the policy of that day, below zero where they are taken back, from the event that ``takes_back``
    names; ``counted``: by how much they changed what counts of the kind in the year, with its cap."""

    kind: Kind
    proposal_id: str
    session_id: str
    year: int
    day: date
    event_id: str
    takes_back: str | None
    points: Points
    counted: Points


class TotalView(BaseModel):
    filed: Points
    cosigned: Points
    admitted: Points
    key: Points
    excellent: Points
    total: Points

    @classmethod
    def of(cls, found: domain.Totals) -> "TotalView":
        return cls.model_validate({**found.by_kind, "total": found.total})


class MemberLedger(BaseModel):
    member_id: str
    years: dict[str, TotalView]
    sessions: dict[str, TotalView]
    lines: list[LineView]

    @classmethod
    def made(cls, member_id: str, lines: Sequence[Line]) -> "MemberLedger":
        def sums(by: str) -> dict[str, TotalView]:
            keys = sorted({str(getattr(line, by)) for line in lines})
            picked = {key: [line for line in lines if str(getattr(line, by)) == key] for key in keys}
            return {key: TotalView.of(domain.totals(some)[0]) for key, some in picked.items()}

        return cls(
            member_id=member_id,
            years=sums("year"),
            sessions=sums("session_id"),
            lines=[LineView.model_validate(line, from_attributes=True) for line in lines],
        )


class MemberTotal(BaseModel):
    member_id: str
    points: TotalView


class Ledger(BaseModel):
    """The highest first."""

    items: list[MemberTotal]


@router.get("/ledger")
async def whole(ctx: Annotated[Ctx, caller(*READERS)], year: Year = None, session_id: Session = None) -> Ledger:
    """Every member who has a line, of a year, a session, or the session in that year; with neither of this year."""
    found = await ctx.read(lambda tx: reading.of_all(tx, year=year, session_id=session_id))
    sums = domain.totals(found)
    return Ledger(items=[MemberTotal(member_id=one.member_id, points=TotalView.of(one)) for one in sums])


@router.get(
    "/ledger/export.xlsx",
    response_class=Response,
    responses={200: {"content": {XLSX: {"schema": {"type": "string", "format": "binary"}}}}},
)
async def export_ledger(
    ctx: Annotated[Ctx, caller(*READERS)], year: Year = None, session_id: Session = None
) -> Response:
    """Totals, and every line behind them."""
    found = await ctx.read(lambda tx: reading.of_all(tx, year=year, session_id=session_id))
    data = await written(reading.workbook(found))
    headers = {"content-disposition": 'attachment; filename="ledger.xlsx"'}
    return Response(data, media_type=XLSX, headers=headers)


@router.get("/ledger/mine")
async def mine(ctx: Annotated[Ctx, caller("member")]) -> MemberLedger:
    """The caller's own, line by line."""
    member_id = ctx.actor.member_id
    if member_id is None:
        raise NotFound("ledger mine")
    return MemberLedger.made(member_id, await ctx.read(lambda tx: reading.of_member(tx, member_id)))


@router.get("/ledger/members/{member_id}")
async def of_member(member_id: str, ctx: Annotated[Ctx, caller(*READERS)]) -> MemberLedger:
    """Empty of one who has no line."""

    async def query(tx: Tx) -> list[Line]:
        return await reading.of_member(tx, member_id)

    return MemberLedger.made(member_id, await ctx.read(query))

"""Routes of the boards in words, whole or by group (years, sessions, months, units, categories), each also as a
workbook."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel

from chassis.http import Ctx, caller
from chassis.uploads import disposition
from services.evaluation.board import export, reading
from services.evaluation.board.api import READERS, FigureView, Wanted
from services.evaluation.board.domain import BoardName, By, Grouping, Table
from services.evaluation.workbook import XLSX, written

router = APIRouter(tags=["board"])

Over = Literal["year", "session", "month"]
FILE: dict[int | str, dict[str, Any]] = {200: {"content": {XLSX: {"schema": {"type": "string", "format": "binary"}}}}}


class ColumnView(BaseModel):
    """A group. Its ``key`` is what a drill-down names (``?year=``, ``?unit_id=`` …); null: ``?without=``."""

    key: str | None
    label: str


class LineView(BaseModel):
    """One figure, in each group: ``figures`` are in the order of the columns."""

    number: int
    headline: str
    part: str | None
    """Null: the headline's own figure."""
    name: str
    sum_of: str
    divided_by: str
    share: bool
    """Whether it is read as a percentage."""
    figures: list[FigureView]


class TableView(BaseModel):
    board: BoardName
    by: Grouping | None
    at: datetime
    policy_version: int
    columns: list[ColumnView]
    lines: list[LineView]

    @classmethod
    def of(cls, table: Table) -> "TableView":
        return cls(
            board=table.board,
            by=table.by,
            at=table.at,
            policy_version=table.policy_version,
            columns=[ColumnView(key=one.key, label=one.label) for one in table.columns],
            lines=[
                LineView(
                    number=line.number,
                    headline=line.headline,
                    part=line.part or None,
                    name=line.words.name,
                    sum_of=line.words.part,
                    divided_by=line.words.whole,
                    share=line.words.share,
                    figures=[FigureView.of(figure) for figure in line.figures],
                )
                for line in table.lines
            ],
        )


async def _read(ctx: Ctx, board: BoardName, by: By | None, of: Wanted) -> Table:
    return await ctx.read(lambda tx: reading.read(tx, board, of.scope(), by))


async def _file(ctx: Ctx, board: BoardName, by: By | None, of: Wanted) -> Response:
    table = await _read(ctx, board, by, of)
    data = await written(export.workbook(table))
    return Response(data, media_type=XLSX, headers={"content-disposition": disposition(f"{table.title}.xlsx")})


CountyCtx = Annotated[Ctx, caller(*READERS)]
Of = Annotated[Wanted, Depends()]
Period = Annotated[Over, Query(description="Of filing")]


@router.get("/boards/{board}/figures")
async def figures(board: BoardName, ctx: CountyCtx, of: Of) -> TableView:
    """The board in one column, each figure with what it sums and what that is divided by."""
    return TableView.of(await _read(ctx, board, None, of))


@router.get("/boards/{board}/trend")
async def trend(board: BoardName, ctx: CountyCtx, of: Of, by: Period = "year") -> TableView:
    """The same formulas over time: each figure of what was filed in that year, session or month, as it is by now."""
    return TableView.of(await _read(ctx, board, by, of))


@router.get("/boards/{board}/units")
async def by_unit(board: BoardName, ctx: CountyCtx, of: Of) -> TableView:
    """Every unit that handles anything; a proposal of several units counts in each one's figures."""
    return TableView.of(await _read(ctx, board, "unit", of))


@router.get("/boards/{board}/categories")
async def by_category(board: BoardName, ctx: CountyCtx, of: Of) -> TableView:
    """By the topic group that a proposal was admitted to."""
    return TableView.of(await _read(ctx, board, "category", of))


@router.get("/boards/{board}/export.xlsx", response_class=Response, responses=FILE)
async def export_board(board: BoardName, ctx: CountyCtx, of: Of) -> Response:
    return await _file(ctx, board, None, of)


@router.get("/boards/{board}/trend.xlsx", response_class=Response, responses=FILE)
async def export_trend(board: BoardName, ctx: CountyCtx, of: Of, by: Period = "year") -> Response:
    return await _file(ctx, board, by, of)


@router.get("/boards/{board}/units.xlsx", response_class=Response, responses=FILE)
async def export_units(board: BoardName, ctx: CountyCtx, of: Of) -> Response:
    return await _file(ctx, board, "unit", of)


@router.get("/boards/{board}/categories.xlsx", response_class=Response, responses=FILE)
async def export_categories(board: BoardName, ctx: CountyCtx, of: Of) -> Response:
    return await _file(ctx, board, "category", of)

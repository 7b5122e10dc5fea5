"""Routes of the comparison between counties: figures alone; the rows behind them are the counties' own routes'."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from chassis.http import Ctx, caller_across
from chassis.uploads import disposition
from services.evaluation.board import export
from services.evaluation.board.domain import BoardName
from services.evaluation.board.store import Scope
from services.evaluation.board.tables_api import FILE, TableView
from services.evaluation.comparison import store
from services.evaluation.comparison.domain import County, beside, differences, note
from services.evaluation.workbook import XLSX, Sheet, Workbook, written

router = APIRouter(tags=["board"])

COMPARERS = ("city_viewer", "city_admin", "chair", "assessor")

Each = Annotated[list[Ctx], caller_across(*COMPARERS)]
Year = Annotated[int | None, Query(ge=1949, le=9999, description="Of filing")]


class DifferenceView(BaseModel):
    """What the counties' policies say differently; ``says`` are in the order of the columns."""

    rule: str
    name: str
    says: list[str]


class NoteView(BaseModel):
    """A figure that is not the same everywhere, and why."""

    number: int
    part: str | None
    note: str
    differences: list[DifferenceView]


class Counties(BaseModel):
    """The counties of the caller's token, one a column. A line that ``notes`` does not name is by the same policy."""

    table: TableView
    notes: list[NoteView]

    @classmethod
    def of(cls, counties: Sequence[County]) -> "Counties":
        table = beside(counties)
        notes: list[NoteView] = []
        for line in table.lines:
            found = differences(counties, line)
            if said := note(counties, found):
                views = [DifferenceView(rule=one.rule, name=one.name, says=list(one.says)) for one in found]
                notes.append(NoteView(number=line.number, part=line.part or None, note=said, differences=views))
        return cls(table=TableView.of(table), notes=notes)


async def _read(each: list[Ctx], board: BoardName, year: int | None) -> list[County]:
    """One transaction for each county, opened for it alone; all are seen at the same moment of the clock."""
    now, scope = each[0].clock.now(), Scope(year=year)
    return [await ctx.read(lambda tx: store.read(replace(tx, now=now), board, scope)) for ctx in each]


@router.get("/boards/{board}/counties")
async def counties(board: BoardName, each: Each, year: Year = None) -> Counties:
    return Counties.of(await _read(each, board, year))


@router.get("/boards/{board}/counties.xlsx", response_class=Response, responses=FILE)
async def export_counties(board: BoardName, each: Each, year: Year = None) -> Response:
    found = await _read(each, board, year)
    table, said = beside(found), Counties.of(found)
    names = {(line.number, line.part or None): line.words.name for line in table.lines}
    rows = [[names[one.number, one.part], one.note] for one in said.notes] or [["全部指标", "各县口径相同"]]
    sheets = [*export.sheets(table), Sheet("口径差异", ("指标", "说明"), rows)]
    data = await written(Workbook(table.title, sheets))
    return Response(data, media_type=XLSX, headers={"content-disposition": disposition(f"{table.title}（各县）.xlsx")})

"""Routes of the boards: the two boards, the rows behind each figure, and the records behind each proposal."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel

from chassis.eventlog import Tx
from chassis.http import Ctx, Page, PageQuery, caller, page
from chassis.problems import NotFound
from services.evaluation.board import reading, store
from services.evaluation.board.domain import BoardName, Figure, Filed, Table
from services.evaluation.board.store import Scope

router = APIRouter(tags=["board"])

READERS = ("clerk", "county_admin", "chair", "city_viewer")


class FigureView(BaseModel):
    """``value`` is empty where there is nothing to divide by: that is not zero, and ``why`` says so."""

    numerator: float
    denominator: float
    value: float | None
    why: str | None

    @classmethod
    def of(cls, figure: Figure) -> "FigureView":
        return cls(
            numerator=float(figure.numerator),
            denominator=float(figure.denominator),
            value=figure.value,
            why=figure.why,
        )


class HeadlineView(BaseModel):
    number: int
    name: str
    figure: FigureView
    parts: dict[str, FigureView]


class Board(BaseModel):
    problems: list[HeadlineView]


class Gains(BaseModel):
    gains: list[HeadlineView]


class Behind(BaseModel):
    """One row behind a figure: a proposal, or a commitment, consultation, signature … of one.

    ``part`` and ``whole`` are what it adds to numerator and denominator.
    """

    id: str
    proposal_id: str
    title: str | None
    """Null until it is admitted, and so is the number."""
    case_number: int | None
    counted: bool
    part: float
    whole: float


class RecordView(BaseModel):
    """One record of a proposal, and the ids of the events that told of it, the first one first."""

    kind: str
    id: str
    values: dict[str, bool | int | float | str | date | datetime | list[Any] | dict[str, Any] | None]
    events: list[str]


class ProposalRecords(BaseModel):
    proposal_id: str
    records: list[RecordView]


@dataclass(frozen=True)
class Wanted:
    """``?session_id=&year=&month=&unit_id=&category=&without=``: a part of the county's work; ``without`` a group:
    what has none."""

    session_id: Annotated[str | None, Query(max_length=64)] = None
    year: Annotated[int | None, Query(ge=1949, le=9999)] = None
    month: Annotated[str | None, Query(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")] = None
    unit_id: Annotated[str | None, Query(max_length=64)] = None
    category: Annotated[str | None, Query(max_length=200)] = None
    without: Filed | None = None

    def scope(self) -> Scope:
        return Scope(
            session_id=self.session_id,
            year=self.year,
            month=self.month,
            unit_id=self.unit_id,
            category=self.category,
            without=self.without,
        )


def headline_views(table: Table) -> list[HeadlineView]:
    """Of a board that is not by groups."""
    found: dict[int, HeadlineView] = {}
    for line in table.lines:
        figure = FigureView.of(line.figures[0])
        if not line.part:
            found[line.number] = HeadlineView(number=line.number, name=line.headline, figure=figure, parts={})
        else:
            found[line.number].parts[line.part] = figure
    return list(found.values())


async def _behind(
    ctx: Ctx, board: BoardName, number: int, part: str | None, scope: Scope, wanted: PageQuery
) -> Page[Behind]:
    async def query(tx: Tx) -> Page[Behind]:
        headline = (await reading.headlines(tx, board))[0][number]
        if part is not None and part not in headline.parts:
            raise NotFound(f"part {part} of {headline.name}; it has {', '.join(headline.parts) or 'none'}")
        ratio = headline.ratio if part is None else headline.parts[part]
        return await page(
            tx,
            store.rows(tx.county, ratio, scope),
            store.paging(ratio),
            wanted,
            lambda row: Behind(
                id=row["id"],
                proposal_id=row["proposal"],
                title=row["title"],
                case_number=row["case_number"],
                counted=row["part"] > 0,
                part=row["part"],
                whole=row["whole"],
            ),
        )

    return await ctx.read(query)


Part = Annotated[str | None, Query(max_length=100)]


@router.get("/boards/six-problems")
async def six_problems(ctx: Annotated[Ctx, caller(*READERS)], of: Annotated[Wanted, Depends()]) -> Board:
    return Board(problems=headline_views(await ctx.read(lambda tx: reading.read(tx, "six-problems", of.scope()))))


@router.get("/boards/six-problems/{number}/proposals")
async def behind_problem(
    number: Annotated[int, Path(ge=1, le=6)],
    ctx: Annotated[Ctx, caller(*READERS)],
    of: Annotated[Wanted, Depends()],
    wanted: Annotated[PageQuery, Depends()],
    part: Part = None,
) -> Page[Behind]:
    return await _behind(ctx, "six-problems", number, part, of.scope(), wanted)


@router.get("/boards/five-gains")
async def five_gains(ctx: Annotated[Ctx, caller(*READERS)], of: Annotated[Wanted, Depends()]) -> Gains:
    return Gains(gains=headline_views(await ctx.read(lambda tx: reading.read(tx, "five-gains", of.scope()))))


@router.get("/boards/five-gains/{number}/proposals")
async def behind_gain(
    number: Annotated[int, Path(ge=1, le=5)],
    ctx: Annotated[Ctx, caller(*READERS)],
    of: Annotated[Wanted, Depends()],
    wanted: Annotated[PageQuery, Depends()],
    part: Part = None,
) -> Page[Behind]:
    return await _behind(ctx, "five-gains", number, part, of.scope(), wanted)


@router.get("/boards/proposals/{proposal_id}")
async def behind_proposal(proposal_id: str, ctx: Annotated[Ctx, caller(*READERS)]) -> ProposalRecords:
    """All that is recorded of one proposal, down to the events that told of it."""

    async def query(tx: Tx) -> ProposalRecords:
        found = await store.records(tx, proposal_id)
        if not found:
            raise NotFound(f"proposal {proposal_id}")
        records = [RecordView.model_validate(one, from_attributes=True) for one in found]
        return ProposalRecords(proposal_id=proposal_id, records=records)

    return await ctx.read(query)

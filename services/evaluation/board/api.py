"""Routes of the boards."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, Field

from chassis.clock import wall_date
from chassis.eventlog import Tx
from chassis.http import Ctx, Page, PageQuery, caller, page
from chassis.policy import Policy
from chassis.problems import NotFound
from contracts.base import Form
from services.evaluation.board import store
from services.evaluation.board.store import Headline, Lens, Ratio, Scope
from services.evaluation.metadata import TABLES

router = APIRouter(tags=["board"])

READERS = ("clerk", "county_admin", "chair", "city_viewer")


class BoardPolicy(BaseModel):
    watched_within_days: int = Field(ge=1, le=36_600)
    forms: frozenset[Form]
    asked_by: dict[str, list[str]]
    quality_bands: dict[str, Annotated[float, Field(ge=0, le=1)]]


POLICY = Policy("board", BoardPolicy, FilePath(__file__).with_name("policy.yaml"), TABLES)


class Figure(BaseModel):
    """``value`` is empty where there is nothing to divide by: that is not zero."""

    numerator: float
    denominator: float
    value: float | None


class HeadlineView(BaseModel):
    number: int
    name: str
    figure: Figure
    parts: dict[str, Figure]


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
    counted: bool
    part: float
    whole: float


@dataclass(frozen=True)
class Wanted:
    """``?session_id=&year=&unit_id=``: a part of the county's work."""

    session_id: Annotated[str | None, Query(max_length=64)] = None
    year: Annotated[int | None, Query(ge=1949, le=9999)] = None
    unit_id: Annotated[str | None, Query(max_length=64)] = None

    def scope(self) -> Scope:
        return Scope(self.session_id, self.year, self.unit_id)


Definition = Callable[[Lens], dict[int, Headline]]


async def _headlines(tx: Tx, define: Definition) -> dict[int, Headline]:
    policy = (await POLICY.at(tx)).value
    return define(Lens(today=wall_date(tx.now), **dict(policy)))


async def _figure(tx: Tx, ratio: Ratio, scope: Scope) -> Figure:
    numerator, denominator = await store.count(tx, ratio, scope)
    return Figure(numerator=numerator, denominator=denominator, value=numerator / denominator if denominator else None)


async def _views(ctx: Ctx, define: Definition, scope: Scope) -> list[HeadlineView]:
    async def query(tx: Tx) -> list[HeadlineView]:
        return [
            HeadlineView(
                number=number,
                name=headline.name,
                figure=await _figure(tx, headline.ratio, scope),
                parts={name: await _figure(tx, part, scope) for name, part in headline.parts.items()},
            )
            for number, headline in (await _headlines(tx, define)).items()
        ]

    return await ctx.read(query)


async def _behind(
    ctx: Ctx, define: Definition, number: int, part: str | None, scope: Scope, wanted: PageQuery
) -> Page[Behind]:
    async def query(tx: Tx) -> Page[Behind]:
        headline = (await _headlines(tx, define))[number]
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
                counted=row["part"] > 0,
                part=row["part"],
                whole=row["whole"],
            ),
        )

    return await ctx.read(query)


Part = Annotated[str | None, Query(max_length=100)]


@router.get("/boards/six-problems")
async def six_problems(ctx: Annotated[Ctx, caller(*READERS)], of: Annotated[Wanted, Depends()]) -> Board:
    return Board(problems=await _views(ctx, store.six_problems, of.scope()))


@router.get("/boards/six-problems/{number}/proposals")
async def behind_problem(
    number: Annotated[int, Path(ge=1, le=6)],
    ctx: Annotated[Ctx, caller(*READERS)],
    of: Annotated[Wanted, Depends()],
    wanted: Annotated[PageQuery, Depends()],
    part: Part = None,
) -> Page[Behind]:
    return await _behind(ctx, store.six_problems, number, part, of.scope(), wanted)


@router.get("/boards/five-gains")
async def five_gains(ctx: Annotated[Ctx, caller(*READERS)], of: Annotated[Wanted, Depends()]) -> Gains:
    return Gains(gains=await _views(ctx, store.five_gains, of.scope()))


@router.get("/boards/five-gains/{number}/proposals")
async def behind_gain(
    number: Annotated[int, Path(ge=1, le=5)],
    ctx: Annotated[Ctx, caller(*READERS)],
    of: Annotated[Wanted, Depends()],
    wanted: Annotated[PageQuery, Depends()],
    part: Part = None,
) -> Page[Behind]:
    return await _behind(ctx, store.five_gains, number, part, of.scope(), wanted)

"""Routes of the board."""

from pathlib import Path as FilePath
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, Field

from chassis.clock import wall_date
from chassis.eventlog import Tx
from chassis.http import Ctx, Page, PageQuery, caller, page
from chassis.policy import Policy
from contracts.base import Form
from services.evaluation.board import store
from services.evaluation.board.store import Problem, Ratio
from services.evaluation.metadata import TABLES

router = APIRouter(tags=["board"])

READERS = ("clerk", "county_admin", "chair", "city_viewer")


class BoardPolicy(BaseModel):
    watched_within_days: int = Field(ge=1)
    forms: frozenset[Form]


POLICY = Policy("board", BoardPolicy, FilePath(__file__).with_name("policy.yaml"), TABLES)


class Figure(BaseModel):
    """``value`` is empty where there is nothing to divide by: that is not zero."""

    numerator: int
    denominator: int
    value: float | None


class ProblemView(BaseModel):
    number: int
    name: str
    figure: Figure
    parts: dict[str, Figure]


class Board(BaseModel):
    problems: list[ProblemView]


class Behind(BaseModel):
    """One row behind a figure: the proposal, or for problem 3 the commitment of a proposal."""

    id: str
    proposal_id: str
    counted: bool


async def _problems(tx: Tx) -> dict[int, Problem]:
    policy = (await POLICY.at(tx)).value
    return store.problems(today=wall_date(tx.now), watched_within_days=policy.watched_within_days, forms=policy.forms)


async def _figure(tx: Tx, ratio: Ratio) -> Figure:
    numerator, denominator = await store.count(tx, ratio)
    return Figure(numerator=numerator, denominator=denominator, value=numerator / denominator if denominator else None)


@router.get("/boards/six-problems")
async def six_problems(ctx: Annotated[Ctx, caller(*READERS)]) -> Board:
    async def query(tx: Tx) -> Board:
        return Board(
            problems=[
                ProblemView(
                    number=number,
                    name=problem.name,
                    figure=await _figure(tx, problem.ratio),
                    parts={name: await _figure(tx, part) for name, part in problem.parts.items()},
                )
                for number, problem in (await _problems(tx)).items()
            ]
        )

    return await ctx.read(query)


@router.get("/boards/six-problems/{number}/proposals")
async def behind(
    number: Annotated[int, Path(ge=1, le=6)],
    ctx: Annotated[Ctx, caller(*READERS)],
    wanted: Annotated[PageQuery, Depends()],
) -> Page:
    async def query(tx: Tx) -> Page:
        ratio = (await _problems(tx))[number].ratio
        return await page(
            tx,
            store.rows(tx.county, ratio),
            [ratio.table.c[ratio.key]],
            wanted,
            lambda row: Behind(id=row[ratio.key], proposal_id=row["proposal"], counted=row["counted"]),
        )

    return await ctx.read(query)

"""A board as it is read: its figures for all or by group, each in words, of one moment."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field

from chassis.clock import wall_date
from chassis.eventlog import Tx
from chassis.policy import Policy
from contracts.base import Form
from services.evaluation.board import domain, ratios, store, words
from services.evaluation.board.domain import NOTHING, BoardName, By, Column, Figure, Line, Table
from services.evaluation.board.ratios import Headline, Lens, Ratio
from services.evaluation.board.store import Scope
from services.evaluation.board.words import Words
from services.evaluation.metadata import TABLES


class BoardPolicy(BaseModel):
    watched_within_days: int = Field(ge=1, le=36_600)
    forms: frozenset[Form]
    asked_by: dict[str, list[str]]
    quality_bands: dict[str, Annotated[float, Field(ge=0, le=1)]]


POLICY = Policy("board", BoardPolicy, Path(__file__).with_name("policy.yaml"), TABLES)


@dataclass(frozen=True)
class Definition:
    title: str
    define: Callable[[Lens], dict[int, Headline]]
    words: Mapping[int, Mapping[str, Words]]


BOARDS: Mapping[BoardName, Definition] = {
    "six-problems": Definition("六个问题", ratios.six_problems, words.PROBLEMS),
    "five-gains": Definition("五大提升", ratios.five_gains, words.GAINS),
}


async def headlines(tx: Tx, board: BoardName) -> tuple[dict[int, Headline], int]:
    """As the county's policy has them now, and its version."""
    applied = await POLICY.at(tx)
    return BOARDS[board].define(Lens(today=wall_date(tx.now), **dict(applied.value))), applied.version


def by_name(found: Mapping[int, Headline]) -> dict[tuple[int, str], Ratio]:
    """Every figure of a board: the headline's own is the part without a name."""
    return {
        (number, part): ratio
        for number, headline in found.items()
        for part, ratio in {"": headline.ratio, **headline.parts}.items()
    }


async def read(tx: Tx, board: BoardName, scope: Scope, by: By | None = None) -> Table:
    found, version = await headlines(tx, board)
    every = by_name(found)
    sums = await store.count(tx, {f"{number}.{part}": ratio for (number, part), ratio in every.items()}, scope, by)
    columns = (
        (Column(None, "全部"),) if by is None else await _columns(tx, by, {g for one in sums.values() for g in one})
    )
    lines: list[Line] = []
    for number, part in every:
        said = words.words(BOARDS[board].words, number, part)
        of = sums[f"{number}.{part}"]
        figures = tuple(Figure.of(said, *of.get(column.key, NOTHING)) for column in columns)
        lines.append(Line(number, found[number].name, part, said, figures))
    return Table(board, BOARDS[board].title, by, columns, tuple(lines), tx.now, version)


NOWHERE: Mapping[By, str] = {
    "year": "提交时间不详",
    "month": "提交时间不详",
    "session": "届次不详",
    "category": "未立案，尚无类别",
}


async def _columns(tx: Tx, by: By, groups: Collection[str | None]) -> tuple[Column, ...]:
    """In the order in which people read them; what has no group comes last."""
    found = {group for group in groups if group is not None}
    if by == "year":
        columns = [Column(year, f"{year}年") for year in domain.years(found)]
    elif by == "month":
        columns = [Column(month, domain.month_name(month)) for month in domain.months(found)]
    elif by == "session":
        known = await store.sessions(tx)
        named = {id: domain.session_name(*known[id]) for id in found & known.keys()}
        columns = [Column(id, named.get(id, id)) for id in domain.in_order(known, found)]
    elif by == "unit":
        names = await store.units(tx)
        columns = [Column(id, names.get(id, id)) for id in sorted(found)]
    else:
        columns = [Column(name, name) for name in sorted(found)]
    return (*columns, Column(None, NOWHERE[by])) if None in groups else tuple(columns)

"""One snapshot of the county's year as a report. Everything is read in one transaction that sees one moment."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from pydantic import BaseModel
from sqlalchemy import exists, extract, select, text

from chassis.app import Runtime
from chassis.clock import wall_date
from chassis.eventlog import Tx
from contracts.base import Line
from services.evaluation.assessment.store import ASSESSMENTS
from services.evaluation.award.domain import Kind
from services.evaluation.award.store import AWARDS
from services.evaluation.board import reading
from services.evaluation.board import store as board
from services.evaluation.board.domain import NOTHING, BoardName, By, Figure, Table
from services.evaluation.board.ratios import Ratio
from services.evaluation.board.store import Scope
from services.evaluation.board.words import Words
from services.evaluation.facts.store import PROPOSALS
from services.evaluation.ranking.domain import Ranking
from services.evaluation.ranking.store import RANKINGS
from services.evaluation.report import figures
from services.evaluation.report.domain import Grid, Honour, Month, Ranked, RankingTable, Report, Row, grid, row

PLACES = Decimal("0.01")
"""Of a score, as it is shown."""
BOARDS: tuple[BoardName, BoardName] = ("six-problems", "five-gains")


class ReportPolicy(BaseModel):
    organ: Line | None = None
    committee: Line
    title: Line


async def snapshot(runtime: Runtime, tx: Tx, year: int, ranking_id: str | None, policy: ReportPolicy) -> Report:
    """``tx`` says whose county and when; what is read is what a transaction of its own sees at its first statement."""
    async with runtime.worker_database.transaction([tx.county]) as connection:
        await connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        return await gather(replace(tx, connection=connection, policies={}), year, ranking_id, policy)


async def gather(tx: Tx, year: int, ranking_id: str | None, policy: ReportPolicy) -> Report:
    name: str = (await tx.connection.execute(text("SELECT pg_current_snapshot()::text"))).scalar_one()
    now, before = Scope(year=year), Scope(year=year - 1)
    today = wall_date(tx.now)
    problems, gains = await _board(tx, "six-problems", now), await _board(tx, "five-gains", now)
    earlier = [await _board(tx, one, before) for one in BOARDS]
    units = await board.units(tx)
    return Report(
        title=f"{year}年{policy.title}",
        organ=policy.organ or await board.conference(tx) or f"县政协（{tx.county}）",
        committee=policy.committee,
        year=year,
        at=tx.now,
        snapshot=name,
        policy=f"第{problems.policy_version}版" if problems.policy_version else "系统默认版",
        course=await _rows(tx, "工作概况", figures.course(), figures.COURSE, now, before),
        months=await _months(tx, year),
        problems=_beside(problems, earlier[0]),
        gains=_beside(gains, earlier[1]),
        units=await _grid(tx, now, "unit"),
        categories=await _grid(tx, now, "category"),
        ranking=await _ranking(tx, year, ranking_id, units),
        proposals_honoured=await _honoured(tx, "excellent_proposal", year, await _titles(tx)),
        units_honoured=await _honoured(tx, "advanced_unit", year, units),
        promises=await _rows(tx, "承诺", figures.promises(today), figures.PROMISES, now, before),
        fruit=await _rows(tx, "成果", figures.fruit(), figures.FRUIT, now, before),
    )


async def _board(tx: Tx, name: BoardName, scope: Scope) -> Table:
    return await reading.read(tx, name, scope)


def _beside(now: Table, before: Table) -> tuple[Row, ...]:
    return tuple(
        row(line.headline, line.words, line.figures[0], then.figures[0], main=not line.part)
        for line, then in zip(now.lines, before.lines, strict=True)
    )


async def _rows(
    tx: Tx, headline: str, ratios: Mapping[str, Ratio], said: Mapping[str, Words], now: Scope, before: Scope
) -> tuple[Row, ...]:
    found, earlier = await board.count(tx, ratios, now), await board.count(tx, ratios, before)
    return tuple(
        row(
            headline,
            said[name],
            Figure.of(said[name], *found[name].get(None, NOTHING)),
            Figure.of(said[name], *earlier[name].get(None, NOTHING)),
            main=False,
        )
        for name in ratios
    )


async def _months(tx: Tx, year: int) -> tuple[Month, ...]:
    """All twelve, or none where nothing was filed."""
    course = figures.course()
    found = await board.count(tx, {name: course[name] for name in ("plenary", "between")}, Scope(year=year), by="month")
    if not any(found.values()):
        return ()
    at = [(f"{year}-{month:02d}", f"{month}月") for month in range(1, 13)]
    return tuple(
        Month(
            name=name,
            plenary=int(found["plenary"].get(key, NOTHING)[0]),
            between=int(found["between"].get(key, NOTHING)[0]),
        )
        for key, name in at
    )


async def _grid(tx: Tx, scope: Scope, by: By) -> Grid:
    """Both boards' main figures but the two that stand in both, group by group."""
    tables = [await reading.read(tx, name, scope, by) for name in BOARDS]
    chosen = [(tables[0], line) for line in tables[0].lines if not line.part]
    chosen += [(tables[1], line) for line in tables[1].lines if not line.part and line.number in (2, 3)]
    # Of what has no group nothing is said here: what was not admitted is in the overview.
    labels = {column.key: column.label for table in tables for column in table.columns if column.key is not None}
    rows: list[tuple[str, list[Figure]]] = []
    for key, label in sorted(labels.items()):
        of: list[Figure] = []
        for table, line in chosen:
            at = next((at for at, column in enumerate(table.columns) if column.key == key), None)
            of.append(Figure.of(line.words, *NOTHING) if at is None else line.figures[at])
        rows.append((label, of))
    return grid([line.words for _, line in chosen], rows)


async def _ranking(tx: Tx, year: int, ranking_id: str | None, units: Mapping[str, str]) -> RankingTable | None:
    """The one that is named, else the last one frozen of assessments of proposals that were filed in the year."""
    found = (await RANKINGS.load(tx, ranking_id, lock=False)).state if ranking_id else await _latest(tx, year)
    if found is None:
        return None
    ranked = [
        Ranked(
            rank=one.rank,
            unit=units.get(one.unit_id, one.unit_id),
            score=one.score.quantize(PLACES),
            assessments=one.assessments,
        )
        for one in found.units
    ]
    return RankingTable(title=found.title, maximum=found.maximum, units=tuple(ranked))


async def _latest(tx: Tx, year: int) -> Ranking | None:
    t, a, p = RANKINGS.table, ASSESSMENTS.table.c, PROPOSALS.c
    query = select(t).where(t.c.county == tx.county).order_by(t.c.id.desc())
    for stored in (await tx.connection.execute(query)).mappings():
        state = RANKINGS.loaded(stored).state
        ids = [one.assessment_id for unit in state.units for one in unit.of]
        of_year = exists().where(
            a.county == tx.county,
            a.id.in_(ids),
            p.county == a.county,
            p.proposal_id == a.proposal_id,
            extract("year", p.filed_on) == year,
        )
        if (await tx.connection.execute(select(of_year))).scalar():
            return state
    return None


async def _honoured(tx: Tx, kind: Kind, year: int, names: Mapping[str, str]) -> tuple[Honour, ...]:
    t = AWARDS.table
    granted = (t.c.kind == kind, t.c.year == year, t.c.status == "granted")
    query = select(t).where(t.c.county == tx.county, *granted).order_by(t.c.id)
    found = [AWARDS.loaded(row).state for row in (await tx.connection.execute(query)).mappings()]
    honours = [
        Honour(subject=names.get(one.subject_id, one.subject_id), rank=one.rank, reason=one.reason) for one in found
    ]
    return tuple(sorted(honours, key=lambda one: (one.rank is None, one.rank or 0, one.subject)))


async def _titles(tx: Tx) -> dict[str, str]:
    """Of every proposal that was admitted: an award may be of an earlier year's."""
    p = PROPOSALS.c
    query = select(p.proposal_id, p.case_number, p.title).where(p.county == tx.county, p.title.is_not(None))
    return {row.proposal_id: f"第{row.case_number}号 {row.title}" for row in await tx.connection.execute(query)}

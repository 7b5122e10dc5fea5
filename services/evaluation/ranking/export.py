"""A ranking as a workbook, for the county's yearly assessment of its units. Written from what is frozen alone."""

import asyncio
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import xlsxwriter

from chassis.eventlog import Loaded, Tx
from services.evaluation.assessment.domain import Assessment
from services.evaluation.ranking.domain import Ranking
from services.evaluation.ranking.store import RANKINGS, assessments
from services.evaluation.scheme.domain import Scheme
from services.evaluation.scheme.store import SCHEMES

Cell = str | int | Decimal | None
LONGEST = 32_767
"""Characters of a cell; a longer text would be left out whole."""
KINDS = {"score": "计分", "bonus": "加分", "deduction": "扣分"}


@dataclass(frozen=True)
class Sheet:
    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Workbook:
    title: str
    sheets: Sequence[Sheet]


async def gather(tx: Tx, ranking_id: str) -> Workbook:
    loaded = await RANKINGS.load(tx, ranking_id, lock=False)
    scheme = await SCHEMES.find(tx, loaded.state.scheme_id, lock=False)
    assert scheme is not None  # it was frozen by a known scheme
    ids = [one.assessment_id for unit in loaded.state.units for one in unit.of]
    found = await assessments(tx, ids)
    scored = [found[id] for id in ids]
    return Workbook(
        loaded.state.title,
        [
            _ranking(loaded.state, scheme.state),
            _points(scored, scheme.state),
            _grounds(scored),
            _scheme(scheme.state),
        ],
    )


def _ranking(ranking: Ranking, scheme: Scheme) -> Sheet:
    ties = scheme.rules.ties
    rows = [
        [unit.rank, unit.unit_id, unit.score, ranking.maximum, unit.assessments, *(unit.ties.get(c) for c in ties)]
        for unit in ranking.units
    ]
    names = {one.code: one.name for one in scheme.indicators}
    return Sheet("排名", ["名次", "单位", "得分", "满分", "评估件数", *(f"并列依据：{names[c]}" for c in ties)], rows)


def _points(scored: Sequence[Loaded[Assessment]], scheme: Scheme) -> Sheet:
    rows: list[list[Cell]] = []
    for one in scored:
        result = one.state.result
        assert result is not None
        points = [result.points.get(indicator.code) for indicator in scheme.indicators]
        rows.append([one.state.unit_id, one.state.proposal_id, one.id, result.total, result.spread, *points])
    header = ["单位", "提案", "评估", "总分", "分歧", *(f"{one.name}（{one.code}）" for one in scheme.indicators)]
    return Sheet("逐件得分", header, rows)


def _grounds(scored: Sequence[Loaded[Assessment]]) -> Sheet:
    rows: list[list[Cell]] = []
    for one in scored:
        assert one.state.result is not None
        for step in one.state.result.steps:
            records = "；".join(f"{s.kind} {s.id}" for fact in step.facts for s in fact.sources)
            rows.append(
                [
                    one.state.unit_id,
                    one.state.proposal_id,
                    step.code,
                    step.rule,
                    step.exact,
                    step.points,
                    step.says,
                    records,
                ]
            )
    header = ["单位", "提案", "指标", "规则", "取整前", "得分", "说明", "依据的记录"]
    return Sheet("得分依据", header, rows)


def _scheme(scheme: Scheme) -> Sheet:
    rows: list[list[Cell]] = [
        [
            category.name,
            one.code,
            one.name,
            one.maximum,
            KINDS[one.kind],
            one.expression or one.formula or "评委评分",
        ]
        for category in scheme.categories
        for one in category.indicators
    ]
    return Sheet("方案", ["类别", "指标", "名称", "满分", "性质", "计算"], rows)


async def written(workbook: Workbook) -> bytes:
    """Some thousand rows take a while: other requests do not wait for them."""
    return await asyncio.to_thread(_written, workbook)


def _written(workbook: Workbook) -> bytes:
    data = io.BytesIO()
    # A text that begins with "=" is a text: whatever people write is no formula of the workbook.
    options: dict[str, Any] = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(data, options) as book:
        book.set_properties({"title": workbook.title})
        bold = book.add_format({"bold": True})
        for sheet in workbook.sheets:
            page = book.add_worksheet(sheet.name)
            page.write_row(0, 0, sheet.header, bold)
            page.freeze_panes(1, 0)
            page.autofilter(0, 0, len(sheet.rows), len(sheet.header) - 1)
            for index, row in enumerate(sheet.rows, 1):
                for column, cell in enumerate(row):
                    if isinstance(cell, str):
                        page.write_string(index, column, cell[:LONGEST])
                    elif cell is not None:
                        page.write_number(index, column, float(cell))
            page.autofit()
    return data.getvalue()

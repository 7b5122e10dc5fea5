"""Open data: the same as the public reads, as rows of documented columns; pure."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import Any

from services.conversion.showcase.domain import PublicProposal

Cell = str | int | bool | date | None
Row = dict[str, Cell]

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""With which a spreadsheet begins to compute what was meant to be read."""


@dataclass(frozen=True)
class Dataset:
    """``columns``: name → what it says."""

    name: str
    title: str
    columns: Mapping[str, str]
    rows: Callable[[PublicProposal], Iterator[Row]]


_CASE = {
    "proposal_id": "提案标识",
    "year": "提交年份",
    "channel": "plenary 大会提案, between_sessions 平时提案",
    "case_number": "案号，同一届次同一渠道内唯一",
    "session_id": "届次标识",
    "title": "案由",
}
_DATASETS = (
    Dataset(
        "proposals",
        "提案及答复",
        _CASE
        | {
            "topic_group": "类别",
            "mark": "public 全文公开, summary 摘要公开",
            "units": "已答复且公开的承办单位，以分号隔开",
            "answer_classes": "各单位最近一次答复分类，次序同上: solved, planned, reference, infeasible",
            "answered_on": "最近一次答复日期",
            "suggestions": "建议条数，摘要公开时为空",
            "outcomes": "经核实的成果数",
            "commitments": "承诺数",
            "commitments_kept": "已兑现的承诺数",
        },
        lambda one: iter([_proposal(one)]),
    ),
    Dataset(
        "outcomes",
        "经核实的转化成果",
        _CASE
        | {
            "suggestion": "对应建议序号",
            "kind": "decision 决策措施, development 发展成效, duty 新的履职内容, consensus 凝聚共识",
            "achieved_on": "取得日期",
            "outcome": "成果名称，摘要公开时为空；以下各列相同",
            "document": "文号",
            "plan_item": "规划或预算项目",
            "project": "项目",
            "indicator": "指标",
            "before": "此前",
            "after": "此后",
            "money": "金额（元）",
            "beneficiaries": "受益人数",
            "duty": "履职形式",
            "consensus": "凝聚共识形式",
            "reach": "覆盖人数",
        },
        lambda one: _outcomes(one),
    ),
    Dataset(
        "commitments",
        "答复中的承诺",
        _CASE
        | {
            "suggestion": "对应建议序号",
            "unit": "承办单位",
            "promise": "承诺内容，摘要公开时为空",
            "due": "到期日",
            "state": "open 未到期, missed 逾期, claimed 待核实, kept 已兑现, released 已免除",
            "on_time": "是否按期兑现，未兑现时为空",
        },
        lambda one: _commitments(one),
    ),
)
DATASETS: Mapping[str, Dataset] = {one.name: one for one in _DATASETS}


def _case(one: PublicProposal) -> Row:
    return {name: getattr(one, name) for name in _CASE}


def _proposal(one: PublicProposal) -> Row:
    return _case(one) | {
        "topic_group": one.topic_group,
        "mark": one.mark,
        "units": "；".join(given.unit or given.unit_id for given in one.answers),
        "answer_classes": "；".join(given.answer_class or "" for given in one.answers),
        "answered_on": max((given.issued_on for given in one.answers if given.issued_on is not None), default=None),
        "suggestions": len(one.text.suggestions) if one.text is not None else None,
        "outcomes": len(one.outcomes),
        "commitments": len(one.commitments),
        "commitments_kept": sum(promised.state == "kept" for promised in one.commitments),
    }


def _outcomes(one: PublicProposal) -> Iterator[Row]:
    for led_to in one.outcomes:
        facts: dict[str, Any] = led_to.facts.model_dump() if led_to.facts is not None else {}
        said = {name: facts.get(name) for name in list(DATASETS["outcomes"].columns)[len(_CASE) + 4 :]}
        yield _case(one) | {
            "suggestion": led_to.suggestion,
            "kind": led_to.kind,
            "achieved_on": led_to.achieved_on,
            "outcome": led_to.title,
            **said,
        }


def _commitments(one: PublicProposal) -> Iterator[Row]:
    for promised in one.commitments:
        yield _case(one) | {
            "suggestion": promised.suggestion,
            "unit": promised.unit or promised.unit_id,
            "promise": promised.promise,
            "due": promised.due,
            "state": promised.state,
            "on_time": promised.on_time,
        }


def rows(dataset: Dataset, shown: Sequence[PublicProposal]) -> list[Row]:
    return [row for one in shown for row in dataset.rows(one)]


def as_csv(dataset: Dataset, found: Sequence[Row]) -> str:
    """With a mark of its encoding, which spreadsheets need to read Chinese; each page is a whole file with its head."""
    out = StringIO()
    out.write("\ufeff")
    written = csv.writer(out, lineterminator="\r\n")
    written.writerow(dataset.columns)
    written.writerows([_cell(row[name]) for name in dataset.columns] for row in found)
    return out.getvalue()


def _cell(value: Cell) -> str | int:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int():
            return value
        case date():
            return value.isoformat()
        case str():
            # Words that begin like a formula stay words.
            return f"'{value}" if value.startswith(_FORMULA) else value

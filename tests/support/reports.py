"""Yearly reports for tests of their layout: visibly sample figures, as many units as wanted."""

from datetime import UTC, datetime
from decimal import Decimal

from services.evaluation.board.domain import Figure
from services.evaluation.board.words import GAINS, PROBLEMS, Words
from services.evaluation.report import figures
from services.evaluation.report.domain import (
    Honour,
    Month,
    Ranked,
    RankingTable,
    Report,
    Row,
    grid,
    row,
)

HEADLINES = ("重全会轻平时", "重数量轻质量", "重答复轻落实", "重见面轻沟通", "重重点轻一般", "重办理轻转化")
RISES = ("鲜活度", "共识度", "满意度", "公信度", "关注度")
LONG = "示例县人民政府政务服务和大数据管理局（示例县公共资源交易监督管理办公室）"


def figure(words: Words, part: int, whole: int) -> Figure:
    return Figure.of(words, Decimal(part), Decimal(whole))


def _rows(headline: str, said: dict[str, Words], n: int) -> list[Row]:
    return [
        row(
            headline,
            words,
            figure(words, n + at, 0 if n == 0 else 40 + at),
            figure(words, at, 36 if at % 3 else 0),
            main=not part,
        )
        for at, (part, words) in enumerate(said.items())
    ]


def a_report(units: int = 40, *, n: int = 17, reason: str = "示例理由：调研扎实，建议可行，办理单位已采纳。") -> Report:
    """``n`` of nought: a year of which nothing is recorded."""
    main = [PROBLEMS[number][""] for number in PROBLEMS] + [GAINS[number][""] for number in (2, 3)]
    names = [LONG if at % 7 == 3 else f"示例县第{at + 1}局" for at in range(units)]
    cells = [(name, [figure(words, at % 5, at % 6) for words in main]) for at, name in enumerate(names)]
    categories = ["城乡建设", "教育卫生", "社会治理和民生保障", "经济发展"] if units else []
    return Report(
        title="2026年提案工作年度报告",
        organ="中国人民政治协商会议示例县委员会",
        committee="提案委员会",
        year=2026,
        at=datetime(2026, 12, 30, 2, tzinfo=UTC),
        snapshot="812:812:",
        policy="系统默认版",
        course=tuple(_rows("工作概况", dict(figures.COURSE), n)),
        months=tuple(Month(name=f"{m}月", plenary=30 if m == 2 else 0, between=m % 4) for m in range(1, 13))
        if n
        else (),
        problems=tuple(r for number, name in enumerate(HEADLINES, 1) for r in _rows(name, dict(PROBLEMS[number]), n)),
        gains=tuple(r for number, name in enumerate(RISES, 1) for r in _rows(name, dict(GAINS[number]), n)),
        units=grid(main, cells),
        categories=grid(main, [(name, [figure(words, 3, 9) for words in main]) for name in categories]),
        ranking=RankingTable(
            title="示例县2026年提案办理质量评估",
            maximum=Decimal(100),
            units=tuple(
                Ranked(rank=at + 1, unit=name, score=Decimal("96.50") - at, assessments=3)
                for at, name in enumerate(names)
            ),
        )
        if units
        else None,
        proposals_honoured=tuple(
            Honour(subject=f"第{at}号 关于加强示例城区老旧小区加装电梯工作的提案", rank=None, reason=reason)
            for at in range(1, 4)
        )
        if n
        else (),
        units_honoured=(Honour(subject=LONG, rank=1, reason="示例理由"),) if n else (),
        promises=tuple(_rows("承诺", dict(figures.PROMISES), n)),
        fruit=tuple(_rows("成果", dict(figures.FRUIT), n)),
    )

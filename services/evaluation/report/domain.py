"""What the yearly report says: figures as they were read, and the sentences that are made of them.

Pure: the same figures make the same report, whenever it is laid out.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from contracts.base import Record
from services.evaluation.board.domain import Figure
from services.evaluation.board.words import Words

HEADS = {
    "平时提案占比": "平时\n占比",
    "承诺按期兑现率": "按期\n兑现",
    "办前、办中、办后均协商的占比": "三段\n协商",
    "督办覆盖率": "督办\n覆盖",
    "成果转化率": "成果\n转化",
    "协商意见达成率": "意见\n达成",
}


class Value(Record):
    """A figure with its sum and denominator; ``shown`` is how it is read, or why it is none."""

    numerator: Decimal
    denominator: Decimal
    sums: str
    shown: str | None
    why: str | None

    @classmethod
    def of(cls, words: Words, figure: Figure) -> "Value":
        return cls(
            numerator=figure.numerator,
            denominator=figure.denominator,
            sums=f"{number(figure.numerator)}/{number(figure.denominator)}",
            shown=_shown(words, figure),
            why=figure.why,
        )


class Row(Record):
    """One figure of this year and of the year before."""

    headline: str
    name: str
    sum_of: str
    divided_by: str
    share: bool
    main: bool
    """Whether it is the headline's own."""
    now: Value
    before: Value
    change: str | None
    """Percentage points, or the difference; None where one of both is none."""


class Grid(Record):
    """Groups and their figures: a row for each."""

    columns: tuple[str, ...]
    heads: tuple[str, ...]
    """The same, as short as the head of a narrow column must be."""
    rows: tuple[tuple[str, tuple[Value, ...]], ...]


class Month(Record):
    name: str
    plenary: int
    between: int


class Ranked(Record):
    rank: int
    unit: str
    score: Decimal
    assessments: int


class RankingTable(Record):
    title: str
    maximum: Decimal
    units: tuple[Ranked, ...]


class Honour(Record):
    """``rank`` is of the ranking that was cited, if one was."""

    subject: str
    rank: int | None
    reason: str


class Formula(Record):
    headline: str
    name: str
    sum_of: str
    divided_by: str


class Report(Record):
    title: str
    organ: str
    committee: str
    year: int
    at: datetime
    snapshot: str
    """The store's name of what was seen: transactions after it are not in the report."""
    policy: str
    course: tuple[Row, ...]
    months: tuple[Month, ...]
    problems: tuple[Row, ...]
    gains: tuple[Row, ...]
    units: Grid
    categories: Grid
    ranking: RankingTable | None
    proposals_honoured: tuple[Honour, ...]
    units_honoured: tuple[Honour, ...]
    promises: tuple[Row, ...]
    fruit: tuple[Row, ...]

    @property
    def empty(self) -> bool:
        return not any(row.now.denominator for rows in (self.course, self.promises, self.fruit) for row in rows)

    @property
    def formulas(self) -> tuple[Formula, ...]:
        parts = (("工作概况", self.course), (None, self.problems), (None, self.gains))
        parts = (*parts, ("承诺", self.promises), ("成果", self.fruit))
        return tuple(
            Formula(headline=of or row.headline, name=row.name, sum_of=row.sum_of, divided_by=row.divided_by)
            for of, rows in parts
            for row in rows
        )


def rounded(value: Decimal) -> str:
    """To one place, half up, as people round."""
    return str(value.quantize(Decimal("0.1"), ROUND_HALF_UP))


def _exact(figure: Figure) -> Decimal:
    return figure.numerator / figure.denominator


def _shown(words: Words, figure: Figure) -> str | None:
    if figure.value is None:
        return None
    return f"{rounded(_exact(figure) * 100)}%" if words.share else rounded(_exact(figure))


def row(headline: str, words: Words, now: Figure, before: Figure, *, main: bool) -> Row:
    change: str | None = None
    if now.value is not None and before.value is not None:
        difference = (_exact(now) - _exact(before)) * (100 if words.share else 1)
        said = rounded(abs(difference))
        sign = "" if not Decimal(said) else "+" if difference > 0 else "–"
        change = f"{sign}{said}"
    return Row(
        headline=headline,
        name=words.name,
        sum_of=words.part,
        divided_by=words.whole,
        share=words.share,
        main=main,
        now=Value.of(words, now),
        before=Value.of(words, before),
        change=change,
    )


def number(value: Decimal) -> str:
    """A sum as it is read: whole where it is whole."""
    return str(int(value)) if value == value.to_integral_value() else str(value.normalize())


def summary(report: Report) -> list[str]:
    """The overview in sentences."""
    if report.empty:
        return [
            f"截至数据时点，{report.year}年没有提交、立案或办理提案的记录，各项指标均无从计算。"
            "没有记录不等于数值为零，本报告因此不列数值，只列算法。"
        ]
    count = {row.name: row.now for row in report.course}
    before = {row.name: row.before for row in report.course}

    def n(name: str) -> str:
        return number(count[name].numerator)

    filed = f"{report.year}年共提交提案{n('提交提案')}件（不含撤案）"
    if before["提交提案"].numerator:
        filed += f"，上年为{number(before['提交提案'].numerator)}件"
    sentences = [
        f"{filed}。其中全会期间提交{n('全会期间提交')}件，平时提交{n('平时提交')}件，"
        f"平时提案占{count['平时提交'].shown or '—'}。",
        f"已审结{number(count['立案'].denominator)}件：立案{n('立案')}件，不予立案{n('不予立案')}件；另有{n('并案')}件并入他案。"
        f"立案提案中列为重点督办的{n('重点督办')}件，已答复{n('已答复')}件，已办结{n('已办结')}件"
        f"（其中未签字而办结{n('未签字而办结')}件）。",
    ]
    promises = {row.name: row.now for row in report.promises}
    fruit = {row.name: row.now for row in report.fruit}
    if promises["作出承诺"].denominator:
        sentences.append(
            f"各单位在答复中作出承诺{number(promises['作出承诺'].numerator)}项，按期兑现{number(promises['按期兑现'].numerator)}项，"
            f"逾期后兑现{number(promises['逾期后兑现'].numerator)}项，逾期未了结{number(promises['逾期未了结'].numerator)}项。"
        )
    if fruit["记录"].denominator:
        sentences.append(
            f"记录成果和批示{number(fruit['记录'].numerator)}项，经核实的成果{number(fruit['经核实'].numerator)}项，"
            f"仅有领导批示的{number(fruit['仅有领导批示'].numerator)}项（不计为成果）。"
        )
    return sentences


def grid(columns: Sequence[Words], rows: Sequence[tuple[str, Sequence[Figure]]]) -> Grid:
    """``rows``: the group's name and its figures, in the order of the columns."""
    return Grid(
        columns=tuple(words.name for words in columns),
        heads=tuple(HEADS.get(words.name, words.name) for words in columns),
        rows=tuple(
            (name, tuple(Value.of(words, figure) for words, figure in zip(columns, figures, strict=True)))
            for name, figures in rows
        ),
    )

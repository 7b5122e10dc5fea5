"""A board as a workbook: each figure with its sum and denominator, groups side by side, and how each is computed."""

from collections.abc import Sequence

from services.evaluation.board.domain import Figure, Table
from services.evaluation.board.words import Words
from services.evaluation.workbook import Cell, Share, Sheet, Workbook

Row = Sequence[Cell | Share]
HEADER = ("项目", "指标")


def workbook(table: Table) -> Workbook:
    return Workbook(table.title, sheets(table))


def sheets(table: Table) -> list[Sheet]:
    groups = [] if table.by is None else [_side_by_side(table)]
    return [_figures(table), *groups, explained(table)]


def value(words: Words, figure: Figure) -> Cell | Share:
    """What cannot be computed says why, in the cell itself: an empty one would be read as nothing."""
    if figure.value is None:
        return figure.why
    return Share(figure.value) if words.share else figure.value


def _figures(table: Table) -> Sheet:
    rows: list[Row] = [
        [line.headline, line.words.name, column.label, figure.numerator, figure.denominator, value(line.words, figure)]
        for column_at, column in enumerate(table.columns)
        for line in table.lines
        for figure in (line.figures[column_at],)
    ]
    return Sheet("数值", (*HEADER, "范围", "分子", "分母", "结果"), rows)


def _side_by_side(table: Table) -> Sheet:
    rows: list[Row] = [
        [column.label, *(value(line.words, line.figures[at]) for line in table.lines)]
        for at, column in enumerate(table.columns)
    ]
    return Sheet("对照", ("范围", *(line.words.name for line in table.lines)), rows)


def explained(table: Table) -> Sheet:
    rows: list[Row] = [
        [line.headline, line.words.name, line.words.part, line.words.whole, line.words.formula] for line in table.lines
    ]
    return Sheet("口径", (*HEADER, "分子", "分母", "算法"), rows)

"""Figures as they are read: a value or why there is none, and groups in their order."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from contracts.letter import numeral
from services.evaluation.board.words import Words

BoardName = Literal["six-problems", "five-gains"]
Filed = Literal["year", "session", "month", "category"]
"""Groups that a proposal's filing and admission say."""
By = Literal[Filed, "unit"]
Grouping = Literal[By, "county"]


@dataclass(frozen=True)
class Figure:
    """``value`` is None where there is nothing to divide by: that is not zero, and ``why`` says so."""

    numerator: Decimal
    denominator: Decimal
    value: float | None
    why: str | None

    @classmethod
    def of(cls, words: Words, numerator: Decimal, denominator: Decimal) -> "Figure":
        if not denominator:
            return cls(numerator, denominator, None, words.why_none)
        return cls(numerator, denominator, float(numerator / denominator), None)


@dataclass(frozen=True)
class Column:
    """A group; ``key`` is None for all, or for what has no group."""

    key: str | None
    label: str


@dataclass(frozen=True)
class Line:
    """One figure in every group; ``part`` is empty for the headline's own."""

    number: int
    headline: str
    part: str
    words: Words
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Table:
    board: BoardName
    title: str
    by: Grouping | None
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    at: datetime
    policy_version: int


NOTHING = (Decimal(0), Decimal(0))


def years(found: Collection[str]) -> list[str]:
    """From the first to the last; a year in which nothing was filed stands among them."""
    if not found:
        return []
    numbers = [int(year) for year in found]
    return [str(year) for year in range(min(numbers), max(numbers) + 1)]


def months(found: Collection[str]) -> list[str]:
    """From the first to the last, as ``2026-03``."""
    if not found:
        return []
    numbers = [int(year) * 12 + int(month) - 1 for year, month in (one.split("-") for one in found)]
    return [f"{at // 12:04d}-{at % 12 + 1:02d}" for at in range(min(numbers), max(numbers) + 1)]


def session_name(term: int, number: int) -> str:
    """十五届三次."""
    return f"{numeral(term)}届{numeral(number)}次"


def month_name(month: str) -> str:
    year, number = month.split("-")
    return f"{year}年{int(number)}月"


def in_order(known: Iterable[str], found: Collection[str]) -> list[str]:
    """Those that are known first, in their order; then the others by name."""
    first = [one for one in known if one in found]
    return first + sorted(set(found) - set(first))

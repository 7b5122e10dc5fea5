"""Figures as they are read: a value or why there is none, and groups in their order."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from contracts.letter import numeral
from services.evaluation.board.words import Words


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

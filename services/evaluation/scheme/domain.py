"""A scoring scheme. A published one is never changed; a county publishes another."""

import math
from collections.abc import Sequence
from typing import Literal

from contracts.base import DomainRefusal, Event, Record
from contracts.evaluation import Category, Indicator, SchemePublished
from services.evaluation.facts.formulas import FORMULAS

State = Literal["published"]
Subject = Literal["proposal_quality", "handling_quality"]

TRANSITIONS: dict[str, frozenset[State]] = {}
"""A published scheme takes no command."""

EVENTS: tuple[type[Event], ...] = (SchemePublished,)


class Scheme(Record):
    subject: Subject
    title: str
    categories: tuple[Category, ...]
    example: bool
    state: State = "published"

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        return tuple(indicator for category in self.categories for indicator in category.indicators)

    @property
    def judged(self) -> dict[str, Indicator]:
        """The indicators that assessors score, by code."""
        return {indicator.code: indicator for indicator in self.indicators if indicator.formula is None}

    @property
    def maximum(self) -> float:
        return sum(indicator.maximum for indicator in self.indicators)


def apply(state: Scheme | None, event: Event) -> Scheme:
    if not isinstance(event, SchemePublished):
        raise ValueError(f"{event.wire_name()} is no event of a scheme")
    if state is not None:
        raise ValueError("a scheme is published once")
    return Scheme(subject=event.subject, title=event.title, categories=event.categories, example=event.example)


def publish(
    scheme_id: str, *, subject: Subject, title: str, categories: Sequence[Category], example: bool
) -> list[Event]:
    indicators = [indicator for category in categories for indicator in category.indicators]
    if not indicators or not all(category.indicators for category in categories):
        raise DomainRefusal("indicators", "Every category needs at least one indicator.")
    codes = [indicator.code for indicator in indicators]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise DomainRefusal("codes", f"Codes used more than once: {', '.join(twice)}.")
    for indicator in indicators:
        if not (math.isfinite(indicator.maximum) and indicator.maximum > 0):
            raise DomainRefusal("maximum", f"The maximum of {indicator.code} must be above zero.")
        if indicator.formula is not None and indicator.formula not in FORMULAS:
            raise DomainRefusal("formula", f"No formula {indicator.formula}; known are {', '.join(sorted(FORMULAS))}.")
    return [
        SchemePublished(
            scheme_id=scheme_id, subject=subject, title=title, categories=tuple(categories), example=example
        )
    ]

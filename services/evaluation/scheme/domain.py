"""A scoring scheme. A published one is never changed; a county publishes its next edition, or another."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from pydantic import Field

from contracts.base import DomainRefusal, Event, Record
from contracts.evaluation import Category, Indicator, Points, Rules, SchemePublished, SchemeRevised
from services.evaluation.scheme import checks
from services.evaluation.scheme.expression import Expression

State = Literal["published", "revised"]
Subject = Literal["proposal_quality", "handling_quality"]

TRANSITIONS: dict[str, frozenset[State]] = {"revise": frozenset({"published"})}
"""Command → the states it may be given in. Two editions cannot both be the next one."""

EVENTS: tuple[type[Event], ...] = (SchemePublished, SchemeRevised)


class Scheme(Record):
    subject: Subject
    title: str
    categories: tuple[Category, ...]
    example: bool
    state: State = "published"
    given_rules: Rules | None = Field(default=None, exclude_if=lambda rules: rules is None)
    edition: int = Field(default=1, exclude_if=lambda edition: edition == 1)
    revises: str | None = Field(default=None, exclude_if=lambda id: id is None)
    revised_by: str | None = Field(default=None, exclude_if=lambda id: id is None)

    @property
    def rules(self) -> Rules:
        return self.given_rules or Rules()

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        return tuple(indicator for category in self.categories for indicator in category.indicators)

    @property
    def judged(self) -> dict[str, Indicator]:
        """The indicators that assessors score, by code."""
        return {one.code: one for one in self.indicators if one.formula is None and one.expression is None}

    @property
    def maximum(self) -> Points:
        """Without bonus."""
        return sum((one.maximum for one in self.indicators if one.kind == "score"), Decimal(0))

    @property
    def expressions(self) -> dict[str, Expression]:
        found = {one.code: checks.compiled(one) for one in self.indicators}
        return {code: expression for code, expression in found.items() if expression is not None}


def apply(state: Scheme | None, event: Event) -> Scheme:
    match event:
        case SchemePublished():
            if state is not None:
                raise ValueError("a scheme is published once")
            return Scheme(
                subject=event.subject,
                title=event.title,
                categories=event.categories,
                example=event.example,
                given_rules=event.rules,
                edition=event.edition,
                revises=event.revises,
            )
        case SchemeRevised():
            if state is None:
                raise ValueError("a scheme is published before it is revised")
            return state.model_copy(update={"state": "revised", "revised_by": event.revised_by})
        case _:
            raise ValueError(f"{event.wire_name()} is no event of a scheme")


def check(categories: Sequence[Category], rules: Rules | None, subject: Subject) -> None:
    """Every mistake is told at once, each at its place with its rule; the whole bears the first one's."""
    wrong = checks.mistakes(categories, rules or Rules(), subject)
    if wrong:
        said = "; ".join(f"{one.pointer}: {one.detail}" for one in wrong)
        raise DomainRefusal(wrong[0].rule, said, [(f"/body{one.pointer}", one.detail, one.rule) for one in wrong])


def publish(
    scheme_id: str,
    *,
    subject: Subject,
    title: str,
    categories: Sequence[Category],
    rules: Rules | None = None,
    example: bool,
    revises: tuple[str, Scheme] | None = None,
) -> list[Event]:
    """``revises`` is the scheme whose next edition this is."""
    if revises is not None and revises[1].subject != subject:
        raise DomainRefusal("subject", "The next edition of a scheme is of the same subject.")
    check(categories, rules, subject)
    return [
        SchemePublished(
            scheme_id=scheme_id,
            subject=subject,
            title=title,
            categories=tuple(categories),
            rules=rules if rules != Rules() else None,
            example=example,
            edition=revises[1].edition + 1 if revises else 1,
            revises=revises[0] if revises else None,
        )
    ]


def revise(state: Scheme, scheme_id: str, *, by: str) -> list[Event]:
    if state.state not in TRANSITIONS["revise"]:
        raise DomainRefusal("scheme-revised", f"Its next edition is there already, {state.revised_by}.")
    return [SchemeRevised(scheme_id=scheme_id, revised_by=by)]

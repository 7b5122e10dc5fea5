"""Named formulas: facts → share of an indicator's maximum, exact and each with its reason. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType

from contracts.base import Adoption, Phase, Rating
from contracts.evaluation import Source

PHASES: tuple[Phase, ...] = ("before", "during", "after")
RANK: tuple[Rating, ...] = ("satisfied", "mostly_satisfied", "dissatisfied")


@dataclass(frozen=True)
class Weights:
    """The county's numbers."""

    partly: Fraction
    mostly_satisfied: Fraction


def exactly(number: float) -> Fraction:
    """By the digits that were written, not by what a binary number makes of them."""
    return Fraction(repr(number))


@dataclass(frozen=True)
class Facts:
    """What is known of one proposal, or of one unit's handling of it. ``None`` is: not known yet."""

    due: int = 0
    """Deadlines that were answered, or are past unanswered."""
    on_time: int = 0
    phases: frozenset[Phase] = frozenset()
    """Phases with a confirmed consultation in a form that counts."""
    suggestions: frozenset[int] | None = None
    asked: Mapping[str, frozenset[int]] = field(default_factory=lambda: MappingProxyType({}))
    """Assignment → the suggestions that are its own, where they are not all."""
    adoptions: Mapping[str, Mapping[int, Adoption]] = field(default_factory=lambda: MappingProxyType({}))
    """Assignment → suggestion → answer, from the latest reply of each."""
    promised: int = 0
    """Commitments written in the issued replies."""
    made: int = 0
    """Commitments that conversion has opened."""
    released: int = 0
    superseded: int = 0
    """Those that a later cycle's commitment took the place of: one promise, counted once."""
    kept: int = 0
    result: Rating | None = None
    """The worst signed result of the latest cycles."""
    verified_outcomes: int = 0
    closed: bool = False
    cycles: int = 0
    """Replies of the assignment that was answered most often: from two on it was handled again."""
    asked_to_sign: int = 0
    """Signatures asked for on each assignment's latest cycle; given, and dissatisfied, are of the same."""
    signed: int = 0
    dissatisfied: int = 0
    sources: Mapping[str, tuple[Source, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """What was read → the records that it was read from."""


@dataclass(frozen=True)
class Share:
    value: Fraction
    why: str


Formula = Callable[[Facts, Weights], Share | None]


def answered(facts: Facts) -> tuple[int, int] | None:
    """(answered, asked) suggestions of the latest replies; None while there is neither."""
    if not facts.suggestions or not facts.adoptions:
        return None
    asked = {id: facts.asked.get(id, facts.suggestions) for id in facts.adoptions}
    count = sum(len(asked[id] & set(answers)) for id, answers in facts.adoptions.items())
    return count, sum(map(len, asked.values()))


def owed(facts: Facts) -> int | None:
    """Commitments that have to be kept; None while what the replies promise is not all opened."""
    if not facts.adoptions or facts.made < facts.promised:
        return None
    return facts.made - facts.released - facts.superseded


def _on_time(facts: Facts, _: Weights) -> Share | None:
    if not facts.due:
        return None
    return Share(Fraction(facts.on_time, facts.due), f"{facts.on_time} of {facts.due} deadlines met")


def _consultations_held(facts: Facts, _: Weights) -> Share | None:
    if not facts.phases:
        return None
    held = [phase for phase in PHASES if phase in facts.phases]
    return Share(Fraction(len(held), len(PHASES)), f"confirmed consultations in phases {', '.join(held)}")


def _answered_point_by_point(facts: Facts, _: Weights) -> Share | None:
    counted = answered(facts)
    if counted is None:
        return None
    count, all_of_them = counted
    return Share(Fraction(count, all_of_them), f"{count} of {all_of_them} suggestions answered")


def _adoption_rate(facts: Facts, weights: Weights) -> Share | None:
    answers = [adoption for latest in facts.adoptions.values() for adoption in latest.values()]
    if not answers:
        return None
    adopted, partly = answers.count("adopted"), answers.count("partly")
    return Share(
        (adopted + weights.partly * partly) / len(answers),
        f"{adopted} of {len(answers)} suggestions adopted, {partly} partly (each counts {float(weights.partly):g})",
    )


def _commitments_kept(facts: Facts, _: Weights) -> Share | None:
    due = owed(facts)
    if due is None:
        return None
    if due == 0:
        return Share(Fraction(1), "no commitment had to be kept")
    return Share(Fraction(facts.kept, due), f"{facts.kept} of {due} commitments kept, {facts.released} released")


def _signed_satisfaction(facts: Facts, weights: Weights) -> Share | None:
    if facts.result is None:
        return None
    shares: dict[Rating, Fraction] = {
        "satisfied": Fraction(1),
        "mostly_satisfied": weights.mostly_satisfied,
        "dissatisfied": Fraction(0),
    }
    return Share(shares[facts.result], f"worst signed result is {facts.result}")


def _outcome_verified(facts: Facts, _: Weights) -> Share | None:
    """That there is none counts only once supervision has closed: until then one may still come."""
    if facts.verified_outcomes:
        return Share(Fraction(1), f"{facts.verified_outcomes} verified outcomes")
    return Share(Fraction(0), "closed without a verified outcome") if facts.closed else None


FORMULAS: Mapping[str, Formula] = MappingProxyType(
    {
        "on_time": _on_time,
        "consultations_held": _consultations_held,
        "answered_point_by_point": _answered_point_by_point,
        "adoption_rate": _adoption_rate,
        "commitments_kept": _commitments_kept,
        "signed_satisfaction": _signed_satisfaction,
        "outcome_verified": _outcome_verified,
    }
)

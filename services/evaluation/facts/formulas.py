"""Named formulas: facts → share of an indicator's maximum, each with its reason. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from contracts.base import Adoption, Phase, Rating

PHASES: tuple[Phase, ...] = ("before", "during", "after")
RANK: tuple[Rating, ...] = ("satisfied", "mostly_satisfied", "dissatisfied")


@dataclass(frozen=True)
class Weights:
    """The county's numbers."""

    partly: float
    mostly_satisfied: float


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


@dataclass(frozen=True)
class Share:
    value: float
    why: str


Formula = Callable[[Facts, Weights], Share | None]


def _on_time(facts: Facts, _: Weights) -> Share | None:
    if not facts.due:
        return None
    return Share(facts.on_time / facts.due, f"{facts.on_time} of {facts.due} deadlines met")


def _consultations_held(facts: Facts, _: Weights) -> Share | None:
    if not facts.phases:
        return None
    held = [phase for phase in PHASES if phase in facts.phases]
    return Share(len(held) / len(PHASES), f"confirmed consultations in phases {', '.join(held)}")


def _answered_point_by_point(facts: Facts, _: Weights) -> Share | None:
    if not facts.suggestions or not facts.adoptions:
        return None
    asked = {id: facts.asked.get(id, facts.suggestions) for id in facts.adoptions}
    count = sum(len(asked[id] & set(answers)) for id, answers in facts.adoptions.items())
    all_of_them = sum(map(len, asked.values()))
    return Share(count / all_of_them, f"{count} of {all_of_them} suggestions answered")


def _adoption_rate(facts: Facts, weights: Weights) -> Share | None:
    answers = [adoption for latest in facts.adoptions.values() for adoption in latest.values()]
    if not answers:
        return None
    adopted, partly = answers.count("adopted"), answers.count("partly")
    return Share(
        (adopted + weights.partly * partly) / len(answers),
        f"{adopted} of {len(answers)} suggestions adopted, {partly} partly (each counts {weights.partly:g})",
    )


def _commitments_kept(facts: Facts, _: Weights) -> Share | None:
    if not facts.adoptions or facts.made < facts.promised:
        return None
    owed = facts.made - facts.released - facts.superseded
    if owed == 0:
        return Share(1, "no commitment had to be kept")
    return Share(facts.kept / owed, f"{facts.kept} of {owed} commitments kept, {facts.released} released")


def _signed_satisfaction(facts: Facts, weights: Weights) -> Share | None:
    if facts.result is None:
        return None
    shares: dict[Rating, float] = {
        "satisfied": 1,
        "mostly_satisfied": weights.mostly_satisfied,
        "dissatisfied": 0,
    }
    return Share(shares[facts.result], f"worst signed result is {facts.result}")


def _outcome_verified(facts: Facts, _: Weights) -> Share | None:
    """That there is none counts only once supervision has closed: until then one may still come."""
    if facts.verified_outcomes:
        return Share(1, f"{facts.verified_outcomes} verified outcomes")
    return Share(0, "closed without a verified outcome") if facts.closed else None


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

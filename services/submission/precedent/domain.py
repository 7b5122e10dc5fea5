"""Units and topics for a proposal, from what is recorded: earlier cases like it, its proposer, its reviewers; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """An earlier proposal like this one, and what it was given."""

    id: str
    title: str
    session: str
    case_number: int | None
    score: float
    """Likeness, 0 to 1."""
    units: tuple[str, ...] = ()
    """Units of the county that it was assigned to."""
    topic: str | None = None


@dataclass(frozen=True)
class Suggested:
    """A unit's id or a topic, with what speaks for it."""

    name: str
    cases: tuple[str, ...]
    proposer: bool
    reviewers: tuple[str, ...]


def units(cases: Sequence[Case], proposer: Iterable[str], opinions: Mapping[str, Sequence[str]]) -> list[Suggested]:
    """``opinions`` are the reviewers' own suggestions by reviewer."""
    return _ranked([(case, case.units) for case in cases], set(proposer), opinions)


def topics(cases: Sequence[Case], opinions: Mapping[str, Sequence[str]]) -> list[Suggested]:
    return _ranked([(case, (case.topic,) if case.topic else ()) for case in cases], set(), opinions)


def _ranked(
    cases: Sequence[tuple[Case, Sequence[str]]], proposer: set[str], opinions: Mapping[str, Sequence[str]]
) -> list[Suggested]:
    """First what people say who have read this very text, then by how like the cases are that speak for it."""
    named = {name for _, names in cases for name in names} | proposer
    named |= {name for names in opinions.values() for name in names}

    def weighed(name: str) -> tuple[int, float, str, Suggested]:
        speaking = [case for case, names in cases if name in names]
        reviewers = tuple(sorted(who for who, names in opinions.items() if name in names))
        people = len(reviewers) + (name in proposer)
        found = Suggested(name, tuple(case.id for case in speaking), name in proposer, reviewers)
        return -people, -sum(case.score for case in speaking), name, found

    return [one[3] for one in sorted((weighed(name) for name in named), key=lambda one: one[:3])]

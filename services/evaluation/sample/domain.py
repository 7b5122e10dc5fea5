"""A sample. It is drawn once for each scheme and session: nobody draws until they like it."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from typing import Literal

from contracts.base import DomainRefusal, Event, Record
from contracts.evaluation import Drawn, SampleDrawn
from services.evaluation.scheme.domain import Scheme

State = Literal["drawn"]

TRANSITIONS: dict[str, frozenset[State]] = {}
"""A drawn sample takes no command."""

EVENTS: tuple[type[Event], ...] = (SampleDrawn,)


class Sample(Record):
    scheme_id: str
    session_id: str
    seed: str
    per_unit: int
    population: int
    population_hash: str
    drawn: tuple[Drawn, ...]
    state: State = "drawn"


def apply(state: Sample | None, event: Event) -> Sample:
    if not isinstance(event, SampleDrawn):
        raise ValueError(f"{event.wire_name()} is no event of a sample")
    if state is not None:
        raise ValueError("a sample is drawn once")
    return Sample(**event.model_dump(exclude={"sample_id"}))


def sample_id(scheme_id: str, session_id: str) -> str:
    return f"sample-{hashlib.sha256(f'{scheme_id} {session_id}'.encode()).hexdigest()[:40]}"


def lot(seed: str, one: Drawn) -> str:
    return hashlib.sha256(f"{seed} {one.unit_id} {one.proposal_id}".encode()).hexdigest()


def draw(seed: str, per_unit: int, population: Iterable[Drawn]) -> tuple[Drawn, ...]:
    """Of each unit the proposals with the lowest lots, all of them where it has no more."""
    of_unit: dict[str, list[Drawn]] = defaultdict(list)
    for one in population:
        of_unit[one.unit_id].append(one)
    return tuple(
        one
        for unit_id in sorted(of_unit)
        for one in sorted(of_unit[unit_id], key=lambda one: lot(seed, one))[:per_unit]
    )


def population_hash(population: Iterable[Drawn]) -> str:
    lines = sorted(f"{one.unit_id} {one.proposal_id}\n" for one in population)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def sample(
    scheme_id: str,
    scheme: Scheme,
    *,
    session_id: str,
    seed: str,
    population: Iterable[Drawn],
    drawn_already: bool,
) -> list[Event]:
    every = list(population)
    per_unit = scheme.rules.per_unit
    if per_unit is None:
        raise DomainRefusal("no-sample", "The scheme asks for no sample; whatever is opened is assessed.")
    if drawn_already:
        raise DomainRefusal("drawn-already", "The sample of this session is drawn; nobody draws until they like it.")
    if not every:
        raise DomainRefusal("nothing-handled", f"No handling of session {session_id} is known.")
    return [
        SampleDrawn(
            sample_id=sample_id(scheme_id, session_id),
            scheme_id=scheme_id,
            session_id=session_id,
            seed=seed,
            per_unit=per_unit,
            population=len(every),
            population_hash=population_hash(every),
            drawn=draw(seed, per_unit, every),
        )
    ]

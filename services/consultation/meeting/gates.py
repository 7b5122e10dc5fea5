"""What must have been talked over before a step, and who must have confirmed it: the county's policy, its refusals."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, Self, TypeVar

from pydantic import AfterValidator, BaseModel, Field, model_validator

from contracts.base import DomainRefusal, Form, Phase, SupervisionClass
from services.consultation.meeting.domain import GIVEN_UP, HELD, Consultation, awaited

Step = Literal["plan_agreed", "approval", "closing"]
Confirming = Literal["any", "first", "every"]
"""Whose word makes a record count: any proposer's, the first one's, or that of each of them. Of merged proposals each
first proposer's is needed whatever the county says."""


Words = TypeVar("Words", bound=tuple[str, ...])


def _once(words: Words) -> Words:
    if len(set(words)) < len(words):
        raise ValueError("one is named twice")
    return words


class _Times(BaseModel, frozen=True):
    phases: tuple[Phase, ...]
    times: int = Field(default=1, ge=1, le=20)
    """How many consultations of each phase."""
    forms: Annotated[tuple[Form, ...], AfterValidator(_once)] = ()

    @model_validator(mode="after")
    def can_open(self) -> Self:
        if self.phases and not self.forms:
            raise ValueError("a phase is asked for, and no form of it counts")
        return self


class Gate(_Times, frozen=True):
    # What a step needs must still be possible before it: after the reply nothing is talked over before it any more.
    phases: Annotated[tuple[Literal["before", "during"], ...], AfterValidator(_once)]


class ClosingGate(_Times, frozen=True):
    phases: Annotated[tuple[Literal["after"], ...], AfterValidator(_once)] = ()


class Gates(BaseModel):
    plan_agreed: Gate
    approval: Gate
    closing: ClosingGate = ClosingGate()
    confirmed_by: Confirming = "any"


class Otherwise(BaseModel):
    """Of one class of proposals; what is left out is as for all others."""

    plan_agreed: Gate | None = None
    approval: Gate | None = None
    closing: ClosingGate | None = None
    confirmed_by: Confirming | None = None


class GatePolicy(Gates):
    classes: Mapping[SupervisionClass, Otherwise] = {}
    after_within_days: int = Field(ge=1, le=3660)
    release_attempts: int = Field(ge=1, le=50)
    call_answer_days: int = Field(default=10, ge=1, le=366)

    def of(self, supervision_class: SupervisionClass | None) -> Gates:
        """None: nobody has said yet how it is supervised; it is as all others."""
        otherwise = self.classes.get(supervision_class) if supervision_class else None
        return self if otherwise is None else self.model_copy(update=dict(_said(otherwise)))


def _said(otherwise: Otherwise) -> Iterable[tuple[str, object]]:
    return ((name, value) for name, value in otherwise if value is not None)


def confirming(by: Confirming, proposers: Collection[str], firsts: Collection[str]) -> frozenset[str]:
    """Who must each confirm; nobody: any proposer may. ``firsts`` are the first proposers of it and of what was merged
    into it, as far as they are known here."""
    if by == "every":
        return frozenset(proposers) | frozenset(firsts)
    if by == "first" or len(firsts) > 1:
        return frozenset(firsts) or frozenset(list(proposers)[:1])
    return frozenset()


def closed(gate: Gate | ClosingGate, of_cycle: Collection[Consultation]) -> list[Phase]:
    """The phases that are neither given up nor held as often as they must be, in a form that counts and confirmed."""
    return [
        phase
        for phase in gate.phases
        if not _given_up(phase, of_cycle) and _counting(phase, gate, of_cycle) < gate.times
    ]


def _given_up(phase: Phase, of_cycle: Iterable[Consultation]) -> bool:
    return any(c.phase == phase and c.state in GIVEN_UP for c in of_cycle)


def _counting(phase: Phase, gate: Gate | ClosingGate, of_cycle: Iterable[Consultation]) -> int:
    return sum(c.phase == phase and c.state in HELD and c.form in gate.forms for c in of_cycle)


@dataclass(frozen=True)
class Checked:
    """One phase before one step: how often it ``counts`` of the ``times`` that it must, or that it was ``given_up``."""

    step: Step
    phase: Phase
    times: int
    counts: int
    given_up: bool
    forms: tuple[Form, ...]

    @property
    def open(self) -> bool:
        return self.given_up or self.counts >= self.times


def checklist(gates: Gates, of_cycle: Collection[Consultation]) -> list[Checked]:
    """All that the county asks for before each step, in their order; open is what :func:`closed` leaves out."""
    steps: tuple[tuple[Step, Gate | ClosingGate], ...] = (
        ("plan_agreed", gates.plan_agreed), ("approval", gates.approval), ("closing", gates.closing)
    )  # fmt: skip
    return [
        Checked(step, phase, gate.times, _counting(phase, gate, of_cycle), _given_up(phase, of_cycle), gate.forms)
        for step, gate in steps
        for phase in gate.phases
    ]


def require(
    gate: Gate | ClosingGate, cycle: int, consultations: Iterable[Consultation], confirming: Collection[str] = ()
) -> None:
    """Refuses with ``gate-<phase>`` while :func:`closed` names one in this cycle."""
    of_cycle = [c for c in consultations if c.cycle == cycle]
    for phase in closed(gate, of_cycle):
        there = "; ".join(_described(c, gate.forms, confirming) for c in of_cycle if c.phase == phase)
        often = f"{gate.times} consultations" if gate.times > 1 else "A consultation"
        are = f"are needed, and {_counting(phase, gate, of_cycle)} counts" if gate.times > 1 else "is missing"
        by = f"each of {', '.join(sorted(confirming))}" if confirming else "a proposer"
        raise DomainRefusal(
            f"gate-{phase}",
            f"{often} of phase '{phase}' in cycle {cycle} {are}: held as {' or '.join(gate.forms)} and confirmed by "
            f"{by}, waived by the first proposer, or released by the committee. On record: {there or 'none'}.",
        )


def _described(c: Consultation, forms: Collection[Form], confirming: Collection[str]) -> str:
    if c.form is None:
        return f"{c.state}, due {c.due}"
    waiting = sorted(awaited(c, confirming)) if c.state == "recorded" else []
    return (
        f"{c.form} of {c.held_on}, {c.state}"
        + (f" and waiting for {', '.join(waiting)}" if waiting else "")
        + ("" if c.form in forms else ", a form that does not count")
    )

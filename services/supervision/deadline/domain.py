"""A due date, why it is that day, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from contracts.base import DomainRefusal, Event, Record, Ref, Text, UnitRole
from contracts.supervision import (
    DateStep,
    DeadlineExtended,
    DeadlineLifted,
    DeadlineMet,
    DeadlineMissed,
    DeadlineNear,
    DeadlinePaused,
    DeadlineRecomputed,
    DeadlineResumed,
    DeadlineSet,
    ExtensionRefused,
    ExtensionRequested,
)
from services.supervision.deadline.trace import DERIVED, words

EVENTS = (
    DeadlineSet, DeadlineExtended, DeadlineNear, DeadlineMissed, DeadlineMet, DeadlineLifted, ExtensionRequested,
    ExtensionRefused, DeadlinePaused, DeadlineResumed, DeadlineRecomputed,
)  # fmt: skip

OVERDUE = -1
"""The tier of the day after the due date."""

State = Literal["running", "paused", "missed", "met", "lifted"]
STATES: tuple[State, ...] = ("running", "paused", "missed", "met", "lifted")
TRANSITIONS: dict[str, frozenset[State]] = {
    "request_extension": frozenset({"running", "missed"}),
    "refuse_extension": frozenset({"running", "paused", "missed"}),
    "extend": frozenset({"running", "missed"}),
    "pause": frozenset({"running"}),
    "resume": frozenset({"paused"}),
    "recompute": frozenset({"running"}),
    "near": frozenset({"running"}),
    "miss": frozenset({"running"}),
    "meet": frozenset({"running", "paused", "missed"}),
    "lift": frozenset({"running", "paused", "missed"}),
    "restart": frozenset({"met"}),
}


class Asked(Record):
    """An extension that a unit has asked for, and nobody has decided yet."""

    due: date
    reason: Text


class Deadline(Record):
    assignment_id: Ref
    proposal_id: Ref
    unit_id: Ref
    cycle: int
    state: State
    started_on: date
    due: date
    due_version: int
    why: tuple[str, ...]
    tiers: tuple[int, ...] = ()
    """Tiers of this version of the due date that were recorded."""
    met_on_time: int = 0
    met_late: int = 0
    """Of all cycles so far: a re-handling must not make the first reply's lateness forgotten."""
    planned: tuple[int, ...] = ()
    """Tiers of this version of the due date that were to come when it was set."""
    trace: tuple[DateStep, ...] = ()
    """Empty where an earlier version set the date: such a date is not computed again."""
    role: UnitRole | None = None
    urgent: bool = False
    decided_at: datetime | None = None
    asked: Asked | None = None
    paused_on: date | None = None
    pause: Text | None = None
    """Why the time stands still."""


@dataclass(frozen=True)
class Computed:
    """A date with the steps of its computation, which ends on it."""

    trace: tuple[DateStep, ...]
    policy_version: int
    tiers: tuple[int, ...]

    @property
    def started_on(self) -> date:
        return self.trace[0].day

    @property
    def due(self) -> date:
        return self.trace[-1].day


OVER: dict[str, object] = {"asked": None, "paused_on": None, "pause": None}
"""Nothing waits for a decision any more."""


def apply(state: Deadline | None, event: Event) -> Deadline:
    if isinstance(event, DeadlineSet):
        return Deadline(
            assignment_id=event.assignment_id,
            proposal_id=event.proposal_id,
            unit_id=event.unit_id,
            cycle=event.cycle,
            state="running",
            started_on=event.started_on or event.due,
            due=event.due,
            due_version=event.due_version,
            why=event.why,
            met_on_time=state.met_on_time if state else 0,
            met_late=state.met_late if state else 0,
            planned=event.tiers,
            trace=event.trace,
            role=event.role,
            urgent=event.urgent,
            decided_at=event.decided_at,
        )
    if state is None:
        raise ValueError(f"{type(event).__name__} before DeadlineSet")
    change: dict[str, object]
    match event:
        case DeadlineExtended():
            # An earlier version's event has no trace.
            why = words(event.trace) or (*state.why, f"经批准延期至 {event.due}：{event.reason}")
            change = {**_moved(event), "why": why, "asked": None}
        case ExtensionRequested():
            change = {"asked": Asked(due=event.due, reason=event.reason)}
        case ExtensionRefused():
            change = {"asked": None}
        case DeadlinePaused():
            change = {"state": "paused", "paused_on": event.paused_on, "pause": event.reason}
        case DeadlineResumed():
            change = {**_moved(event), "paused_on": None, "pause": None}
        case DeadlineRecomputed():
            # What was announced of the same day is not announced again.
            kept = {"tiers": state.tiers} if event.due == event.before else {}
            change = _moved(event) | kept
        case DeadlineNear():
            change = {"tiers": (*state.tiers, event.tier)}
        case DeadlineMissed():
            change = {"state": "missed"}
        case DeadlineMet():
            on_time = int(event.on_time)
            change = {
                "state": "met",
                "met_on_time": state.met_on_time + on_time,
                "met_late": state.met_late + 1 - on_time,
                **OVER,
            }
        case DeadlineLifted():
            change = {"state": "lifted", **OVER}
        case _:
            raise ValueError(event)
    return state.model_copy(update=change)


def _moved(event: DeadlineExtended | DeadlineResumed | DeadlineRecomputed) -> dict[str, object]:
    """A new version of the date, whose tiers are all to come."""
    return {
        "state": "running",
        "due": event.due,
        "due_version": event.due_version,
        "why": words(event.trace),
        "tiers": (),
        "planned": event.tiers,
        "trace": event.trace,
    }


def permits(state: Deadline, command: str) -> bool:
    return state.state in TRANSITIONS[command]


def require(state: Deadline, command: str) -> None:
    if not permits(state, command):
        raise DomainRefusal("state", f"The deadline is {state.state}.")


def start(
    assignment_id: str,
    proposal_id: str,
    unit_id: str,
    cycle: int,
    computed: Computed,
    role: UnitRole | None,
    decided_at: datetime,
    *,
    urgent: bool = False,
) -> list[Event]:
    return [
        DeadlineSet(
            proposal_id=proposal_id,
            assignment_id=assignment_id,
            unit_id=unit_id,
            cycle=cycle,
            started_on=computed.started_on,
            due=computed.due,
            due_version=1,
            why=words(computed.trace),
            policy_version=computed.policy_version,
            tiers=computed.tiers,
            trace=computed.trace,
            role=role,
            urgent=urgent,
            decided_at=decided_at,
        )
    ]


def restart(state: Deadline, cycle: int, computed: Computed, decided_at: datetime) -> list[Event]:
    """Re-handling: a new cycle with a date of its own. A repeated order changes nothing."""
    if state.cycle >= cycle:
        return []
    about = state.assignment_id, state.proposal_id, state.unit_id
    (event,) = start(*about, cycle, computed, state.role, decided_at)
    return [event.model_copy(update={"due_version": state.due_version + 1})]


def request_extension(state: Deadline, due: date, latest: date, reason: str) -> list[Event]:
    """A later request replaces one that nobody has decided yet."""
    require(state, "request_extension")
    _extendable(state, due, latest)
    return [
        ExtensionRequested(
            proposal_id=state.proposal_id,
            assignment_id=state.assignment_id,
            unit_id=state.unit_id,
            due=due,
            reason=reason,
        )
    ]


def refuse_extension(state: Deadline, reason: str, refused_by: str) -> list[Event]:
    require(state, "refuse_extension")
    if state.asked is None:
        raise DomainRefusal("not-asked", "The unit has asked for no extension, or it was decided already.")
    return [
        ExtensionRefused(
            proposal_id=state.proposal_id,
            assignment_id=state.assignment_id,
            unit_id=state.unit_id,
            due=state.asked.due,
            reason=reason,
            refused_by=refused_by,
        )
    ]


def _extendable(state: Deadline, due: date, latest: date) -> None:
    if due <= state.due:
        raise DomainRefusal("not-later", f"An extension must end after {state.due}.")
    if due > latest:
        raise DomainRefusal("at-most", f"The county's policy allows no date after {latest}.")


def extend(
    state: Deadline,
    due: date,
    latest: date,
    reason: str,
    approved_by: str,
    tiers: Sequence[int],
    trace: Sequence[DateStep],
) -> list[Event]:
    require(state, "extend")
    _extendable(state, due, latest)
    return [
        DeadlineExtended(
            proposal_id=state.proposal_id,
            assignment_id=state.assignment_id,
            due=due,
            due_version=state.due_version + 1,
            reason=reason,
            approved_by=approved_by,
            tiers=tuple(tiers),
            trace=tuple(trace),
        )
    ]


def pause(state: Deadline, today: date, reason: str, paused_by: str) -> list[Event]:
    """Not over a date that has gone by, whether or not anybody has noticed yet."""
    require(state, "pause")
    if today > state.due:
        raise DomainRefusal("state", "The deadline is missed.")
    return [
        DeadlinePaused(
            proposal_id=state.proposal_id,
            assignment_id=state.assignment_id,
            paused_on=today,
            reason=reason,
            paused_by=paused_by,
        )
    ]


def resume(
    state: Deadline, today: date, resumed_by: str, trace: Sequence[DateStep], tiers: Sequence[int]
) -> list[Event]:
    """``trace`` ends with :func:`stood_still`, and on the new date."""
    require(state, "resume")
    assert state.paused_on is not None
    return [
        DeadlineResumed(
            proposal_id=state.proposal_id,
            assignment_id=state.assignment_id,
            resumed_on=today,
            days=(today - state.paused_on).days,
            due=trace[-1].day,
            due_version=state.due_version + 1,
            resumed_by=resumed_by,
            tiers=tuple(tiers),
            trace=tuple(trace),
        )
    ]


def stood_still(state: Deadline, today: date) -> DateStep:
    """The step of a pause that ends today, in calendar days whatever the term counts."""
    require(state, "resume")
    assert state.paused_on is not None
    days = (today - state.paused_on).days
    return DateStep(rule="paused", day=state.due + timedelta(days=days), number=days, reason=state.pause)


def computed_again(state: Deadline) -> tuple[DateStep, ...]:
    """The trace to go on from; an earlier version's date has none, and stands as it was given."""
    return state.trace or (
        DateStep(rule="start", day=state.started_on),
        DateStep(rule="fixed", day=state.due),
    )


def recompute(
    state: Deadline, basis: Literal["calendar", "term"], trace: tuple[DateStep, ...], tiers: Sequence[int], today: date
) -> list[Event]:
    """A date that would have gone by already stays: nobody is made late by a calendar."""
    if not permits(state, "recompute") or not state.trace or trace == state.trace:
        return []
    due = trace[-1].day
    if due < today or state.due < today:
        return []
    return [
        DeadlineRecomputed(
            proposal_id=state.proposal_id,
            assignment_id=state.assignment_id,
            before=state.due,
            due=due,
            due_version=state.due_version + (due != state.due),
            basis=basis,
            tiers=state.planned if due == state.due else tuple(tiers),
            trace=trace,
        )
    ]


def with_term(state: Deadline, term: DateStep) -> tuple[DateStep, ...]:
    """The decided steps of its date with another term; what persons decided since stays."""
    decided = [step for step in state.trace if step.rule not in DERIVED]
    return (decided[0], term, *decided[2:])


def near(state: Deadline, tier: int, fell_due: date, *, announce: bool) -> list[Event]:
    """Once per tier and version of the date."""
    if not permits(state, "near") or tier in state.tiers:
        return []
    return [
        DeadlineNear(
            proposal_id=state.proposal_id,
            assignment_id=state.assignment_id,
            due=state.due,
            due_version=state.due_version,
            tier=tier,
            fell_due=fell_due,
            announce=announce,
        )
    ]


def miss(state: Deadline, fell_due: date) -> list[Event]:
    """Dated when it fell due, not when a process came round to noticing."""
    if not permits(state, "miss"):
        return []
    return [
        DeadlineMissed(
            proposal_id=state.proposal_id,
            assignment_id=state.assignment_id,
            due=state.due,
            due_version=state.due_version,
            fell_due=fell_due,
        )
    ]


def meet(state: Deadline, cycle: int, issued_on: date) -> list[Event]:
    """A late reply of an earlier cycle does not meet the date of the new one."""
    if not permits(state, "meet") or cycle < state.cycle:
        return []
    return [
        DeadlineMet(
            proposal_id=state.proposal_id,
            assignment_id=state.assignment_id,
            due=state.due,
            due_version=state.due_version,
            # While the time stands still, nobody is late.
            on_time=state.state == "paused" or issued_on <= state.due,
        )
    ]


def lift(state: Deadline, reason: str) -> list[Event]:
    if not permits(state, "lift"):
        return []
    return [DeadlineLifted(proposal_id=state.proposal_id, assignment_id=state.assignment_id, reason=reason)]


def future_tiers(due: date, tiers: Sequence[int], today: date) -> list[int]:
    """Those that have not gone by when the date is set: a date that is near from the start announces the next only."""
    return [tier for tier in tiers if (due - today).days >= tier]


def timers(state: Deadline) -> dict[int, date]:
    """Tier → the day on which it falls due, of those that have not fallen due yet."""
    if state.state != "running":
        return {}
    ahead = [tier for tier in state.planned if tier not in state.tiers]
    return {tier: state.due - timedelta(days=tier) for tier in (*ahead, OVERDUE)}

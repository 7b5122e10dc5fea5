"""A due date, why it is that day, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from contracts.base import DomainRefusal, Event, Record, Ref
from contracts.supervision import (
    DeadlineExtended,
    DeadlineLifted,
    DeadlineMet,
    DeadlineMissed,
    DeadlineNear,
    DeadlineSet,
)

EVENTS = (DeadlineSet, DeadlineExtended, DeadlineNear, DeadlineMissed, DeadlineMet, DeadlineLifted)

OVERDUE = -1
"""The tier of the day after the due date."""

State = Literal["running", "missed", "met", "lifted"]
STATES: tuple[State, ...] = ("running", "missed", "met", "lifted")
TRANSITIONS: dict[str, frozenset[State]] = {
    "extend": frozenset({"running", "missed"}),
    "near": frozenset({"running"}),
    "miss": frozenset({"running"}),
    "meet": frozenset({"running", "missed"}),
    "lift": frozenset({"running", "missed"}),
    "restart": frozenset({"met"}),
}


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


@dataclass(frozen=True)
class Computed:
    """A date with the steps of its computation."""

    started_on: date
    due: date
    why: tuple[str, ...]


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
        )
    if state is None:
        raise ValueError(f"{type(event).__name__} before DeadlineSet")
    change: dict[str, object]
    match event:
        case DeadlineExtended():
            why = (*state.why, f"经批准延期至 {event.due}：{event.reason}")
            change = {
                "state": "running", "due": event.due, "due_version": event.due_version, "why": why, "tiers": (),
                "planned": event.tiers,
            }  # fmt: skip
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
            }
        case DeadlineLifted():
            change = {"state": "lifted"}
        case _:
            raise ValueError(event)
    return state.model_copy(update=change)


def permits(state: Deadline, command: str) -> bool:
    return state.state in TRANSITIONS[command]


def start(
    assignment_id: str,
    proposal_id: str,
    unit_id: str,
    cycle: int,
    computed: Computed,
    policy_version: int,
    tiers: Sequence[int],
) -> list[Event]:
    """``tiers`` are those that are still to come; see :func:`future_tiers`."""
    return [
        DeadlineSet(
            proposal_id=proposal_id,
            assignment_id=assignment_id,
            unit_id=unit_id,
            cycle=cycle,
            started_on=computed.started_on,
            due=computed.due,
            due_version=1,
            why=computed.why,
            policy_version=policy_version,
            tiers=tuple(tiers),
        )
    ]


def restart(state: Deadline, cycle: int, computed: Computed, policy_version: int, tiers: Sequence[int]) -> list[Event]:
    """Re-handling: a new cycle with a date of its own. A repeated order changes nothing."""
    if state.cycle >= cycle:
        return []
    (event,) = start(state.assignment_id, state.proposal_id, state.unit_id, cycle, computed, policy_version, tiers)
    return [event.model_copy(update={"due_version": state.due_version + 1})]


def extend(
    state: Deadline, due: date, latest: date, reason: str, approved_by: str, tiers: Sequence[int]
) -> list[Event]:
    if not permits(state, "extend"):
        raise DomainRefusal("state", f"The deadline is {state.state}.")
    if due <= state.due:
        raise DomainRefusal("not-later", f"An extension must end after {state.due}.")
    if due > latest:
        raise DomainRefusal("at-most", f"The county's policy allows no date after {latest}.")
    return [
        DeadlineExtended(
            proposal_id=state.proposal_id,
            assignment_id=state.assignment_id,
            due=due,
            due_version=state.due_version + 1,
            reason=reason,
            approved_by=approved_by,
            tiers=tuple(tiers),
        )
    ]


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
            on_time=issued_on <= state.due,
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

"""Who must act next on what, from the states of a proposal's handling."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from contracts.base import Phase, SupervisionClass
from services.consultation.assignment import domain as assignments
from services.consultation.assignment.domain import Assignment
from services.consultation.meeting import gates as meetings
from services.consultation.meeting.domain import Consultation, awaited
from services.consultation.meeting.gates import ClosingGate, Gate, GatePolicy, Gates
from services.consultation.point.domain import Point
from services.consultation.reply import domain as replies
from services.consultation.reply.domain import Reply

Who = Literal["unit", "unit_leader", "assigning_office", "deciding_leader", "proposer", "member", "clerk"]
What = Literal[
    "accept", "decide_return", "decide_dispute", "decide_helper", "hold_consultation", "confirm_consultation",
    "settle_dispute", "agree_plan", "draft_reply", "countersign", "approve_reply", "vet_reply", "issue_reply",
    "answer_point", "judge_answer", "answer_call",
]  # fmt: skip


@dataclass(frozen=True)
class Step:
    """``whom``: the unit or the member that is waited for; None for an office, and where any proposer may act.

    A record that several must confirm is a step of each.

    ``id`` is of the assignment, consultation, reply or point that it is done on.
    """

    who: Who
    whom: str | None
    what: What
    proposal_id: str | None
    assignment_id: str | None
    id: str
    due: date | None = None
    urgent: bool = False


@dataclass(frozen=True)
class Handling:
    """One assignment with what belongs to its present cycle. ``beside`` are all assignments of its proposal by id;
    ``reply`` is the newest version."""

    id: str
    assignment: Assignment
    beside: Mapping[str, Assignment]
    consultations: Mapping[str, Consultation] = field(default_factory=dict[str, Consultation])
    reply: tuple[str, Reply] | None = None
    supervision_class: SupervisionClass | None = None
    proposers: tuple[str, ...] = ()
    firsts: frozenset[str] = frozenset()
    """The first proposers of the proposal, and of what was merged into it."""
    dues: Mapping[str, date] = field(default_factory=dict[str, date])
    """Assignment of the proposal → by when supervision wants its answer."""

    @property
    def due(self) -> date | None:
        return self.dues.get(self.id)


def steps(handling: Handling, policy: GatePolicy) -> list[Step]:
    gates = policy.of(handling.supervision_class)
    confirming = meetings.confirming(gates.confirmed_by, handling.proposers, handling.firsts)
    found = [
        *_of_assignment(handling, gates),
        *_of_consultations(handling, confirming),
        *_of_reply(handling, gates),
    ]
    return [replace(step, urgent=True) for step in found] if handling.assignment.urgent else found


def _step(handling: Handling, who: Who, what: What, id: str | None = None, due: date | None = None) -> Step:
    unit = handling.assignment.unit_id if who in ("unit", "unit_leader") else None
    return Step(who, unit, what, handling.assignment.proposal_id, handling.id, id or handling.id, due)


def _of_assignment(handling: Handling, gates: Gates) -> Iterator[Step]:
    assignment = handling.assignment
    match assignment.state:
        case "issued":
            until = assignment.dispute_until if assignment.return_refused else assignment.return_until
            yield _step(handling, "unit", "accept", due=until)
        case "returned":
            yield _step(handling, "assigning_office", "decide_return")
        case "disputed":
            yield _step(handling, "deciding_leader", "decide_dispute")
        case "accepted" if assignment.role != "helper":
            closed = _closed(handling, gates.plan_agreed)
            yield from _to_hold(handling, closed, handling.due)
            if not closed:
                yield _step(handling, "unit", "agree_plan", due=handling.due)
        case "plan_agreed" if assignment.role != "helper":
            yield from _to_hold(handling, _closed(handling, gates.approval), handling.due)
        case "replied" if assignment.closing_awaits:
            yield from _to_hold(handling, _closed(handling, gates.closing))
        case _:
            pass
    if assignment.state not in assignments.ENDED and assignment.helper_wanted:
        yield _step(handling, "assigning_office", "decide_helper")


def _closed(handling: Handling, gate: Gate | ClosingGate) -> list[Phase]:
    return meetings.closed(gate, list(handling.consultations.values()))


def _to_hold(handling: Handling, phases: Iterable[Phase], due: date | None = None) -> Iterator[Step]:
    """One that is to be held, confirmed or settled already is said by :func:`_of_consultations`."""
    waiting = ("scheduled", "recorded", "disputed")
    under_way = {one.phase for one in handling.consultations.values() if one.state in waiting}
    yield from (_step(handling, "unit", "hold_consultation", due=due) for phase in phases if phase not in under_way)


def _of_consultations(handling: Handling, confirming: frozenset[str]) -> Iterator[Step]:
    for id, one in handling.consultations.items():
        match one.state:
            case "called_for":
                yield _step(handling, "unit", "answer_call", id, one.due)
            case "scheduled":
                yield _step(handling, "unit", "hold_consultation", id, one.due)
            case "recorded":
                for member in sorted(awaited(one, confirming)) or [None]:
                    yield Step("proposer", member, "confirm_consultation", one.proposal_id, handling.id, id)
            case "disputed":
                yield _step(handling, "clerk", "settle_dispute", id)
            case _:
                pass


def _of_reply(handling: Handling, gates: Gates) -> Iterator[Step]:
    """All of it is due when the letter is; a helper's word when supervision wants it, which is earlier."""
    if handling.assignment.state != "plan_agreed" or handling.assignment.role == "helper":
        return
    due = handling.due
    if handling.reply is None or handling.reply[1].state == "rejected":
        yield _step(handling, "unit", "draft_reply", due=due)
        return
    id, reply = handling.reply
    helping = {handling.beside[one].unit_id: one for one in assignments.helpers(handling.id, handling.beside)}
    awaited = replies.awaited(reply, list(helping))
    for unit in awaited:
        # One that has not accepted has that to do first.
        if handling.beside[helping[unit]].state not in ("issued", "returned", "disputed"):
            until = handling.dues.get(helping[unit], due)
            yield Step("unit", unit, "countersign", reply.proposal_id, handling.id, id, until)
    if reply.state == "approved":
        yield _step(handling, "assigning_office", "vet_reply", id, due)
    elif awaited:
        return
    elif reply.state == "vetted":
        yield _step(handling, "assigning_office", "issue_reply", id, due)
    elif not _closed(handling, gates.approval):
        yield _step(handling, "unit_leader", "approve_reply", id, due)


def of_point(id: str, point: Point) -> list[Step]:
    if point.state == "put":
        return [Step("unit", point.unit_id, "answer_point", point.proposal_id, None, id, point.due)]
    if point.state == "answered":
        who: Who = "clerk" if point.kind == "opinion" else "member"
        return [Step(who, point.member_id, "judge_answer", point.proposal_id, None, id)]
    return []

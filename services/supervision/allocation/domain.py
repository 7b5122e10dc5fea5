"""The allocation of a session's key proposals to leaders: what is proposed, edited line by line, and confirmed."""

from collections.abc import Mapping, Sequence
from typing import Literal

from contracts.base import DomainRefusal, Event, Record, Ref
from contracts.supervision import (
    AllocatedLine,
    AllocationConfirmed,
    AllocationEdited,
    AllocationProposed,
    RelaxedBound,
)

State = Literal["proposed", "confirmed"]

TRANSITIONS: dict[str, frozenset[State]] = {
    "propose": frozenset({"proposed", "confirmed"}),
    "edit": frozenset({"proposed"}),
    "confirm": frozenset({"proposed"}),
}
"""Command → the states it may be given in; what a later decision makes key is allocated by a further proposal."""

EVENTS: tuple[type[Event], ...] = (AllocationProposed, AllocationEdited, AllocationConfirmed)


class Candidate(Record):
    """A leader: name, charge, the key proposals of the session that the leader has, and the bounds."""

    name: str
    topic_groups: tuple[str, ...]
    units: tuple[str, ...]
    load: int
    at_least: int
    at_most: int


class Case(Record):
    """A key proposal that no leader has; what is not known of it matches nobody's charge."""

    proposal_id: Ref
    topic_group: str | None
    units: Mapping[str, str]
    """Those that handle it: id → name."""


class Weights(Record):
    topic: int
    unit: int


class Allocation(Record):
    session_id: Ref
    state: State
    lines: tuple[AllocatedLine, ...]
    relaxed: tuple[RelaxedBound, ...]
    policy_version: int


def id_of(session_id: str) -> str:
    return f"L-{session_id}"


def apply(state: Allocation | None, event: Event) -> Allocation:
    match event:
        case AllocationProposed():
            return Allocation(
                session_id=event.session_id, state="proposed", lines=event.lines, relaxed=event.relaxed,
                policy_version=event.policy_version,
            )  # fmt: skip
        case AllocationEdited() if state is not None:
            return state.model_copy(update={"lines": _with(state.lines, event.line)})
        case AllocationConfirmed() if state is not None:
            return state.model_copy(update={"state": "confirmed", "lines": event.lines})
        case _:
            raise ValueError(f"{event.wire_name()} before anything was proposed, or no event of an allocation")


def _with(lines: Sequence[AllocatedLine], line: AllocatedLine) -> tuple[AllocatedLine, ...]:
    """``line`` in the place of its proposal's; ``load_after`` of each line follows who has how many now."""
    changed = [line if one.proposal_id == line.proposal_id else one for one in lines]
    count = {leader: sum(one.leader == leader for one in changed) for leader in {one.leader for one in changed}}
    return tuple(one.model_copy(update={"load_after": one.load_before + count[one.leader]}) for one in changed)


def _permit(state: Allocation, command: str) -> None:
    if state.state not in TRANSITIONS[command]:
        raise DomainRefusal("allocation-state", f"The allocation is {state.state}; {command} is not possible any more.")


def matched(case: Case, leader: Candidate) -> tuple[str, ...]:
    topic = [f"topic:{case.topic_group}"] if case.topic_group in leader.topic_groups else []
    return (*topic, *(f"unit:{id}" for id in case.units if id in leader.units))


def points(case: Case, leader: Candidate, weights: Weights) -> int:
    """The unit counts once: of several that a leader is in charge of, no more follows than of one."""
    found = matched(case, leader)
    topic = weights.topic if any(one.startswith("topic:") for one in found) else 0
    return topic + (weights.unit if any(one.startswith("unit:") for one in found) else 0)


def infeasible(cases: Sequence[Case], leaders: Sequence[Candidate]) -> DomainRefusal:
    """Says by how much, and what a person may change."""
    room = sum(max(leader.at_most - leader.load, 0) for leader in leaders)
    return DomainRefusal(
        "no-room",
        f"{len(cases)} key proposals have no leader, and {len(leaders)} leaders may take {room} more: "
        f"{len(cases) - room} too many. Raise `at_most`, for all or for some leaders, or name further ones "
        "(policy `leaders`); or leave proposals off the list by a further decision.",
    )


def propose(
    session_id: str,
    cases: Sequence[Case],
    leaders: Sequence[Candidate],
    chosen: Sequence[int],
    *,
    weights: Weights,
    policy_version: int,
    proposed_by: str,
) -> list[Event]:
    """``chosen``: for each case the place of its leader."""
    if not cases:
        raise DomainRefusal("nothing-to-allocate", "Every open key proposal of the session has its leader.")
    count = [leader.load + chosen.count(place) for place, leader in enumerate(leaders)]
    lines = [
        AllocatedLine(
            proposal_id=case.proposal_id,
            leader=leaders[place].name,
            matched=matched(case, leaders[place]),
            load_before=leaders[place].load,
            load_after=count[place],
            why=_why(case, leaders, place, count, weights),
        )
        for case, place in zip(cases, chosen, strict=True)
    ]
    relaxed = [
        RelaxedBound(leader=leader.name, at_least=leader.at_least, load=load)
        for leader, load in zip(leaders, count, strict=True)
        if load < leader.at_least
    ]
    return [
        AllocationProposed(
            allocation_id=id_of(session_id), session_id=session_id, lines=tuple(lines), relaxed=tuple(relaxed),
            policy_version=policy_version, proposed_by=proposed_by,
        )
    ]  # fmt: skip


def _charge(case: Case, leader: Candidate) -> str:
    said = [f"题类“{case.topic_group}”" if one.startswith("topic:") else f"承办单位{case.units[one[5:]]}"
            for one in matched(case, leader)]  # fmt: skip
    return f"{'、'.join(said)}属{leader.name}分管" if said else f"不在{leader.name}分管范围"


def _why(case: Case, leaders: Sequence[Candidate], place: int, count: Sequence[int], weights: Weights) -> str:
    """Charge and load of the one chosen, and what stood against the one who would have fitted better or as well."""
    leader = leaders[place]
    said = f"{_charge(case, leader)}；督办件数{leader.load}→{count[place]}（{leader.at_least}至{leader.at_most}件）"
    own = points(case, leader, weights)
    others = [(points(case, other, weights), -at, at) for at, other in enumerate(leaders) if at != place]
    best = max(others, default=None)
    if best is None or best[0] < own or best[0] == 0:
        return f"{said}。"
    other, load = leaders[best[2]], count[best[2]]
    full = f"已达上限{other.at_most}件" if load >= other.at_most else f"件数为{load}，兼顾均衡与下限"
    return f"{said}；{_charge(case, other)}，但{full}。"


def edit(
    state: Allocation,
    case: Case,
    leader: Candidate,
    *,
    reason: str,
    edited_by: str,
) -> list[Event]:
    """A person may go beyond a leader's bounds: the reason says why. The line keeps how many the leader then has."""
    _permit(state, "edit")
    line = next((one for one in state.lines if one.proposal_id == case.proposal_id), None)
    if line is None:
        raise DomainRefusal("no-line", f"The allocation has no line for {case.proposal_id}.")
    if line.leader == leader.name:
        raise DomainRefusal("same-leader", f"{leader.name} has the proposal already.")
    load = leader.load + 1 + sum(one.leader == leader.name for one in state.lines)
    beyond = f"，超出上限{leader.at_most}件" if load > leader.at_most else ""
    changed = AllocatedLine(
        proposal_id=case.proposal_id,
        leader=leader.name,
        matched=matched(case, leader),
        load_before=leader.load,
        load_after=load,
        why=f"{_charge(case, leader)}；督办件数{leader.load}→{load}{beyond}；人工调整：{reason}",
        edited=True,
    )
    return [
        AllocationEdited(
            allocation_id=id_of(state.session_id), session_id=state.session_id, line=changed, reason=reason,
            edited_by=edited_by,
        )
    ]  # fmt: skip


def confirm(state: Allocation, open_cases: Sequence[str], confirmed_by: str) -> list[Event]:
    """``open_cases``: the open key proposals that have no leader now. What has changed since is proposed anew."""
    _permit(state, "confirm")
    lines = [one.proposal_id for one in state.lines]
    if gone := [id for id in lines if id not in open_cases]:
        raise DomainRefusal("line-stale", f"Not to be allocated any more: {', '.join(gone)}. Have it proposed anew.")
    if new := [id for id in open_cases if id not in lines]:
        raise DomainRefusal("line-missing", f"Key since this was proposed: {', '.join(new)}. Have it proposed anew.")
    return [
        AllocationConfirmed(
            allocation_id=id_of(state.session_id), session_id=state.session_id, lines=state.lines,
            confirmed_by=confirmed_by,
        )
    ]  # fmt: skip

"""Proposing, editing and confirming the allocation of key proposals to leaders."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from chassis.eventlog import Loaded, Tx
from chassis.problems import NotFound, Unavailable
from contracts.base import DomainRefusal
from services.supervision.allocation import domain, solver, store
from services.supervision.allocation.domain import Allocation, Candidate, Case, Weights
from services.supervision.allocation.policy import POLICY, AllocationPolicy
from services.supervision.allocation.solver import Room
from services.supervision.allocation.store import ALLOCATIONS
from services.supervision.leader.policy import POLICY as LEADERS
from services.supervision.oversight import domain as oversights
from services.supervision.oversight.store import OVERSIGHTS, oversight_id


@cache
def _pool() -> ThreadPoolExecutor:
    """One at a time, beside the event loop: the solver takes a processor whole, and lets go of the interpreter."""
    return ThreadPoolExecutor(1, thread_name_prefix="solver")


async def _candidates(tx: Tx, session_id: str) -> tuple[list[Case], list[Candidate]]:
    """The principals have their own by number; what they lead is nobody's to allocate."""
    policy = (await LEADERS.at(tx)).value
    cases, loads = await store.keys(tx, session_id, [leader.name for leader in policy.leaders])
    return cases, [
        Candidate(
            name=leader.name, topic_groups=leader.topic_groups, units=leader.units, load=loads.get(leader.name, 0),
            at_least=policy.bounds(leader)[0], at_most=policy.bounds(leader)[1],
        )
        for leader in sorted(policy.others, key=lambda one: one.name)
    ]  # fmt: skip


async def propose(tx: Tx, session_id: str) -> Loaded[Allocation]:
    """Of the key proposals that no leader has; lines that were edited before are proposed anew."""
    found = await ALLOCATIONS.find(tx, domain.id_of(session_id))
    cases, leaders = await _candidates(tx, session_id)
    policy = (await POLICY.at(tx)).value
    weights = Weights(topic=policy.topic_points, unit=policy.unit_points)
    events = domain.propose(
        session_id,
        cases,
        leaders,
        await _solve(cases, leaders, weights, policy),
        weights=weights,
        policy_version=(await LEADERS.at(tx)).version,
        proposed_by=tx.actor.name,
    )
    return await ALLOCATIONS.append(tx, domain.id_of(session_id), found, events)


async def _solve(
    cases: Sequence[Case], leaders: Sequence[Candidate], weights: Weights, policy: AllocationPolicy
) -> list[int]:
    points = [[domain.points(case, leader, weights) for leader in leaders] for case in cases]
    rooms = [Room(one.load, one.at_least, one.at_most) for one in leaders]
    loop = asyncio.get_running_loop()
    try:
        chosen = await loop.run_in_executor(
            _pool(), solver.solve, points, rooms, policy.load_points, policy.solver_seconds
        )
    except solver.Undecided as error:
        raise Unavailable(f"no best allocation was found in {policy.solver_seconds} s; try again: {error}") from error
    if chosen is None:
        raise domain.infeasible(cases, leaders)
    return chosen


async def edit(tx: Tx, session_id: str, proposal_id: str, leader: str, reason: str) -> Loaded[Allocation]:
    found = await ALLOCATIONS.load(tx, domain.id_of(session_id))
    cases, leaders = await _candidates(tx, session_id)
    case = next((one for one in cases if one.proposal_id == proposal_id), None)
    if case is None:
        raise NotFound(f"a key proposal {proposal_id} without a leader")
    named = next((one for one in leaders if one.name == leader), None)
    if named is None:
        names = "、".join(one.name for one in leaders)
        raise DomainRefusal("not-a-leader", f"{leader} is none of the leaders who take further proposals: {names}.")
    events = domain.edit(found.state, case, named, reason=reason, edited_by=tx.actor.name)
    return await ALLOCATIONS.append(tx, found.id, found, events)


async def confirm(tx: Tx, session_id: str) -> Loaded[Allocation]:
    """The supervisions are locked before it is looked once more who has none: a decision comes before or after."""
    found = await ALLOCATIONS.load(tx, domain.id_of(session_id))
    watched = await OVERSIGHTS.find_all(tx, [oversight_id(line.proposal_id) for line in found.state.lines])
    cases, _ = await _candidates(tx, session_id)
    events = domain.confirm(found.state, [case.proposal_id for case in cases], tx.actor.name)
    confirmed = await ALLOCATIONS.append(tx, found.id, found, events)
    for line in found.state.lines:
        one = watched[oversight_id(line.proposal_id)]
        await OVERSIGHTS.append(tx, one.id, one, oversights.appoint(one.state, line.leader))
    return confirmed

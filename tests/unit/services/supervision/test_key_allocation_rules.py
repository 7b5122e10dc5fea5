"""Who leads which key proposal: the solver against every possibility, and the rules around it."""

import asyncio
from collections.abc import Sequence
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.base import DomainRefusal
from services.supervision.allocation import commands, domain
from services.supervision.allocation.domain import Allocation, Candidate, Case, Weights
from services.supervision.allocation.policy import POLICY
from services.supervision.allocation.solver import Room, solve

WEIGHTS = Weights(topic=3, unit=5)


def cost(points: Sequence[Sequence[int]], rooms: Sequence[Room], chosen: Sequence[int]) -> tuple[int, int] | None:
    """(how much of the lower bounds lacks, what charges and loads come to): smaller is better; None is not allowed."""
    lacking = price = 0
    for who, room in enumerate(rooms):
        load = room.load + list(chosen).count(who)
        if load > max(room.at_most, room.load):
            return None
        lacking += max(room.at_least - load, 0)
        price += sum(range(room.load + 1, load + 1))
    return lacking, price - sum(points[n][who] for n, who in enumerate(chosen))


ROOMS = st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 2)).map(lambda t: Room(t[0], t[1], t[1] + t[2]))


@settings(max_examples=60)
@given(st.lists(ROOMS, min_size=1, max_size=3), st.integers(0, 5), st.randoms(use_true_random=False))
def test_no_possibility_is_better_than_the_solvers(rooms: list[Room], proposals: int, rnd: Any) -> None:
    points = [[rnd.choice([0, 3, 5, 8]) for _ in rooms] for _ in range(proposals)]
    every = [cost(points, rooms, chosen) for chosen in product(range(len(rooms)), repeat=proposals)]
    allowed = [one for one in every if one is not None]
    found = solve(points, rooms, 1, 30)
    if found is None:
        assert not allowed
    else:
        assert cost(points, rooms, found) == min(allowed)
        assert solve(points, rooms, 1, 30) == found


def leader(name: str, topics: tuple[str, ...] = (), units: tuple[str, ...] = (), **said: Any) -> Candidate:
    return Candidate(
        **{"name": name, "topic_groups": topics, "units": units, "load": 0, "at_least": 2, "at_most": 3} | said
    )


def case(n: int, topic: str | None = None, *units: str) -> Case:
    return Case(proposal_id=f"p{n}", topic_group=topic, units={unit: f"示例{unit}局" for unit in units})


def propose(cases: list[Case], leaders: list[Candidate], chosen: list[int]) -> Allocation:
    (event,) = domain.propose(
        "S1", cases, leaders, chosen, weights=WEIGHTS, policy_version=4, proposed_by="示例工作人员"
    )
    return domain.apply(None, event)


def test_a_line_says_why_in_words_and_as_data() -> None:
    leaders = [leader("甲", ("城建",), load=1), leader("乙", units=("U1", "U2")), leader("丙", at_least=0)]
    cases = [case(1, "城建", "U1", "U2"), case(2, "教育"), case(3, "城建")]
    state = propose(cases, leaders, [1, 1, 2])
    first, second, third = state.lines
    assert (first.leader, first.matched, first.load_before, first.load_after) == ("乙", ("unit:U1", "unit:U2"), 0, 2)
    assert first.why == "承办单位示例U1局、承办单位示例U2局属乙分管；督办件数0→2（2至3件）。"
    assert (second.matched, second.why) == ((), "不在乙分管范围；督办件数0→2（2至3件）。")
    # Another would have fitted better: it is said what stood against.
    assert third.why == "不在丙分管范围；督办件数0→1（0至3件）；题类“城建”属甲分管，但件数为1，兼顾均衡与下限。"
    assert [(one.leader, one.at_least, one.load) for one in state.relaxed] == [("甲", 2, 1)]
    with pytest.raises(DomainRefusal, match="nothing-to-allocate"):
        propose([], leaders, [])


def test_where_there_is_no_room_it_is_said_what_to_change() -> None:
    leaders = [leader("甲", load=2), leader("乙", load=4)]
    refusal = domain.infeasible([case(n) for n in range(3)], leaders)
    assert refusal.rule == "no-room"
    assert "2 leaders may take 1 more: 2 too many. Raise `at_most`" in refusal.detail


def test_a_person_edits_a_line_with_a_reason_also_beyond_the_bound() -> None:
    leaders = [leader("甲", at_most=1, at_least=0), leader("乙")]
    state = propose([case(1), case(2)], leaders, [0, 1])
    (event,) = domain.edit(state, case(2), leaders[0], reason="情况熟悉", edited_by="示例工作人员")
    state = domain.apply(state, event)
    assert [(one.leader, one.load_after, one.edited) for one in state.lines] == [("甲", 2, False), ("甲", 2, True)]
    assert state.lines[1].why == "不在甲分管范围；督办件数0→2，超出上限1件；人工调整：情况熟悉"
    with pytest.raises(DomainRefusal, match="same-leader"):
        domain.edit(state, case(2), leaders[0], reason="再次", edited_by="示例工作人员")
    with pytest.raises(DomainRefusal, match="no-line"):
        domain.edit(state, case(3), leaders[1], reason="?", edited_by="示例工作人员")


def test_only_what_is_still_to_be_allocated_is_confirmed_once() -> None:
    state = propose([case(1), case(2)], [leader("甲")], [0, 0])
    with pytest.raises(DomainRefusal, match=r"line-stale.*p2\. "):
        domain.confirm(state, ["p1"], "示例主席")
    with pytest.raises(DomainRefusal, match=r"line-missing.*p3\. "):
        domain.confirm(state, ["p1", "p2", "p3"], "示例主席")
    (event,) = domain.confirm(state, ["p1", "p2"], "示例主席")
    state = domain.apply(state, event)
    for attempt in (
        lambda: domain.confirm(state, ["p1", "p2"], "示例主席"),
        lambda: domain.edit(state, case(1), leader("乙"), reason="?", edited_by="示例工作人员"),
    ):
        with pytest.raises(DomainRefusal, match="allocation-state"):
            attempt()


async def test_the_event_loop_runs_on_while_it_is_solved() -> None:
    """A county ten times the usual: the loop turns while the solver works, however long that takes here."""
    leaders = [leader(f"示例{n:02d}", (f"题{n % 7}",), at_most=20) for n in range(30)]
    cases = [case(n, f"题{n % 9}") for n in range(200)]
    turned = 0

    async def turning() -> None:
        nonlocal turned
        while True:
            await asyncio.sleep(0)
            turned += 1

    ticker = asyncio.create_task(turning())
    before = turned
    chosen = await commands._solve(cases, leaders, WEIGHTS, POLICY.default())
    ticker.cancel()
    assert len(chosen) == 200
    assert turned - before > 1

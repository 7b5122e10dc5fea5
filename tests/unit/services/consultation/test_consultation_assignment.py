from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import get_args

import pytest

from contracts.base import DomainRefusal, Event, UnitRole
from contracts.consultation import AssignmentIssued, AssignmentReplied, PlanAgreed
from services.consultation.assignment import domain, ladder
from services.consultation.assignment.domain import Assignment, Dispute, HelperRequest, State

NOW = datetime(2026, 5, 4, tzinfo=UTC)
TODAY = date(2026, 3, 2)
STATES: tuple[State, ...] = get_args(State)


def an_assignment(
    state: State = "issued", role: UnitRole = "lead", unit_id: str = "U1", **fields: object
) -> Assignment:
    return Assignment(
        proposal_id="P1",
        unit_id=unit_id,
        role=role,
        cycle=1,
        state=state,
        issued_at=datetime(2026, 3, 2, tzinfo=UTC),
        return_until=TODAY,
        policy_version=0,
    ).model_copy(update=fields)


REFUSED: dict[str, object] = {"return_refused": True, "dispute_until": TODAY}
OBJECTED = REFUSED | {"dispute": Dispute(statement="s", stated_by="l")}
ASKED: dict[str, object] = {"helper_requests": (HelperRequest(wanted_unit="U2", reason="r"),)}


def disputed(state: Assignment, today: date = TODAY) -> list[Event]:
    return ladder.dispute(state, "A1", statement="s", stated_by="l", today=today)


def helper_decided(state: Assignment, *, granted: bool = True, reason: str | None = None) -> list[Event]:
    return ladder.decide_helper(state, "A1", wanted_unit="U2", granted=granted, reason=reason)


COMMANDS: dict[str, Callable[[Assignment], list[Event]]] = {
    "accept": lambda s: domain.accept(s, "A1"),
    "give_back": lambda s: domain.give_back(s, "A1", reason="r", suggested_unit="U2", today=TODAY),
    "refuse_return": lambda s: domain.refuse_return(s, "A1", reason="r"),
    "dispute": lambda s: disputed(s.model_copy(update=REFUSED)),
    "decide_dispute": lambda s: ladder.decide(s, "A1", moved=False, reason="r", decided_by="l"),
    "request_helper": lambda s: ladder.request_helper(s, "A1", wanted_unit="U2", reason="r"),
    "decide_helper": lambda s: helper_decided(s.model_copy(update=ASKED)),
    "reassign": lambda s: domain.reassign(s, "A1", successor_id="A2", unit_id="U2"),
    "cancel": lambda s: domain.cancel(s, "A1", reason="r"),
    "agree_plan": lambda s: domain.agree_plan(s, "A1", plan="p"),
    "reply": lambda s: domain.reply(s, "A1", reply_id="R1"),
    "reply_as_helper": lambda s: domain.reply(s.model_copy(update={"role": "helper"}), "A1", reply_id="R1"),
    "reopen": lambda s: domain.reopen(s, "A1", cycle=2, now=NOW),
    "close": lambda s: domain.close(s, "A1"),
    "await_closing": lambda s: domain.await_closing(s, "A1", phases=["after"]),
    "close_as_helper": lambda s: domain.close(s.model_copy(update={"role": "helper"}), "A1"),
}
TARGETS: dict[str, State | None] = {
    "accept": "accepted",
    "give_back": "returned",
    "refuse_return": "issued",
    "dispute": "disputed",
    "decide_dispute": "issued",
    "request_helper": None,
    "decide_helper": None,
    "reassign": "reassigned",
    "cancel": "cancelled",
    "agree_plan": "plan_agreed",
    "reply": "replied",
    "reply_as_helper": "replied",
    "reopen": "accepted",
    "close": "closed",
    "await_closing": None,
    "close_as_helper": "closed",
}


def test_every_command_is_walked() -> None:
    assert COMMANDS.keys() == TARGETS.keys() == domain.TRANSITIONS.keys()


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("state", STATES)
def test_a_command_passes_only_from_the_states_of_the_table(state: State, command: str) -> None:
    before = an_assignment(state)
    if state not in domain.TRANSITIONS[command]:
        with pytest.raises(DomainRefusal, match="assignment-state"):
            COMMANDS[command](before)
        return
    (event,) = COMMANDS[command](before)
    assert domain.apply(before, event).state == (TARGETS[command] or state)


def test_a_return_is_refused_from_the_day_after_the_window() -> None:
    state = an_assignment()
    domain.give_back(state, "A1", reason="r", suggested_unit="U2", today=state.return_until)
    with pytest.raises(DomainRefusal, match="return-window"):
        domain.give_back(state, "A1", reason="r", suggested_unit="U2", today=date(2026, 3, 3))


def test_a_refused_return_cannot_be_made_again() -> None:
    with pytest.raises(DomainRefusal, match="return-refused"):
        domain.give_back(an_assignment(return_refused=True), "A1", reason="r", suggested_unit="U2", today=TODAY)


@pytest.mark.parametrize(
    ("fields", "today", "rule"),
    [
        ({}, TODAY, "not-refused"),
        (REFUSED, date(2026, 3, 3), "dispute-window"),
        # Refused before there was a time to object in.
        ({"return_refused": True}, TODAY, "dispute-window"),
        (OBJECTED, TODAY, "dispute-decided"),
    ],
)
def test_a_unit_objects_once_in_time_and_only_to_a_refused_return(
    fields: dict[str, object], today: date, rule: str
) -> None:
    with pytest.raises(DomainRefusal, match=rule):
        disputed(an_assignment().model_copy(update=fields), today)


def test_a_leader_s_word_ends_a_dispute() -> None:
    state = an_assignment("disputed").model_copy(update=OBJECTED)
    (kept,) = ladder.decide(state, "A1", moved=False, reason="r", decided_by="d")
    after = domain.apply(state, kept)
    assert after.dispute == Dispute(statement="s", stated_by="l", moved=False, reason="r", decided_by="d")
    with pytest.raises(DomainRefusal, match="dispute-decided"):
        disputed(after)
    with pytest.raises(DomainRefusal, match="return-refused"):
        domain.give_back(after, "A1", reason="r", suggested_unit="U2", today=TODAY)
    (moved,) = ladder.decide(state, "A1", moved=True, reason="r", decided_by="d")
    assert domain.reassign(domain.apply(state, moved), "A1", successor_id="A2", unit_id="U2")


def test_a_sole_unit_with_a_helper_is_the_lead() -> None:
    roles: tuple[tuple[UnitRole, UnitRole], ...] = (("sole", "lead"), ("lead", "lead"), ("split", "split"))
    for role, after in roles:
        state = an_assignment("accepted", role).model_copy(update=ASKED)
        (granted,) = helper_decided(state)
        found = domain.apply(state, granted)
        assert (found.role, found.helper_requests[0].granted) == (after, True)
    state = an_assignment("accepted", "sole").model_copy(update=ASKED)
    with pytest.raises(DomainRefusal, match="needs a reason"):
        helper_decided(state, granted=False)
    (refused,) = helper_decided(state, granted=False, reason="不需要")
    after = domain.apply(state, refused)
    assert (after.role, after.helper_requests[0].answer) == ("sole", "不需要")
    with pytest.raises(DomainRefusal, match="not-asked"):
        helper_decided(after)
    # It may be asked for again, and what was answered stays.
    (again,) = ladder.request_helper(after, "A1", wanted_unit="U2", reason="仍需")
    assert [one.granted for one in domain.apply(after, again).helper_requests] == [False, None]


@pytest.mark.parametrize(
    ("fields", "wanted", "rule"),
    [({"role": "helper"}, "U2", "helper"), ({}, "U1", "same-unit"), (ASKED, "U2", "already-asked")],
)
def test_who_is_asked_for_as_helper(fields: dict[str, object], wanted: str, rule: str) -> None:
    state = an_assignment("accepted").model_copy(update=fields)
    with pytest.raises(DomainRefusal, match=rule):
        ladder.request_helper(state, "A1", wanted_unit=wanted, reason="r")


@pytest.mark.parametrize(
    ("there", "wanted", "rule"),
    [
        ("sole", "sole", "role-taken"),
        ("sole", "helper", "role-taken"),
        ("helper", "sole", "role-taken"),
        ("lead", "lead", "role-taken"),
        ("lead", "sole", "role-taken"),
        ("lead", "helper", None),
        ("helper", "lead", None),
        ("helper", "helper", None),
        ("split", "split", None),
    ],
)
def test_who_may_stand_beside_whom(there: UnitRole, wanted: UnitRole, rule: str | None) -> None:
    if rule is None:
        domain.check_place(wanted, "U2", [an_assignment(role=there)])
        return
    with pytest.raises(DomainRefusal, match=rule):
        domain.check_place(wanted, "U2", [an_assignment(role=there)])


def test_an_ended_assignment_frees_its_place() -> None:
    for state in domain.ENDED:
        domain.check_place("sole", "U1", [an_assignment(state, role="sole")])


def test_a_unit_holds_one_place_on_a_proposal() -> None:
    with pytest.raises(DomainRefusal, match="unit-assigned"):
        domain.check_place("helper", "U1", [an_assignment(role="lead")])


def test_reopening_forgets_the_plan_and_the_reply_of_the_cycle_before() -> None:
    state = an_assignment("replied", plan="p", reply_id="R1")
    (event,) = domain.reopen(state, "A1", cycle=2, now=NOW)
    after = domain.apply(state, event)
    assert (after.cycle, after.plan, after.reply_id, after.since) == (2, None, None, NOW)
    assert state.since == state.issued_at


def test_apply_raises_on_what_it_cannot_fold() -> None:
    plan = PlanAgreed(proposal_id="P1", assignment_id="A1", unit_id="U1", plan="p")
    with pytest.raises(ValueError, match="before the assignment was issued"):
        domain.apply(None, plan)
    with pytest.raises(ValueError, match="no event of an assignment"):
        domain.apply(an_assignment(), Event())


def test_events_fold_from_nothing() -> None:
    issued = domain.issue(
        assignment_id="A1", proposal_id="P1", unit_id="U1", role="lead", cycle=1,
        now=datetime(2026, 3, 2, tzinfo=UTC), return_until=TODAY, policy_version=0, others=[], suggestions=[],
        known=[1],
    )  # fmt: skip
    assert isinstance(issued[0], AssignmentIssued)
    state = domain.apply(None, issued[0])
    replied = AssignmentReplied(proposal_id="P1", assignment_id="A1", unit_id="U1", cycle=1, reply_id="R1")
    assert domain.apply(state, replied).reply_id == "R1"


def test_nobody_is_assigned_ahead_of_the_order_to_handle_again() -> None:
    domain.check_cycle(1, [])
    domain.check_cycle(2, [an_assignment(cycle=2)])
    with pytest.raises(DomainRefusal, match="there is no cycle 2 yet"):
        domain.check_cycle(2, [an_assignment()])


@pytest.mark.parametrize(
    ("role", "suggestions", "says"),
    [("lead", [1], "Only a split unit"), ("split", [1, 1], "more than once"), ("split", [3, 1], "no suggestions 3")],
)
def test_only_a_split_unit_answers_some_of_the_suggestions(role: UnitRole, suggestions: list[int], says: str) -> None:
    with pytest.raises(DomainRefusal, match=says):
        domain.check_suggestions(role, suggestions, [1, 2])


@pytest.mark.parametrize(
    ("there", "left"),
    [
        ([], [1, 2, 3]),
        ([an_assignment(role="split", suggestions=(1, 3))], [2]),
        ([an_assignment(role="split", suggestions=(1,)), an_assignment(role="split", suggestions=(2, 3))], []),
        ([an_assignment(role="lead")], []),
        ([an_assignment(role="split")], []),
        ([an_assignment(role="helper")], [1, 2, 3]),
        ([an_assignment("cancelled"), an_assignment("reassigned")], [1, 2, 3]),
        ([an_assignment("closed")], []),
    ],
)
def test_a_suggestion_is_covered_by_whoever_is_to_answer_it(there: list[Assignment], left: list[int]) -> None:
    assert domain.uncovered([1, 2, 3], there) == left

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import get_args

import pytest

from contracts.base import DomainRefusal, Event, Form
from contracts.consultation import ConsultationRecorded
from services.consultation.assignment.domain import Assignment
from services.consultation.meeting import domain
from services.consultation.meeting.domain import Consultation, State

STATES: tuple[State, ...] = get_args(State)
FORMS: tuple[Form, ...] = ("face_to_face", "site_visit", "meeting")
ASSIGNMENT = Assignment(
    proposal_id="P1",
    unit_id="U1",
    role="lead",
    cycle=1,
    state="accepted",
    issued_at=datetime(2026, 3, 2, tzinfo=UTC),
    return_until=date(2026, 3, 9),
    policy_version=0,
)
RECORDED = ConsultationRecorded(
    proposal_id="P1",
    consultation_id="C1",
    assignment_id="A1",
    unit_id="U1",
    cycle=1,
    phase="before",
    form="face_to_face",
    requested_by="unit",
    held_on=date(2026, 3, 2),
    place="site",
    participants=("M1",),
    minutes="minutes",
    points_raised=2,
    points_agreed=1,
)


def a_consultation(state: State, **fields: object) -> Consultation:
    return domain.apply(None, RECORDED).model_copy(update={"state": state, **fields})


COMMANDS: dict[str, Callable[[Consultation], list[Event]]] = {
    "confirm": lambda s: domain.confirm(s, "C1", member_id="M1"),
    "dispute": lambda s: domain.dispute(s, "C1", member_id="M1", statement="was not met"),
    "settle": lambda s: domain.settle(s, "C1", upheld=True, finding="no meeting"),
}
TARGETS = {"confirm": "confirmed", "dispute": "disputed", "settle": "struck"}


@pytest.mark.parametrize("command", domain.TRANSITIONS)
@pytest.mark.parametrize("state", STATES)
def test_a_command_passes_only_from_the_states_of_the_table(state: State, command: str) -> None:
    before = a_consultation(state)
    if state not in domain.TRANSITIONS[command]:
        with pytest.raises(DomainRefusal, match="consultation-state"):
            COMMANDS[command](before)
        return
    (event,) = COMMANDS[command](before)
    assert domain.apply(before, event).state == TARGETS[command]


def test_a_dispute_that_was_wrong_lets_the_record_stand() -> None:
    before = a_consultation("disputed")
    (event,) = domain.settle(before, "C1", upheld=False, finding="signed list")
    assert domain.apply(before, event).state == "stands"


def test_a_consultation_is_not_recorded_before_it_is_held() -> None:
    domain.record(RECORDED, ASSIGNMENT, today=RECORDED.held_on)
    with pytest.raises(DomainRefusal, match="held-on"):
        domain.record(RECORDED, ASSIGNMENT, today=date(2026, 3, 1))


def test_an_after_consultation_needs_a_reply_to_talk_about() -> None:
    after = RECORDED.model_copy(update={"phase": "after"})
    with pytest.raises(DomainRefusal, match="phase"):
        domain.record(after, ASSIGNMENT, today=RECORDED.held_on)


@pytest.mark.parametrize("state", STATES)
def test_only_what_is_confirmed_stands_or_is_waived_opens_a_gate(state: State) -> None:
    there = [a_consultation(state)]
    if state in ("confirmed", "stands", "waived"):
        domain.require(["before"], FORMS, 1, there)
        return
    with pytest.raises(DomainRefusal, match=f"gate-before.*{state}"):
        domain.require(["before"], FORMS, 1, there)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"form": "phone"}, "phone of 2026-03-02, confirmed, a form that does not count"),
        ({"phase": "during"}, "On record: none"),
        ({"cycle": 2}, "On record: none"),
    ],
)
def test_the_gate_says_what_is_missing(fields: dict[str, object], says: str) -> None:
    with pytest.raises(DomainRefusal) as refused:
        domain.require(["before"], FORMS, 1, [a_consultation("confirmed", **fields)])
    assert refused.value.rule == "gate-before"
    assert says in refused.value.detail


def test_apply_raises_on_what_it_cannot_fold() -> None:
    with pytest.raises(ValueError, match="recorded twice"):
        domain.apply(a_consultation("recorded"), RECORDED)
    with pytest.raises(ValueError, match="before the consultation"):
        domain.apply(None, Event())
    with pytest.raises(ValueError, match="no event of a consultation"):
        domain.apply(a_consultation("recorded"), Event())

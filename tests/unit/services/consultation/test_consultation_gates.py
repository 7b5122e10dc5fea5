"""What a county may ask for before a step, of all proposals and of one class."""

from typing import Any

import pytest
from pydantic import ValidationError

from contracts.base import DomainRefusal, Phase
from services.consultation.meeting.commands import POLICY
from services.consultation.meeting.domain import Consultation, State
from services.consultation.meeting.gates import Gate, GatePolicy, closed, confirming, require

SHIPPED = POLICY.default()
TWICE = Gate(phases=("before", "during"), forms=("face_to_face", "meeting"), times=2)


def a_county(**said: Any) -> GatePolicy:
    return GatePolicy.model_validate(SHIPPED.model_dump() | said)


def held(phase: Phase = "during", state: State = "confirmed", **fields: Any) -> Consultation:
    said: dict[str, Any] = {"proposal_id": "P1", "assignment_id": "A1", "unit_id": "U1", "cycle": 1, "phase": phase}
    said |= {"state": state, "form": "face_to_face", "held_on": "2026-03-02"}
    return Consultation.model_validate(said | fields)


def test_a_phase_is_held_as_often_as_the_county_says_in_forms_that_count() -> None:
    once = [held("before"), held("before", "stands"), held()]
    assert closed(TWICE, once) == ["during"]
    assert closed(TWICE, [*once, held(form="phone")]) == ["during"]
    assert closed(TWICE, [*once, held(state="recorded")]) == ["during"]
    assert closed(TWICE, [*once, held(form="meeting")]) == []
    # Given up once is given up.
    assert closed(TWICE, [held("before", "waived", form=None), held(state="released", form=None)]) == []


def test_the_refusal_says_how_many_count_and_who_has_yet_to_confirm() -> None:
    there = [held("before"), held("before"), held(), held(state="recorded", confirmed_by=("M1",)), held(form="phone")]
    with pytest.raises(DomainRefusal) as refused:
        require(TWICE, 1, there, {"M1", "M2"})
    assert refused.value.rule == "gate-during"
    for said in (
        "2 consultations of phase 'during' in cycle 1 are needed, and 1 counts",
        "confirmed by each of M1, M2",
        "face_to_face of 2026-03-02, recorded and waiting for M2;",
        "phone of 2026-03-02, confirmed, a form that does not count",
    ):
        assert said in refused.value.detail


@pytest.mark.parametrize(
    ("by", "firsts", "who"),
    [
        ("any", (), ()), ("any", ("M1",), ()), ("any", ("M1", "M3"), ("M1", "M3")),
        ("first", (), ("M1",)), ("first", ("M1",), ("M1",)), ("first", ("M1", "M3"), ("M1", "M3")),
        ("every", ("M1",), ("M1", "M2")), ("every", ("M1", "M3"), ("M1", "M2", "M3")),
    ],
)  # fmt: skip
def test_who_must_confirm(by: Any, firsts: tuple[str, ...], who: tuple[str, ...]) -> None:
    assert confirming(by, ("M1", "M2"), firsts) == set(who)


def test_a_class_has_what_it_names_otherwise_and_the_rest_as_all() -> None:
    policy = a_county(classes={"key": {"approval": TWICE.model_dump(), "confirmed_by": "first"}})
    key, general = policy.of("key"), policy.of("general")
    assert (key.approval, key.confirmed_by, key.plan_agreed) == (TWICE, "first", SHIPPED.plan_agreed)
    assert (general.approval, general.confirmed_by) == (SHIPPED.approval, "any")
    assert policy.of(None) == general


@pytest.mark.parametrize(
    "said",
    [
        {"plan_agreed": {"phases": ["after"], "forms": ["meeting"]}},
        {"closing": {"phases": ["during"], "forms": ["meeting"]}},
        {"approval": {"phases": ["during"], "forms": ["meeting"], "times": 0}},
        {"approval": {"phases": ["during", "during"], "forms": ["meeting"]}},
        {"approval": {"phases": ["during"], "forms": ["meeting", "meeting"]}},
        {"approval": {"phases": ["during"], "forms": []}},
        {"closing": {"phases": ["after"]}},
        {"classes": {"urgent": {}}},
        {"classes": {"key": {"confirmed_by": "nobody"}}},
    ],
)
def test_a_gate_that_could_never_open_is_no_policy(said: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        a_county(**said)

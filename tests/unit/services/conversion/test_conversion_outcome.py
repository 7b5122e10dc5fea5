from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, get_args

import pytest

from contracts.base import DomainRefusal, Event, OutcomeKind
from contracts.conversion import (
    FollowUpOpened,
    OutcomeFacts,
    OutcomeRecorded,
    OutcomeVerified,
    TopicSuggested,
    TrackingRecommended,
)
from services.conversion.followup import domain as followups
from services.conversion.outcome import domain
from services.conversion.outcome.domain import Outcome, State

TODAY = date(2026, 3, 2)


def recorded(kind: OutcomeKind = "decision", *, instruction_only: bool = False) -> OutcomeRecorded:
    return OutcomeRecorded(
        proposal_id="P1", outcome_id="O1", suggestion=1, kind=kind, title="纳入年度调研计划", evidence="文件",
        achieved_on=TODAY, instruction_only=instruction_only,
    )  # fmt: skip


def an_outcome(state: State = "recorded", **fields: object) -> Outcome:
    return domain.apply(None, recorded()).model_copy(update={"state": state, **fields})


COMMANDS: dict[str, Callable[[Outcome], list[Event]]] = {
    "verify": lambda s: domain.verify(s, "O1", verified_by="M1", verified_as="proposer", by_recorder=False),
    "reject": lambda s: domain.reject(s, "O1", reason="r"),
}
TARGETS = {"verify": "verified", "reject": "rejected"}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("state", get_args(State))
def test_a_command_passes_only_from_the_states_of_the_table(state: State, command: str) -> None:
    assert domain.TRANSITIONS.keys() == COMMANDS.keys()
    before = an_outcome(state)
    if state not in domain.TRANSITIONS[command]:
        with pytest.raises(DomainRefusal, match="outcome-state"):
            COMMANDS[command](before)
        return
    (event,) = COMMANDS[command](before)
    assert domain.apply(before, event).state == TARGETS[command]


def test_only_a_duty_outcome_suggests_a_topic() -> None:
    for kind in get_args(OutcomeKind):
        state = domain.apply(None, recorded(kind))
        events = domain.verify(state, "O1", verified_by="M1", verified_as="proposer", by_recorder=False)
        expected = [OutcomeVerified, TopicSuggested] if kind == "duty" else [OutcomeVerified]
        assert [type(event) for event in events] == expected


def test_an_instruction_alone_and_the_recorder_are_refused() -> None:
    with pytest.raises(DomainRefusal, match="instruction-alone"):
        domain.verify(
            an_outcome(instruction_only=True), "O1", verified_by="M1", verified_as="proposer", by_recorder=False
        )
    with pytest.raises(DomainRefusal, match="four-eyes"):
        domain.verify(an_outcome(), "O1", verified_by="C1", verified_as="committee", by_recorder=True)


@pytest.mark.parametrize(
    ("suggestions", "today", "rule"),
    [(None, TODAY, "unknown-proposal"), ([2], TODAY, "unknown-suggestion"), ([1], date(2026, 3, 1), "achieved-on")],
)
def test_what_cannot_be_recorded(suggestions: list[int] | None, today: date, rule: str) -> None:
    with pytest.raises(DomainRefusal, match=rule):
        domain.record(recorded(), suggestions=suggestions, today=today)


@pytest.mark.parametrize(
    ("kind", "facts", "rule"),
    [
        ("decision", {"document": "示例发〔2026〕1号", "plan_item": "民生实事第三项"}, None),
        ("development", {"project": "助餐点", "indicator": "处数", "before": "4处", "after": "12处", "money": 0}, None),
        ("development", {"beneficiaries": 3000}, None),
        ("duty", {"duty": "research"}, None),
        ("consensus", {"consensus": "lecture", "reach": 200}, None),
        ("decision", {"money": 1}, "facts-kind"),
        ("duty", {"consensus": "case"}, "facts-kind"),
        ("development", {"indicator": "处数", "after": "12处"}, "facts-change"),
        ("development", {"before": "4处", "after": "12处"}, "facts-change"),
    ],
)
def test_an_outcome_has_the_facts_of_its_kind(kind: OutcomeKind, facts: dict[str, Any], rule: str | None) -> None:
    event = recorded(kind).model_copy(update={"facts": OutcomeFacts(**facts)})
    if rule is not None:
        with pytest.raises(DomainRefusal, match=rule):
            domain.record(event, suggestions=[1], today=TODAY)
        return
    assert domain.apply(None, domain.record(event, suggestions=[1], today=TODAY)[0]).facts == OutcomeFacts(**facts)


def test_tracking_is_recommended_once() -> None:
    opened = followups.apply(None, FollowUpOpened(proposal_id="P1", closed_at=datetime(2026, 3, 2, tzinfo=UTC)))
    (event,) = followups.recommend(opened, months=6)
    assert isinstance(event, TrackingRecommended)
    with pytest.raises(DomainRefusal, match="followup-state"):
        followups.recommend(followups.apply(opened, event), months=6)

from collections.abc import Callable
from datetime import date, timedelta
from typing import get_args

import pytest

from contracts.base import DomainRefusal, Event
from contracts.conversion import (
    CommitmentClaimed,
    CommitmentKept,
    CommitmentMade,
    CommitmentMissed,
    OutcomeRejected,
    TrackingRecommended,
)
from services.conversion.commitment import domain
from services.conversion.commitment.domain import Commitment, State

DUE = date(2026, 6, 30)
AFTER = date(2026, 7, 1)
MADE = CommitmentMade(
    proposal_id="P1", commitment_id="R1.2", reply_id="R1", unit_id="U1", suggestion=2, promise="建成", due=DUE
)


def a_commitment(state: State = "open", *, missed: bool = False) -> Commitment:
    return domain.apply(None, MADE).model_copy(update={"state": state, "missed": missed})


def fold(state: Commitment, events: list[Event]) -> Commitment:
    for event in events:
        state = domain.apply(state, event)
    return state


COMMANDS: dict[str, Callable[[Commitment], list[Event]]] = {
    "near": lambda s: domain.near(s, "R1.2", tier=7, fell_due=DUE, announce=True),
    "miss": lambda s: domain.miss(s, "R1.2", today=AFTER, review_days=30),
    "claim": lambda s: domain.claim(s, "R1.2", proof="验收单", today=DUE, review_days=30),
    "verify": lambda s: domain.verify(s, "R1.2", verified_by="M1", verified_as="proposer"),
    "refuse": lambda s: domain.refuse(s, "R1.2", reason="未建成", refused_by="M1", today=DUE, review_days=30),
    "recommend": lambda s: domain.recommend(s, "R1.2", today=AFTER),
    "release": lambda s: domain.release(s, "R1.2", reason="条件变化"),
    "supersede": lambda s: domain.supersede(s, "R1.2", by="R2.2", cycle=2),
}
TARGETS = {
    "near": "open",
    "miss": "missed",
    "claim": "claimed",
    "verify": "kept",
    "refuse": "open",
    "recommend": "missed",
    "release": "released",
    "supersede": "superseded",
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("state", get_args(State))
def test_a_command_passes_only_from_the_states_of_the_table(state: State, command: str) -> None:
    assert domain.TRANSITIONS.keys() == COMMANDS.keys()
    before = a_commitment(state)
    if state not in domain.TRANSITIONS[command]:
        with pytest.raises(DomainRefusal, match="commitment-state"):
            COMMANDS[command](before)
        return
    assert fold(before, COMMANDS[command](before)).state == TARGETS[command]


def test_the_due_day_itself_is_in_time() -> None:
    assert domain.miss(a_commitment(), "R1.2", today=DUE, review_days=30) == []
    claimed = fold(a_commitment(), domain.claim(a_commitment(), "R1.2", proof="p", today=DUE, review_days=30))
    (kept,) = domain.verify(claimed, "R1.2", verified_by="M1", verified_as="proposer")
    assert isinstance(kept, CommitmentKept)
    assert kept.on_time


def test_a_claim_after_the_due_day_is_late_even_where_the_timer_has_not_fired() -> None:
    events = domain.claim(a_commitment(), "R1.2", proof="p", today=AFTER, review_days=30)
    assert [type(event) for event in events] == [CommitmentMissed, CommitmentClaimed]
    (kept,) = domain.verify(fold(a_commitment(), events), "R1.2", verified_by="M1", verified_as="proposer")
    assert isinstance(kept, CommitmentKept)
    assert not kept.on_time


def test_a_miss_is_recorded_once() -> None:
    events = domain.claim(a_commitment("missed", missed=True), "R1.2", proof="p", today=AFTER, review_days=30)
    assert [type(event) for event in events] == [CommitmentClaimed]


def test_a_tier_is_recorded_once_and_only_those_to_come_are_set() -> None:
    (event,) = domain.near(a_commitment(), "R1.2", tier=7, fell_due=date(2026, 6, 23), announce=False)
    after = fold(a_commitment(), [event])
    assert after.tiers == (7,)
    assert domain.near(after, "R1.2", tier=7, fell_due=date(2026, 6, 23), announce=True) == []
    assert domain.future_tiers(DUE, [30, 7, 0], date(2026, 6, 23)) == [7, 0]
    ahead = after.model_copy(update={"planned": (7, 0)})
    assert domain.timers(ahead) == {0: DUE, domain.OVERDUE: DUE + timedelta(days=1)}
    for over in ("missed", "claimed", "kept", "released", "superseded"):
        assert domain.timers(ahead.model_copy(update={"state": over})) == {}


@pytest.mark.parametrize(
    ("missed", "today", "states"),
    [(False, DUE, ["open"]), (False, AFTER, ["open", "missed"]), (True, AFTER, ["missed"])],
)
def test_a_refused_claim_leaves_the_promise_where_its_day_puts_it(
    missed: bool, today: date, states: list[State]
) -> None:
    state = a_commitment("claimed", missed=missed)
    seen: list[str] = []
    for event in domain.refuse(state, "R1.2", reason="未建成", refused_by="M1", today=today, review_days=30):
        state = domain.apply(state, event)
        seen.append(state.state)
    assert (seen, state.refusal, state.proof) == (states, "未建成", None)
    again = fold(state, domain.claim(state, "R1.2", proof="验收单", today=today, review_days=30))
    assert (again.state, again.refusal, again.missed) == ("claimed", None, today == AFTER)


def test_what_stays_broken_is_looked_at_again_and_recommended_once() -> None:
    missed = fold(a_commitment(), domain.miss(a_commitment(), "R1.2", today=AFTER, review_days=30))
    assert domain.timers(missed) == {domain.REVIEW: AFTER + timedelta(days=30)}
    (event,) = domain.recommend(missed, "R1.2", today=AFTER + timedelta(days=30))
    assert isinstance(event, TrackingRecommended)
    assert (event.commitment_id, "逾期31天" in event.reason) == ("R1.2", True)
    after = fold(missed, [event])
    assert (domain.timers(after), domain.recommend(after, "R1.2", today=AFTER)) == ({}, [])
    older = fold(a_commitment(), [CommitmentMissed(proposal_id="P1", commitment_id="R1.2", unit_id="U1", due=DUE)])
    assert domain.timers(older) == {}


@pytest.mark.parametrize("cycle", [0, 1])
def test_only_a_later_cycle_restates(cycle: int) -> None:
    with pytest.raises(DomainRefusal, match="not-later"):
        domain.supersede(a_commitment(), "R1.2", by="R2.2", cycle=cycle)


def test_a_restated_promise_keeps_both_links() -> None:
    old = fold(a_commitment("missed", missed=True), domain.supersede(a_commitment(), "R1.2", by="R2.2", cycle=2))
    assert (old.superseded_by, old.missed) == ("R2.2", True)
    new = domain.apply(None, MADE.model_copy(update={"cycle": 2, "restates": "R1.2"}))
    assert (new.cycle, new.restates) == (2, "R1.2")


def test_a_foreign_event_does_not_fold() -> None:
    with pytest.raises(ValueError, match="no event of a commitment"):
        domain.apply(a_commitment(), OutcomeRejected(proposal_id="P1", outcome_id="O1", reason="r"))
    with pytest.raises(ValueError, match="before"):
        domain.apply(None, CommitmentMissed(proposal_id="P1", commitment_id="R1.2", unit_id="U1", due=DUE))
    with pytest.raises(ValueError, match="once"):
        domain.apply(a_commitment(), MADE)

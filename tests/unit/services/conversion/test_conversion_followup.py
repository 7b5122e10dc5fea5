"""A follow-up is reviewed, put off while a promise is pending, and recommended once."""

from datetime import UTC, date, datetime

import pytest

from contracts.base import DomainRefusal, Event
from contracts.conversion import FollowUpOpened, FollowUpPutOff, OutcomeRejected
from services.conversion.followup import domain
from services.conversion.followup.domain import FollowUp

OPENED = FollowUpOpened(proposal_id="P1", closed_at=datetime(2026, 3, 2, tzinfo=UTC), review_on=date(2026, 9, 2))
STATES = ("watched", "recommended")
COMMANDS = {
    "put_off": lambda state: domain.put_off(state, date(2026, 12, 2)),
    "recommend": lambda state: domain.recommend(state, months=6),
}


def fold(*events: Event) -> FollowUp:
    state: FollowUp | None = None
    for event in events:
        state = domain.apply(state, event)
    assert state is not None
    return state


def test_every_command_is_in_the_table() -> None:
    assert COMMANDS.keys() == domain.TRANSITIONS.keys()


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("command", COMMANDS)
def test_commands_pass_exactly_where_the_table_allows(state: domain.State, command: str) -> None:
    followup = fold(OPENED).model_copy(update={"state": state})
    if state in domain.TRANSITIONS[command]:
        assert COMMANDS[command](followup)
    else:
        with pytest.raises(DomainRefusal, match="followup-state"):
            COMMANDS[command](followup)


def test_a_review_that_is_put_off_has_another_day() -> None:
    put_off = domain.put_off(fold(OPENED), date(2026, 12, 2))
    assert put_off == [FollowUpPutOff(proposal_id="P1", review_on=date(2026, 12, 2))]
    assert fold(OPENED).review_on == date(2026, 9, 2)
    assert fold(OPENED, *put_off).review_on == date(2026, 12, 2)


def test_an_older_follow_up_says_no_day() -> None:
    assert fold(FollowUpOpened(proposal_id="P1", closed_at=OPENED.closed_at)).review_on is None


def test_a_foreign_event_does_not_fold() -> None:
    with pytest.raises(ValueError, match="no event of a follow-up"):
        fold(OPENED, OutcomeRejected(proposal_id="P1", outcome_id="O1", reason="r"))
    with pytest.raises(ValueError, match="before"):
        fold(FollowUpPutOff(proposal_id="P1", review_on=date(2026, 12, 2)))

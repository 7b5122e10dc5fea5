from typing import get_args

import pytest

from contracts.base import DomainRefusal
from contracts.conversion import PublicationDecided, PublicationMark, TopicSuggested
from services.conversion.publication import domain
from services.conversion.publication.domain import Publication, State

STRICTEST = {mark: rank for rank, mark in enumerate(("public", "summary", "closed"))}


def decided(
    mark: PublicationMark, unit_id: str | None = "U1", reason: str | None = "涉及商业秘密"
) -> PublicationDecided:
    return PublicationDecided(proposal_id="P1", mark=mark, unit_id=unit_id, reason=reason)


def fold(*events: PublicationDecided) -> Publication:
    state = domain.apply(None, events[0])
    for event in events[1:]:
        state = domain.apply(state, event)
    return state


@pytest.mark.parametrize("mark", get_args(PublicationMark))
@pytest.mark.parametrize("state", get_args(State))
def test_who_has_marked_may_mark_anew_from_every_state(state: State, mark: PublicationMark) -> None:
    before = fold(decided(state))
    assert before.state in domain.TRANSITIONS["decide"]
    events = domain.decide(before, decided(mark), admitted=True)
    assert len(events) == (mark != state)
    after = fold(decided(state), decided(mark))
    assert (after.state, len(after.decisions)) == (mark, 1)


@pytest.mark.parametrize("first", get_args(PublicationMark))
@pytest.mark.parametrize("second", get_args(PublicationMark))
def test_the_strictest_mark_holds_in_any_order(first: PublicationMark, second: PublicationMark) -> None:
    strictest = max(first, second, key=STRICTEST.__getitem__)
    for other in ("U2", None):
        assert fold(decided(first), decided(second, other)).state == strictest
        assert fold(decided(second, other), decided(first)).state == strictest


def test_a_units_answer_is_shown_by_itself_or_by_the_office_and_never_when_closed() -> None:
    own = fold(decided("public"))
    assert own.shows("U1")
    assert not own.shows("U2")
    assert fold(decided("public"), decided("summary", None)).shows("U2")
    assert not fold(decided("public"), decided("closed", "U2")).shows("U1")


def test_closing_needs_a_reason_and_an_admitted_proposal() -> None:
    with pytest.raises(DomainRefusal, match="reason-missing"):
        domain.decide(None, decided("closed", reason=None), admitted=True)
    with pytest.raises(DomainRefusal, match="unknown-proposal"):
        domain.decide(None, decided("public"), admitted=False)
    assert domain.decide(None, decided("summary", reason=None), admitted=True)
    with pytest.raises(ValueError, match="no event of a publication"):
        domain.apply(None, TopicSuggested(proposal_id="P1", outcome_id="O1", topic="题目"))

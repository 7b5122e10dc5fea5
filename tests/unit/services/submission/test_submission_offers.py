"""Offers: every state with every command, whom they may be made to, and what the timer leaves alone."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from contracts.base import DomainRefusal, Event
from contracts.submission import OfferLapsed, TopicOffered
from services.submission.offer import domain
from services.submission.offer.domain import STATES, TRANSITIONS, Offer, Places

TODAY = date(2026, 3, 2)
LATER = TODAY + timedelta(days=7)


def offered(**changes: Any) -> TopicOffered:
    values: dict[str, Any] = {
        "offer_id": "O1", "title": "老年助餐", "member_id": "M1", "call_id": "C1", "topic": 0, "answer_by": LATER,
        "policy_version": 0,
    }  # fmt: skip
    return TopicOffered(**values | changes)


def places(**changes: Any) -> Places:
    values: dict[str, Any] = {
        "holders": 1, "used": 0, "booked_by_holder": False, "offered_to_holder": False, "answer_days": 7,
        "answer_days_at_most": 60,
    }  # fmt: skip
    return Places(**values | changes)


def offer(**changes: Any) -> Offer:
    return domain.apply(None, offered()).model_copy(update=changes)


COMMANDS: dict[str, Callable[[Offer], list[Event]]] = {
    "accept": lambda state: domain.accept(state, "b1", TODAY),
    "decline": lambda state: domain.decline(state, "另有任务"),
    "withdraw": lambda state: domain.withdraw(state, "改由他人承担"),
}


def rule(command: Callable[[], object]) -> str:
    with pytest.raises(DomainRefusal) as refused:
        command()
    return refused.value.rule


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("command", TRANSITIONS)
def test_every_command_in_every_state(command: str, state: str) -> None:
    given = offer(state=state)
    if state in TRANSITIONS[command]:
        (event,) = COMMANDS[command](given)
        assert domain.apply(given, event).state == {"accept": "accepted", "decline": "declined"}.get(
            command, "withdrawn"
        )
    else:
        assert rule(lambda: COMMANDS[command](given)) == "state"


def test_an_offer_keeps_within_kind_places_and_days() -> None:
    assert domain.offer(offered(), "commissioned", places()) == [offered()]
    assert rule(lambda: domain.offer(offered(), "catalogue", places())) == "not-commissioned"
    assert rule(lambda: domain.offer(offered(), "commissioned", places(used=1))) == "topic-full"
    assert rule(lambda: domain.offer(offered(), "commissioned", places(booked_by_holder=True))) == "booked-already"
    assert rule(lambda: domain.offer(offered(), "commissioned", places(offered_to_holder=True))) == "offered-already"
    assert rule(lambda: domain.offer(offered(due=TODAY), "commissioned", places())) == "due"
    assert domain.offer(offered(due=LATER), "commissioned", places())
    assert domain.answer_by(None, TODAY, places()) == LATER
    assert domain.answer_by(TODAY, TODAY, places()) == TODAY
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=61)):
        assert rule(lambda day=day: domain.answer_by(day, TODAY, places())) == "answer-by"
    for holder in ((None, None), ("M1", "B1")):
        assert rule(lambda holder=holder: domain.check_holder(*holder)) == "offer-holder"
    domain.check_holder(None, "B1")


def test_the_last_day_counts_whole() -> None:
    assert domain.accept(offer(), "b1", LATER)
    assert domain.lapse(offer(), LATER) == []
    day_after = LATER + timedelta(days=1)
    assert rule(lambda: domain.accept(offer(), "b1", day_after)) == "offer-over"
    assert domain.lapse(offer(), day_after) == [OfferLapsed(offer_id="O1", title="老年助餐", member_id="M1")]
    assert domain.decline(offer(), "r")
    for state in ("accepted", "declined", "withdrawn", "lapsed"):
        assert domain.lapse(offer(state=state), day_after) == []

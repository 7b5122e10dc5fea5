"""Suggested topics: every state with every command, what is refused in a text, and who counts as one sender."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from contracts.base import DomainRefusal, Event
from contracts.submission import TopicProposed, TopicSuggestionAccepted, TopicSuggestionMerged, TopicSuggestionTaken
from services.submission.suggestion import domain
from services.submission.suggestion.domain import STATES, TRANSITIONS, Limits, Suggestion
from services.submission.suggestion.store import network

AT = datetime(2026, 3, 2, 2, tzinfo=UTC)
LIMITS = Limits(title_characters=10, grounds_characters=20, open_at_most=2)


def proposed(**changes: Any) -> TopicProposed:
    values: dict[str, Any] = {
        "suggestion_id": "T1",
        "source": "member",
        "title": "老年助餐",
        "grounds": "助餐点太少。",
        "proposed_at": AT,
        "member_id": "M1",
    }
    return TopicProposed(**values | changes)


def suggestion(**changes: Any) -> Suggestion:
    return domain.apply(None, proposed()).model_copy(update=changes)


OTHER = suggestion(id="T2", state="accepted")
COMMANDS: dict[str, Callable[[Suggestion], list[Event]]] = {
    "accept": lambda state: domain.accept(state, None),
    "decline": lambda state: domain.decline(state, "已有同类提案"),
    "merge": lambda state: domain.merge(state, OTHER, merged_already=False),
    "be_merged_into": lambda state: domain.merge(suggestion(id="T9"), state, merged_already=False),
}


def rule(command: Callable[[], object]) -> str:
    with pytest.raises(DomainRefusal) as refused:
        command()
    return refused.value.rule


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("command", TRANSITIONS)
def test_every_command_in_every_state(command: str, state: str) -> None:
    given = suggestion(state=state)
    if state in TRANSITIONS[command]:
        assert COMMANDS[command](given)
    else:
        assert rule(lambda: COMMANDS[command](given)) == "state"


def test_length_counts_characters_without_blanks_and_open_ones_are_bounded() -> None:
    assert domain.propose(proposed(title="一二三四五 六七八九十"), LIMITS, 1) == [
        proposed(title="一二三四五 六七八九十")
    ]
    assert rule(lambda: domain.propose(proposed(title="一" * 11), LIMITS, 0)) == "too-long"
    assert rule(lambda: domain.propose(proposed(grounds="一" * 21), LIMITS, 0)) == "too-long"
    assert rule(lambda: domain.propose(proposed(), LIMITS, 2)) == "suggestions-many"


@pytest.mark.parametrize("text", ["请联系13912345678", "卡号 4111 1111 1111 1111", "１３９１２３４５６７８"])
def test_numbers_of_people_are_refused_masked(text: str) -> None:
    for where in ("title", "grounds"):
        with pytest.raises(DomainRefusal, match=r"personal-data.*\*") as refused:
            domain.propose(proposed(**{where: text}), Limits(99, 99, 9), 0)
        assert "12345" not in refused.value.detail
    assert rule(lambda: domain.accept(suggestion(), text)) == "personal-data"


def test_an_edited_title_keeps_what_the_suggester_wrote() -> None:
    (edited,) = domain.accept(suggestion(), "增设老年助餐点")
    assert edited == TopicSuggestionAccepted(suggestion_id="T1", title="增设老年助餐点", title_before="老年助餐")
    (same,) = domain.accept(suggestion(), "老年助餐")
    assert isinstance(same, TopicSuggestionAccepted)
    assert same.title_before is None


def test_what_a_call_took_is_not_declined_and_nobody_screens_their_own() -> None:
    assert rule(lambda: domain.decline(suggestion(state="accepted", call_id="C1"), "r")) == "suggestion-taken"
    assert rule(lambda: domain.check_conflict(suggestion(), "M1")) == "conflict-of-interest"
    domain.check_conflict(suggestion(), None)
    domain.check_conflict(suggestion(source="unit", member_id=None, unit_id="U1"), None)


def test_a_merge_joins_what_the_other_has_come_to() -> None:
    taken = OTHER.model_copy(update={"call_id": "C1", "topic": 3})
    assert domain.merge(suggestion(), taken, merged_already=False) == [
        TopicSuggestionMerged(suggestion_id="T1", into="T2", title="老年助餐"),
        TopicSuggestionTaken(suggestion_id="T1", call_id="C1", topic=3, title="老年助餐"),
    ]
    assert rule(lambda: domain.merge(suggestion(), suggestion(), merged_already=False)) == "merge-itself"
    assert rule(lambda: domain.merge(suggestion(), OTHER, merged_already=True)) == "merged-into-it"


def test_progress_says_how_far_it_has_come() -> None:
    state, seen = suggestion(), list[str]()
    steps = (
        domain.accept(state, None),
        domain.take(state, "C1", 0, "老年助餐"),
        domain.book(state, "b1"),
        domain.file(state, "b1", "P1"),
    )
    for events in steps:
        for event in events:
            state = domain.apply(state, event)
        seen.append(domain.progress(state))
    assert seen == ["accepted", "in_call", "booked", "filed"]
    assert domain.book(state, "b2") == []
    assert domain.free(state, "C9") == []
    freed = domain.apply(state.model_copy(update={"filed_as": ()}), domain.free(state, "C1")[0])
    assert (domain.progress(freed), freed.call_id, freed.booking_id) == ("accepted", None, None)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.7", "203.0.113.8", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.7", "203.0.113.7", True),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        ("", "", True),
    ],
)
def test_who_counts_as_one_sender(one: str, other: str, same: bool) -> None:
    assert (network(one) == network(other)) is same

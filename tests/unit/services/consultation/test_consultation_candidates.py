"""Which units a clerk is offered, in which order, and why."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from contracts.base import UnitRole
from services.consultation.candidate.domain import (
    Asked,
    Candidate,
    CandidatePolicy,
    Directory,
    Handled,
    History,
    Links,
    Offer,
    Reason,
    Returned,
    Unit,
    Weights,
    offer,
)
from services.consultation.candidate.policy import POLICY
from services.consultation.candidate.words import said

SHIPPED = POLICY.default()
EACH = Weights(proposer=40, returning_unit=30, topic=20, handled=32, committee=5)
COUNTY = SHIPPED.model_copy(update={"weights": EACH})
TOPIC = "城建"


def a_unit(id: str, **fields: Any) -> Unit:
    return Unit(
        **{"name": f"示例单位{id}", "committee": None, "workload": 0, "ended": False, "successor_id": None} | fields
    )


def units(*ids: str, **said: Mapping[str, Any]) -> Directory:
    """Units of these ids; ``said``: what is otherwise of one."""
    return Directory({id: a_unit(id, **said.get(id, {})) for id in dict.fromkeys((*ids, *said))})


def offered(
    asked: Asked,
    directory: Directory,
    rows: Sequence[tuple[str, str, bool, Handled]] = (),
    policy: CandidatePolicy = COUNTY,
) -> Offer:
    return offer(asked, directory, History(rows, directory), policy)


def ids(candidates: Sequence[Candidate]) -> list[str]:
    return [one.unit_id for one in candidates]


def returned(unit_id: str, suggested: str = "U9", reason: str = "非本单位职责") -> Returned:
    at = datetime(2026, 3, 3, tzinfo=UTC)
    return Returned(unit_id=unit_id, reason=reason, suggested_unit=suggested, returned_at=at)


def test_reasons_add_up_and_each_says_what_it_rests_on() -> None:
    directory = units("U2", "U3", U1={"committee": "城建委"})
    county = COUNTY.model_copy(update={"topics": {TOPIC: Links(units=("U1",), committees=("城建委",))}})
    rows = [(TOPIC, "U1", False, Handled(answered=2, accepted=1, returned=0)), ("教育", "U2", False, Handled(9))]
    found = offered(Asked(TOPIC, named=[["U3", "U1"]]), directory, rows, county)
    assert ids(found.main) == ["U1", "U3"]
    assert found.main[0].reasons == (
        Reason(kind="proposer", points=26, place=2),
        Reason(kind="topic", points=20, topic_group=TOPIC),
        # 2 · 2 + 1 = 5 counted, half of the points at 4: 32 · 5 / 9.
        Reason(kind="handled", points=17, topic_group=TOPIC, answered=2, accepted=1, returned=0),
        Reason(kind="committee", points=5, committee="城建委"),
    )
    assert found.main[0].points == 68


def test_whom_the_proposer_named_first_is_first_and_the_next_helps() -> None:
    found = offered(Asked(None, named=[["U2", "U1", "U7"]]), units("U1", "U2"))
    assert (ids(found.main), ids(found.helpers)) == (["U2", "U1"], ["U1"])
    # Of merged ones each proposer's word counts, once for a unit and by its best place.
    merged = offered(Asked(None, named=[["U2", "U1"], ["U3"], ["U1"]]), units("U1", "U2", "U3", U1={"workload": 4}))
    assert [(one.unit_id, one.points) for one in merged.main] == [("U2", 40), ("U3", 40), ("U1", 40)]
    # A committee's link does not turn the proposer's order round.
    near = units("U1", "U2", U2={"committee": "城建委"})
    assert ids(offered(Asked(None, named=[["U1", "U2"]], committees={"城建委"}), near).main) == ["U1", "U2"]


def test_answers_count_more_than_what_is_in_hand_and_returns_are_taken_off() -> None:
    def points(handled: Handled) -> int:
        found = offered(Asked(TOPIC), units("U1"), [(TOPIC, "U1", False, handled)])
        return found.main[0].points if found.main else 0

    assert points(Handled(answered=1)) > points(Handled(accepted=1)) > 0
    assert points(Handled(answered=2, returned=1)) < points(Handled(answered=2))
    assert points(Handled(answered=1, returned=1)) == points(Handled(returned=3)) == 0
    # However much one had, it never outweighs everything else by that alone.
    assert points(Handled(answered=10_000)) < EACH.handled


def test_what_counts_for_nothing_is_still_told() -> None:
    rows = [(TOPIC, "U1", False, Handled(answered=1, returned=4))]
    (one,) = offered(Asked(TOPIC, named=[["U1"]]), units("U1"), rows).main
    assert [(reason.kind, reason.points, reason.returned) for reason in one.reasons] == [
        ("proposer", 40, None),
        ("handled", 0, 4),
    ]


def test_among_equals_who_has_less_to_do_is_first() -> None:
    linked = {"committee": "城建委"}
    directory = units(U1=linked | {"workload": 7}, U2=linked | {"workload": 2}, U3=linked | {"workload": 2}, U4={})
    found = offered(Asked(TOPIC, committees={"城建委"}), directory)
    assert ids(found.main) == ["U2", "U3", "U1"]
    # A committee's link says who may lead, not who helps.
    assert found.helpers == ()


def test_who_returned_it_is_not_offered_again_and_its_suggestion_counts() -> None:
    directory = units("U1", "U2", "U3")
    rows = [(TOPIC, "U1", False, Handled(answered=9))]
    found = offered(Asked(TOPIC, named=[["U1", "U2"]], returns=[returned("U1", "U3")]), directory, rows)
    assert ids(found.main) == ["U3", "U2"]
    assert found.main[0].reasons == (Reason(kind="returning_unit", points=30, unit_id="U1"),)
    assert "U1" not in ids(found.helpers)
    # Nor as the suggestion of another one, nor by way of the unit that has taken over from it.
    circle = [returned("U1", "U2"), returned("U2", "U1")]
    assert offered(Asked(TOPIC, named=[["U1"]], returns=circle), directory).main == ()
    moved = units("U2", U1={"ended": True, "successor_id": "U2"})
    assert offered(Asked(TOPIC, named=[["U2"]], returns=[returned("U1")]), moved).main == ()


@pytest.mark.parametrize(
    ("standing", "main", "helpers"),
    [
        ({}, ["U1", "U2"], ["U2"]),
        ({"U9": "sole"}, [], []),
        ({"U9": "lead"}, [], ["U1", "U2"]),
        ({"U9": "helper"}, ["U1", "U2"], ["U2"]),
        ({"U1": "split"}, ["U2"], []),
    ],
)
def test_a_place_that_is_taken_is_offered_to_nobody(
    standing: dict[str, UnitRole], main: list[str], helpers: list[str]
) -> None:
    found = offered(Asked(None, named=[["U1", "U2"]], standing=standing), units("U1", "U2", "U9"))
    assert (ids(found.main), ids(found.helpers)) == (main, helpers)


def test_helpers_are_those_that_helped_and_who_leads_is_none_of_them() -> None:
    rows = [
        (TOPIC, "U1", False, Handled(answered=5)),
        (TOPIC, "U1", True, Handled(answered=9)),
        (TOPIC, "U2", True, Handled(answered=1)),
    ]
    found = offered(Asked(TOPIC), units("U1", "U2"), rows)
    assert (ids(found.main), ids(found.helpers)) == (["U1"], ["U2"])


def test_what_has_ended_stands_for_its_successor() -> None:
    gone = {"ended": True}
    directory = units(
        "U3", U1=gone | {"successor_id": "U2"}, U2=gone | {"successor_id": "U3"}, U4=gone,
        U5=gone | {"successor_id": "U6"}, U6=gone | {"successor_id": "U5"}, U7=gone | {"successor_id": "U70"},
    )  # fmt: skip
    rows = [(TOPIC, "U1", False, Handled(answered=1)), (TOPIC, "U3", False, Handled(answered=1))]
    county = COUNTY.model_copy(update={"topics": {TOPIC: Links(units=("U2",))}})
    found = offered(Asked(TOPIC, named=[["U1", "U4", "U5", "U7", "nobody"]]), directory, rows, county)
    (one,) = found.main
    assert one.unit_id == "U3"
    assert [(reason.kind, reason.answered, reason.instead_of) for reason in one.reasons] == [
        ("proposer", None, ("U1",)),
        ("topic", None, ("U2",)),
        ("handled", 2, ("U1",)),
    ]


def test_the_list_is_as_short_as_the_county_wants_it() -> None:
    named = [f"U{n}" for n in range(10, 20)]
    short = COUNTY.model_copy(update={"main_at_most": 3, "helpers_at_most": 2})
    found = offered(Asked(None, named=[named]), units(*named), policy=short)
    assert (ids(found.main), ids(found.helpers)) == (named[:3], named[1:3])
    assert offered(Asked(None), units(*named)) == Offer((), ())


@pytest.mark.parametrize(
    "wrong",
    [
        {"weights": EACH.model_dump() | {"proposer": 1001}},
        {"weights": EACH.model_dump() | {"topic": -1}},
        {"half_at": 0},
        {"main_at_most": 51},
        {"topics": {TOPIC: {"units": ["U"] * 51}}},
        {"topics": {"": {"units": ["U1"]}}},
    ],
)
def test_a_county_changes_the_weights_within_bounds(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        CandidatePolicy.model_validate(SHIPPED.model_dump() | wrong)


@pytest.mark.parametrize(
    ("reason", "zh", "en"),
    [
        (Reason(kind="proposer", points=1, place=2), "提案者建议由其承办（第2顺位）", "as number 2"),
        (
            Reason(kind="returning_unit", points=1, unit_id="U1"),
            "退办单位示例局U1建议由其承办",
            "示例局U1, which returned",
        ),
        (Reason(kind="topic", points=1, topic_group=TOPIC), "本县“城建”类提案的对应单位", "topic 城建"),
        (
            Reason(kind="handled", points=1, topic_group=TOPIC, answered=3, accepted=2, returned=1),
            "办理过“城建”类提案：已答复3件，在办2件，退办1件",
            "answered 3, in hand 2, returned 1",
        ),
        (
            Reason(kind="committee", points=1, committee="城建委", instead_of=("U1", "U2")),
            "由城建委对口联系（接替示例局U1、示例局U2）",
            "Linked to 城建委 (in place of 示例局U1, 示例局U2)",
        ),
    ],
)
def test_a_reason_is_told_in_both_languages(reason: Reason, zh: str, en: str) -> None:
    words = said(reason, lambda id: f"示例局{id}")
    assert words.zh == zh
    assert en in words.en

"""Nomination, score sheets, and the lists of a key selection: each rule with its refusal."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from contracts.base import DomainRefusal
from contracts.supervision import KeyListed, KeyProposalNominated, KeyShare
from services.supervision.leader.policy import POLICY as LEADERS
from services.supervision.leader.policy import LeaderPolicy
from services.supervision.nominee import domain as nominees
from services.supervision.nominee.domain import Bounds, Nominee, Sheet
from services.supervision.nominee.policy import POLICY as NOMINEE
from services.supervision.nominee.policy import NomineePolicy
from services.supervision.oversight import domain as oversights
from services.supervision.oversight.domain import Oversight
from services.supervision.selection import domain
from services.supervision.selection.domain import KeySelection

DAY = date(2026, 3, 2)
CRITERIA = {"a": Bounds(60, 0, 10), "b": Bounds(40, 2, 4)}


def watched(**said: Any) -> Oversight:
    known: dict[str, Any] = {"proposal_id": "p1", "state": "open", "supervision_class": "general", "case_number": 1}
    return Oversight(**known | {"proposers": ("M1", "M2"), "session_id": "S1", "supervisor": "示例委员会"} | said)


def nominated(*sheets: float) -> Nominee:
    state = nominees.apply(
        None, KeyProposalNominated(proposal_id="p1", session_id="S1", nominated_by="甲委", reason="事关民生")
    )
    made = tuple(
        Sheet(scorer=f"s{n}", scorer_name="示例", points={}, total=total, policy_version=0)
        for n, total in enumerate(sheets)
    )
    return state.model_copy(update={"sheets": made})


def score(state: Nominee, points: dict[str, int], member_id: str | None = None) -> Nominee:
    events = nominees.score(
        state, scorer="s0", scorer_name="示例评分人", member_id=member_id, proposers=("M1", "M2"), criteria=CRITERIA,
        points=points, policy_version=3,
    )  # fmt: skip
    for event in events:
        state = nominees.apply(state, event)
    return state


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({"archived_year": 2025}, "archived"),
        ({"session_id": None}, "archived"),
        ({"state": "closed"}, "not-open"),
        ({"supervision_class": "key"}, "key-already"),
    ],
)
def test_what_cannot_be_nominated(said: dict[str, Any], rule: str) -> None:
    with pytest.raises(DomainRefusal) as told:
        nominees.nominate(None, watched(**said), "甲委", "事关民生")
    assert told.value.rule == rule


def test_each_committee_nominates_once_and_may_take_it_back() -> None:
    state = nominated()
    with pytest.raises(DomainRefusal, match="nominated-already"):
        nominees.nominate(state, watched(), "甲委", "再提")
    for event in nominees.nominate(state, watched(), "乙委", "调研深"):
        state = nominees.apply(state, event)
    assert [one.by for one in state.nominations] == ["甲委", "乙委"]
    with pytest.raises(DomainRefusal, match="not-nominated"):
        nominees.withdraw(state, "丙委", "误提")
    for by, left in (("甲委", "nominated"), ("乙委", "withdrawn")):
        for event in nominees.withdraw(state, by, "误提"):
            state = nominees.apply(state, event)
        assert state.state == left
    with pytest.raises(DomainRefusal, match="nominee-state"):
        score(state, {"a": 1, "b": 2})


def test_a_sheet_is_weighed_within_its_bounds_and_replaced_by_the_scorers_next() -> None:
    # 60 · 5/10 + 40 · (3-2)/(4-2)
    state = score(nominated(), {"a": 5, "b": 3})
    assert [one.total for one in state.sheets] == [50.0]
    state = score(state, {"a": 10, "b": 4})
    assert [(one.total, one.policy_version) for one in state.sheets] == [(100.0, 3)]
    for points, rule in (
        ({"a": 11, "b": 3}, "points"),
        ({"a": 5, "b": 1}, "points"),
        ({"a": 5}, "criteria"),
        ({"a": 5, "b": 3, "c": 1}, "criteria"),
    ):
        with pytest.raises(DomainRefusal) as told:
            score(state, points)
        assert told.value.rule == rule


def test_nobody_scores_the_own_proposal() -> None:
    with pytest.raises(DomainRefusal, match="own-proposal"):
        score(nominated(), {"a": 5, "b": 3}, member_id="M2")
    assert score(nominated(), {"a": 5, "b": 3}, member_id="M3").sheets


def test_mean_and_spread() -> None:
    assert (nominated().mean, nominated().spread) == (None, None)
    assert (nominated(80, 61.5, 70).mean, nominated(80, 61.5, 70).spread) == (70.5, 18.5)


def items(*ids: str, numbers: Sequence[int] = (1, 2, 3)) -> list[KeyListed]:
    return [
        KeyListed(proposal_id=id, key_number=numbers[place] if place < len(numbers) else None)
        for place, id in enumerate(ids)
    ]


def share(admitted: int, reason: str | None = None) -> KeyShare:
    return KeyShare(admitted=admitted, at_least=0.15, at_most=0.25, reason=reason, policy_version=0)


def recommend(listed: list[KeyListed], admitted: int, reason: str | None = None, **sheets: int) -> KeySelection:
    had = {item.proposal_id: 3 for item in listed} | sheets
    (event,) = domain.recommend(
        "S1", listed, sheets=had, sheets_at_least=3, share=share(admitted, reason), recommended_by="提案委员会"
    )
    return domain.apply(None, event)


def test_a_list_needs_nominations_sheets_and_the_principals_numbers() -> None:
    listed = items("p1", "p2", "p3", "p4")
    assert recommend(listed, 20).state == "recommended"
    wrong: list[tuple[str, list[KeyListed], dict[str, int]]] = [
        ("nothing-listed", [], {}),
        ("listed-twice", items("p1", "p1"), {}),
        ("principals-numbers", items("p1", "p2", "p3", numbers=(1, 2)), {}),
        ("principals-numbers", items("p1", "p2", "p3", numbers=(1, 2, 2)), {}),
        ("principals-numbers", items("p1", "p2", numbers=(1, 3)), {}),
        ("sheets-missing", listed, {"p2": 2}),
    ]
    for rule, bad, sheets in wrong:
        with pytest.raises(DomainRefusal) as told:
            recommend(bad, 20, **sheets)
        assert told.value.rule == rule
    with pytest.raises(DomainRefusal, match="not-nominated"):
        domain.recommend(
            "S1", listed, sheets={"p1": 3}, sheets_at_least=3, share=share(20), recommended_by="提案委员会"
        )


@pytest.mark.parametrize(
    ("count", "admitted", "within"), [(3, 20, True), (5, 20, True), (2, 20, False), (6, 20, False)]
)
def test_beyond_the_bounds_a_list_needs_a_reason(count: int, admitted: int, within: bool) -> None:
    listed = items(*(f"p{n}" for n in range(count)))
    if not within:
        with pytest.raises(DomainRefusal, match="share-reason"):
            recommend(listed, admitted)
    found = recommend(listed, admitted, None if within else "本年度重点事项集中")
    assert len(found.recommended) == count


def decide(state: KeySelection, listed: list[KeyListed], **said: Any) -> KeySelection:
    known: dict[str, Any] = {
        "decided_on": DAY, "document_number": "示例政协〔2026〕3号", "whys": {}, "key_now": (), "share": share(20),
        "corrects": None, "correction": None, "decided_by": "示例主席", "today": DAY,
    }  # fmt: skip
    for event in domain.decide(state, listed, **known | said):
        state = domain.apply(state, event)
    return state


def test_a_decision_explains_what_it_takes_up_and_drops() -> None:
    state = recommend(items("p1", "p2", "p3", "p4"), 20)
    changed = items("p1", "p2", "p3", "p5")
    with pytest.raises(DomainRefusal, match=r"unexplained.*p5, p4\."):
        decide(state, changed)
    with pytest.raises(DomainRefusal, match=r"no-difference.*p1"):
        decide(state, changed, whys={"p5": "社情突出", "p4": "已在办", "p1": "?"})
    # One that is key already, by a designation of its own, is not dropped in silence either.
    with pytest.raises(DomainRefusal, match=r"unexplained.*p9"):
        decide(state, changed, whys={"p5": "社情突出", "p4": "已在办"}, key_now={"p9"})
    found = decide(state, changed, whys={"p5": "社情突出", "p4": "已在办", "p9": "并入"}, key_now={"p9"})
    assert [(one.proposal_id, one.change) for one in found.decisions[0].differences] == [
        ("p5", "taken_up"), ("p4", "dropped"), ("p9", "dropped"),
    ]  # fmt: skip
    with pytest.raises(DomainRefusal, match="decided-on"):
        decide(state, items("p1", "p2", "p3", "p4"), decided_on=date(2026, 3, 3))
    with pytest.raises(DomainRefusal, match="share-reason"):
        decide(state, items("p1", "p2", "p3", "p4"), share=share(100))


def test_a_decision_is_corrected_by_a_further_one_that_says_why() -> None:
    listed = items("p1", "p2", "p3", "p4")
    state = decide(recommend(listed, 20), listed)
    for said, rule in (
        ({}, "decision-stands"),
        ({"corrects": 2, "correction": "误"}, "decision-stands"),
        ({"corrects": 1}, "correction-reason"),
    ):
        with pytest.raises(DomainRefusal) as told:
            decide(state, listed, **said)
        assert told.value.rule == rule
    with pytest.raises(DomainRefusal, match="decision-stands"):
        decide(recommend(listed, 20), listed, corrects=1, correction="误")
    with pytest.raises(DomainRefusal, match="correction-reason"):
        decide(recommend(listed, 20), listed, correction="误")
    # It is held against the decision before it, no more against what was recommended.
    second = decide(state, items("p1", "p2", "p3", "p5"), corrects=1, correction="平时提案补选",
                    whys={"p5": "新立案", "p4": "已落实"})  # fmt: skip
    third = decide(second, items("p1", "p2", "p3", "p5"), corrects=2, correction="文号更正", document_number="示例2号")
    assert [(one.decision, one.corrects) for one in third.decisions] == [(1, None), (2, 1), (3, 2)]
    assert third.decisions[0].document_number == "示例政协〔2026〕3号"


def test_a_key_designation_ends_only_while_it_can() -> None:
    key = watched(supervision_class="key", key_number=2, supervisor="县长", by_default=False)
    (event,) = oversights.revoke_key(key, "更正", "示例委员会")
    after = oversights.apply(key, event)
    assert (after.supervision_class, after.key_number, after.supervisor, after.by_default) == (
        "general", None, "示例委员会", True
    )  # fmt: skip
    # A number of a withdrawn proposal is free again; what ended as key stays so.
    assert oversights.revoke_key(key.model_copy(update={"state": "cancelled"}), "撤案", "示例委员会")
    with pytest.raises(DomainRefusal, match="state"):
        oversights.revoke_key(key.model_copy(update={"state": "closed"}), "更正", "示例委员会")
    with pytest.raises(DomainRefusal, match="not-key"):
        oversights.revoke_key(watched(), "更正", "示例委员会")


def test_policies_that_nobody_could_follow_are_refused() -> None:
    sheet = NOMINEE.default().model_dump()
    sheet["criteria"][0]["weight"] += 1
    with pytest.raises(ValidationError, match="these make 101"):
        NomineePolicy.model_validate(sheet)
    sheet = NOMINEE.default().model_dump()
    sheet["criteria"][1]["most"] = 0
    with pytest.raises(ValidationError, match="between the bounds of concern"):
        NomineePolicy.model_validate(sheet)
    leaders = LEADERS.default().model_dump()
    assert list(LEADERS.default().principals.values()) == ["县委书记", "县长", "县政协主席"]
    leaders["leaders"][0]["principal"] = 2
    with pytest.raises(ValidationError, match="principal of the numbers"):
        LeaderPolicy.model_validate(leaders)
    leaders = LEADERS.default().model_dump()
    fifth = leaders["leaders"][4]
    fifth |= {"at_least": 4}
    with pytest.raises(ValidationError, match="at least 4 and at most 3"):
        LeaderPolicy.model_validate(leaders)
    fifth |= {"at_least": 1, "name": "县长"}
    with pytest.raises(ValidationError, match="named once"):
        LeaderPolicy.model_validate(leaders)

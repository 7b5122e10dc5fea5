"""The review in stages: who is asked, when a stage closes, what is still wanted, each refusal."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from contracts.base import DomainRefusal, Event
from contracts.submission import (
    ProposalText,
    ReviewCutShort,
    ReviewDistributed,
    ReviewOutcome,
    ReviewStage,
    ReviewStageClosed,
    ReviewStageNear,
    ReviewStageOpened,
    ReviewStageOverdue,
    StageWanted,
    Suggestion,
)
from services.submission.reviewgroup.domain import Group
from services.submission.stage import domain
from services.submission.stage.domain import STATES, TRANSITIONS, Opinion, Review
from services.submission.stage.policy import POLICY, ReviewPolicy
from services.submission.stage.suggest import suggest

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
FIRST = StageWanted(stage="preliminary", by="members", opinions=2, hours=48, near_hours=12, blind=True)
LAST = StageWanted(stage="final", by="lead", opinions=1, hours=24, near_hours=4, blind=False)
DISTRIBUTED = ReviewDistributed(proposal_id="p1", round=1, group_id="G1", stages=(FIRST, LAST), policy_version=1)
REASONS = {"vague": "空泛"}


def asked(wanted: StageWanted) -> tuple[str, ...]:
    return domain.panel(wanted, ("R1", "R2", "R3"), "R1")


def folded(state: Review | None, events: list[Event]) -> Review:
    for event in events:
        state = domain.apply(state, event)
    assert state is not None
    return state


def opened() -> Review:
    return folded(None, domain.distribute(None, DISTRIBUTED, asked, NOW))


def says(reviewer: str, outcome: ReviewOutcome = "admit", **more: Any) -> Opinion:
    given = {"reason_code": "vague" if outcome == "decline" else None, "comment": "请补充", "suggested_units": ()}
    return Opinion(reviewer_id=reviewer, outcome=outcome, **given | {"topics": ()} | more)


def give(state: Review | None, opinion: Opinion, of: ReviewStage | None = None) -> list[Event]:
    present = state.present.stage if state and state.present else "preliminary"
    return domain.give(state, of or present, opinion, "lead", asked, NOW)


def ready() -> Review:
    state = opened()
    for opinion in (says("R2"), says("R3"), says("R1")):
        state = folded(state, give(state, opinion))
    return state


def rule(call: Callable[[], object]) -> str:
    with pytest.raises(DomainRefusal) as refusal:
        call()
    return refusal.value.rule


def test_stages_follow_each_other_as_opinions_come() -> None:
    state = opened()
    (first,) = state.stages
    assert (first.reviewers, first.wanted, first.due_at) == (("R1", "R2", "R3"), 2, NOW + timedelta(hours=48))
    assert first.near_at == NOW + timedelta(hours=36)
    state = folded(state, give(state, says("R2")))
    assert (state.present is not None and state.present.awaiting) == ("R1", "R3")
    events = give(state, says("R3", "decline"))
    closed, following = events[1:]
    assert isinstance(closed, ReviewStageClosed)
    assert (closed.agreed, closed.outcomes, closed.lead) == (False, ("admit", "decline"), "lead")
    assert isinstance(following, ReviewStageOpened)
    assert (following.stage, following.reviewers, following.wanted) == ("final", ("R1",), 1)
    state = folded(state, events)
    assert (state.state, state.disagreed, domain.wanting(state, ())) == ("open", True, ("final",))
    state = folded(state, give(state, says("R1")))
    assert (state.state, state.present, domain.wanting(state, (FIRST,))) == ("ready", None, ())


def test_an_opinion_may_be_changed_while_its_stage_is_open_and_counts_once() -> None:
    state = folded(opened(), give(opened(), says("R2")))
    assert give(state, says("R2")) == []
    (again,) = give(state, says("R2", "return"))
    state = folded(state, [again])
    assert [one.outcome for one in state.stages[0].opinions] == ["return"]
    assert not domain.closes(state, "R2")


def test_only_whoever_is_asked_gives_one() -> None:
    assert rule(lambda: give(opened(), says("R9"))) == "not-asked"
    assert rule(lambda: give(opened(), says("R1"), "final")) == "stage-over"
    assert rule(lambda: give(None, says("R1"))) == "not-in-review"
    assert rule(lambda: give(ready(), says("R1"))) == "not-in-review"


@pytest.mark.parametrize(
    ("opinion", "expected"),
    [
        (says("R1", "decline", reason_code=None), "reason-code"),
        (says("R1", "decline", reason_code="other"), "reason-code"),
        (says("R1", "admit", reason_code="vague"), "reason-code"),
        (says("R1", "return", comment=None), "comment-needed"),
    ],
)
def test_whoever_would_send_it_away_says_why(opinion: Opinion, expected: str) -> None:
    assert rule(lambda: domain.check_opinion(opinion, REASONS)) == expected
    domain.check_opinion(says("R1", "decline"), REASONS)


def test_it_goes_to_a_group_once_and_to_another_from_the_first_stage() -> None:
    state = folded(opened(), give(opened(), says("R2")))
    same = DISTRIBUTED.model_copy(update={"round": 2})
    assert rule(lambda: domain.distribute(state, same, asked, NOW)) == "distributed-already"
    assert folded(state, domain.distribute(state, same, asked, NOW, again=True)).stages[0].opinions == ()
    moved = folded(state, domain.distribute(state, same.model_copy(update={"group_id": "G2"}), asked, NOW))
    assert (moved.round, moved.group_id, moved.stages[0].opinions) == (2, "G2", ())
    assert rule(lambda: domain.distribute(None, DISTRIBUTED, lambda _: (), NOW)) == "group-conflict"
    without = DISTRIBUTED.model_copy(update={"stages": ()})
    assert rule(lambda: domain.distribute(None, without, asked, NOW)) == "no-stages"


def test_where_the_lead_is_party_to_it_the_others_stand_in_and_a_small_group_suffices() -> None:
    assert domain.panel(LAST, ("R2",), "R1") == ("R2",)
    (_, stage) = domain.distribute(None, DISTRIBUTED, lambda _: ("R2",), NOW)
    assert isinstance(stage, ReviewStageOpened)
    assert stage.wanted == 1


def test_a_decision_waits_for_the_stages_or_says_why_not() -> None:
    def cut(state: Review | None, reason: str | None, *, alone: bool) -> list[Event]:
        return domain.cut_short(state, "p1", domain.wanting(state, (FIRST, LAST)), "chair", reason, alone=alone)

    for state in (None, opened()):
        assert domain.wanting(state, (FIRST, LAST)) == ("preliminary", "final")
        assert rule(lambda state=state: cut(state, "急", alone=False)) == "stage-open"
        assert rule(lambda state=state: cut(state, None, alone=True)) == "stage-open"
        (event,) = cut(state, "急", alone=True)
        assert isinstance(event, ReviewCutShort)
        after = folded(state, [event])
        assert (after.state, after.alone, domain.wanting(after, (FIRST,)), domain.due(after)) == ("ready", "急", (), {})


def test_it_is_reminded_of_once_each_and_after_downtime_only_that_it_is_overdue() -> None:
    state = opened()
    near, due = NOW + timedelta(hours=36), NOW + timedelta(hours=48)
    assert domain.due(state) == {0: near, 1: due}
    assert domain.remind(state, ("R1",), "lead", near - timedelta(seconds=1)) == []
    (event,) = domain.remind(state, ("R1",), "lead", near)
    assert isinstance(event, ReviewStageNear)
    told = folded(state, [event])
    assert (domain.remind(told, (), "lead", near), domain.due(told)) == ([], {1: due})
    for before in (state, told):
        (late,) = domain.remind(before, ("R1",), "lead", due)
        assert isinstance(late, ReviewStageOverdue)
        after = folded(before, [late])
        assert (domain.remind(after, (), "lead", due), domain.due(after)) == ([], {})
    assert domain.remind(ready(), (), "lead", due) == []


COMMANDS: dict[str, Callable[[Review], object]] = {
    "distribute": lambda r: domain.distribute(r, DISTRIBUTED, asked, NOW, again=True),
    "give": lambda r: give(r, says("R2")),
    "remind": lambda r: domain.permit(r, "remind"),
    "cut_short": lambda r: domain.cut_short(r, "p1", ("final",), "chair", "急", alone=True),
    "set_aside": lambda r: domain.set_aside(r, "重新提交"),
}


@pytest.mark.parametrize("command", TRANSITIONS)
@pytest.mark.parametrize("state", STATES)
def test_every_pair_of_state_and_command(state: str, command: str) -> None:
    assert COMMANDS.keys() == TRANSITIONS.keys()
    subject = opened().model_copy(update={"state": state})
    if state in TRANSITIONS[command]:
        COMMANDS[command](subject)
    else:
        assert rule(lambda: COMMANDS[command](subject)) == "not-in-review"


def group(id: str, *topics: str, sectors: tuple[str, ...] = ()) -> Group:
    return Group(
        id=id, session_id="S1", name=id, topics=topics, sectors=sectors, members=("R1",), lead="R1", active=True
    )


def test_a_group_is_suggested_by_topic_then_sector_then_load() -> None:
    text = ProposalText(
        title="关于增设老年助餐点的提案",
        situation="停车也难。",
        analysis="分析",
        suggestions=(Suggestion(number=1, text="补贴助餐点"),),
    )
    by_topic = suggest(text, "经济界", [group("A", "停车"), group("B", "助餐")], {}, {})
    assert by_topic is not None
    assert (by_topic.group_id, by_topic.by, by_topic.words) == ("B", "topic", ("助餐",))
    by_sector = suggest(text, "经济界", [group("A"), group("B", sectors=("经济界",))], {}, {"B": 9})
    assert by_sector is not None
    assert (by_sector.group_id, by_sector.by, by_sector.words) == ("B", "sector", ("经济界",))
    by_load = suggest(text, None, [group("A"), group("B")], {}, {"A": 2, "B": 1})
    assert by_load is not None
    assert (by_load.group_id, by_load.by) == ("B", "load")
    by_people = suggest(text, None, [group("A"), group("B")], {"B": ["老年"]}, {"B": 9})
    assert by_people is not None
    assert (by_people.group_id, by_people.words) == ("B", ("老年",))
    assert suggest(text, None, [], {}, {}) is None


def test_the_shipped_policy_has_no_stages_and_a_county_names_each_once_in_order() -> None:
    assert POLICY.default().plan == ()
    first, last = FIRST.model_dump(), LAST.model_dump()
    given: dict[str, Any] = {"final_word": ["clerk"], "decide_alone": ["chair"]}
    assert ReviewPolicy(stages=[first, last], **given).plan == (FIRST, LAST)
    for stages in ([last, first], [first, first], [first | {"near_hours": 48}]):
        with pytest.raises(ValidationError):
            ReviewPolicy(stages=stages, **given)

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contracts.base import DomainRefusal, Event
from contracts.submission import ProposalAdmitted, ProposalFiled, ProposalsMerged, ProposalText, Suggestion
from services.submission.proposal import domain
from services.submission.proposal.domain import STATES, TRANSITIONS, Invitation, Proposal

NOW = datetime(2026, 1, 20, 9, tzinfo=UTC)
RULES = domain.TextRules("^关于.+的提案$", 50, 3000, 10, 20)


def text(title: str = "关于增设老年助餐点的提案", *suggestions: str) -> ProposalText:
    given = suggestions or ("在各社区增设老年助餐点并给予补贴",)
    return ProposalText(
        title=title,
        situation="情况",
        analysis="分析",
        suggestions=tuple(Suggestion(number=n, text=t) for n, t in enumerate(given, 1)),
    )


def proposal(**changes: Any) -> Proposal:
    values: dict[str, Any] = {
        "id": "p1",
        "state": "filed",
        "kind": "individual",
        "first_proposer": "M1",
        "body_id": None,
        "session_id": "S1",
        "channel": "plenary",
        "text": text(),
        "publish_consent": True,
        "received_at": NOW,
    }
    return Proposal(**values | changes)


COMMANDS: dict[str, Callable[[Proposal], object]] = {
    "return": lambda p: domain.return_for_revision(p, "补充数据"),
    "refile": lambda p: domain.refile(p, "M1", text(), RULES),
    "edit": lambda p: domain.edit(p, text(), RULES),
    "admit": lambda p: domain.admit(p, 1, "民生", None, 0),
    "decline": lambda p: domain.decline(p, {"vague": "空泛"}, "vague", "没有具体建议", None, 0),
    "merge": lambda p: domain.merge(p, [proposal(id="p2")], "同一事项"),
    "merge_into": lambda p: domain.merge(proposal(id="p2"), [p], "同一事项"),
    "withdraw": lambda p: domain.withdraw(p, "M1", "已解决", assigned=False),
    "cosign": lambda p: domain.cosign(
        p.model_copy(update={"invitations": (Invitation(member_id="M2", lapses_at=NOW),)}), "M2", True, "同意", NOW
    ),
}


def test_every_command_of_the_table_is_tried() -> None:
    assert COMMANDS.keys() == TRANSITIONS.keys()


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("command", sorted(TRANSITIONS))
def test_a_command_passes_exactly_where_the_table_allows_it(state: str, command: str) -> None:
    subject = proposal(state=state)
    if state in TRANSITIONS[command]:
        assert COMMANDS[command](subject)
    else:
        with pytest.raises(DomainRefusal) as refusal:
            COMMANDS[command](subject)
        assert refusal.value.rule == "state"


def test_a_bad_text_is_told_everything_at_once() -> None:
    with pytest.raises(DomainRefusal) as refusal:
        domain.check_text(text("老年助餐", "太短"), RULES)
    assert "title must have the form" in refusal.value.detail
    assert "suggestion 1 is shorter" in refusal.value.detail


def test_blanks_do_not_count() -> None:
    assert domain.plain_length(" 关 于\n\t助餐　") == 4


def test_nothing_can_be_reviewed_while_an_invitation_is_open() -> None:
    waiting = proposal(invitations=(Invitation(member_id="M2", lapses_at=NOW),))
    with pytest.raises(DomainRefusal, match="cosign-open"):
        domain.admit(waiting, 1, "民生", None, 0)
    lapsed = waiting
    for event in domain.lapse(waiting, NOW):
        lapsed = domain.apply(lapsed, event)
    (admitted,) = domain.admit(lapsed, 1, "民生", None, 0)
    assert isinstance(admitted, ProposalAdmitted)
    assert admitted.proposers == ("M1",)


def test_an_answer_after_the_lapse_does_not_count() -> None:
    invited = proposal(invitations=(Invitation(member_id="M2", lapses_at=NOW),))
    with pytest.raises(DomainRefusal, match="invitation-over"):
        domain.cosign(invited, "M2", True, "同意", NOW + timedelta(seconds=1))


def test_a_merge_keeps_every_proposer_once() -> None:
    joint = proposal(
        id="p2", first_proposer="M2", invitations=(Invitation(member_id="M3", lapses_at=NOW, answer="agreed"),)
    )
    again = proposal(id="p3", first_proposer="M3")
    events, into = domain.merge(proposal(), [joint, again], "同一事项")
    assert isinstance(events[0], ProposalsMerged)
    assert domain.apply(proposal(), events[0]).proposers == ("M1", "M2", "M3")
    assert set(into) == {"p2", "p3"}


def test_only_an_undone_assignment_lets_a_proposal_be_withdrawn() -> None:
    with pytest.raises(DomainRefusal, match="assigned-already"):
        domain.withdraw(proposal(state="admitted"), "M1", "撤回", assigned=True)
    with pytest.raises(DomainRefusal, match="first-proposer"):
        domain.withdraw(proposal(), "M2", "撤回", assigned=False)


@pytest.mark.parametrize(
    ("kind", "body", "cosigners", "rule"),
    [
        ("joint", None, [], "cosigners"),
        ("individual", None, ["M2"], "cosigners"),
        ("collective", None, [], "body"),
        ("individual", "B1", [], "body"),
        ("joint", None, ["M1"], "cosigners"),
        ("joint", None, ["M2", "M2"], "cosigners"),
    ],
)
def test_the_kind_must_fit_who_files(kind: Any, body: str | None, cosigners: list[str], rule: str) -> None:
    filed = ProposalFiled(
        proposal_id="p1",
        kind=kind,
        first_proposer="M1",
        body_id=body,
        session_id="S1",
        channel="plenary",
        text=text(),
        publish_consent=True,
        received_at=NOW,
    )
    with pytest.raises(DomainRefusal, match=rule):
        domain.file(filed, RULES, cosigners, NOW, timedelta(hours=3))


def test_an_unknown_event_does_not_fold() -> None:
    with pytest.raises(ValueError, match="before ProposalFiled"):
        domain.apply(None, Event())

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from contracts.base import DomainRefusal, Event
from contracts.submission import (
    Assisted,
    Attachment,
    ProposalAdmitted,
    ProposalFiled,
    ProposalsMerged,
    ProposalText,
    Suggestion,
)
from services.submission.attachment import domain as attachments
from services.submission.merge import domain as merging
from services.submission.paper import objections
from services.submission.proposal import aftermath, cosigning, domain, revision
from services.submission.proposal.domain import STATES, TRANSITIONS, Invitation, MergeAnswer, Objection, Proposal
from services.submission.proposal.form import Draft, TextRules, compose, plain_length
from services.submission.proposal.policy import POLICY

NOW = datetime(2026, 1, 20, 9, tzinfo=UTC)
RULES = TextRules("^关于.+的提案$", 50, 3000, 10, 20)


def text(title: str = "关于增设老年助餐点的提案", *suggestions: str) -> ProposalText:
    given = suggestions or ("在各社区增设老年助餐点并给予补贴",)
    return ProposalText(
        title=title,
        situation="情况",
        analysis="分析",
        suggestions=tuple(Suggestion(number=n, text=t) for n, t in enumerate(given, 1)),
    )


def draft(*suggestions: str, **changes: str) -> Draft:
    values = {"title": "关于增设老年助餐点的提案", "situation": "情况", "analysis": "分析"} | changes
    return Draft(**values, suggestions=suggestions or ("在各社区增设老年助餐点并给予补贴",))


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


FILE = Attachment(
    attachment_id="a1",
    name="附件.pdf",
    purpose="attachment",
    media_type="application/pdf",
    bytes=10,
    sha256="0" * 64,
    scanned=True,
    added_at=NOW,
)

ASSISTED = Assisted(paper_id="e1", entered_by="first", confirmed_by="second", object_until=NOW.date(), policy_version=0)


def objected(p: Proposal) -> Proposal:
    objection = Objection(reason="不是我写的", text_version=1)
    return p.model_copy(update={"assisted": ASSISTED, "objection": objection})


COMMANDS: dict[str, Callable[[Proposal], object]] = {
    "review": lambda p: domain.permit(p, "review") or True,
    "return": lambda p: revision.return_for_revision(p, "补充数据"),
    "refile": lambda p: revision.refile(p, "M1", draft(), RULES),
    "edit": lambda p: revision.edit(p, draft(), RULES),
    "admit": lambda p: domain.admit(p, 1, "民生", None, 0),
    "decline": lambda p: domain.decline(p, {"vague": "空泛"}, "vague", "没有具体建议", None, 0, "clerk", NOW.date()),
    "merge": lambda p: merging.merge(p, [proposal(id="p2")], "同一事项"),
    "merge_into": lambda p: merging.merge(proposal(id="p2"), [p], "同一事项"),
    "undo_merge": lambda p: merging.undo_merge(
        p.model_copy(update={"children": ("p2",)}), [proposal(id="p2", state="merged")], "合并有误", assigned=False
    ),
    "unmerge": lambda p: merging.undo_merge(proposal(id="p2", children=("p1",)), [p], "合并有误", assigned=False),
    "answer_merge": lambda p: merging.answer(asked(p), "p1", "M1", True, None, NOW),
    "overrule_merge": lambda p: merging.overrule(asked(p, "objected"), "同一事项", "other"),
    "withdraw": lambda p: domain.withdraw(p, "M1", "已解决", assigned=False),
    "cosign": lambda p: cosigning.cosign(
        p.model_copy(update={"invitations": (Invitation(member_id="M2", lapses_at=NOW),)}), "M2", True, "同意", NOW
    ),
    "invite": lambda p: cosigning.invite(joint_with(p, "M2"), "M1", ["M3"], NOW, timedelta(hours=3)),
    "cancel_invitation": lambda p: cosigning.cancel(joint_with(p, "M2"), "M1", "M2"),
    "answer_redirect": lambda p: aftermath.answer_redirect(p.model_copy(update={"redirect": "转社情民意"}), "M1", True),
    "reconsider": lambda p: aftermath.reconsider(p, "M1", "数据有误", NOW.date()),
    "decide_reconsideration": lambda p: aftermath.decide(
        p.model_copy(update={"reconsideration": "asked", "declined_by": "a"}), "b", True, "理由成立"
    ),
    "attach": lambda p: attachments.attach(p, "M1", FILE, attachments.Limits(5, 1000, 2000)),
    "detach": lambda p: attachments.detach(p.model_copy(update={"attachments": (FILE,)}), "M1", "a1"),
    "object_to_entry": lambda p: objections.object_to_entry(
        p.model_copy(update={"assisted": ASSISTED}), "M1", "不是我写的", NOW.date()
    ),
    "settle_objection": lambda p: objections.settle(objected(p), "stands", "与纸质件一致", "third"),
}


def joint_with(state: Proposal, *members: str, **answers: str) -> Proposal:
    """With an open invitation for each of ``members``, and others that came out as ``answers`` say."""
    said = {**dict.fromkeys(members, "open"), **answers}
    made = [Invitation.model_validate({"member_id": m, "lapses_at": NOW, "answer": a}) for m, a in said.items()]
    return state.model_copy(update={"kind": "joint", "invitations": tuple(made)})


def asked(state: Proposal, answer: str = "open") -> Proposal:
    """A master whose proposers are asked whether they agree."""
    answers = tuple(MergeAnswer.model_validate({"of": id, "answer": answer}) for id in ("p1", "p2"))
    return state.model_copy(
        update={"children": ("p2",), "merge_answers": answers, "merge_answer_by": NOW, "merged_by": "merger"}
    )


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
        compose(draft("太短", "", title="老年助餐", situation="", analysis=""), RULES)
    assert refusal.value.rule == "text-form"
    for part in (
        "title must have the form",
        "situation is missing",
        "analysis is missing",
        "suggestion 1",
        "suggestion 2",
    ):
        assert part in refusal.value.detail


def test_a_suggestion_is_no_longer_than_a_part() -> None:
    """Twenty of any length were more than an event carries."""
    compose(draft("增" * 3000), RULES)
    with pytest.raises(DomainRefusal, match="suggestion 2 is longer than 3000 characters"):
        compose(draft("增" * 3000, "增" * 3001), RULES)


@pytest.mark.parametrize(
    "change", [{"title_pattern": "^(关于"}, {"cosign_hours_plenary": -1}, {"decline_reasons": {"两字": "理由"}}]
)
def test_a_policy_under_which_nobody_could_file_is_none(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        POLICY.model.model_validate(POLICY.default().model_dump() | change)


def test_suggestions_are_numbered_from_one() -> None:
    composed = compose(draft("在每个街道至少增设两处老年助餐点", "把助餐补贴提高到每餐三元"), RULES)
    assert [s.number for s in composed.suggestions] == [1, 2]


def test_blanks_do_not_count() -> None:
    assert plain_length(" 关 于\n\t助餐　") == 4


def test_nothing_can_be_reviewed_while_an_invitation_is_open() -> None:
    waiting = proposal(invitations=(Invitation(member_id="M2", lapses_at=NOW),))
    with pytest.raises(DomainRefusal, match="cosign-open"):
        domain.admit(waiting, 1, "民生", None, 0)
    lapsed = waiting
    for event in cosigning.lapse(waiting, NOW):
        lapsed = domain.apply(lapsed, event)
    (admitted,) = domain.admit(lapsed, 1, "民生", None, 0)
    assert isinstance(admitted, ProposalAdmitted)
    assert admitted.proposers == ("M1",)


def test_an_answer_after_the_lapse_does_not_count() -> None:
    invited = proposal(invitations=(Invitation(member_id="M2", lapses_at=NOW),))
    with pytest.raises(DomainRefusal, match="invitation-over"):
        cosigning.cosign(invited, "M2", True, "同意", NOW + timedelta(seconds=1))


def test_an_answer_received_in_time_counts_also_once_the_lapse_is_recorded() -> None:
    lapsed = proposal(invitations=(Invitation(member_id="M2", lapses_at=NOW, answer="lapsed"),))
    with pytest.raises(DomainRefusal, match="invitation-over"):
        cosigning.cosign(lapsed, "M2", True, "同意", NOW + timedelta(seconds=1))
    (answered,) = cosigning.cosign(lapsed, "M2", True, "同意", NOW)
    assert domain.apply(lapsed, answered).proposers == ("M1", "M2")
    declined = proposal(invitations=(Invitation(member_id="M2", lapses_at=NOW, answer="declined"),))
    with pytest.raises(DomainRefusal, match="invitation-over"):
        cosigning.cosign(declined, "M2", True, "同意", NOW)


def test_who_manages_invitations_and_when() -> None:
    hours = timedelta(hours=3)

    def refused(rule: str, state: Proposal, members: list[str], by: str | None = "M1") -> None:
        with pytest.raises(DomainRefusal) as refusal:
            cosigning.invite(state, by, members, NOW, hours)
        assert refusal.value.rule == rule

    waiting = joint_with(proposal(), "M2", M4="declined", M5="lapsed", M6="cancelled", M7="agreed")
    refused("first-proposer", waiting, ["M3"], "M2")
    refused("cosigners", proposal(), ["M3"])
    refused("cosigners", waiting, ["M3", "M3"])
    refused("cosigners", waiting, ["M1"])
    for member in ("M2", "M4", "M7"):
        refused("invited-already", waiting, ["M3", member])
    answered = joint_with(proposal(), M2="agreed")
    refused("review-begun", answered, ["M3"])
    assert cosigning.invite(answered.model_copy(update={"state": "returned"}), "M1", ["M3"], NOW, hours)
    after = fold(waiting, cosigning.invite(waiting, "M1", ["M3", "M5", "M6"], NOW + hours, hours))
    open_still = {one.member_id: one.lapses_at for one in after.invitations if one.answer == "open"}
    assert open_still == {"M2": NOW, "M3": NOW + 2 * hours, "M5": NOW + 2 * hours, "M6": NOW + 2 * hours}
    assert len(after.invitations) == 6
    # The next lapse is the earliest; then the others' turn comes.
    assert cosigning.lapses_at(after) == NOW
    later = fold(after, cosigning.lapse(after, NOW))
    assert cosigning.lapses_at(later) == NOW + 2 * hours
    assert cosigning.lapses_at(later.model_copy(update={"state": "withdrawn"})) is None


def test_a_wrong_invitation_is_taken_back_until_it_is_answered() -> None:
    waiting = joint_with(proposal(), "M2", M3="agreed")
    for by, member, rule in (
        ("M2", "M2", "first-proposer"),
        ("M1", "M3", "invitation-over"),
        ("M1", "M9", "not-invited"),
    ):
        with pytest.raises(DomainRefusal) as refusal:
            cosigning.cancel(waiting, by, member)
        assert refusal.value.rule == rule
    after = fold(waiting, cosigning.cancel(waiting, "M1", "M2"))
    assert (domain.involved(after), after.proposers) == ({"M1", "M3"}, ("M1", "M3"))
    assert domain.admit(after, 1, "民生", None, 0)
    with pytest.raises(DomainRefusal, match="invitation-over"):
        cosigning.cosign(after, "M2", True, "同意", NOW)


def test_a_merge_keeps_every_proposer_once() -> None:
    joint = proposal(
        id="p2", first_proposer="M2", invitations=(Invitation(member_id="M3", lapses_at=NOW, answer="agreed"),)
    )
    again = proposal(id="p3", first_proposer="M3")
    events, into = merging.merge(proposal(), [joint, again], "同一事项")
    assert isinstance(events[0], ProposalsMerged)
    assert domain.apply(proposal(), events[0]).proposers == ("M1", "M2", "M3")
    assert set(into) == {"p2", "p3"}


def fold(state: Proposal, events: list[Event]) -> Proposal:
    for event in events:
        state = domain.apply(state, event)
    return state


def test_an_undone_merge_leaves_everybody_with_their_own() -> None:
    cosigner = Invitation(member_id="M9", lapses_at=NOW, answer="agreed", agreed_version=1)
    master, child = proposal(invitations=(cosigner,)), proposal(id="p2", first_proposer="M2")
    events, into = merging.merge(master, [child], "同一事项")
    merged, gone = fold(master, events), fold(child, into["p2"])
    assert (merged.children, merged.proposers) == (("p2",), ("M1", "M9", "M2"))
    undone, back = merging.undo_merge(merged, [gone], "并案有误", assigned=False)
    assert fold(merged, undone) == master
    assert fold(gone, back["p2"]) == child


def test_where_the_county_asks_each_proposer_answers_a_merge_once_and_in_time() -> None:
    child = proposal(id="p2", first_proposer="M2")
    events, into = merging.merge(proposal(), [child], "同一事项", "merger", NOW)
    master = fold(proposal(), events)
    assert [(one.of, one.answer) for one in master.merge_answers] == [("p1", "open"), ("p2", "open")]
    assert into["p2"][0].model_dump()["answer_by"] == NOW
    for wrong, rule in (
        (lambda: merging.answer(master, "p9", "M9", True, None, NOW), "merge-not-asked"),
        (lambda: merging.answer(master, "p2", "M2", False, None, NOW), "reason-needed"),
        (lambda: merging.answer(master, "p2", "M2", True, None, NOW + timedelta(seconds=1)), "too-late"),
        (lambda: merging.overrule(master, "同一事项", "other"), "no-objection"),
        (lambda: merging.check_merge_answered(master, NOW), "merge-open"),
    ):
        with pytest.raises(DomainRefusal, match=rule):
            wrong()
    # Silence is no objection.
    merging.check_merge_answered(master, NOW + timedelta(seconds=1))
    both = fold(master, merging.answer(master, "p1", "M1", True, None, NOW))
    agreed = fold(both, merging.answer(both, "p2", "M2", True, None, NOW))
    merging.check_merge_answered(agreed, NOW)
    with pytest.raises(DomainRefusal, match="answered-already"):
        merging.answer(agreed, "p2", "M2", False, "不是一回事", NOW)


def test_an_objection_holds_until_another_overrules_it_or_the_merge_is_undone() -> None:
    child = proposal(id="p2", first_proposer="M2")
    events, into = merging.merge(proposal(), [child], "同一事项", "merger", NOW)
    master = fold(proposal(), events)
    objecting = fold(master, merging.answer(master, "p2", "M2", False, "不是一回事", NOW))
    with pytest.raises(DomainRefusal, match="merge-objected"):
        merging.check_merge_answered(objecting, NOW + timedelta(days=99))
    with pytest.raises(DomainRefusal, match="four-eyes"):
        merging.overrule(objecting, "同一事项", "merger")
    overruled = fold(objecting, merging.overrule(objecting, "同一事项", "other"))
    assert [(one.answer, one.explanation) for one in overruled.merge_answers] == [
        ("open", None),
        ("overruled", "同一事项"),
    ]
    merging.check_merge_answered(overruled, NOW + timedelta(days=99))
    undone, back = merging.undo_merge(objecting, [fold(child, into["p2"])], "采纳异议", assigned=False)
    assert fold(objecting, undone) == proposal()
    assert fold(fold(child, into["p2"]), back["p2"]) == child


def test_a_second_merge_keeps_the_first() -> None:
    first, _ = merging.merge(proposal(), [proposal(id="p2", first_proposer="M2")], "同一事项")
    once = fold(proposal(), first)
    second, _ = merging.merge(once, [proposal(id="p3", first_proposer="M3")], "同一事项")
    twice = fold(once, second)
    assert (twice.children, twice.proposers) == (("p2", "p3"), ("M1", "M2", "M3"))


def test_an_admitted_merge_is_undone_until_it_is_assigned_and_its_number_stays() -> None:
    cosigner = Invitation(member_id="M9", lapses_at=NOW, answer="agreed", agreed_version=1)
    child = proposal(id="p2", first_proposer="M2")
    events, into = merging.merge(proposal(invitations=(cosigner,)), [child], "同一事项")
    master = fold(proposal(invitations=(cosigner,)), events)
    admitted, gone = fold(master, domain.admit(master, 7, "民生", None, 0)), fold(child, into["p2"])
    with pytest.raises(DomainRefusal, match="number 7") as refusal:
        merging.undo_merge(admitted, [gone], "并案有误", assigned=True)
    assert refusal.value.rule == "assigned-already"
    undone, back = merging.undo_merge(admitted, [gone], "并案有误", assigned=False)
    assert [event.model_dump()["proposers"] for event in undone] == [("M1", "M9")]
    after = fold(admitted, undone)
    assert (after.state, after.case_number, after.children, after.proposers) == ("admitted", 7, (), ("M1", "M9"))
    assert fold(gone, back["p2"]) == child
    # Before its admission nobody else knows its proposers; withdrawn, nothing is handled any more.
    assert merging.undo_merge(master, [gone], "并案有误", assigned=False)[0][0].model_dump()["proposers"] is None
    withdrawn = admitted.model_copy(update={"state": "withdrawn"})
    assert merging.undo_merge(withdrawn, [gone], "并案有误", assigned=True)
    with pytest.raises(DomainRefusal, match="not-merged"):
        merging.undo_merge(proposal(), [], "并案有误", assigned=False)


def test_a_declined_master_stays_declined_when_its_merge_is_undone() -> None:
    child = proposal(id="p2", first_proposer="M2")
    events, into = merging.merge(proposal(), [child], "同一事项")
    merged, gone = fold(proposal(), events), fold(child, into["p2"])
    reasons, until = {"vague": "空泛"}, NOW.date()
    declined = fold(merged, domain.decline(merged, reasons, "vague", "空泛", "转社情民意", 0, "clerk", until))
    asked_for = fold(declined, aftermath.reconsider(declined, "M1", "数据有误", until))
    undone, back = merging.undo_merge(asked_for, [gone], "各自单独审查", assigned=False)
    assert [event.model_dump()["proposers"] for event in undone] == [None]
    after = fold(asked_for, undone)
    assert (after.state, after.children, after.proposers) == ("declined", (), ("M1",))
    # What its own proposer was offered, and has asked for, stands.
    assert (after.redirect, after.redirect_agreed, after.reconsideration) == ("转社情民意", None, "asked")
    assert fold(gone, back["p2"]) == child


def test_an_agreement_remembers_the_text_it_was_given_to() -> None:
    invited = proposal(invitations=(Invitation(member_id="M2", lapses_at=NOW),))
    agreed = fold(invited, cosigning.cosign(invited, "M2", True, "情况属实", NOW))
    edited = fold(agreed, revision.edit(agreed, draft(situation="另一情况"), RULES))
    assert (edited.invitations[0].answer, edited.invitations[0].agreed_version, edited.text_version) == ("agreed", 1, 2)


def test_an_invitation_to_what_was_withdrawn_does_not_lapse() -> None:
    withdrawn = proposal(state="withdrawn", invitations=(Invitation(member_id="M2", lapses_at=NOW),))
    assert cosigning.lapse(withdrawn, NOW) == []


def test_what_is_repeated_came_before() -> None:
    later = proposal(received_at=NOW)
    domain.check_repeats(later, "p0", NOW - timedelta(days=1), archived=False)
    domain.check_repeats(later, "A-2024-3", None, archived=True)
    for repeats, received_at in (("p0", NOW + timedelta(days=1)), ("none", None), ("p1", NOW)):
        with pytest.raises(DomainRefusal, match="repeats-unknown"):
            domain.check_repeats(later, repeats, received_at, archived=False)


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
        domain.file(filed, cosigners, NOW, timedelta(hours=3))


def test_an_unknown_event_does_not_fold() -> None:
    with pytest.raises(ValueError, match="before ProposalFiled"):
        domain.apply(None, Event())

"""Entries from paper: what may follow what, and that two logins stand for each."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from contracts.base import DomainRefusal
from contracts.files import Limits
from contracts.submission import (
    Attachment,
    PaperCosigner,
    PaperEntry,
    PaperProposalCorrected,
    ProposalFiled,
    ProposalText,
    Suggestion,
)
from services.submission.attachment.domain import detach
from services.submission.paper import domain, objections
from services.submission.paper.domain import STATES, TRANSITIONS, Paper
from services.submission.proposal.cosigning import lapses_at
from services.submission.proposal.domain import Proposal, apply, permit
from services.submission.proposal.revision import refile_on_paper
from tests.unit.services.submission.test_submission_proposal import ASSISTED, objected, proposal

NOW = datetime(2026, 1, 20, 9, tzinfo=UTC)
LIMITS = Limits(5, 100, 200)
SCAN = Attachment(
    attachment_id="a1",
    name="扫描件.pdf",
    purpose="paper_scan",
    media_type="application/pdf",
    bytes=10,
    sha256="0" * 64,
    scanned=True,
    added_at=NOW,
)
ENTRY = PaperEntry(
    member_id="M1",
    kind="joint",
    session_id="S1",
    channel="plenary",
    text=ProposalText(
        title="关于增设老年助餐点的提案",
        situation="情况",
        analysis="分析",
        suggestions=(Suggestion(number=1, text="在各社区增设老年助餐点并给予补贴"),),
    ),
    publish_consent=True,
    received_at=NOW,
    cosigners=(PaperCosigner(member_id="M2", opinion="同意"),),
)


def paper(**changes: Any) -> Paper:
    values: dict[str, Any] = {
        "id": "e1",
        "state": "waiting",
        "entry": ENTRY,
        "entered_on": NOW.date(),
        "entered_by": "first",
        "attachments": (SCAN,),
    }
    return Paper(**values | changes)


COMMANDS: dict[str, Callable[[Paper], object]] = {
    "correct": lambda p: domain.correct(p, ENTRY.model_copy(update={"publish_consent": False}), "first"),
    "attach": lambda p: domain.attach(p, SCAN.model_copy(update={"sha256": "1" * 64}), LIMITS, "first"),
    "detach": lambda p: domain.detach(p, "a1", "first"),
    "refuse": lambda p: domain.refuse(p, "漏了一条建议", "second"),
    "confirm": lambda p: domain.confirm(p, "second", "p1", scan_required=True),
    "discard": lambda p: domain.discard(p, "委员收回了纸质件", "first"),
}


def refused(rule: str, command: Callable[[], object]) -> None:
    with pytest.raises(DomainRefusal) as refusal:
        command()
    assert refusal.value.rule == rule


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("command", sorted(TRANSITIONS))
def test_a_command_passes_exactly_where_the_table_allows_it(state: str, command: str) -> None:
    assert COMMANDS.keys() == TRANSITIONS.keys()
    if state in TRANSITIONS[command]:
        assert COMMANDS[command](paper(state=state))
    else:
        refused("state", lambda: COMMANDS[command](paper(state=state)))


def test_who_changed_it_last_confirms_and_refuses_nothing() -> None:
    for change in (
        lambda: domain.confirm(paper(), "first", "p1", scan_required=True),
        lambda: domain.refuse(paper(), "不清楚", "first"),
    ):
        refused("four-eyes", change)
    (corrected,) = domain.correct(paper(), ENTRY.model_copy(update={"kind": "individual"}), "second")
    after = domain.apply(paper(), corrected)
    refused("four-eyes", lambda: domain.confirm(after, "second", "p1", scan_required=True))
    assert domain.confirm(after, "first", "p1", scan_required=True)
    (added,) = domain.attach(paper(), SCAN.model_copy(update={"sha256": "1" * 64}), LIMITS, "second")
    refused("four-eyes", lambda: domain.confirm(domain.apply(paper(), added), "second", "p1", scan_required=True))
    (removed,) = domain.detach(paper(), "a1", "second")
    after = domain.apply(paper(), removed)
    refused("four-eyes", lambda: domain.confirm(after, "second", "p1", scan_required=False))
    refused("scan-missing", lambda: domain.confirm(after, "first", "p1", scan_required=True))
    assert domain.confirm(after, "first", "p1", scan_required=False)


def test_what_was_refused_waits_again_once_it_is_given_back_even_unchanged() -> None:
    (refusal,) = domain.refuse(paper(), "扫描件缺页", "second")
    after = domain.apply(paper(), refusal)
    assert (after.state, after.refusal, after.refused_by) == ("refused", "扫描件缺页", "second")
    (again,) = domain.correct(after, ENTRY, "first")
    assert isinstance(again, PaperProposalCorrected)
    waiting = domain.apply(after, again)
    assert (waiting.state, waiting.refusal, waiting.refused_by) == ("waiting", None, None)
    assert domain.correct(waiting, ENTRY, "first") == []


def test_a_refused_entry_is_given_up_by_whoever_entered_it_last() -> None:
    refusal = paper(state="refused")
    refused("not-entered-by-you", lambda: domain.discard(refusal, "重复录入", "second"))
    (discarded,) = domain.discard(refusal, "重复录入", "first")
    after = domain.apply(refusal, discarded)
    assert (after.state, after.discarded, after.discarded_by) == ("discarded", "重复录入", "first")
    assert after.attachments == refusal.attachments


def test_each_kind_of_entry_is_corrected_as_what_it_is() -> None:
    own, corrected = paper(), paper(refiles="p1", refiles_version=1)
    domain.check_own(own)
    refused("refiling", lambda: domain.check_own(corrected))
    assert domain.refiled(corrected) == "p1"
    refused("refiling", lambda: domain.refiled(own))
    domain.check_answers(NOW, NOW)
    refused("received-on", lambda: domain.check_answers(NOW - timedelta(microseconds=1), NOW))


def test_filed_again_from_paper_it_is_assisted_and_its_proposer_may_object_anew() -> None:
    settled = apply(objected(proposal()), objections.settle(objected(proposal()), "stands", "一致", "third")[0])
    returned = settled.model_copy(update={"state": "returned"})
    again = ASSISTED.model_copy(update={"paper_id": "e2"})
    (event,) = refile_on_paper(returned, ENTRY.text, (SCAN,), again, NOW)
    after = apply(returned, event)
    assert (after.state, after.text_version, after.assisted, after.objection) == ("filed", 2, again, None)
    assert (after.session_id, after.channel) == (returned.session_id, returned.channel)
    assert after.attachments[-1] == SCAN
    second = apply(after, objections.object_to_entry(after, "M1", "录错了", again.object_until)[0])
    refused("filed-before", lambda: objections.settle(second, "withdrawn", "录错了人", "third"))
    assert objections.settle(second, "stands", "一致", "third")
    open_one = objected(proposal()).model_copy(update={"state": "returned"})
    refused("objection-open", lambda: refile_on_paper(open_one, ENTRY.text, (SCAN,), again, NOW))
    refused("state", lambda: refile_on_paper(proposal(), ENTRY.text, (SCAN,), again, NOW))


@pytest.mark.parametrize(("member", "body"), [("M1", None), ("M2", None), (None, "B1"), ("M9", "B1")])
def test_nobody_enters_what_is_their_own(member: str | None, body: str | None) -> None:
    entry = ENTRY.model_copy(update={"body_id": "B1"})
    refused("conflict-of-interest", lambda: domain.check_conflict(entry, member, body))


def test_a_stranger_enters_it_and_no_body_is_no_party() -> None:
    domain.check_conflict(ENTRY, "M9", "B1")
    domain.check_conflict(ENTRY, None, None)


def test_the_form_is_that_of_any_filing() -> None:
    domain.check_form("joint", "M1", None, ("M2",))
    domain.check_form("collective", "M1", "B1", ())
    refused("cosigners", lambda: domain.check_form("joint", "M1", None, ()))
    refused("cosigners", lambda: domain.check_form("individual", "M1", None, ("M2",)))
    refused("cosigners", lambda: domain.check_form("joint", "M1", None, ("M2", "M2")))
    refused("cosigners", lambda: domain.check_form("joint", "M1", None, ("M1",)))
    refused("body", lambda: domain.check_form("collective", "M1", None, ()))
    refused("body", lambda: domain.check_form("individual", "M1", "B1", ()))


def test_a_paper_comes_in_before_it_is_entered_and_not_long_before() -> None:
    entered = date(2026, 1, 20)

    def check(day: date) -> None:
        domain.check_received(datetime(day.year, day.month, day.day, tzinfo=UTC), day, NOW, entered, 30)

    check(entered)
    check(entered - timedelta(days=30))
    refused("received-on", lambda: check(entered - timedelta(days=31)))
    refused("received-on", lambda: check(entered + timedelta(days=1)))


def filed() -> Proposal:
    event = ProposalFiled(
        proposal_id="p1",
        kind="joint",
        first_proposer="M1",
        session_id="S1",
        channel="plenary",
        text=ENTRY.text,
        publish_consent=True,
        received_at=NOW,
        attachments=(SCAN,),
        assisted=ASSISTED,
    )
    state: Proposal | None = None
    for one in domain.signed(ENTRY, event, NOW):
        state = apply(state, one)
    assert state is not None
    return state


def test_signatures_on_paper_are_agreements_that_nobody_waits_for() -> None:
    state = filed()
    assert state.proposers == ("M1", "M2")
    assert [(i.answer, i.agreed_version, i.on_paper) for i in state.invitations] == [("agreed", 1, True)]
    assert lapses_at(state) is None
    permit(state, "admit")


def test_the_scan_of_the_paper_stays() -> None:
    refused("paper-scan", lambda: detach(filed().model_copy(update={"state": "returned"}), "M1", "a1"))


def test_the_proposer_objects_once_and_in_time() -> None:
    today = ASSISTED.object_until
    assert objections.object_to_entry(filed(), "M1", "不是我写的", today)
    refused("first-proposer", lambda: objections.object_to_entry(filed(), "M2", "不是", today))
    refused("too-late", lambda: objections.object_to_entry(filed(), "M1", "不是", today + timedelta(days=1)))
    refused("not-assisted", lambda: objections.object_to_entry(proposal(), "M1", "不是", today))
    refused("objected-already", lambda: objections.object_to_entry(objected(proposal()), "M1", "不是", today))


@pytest.mark.parametrize("command", ["return", "admit", "decline", "merge", "merge_into"])
def test_its_review_waits_for_an_open_objection(command: str) -> None:
    state = objected(proposal())
    refused("objection-open", lambda: permit(state, command))
    (settled,) = objections.settle(state, "stands", "与纸质件一致", "third")
    after = apply(state, settled)
    permit(after, command)
    assert after.objection is not None
    assert (after.objection.outcome, after.objection.explanation) == ("stands", "与纸质件一致")


def test_a_third_login_settles_it_by_what_was_done() -> None:
    state = objected(proposal())
    for by in ("first", "second"):
        refused("four-eyes", lambda by=by: objections.settle(state, "stands", "一致", by))
    refused("no-objection", lambda: objections.settle(proposal(assisted=ASSISTED), "stands", "一致", "third"))
    refused("not-corrected", lambda: objections.settle(state, "corrected", "已改", "third"))
    assert objections.settle(state.model_copy(update={"text_version": 2}), "corrected", "已改", "third")
    gone: Proposal | None = state
    for event in objections.settle(state, "withdrawn", "录错了人", "third"):
        gone = apply(gone, event)
    assert gone is not None
    assert gone.objection is not None
    assert (gone.state, gone.objection.outcome) == ("withdrawn", "withdrawn")
    merged = state.model_copy(update={"state": "merged"})
    refused("state", lambda: objections.settle(merged, "withdrawn", "录错了人", "third"))
    refused(
        "no-objection",
        lambda: objections.settle(
            apply(state, objections.settle(state, "stands", "一致", "third")[0]), "stands", "一致", "third"
        ),
    )

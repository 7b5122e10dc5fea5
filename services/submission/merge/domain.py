"""Merging and its undoing (并案); what first proposers say to a merge and what a clerk makes of an objection stand on
the master."""

from collections.abc import Sequence
from datetime import datetime

from contracts.base import DomainRefusal, Event
from contracts.submission import (
    MergeAnswered,
    MergeObjectionsOverruled,
    MergeUndone,
    ProposalMergedInto,
    ProposalsMerged,
    ProposalUnmerged,
)
from services.submission.proposal.domain import Proposal, apply, permit


def merge(
    master: Proposal,
    children: Sequence[Proposal],
    opinion: str,
    by: str | None = None,
    answer_by: datetime | None = None,
) -> tuple[list[Event], dict[str, list[Event]]]:
    """The master's events and each child's; every original proposer stays a proposer. ``answer_by``: until when they
    are asked, where the county asks them."""
    permit(master, "merge")
    ids = [child.id for child in children]
    if not ids or master.id in ids or len(set(ids)) != len(ids):
        raise DomainRefusal("merge-two", "A merge takes a master and at least one other proposal.")
    for child in children:
        permit(child, "merge_into")
        if child.session_id != master.session_id:
            raise DomainRefusal("merge-session", f"{child.id} belongs to another session.")
    proposers = dict.fromkeys(
        member for proposal in (master, *children) for member in proposal.proposers if member != master.first_proposer
    )
    merged = ProposalsMerged(
        proposal_id=master.id,
        children=tuple(child.id for child in children),
        proposers=tuple(proposers),
        opinion=opinion,
        merged_by=by,
        answer_by=answer_by,
    )
    into: dict[str, list[Event]] = {
        child.id: [ProposalMergedInto(proposal_id=child.id, master_id=master.id, answer_by=answer_by)]
        for child in children
    }
    return [merged], into


def check_merge_answered(state: Proposal, now: datetime) -> None:
    """While its proposers may object, or one has, a merge keeps its master undecided: what is admitted goes on to be
    assigned, and then nothing is undone any more. Silence is no objection."""
    objecting = [one.of for one in state.merge_answers if one.answer == "objected"]
    if objecting:
        raise DomainRefusal(
            "merge-objected", f"The proposers of {objecting} object to the merge: overrule them, or undo it."
        )
    waiting = [one.of for one in state.merge_answers if one.answer == "open"]
    if waiting and state.merge_answer_by is not None and now <= state.merge_answer_by:
        raise DomainRefusal(
            "merge-open", f"Until {state.merge_answer_by} the proposers of {waiting} may object to the merge."
        )


def undo_merge(
    master: Proposal, children: Sequence[Proposal], reason: str, *, assigned: bool
) -> tuple[list[Event], dict[str, list[Event]]]:
    """The master's event and each child's: all that was merged into it is filed again, with its own proposers.

    An admitted master stays admitted, under its number; a child that is admitted later gets the next one. A declined
    one stays declined, with what its proposer may say to that: of the children themselves nobody has judged yet.
    """
    permit(master, "undo_merge")
    if master.state == "admitted" and assigned:
        raise DomainRefusal(
            "assigned-already",
            f"A merge is undone only until it is assigned, and number {master.case_number} is: its units handle it "
            "for all its proposers.",
        )
    if not master.children:
        raise DomainRefusal("not-merged", "Nothing was merged into this proposal.")
    for child in children:
        permit(child, "unmerge")
    undone = MergeUndone(proposal_id=master.id, children=master.children, reason=reason)
    if master.case_number is not None:
        undone = undone.model_copy(update={"proposers": apply(master, undone).proposers})
    back: dict[str, list[Event]] = {
        child.id: [ProposalUnmerged(proposal_id=child.id, master_id=master.id)] for child in children
    }
    return [undone], back


def answer(master: Proposal, of: str, member_id: str, agreed: bool, reason: str | None, now: datetime) -> list[Event]:
    """Once, until the moment that the merge named. ``of`` is the master or a child, whose first proposer the member is,
    or an officer of its body."""
    permit(master, "answer_merge")
    asked = next((one for one in master.merge_answers if one.of == of), None)
    if asked is None or master.merge_answer_by is None:
        raise DomainRefusal("merge-not-asked", "Nobody is asked whether they agree to this merge.")
    if asked.answer != "open":
        raise DomainRefusal("answered-already", f"To this merge the proposal's proposer has {asked.answer} already.")
    if now > master.merge_answer_by:
        raise DomainRefusal("too-late", f"One could answer until {master.merge_answer_by}.")
    if not agreed and reason is None:
        raise DomainRefusal("reason-needed", "Who objects says why.")
    return [MergeAnswered(proposal_id=master.id, of=of, member_id=member_id, agreed=agreed, reason=reason)]


def overrule(master: Proposal, explanation: str, by: str) -> list[Event]:
    """All objections that are there; by another login than the one that merged."""
    permit(master, "overrule_merge")
    objecting = tuple(one.of for one in master.merge_answers if one.answer == "objected")
    if not objecting:
        raise DomainRefusal("no-objection", "Nobody objects to this merge.")
    if by == master.merged_by:
        raise DomainRefusal("four-eyes", "Whoever merged may undo it, and does not overrule objections to it.")
    return [MergeObjectionsOverruled(proposal_id=master.id, of=objecting, explanation=explanation, overruled_by=by)]

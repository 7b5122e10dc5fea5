"""Agreeing or objecting to a merge, and what a clerk makes of an objection; both stand on the master."""

from datetime import datetime

from contracts.base import DomainRefusal, Event
from contracts.submission import MergeAnswered, MergeObjectionsOverruled
from services.submission.proposal.domain import Proposal, permit


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

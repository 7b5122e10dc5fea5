"""The text after filing: returned for revision (退改), filed again, edited by a clerk."""

from collections.abc import Sequence
from datetime import datetime

from contracts.base import DomainRefusal, Event
from contracts.submission import (
    Assisted,
    Attachment,
    PlacedComment,
    ProposalAmended,
    ProposalReturned,
    ProposalText,
)
from services.submission.proposal import places
from services.submission.proposal.domain import Proposal, check_proposer, permit
from services.submission.proposal.form import Draft, TextRules, compose


def return_for_revision(state: Proposal, comments: str, at: Sequence[PlacedComment] = ()) -> list[Event]:
    permit(state, "return")
    places.check(state.text, at)
    return [ProposalReturned(proposal_id=state.id, comments=comments, places=tuple(at))]


def refile(state: Proposal, member_id: str | None, draft: Draft, rules: TextRules) -> list[Event]:
    permit(state, "refile")
    check_proposer(state, member_id)
    return [ProposalAmended(proposal_id=state.id, text=compose(draft, rules), before=state.text, refiled=True)]


def refile_on_paper(
    state: Proposal, text: ProposalText, attachments: Sequence[Attachment], assisted: Assisted, received_at: datetime
) -> list[Event]:
    permit(state, "refile")
    if state.objection is not None and state.objection.outcome == "open":
        raise DomainRefusal("objection-open", "The proposer objects to what was entered; that is settled first.")
    return [
        ProposalAmended(
            proposal_id=state.id,
            text=text,
            before=state.text,
            refiled=True,
            assisted=assisted,
            received_at=received_at,
            attachments=tuple(attachments),
        )
    ]


def edit(state: Proposal, draft: Draft, rules: TextRules) -> list[Event]:
    """A clerk's edit; the before-image stays in the event and the proposer is told."""
    permit(state, "edit")
    return [ProposalAmended(proposal_id=state.id, text=compose(draft, rules), before=state.text, refiled=False)]

"""What the proposer of an assisted proposal may say to its entry, and what the staff make of that."""

from datetime import date
from typing import Literal

from contracts.base import DomainRefusal, Event
from contracts.submission import EntryObjected, EntryObjectionSettled, ProposalWithdrawn
from services.submission.proposal.domain import Proposal, check_proposer, permit

Outcome = Literal["stands", "corrected", "withdrawn"]


def object_to_entry(state: Proposal, member_id: str, reason: str, today: date) -> list[Event]:
    """Once, until the day that the filing named."""
    permit(state, "object_to_entry")
    check_proposer(state, member_id)
    if state.assisted is None:
        raise DomainRefusal("not-assisted", "Nobody entered this proposal for its proposer.")
    if state.objection is not None:
        raise DomainRefusal("objected-already", "The proposer has objected to the entry already.")
    if today > state.assisted.object_until:
        raise DomainRefusal("too-late", f"The proposer could object until {state.assisted.object_until}.")
    return [EntryObjected(proposal_id=state.id, member_id=member_id, reason=reason)]


def settle(state: Proposal, outcome: Outcome, explanation: str, by: str) -> list[Event]:
    """By somebody who neither entered nor confirmed it. What never was the member's is withdrawn, also where it is
    assigned already: nobody shall answer to who did not ask."""
    permit(state, "settle_objection")
    if state.objection is None or state.objection.outcome != "open" or state.assisted is None:
        raise DomainRefusal("no-objection", "No objection to the entry of this proposal is open.")
    if by in (state.assisted.entered_by, state.assisted.confirmed_by):
        raise DomainRefusal("four-eyes", "Whoever entered or confirmed it does not settle an objection to that.")
    if outcome == "corrected" and state.text_version == state.objection.text_version:
        raise DomainRefusal("not-corrected", "The text is still the one that was objected to; edit it first.")
    if outcome == "withdrawn" and state.refiled_on_paper:
        raise DomainRefusal(
            "filed-before",
            "Only its correction was entered from paper; edit the text, or let its proposer withdraw it.",
        )
    settled = EntryObjectionSettled(proposal_id=state.id, outcome=outcome, explanation=explanation, settled_by=by)
    if outcome != "withdrawn":
        return [settled]
    permit(state, "withdraw")
    return [settled, ProposalWithdrawn(proposal_id=state.id, reason=explanation)]

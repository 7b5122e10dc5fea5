"""Signing along (联名): answers to invitations, and their lapse."""

from datetime import datetime

from contracts.base import DomainRefusal, Event
from contracts.submission import CosignAnswered, CosignLapsed
from services.submission.proposal.domain import TRANSITIONS, Proposal, permit


def cosign(state: Proposal, member_id: str, agreed: bool, opinion: str | None, now: datetime) -> list[Event]:
    """An answer counts until the invitation lapses, even past the cut-off."""
    permit(state, "cosign")
    invitation = next((i for i in state.invitations if i.member_id == member_id), None)
    if invitation is None:
        raise DomainRefusal("not-invited", "There is no invitation for this member.")
    if invitation.answer != "open" or now > invitation.lapses_at:
        raise DomainRefusal("invitation-over", "The invitation was answered or has lapsed.")
    if agreed and not opinion:
        raise DomainRefusal("opinion-needed", "A co-signer gives an opinion of their own.")
    return [CosignAnswered(proposal_id=state.id, member_id=member_id, agreed=agreed, opinion=opinion)]


def lapse(state: Proposal, now: datetime) -> list[Event]:
    """Every open invitation whose time is over, while the proposal can still be signed."""
    if state.state not in TRANSITIONS["cosign"]:
        return []
    return [
        CosignLapsed(proposal_id=state.id, member_id=i.member_id)
        for i in state.invitations
        if i.answer == "open" and i.lapses_at <= now
    ]


def lapses_at(state: Proposal) -> datetime | None:
    """When the invitations end, also where all are answered; None where there are none any more."""
    ends = [] if state.state == "withdrawn" else [i.lapses_at for i in state.invitations if not i.on_paper]
    return max(ends, default=None)

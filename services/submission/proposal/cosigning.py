"""Signing along (联名): invitations after filing, answers to them, and their lapse."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from contracts.base import DomainRefusal, Event
from contracts.submission import CosignAnswered, CosignCancelled, CosignInvited, CosignLapsed
from services.submission.proposal.domain import TRANSITIONS, Proposal, check_proposer, permit


def invite(state: Proposal, by: str | None, members: Sequence[str], now: datetime, lapse: timedelta) -> list[Event]:
    """By the first proposer, more members, or those again who did not answer in time or were taken out.

    While it is returned, or while its review waits for another invitation anyway: afterwards reviewers have it.
    """
    permit(state, "invite")
    check_proposer(state, by)
    if state.kind != "joint":
        raise DomainRefusal("cosigners", "Only a joint proposal has co-signers.")
    if state.state == "filed" and all(one.answer != "open" for one in state.invitations):
        raise DomainRefusal("review-begun", "All have answered, and its review may have begun: it takes no more.")
    if state.first_proposer in members or len(set(members)) != len(members):
        raise DomainRefusal("cosigners", "Each co-signer is named once, the first proposer not at all.")
    settled = {one.member_id: one.answer for one in state.invitations if one.answer in ("open", "agreed", "declined")}
    again = {member: settled[member] for member in members if member in settled}
    if again:
        raise DomainRefusal("invited-already", f"Invited already, with this answer: {again}.")
    return [CosignInvited(proposal_id=state.id, member_id=member, lapses_at=now + lapse) for member in members]


def cancel(state: Proposal, by: str | None, member_id: str) -> list[Event]:
    """By the first proposer, while it is not answered: a name that was not meant must not hold up the review."""
    permit(state, "cancel_invitation")
    check_proposer(state, by)
    invitation = next((one for one in state.invitations if one.member_id == member_id), None)
    if invitation is None:
        raise DomainRefusal("not-invited", "There is no invitation for this member.")
    if invitation.answer != "open":
        raise DomainRefusal(
            "invitation-over", f"This invitation is {invitation.answer}; only an open one is taken back."
        )
    return [CosignCancelled(proposal_id=state.id, member_id=member_id)]


def cosign(state: Proposal, member_id: str, agreed: bool, opinion: str | None, now: datetime) -> list[Event]:
    """An answer counts until the invitation lapses, even past the cut-off; ``now`` is when it was received."""
    permit(state, "cosign")
    invitation = next((i for i in state.invitations if i.member_id == member_id), None)
    if invitation is None:
        raise DomainRefusal("not-invited", "There is no invitation for this member.")
    # The lapse may have been recorded while an answer that came in time was waiting for its turn.
    if invitation.answer not in ("open", "lapsed") or now > invitation.lapses_at:
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
    """When the next invitation ends that somebody may still answer; None where there is none."""
    waiting = state.state in TRANSITIONS["cosign"]
    return min((i.lapses_at for i in state.invitations if waiting and i.answer == "open"), default=None)

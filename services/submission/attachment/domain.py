"""How much may be attached, when a filed proposal's attachments change, and the seal that a body's proposal carries."""

from collections.abc import Sequence
from typing import Literal

from contracts.base import DomainRefusal, Event, ProposalKind
from contracts.files import Limits, check_room
from contracts.submission import Attachment, AttachmentAdded, AttachmentRemoved
from services.submission.proposal.domain import Proposal, check_proposer, permit

Purpose = Literal["attachment", "seal_scan"]
"""What may be asked for; in an event a purpose is a name, so that one more breaks no reader."""
SEAL: Purpose = "seal_scan"
PAPER = "paper_scan"
"""What was handed in on paper; only an entry from paper has one."""


def attach(state: Proposal, member_id: str | None, added: Attachment, limits: Limits) -> list[Event]:
    permit(state, "attach")
    check_proposer(state, member_id)
    check_room(state.attachments, added, limits)
    return [AttachmentAdded(proposal_id=state.id, attachment=added)]


def detach(state: Proposal, member_id: str | None, attachment_id: str) -> list[Event]:
    """The event says what it was: the record goes on telling that it was there."""
    permit(state, "detach")
    check_proposer(state, member_id)
    if any(one.purpose == PAPER for one in state.attachments if one.attachment_id == attachment_id):
        raise DomainRefusal("paper-scan", "The scan shows what was handed in on paper; it stays.")
    return [
        AttachmentRemoved(proposal_id=state.id, attachment=one)
        for one in state.attachments
        if one.attachment_id == attachment_id
    ]


def seal_missing(kind: ProposalKind, attachments: Sequence[Attachment]) -> bool:
    return kind == "collective" and all(one.purpose != SEAL for one in attachments)


def check_seal(kind: ProposalKind, attachments: Sequence[Attachment]) -> None:
    """Where the county's policy wants the scan."""
    if seal_missing(kind, attachments):
        raise DomainRefusal(
            "seal-scan-missing",
            "A collective proposal is filed with the scan of its body's seal: attach it to the draft as seal_scan.",
        )

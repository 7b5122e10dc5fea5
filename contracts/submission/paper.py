"""Proposals that were handed in on paper: entered by one clerk, filed once another has confirmed the entry."""

from datetime import date, datetime
from typing import Literal

from contracts.base import Channel, Line, ProposalKind, Record, Ref, Text
from contracts.submission.base import ProposalText, SubmissionEvent
from contracts.submission.filing import Attachment


class PaperCosigner(Record):
    """Whose signature and opinion stand on the paper."""

    member_id: Ref
    opinion: Text


class PaperEntry(Record):
    """All that is filed once it is confirmed. ``received_at`` is when the paper came in; session and channel are by
    that, as found when it was entered."""

    member_id: Ref
    kind: ProposalKind
    body_id: Ref | None = None
    session_id: Ref
    channel: Channel
    text: ProposalText
    publish_consent: bool
    suggested_units: tuple[Ref, ...] = ()
    booking_id: Ref | None = None
    research_date: date | None = None
    received_at: datetime
    cosigners: tuple[PaperCosigner, ...] = ()
    consent_refusal: Text | None = None
    signatory: Line | None = None


class PaperProposalEntered(SubmissionEvent):
    """``refiles`` is the returned proposal of which ``entry`` is the corrected text, ``refiles_version`` the version of
    its text that was returned; whose it is and where it belongs it keeps."""

    paper_id: Ref
    entry: PaperEntry
    entered_by: Line
    entered_on: date
    refiles: Ref | None = None
    refiles_version: int | None = None


class PaperProposalCorrected(SubmissionEvent):
    """Before it was confirmed; it waits again. ``before`` is what it replaces."""

    paper_id: Ref
    entry: PaperEntry
    before: PaperEntry
    entered_by: Line


class PaperAttachmentAdded(SubmissionEvent):
    paper_id: Ref
    attachment: Attachment
    entered_by: Line


class PaperAttachmentRemoved(SubmissionEvent):
    """``attachment`` is what it was, whose bytes stay."""

    paper_id: Ref
    attachment: Attachment
    entered_by: Line


class PaperProposalRefused(SubmissionEvent):
    """The second clerk found the entry wrong: it may be corrected, and then waits again."""

    paper_id: Ref
    title: Line
    reason: Text
    entered_by: Line
    refused_by: Line


class PaperProposalDiscarded(SubmissionEvent):
    """A refused entry is given up: nothing is filed of it, and its scans stay readable."""

    paper_id: Ref
    title: Line
    reason: Text
    discarded_by: Line


class PaperProposalConfirmed(SubmissionEvent):
    """:class:`ProposalFiled` on the proposal ``filed_as`` says what was filed, :class:`ProposalAmended` what was filed
    again."""

    paper_id: Ref
    filed_as: Ref
    confirmed_by: Line


class EntryObjected(SubmissionEvent):
    """The proposer says that what was entered in their name is wrong."""

    proposal_id: Ref
    member_id: Ref
    reason: Text


class EntryObjectionSettled(SubmissionEvent):
    """``stands``: the entry is as on the paper; ``corrected``: the text was; ``withdrawn``: it never was the member's,
    and :class:`ProposalWithdrawn` follows."""

    proposal_id: Ref
    outcome: Literal["stands", "corrected", "withdrawn"]
    explanation: Text
    settled_by: Line

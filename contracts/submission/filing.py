"""Filing, co-signing and what is attached."""

from datetime import date, datetime

from contracts.base import Channel, County, Line, ProposalKind, Record, Ref, Text
from contracts.files import Attachment
from contracts.submission.base import ProposalText, SubmissionEvent


class CosignInvited(SubmissionEvent):
    proposal_id: Ref
    member_id: Ref
    lapses_at: datetime
    on_paper: bool = False
    """The signature is on the paper already: nothing is asked, and :class:`CosignAnswered` follows at once."""


class CosignAnswered(SubmissionEvent):
    proposal_id: Ref
    member_id: Ref
    agreed: bool
    opinion: Text | None = None
    on_paper: bool = False
    """Signed on paper, as two clerks have entered and confirmed."""


class CosignCancelled(SubmissionEvent):
    """The first proposer takes an invitation back that is not answered: who was invited has no part in it any more."""

    proposal_id: Ref
    member_id: Ref


class CosignLapsed(SubmissionEvent):
    proposal_id: Ref
    member_id: Ref


class ReplacedUnit(Record):
    """A unit that was named and handles nothing any more, and the one that has taken over from it."""

    named: Ref
    unit_id: Ref


class Assisted(Record):
    """Of a proposal that came on paper: which entry it was, and the two logins that stand for it."""

    paper_id: Ref
    entered_by: Line
    confirmed_by: Line
    object_until: date
    """The last day on which its proposer may object to the entry."""
    policy_version: int


class ProposalOrigin(Record):
    """The record of another county that a forwarded text was filed from; it was received there, not here, then."""

    county: County
    county_name: Line
    proposal_id: Ref
    forward_id: Ref
    proposer: Line
    """As shown: who proposed it there, which is nobody's login here."""
    text_hash: str
    received_at: datetime


class ProposalFiled(SubmissionEvent):
    """``received_at`` is when the request's headers arrived, or the paper came in: the legal filing time."""

    proposal_id: Ref
    kind: ProposalKind
    first_proposer: Ref
    body_id: Ref | None = None
    session_id: Ref
    channel: Channel
    text: ProposalText
    publish_consent: bool
    suggested_units: tuple[Ref, ...] = ()
    replaced_units: tuple[ReplacedUnit, ...] = ()
    """Where a suggested unit stands in place of the one that the proposer named."""
    booking_id: Ref | None = None
    research_date: date | None = None
    received_at: datetime
    draft_id: Ref | None = None
    """The draft that it was written as, which is nobody's but its author's."""
    attachments: tuple[Attachment, ...] = ()
    """Filed with it; what changes later is said by :class:`AttachmentAdded` and :class:`AttachmentRemoved`."""
    assisted: Assisted | None = None
    """Filed for the proposer, from paper; None: by themselves."""
    origin: ProposalOrigin | None = None
    """Of a text that another county forwarded, taken up here by ``first_proposer``."""
    consent_refusal: Text | None = None
    """Why it may not be published, where ``publish_consent`` is refused."""
    signatory: Line | None = None
    """Of a body's: who is responsible there and signed under its seal. The first proposer is the officer who filed."""


class AttachmentAdded(SubmissionEvent):
    """To a proposal that was returned; filing it again says that it is ready."""

    proposal_id: Ref
    attachment: Attachment


class AttachmentRemoved(SubmissionEvent):
    """From a proposal that was returned; ``attachment`` is what it was, whose bytes stay."""

    proposal_id: Ref
    attachment: Attachment

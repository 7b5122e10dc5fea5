"""Events of submission (全时段预约): topic ``submission.events``."""

from datetime import date, datetime
from typing import ClassVar, Literal

from contracts.base import AnswerClass, Channel, Event, Line, ProposalKind, Rating, Record, Ref, Text

TOPIC = "submission.events"


class SubmissionEvent(Event):
    SOURCE: ClassVar[str] = "submission"


class Suggestion(Record):
    """One numbered suggestion (建议); ``number`` starts at 1 and is what replies and outcomes refer to."""

    number: int
    text: Text


class ProposalText(Record):
    """The three parts of a proposal; 案由 is ``title``."""

    title: Line
    situation: Text
    analysis: Text
    suggestions: tuple[Suggestion, ...]


class MemberEnrolled(SubmissionEvent):
    member_id: Ref
    name: Line
    sector: Line
    party_group: Line | None = None
    committee: Line | None = None
    term: int


class MemberRetired(SubmissionEvent):
    member_id: Ref
    reason: Line


class BodyEnrolled(SubmissionEvent):
    """A body that files collectively: party group, sector or committee."""

    body_id: Ref
    name: Line
    kind: Literal["party_group", "sector", "committee"]
    officers: tuple[Ref, ...] = ()
    """The members who may act for it. Enrolled again, the body has the officers that the latest event names."""


class BodyRetired(SubmissionEvent):
    body_id: Ref
    reason: Line


class UnitEnrolled(SubmissionEvent):
    unit_id: Ref
    name: Line
    system: Literal["party", "government", "other"]
    linked_committee: Line
    """The committee (专委会) that supervises this unit's general proposals."""


class SessionScheduled(SubmissionEvent):
    """A session (届次) and its plenary window; receipt inside the window is the plenary channel."""

    session_id: Ref
    term: int
    number: int
    plenary_opens: datetime
    plenary_cutoff: datetime


class SessionWindowChanged(SubmissionEvent):
    """The plenary window as it holds from now on, whole; what was filed before keeps its channel."""

    session_id: Ref
    plenary_opens: datetime
    plenary_cutoff: datetime
    before_opens: datetime
    before_cutoff: datetime
    reason: Line


class TopicOrigin(Record):
    """Where a topic comes from; ``suggestion_id`` is the outcome that conversion suggested it for."""

    source: Line
    suggestion_id: Ref | None = None


CallKind = Literal["catalogue", "quarterly", "commissioned"]


class CallAnnounced(SubmissionEvent):
    """A call that is to come; ``publisher`` is whoever must publish it, as people call them."""

    call_id: Ref
    kind: CallKind
    title: Line
    basis: Line
    session_id: Ref | None = None
    publish_on: date
    publisher: Line


class CallDropped(SubmissionEvent):
    """An announced call that will not come."""

    call_id: Ref
    reason: Line


class CallDue(SubmissionEvent):
    """A call should be out by now and is not: one that was announced, a session's catalogue, a quarter's reminder."""

    duty_id: Line
    kind: CallKind
    due_on: date
    reminder: int
    """From 1."""
    reminded_on: date
    call_id: Ref | None = None
    session_id: Ref | None = None
    title: Line | None = None
    publisher: Line | None = None


class CallPublished(SubmissionEvent):
    call_id: Ref
    kind: CallKind
    title: Line
    basis: Line
    topics: tuple[Line, ...]
    origins: tuple[TopicOrigin, ...] = ()
    """One per topic, in the same order."""
    session_id: Ref | None = None
    closes_on: date | None = None
    """The last day, Asia/Shanghai."""
    published_on: date | None = None


class AddedTopic(Record):
    title: Line
    origin: TopicOrigin


class WithdrawnTopic(Record):
    index: int
    """It keeps its place: bookings name topics by it."""
    title: Line


class CallCorrected(SubmissionEvent):
    """What changed of a call that is open, with what it was before; what did not change is None or empty."""

    call_id: Ref
    call_title: Line
    """As it is from now on."""
    reason: Line
    corrected_on: date
    title_before: Line | None = None
    closes_on: date | None = None
    closes_on_before: date | None = None
    added: tuple[AddedTopic, ...] = ()
    """They follow behind the topics that there are."""
    withdrawn: tuple[WithdrawnTopic, ...] = ()


class CallClosed(SubmissionEvent):
    call_id: Ref


class TopicBooked(SubmissionEvent):
    booking_id: Ref
    call_id: Ref
    topic: int
    """Index into the call's topics, from 0."""
    member_id: Ref
    due: date
    body_id: Ref | None = None
    """The body that holds it; the member is then the officer who booked."""
    title: Line | None = None
    """The topic's, so that nobody needs the call to read a booking."""
    policy_version: int | None = None


class Milestone(Record):
    name: Line
    due: date


class BookingPlanned(SubmissionEvent):
    """How the holder works the topic up; each replaces the plan before. ``others`` are no members of the directory."""

    booking_id: Ref
    team: tuple[Ref, ...] = ()
    others: tuple[Line, ...] = ()
    research_from: date | None = None
    research_until: date | None = None
    milestones: tuple[Milestone, ...] = ()
    """Each name once; what was done under a name stays done."""


class MilestoneReached(SubmissionEvent):
    booking_id: Ref
    milestone: Line
    done_on: date


class MilestoneNear(SubmissionEvent):
    booking_id: Ref
    milestone: Line
    due: date


class BookingExtended(SubmissionEvent):
    booking_id: Ref
    due: date
    before: date
    reason: Line
    policy_version: int


class BookingReleased(SubmissionEvent):
    booking_id: Ref
    reason: Line | None = None


class BookingLapsed(SubmissionEvent):
    booking_id: Ref


class BookingFulfilled(SubmissionEvent):
    booking_id: Ref
    proposal_id: Ref


class CosignInvited(SubmissionEvent):
    proposal_id: Ref
    member_id: Ref
    lapses_at: datetime


class CosignAnswered(SubmissionEvent):
    proposal_id: Ref
    member_id: Ref
    agreed: bool
    opinion: Text | None = None


class CosignLapsed(SubmissionEvent):
    proposal_id: Ref
    member_id: Ref


class Attachment(Record):
    """A file of the record. Its bytes are in no event: ``sha256`` says which they are, and proves it."""

    attachment_id: Ref
    name: Line
    purpose: Ref
    """``attachment``, ``seal_scan`` (the seal of the body that files); others may follow."""
    media_type: Line
    """By its content."""
    bytes: int
    sha256: Ref
    scanned: bool
    """Whether a scanner for viruses has seen it."""
    added_at: datetime


class ProposalFiled(SubmissionEvent):
    """``received_at`` is when the request's headers arrived: the legal filing time."""

    proposal_id: Ref
    kind: ProposalKind
    first_proposer: Ref
    body_id: Ref | None = None
    session_id: Ref
    channel: Channel
    text: ProposalText
    publish_consent: bool
    suggested_units: tuple[Ref, ...] = ()
    booking_id: Ref | None = None
    research_date: date | None = None
    received_at: datetime
    draft_id: Ref | None = None
    """The draft that it was written as, which is nobody's but its author's."""
    attachments: tuple[Attachment, ...] = ()
    """Filed with it; what changes later is said by :class:`AttachmentAdded` and :class:`AttachmentRemoved`."""


class AttachmentAdded(SubmissionEvent):
    """To a proposal that was returned; filing it again says that it is ready."""

    proposal_id: Ref
    attachment: Attachment


class AttachmentRemoved(SubmissionEvent):
    """From a proposal that was returned; ``attachment`` is what it was, whose bytes stay."""

    proposal_id: Ref
    attachment: Attachment


class ProposalReturned(SubmissionEvent):
    proposal_id: Ref
    comments: Text


class ProposalAmended(SubmissionEvent):
    """A returned proposal filed again, or a clerk's edit; ``before`` is the image it replaces."""

    proposal_id: Ref
    text: ProposalText
    before: ProposalText
    refiled: bool


class ProposalAdmitted(SubmissionEvent):
    proposal_id: Ref
    case_number: int
    session_id: Ref
    channel: Channel
    kind: ProposalKind
    title: Line
    topic_group: Line
    proposers: tuple[Ref, ...]
    """Everybody who is asked for sign-off: first, joint, and those of merged proposals."""
    suggestions: tuple[Suggestion, ...]
    publish_consent: bool
    repeats: Ref | None = None
    policy_version: int


class ProposalDeclined(SubmissionEvent):
    proposal_id: Ref
    reason_code: Ref
    explanation: Text
    redirect: Line | None = None
    policy_version: int
    reconsider_until: date | None = None
    """The last day on which the proposer may ask once for reconsideration (复议)."""
    declined_by: Line | None = None


class RedirectAnswered(SubmissionEvent):
    """Whether the proposer lets the declined text go where the committee offered to send it."""

    proposal_id: Ref
    agreed: bool


class ReconsiderationRequested(SubmissionEvent):
    proposal_id: Ref
    grounds: Text


class ReconsiderationDecided(SubmissionEvent):
    """Reopened, the proposal is filed again and reviewed anew; otherwise it stays declined for good."""

    proposal_id: Ref
    reopened: bool
    explanation: Text


class ProposalsMerged(SubmissionEvent):
    """Recorded on the master; each child gets its own :class:`ProposalMergedInto`."""

    proposal_id: Ref
    children: tuple[Ref, ...]
    proposers: tuple[Ref, ...]
    opinion: Text


class ProposalMergedInto(SubmissionEvent):
    """The child's side of a merge: its record stays, it gets no number and counts as merged."""

    proposal_id: Ref
    master_id: Ref


class MergeUndone(SubmissionEvent):
    """Recorded on the master; each child gets its own :class:`ProposalUnmerged`."""

    proposal_id: Ref
    children: tuple[Ref, ...]
    reason: Text


class ProposalUnmerged(SubmissionEvent):
    """The child's side of an undone merge: it is filed again, with its own proposers."""

    proposal_id: Ref
    master_id: Ref


class ProposalWithdrawn(SubmissionEvent):
    proposal_id: Ref
    reason: Text


class ArchivedProposalRecorded(SubmissionEvent):
    """A proposal of an earlier year, as its archive tells it; it was never filed here.

    Names are the archive's: nobody knows whether a person or a unit of that year is one of today's directory.
    """

    proposal_id: Ref
    year: int
    session: Line
    """As the archive writes it: 十五届一次."""
    case_number: int
    title: Line
    proposers: tuple[Line, ...]
    units: tuple[Line, ...]
    answer_class: AnswerClass | None = None
    result: Rating | None = None
    """The rating on the archived form; None when it was never signed."""
    unfinished: Text | None = None
    """What was promised and is still open."""

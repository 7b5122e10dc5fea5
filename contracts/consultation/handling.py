"""Who handles a proposal, with whom it was talked through, and what is replied."""

from datetime import date, datetime
from typing import ClassVar, Literal

from contracts.base import Adoption, AnswerClass, Event, Form, Line, Phase, Record, Ref, Text, UnitAct, UnitRole
from contracts.consultation.presence import Participant, SignedIn
from contracts.files import Attachment


class ConsultationEvent(Event):
    SOURCE: ClassVar[str] = "consultation"
    proposal_id: Ref


class Attempt(Record):
    """One try to reach somebody who does not answer: the day, and how it was made."""

    on: date
    how: Line


class RaisedPoint(Record):
    """A point that was talked over. ``number`` counts from 1 within its record, so that it can be named."""

    number: int
    text: Text
    agreed: bool


class AssignmentIssued(ConsultationEvent):
    assignment_id: Ref
    unit_id: Ref
    role: UnitRole
    cycle: int
    issued_at: datetime
    return_until: date
    policy_version: int
    suggestions: tuple[int, ...] = ()
    """The suggestions that a split unit answers; empty: all of them."""
    merge_undone: bool = False
    """Issued when consultation knew that a merge into the proposal had been undone: that does not cancel it."""
    urgent: bool = False
    """On the fast track: it is returned, and answered, in less time than others."""


class AssignmentAccepted(ConsultationEvent, UnitAct):
    assignment_id: Ref
    unit_id: Ref


class AssignmentReturned(ConsultationEvent, UnitAct):
    assignment_id: Ref
    unit_id: Ref
    reason: Text
    suggested_unit: Ref


class ReturnRefused(ConsultationEvent):
    assignment_id: Ref
    unit_id: Ref
    reason: Text
    dispute_until: date | None = None
    """The last day on which the unit's leader may object in writing."""


class AssignmentDisputed(ConsultationEvent, UnitAct):
    """The unit's leader objects in writing to a refused return; a deciding leader ends it, and nobody after that."""

    assignment_id: Ref
    unit_id: Ref
    statement: Text
    stated_by: Line


class AssignmentDisputeDecided(ConsultationEvent):
    """``moved``: another unit handles it, as :class:`AssignmentReassigned` says next; else this unit goes on."""

    assignment_id: Ref
    unit_id: Ref
    moved: bool
    reason: Text
    decided_by: Line


class HelperRequested(ConsultationEvent, UnitAct):
    """A unit asks the assigning office for another one's help; it never passes anything on by itself."""

    assignment_id: Ref
    unit_id: Ref
    wanted_unit: Ref
    reason: Text


class HelperRequestDecided(ConsultationEvent):
    """``granted``: ``wanted_unit`` was assigned as helper, and a sole unit has become the lead."""

    assignment_id: Ref
    unit_id: Ref
    wanted_unit: Ref
    granted: bool
    role: UnitRole
    """The asking unit's, from now on."""
    reason: Text | None = None


class AssignmentReassigned(ConsultationEvent):
    """The returned assignment ends; ``successor_id`` is the new one, issued to ``unit_id``."""

    assignment_id: Ref
    successor_id: Ref
    unit_id: Ref


class AssignmentCancelled(ConsultationEvent):
    assignment_id: Ref
    unit_id: Ref
    reason: Text


class AssignmentClosed(ConsultationEvent):
    assignment_id: Ref
    unit_id: Ref


class ClosingAwaits(ConsultationEvent):
    """Supervision has closed the proposal, and the county wants these phases talked over, or given up, before the
    assignment is closed, too."""

    assignment_id: Ref
    unit_id: Ref
    phases: tuple[Phase, ...]


class AssignmentReplied(ConsultationEvent):
    """The unit's part of this cycle is answered; for a helper, by the lead's reply."""

    assignment_id: Ref
    unit_id: Ref
    cycle: int
    reply_id: Ref


class HandlingReopened(ConsultationEvent):
    """Re-handling was ordered: the same assignment starts ``cycle``; what earlier cycles left is not touched."""

    assignment_id: Ref
    unit_id: Ref
    cycle: int
    reopened_at: datetime | None = None


class PlanAgreed(ConsultationEvent, UnitAct):
    assignment_id: Ref
    unit_id: Ref
    plan: Text


class ConsultationCalledFor(ConsultationEvent):
    """Its proposer, or the conference, asks the unit to talk it over: scheduling or recording it under the same id
    answers that, as does :class:`ConsultationCallDeclined`."""

    consultation_id: Ref
    assignment_id: Ref
    unit_id: Ref
    cycle: int
    phase: Phase
    reason: Text
    called_by: Literal["proposer", "conference"]
    member_id: Ref | None = None
    """The proposer who asks."""
    due: date
    """The last day for an answer."""
    policy_version: int


class ConsultationCallDeclined(ConsultationEvent, UnitAct):
    """The unit says why it does not talk it over as it was asked to."""

    consultation_id: Ref
    assignment_id: Ref
    unit_id: Ref
    phase: Phase
    reason: Text


class ConsultationScheduled(ConsultationEvent, UnitAct):
    """A consultation that is to be held by ``due``; recording it under the same id fulfils it."""

    consultation_id: Ref
    assignment_id: Ref
    unit_id: Ref
    cycle: int
    phase: Phase
    due: date
    at: datetime | None = None
    place: Line | None = None
    invited: tuple[Line, ...] = ()
    by_policy: bool
    """True: the procedure asks for it; False: the unit called it."""
    policy_version: int | None = None


class ConsultationAttended(ConsultationEvent, UnitAct):
    """Somebody has signed in to it by the code that the unit shows, or was entered by the unit. It confirms nothing."""

    consultation_id: Ref
    assignment_id: Ref
    unit_id: Ref
    attendance: SignedIn


class ConsultationCalledOff(ConsultationEvent):
    """A scheduled consultation that has lost its object; it counts neither as held nor as overdue."""

    consultation_id: Ref
    assignment_id: Ref
    phase: Phase
    reason: Text


class ConsultationRecorded(ConsultationEvent, UnitAct):
    """What the unit says took place; the proposer's confirmation or dispute stands beside it."""

    consultation_id: Ref
    assignment_id: Ref
    unit_id: Ref
    cycle: int
    phase: Phase
    form: Form
    requested_by: Line
    held_on: date
    place: Line
    participants: tuple[Line, ...]
    minutes: Text
    points_raised: int
    points_agreed: int
    present: tuple[Participant, ...] | None = None
    """Whom ``participants`` names, with their roles; None where the record does not say them."""
    points: tuple[RaisedPoint, ...] | None = None
    """The points that the two counts count; None where the record has only the counts."""


class ConsultationDocument(Attachment):
    """A file of the record of a consultation of the two parties."""

    member_id: Ref | None = None
    """The proposer who brought it; None: the unit."""


class ConsultationDocumentAdded(ConsultationEvent, UnitAct):
    """Brought to the record by either of the two parties, as ``document`` says."""

    consultation_id: Ref
    assignment_id: Ref
    unit_id: Ref
    document: ConsultationDocument
    added_by: Line


class ConsultationDocumentRemoved(ConsultationEvent, UnitAct):
    """``document`` is what it was, whose bytes stay."""

    consultation_id: Ref
    assignment_id: Ref
    unit_id: Ref
    document: ConsultationDocument
    reason: Text
    removed_by: Line


class ConsultationPartlyConfirmed(ConsultationEvent):
    """One first proposer of a merged proposal confirms; it counts as held once those ``awaiting`` have, too."""

    consultation_id: Ref
    assignment_id: Ref
    phase: Phase
    member_id: Ref
    awaiting: tuple[Ref, ...]
    files: tuple[Ref, ...] = ()
    """SHA-256 of each file of the record: these are confirmed with it."""


class ConsultationConfirmed(ConsultationEvent):
    consultation_id: Ref
    assignment_id: Ref
    phase: Phase
    member_id: Ref
    files: tuple[Ref, ...] = ()
    """SHA-256 of each file of the record: these are confirmed with it."""


class ConsultationDisputed(ConsultationEvent):
    consultation_id: Ref
    assignment_id: Ref
    phase: Phase
    member_id: Ref
    statement: Text
    points: tuple[int, ...] = ()
    """Numbers of the points that are recorded wrongly; empty: the record as a whole."""


class ConsultationDisputeSettled(ConsultationEvent):
    consultation_id: Ref
    assignment_id: Ref
    phase: Phase
    upheld: bool
    """True: the dispute was right and the record does not count as held."""
    finding: Text
    awaiting: tuple[Ref, ...] = ()
    """First proposers who have yet to confirm what was found right: the finding stands in for the disputing
    member alone."""
    files: tuple[Ref, ...] = ()
    """SHA-256 of each file of the record that was found right; none where the dispute was."""


class ConsultationWaived(ConsultationEvent):
    """A phase the proposer gave up in person; it opens the gate and never counts as held."""

    consultation_id: Ref
    assignment_id: Ref
    phase: Phase
    member_id: Ref
    reason: Text
    unit_id: Ref | None = None
    cycle: int = 1


class ConsultationReleased(ConsultationEvent):
    """A phase that the staff released because the proposer could not be reached; it never counts as held."""

    consultation_id: Ref
    assignment_id: Ref
    unit_id: Ref
    cycle: int
    phase: Phase
    reason: Text
    attempts: tuple[Attempt, ...]
    released_by: Line
    policy_version: int


class Commitment(Record):
    """A dated promise (承诺) to do what ``suggestion`` asks; compulsory wherever the answer is *planned*."""

    promise: Text
    due: date


class Answer(Record):
    """The answer to one numbered suggestion."""

    suggestion: int
    adoption: Adoption
    why: Text
    commitment: Commitment | None = None


class ReplyContent(Record):
    """The body of a reply; ``letter`` is the county's own class letter, figures use ``answer_class``."""

    answer_class: AnswerClass
    letter: Line
    answers: tuple[Answer, ...]
    signatory: Line
    contact: Line
    text: Text


class ReplyDrafted(ConsultationEvent, UnitAct):
    """A new version of the reply of one assignment and cycle; it never overwrites an earlier one."""

    reply_id: Ref
    assignment_id: Ref
    unit_id: Ref
    cycle: int
    reply_version: int
    content: ReplyContent
    drafted_at: datetime | None = None
    helpers: tuple[Ref, ...] = ()
    """Units whose word the version waits for at this moment; an older event does not say."""


class ReplyApproved(ConsultationEvent, UnitAct):
    reply_id: Ref
    assignment_id: Ref
    unit_id: Ref
    cycle: int
    approved_by: Line
    helper_silent: tuple[Ref, ...] = ()
    """Units that were asked to countersign and gave no answer."""


class ReplyVetted(ConsultationEvent):
    reply_id: Ref
    assignment_id: Ref
    unit_id: Ref
    answer_class: AnswerClass
    letter: Line
    class_change_reason: Text | None = None


class ReplyRejected(ConsultationEvent):
    reply_id: Ref
    assignment_id: Ref
    unit_id: Ref
    reason: Text


class HelperOpinionGiven(ConsultationEvent, UnitAct):
    """A helper's countersignature (``opinion`` empty) or written opinion on one version."""

    reply_id: Ref
    assignment_id: Ref
    unit_id: Ref
    opinion: Text | None = None
    lead_unit: Ref | None = None
    """The unit whose reply it is; an older event does not say."""


class HelperSilent(ConsultationEvent):
    """The staff released one version from waiting for a helper that does not answer; a late opinion is still taken."""

    reply_id: Ref
    assignment_id: Ref
    unit_id: Ref
    attempts: tuple[Attempt, ...]
    released_by: Line
    policy_version: int


class ReplyIssued(ConsultationEvent):
    """One immutable version of a reply. ``content_hash`` is hex SHA-256 of the canonical JSON of ``content``."""

    reply_id: Ref
    assignment_id: Ref
    unit_id: Ref
    cycle: int
    reply_version: int
    number: Line
    content: ReplyContent
    content_hash: str
    copies_to: tuple[Ref, ...]
    issued_at: datetime
    helper_silent: tuple[Ref, ...] = ()
    """Helpers that had given no answer until the reply went out."""
    first_proposers: tuple[Ref, ...] = ()
    """Of the proposal and of each one merged into it; none in older events."""

"""Sessions, calls for proposals and bookings of their topics."""

from datetime import date, datetime
from typing import Literal

from contracts.base import Line, Record, Ref
from contracts.submission.base import SubmissionEvent


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
    offer_id: Ref | None = None
    """The offer that it accepts."""


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

    def of_proposal(self) -> None:
        """It is the booking's: under another key than the booking's other events it could come before them."""

"""Events of supervision (全覆盖督办): topic ``supervision.events``."""

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from contracts.base import (
    STORABLE,
    Channel,
    Event,
    Line,
    Rating,
    Record,
    Ref,
    SupervisionClass,
    Text,
    UnitAct,
    UnitRole,
)

TOPIC = "supervision.events"


class SupervisionEvent(Event):
    SOURCE: ClassVar[str] = "supervision"
    proposal_id: Ref


class SupervisionOpened(SupervisionEvent):
    supervision_class: SupervisionClass
    case_number: int
    proposers: tuple[Ref, ...]
    archived_year: int | None = None
    """Of a proposal of an earlier year's archive: it was never admitted here, and the case number is that year's."""
    session_id: Ref | None = None


class SupervisorAppointed(SupervisionEvent):
    supervisor: Line
    """A committee, or a leader's office."""
    by_default: bool


class SupervisedProposersChanged(SupervisionEvent):
    """A merge into the proposal was undone after its admission: only these are its proposers."""

    proposers: tuple[Ref, ...]


class KeyProposalDesignated(SupervisionEvent):
    key_number: int | None
    """1–3 for the principals' own; a series apart from case numbers, which never move."""
    leader: Line
    """Who supervises it from now on; until the rest is allocated to leaders, that is who did before."""


class KeyDesignationRevoked(SupervisionEvent):
    """A later decision left it off the list, or gave it another number: a designation that follows says which."""

    reason: Text
    supervisor: Line
    """Who watches it again, as one of the general proposals."""


class KeyProposalNominated(SupervisionEvent):
    session_id: Ref
    nominated_by: Line
    """A committee, or a leader."""
    reason: Text


class KeyNominationWithdrawn(SupervisionEvent):
    session_id: Ref
    nominated_by: Line
    reason: Text


class KeyProposalScored(SupervisionEvent):
    """One scorer's sheet; a later one of the same scorer takes its place."""

    session_id: Ref
    scorer: Line
    """The login."""
    scorer_name: Line
    points: dict[str, int]
    """Criterion → points, as the policy's version names and bounds them."""
    total: float
    """0 to 100, by the criteria's weights."""
    policy_version: int


KeyNumber = Annotated[int, Field(ge=1, le=3)]


class KeyListed(Record):
    """A line of a list of key proposals; ``key_number`` is one of the principals'."""

    proposal_id: Ref
    key_number: KeyNumber | None = None


class KeyDifference(Record):
    """What a decision took up that was not on the list before it, or dropped that was, and why."""

    proposal_id: Ref
    change: Literal["taken_up", "dropped"]
    why: Text


class KeyShare(Record):
    """How many were admitted when a list was made, and the bounds of the policy, as shares of them."""

    admitted: int
    at_least: float
    at_most: float
    reason: Text | None = None
    """Why the list goes beyond them."""
    policy_version: int


class KeySelectionEvent(Event):
    """Events of a session's key selection: they belong to no single proposal."""

    SOURCE: ClassVar[str] = "supervision"
    selection_id: Ref
    session_id: Ref


class KeyProposalsRecommended(KeySelectionEvent):
    """The proposal committee's list, in its order; a later one takes its place."""

    items: tuple[KeyListed, ...]
    share: KeyShare
    recommended_by: Line


class KeyProposalsDecided(KeySelectionEvent):
    """The chair's meeting: all key proposals of the session. A later decision names the one that it corrects."""

    decision: int
    decided_on: date
    document_number: Line
    items: tuple[KeyListed, ...]
    differences: tuple[KeyDifference, ...]
    share: KeyShare
    corrects: int | None
    correction: Text | None
    """Why the earlier decision is corrected."""
    decided_by: Line


class AllocatedLine(Record):
    """One key proposal and the leader who is to supervise it."""

    proposal_id: Ref
    leader: Line
    matched: tuple[Line, ...]
    """What of the proposal is in the leader's charge: ``topic:GROUP``, ``unit:ID``."""
    load_before: int
    """Key proposals of the session that the leader has without those of this allocation."""
    load_after: int
    """And with all of them."""
    why: Text
    """The same in words, with the best other choice."""
    edited: bool = False
    """Put there by a person."""


class RelaxedBound(Record):
    """A leader who gets fewer key proposals than the policy wants, since there are no more."""

    leader: Line
    at_least: int
    load: int


class AllocationEvent(Event):
    """Events of the allocation of a session's key proposals to leaders: they belong to no single proposal."""

    SOURCE: ClassVar[str] = "supervision"
    allocation_id: Ref
    session_id: Ref


class AllocationProposed(AllocationEvent):
    """What the solver proposes for the key proposals that no leader has; it takes the place of the one before."""

    lines: tuple[AllocatedLine, ...]
    relaxed: tuple[RelaxedBound, ...]
    policy_version: int
    """Of the leaders and their bounds."""
    proposed_by: Line
    """Who had it proposed."""


class AllocationEdited(AllocationEvent):
    """A person chose another leader for the line's proposal; the other lines' loads follow."""

    line: AllocatedLine
    reason: Text
    edited_by: Line


class AllocationConfirmed(AllocationEvent):
    lines: tuple[AllocatedLine, ...]
    confirmed_by: Line


OrderKind = Literal["key_order", "supervision_letter"]
"""督办通知 of the leading group for inspection and assessment, on a key proposal; 督办函 of the conference."""


class SupervisionOrderIssued(SupervisionEvent):
    """The names are those of its day: the letter says them for ever."""

    order_id: Ref
    kind: OrderKind
    year: int
    sequence: int
    """In the year's series of the kind, without gaps."""
    number: Line
    issued_at: datetime
    channel: Channel
    case_number: int
    title: Line
    units: tuple[Ref, ...]
    unit_names: tuple[Line, ...]
    supervisor: Line
    due: date | None
    """The earliest day on which one of the units' replies is due."""
    policy_version: int


class TrackingDesignated(SupervisionEvent):
    reason: Text


class TrackingFinished(SupervisionEvent):
    """What a proposal that outlived its session has come to."""

    finding: Text


class DateStep(Record):
    """One step of a date's computation; after it the date is ``day``.

    ``number`` counts months, working days, or a pause's calendar days; ``reason`` is a person's, or the name of the
    county's rule. *start*, *months*, *working_days*, *fixed*, *paused* and *extended* are what was decided;
    *next_working* and *tentative* follow from the calendar.
    """

    rule: Literal["start", "months", "working_days", "fixed", "paused", "extended", "next_working", "tentative"]
    day: date
    number: int | None = None
    reason: Text | None = None


class DeadlineSet(SupervisionEvent):
    """``why`` are the steps of the computation, in words, one per line."""

    assignment_id: Ref
    unit_id: Ref
    cycle: int
    due: date
    due_version: int
    why: tuple[str, ...]
    policy_version: int
    started_on: date | None = None
    """The day from which the term is counted."""
    tiers: tuple[int, ...] = ()
    """How many days before the due date each announcement falls due, as the policy had it and the time still allowed.
    An older event does not say; so below."""
    trace: tuple[DateStep, ...] = ()
    """The same as ``why``, as data; who follows it with the calendar gets the date again."""
    role: UnitRole | None = None
    urgent: bool = False
    decided_at: datetime | None = None
    """The policies and the calendar of this moment count."""


class DeadlineExtended(SupervisionEvent):
    assignment_id: Ref
    due: date
    due_version: int
    reason: Text
    approved_by: Line
    tiers: tuple[int, ...] = ()
    trace: tuple[DateStep, ...] = ()


class ExtensionRequested(SupervisionEvent, UnitAct):
    """A unit asks for more time; only the assigning office gives it."""

    assignment_id: Ref
    unit_id: Ref
    due: date
    reason: Text


class ExtensionRefused(SupervisionEvent):
    """The date stays as it was."""

    assignment_id: Ref
    unit_id: Ref
    due: date
    """That was asked for."""
    reason: Text
    refused_by: Line


class DeadlinePaused(SupervisionEvent):
    """The time stands still: no announcement falls due, and nothing is missed, until it is resumed."""

    assignment_id: Ref
    paused_on: date
    reason: Text
    paused_by: Line


class DeadlineResumed(SupervisionEvent):
    """The date moves by ``days``, the calendar days of the pause, to a working day."""

    assignment_id: Ref
    resumed_on: date
    days: int
    due: date
    due_version: int
    resumed_by: Line
    tiers: tuple[int, ...] = ()
    trace: tuple[DateStep, ...] = ()


class DeadlineRecomputed(SupervisionEvent):
    """What the date was computed from has changed: an official calendar was announced, the county changed its days, or
    the proposal's class or channel became another or known. ``before`` is the date until now; it may be the same, where
    only its computation is another (the calendar of that year is no guess any more)."""

    assignment_id: Ref
    before: date
    due: date
    due_version: int
    basis: Literal["calendar", "term"]
    tiers: tuple[int, ...] = ()
    trace: tuple[DateStep, ...] = ()


class DeadlineNear(SupervisionEvent):
    """A tier fell due; ``announce`` is false where downtime passed it and a later tier speaks."""

    assignment_id: Ref
    due: date
    due_version: int
    tier: int
    fell_due: date
    announce: bool


class DeadlineMissed(SupervisionEvent):
    assignment_id: Ref
    due: date
    due_version: int
    fell_due: date


class DeadlineMet(SupervisionEvent):
    """The reply was issued; ``on_time`` compares its day with the due date in force."""

    assignment_id: Ref
    due: date
    due_version: int
    on_time: bool


class DeadlineLifted(SupervisionEvent):
    """The assignment ended without a reply: cancelled, re-assigned or withdrawn."""

    assignment_id: Ref
    reason: Text


class UrgeIssued(SupervisionEvent):
    assignment_id: Ref
    text: Text
    urge_id: Ref | None = None
    unit_id: Ref | None = None


class UrgeAnswered(SupervisionEvent, UnitAct):
    urge_id: Ref
    assignment_id: Ref
    unit_id: Ref
    text: Text


class ActivityHeld(SupervisionEvent):
    kind: Literal["site_visit", "symposium", "call", "instruction"]
    held_on: date
    findings: Text


class SignOffRequested(SupervisionEvent):
    reply_id: Ref
    assignment_id: Ref
    unit_id: Ref
    cycle: int
    reply_version: int
    reply_hash: str
    members: tuple[Ref, ...]


Encoded = Annotated[str, STORABLE]
"""Bytes of a browser or a device, as text."""


class Evidence(Record):
    """How a signature was made; everything needed to verify it offline, without this platform."""

    method: Literal["passkey", "paper"]
    signed_json: str
    """The canonical JSON that was signed (RFC 8785 style: sorted keys, no blanks, UTF-8)."""
    credential_id: str | None = None
    public_key: str | None = None
    client_data: Encoded | None = None
    authenticator_data: Encoded | None = None
    signature: Encoded | None = None
    scan_sha256: str | None = None
    entered_by: Line | None = None
    confirmed_by: Line | None = None


Attitude = Literal["good", "fair", "poor"]


class SignOffRefused(SupervisionEvent):
    """Somebody tried to sign with what does not prove the member's will; nothing was signed."""

    reply_id: Ref
    rule: Ref
    """Why it was refused, as the answer named it."""
    member_id: Ref | None
    """Whose login it was."""


class SignOffReminded(SupervisionEvent):
    """Who was asked and has not signed is asked once more; ``number`` counts from 1."""

    reply_id: Ref
    assignment_id: Ref
    unit_id: Ref
    number: int
    members: tuple[Ref, ...]
    announce: bool
    """False where downtime passed it and a later one speaks."""


class PaperSignOffEntered(SupervisionEvent):
    """A signed paper form as one clerk entered it; it counts only once another clerk has confirmed it."""

    reply_id: Ref
    member_id: Ref
    result: Rating
    process: Rating
    visited: bool
    view: Literal["agree", "understand", "reserve", "disagree"]
    comment: Text | None = None
    attitude: Attitude | None = None
    """Of the unit while handling it; None where the member did not say, and in older events; so below."""
    to_the_point: bool | None = None
    """Whether the reply answers what was proposed."""
    scan_sha256: str
    entered_by: Line


class MemberSignedOff(SupervisionEvent):
    reply_id: Ref
    assignment_id: Ref
    unit_id: Ref
    cycle: int
    member_id: Ref
    result: Rating
    process: Rating
    visited: bool
    view: Literal["agree", "understand", "reserve", "disagree"]
    comment: Text | None = None
    attitude: Attitude | None = None
    """Of the unit while handling it; None where the member did not say, and in older events; so below."""
    to_the_point: bool | None = None
    """Whether the reply answers what was proposed."""
    evidence: Evidence


class SignOffCompleted(SupervisionEvent):
    reply_id: Ref
    assignment_id: Ref
    unit_id: Ref
    cycle: int
    result: Rating
    """The worst result rating among those who signed."""


class RehandlingOrdered(SupervisionEvent):
    reply_id: Ref
    assignment_id: Ref
    unit_id: Ref
    next_cycle: int
    reason: Text


class ClosedUnsigned(SupervisionEvent):
    reason: Text
    why: Literal["died", "left_office", "unreachable", "refused"] | None = None


class SupervisionCancelled(SupervisionEvent):
    """The proposal was withdrawn after its admission."""

    reason: Text


class SupervisionClosed(SupervisionEvent):
    closed_at: datetime
    result: Rating
    """The worst result rating among the last cycle's replies."""


class PasskeyEvent(Event):
    """Events of a member's keys: they belong to no proposal."""

    SOURCE: ClassVar[str] = "supervision"
    member_id: Ref


class PasskeyEnrolmentOpened(PasskeyEvent):
    opened_by: Line


class PasskeyEnrolmentConfirmed(PasskeyEvent):
    """A second member of staff confirmed the person; ``code_sha256`` is of the code handed over, never the code."""

    confirmed_by: Line
    code_sha256: str
    code_expires_at: datetime | None = None


class PasskeyRegistered(PasskeyEvent):
    """``credential_id`` and ``public_key`` (COSE) are base64url; the key signs from ``usable_from`` on."""

    credential_id: str
    public_key: str
    usable_from: datetime


class PasskeyUsed(PasskeyEvent):
    """A signature by a device that counts them: a later one with no higher count is from a copy of it."""

    credential_id: str
    sign_count: int
    reply_id: Ref


class PasskeyRevoked(PasskeyEvent):
    """The key signs no more, its device lost or replaced; what it signed before stays signed."""

    credential_id: str
    reason: Text
    revoked_by: Line

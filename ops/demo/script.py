"""What everybody does in the demo county's year: typed, read from ``script.yaml`` beside the county's own files.

The files hold what a county hands over (directory, topics, texts); the script holds what people then do, and when.
A moment is a day of the year, counted from 0, and a time of the wall clock; day 365 is the day of the demo's run.
People of one moment act at once, each proposal's own steps in the order written here. A step that needs another
service to know something (an assignment after its admission, a signature after its reply) therefore comes at a
later moment than what it needs; ``order.py`` refuses a script that breaks this.
"""

from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from chassis.clock import WALL
from contracts.base import Adoption, AnswerClass, Form, OutcomeKind, Phase, ProposalKind, Rating, UnitRole

LAST_DAY = 365


class Item(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Moment(Item):
    """``day`` of the demo year and wall-clock time; written ``"51 14:30"``."""

    day: Annotated[int, Field(ge=0, le=LAST_DAY)]
    at: time

    def instant(self, today: date) -> datetime:
        return datetime.combine(today - timedelta(days=LAST_DAY - self.day), self.at, WALL)

    @property
    def order(self) -> tuple[int, time]:
        return self.day, self.at


def _moment(value: object) -> object:
    if isinstance(value, str):
        day, _, at = value.partition(" ")
        return {"day": int(day), "at": at}
    return value


When = Annotated[Moment, BeforeValidator(_moment)]


class Session(Item):
    session_id: str
    term: int
    number: int
    plenary_opens: When
    plenary_cutoff: When


class Topic(Item):
    title: str
    source: str


class Call(Item):
    ref: str
    kind: Literal["catalogue", "quarterly", "commissioned"]
    title: str
    basis: str
    topics: list[Topic]
    publish: When
    close_day: int


class Booking(Item):
    """A topic booked by a member; it is fulfilled by the proposal that names it, or lapses."""

    ref: str
    call: str
    topic: int
    member: str
    book: When


class Cosign(Item):
    """``agreed`` None: the invitation lapses unanswered."""

    member: str
    agreed: bool | None
    opinion: str | None = None


class Review(Item):
    """One step of the review or of the proposer on the filed proposal."""

    when: When
    do: Literal["return", "refile", "edit", "admit", "decline", "merge", "undo_merge", "withdraw"]
    comments: str | None = None
    """Of a return."""
    text: str | None = None
    """Of a refile or an edit: the key of the new text (a docx or a row)."""
    topic_group: str | None = None
    repeats: str | None = None
    """Of an admission: the archive id (``A-<year>-<number>``) that it repeats."""
    reason_code: str | None = None
    explanation: str | None = None
    redirect: str | None = None
    children: list[str] = []
    """Of a merge: refs of the proposals merged into this one."""
    opinion: str | None = None
    reason: str | None = None
    """Of a withdrawal, and of the undoing of a merge."""


class Returned(Item):
    """The unit gives the assignment back; the office re-assigns it to ``suggested_unit`` or refuses the return."""

    when: When
    reason: str
    suggested_unit: str
    decided: When
    refused_because: str | None = None


class Meeting(Item):
    when: When
    cycle: int = 1
    phase: Phase
    form: Form
    place: str
    requested_by: str
    participants: list[str]
    minutes: str
    points_raised: int
    points_agreed: int
    disputed: str | None = None
    """The first proposer's statement; None: the first proposer confirms."""
    upheld: bool | None = None
    """What the clerk found on a dispute (the day after)."""


class Answer(Item):
    suggestion: int
    adoption: Adoption
    why: str
    promise: str | None = None
    due_day: int | None = None
    """Day of the demo year, may lie after its end."""


class Reply(Item):
    """One cycle's reply, drafted, countersigned by every helper, approved, vetted and issued."""

    cycle: int = 1
    drafted: When
    issued: When
    answer_class: AnswerClass
    vetted_class: AnswerClass | None = None
    """The office changes the class, with a reason."""
    class_change_reason: str | None = None
    rejected_first: str | None = None
    """The office rejects a first version with this reason; the unit drafts again the same day."""
    answers: list[Answer]
    text: str
    signatory: str
    contact: str


class Handling(Item):
    """One unit's part."""

    unit: str
    role: UnitRole
    suggestions: list[int] = []
    """Of a split unit: the suggestions that are its own; empty: all."""
    issued: When
    accepted: When | None = None
    returned: Returned | None = None
    planned: When | None = None
    plan: str | None = None
    opinion: str | None = None
    """Of a helper: a written opinion; None: it countersigns."""
    meetings: list[Meeting] = []
    replies: list[Reply] = []

    @property
    def holder(self) -> str:
        """The unit that handles it in the end. The script names a handling by its first unit all the same."""
        if self.returned is not None and self.returned.refused_because is None:
            return self.returned.suggested_unit
        return self.unit


class SignOff(Item):
    """One proposer's signature on one unit's reply of one cycle."""

    unit: str
    cycle: int = 1
    member: str
    when: When
    method: Literal["passkey", "paper"]
    result: Rating
    process: Rating
    visited: bool
    view: Literal["agree", "understand", "reserve", "disagree"]
    comment: str | None = None


class Activity(Item):
    when: When
    kind: Literal["site_visit", "symposium", "call", "instruction"]
    findings: str


class Key(Item):
    when: When
    key_number: Literal[1, 2, 3] | None = None
    leader: str


class Urge(Item):
    when: When
    unit: str
    text: str


class Extension(Item):
    when: When
    unit: str
    reason: str
    months: int


class Promise(Item):
    """What became of the commitment that the unit's reply of that cycle made on a suggestion."""

    unit: str
    cycle: int = 1
    suggestion: int
    claimed: When | None = None
    proof: str | None = None
    verified: When | None = None
    released: When | None = None
    release_reason: str | None = None


class Outcome(Item):
    when: When
    suggestion: int
    kind: OutcomeKind
    title: str
    evidence: str
    facts: dict[str, str | int] = {}
    """Those of its kind, as conversion takes them."""
    instruction_only: bool = False
    recorded_by: str
    """A unit's id, or ``clerk``."""
    verified: When | None = None
    rejected: When | None = None
    rejection: str | None = None


class Rated(Item):
    when: When
    rating: Rating
    opinion: str | None = None


class Beneficiaries(Item):
    """Those whom the result is to serve are asked by a form, and answer without their names."""

    opened: When
    ratings: list[Rated]


class Assessment(Item):
    """A blind review of the proposal, or of ``unit``'s handling; points by assessor and judged indicator."""

    opened: When
    unit: str | None = None
    self_assessment: dict[str, float] = {}
    """Of handling: the unit's own points."""
    points: dict[str, dict[str, float]]
    comments: dict[str, str] = {}


class Proposal(Item):
    ref: str
    text: str
    """Key of the text: ``<text>.docx`` under ``proposals/``, else the row of ``proposals.xlsx`` with that 编号."""
    kind: ProposalKind
    first_proposer: str
    body: str | None = None
    cosigns: list[Cosign] = []
    booking: str | None = None
    research_day: int | None = None
    publish_consent: bool = True
    suggested_units: list[str] = []
    filed: When
    review: list[Review] = []
    handlings: list[Handling] = []
    key: Key | None = None
    activities: list[Activity] = []
    urges: list[Urge] = []
    extensions: list[Extension] = []
    sign_offs: list[SignOff] = []
    closed_unsigned: str | None = None
    """The committee closes it unsigned with this reason, on the last day."""
    promises: list[Promise] = []
    outcomes: list[Outcome] = []
    beneficiaries: Beneficiaries | None = None
    assessments: list[Assessment] = []
    excellent: str | None = None
    """Why it is one of the year's excellent proposals."""

    def holder(self, unit: str) -> str:
        return next(h.holder for h in self.handlings if h.unit == unit)

    @property
    def published(self) -> bool:
        """What the public reads at the year's end: its proposer agrees, and a unit has answered."""
        return self.publish_consent and any(h.replies for h in self.handlings if h.role != "helper")


class Tracked(Item):
    """A proposal of an earlier year that is followed up in this one."""

    archive_id: str
    when: When
    reason: str
    activities: list[Activity] = []
    finished: When | None = None
    finding: str | None = None


class ServiceIssue(Item):
    raised: When
    member: str
    opinion: str
    assigned: When | None = None
    owner: str | None = None
    due_day: int | None = None
    resolved: When | None = None
    proof: str | None = None
    verified: When | None = None


class AdvancedUnit(Item):
    unit: str
    reason: str


class Script(Item):
    """One county's year."""

    title: str
    directory: When
    """When members, units, bodies, the archive and the session are brought in."""
    session: Session
    calls: list[Call]
    bookings: list[Booking]
    proposals: list[Proposal]
    tracked: list[Tracked]
    service_issues: list[ServiceIssue]
    schemes: When
    """When the two example schemes are published."""
    computed: When
    """When every assessment is computed, the ranking frozen, and the awards granted."""
    advanced_units: list[AdvancedUnit]

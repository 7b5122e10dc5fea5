"""Routes of consultations."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response
from pydantic import AwareDatetime, Field
from sqlalchemy import select

from chassis.clock import wall_date
from chassis.eventlog import Actor, Loaded, Tx
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from chassis.uploads import REQUEST_BODY, Taken, file_route, take
from contracts.base import DomainRefusal, Form, Line, Phase, Ref, Text
from contracts.consultation import Attempt, Participant, ParticipantRole, RaisedPoint
from services.consultation.attendance.api import CodeView, Origin, SignIn
from services.consultation.document.api import ANY_FILE, DocumentView, Reason
from services.consultation.document.api import download as download_shown
from services.consultation.meeting import beside, commands
from services.consultation.meeting.brought import Purpose
from services.consultation.meeting.domain import Consultation, State
from services.consultation.meeting.signing_in import Came, who_came
from services.consultation.meeting.store import CONSULTATIONS
from services.consultation.visibility import CONFERENCE, READERS, must_see, sees_consultation

router = APIRouter(tags=["consultation"])

OPEN: tuple[State, ...] = ("called_for", "scheduled")
"""What is due."""


class BroughtView(DocumentView):
    member_id: str | None
    """The proposer who brought it; None: the unit."""


class ConsultationView(View):
    proposal_id: str
    assignment_id: str
    unit_id: str | None
    cycle: int
    phase: Phase
    state: State
    form: Form | None
    requested_by: str | None
    held_on: date | None
    place: str | None
    participants: tuple[str, ...]
    minutes: str | None
    points_raised: int
    points_agreed: int
    member_id: str | None
    statement: str | None
    finding: str | None
    due: date | None
    at: datetime | None
    invited: tuple[str, ...]
    by_policy: bool
    overdue: bool
    confirmed_by: tuple[str, ...]
    attempts: tuple[Attempt, ...]
    released_by: str | None
    present: tuple[Participant, ...] | None
    """``participants`` with their roles; None of an older record, which does not say them."""
    points: tuple[RaisedPoint, ...] | None
    """The points by their numbers; None of an older record, which only counts them."""
    disputed_points: tuple[int, ...]
    """The points that the last dispute was about; empty: the record as a whole."""
    documents: tuple[BroughtView, ...]
    """In the order in which they came; whoever sees the record reads them."""
    removed_documents: tuple[BroughtView, ...] | None
    """None for whoever is not of the conference."""
    confirmed_files: tuple[str, ...]
    """SHA-256 of the files that the last confirmation, or finding for the record, covers."""
    attendance: tuple[Came, ...]
    """Whom the record names, with when and how they signed in, then who signed in without being named there."""

    @classmethod
    def of(cls, loaded: Loaded[Consultation], today: date, actor: Actor) -> "ConsultationView":
        state = loaded.state
        overdue = state.state in OPEN and state.due is not None and state.due < today
        keeps = bool(actor.roles & set(CONFERENCE))
        return cls(
            id=loaded.id,
            version=loaded.version,
            overdue=overdue,
            documents=tuple(map(BroughtView.of, state.documents)),
            removed_documents=tuple(map(BroughtView.of, state.removed_documents)) if keeps else None,
            attendance=who_came(state),
            **state.model_dump(exclude={"documents", "removed_documents", "attendance"}),
        )


class SignedInView(View):
    """What somebody who signs in is told; a helper reads no more of the consultation."""

    at: datetime | None
    place: str | None
    role: ParticipantRole
    signed_in_at: datetime

    @classmethod
    def of(cls, loaded: Loaded[Consultation], actor: Actor) -> "SignedInView":
        state = loaded.state
        mine = next(
            one
            for one in state.attendance
            if one.login == actor.subject or (one.member_id is not None and one.member_id == actor.member_id)
        )
        return cls(
            id=loaded.id,
            version=loaded.version,
            at=state.at,
            place=state.place,
            role=mine.role,
            signed_in_at=mine.at,
        )


Number = Annotated[int, Field(ge=1, le=1000)]
Points = Annotated[int, Field(ge=0, le=1000)]
"""The county's figure adds them up: one record of a million would be the figure, and of more, what no column holds."""


class Point(Body):
    """``agreed`` false: it stays open."""

    text: Text
    agreed: bool


class Held(Body):
    """Who took part is said by ``present``, what came of it by ``points``, in the order in which they are numbered.
    Names and counts alone (``participants``, ``points_raised``, ``points_agreed``) are taken from older clients."""

    assignment_id: Ref
    phase: Phase
    form: Form
    requested_by: Line
    held_on: date
    place: Line
    participants: Annotated[tuple[Line, ...], Field(max_length=200)] = ()
    minutes: Text
    points_raised: Points | None = None
    points_agreed: Points | None = None
    scheduled_id: Ref | None = None
    present: Annotated[list[Participant], Field(min_length=1, max_length=200)] | None = None
    points: Annotated[list[Point], Field(max_length=200)] | None = None

    def said(self) -> commands.Said:
        if not self.present and not self.participants:
            raise DomainRefusal("participants", "Say who took part: present.")
        if self.present and self.participants:
            raise DomainRefusal("participants", "Say who took part once: present; the names follow from it.")
        if self.points is None and (self.points_raised is None or self.points_agreed is None):
            raise DomainRefusal("points", "Say what was talked over: points.")
        numbered = None
        if self.points is not None:
            numbered = [RaisedPoint(number=n, text=p.text, agreed=p.agreed) for n, p in enumerate(self.points, start=1)]
        return commands.Said(self.participants, self.present, self.points_raised, self.points_agreed, numbered)


class Schedule(Body):
    phase: Phase
    at: AwareDatetime
    place: Line
    invited: Annotated[list[Line], Field(min_length=1, max_length=200)]


class Release(Body):
    phase: Phase
    reason: Text
    attempts: Annotated[list[Attempt], Field(min_length=1, max_length=50)]


class Enter(Body):
    """Somebody without a login, as they are to be called; who has one signs in by the code."""

    name: Line
    role: Literal["beneficiary", "expert", "other"]


class Confirm(Body):
    """``files``: the SHA-256 of each file of the record. What was added after they were looked at is not confirmed."""

    files: Annotated[tuple[Ref, ...], Field(max_length=200)] = ()


class Dispute(Body):
    """``points``: numbers of those that are recorded wrongly; none: the record as a whole."""

    statement: Text
    points: Annotated[tuple[Number, ...], Field(max_length=200)] = ()


class Settle(Body):
    upheld: bool
    finding: Text


class Waive(Body):
    phase: Phase
    reason: Text


class CallFor(Body):
    phase: Phase
    reason: Text


class Decline(Body):
    reason: Text


def _view(ctx: Ctx) -> Callable[[Loaded[Consultation]], ConsultationView]:
    today = wall_date(ctx.clock.now())
    return lambda loaded: ConsultationView.of(loaded, today, ctx.actor)


@router.post("/consultations", status_code=201, response_model=ConsultationView)
async def record(body: Held, ctx: Annotated[Ctx, caller("unit")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.record(
            tx,
            assignment_id=body.assignment_id,
            phase=body.phase,
            form=body.form,
            requested_by=body.requested_by,
            held_on=body.held_on,
            place=body.place,
            said=body.said(),
            minutes=body.minutes,
            scheduled_id=body.scheduled_id,
        ),
        _view(ctx),
        status=201,
    )


@router.post("/assignments/{assignment_id}/schedule", status_code=201, response_model=ConsultationView)
async def schedule(assignment_id: str, body: Schedule, ctx: Annotated[Ctx, caller("unit")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.schedule(
            tx, assignment_id, phase=body.phase, at=body.at, place=body.place, invited=body.invited
        ),
        _view(ctx),
        status=201,
    )


@router.post("/assignments/{assignment_id}/call-for-consultation", status_code=201, response_model=ConsultationView)
async def call_for(assignment_id: str, body: CallFor, ctx: Annotated[Ctx, caller("member", "clerk")]) -> Response:
    """请求协商: its proposer, or the conference, asks the unit to talk it over; the unit schedules it, or declines it
    with a reason."""
    return await ctx.execute(
        lambda tx: commands.call_for(tx, assignment_id, phase=body.phase, reason=body.reason), _view(ctx), status=201
    )


@router.post("/consultations/{consultation_id}/decline", response_model=ConsultationView)
async def decline(consultation_id: str, body: Decline, ctx: Annotated[Ctx, caller("unit")]) -> Response:
    return await ctx.execute(lambda tx: commands.decline(tx, consultation_id, reason=body.reason), _view(ctx))


@router.post("/consultations/{consultation_id}/confirm", response_model=ConsultationView)
async def confirm(consultation_id: str, ctx: Annotated[Ctx, caller("member")], body: Confirm | None = None) -> Response:
    """The body may be left out where the record has no files."""
    seen = body.files if body is not None else ()
    return await ctx.execute(lambda tx: commands.confirm(tx, consultation_id, seen), _view(ctx))


@router.post("/consultations/{consultation_id}/dispute", response_model=ConsultationView)
async def dispute(consultation_id: str, body: Dispute, ctx: Annotated[Ctx, caller("member")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.dispute(tx, consultation_id, statement=body.statement, points=body.points), _view(ctx)
    )


@router.post("/consultations/{consultation_id}/settle", response_model=ConsultationView)
async def settle(consultation_id: str, body: Settle, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.settle(tx, consultation_id, upheld=body.upheld, finding=body.finding),
        _view(ctx),
    )


@router.post("/assignments/{assignment_id}/waive", status_code=201, response_model=ConsultationView)
async def waive(assignment_id: str, body: Waive, ctx: Annotated[Ctx, caller("member")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.waive(tx, assignment_id, phase=body.phase, reason=body.reason),
        _view(ctx),
        status=201,
    )


@router.post("/assignments/{assignment_id}/release", status_code=201, response_model=ConsultationView)
async def release(assignment_id: str, body: Release, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.release(tx, assignment_id, phase=body.phase, reason=body.reason, attempts=body.attempts),
        _view(ctx),
        status=201,
    )


@router.get("/consultations")
async def list_consultations(
    ctx: Annotated[Ctx, caller(*READERS)],
    wanted: Annotated[PageQuery, Depends()],
    proposal_id: Annotated[str | None, Query()] = None,
    assignment_id: Annotated[str | None, Query()] = None,
    state: Annotated[State | None, Query()] = None,
    phase: Annotated[Phase | None, Query()] = None,
    overdue: Annotated[bool, Query()] = False,
) -> Page[ConsultationView]:
    """``overdue``: only what is scheduled, was due and was not held, and calls that were not answered in time."""
    t = CONSULTATIONS.table
    view = _view(ctx)
    query = select(t).where(t.c.county == ctx.county, sees_consultation(ctx.actor, ctx.county))
    if proposal_id is not None:
        query = query.where(t.c.proposal_id == proposal_id)
    if assignment_id is not None:
        query = query.where(t.c.assignment_id == assignment_id)
    if state is not None:
        query = query.where(t.c.status == state)
    if phase is not None:
        query = query.where(t.c.phase == phase)
    if overdue:
        query = query.where(t.c.status.in_(OPEN), t.c.due < wall_date(ctx.clock.now()))
    return await ctx.read(lambda tx: page(tx, query, [t.c.id], wanted, lambda row: view(CONSULTATIONS.loaded(row))))


@router.get("/consultations/{consultation_id}", response_model=ConsultationView)
async def get_consultation(consultation_id: str, ctx: Annotated[Ctx, caller(*READERS)]) -> Response:
    row = await ctx.read(
        lambda tx: must_see(tx, CONSULTATIONS.table, consultation_id, sees_consultation(ctx.actor, ctx.county))
    )
    loaded = CONSULTATIONS.loaded(row)
    return answer(loaded, _view(ctx)(loaded))


@router.post(
    "/consultations/{consultation_id}/documents",
    status_code=201,
    response_model=BroughtView,
    openapi_extra=REQUEST_BODY,
)
@file_route
async def add_document(
    consultation_id: str,
    ctx: Annotated[Ctx, caller("unit", "member")],
    name: Annotated[str, Query(min_length=1, max_length=1000)],
    purpose: Purpose = "material",
) -> Response:
    """The body is the file itself; ``name`` is as the sender's device calls it, what is kept of it is in the answer."""

    async def command(tx: Tx, taken: Taken) -> BroughtView:
        return BroughtView.of(await beside.add_document(tx, consultation_id, purpose, taken))

    room = beside.room_for_document
    return await take(ctx, name, purpose, lambda tx: room(tx, consultation_id, purpose), command)


@router.post("/consultations/{consultation_id}/documents/{document_id}/remove", response_model=ConsultationView)
async def remove_document(
    consultation_id: str, document_id: str, body: Reason, ctx: Annotated[Ctx, caller("unit", "member")]
) -> Response:
    return await ctx.execute(
        lambda tx: beside.remove_document(tx, consultation_id, document_id, reason=body.reason), _view(ctx)
    )


@router.get("/consultations/{consultation_id}/documents/{document_id}", response_class=Response, responses=ANY_FILE)
async def download(consultation_id: str, document_id: str, ctx: Annotated[Ctx, caller(*READERS)]) -> Response:
    """The file, byte by byte as it was handed in; one that was removed, for the conference alone."""
    row = await ctx.read(
        lambda tx: must_see(tx, CONSULTATIONS.table, consultation_id, sees_consultation(ctx.actor, ctx.county))
    )
    state = CONSULTATIONS.loaded(row).state
    removed = state.removed_documents if ctx.actor.roles & set(CONFERENCE) else ()
    return await download_shown(ctx, (*state.documents, *removed), document_id)


@router.get("/consultations/{consultation_id}/sign-in-code")
async def sign_in_code(consultation_id: str, ctx: Annotated[Ctx, caller("unit")], origin: Origin = None) -> CodeView:
    """``origin`` is where the asking page is found: the link is whole then, also where the county set no address."""

    async def show(tx: Tx) -> CodeView:
        shown = await beside.show_code(tx, consultation_id)
        return CodeView.of(f"/consultations/{consultation_id}/sign-in", shown, origin)

    return await ctx.save(show)


@router.post("/consultations/{consultation_id}/sign-in", response_model=SignedInView)
async def sign_in(
    consultation_id: str, body: SignIn, ctx: Annotated[Ctx, caller("member", "unit", "unit_leader")]
) -> Response:
    """By a proposer, or somebody of the unit or of one that helps; it confirms nothing."""
    return await ctx.execute(
        lambda tx: beside.sign_in(tx, consultation_id, body.code),
        lambda loaded: SignedInView.of(loaded, ctx.actor),
    )


@router.post("/consultations/{consultation_id}/attendance", response_model=ConsultationView)
async def enter(consultation_id: str, body: Enter, ctx: Annotated[Ctx, caller("unit")]) -> Response:
    return await ctx.execute(lambda tx: beside.enter(tx, consultation_id, body.name, body.role), _view(ctx))

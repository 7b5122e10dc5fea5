"""Routes of the proposals."""

import asyncio
from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field, StringConstraints

from chassis.eventlog import Loaded
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from chassis.problems import Invalid
from contracts.base import STORABLE, Channel, Line, ProposalKind, Ref, Text
from contracts.submission import Assisted, Attachment, PlacedComment, ProposalOrigin, ProposalText, ReplacedUnit
from services.submission.attachment.domain import seal_missing
from services.submission.model import commands as models
from services.submission.proposal import commands, domain, store, word
from services.submission.proposal.form import Draft, Finding, PartName, Severity, plain_length
from services.submission.proposal.store import PROPOSALS

router = APIRouter(tags=["proposals"])

REVIEWERS = ("clerk", "reviewer", "chair")
DECIDERS = ("clerk", "chair")
"""Which of them gives the final word, the review's policy says."""
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


Part = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000), STORABLE]
"""May be blank: the rules of the form name that together with whatever else is missing."""


class TextBody(Body):
    """The server numbers the suggestions from 1."""

    title: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), STORABLE]
    situation: Part
    analysis: Part
    suggestions: Annotated[list[Part], Field(max_length=200)]

    def draft(self) -> Draft:
        return Draft(self.title, self.situation, self.analysis, tuple(self.suggestions))


class FileProposal(Body):
    kind: ProposalKind = "individual"
    session_id: Ref | None = None
    """None: the county's current one."""
    text: TextBody
    publish_consent: bool
    body_id: Ref | None = None
    booking_id: Ref | None = None
    """The proposer's open booking that this filing fulfils."""
    suggested_units: tuple[Ref, ...] = ()
    cosigners: tuple[Ref, ...] = ()
    research_date: date | None = None

    def filing(self) -> commands.Filing:
        return commands.Filing(
            kind=self.kind,
            session_id=self.session_id,
            text=self.text.draft(),
            publish_consent=self.publish_consent,
            body_id=self.body_id,
            booking_id=self.booking_id,
            suggested_units=self.suggested_units,
            cosigners=self.cosigners,
            research_date=self.research_date,
        )


class FieldsView(BaseModel):
    kind: ProposalKind
    proposer: str | None
    cosigners: tuple[str, ...]
    body: str | None


class ParsedView(BaseModel):
    title: str
    situation: str
    analysis: str
    suggestions: tuple[str, ...]
    fields: FieldsView
    warnings: tuple[str, ...]


class Sentence(BaseModel):
    zh: str
    en: str


class FindingView(BaseModel):
    """``must``: filing refuses it. ``offset`` and ``length`` are code points within the part (or the suggestion)."""

    code: str
    severity: Severity
    part: PartName
    suggestion: int | None
    offset: int | None
    length: int | None
    excerpt: str | None
    ground: str | None
    sentence: Sentence
    mend: Sentence

    @classmethod
    def of(cls, finding: Finding) -> "FindingView":
        return cls(
            code=finding.code,
            severity=finding.severity,
            part=finding.part,
            suggestion=finding.suggestion,
            offset=finding.offset,
            length=finding.length,
            excerpt=finding.excerpt,
            ground=finding.ground,
            sentence=Sentence(zh=finding.zh, en=finding.en),
            mend=Sentence(zh=finding.mend_zh, en=finding.mend_en),
        )


class LengthsView(BaseModel):
    """Plain-text characters without blanks, as filing counts them."""

    title: int
    situation: int
    analysis: int
    suggestions: list[int]


class ModelPointer(BaseModel):
    """``/model-proposals/{proposal_id}`` has it whole."""

    proposal_id: str
    title: str
    comment: str


class PreCheckView(BaseModel):
    may_file: bool
    """Whether filing would take the text as it is."""
    lengths: LengthsView
    findings: list[FindingView]
    models: list[ModelPointer]
    """Where filing would not take the text: how others wrote, of the caller's sector first."""


class Cosign(Body):
    agreed: bool
    opinion: Text | None = None


class Decision(Body):
    alone_reason: Text | None = None
    """Why it is decided while opinions are still wanted, for whom the policy lets decide alone."""


class PlacedBody(Body):
    """``number`` is the paragraph's (blank ones are not counted) or the suggestion's, from 1; the title's is 1."""

    part: Literal["title", "situation", "analysis", "suggestions"]
    number: int = Field(ge=1, le=10_000)
    quote: Text | None = None
    comment: Text

    def placed(self) -> PlacedComment:
        return PlacedComment(**self.model_dump())


class ReturnProposal(Decision):
    comments: Text
    places: list[PlacedBody] = Field(default=[], max_length=100)
    """Comments at their place in the text; send the ``ETag`` of the text as ``If-Match``."""


class Admit(Decision):
    topic_group: Line
    repeats: Ref | None = None


class Decline(Decision):
    reason_code: Ref
    explanation: Text
    redirect: Line | None = None


class AnswerRedirect(Body):
    agreed: bool


class Reconsider(Body):
    grounds: Text


class DecideReconsideration(Body):
    reopened: bool
    explanation: Text


class Merge(Body):
    children: list[Ref]
    opinion: Text


class UndoMerge(Body):
    reason: Text


class Withdraw(Body):
    reason: Text


class InvitationView(Body):
    member_id: str
    lapses_at: datetime
    answer: str
    agreed_version: int | None
    on_paper: bool
    """The signature is on the paper that was handed in."""
    text_changed_since: bool
    """Whether the co-signer agreed to an earlier text than the present one."""


class ProposalView(View):
    etag: str
    """For ``If-Match``, and for an item of a batch: whoever works through a list has seen no header of each."""
    state: str
    kind: str
    channel: str
    session_id: str
    case_number: int | None
    text: ProposalText
    text_version: int
    proposers: tuple[str, ...]
    invitations: list[InvitationView]
    suggested_units: tuple[str, ...]
    booking_id: str | None
    master_id: str | None
    children: tuple[str, ...]
    received_at: datetime
    publish_consent: bool
    body_id: str | None
    comments: str | None
    decline_reason: str | None
    decline_explanation: str | None
    redirect: str | None
    redirect_agreed: bool | None
    reconsider_until: date | None
    reconsideration: str | None
    attachments: tuple[Attachment, ...]
    replaced_units: tuple[ReplacedUnit, ...]
    """Suggested units that had ended when it was filed, each with the one suggested in its place."""
    origin: ProposalOrigin | None
    seal_scan_missing: bool
    """Whether it is a body's, and no scan of its seal is attached."""
    assisted: Assisted | None
    """Handed in on paper and entered by the staff; None: the proposer filed it."""
    refiled_on_paper: bool
    """``assisted`` is of the text that was filed again after a return."""
    merge_answers: tuple[domain.MergeAnswer, ...]
    """Of a master, where the county asks its proposers and those of its children."""
    merge_answer_by: datetime | None
    objection: domain.Objection | None
    """The proposer's, to the entry."""

    @classmethod
    def of(cls, loaded: Loaded[domain.Proposal]) -> "ProposalView":
        state = loaded.state
        return cls(
            id=loaded.id,
            version=loaded.version,
            etag=loaded.etag,
            state=state.state,
            kind=state.kind,
            channel=state.channel,
            session_id=state.session_id,
            case_number=state.case_number,
            text=state.text,
            text_version=state.text_version,
            proposers=state.proposers,
            invitations=[
                InvitationView(
                    **i.model_dump(),
                    text_changed_since=i.agreed_version is not None and i.agreed_version < state.text_version,
                )
                for i in state.invitations
            ],
            suggested_units=state.suggested_units,
            booking_id=state.booking_id,
            master_id=state.master_id,
            children=state.children,
            received_at=state.received_at,
            publish_consent=state.publish_consent,
            body_id=state.body_id,
            comments=state.comments,
            decline_reason=state.decline_reason,
            decline_explanation=state.decline_explanation,
            redirect=state.redirect,
            redirect_agreed=state.redirect_agreed,
            reconsider_until=state.reconsider_until if state.state == "declined" else None,
            reconsideration=state.reconsideration,
            attachments=state.attachments,
            replaced_units=state.replaced_units,
            origin=state.origin,
            seal_scan_missing=seal_missing(state.kind, state.attachments),
            assisted=state.assisted,
            refiled_on_paper=state.refiled_on_paper,
            merge_answers=state.merge_answers,
            merge_answer_by=state.merge_answer_by,
            objection=state.objection,
        )


@router.post("/proposals", status_code=201, response_model=ProposalView)
async def file(body: FileProposal, ctx: Annotated[Ctx, caller("member", "body_officer")]) -> Response:
    return await ctx.execute(lambda tx: commands.file(tx, body.filing()), ProposalView.of, status=201)


@router.post(
    "/proposals/parse",
    openapi_extra={
        "requestBody": {"required": True, "content": {DOCX: {"schema": {"type": "string", "format": "binary"}}}}
    },
)
async def parse(ctx: Annotated[Ctx, caller("member", "body_officer", "clerk")]) -> ParsedView:
    """The structured text of a Word file (.docx), to be looked over and filed; nothing is stored."""
    data = await ctx.request.body()
    try:
        # Unpacking and reading take a while: other requests must not wait for them.
        parsed = await asyncio.to_thread(word.parse, data)
    except word.NotAProposal as error:
        raise Invalid(
            str(error), errors=[{"pointer": "/body", "detail": detail} for detail in error.missing]
        ) from error
    return ParsedView.model_validate(parsed, from_attributes=True)


@router.post("/pre-check")
async def pre_check(
    body: TextBody, ctx: Annotated[Ctx, caller("member", "body_officer", "clerk", "reviewer")]
) -> PreCheckView:
    """What a text lacks and what had better be looked at, each with its place and how to mend it; nothing is stored."""
    draft = body.draft()
    found = await ctx.read(lambda tx: commands.pre_check(tx, draft))
    may_file = not any(finding.severity == "must" for finding in found)
    shown = [] if may_file else [one.state for one in await ctx.read(models.pointed_at)]
    return PreCheckView(
        may_file=may_file,
        models=[ModelPointer(proposal_id=one.proposal_id, title=one.title, comment=one.comment) for one in shown],
        lengths=LengthsView(
            title=plain_length(draft.title),
            situation=plain_length(draft.situation),
            analysis=plain_length(draft.analysis),
            suggestions=[plain_length(text) for text in draft.suggestions],
        ),
        findings=[FindingView.of(finding) for finding in found],
    )


@router.post("/proposals/{proposal_id}/cosign", response_model=ProposalView)
async def cosign(proposal_id: str, body: Cosign, ctx: Annotated[Ctx, caller("member")]) -> Response:
    return await ctx.execute(lambda tx: commands.cosign(tx, proposal_id, body.agreed, body.opinion), ProposalView.of)


@router.post("/proposals/{proposal_id}/return", response_model=ProposalView)
async def return_for_revision(
    proposal_id: str, body: ReturnProposal, ctx: Annotated[Ctx, caller(*REVIEWERS)]
) -> Response:
    at = [one.placed() for one in body.places]
    return await ctx.execute(
        lambda tx: commands.return_for_revision(tx, proposal_id, body.comments, body.alone_reason, at), ProposalView.of
    )


@router.post("/proposals/{proposal_id}/refile", response_model=ProposalView)
async def refile(proposal_id: str, body: TextBody, ctx: Annotated[Ctx, caller("member", "body_officer")]) -> Response:
    return await ctx.execute(lambda tx: commands.refile(tx, proposal_id, body.draft()), ProposalView.of)


@router.put("/proposals/{proposal_id}/text", response_model=ProposalView)
async def edit(proposal_id: str, body: TextBody, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(lambda tx: commands.edit(tx, proposal_id, body.draft()), ProposalView.of, edit=True)


@router.post("/proposals/{proposal_id}/admit", response_model=ProposalView)
async def admit(proposal_id: str, body: Admit, ctx: Annotated[Ctx, caller(*DECIDERS)]) -> Response:
    return await ctx.execute(
        lambda tx: commands.admit(tx, proposal_id, body.topic_group, body.repeats, body.alone_reason), ProposalView.of
    )


@router.post("/proposals/{proposal_id}/decline", response_model=ProposalView)
async def decline(proposal_id: str, body: Decline, ctx: Annotated[Ctx, caller(*DECIDERS)]) -> Response:
    return await ctx.execute(
        lambda tx: commands.decline(
            tx, proposal_id, body.reason_code, body.explanation, body.redirect, body.alone_reason
        ),
        ProposalView.of,
    )


@router.post("/proposals/{proposal_id}/answer-redirect", response_model=ProposalView)
async def answer_redirect(
    proposal_id: str, body: AnswerRedirect, ctx: Annotated[Ctx, caller("member", "body_officer")]
) -> Response:
    return await ctx.execute(lambda tx: commands.answer_redirect(tx, proposal_id, body.agreed), ProposalView.of)


@router.post("/proposals/{proposal_id}/reconsider", response_model=ProposalView)
async def reconsider(
    proposal_id: str, body: Reconsider, ctx: Annotated[Ctx, caller("member", "body_officer")]
) -> Response:
    return await ctx.execute(lambda tx: commands.reconsider(tx, proposal_id, body.grounds), ProposalView.of)


@router.post("/proposals/{proposal_id}/decide-reconsideration", response_model=ProposalView)
async def decide_reconsideration(
    proposal_id: str, body: DecideReconsideration, ctx: Annotated[Ctx, caller("clerk", "chair")]
) -> Response:
    """By somebody else than the one who declined."""
    return await ctx.execute(
        lambda tx: commands.decide_reconsideration(tx, proposal_id, body.reopened, body.explanation), ProposalView.of
    )


@router.post("/proposals/{proposal_id}/merge", response_model=ProposalView)
async def merge(proposal_id: str, body: Merge, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(lambda tx: commands.merge(tx, proposal_id, body.children, body.opinion), ProposalView.of)


@router.post("/proposals/{proposal_id}/undo-merge", response_model=ProposalView)
async def undo_merge(proposal_id: str, body: UndoMerge, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(lambda tx: commands.undo_merge(tx, proposal_id, body.reason), ProposalView.of)


@router.post("/proposals/{proposal_id}/withdraw", response_model=ProposalView)
async def withdraw(proposal_id: str, body: Withdraw, ctx: Annotated[Ctx, caller("member", "body_officer")]) -> Response:
    return await ctx.execute(lambda tx: commands.withdraw(tx, proposal_id, body.reason), ProposalView.of)


@router.get("/proposals/{proposal_id}", response_model=ProposalView)
async def proposal(proposal_id: str, ctx: Annotated[Ctx, caller()]) -> Response:
    loaded = await ctx.read(lambda tx: commands.read(tx, proposal_id))
    return answer(loaded, ProposalView.of(loaded))


@router.get("/proposals")
async def proposals(
    ctx: Annotated[Ctx, caller("member", "body_officer", *sorted(commands.STAFF))],
    wanted: Annotated[PageQuery, Depends()],
    state: Literal["filed", "returned", "admitted", "declined", "merged", "withdrawn"] | None = None,
    session_id: Ref | None = None,
    channel: Channel | None = None,
    kind: ProposalKind | None = None,
    assisted: bool | None = None,
    objection: Literal["open", "stands", "corrected", "withdrawn"] | None = None,
) -> Page[ProposalView]:
    """Staff see the county's; a member what they filed, signed or are invited to sign; an officer also their body's."""
    own = None if ctx.actor.roles & commands.STAFF else ctx.actor.member_id or ""
    where = {
        "status": state,
        "session_id": session_id,
        "channel": channel,
        "kind": kind,
        "assisted": assisted,
        "objection": objection,
    }
    return await ctx.read(
        lambda tx: page(
            tx,
            store.listing(tx.county, where=where, involved=own, body_id=commands.body_of(tx)),
            [PROPOSALS.table.c.id],
            wanted,
            lambda row: ProposalView.of(PROPOSALS.loaded(row)),
        )
    )

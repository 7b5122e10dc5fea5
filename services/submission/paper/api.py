"""Routes of the entries from paper, and of the proposer's objection to one."""

from datetime import date, time
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field

from chassis.eventlog import Loaded, Tx
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from chassis.uploads import REQUEST_BODY, Taken, file_route, take
from contracts.base import Line, ProposalKind, Ref, Text
from contracts.submission import Attachment, PaperCosigner, PaperEntry
from services.submission.attachment import store as attachment_store
from services.submission.attachment.api import AttachmentView, Name
from services.submission.paper import commands, domain, refilings, store
from services.submission.paper.commands import Handed
from services.submission.paper.objections import Outcome
from services.submission.paper.refilings import Corrected
from services.submission.paper.store import PAPERS
from services.submission.proposal.commands import STAFF, Filing
from services.submission.proposal.views import ProposalView, TextBody

router = APIRouter(tags=["paper-proposals"])
READERS = tuple(sorted(STAFF))

Purpose = Literal["paper_scan", "seal_scan", "attachment"]


class CosignerBody(Body):
    member_id: Ref
    opinion: Text
    """As it stands on the paper."""


class EnterPaper(Body):
    """What is on the paper, whole, and its stamp."""

    member_id: Ref
    """The first proposer; of a collective proposal an officer whom the body's register names."""
    kind: ProposalKind = "individual"
    session_id: Ref | None = None
    """None: the one that was current when it came in."""
    text: TextBody
    publish_consent: bool
    body_id: Ref | None = None
    booking_id: Ref | None = None
    suggested_units: Annotated[tuple[Ref, ...], Field(max_length=50)] = ()
    cosigners: Annotated[tuple[CosignerBody, ...], Field(max_length=200)] = ()
    research_date: date | None = None
    consent_refusal: Text | None = None
    signatory: Line | None = None
    received_on: date
    received_time: time | None = None
    """By the wall clock of Asia/Shanghai; needed on a day on which a plenary window opened or closed."""

    def handed(self) -> Handed:
        filing = Filing(
            kind=self.kind,
            text=self.text.draft(),
            publish_consent=self.publish_consent,
            session_id=self.session_id,
            body_id=self.body_id,
            booking_id=self.booking_id,
            suggested_units=self.suggested_units,
            cosigners=tuple(one.member_id for one in self.cosigners),
            research_date=self.research_date,
            consent_refusal=self.consent_refusal,
            signatory=self.signatory,
        )
        signed = tuple(PaperCosigner(**one.model_dump()) for one in self.cosigners)
        at = self.received_time.replace(tzinfo=None) if self.received_time else None
        return Handed(self.member_id, filing, signed, self.received_on, at)


class EnterRefiling(Body):
    """The corrected text of a returned proposal, whole, and the stamp of the paper."""

    text: TextBody
    received_on: date
    received_time: time | None = None
    """By the wall clock of Asia/Shanghai; None: at some time of that day."""

    def handed(self) -> Corrected:
        at = self.received_time.replace(tzinfo=None) if self.received_time else None
        return Corrected(self.text.draft(), self.received_on, at)


class RefusePaper(Body):
    reason: Text


class DiscardPaper(Body):
    reason: Text


class ObjectToEntry(Body):
    reason: Text


class SettleObjection(Body):
    outcome: Outcome
    explanation: Text


class PaperView(View):
    state: domain.State
    entry: PaperEntry
    entered_on: date
    entered_by: str
    """The login that changed it last; another one confirms."""
    attachments: tuple[Attachment, ...]
    refusal: str | None
    refused_by: str | None
    confirmed_by: str | None
    proposal_id: str | None
    """What it was filed as."""
    refiles: str | None
    """The returned proposal that it is the corrected text of; None: it is a proposal of its own."""
    discarded: str | None
    """Why it was given up."""
    discarded_by: str | None

    @classmethod
    def of(cls, loaded: Loaded[domain.Paper]) -> "PaperView":
        return cls(version=loaded.version, **loaded.state.model_dump(exclude={"refiles_version"}))


@router.post("/paper-proposals", status_code=201, response_model=PaperView)
async def enter(body: EnterPaper, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(lambda tx: commands.enter(tx, body.handed()), PaperView.of, status=201)


@router.put("/paper-proposals/{paper_id}", response_model=PaperView)
async def correct(paper_id: str, body: EnterPaper, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    """The entry whole, anew, before it is confirmed; one that was refused waits again."""
    return await ctx.execute(lambda tx: commands.correct(tx, paper_id, body.handed()), PaperView.of, edit=True)


@router.post("/proposals/{proposal_id}/paper-refilings", status_code=201, response_model=PaperView)
async def enter_refiling(proposal_id: str, body: EnterRefiling, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    """Of a returned proposal whose proposer answers on paper: confirmed by a second clerk, it is filed again."""
    return await ctx.execute(lambda tx: refilings.enter(tx, proposal_id, body.handed()), PaperView.of, status=201)


@router.put("/paper-proposals/{paper_id}/refiling", response_model=PaperView)
async def correct_refiling(paper_id: str, body: EnterRefiling, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    """The corrected text whole, anew, before it is confirmed; one that was refused waits again."""
    return await ctx.execute(lambda tx: refilings.correct(tx, paper_id, body.handed()), PaperView.of, edit=True)


@router.post(
    "/paper-proposals/{paper_id}/attachments",
    status_code=201,
    response_model=AttachmentView,
    openapi_extra=REQUEST_BODY,
)
@file_route
async def attach(
    paper_id: str, ctx: Annotated[Ctx, caller("clerk")], name: Name, purpose: Purpose = "paper_scan"
) -> Response:
    """The body is the file itself."""

    async def command(tx: Tx, taken: Taken) -> AttachmentView:
        return AttachmentView.of(await commands.attach(tx, paper_id, purpose, taken))

    return await take(ctx, name, purpose, lambda tx: commands.room(tx, paper_id), command)


@router.get("/paper-proposals/{paper_id}/attachments")
async def attachments(paper_id: str, ctx: Annotated[Ctx, caller(*READERS)]) -> list[AttachmentView]:
    """In the order in which they came."""

    async def query(tx: Tx) -> list[AttachmentView]:
        await PAPERS.load(tx, paper_id, lock=False)
        return [AttachmentView.of(one) for one in await attachment_store.of_paper(tx, paper_id)]

    return await ctx.read(query)


@router.post("/paper-proposals/{paper_id}/attachments/{attachment_id}/remove", response_model=PaperView)
async def detach(paper_id: str, attachment_id: str, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(lambda tx: commands.detach(tx, paper_id, attachment_id), PaperView.of)


@router.post("/paper-proposals/{paper_id}/refuse", response_model=PaperView)
async def refuse(paper_id: str, body: RefusePaper, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    """By another login than the one that entered it, which is told why."""
    return await ctx.execute(lambda tx: commands.refuse(tx, paper_id, body.reason), PaperView.of)


@router.post("/paper-proposals/{paper_id}/discard", response_model=PaperView)
async def discard(paper_id: str, body: DiscardPaper, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    """A refused entry, by the login that entered it; it stays readable, and nothing is filed of it."""
    return await ctx.execute(lambda tx: commands.discard(tx, paper_id, body.reason), PaperView.of)


@router.post("/paper-proposals/{paper_id}/confirm", response_model=PaperView)
async def confirm(paper_id: str, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    """By another login than the one that entered it: files it, as ``proposal_id``, or files that one again."""
    return await ctx.execute(lambda tx: refilings.confirm(tx, paper_id), PaperView.of)


@router.get("/paper-proposals/{paper_id}", response_model=PaperView)
async def paper(paper_id: str, ctx: Annotated[Ctx, caller(*READERS)]) -> Response:
    loaded = await ctx.read(lambda tx: PAPERS.load(tx, paper_id, lock=False))
    return answer(loaded, PaperView.of(loaded))


@router.get("/paper-proposals")
async def papers(
    ctx: Annotated[Ctx, caller(*READERS)],
    wanted: Annotated[PageQuery, Depends()],
    state: Annotated[domain.State | None, Query()] = None,
) -> Page[PaperView]:
    """The oldest first."""
    return await ctx.read(
        lambda tx: page(
            tx,
            store.listing(tx.county, state),
            [PAPERS.table.c.id],
            wanted,
            lambda row: PaperView.of(PAPERS.loaded(row)),
        )
    )


@router.post("/proposals/{proposal_id}/object-to-entry", response_model=ProposalView)
async def object_to_entry(
    proposal_id: str, body: ObjectToEntry, ctx: Annotated[Ctx, caller("member", "body_officer")]
) -> Response:
    """By the proposer of an assisted proposal, until ``assisted.object_until``; its review waits until it is
    settled."""
    return await ctx.execute(lambda tx: commands.object_to_entry(tx, proposal_id, body.reason), ProposalView.of)


@router.post("/proposals/{proposal_id}/settle-objection", response_model=ProposalView)
async def settle(
    proposal_id: str, body: SettleObjection, ctx: Annotated[Ctx, caller("clerk", "chair", "county_admin")]
) -> Response:
    """By somebody who neither entered nor confirmed it; ``corrected`` once the text was edited."""
    return await ctx.execute(
        lambda tx: commands.settle(tx, proposal_id, body.outcome, body.explanation), ProposalView.of
    )

"""Routes of opinion forms. Whoever has the link may write without a name; the receipt is all that tells it was them.

The page gets a fresh receipt with the form, sends it with the opinion and shows it. So it is in no answer that is kept,
and an answer that is lost loses nothing: only its hash is ever stored.
"""

from datetime import date
from typing import Annotated

import segno
from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, StringConstraints
from sqlalchemy import select

from chassis.clock import wall_date
from chassis.eventlog import Loaded, Tx
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, open_to_all, page
from contracts.base import STORABLE, Line, Ref, Text
from services.evaluation.facts import store as facts
from services.evaluation.opinion_form import commands
from services.evaluation.opinion_form.commands import ALPHABET, LENGTH
from services.evaluation.opinion_form.domain import Asks, OpinionForm, State
from services.evaluation.opinion_form.store import FORMS
from services.evaluation.service_issue import commands as issues
from services.evaluation.service_issue import domain as issue_domain
from services.evaluation.service_issue.domain import ServiceIssue
from services.evaluation.visibility import STAFF

router = APIRouter(tags=["opinion form"])

Receipt = Annotated[str, StringConstraints(pattern=f"^[{ALPHABET}]{{{LENGTH}}}$")]
Opinion = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000), STORABLE]


class FormView(View):
    title: str
    note: str | None
    closes_on: date | None
    opened_by: str
    about: str | None = None
    """The proposal whose beneficiaries it asks."""
    state: State
    closed_by: str | None

    @classmethod
    def of(cls, loaded: Loaded[OpinionForm]) -> "FormView":
        return cls(id=loaded.id, version=loaded.version, **loaded.state.model_dump())


class LinkView(BaseModel):
    """``svg`` is the QR code of the link, to be shown or printed."""

    link: str
    svg: str


class PublicForm(BaseModel):
    """``receipt`` is made for this answer and kept nowhere: send it with the opinion, and show it to who wrote. A form
    that asks for a rating gives none, since there is nothing to follow."""

    title: str
    note: str | None
    open: bool
    asks: Asks
    receipt: str | None


class Followed(BaseModel):
    """What became of it, for who has the receipt."""

    opinion: str
    state: issue_domain.State
    owner: str | None
    due: str | None
    overdue: bool
    proof: str | None

    @classmethod
    def of(cls, loaded: Loaded[ServiceIssue]) -> "Followed":
        state = loaded.state
        return cls(
            opinion=state.opinion,
            state=state.state,
            owner=state.owner,
            due=state.due,
            overdue=state.overdue,
            proof=state.proof,
        )


class OpenForm(Body):
    title: Line
    note: Text | None = None
    closes_on: date | None = None
    about: Ref | None = None
    """An admitted proposal that a unit has answered: the form then asks its beneficiaries to rate the result."""


class Write(Body):
    opinion: Opinion
    receipt: Receipt


class ReceiptGiven(Body):
    receipt: Receipt


@router.post("/opinion-forms", status_code=201, response_model=FormView)
async def open_form(body: OpenForm, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.open_form(tx, title=body.title, note=body.note, closes_on=body.closes_on, about=body.about),
        FormView.of,
        status=201,
    )


@router.get("/opinion-forms")
async def list_forms(
    ctx: Annotated[Ctx, caller(*STAFF)],
    wanted: Annotated[PageQuery, Depends()],
    state: Annotated[State | None, Query()] = None,
) -> Page[FormView]:
    t = FORMS.table
    query = select(t).where(t.c.county == ctx.county)
    if state is not None:
        query = query.where(t.c.status == state)
    return await ctx.read(lambda tx: page(tx, query, [t.c.id], wanted, lambda row: FormView.of(FORMS.loaded(row))))


@router.get("/opinion-forms/{form_id}", response_model=FormView)
async def get_form(form_id: str, ctx: Annotated[Ctx, caller(*STAFF)]) -> Response:
    loaded = await ctx.read(lambda tx: FORMS.load(tx, form_id, lock=False))
    return answer(loaded, FormView.of(loaded))


@router.get("/opinion-forms/{form_id}/link")
async def get_link(form_id: str, ctx: Annotated[Ctx, caller("clerk")]) -> LinkView:
    async def query(tx: Tx) -> str:
        await FORMS.load(tx, form_id, lock=False)
        return await commands.link(tx, form_id)

    link = await ctx.read(query)
    return LinkView(link=link, svg=segno.make(link, error="m").svg_inline(scale=8))


@router.post("/opinion-forms/{form_id}/close", response_model=FormView)
async def close(form_id: str, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    """What was written stays in the list of problems."""
    return await ctx.execute(lambda tx: commands.close(tx, form_id), FormView.of)


@router.get("/public/opinion-forms/{form_id}")
async def read_form(form_id: str, ctx: Annotated[Ctx, open_to_all()]) -> PublicForm:
    async def query(tx: Tx) -> tuple[OpinionForm, bool]:
        state = (await FORMS.load(tx, form_id, lock=False)).state
        return state, state.about is None or await facts.review(tx, state.about) == "admitted"

    state, stands = await ctx.read(query)
    return PublicForm(
        title=state.title,
        note=state.note,
        open=stands and state.takes(wall_date(ctx.clock.now())),
        asks=state.asks,
        receipt=commands.new_receipt() if state.asks == "opinion" else None,
    )


@router.post("/public/opinion-forms/{form_id}/opinions", status_code=201, response_model=Followed)
async def write(form_id: str, body: Write, request: Request, ctx: Annotated[Ctx, open_to_all()]) -> Response:
    """So many a day, counted by address, which is not kept."""
    address = request.client.host if request.client else ""
    return await ctx.execute(
        lambda tx: commands.write(tx, form_id, opinion=body.opinion, receipt=body.receipt, address=address),
        Followed.of,
        status=201,
    )


@router.post("/public/opinions/follow")
async def follow(body: ReceiptGiven, ctx: Annotated[Ctx, open_to_all()]) -> Followed:
    """Stores nothing. In the body: what is in an address is in every log on the way."""
    return Followed.of(await ctx.read(lambda tx: issues.follow(tx, body.receipt)))


@router.post("/public/opinions/verify", response_model=Followed)
async def verify(body: ReceiptGiven, ctx: Annotated[Ctx, open_to_all()]) -> Response:
    """By who has the receipt: only they close what they raised."""
    return await ctx.execute(lambda tx: issues.verify_unnamed(tx, body.receipt), Followed.of)

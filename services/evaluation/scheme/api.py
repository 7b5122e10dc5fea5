"""Routes of schemes."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field
from sqlalchemy import select

from chassis.eventlog import Loaded, Tx
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from contracts.base import Line
from contracts.evaluation import Category
from services.evaluation.scheme import commands
from services.evaluation.scheme.domain import Scheme, State, Subject
from services.evaluation.scheme.store import SCHEMES
from services.evaluation.visibility import STAFF

router = APIRouter(tags=["scheme"])

READERS = (*STAFF, "assessor", "unit", "unit_leader", "member")


class SchemeView(View):
    subject: Subject
    title: str
    categories: tuple[Category, ...]
    example: bool
    state: State
    maximum: float

    @classmethod
    def of(cls, loaded: Loaded[Scheme]) -> "SchemeView":
        state = loaded.state
        return cls(id=loaded.id, version=loaded.version, maximum=state.maximum, **state.model_dump())


class Schemes(BaseModel):
    items: list[SchemeView]


class Publish(Body):
    subject: Subject
    title: Line
    categories: Annotated[list[Category], Field(min_length=1, max_length=50)]


@router.post("/schemes", status_code=201, response_model=SchemeView)
async def publish(body: Publish, ctx: Annotated[Ctx, caller("clerk", "county_admin")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.publish(tx, subject=body.subject, title=body.title, categories=body.categories),
        SchemeView.of,
        status=201,
    )


@router.post("/schemes/examples", status_code=201, response_model=Schemes)
async def publish_examples(ctx: Annotated[Ctx, caller("clerk", "county_admin")]) -> Response:
    published: list[Loaded[Scheme]] = []

    async def command(tx: Tx) -> Loaded[Scheme]:
        published.extend(await commands.publish_examples(tx))
        return published[0]

    return await ctx.execute(command, lambda _: Schemes(items=[SchemeView.of(s) for s in published]), status=201)


@router.get("/schemes")
async def list_schemes(
    ctx: Annotated[Ctx, caller(*READERS)], wanted: Annotated[PageQuery, Depends()]
) -> Page[SchemeView]:
    t = SCHEMES.table
    query = select(t).where(t.c.county == ctx.county)
    return await ctx.read(lambda tx: page(tx, query, [t.c.id], wanted, lambda row: SchemeView.of(SCHEMES.loaded(row))))


@router.get("/schemes/{scheme_id}", response_model=SchemeView)
async def get_scheme(scheme_id: str, ctx: Annotated[Ctx, caller(*READERS)]) -> Response:
    loaded = await ctx.read(lambda tx: SCHEMES.load(tx, scheme_id, lock=False))
    return answer(loaded, SchemeView.of(loaded))

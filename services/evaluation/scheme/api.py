"""Routes of schemes."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field
from sqlalchemy import select

from chassis.eventlog import Loaded, Tx
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from contracts.base import Line, Ref
from contracts.evaluation import Category, Points, Rules
from services.evaluation.facts.catalogue import FACTS
from services.evaluation.facts.formulas import FORMULAS
from services.evaluation.scheme import commands
from services.evaluation.scheme.domain import Scheme, State, Subject
from services.evaluation.scheme.expression import FUNCTIONS
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
    maximum: Points
    """Without bonus."""
    rules: Rules
    edition: int
    revises: str | None
    revised_by: str | None

    @classmethod
    def of(cls, loaded: Loaded[Scheme]) -> "SchemeView":
        return cls.model_validate(
            {"id": loaded.id, "version": loaded.version} | {n: getattr(loaded.state, n) for n in _SHOWN}
        )


_SHOWN = tuple(name for name in SchemeView.model_fields if name not in ("id", "version"))


class Schemes(BaseModel):
    items: list[SchemeView]


class FactView(BaseModel):
    """``most`` is empty where a fact has no bound; the least is 0. ``share`` ones may stand alone as a formula."""

    name: str
    zh: str
    en: str
    most: int | None
    share: bool


class FunctionView(BaseModel):
    name: str
    takes: tuple[str, ...]
    gives: str
    says: str


class Language(BaseModel):
    """What a formula may say."""

    facts: list[FactView]
    functions: list[FunctionView]


class Draft(Body):
    subject: Subject
    title: Line
    categories: Annotated[list[Category], Field(min_length=1, max_length=50)]
    rules: Rules | None = None


class Publish(Draft):
    """``revises`` is the scheme whose next edition it is."""

    revises: Ref | None = None


@router.post("/schemes", status_code=201, response_model=SchemeView)
async def publish(body: Publish, ctx: Annotated[Ctx, caller("clerk", "county_admin")]) -> Response:
    """Every mistake is told at once, each with its place. It is never changed; the next edition names it."""
    return await ctx.execute(
        lambda tx: commands.publish(
            tx,
            subject=body.subject,
            title=body.title,
            categories=body.categories,
            rules=body.rules,
            revises=body.revises,
        ),
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


@router.get("/formula-language")
async def language(ctx: Annotated[Ctx, caller(*READERS)]) -> Language:
    """The facts and functions that a formula may name."""
    return Language(
        facts=[
            FactView(name=name, zh=fact.zh, en=fact.en, most=fact.most, share=name in FORMULAS)
            for name, fact in FACTS.items()
        ],
        functions=[
            FunctionView(name=name, takes=one.takes, gives=one.gives, says=one.says) for name, one in FUNCTIONS.items()
        ],
    )


@router.get("/schemes/{scheme_id}", response_model=SchemeView)
async def get_scheme(scheme_id: str, ctx: Annotated[Ctx, caller(*READERS)]) -> Response:
    loaded = await ctx.read(lambda tx: SCHEMES.load(tx, scheme_id, lock=False))
    return answer(loaded, SchemeView.of(loaded))

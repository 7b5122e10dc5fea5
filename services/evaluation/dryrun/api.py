"""Routes of dry runs: of a draft that nobody has published, and of a published scheme."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from chassis.eventlog import Tx
from chassis.http import Body, Ctx, caller
from contracts.base import Ref
from contracts.evaluation import Points, RankedUnit
from services.evaluation.dryrun import commands
from services.evaluation.dryrun.domain import Run
from services.evaluation.scheme import commands as schemes
from services.evaluation.scheme.api import Draft
from services.evaluation.scheme.store import SCHEMES

router = APIRouter(tags=["dry run"])

Year = Annotated[int, Field(ge=1949, le=9999)]


class IndicatorRunView(BaseModel):
    """``known`` handlings have points by it, ``capped`` ones more than its maximum, or less than nothing. Where lowest
    and highest are the same it tells nobody apart."""

    code: str
    name: str
    maximum: Points
    judged: bool
    known: int
    unknown: int
    capped: int
    lowest: Points | None
    mean: Points | None
    highest: Points | None


class Example(BaseModel):
    """Why one handling came to its points."""

    unit_id: str
    proposal_id: str
    total: Points
    why: tuple[str, ...]


class RunView(BaseModel):
    """``judged_maximum`` are points that assessors would give; a dry run gives them to nobody."""

    handlings: int
    judged_maximum: Points
    indicators: list[IndicatorRunView]
    units: list[RankedUnit]
    examples: list[Example]

    @classmethod
    def of(cls, found: Run) -> "RunView":
        return cls(
            handlings=found.handlings,
            judged_maximum=found.judged_maximum,
            indicators=[IndicatorRunView.model_validate(one, from_attributes=True) for one in found.indicators],
            units=list(found.units),
            examples=[
                Example(
                    unit_id=one.of.unit_id,
                    proposal_id=one.of.proposal_id,
                    total=one.scored.total,
                    why=one.scored.why,
                )
                for one in found.examples
            ],
        )


class Over(Body):
    """What was filed in a session, or in a year; all of it where neither is said."""

    session_id: Ref | None = None
    year: Year | None = None


class TryDraft(Draft):
    session_id: Ref | None = None
    year: Year | None = None


@router.post("/schemes/dry-run")
async def try_draft(body: TryDraft, ctx: Annotated[Ctx, caller("clerk", "chair", "county_admin")]) -> RunView:
    """Checks a draft and tries it on recorded facts; nothing is stored."""
    scheme = schemes.checked(subject=body.subject, title=body.title, categories=body.categories, rules=body.rules)

    async def query(tx: Tx) -> Run:
        return await commands.run(tx, scheme, session_id=body.session_id, year=body.year)

    return RunView.of(await ctx.read(query))


@router.post("/schemes/{scheme_id}/dry-run")
async def try_scheme(
    scheme_id: str, body: Over, ctx: Annotated[Ctx, caller("clerk", "chair", "county_admin")]
) -> RunView:
    """Tries a published scheme on recorded facts; nothing is stored."""

    async def query(tx: Tx) -> Run:
        found = await SCHEMES.load(tx, scheme_id, lock=False)
        return await commands.run(tx, found.state, session_id=body.session_id, year=body.year)

    return RunView.of(await ctx.read(query))

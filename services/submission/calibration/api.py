"""Routes of the calibration."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Response
from pydantic import AfterValidator, BaseModel, Field

from chassis.eventlog import Loaded, Tx
from chassis.http import Body, Ctx, Page, PageQuery, View, caller, page
from contracts.base import Line, Ref
from contracts.submission import CalibrationJudgement, ProposalText
from services.submission.calibration import commands, domain
from services.submission.calibration.domain import Calibration
from services.submission.calibration.store import CALIBRATIONS, listing
from services.submission.reviewer.commands import acting

router = APIRouter(tags=["calibration"])

Outcome = Literal["admit", "decline"]


def _each_once(ids: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(ids)) != len(ids):
        raise ValueError("each proposal is named once")
    return ids


class SetUp(Body):
    calibration_id: Ref
    name: Line
    proposals: Annotated[
        tuple[Ref, ...],
        Field(min_length=1, max_length=50, json_schema_extra={"uniqueItems": True}),
        AfterValidator(_each_once),
    ]


class JudgementBody(Body):
    number: int = Field(ge=1, le=50)
    outcome: Outcome
    reason_code: Ref | None = None


class Judge(Body):
    judgements: Annotated[list[JudgementBody], Field(min_length=1, max_length=50)]


class CalibrationView(View):
    name: str
    open: bool
    cases: int

    @classmethod
    def of(cls, loaded: Loaded[Calibration]) -> "CalibrationView":
        state = loaded.state
        return cls(id=loaded.id, version=loaded.version, name=state.name, open=state.open, cases=len(state.cases))


class CaseView(BaseModel):
    """What a reviewer judges: the text alone, without its people and its decision."""

    number: int
    text: ProposalText
    outcome: Outcome | None
    """What the caller said of it; None until they did."""


class AgreementView(BaseModel):
    reviewer_id: str
    judged: int
    agreed: int
    declined_alike: int
    same_ground: int
    differs: tuple[int, ...]
    """Cases in which the reviewer said otherwise than was decided."""

    @classmethod
    def of(cls, found: domain.Agreement) -> "AgreementView":
        return cls(**vars(found))


class OwnView(BaseModel):
    cases: list[CaseView]
    agreement: AgreementView | None
    """Only once the caller has judged every case that is for them."""


@router.post("/calibrations", status_code=201, response_model=CalibrationView)
async def set_up(body: SetUp, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.set_up(tx, body.calibration_id, body.name, body.proposals), CalibrationView.of, status=201
    )


@router.post("/calibrations/{calibration_id}/judge", response_model=CalibrationView)
async def judge(
    calibration_id: str, body: Judge, ctx: Annotated[Ctx, caller("reviewer", "clerk", "chair")]
) -> Response:
    """The caller's judgements, each case once."""
    said = [CalibrationJudgement(**one.model_dump()) for one in body.judgements]
    return await ctx.execute(lambda tx: commands.judge(tx, calibration_id, said), CalibrationView.of)


@router.post("/calibrations/{calibration_id}/close", response_model=CalibrationView)
async def close(calibration_id: str, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(lambda tx: commands.close(tx, calibration_id), CalibrationView.of)


@router.get("/calibrations")
async def calibrations(
    ctx: Annotated[Ctx, caller("clerk", "reviewer", "chair")], wanted: Annotated[PageQuery, Depends()]
) -> Page[CalibrationView]:
    return await ctx.read(
        lambda tx: page(
            tx,
            listing(tx.county),
            [CALIBRATIONS.table.c.id],
            wanted,
            lambda row: CalibrationView.of(CALIBRATIONS.loaded(row)),
        )
    )


@router.get("/calibrations/{calibration_id}/cases")
async def cases(calibration_id: str, ctx: Annotated[Ctx, caller("reviewer", "clerk", "chair")]) -> OwnView:
    """What the caller, a reviewer of the roster, has to judge; how far they agree only when that is done."""

    async def query(tx: Tx) -> OwnView:
        reviewer = await acting(tx)
        state = (await CALIBRATIONS.load(tx, calibration_id, lock=False)).state
        said: dict[int, Outcome] = {one.number: one.outcome for one in state.judged.get(reviewer.id, ())}
        shown = [one for one in await commands.read_cases(tx, state, reviewer) if not one.own]
        done = all(one.case.number in said for one in shown)
        return OwnView(
            cases=[CaseView(number=one.case.number, text=one.text, outcome=said.get(one.case.number)) for one in shown],
            agreement=AgreementView.of(domain.agreement(state, reviewer.id)) if done else None,
        )

    return await ctx.read(query)


@router.get("/calibrations/{calibration_id}/agreement")
async def agreement(calibration_id: str, ctx: Annotated[Ctx, caller("clerk")]) -> list[AgreementView]:
    """How far each reviewer who has judged agrees with what was decided."""
    loaded = await ctx.read(lambda tx: CALIBRATIONS.load(tx, calibration_id, lock=False))
    return [AgreementView.of(domain.agreement(loaded.state, id)) for id in sorted(loaded.state.judged)]

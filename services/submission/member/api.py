"""Routes of the members' directory."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from chassis.eventlog import Loaded
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from contracts.base import Line, Ordinal, Ref
from contracts.submission import MemberEnrolled
from services.submission.importjob.api import OR_JOB, answer_or_job
from services.submission.imports import REQUEST_BODY, ImportReport
from services.submission.member import commands, domain
from services.submission.member.store import MEMBERS, listing

router = APIRouter(tags=["members"])


class CorrectMember(Body):
    name: Line
    sector: Line
    party_group: Line | None = None
    committee: Line | None = None


class EnrolMember(CorrectMember):
    member_id: Ref
    term: Ordinal


class RetireMember(Body):
    reason: Line


class MemberView(View):
    name: str
    sector: str
    party_group: str | None
    committee: str | None
    term: int
    active: bool
    carries_on: bool
    """Retired by the end of a term: finishes what is open, and begins nothing new."""

    @classmethod
    def of(cls, loaded: Loaded[domain.Member]) -> "MemberView":
        return cls(version=loaded.version, **loaded.state.model_dump())


@router.post("/members", status_code=201, response_model=MemberView)
async def enrol(body: EnrolMember, ctx: Annotated[Ctx, caller("clerk", "county_admin")]) -> Response:
    event = MemberEnrolled(**body.model_dump())
    return await ctx.execute(lambda tx: commands.enrol(tx, event), MemberView.of, status=201)


@router.post("/members/import", response_model=ImportReport, responses=OR_JOB, openapi_extra=REQUEST_BODY)
async def import_list(
    ctx: Annotated[Ctx, caller("clerk", "county_admin")], preview: bool = False, background: bool = False
) -> Response:
    """An xlsx with the columns 编号 姓名 界别 党派 专委会 届; all rows or none, or as a job with its own report."""
    return await answer_or_job(ctx, preview, background, "members")


@router.put("/members/{member_id}", response_model=MemberView)
async def correct(
    member_id: Ref, body: CorrectMember, ctx: Annotated[Ctx, caller("clerk", "county_admin")]
) -> Response:
    """Within the term for which the member is enrolled; a later one is enrolled for."""
    given = body.model_dump()
    return await ctx.execute(lambda tx: commands.correct(tx, member_id, given), MemberView.of, edit=True)


@router.post("/members/{member_id}/retire", response_model=MemberView)
async def retire(member_id: str, body: RetireMember, ctx: Annotated[Ctx, caller("clerk", "county_admin")]) -> Response:
    return await ctx.execute(lambda tx: commands.retire(tx, member_id, body.reason), MemberView.of)


@router.get("/members/{member_id}", response_model=MemberView)
async def member(member_id: Ref, ctx: Annotated[Ctx, caller()]) -> Response:
    loaded = await ctx.read(lambda tx: MEMBERS.load(tx, member_id, lock=False))
    return answer(loaded, MemberView.of(loaded))


@router.get("/members")
async def members(ctx: Annotated[Ctx, caller()], wanted: Annotated[PageQuery, Depends()]) -> Page[MemberView]:
    return await ctx.read(
        lambda tx: page(
            tx, listing(tx.county), [MEMBERS.table.c.id], wanted, lambda row: MemberView.of(MEMBERS.loaded(row))
        )
    )

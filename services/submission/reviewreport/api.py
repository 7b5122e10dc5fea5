"""Routes of the report."""

import asyncio
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict

from chassis.http import Ctx, caller
from services.submission.proposal.word import DOCX
from services.submission.reviewreport import commands
from services.submission.reviewreport.document import docx

router = APIRouter(tags=["review"])

READERS = ("clerk", "county_admin", "chair")


class _Told(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class RowView(_Told):
    name: str
    total: int
    outcomes: dict[str, int]


class ReasonView(_Told):
    code: str
    text: str
    count: int


class GroupRowView(_Told):
    name: str
    distributed: int
    ready: int


class BeforeView(_Told):
    session_id: str
    total: int
    outcomes: dict[str, int]


class ReportedView(_Told):
    id: str
    channel: str
    kind: str
    title: str
    proposers: tuple[str, ...]
    case_number: int | None
    decline_reason: str | None
    redirect: str | None


class ReportView(_Told):
    """Every table counts the same proposals; ``outcomes`` names each state with its count."""

    session_id: str
    term: int
    number: int
    as_of: datetime
    draft: bool
    """Whether ``open`` proposals wait for a decision still."""
    total: int
    outcomes: dict[str, int]
    open: int
    channels: tuple[RowView, ...]
    kinds: tuple[RowView, ...]
    sectors: tuple[RowView, ...]
    topics: tuple[RowView, ...]
    """By topic group; a merged one counts in that of what it was merged into, and ``—`` is what has none."""
    reasons: tuple[ReasonView, ...]
    masters: int
    groups: tuple[GroupRowView, ...]
    admitted: tuple[ReportedView, ...]
    declined: tuple[ReportedView, ...]
    before: BeforeView | None


_FILE: dict[int | str, dict[str, Any]] = {200: {"content": {DOCX: {"schema": {"type": "string", "format": "binary"}}}}}


@router.get("/review-reports/{session_id}.docx", response_class=Response, responses=_FILE)
async def word_report(session_id: str, ctx: Annotated[Ctx, caller(*READERS)]) -> Response:
    """审查情况报告 as a Word file; marked as a draft while proposals are still open."""
    found = await ctx.read(lambda tx: commands.report(tx, session_id))
    # A list of hundreds takes a while to lay out: other requests must not wait for it.
    data = await asyncio.to_thread(docx, found)
    return Response(data, media_type=DOCX, headers={"Content-Disposition": 'attachment; filename="review-report.docx"'})


@router.get("/review-reports/{session_id}")
async def report(session_id: str, ctx: Annotated[Ctx, caller(*READERS)]) -> ReportView:
    return ReportView.model_validate(await ctx.read(lambda tx: commands.report(tx, session_id)))

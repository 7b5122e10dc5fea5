"""Routes that help before filing: a Word file is read, a text is looked over; nothing is stored."""

import asyncio
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel

from chassis.http import Ctx, caller
from chassis.problems import Invalid
from contracts.base import ProposalKind
from services.submission.model import commands as models
from services.submission.proposal import commands, word
from services.submission.proposal.form import Finding, PartName, Severity, plain_length
from services.submission.proposal.views import TextBody
from services.submission.proposal.word import DOCX

router = APIRouter(tags=["proposals"])


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

"""The route of similar texts: for those who file or review."""

import asyncio
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel

from chassis.eventlog import Tx
from chassis.http import Ctx, caller
from contracts.base import Ref
from services.submission.proposal.views import TextBody
from services.submission.similar import commands, store
from services.submission.similar.commands import Found, Weighed
from services.submission.similar.embed import installed
from services.submission.similar.policy import POLICY, SimilarPolicy

router = APIRouter(tags=["similar"])


class SimilarBody(TextBody):
    exclude: Ref | None = None
    """The proposal that the text is of, when it is filed already: it is most like itself."""


class PassageView(BaseModel):
    field: str
    """title, situation, analysis, suggestions/<number>, reply or unfinished."""
    text: str
    score: float

    @classmethod
    def of(cls, weighed: Weighed) -> "PassageView":
        return cls(field=weighed.passage.field, text=weighed.passage.text, score=_rounded(weighed.score))


class SimilarView(BaseModel):
    id: str
    kind: Literal["proposal", "archive"]
    county: str
    title: str
    session: str
    year: int | None
    case_number: int | None
    state: str
    assisted: bool
    """Whether it came on paper and was entered by the staff."""
    score: float
    """0 to 1, by the method named: for ordering, not for deciding. No score is safe for a paraphrase."""
    wording: float
    """How much of the shorter text stands in the other word for word."""
    near_copy: bool
    passages: list[PassageView]

    @classmethod
    def of(cls, found: Found, passages: list[Weighed], policy: SimilarPolicy) -> "SimilarView":
        return cls(
            id=found.id,
            kind=found.kind,
            county=found.county,
            title=found.title,
            session=found.session,
            year=found.year,
            case_number=found.case_number,
            state=found.state,
            assisted=found.assisted,
            score=_rounded(found.score),
            wording=_rounded(found.wording),
            near_copy=found.wording >= policy.near_copy_from,
            passages=[PassageView.of(one) for one in passages],
        )


class SimilarAnswer(BaseModel):
    method: Literal["meaning", "characters"]
    degraded: bool
    """True where the model is not installed: then only the same characters are found, not the same meaning."""
    indexed: int
    waiting: int
    """Texts of the county that no check finds yet."""
    items: list[SimilarView]


def _rounded(score: float) -> float:
    return round(min(max(score, 0.0), 1.0), 4)


@router.post("/similar")
async def similar(
    body: SimilarBody, ctx: Annotated[Ctx, caller("member", "body_officer", "clerk", "reviewer")]
) -> SimilarAnswer:
    """The earlier proposals and archived ones most like a text, with their replies; nothing is stored."""
    content = commands.content_of_draft(body.draft())
    policy = (await ctx.read(POLICY.at)).value
    embedder = await asyncio.to_thread(installed)
    asked = await asyncio.to_thread(commands.asked_of, content, embedder, policy, body.exclude)

    async def here(tx: Tx) -> tuple[list[Found], store.Figures, list[str]]:
        found = await commands.find(tx, asked, embedder.name, policy)
        others = await store.tenants(tx.connection) if policy.search_city else []
        return found, await store.figures(tx, embedder.name), [county for county in others if county != tx.county]

    found, figures, others = await ctx.read(here)
    for county in others:
        # In that county's own scope: its walls stand, and its policy says whether anything is shown.
        guest = Ctx(ctx.request, ctx.actor, county)
        found += await guest.read(lambda tx: commands.find_as_guest(tx, asked, embedder.name, policy))
    shown = commands.best(found, policy)
    weighed = await asyncio.to_thread(commands.weigh, content, shown, embedder, policy)
    return SimilarAnswer(
        method=embedder.name,
        degraded=embedder.name != "meaning",
        indexed=figures.indexed,
        waiting=figures.waiting,
        items=[SimilarView.of(one, passages, policy) for one, passages in zip(shown, weighed, strict=True)],
    )

"""The route of the suggestions."""

import asyncio
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel

from chassis.eventlog import Tx
from chassis.http import Ctx, caller
from services.submission.precedent import commands
from services.submission.proposal import commands as proposals
from services.submission.proposal.domain import Proposal
from services.submission.similar.commands import asked_of, content_of_proposal
from services.submission.similar.embed import installed
from services.submission.similar.policy import POLICY, SimilarPolicy

router = APIRouter(tags=["review"])


class Why(BaseModel):
    cases: tuple[str, ...]
    """Earlier proposals like this one that had it; they are described in the answer's ``cases``."""
    proposer: bool
    """Whether the proposer suggests it."""
    reviewers: tuple[str, ...]
    """Who says so, of stages that are closed."""


class UnitSuggestion(Why):
    unit_id: str
    name: str


class TopicSuggestion(Why):
    topic: str


class CaseView(BaseModel):
    id: str
    title: str
    session: str
    case_number: int | None
    score: float


class SuggestionsView(BaseModel):
    degraded: bool
    """Whether likeness is only of characters: no model is installed."""
    units: list[UnitSuggestion]
    topics: list[TopicSuggestion]
    cases: list[CaseView]


@router.get("/proposals/{proposal_id}/suggestions")
async def suggestions(
    proposal_id: str, ctx: Annotated[Ctx, caller("clerk", "reviewer", "chair", "assigning_office")]
) -> SuggestionsView:
    """Units and topics that earlier cases like it had, its proposer names, or its reviewers do; each says why, best
    first. A suggestion is nobody's decision."""

    async def load(tx: Tx) -> tuple[Proposal, SimilarPolicy]:
        return (await proposals.read(tx, proposal_id)).state, (await POLICY.at(tx)).value

    proposal, policy = await ctx.read(load)
    embedder = await asyncio.to_thread(installed)
    asked = await asyncio.to_thread(asked_of, content_of_proposal(proposal), embedder, policy, proposal_id)
    found = await ctx.read(lambda tx: commands.suggest(tx, proposal, asked, embedder.name, policy))
    return SuggestionsView(
        degraded=embedder.name != "meaning",
        units=[
            UnitSuggestion(
                unit_id=one.name,
                name=found.unit_names[one.name],
                cases=one.cases,
                proposer=one.proposer,
                reviewers=one.reviewers,
            )
            for one in found.units
        ],
        topics=[
            TopicSuggestion(topic=one.name, cases=one.cases, proposer=one.proposer, reviewers=one.reviewers)
            for one in found.topics
        ],
        cases=[
            CaseView(
                id=case.id,
                title=case.title,
                session=case.session,
                case_number=case.case_number,
                score=round(case.score, 4),
            )
            for case in found.cases
        ],
    )

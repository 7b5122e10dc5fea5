"""Routes of publication: the decision, and what anybody signed in may see."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel

from chassis.eventlog import Loaded
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from contracts.base import AnswerClass, Channel, OutcomeKind, Text
from contracts.conversion import PublicationMark
from services.conversion.publication import commands
from services.conversion.publication.domain import Decision, Publication
from services.conversion.publication.store import PUBLICATIONS, public
from services.conversion.visibility import READERS, must_see, sees_publication

router = APIRouter(tags=["publication"])


class PublicationView(View):
    proposal_id: str
    mark: PublicationMark
    """The strictest of the decisions."""
    decisions: tuple[Decision, ...]

    @classmethod
    def of(cls, loaded: Loaded[Publication]) -> "PublicationView":
        state = loaded.state
        return cls(
            id=loaded.id,
            version=loaded.version,
            proposal_id=state.proposal_id,
            mark=state.state,
            decisions=state.decisions,
        )


class PublicAnswer(BaseModel):
    unit_id: str
    answer_class: AnswerClass | None


class PublicOutcome(BaseModel):
    """``title`` is empty in a summary."""

    suggestion: int
    kind: OutcomeKind
    achieved_on: date
    title: str | None


class PublicProposal(BaseModel):
    """Nobody's name and no contact; only the answers of those units that are shown."""

    proposal_id: str
    title: str
    case_number: int
    session_id: str
    channel: Channel
    mark: PublicationMark
    answers: list[PublicAnswer]
    outcomes: list[PublicOutcome]

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "PublicProposal":
        publication = PUBLICATIONS.loaded(row).state
        whole = publication.state == "public"
        outcomes = [
            PublicOutcome(
                suggestion=outcome["suggestion"],
                kind=outcome["kind"],
                achieved_on=outcome["achieved_on"],
                title=outcome["title"] if whole else None,
            )
            for outcome in row["outcomes"]
        ]
        return cls(
            proposal_id=row["proposal_id"],
            title=row["title"],
            case_number=row["case_number"],
            session_id=row["session_id"],
            channel=row["channel"],
            mark=publication.state,
            answers=[PublicAnswer(**given) for given in row["answers"] if publication.shows(given["unit_id"])],
            outcomes=sorted(outcomes, key=lambda outcome: (outcome.achieved_on, outcome.suggestion)),
        )


class Decide(Body):
    mark: PublicationMark
    reason: Text | None = None


@router.post("/proposals/{proposal_id}/publication", response_model=PublicationView)
async def decide(proposal_id: str, body: Decide, ctx: Annotated[Ctx, caller("clerk", "unit")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.decide(tx, proposal_id, mark=body.mark, reason=body.reason), PublicationView.of
    )


@router.get("/proposals/{proposal_id}/publication", response_model=PublicationView)
async def get_publication(proposal_id: str, ctx: Annotated[Ctx, caller(*READERS)]) -> Response:
    condition = sees_publication(ctx.actor, ctx.county)
    row = await ctx.read(lambda tx: must_see(tx, PUBLICATIONS.table, proposal_id, condition, key="proposal_id"))
    loaded = PUBLICATIONS.loaded(row)
    return answer(loaded, PublicationView.of(loaded))


@router.get("/public/proposals")
async def list_public(ctx: Annotated[Ctx, caller()], wanted: Annotated[PageQuery, Depends()]) -> Page[PublicProposal]:
    t = PUBLICATIONS.table
    return await ctx.read(lambda tx: page(tx, public(ctx.county), [t.c.proposal_id], wanted, PublicProposal.of))

"""The route of the proposer's view."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from chassis.eventlog import Tx
from chassis.http import Ctx, Page, PageQuery, caller, page
from chassis.problems import Forbidden
from contracts.conversion import PublicationMark
from services.conversion.commitment.api import CommitmentView
from services.conversion.commitment.store import COMMITMENTS
from services.conversion.followup.store import DOSSIERS, FOLLOWUPS
from services.conversion.mine import store
from services.conversion.outcome.api import OutcomeView
from services.conversion.outcome.store import OUTCOMES
from services.conversion.showcase.domain import PublicProposal
from services.conversion.showcase.policy import POLICY
from services.conversion.showcase.reading import shown as as_shown

router = APIRouter(tags=["mine"])


class MineView(BaseModel):
    """``mark`` is the strictest of those who decided, None while nobody has.

    ``public`` is what everybody reads once the county lets the public in; None: nothing.
    """

    proposal_id: str
    title: str | None
    case_number: int | None
    closed_at: datetime | None
    result: str | None
    followup: str | None
    recommended_for: str | None
    """Why tracking is recommended, where nothing came of it."""
    publish_consent: bool | None
    mark: PublicationMark | None
    commitments: list[CommitmentView]
    outcomes: list[OutcomeView]
    public: PublicProposal | None


@router.get("/mine")
async def mine(ctx: Annotated[Ctx, caller("member")], wanted: Annotated[PageQuery, Depends()]) -> Page[MineView]:
    """All that became of the caller's own proposals, joint and merged ones included."""
    member = ctx.actor.member_id
    if member is None:
        raise Forbidden("this login is bound to no member")

    async def query(tx: Tx) -> Page[MineView]:
        found = await page(tx, store.proposed(ctx.county, member), [DOSSIERS.c.proposal_id], wanted, dict[str, Any])
        ids = [row["proposal_id"] for row in found.items]
        promised = await store.of_proposals(tx, COMMITMENTS, ids)
        led_to = await store.of_proposals(tx, OUTCOMES, ids)
        shown = await store.shown(tx, ids)
        policy = (await POLICY.at(tx)).value

        def view(row: Mapping[str, Any]) -> MineView:
            id = row["proposal_id"]
            state = row["followup_state"]
            return MineView(
                **{name: row[name] for name in ("proposal_id", "title", "case_number", "closed_at", "result")},
                **{name: row[name] for name in ("followup", "publish_consent", "mark")},
                recommended_for=FOLLOWUPS.state.model_validate_json(state).reason if state else None,
                commitments=[CommitmentView.of(one) for one in promised[id]],
                outcomes=[OutcomeView.of(one) for one in led_to[id]],
                public=as_shown(shown[id], policy) if id in shown else None,
            )

        return Page(items=[view(row) for row in found.items], next=found.next)

    return await ctx.read(query)

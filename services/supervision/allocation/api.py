"""Routes of the allocation of a session's key proposals."""

from typing import Annotated

from fastapi import APIRouter, Response

from chassis.eventlog import Loaded
from chassis.http import Body, Ctx, View, answer, caller
from contracts.base import Line, Ref, Text
from contracts.supervision import AllocatedLine, RelaxedBound
from services.supervision.allocation import commands
from services.supervision.allocation.domain import Allocation, State, id_of
from services.supervision.allocation.store import ALLOCATIONS
from services.supervision.oversight.api import STAFF

router = APIRouter(tags=["key selection"])


class EditLine(Body):
    leader: Line
    reason: Text


class AllocationView(View):
    """``relaxed``: leaders for whom there were too few proposals to reach the policy's lower bound."""

    session_id: str
    state: State
    lines: tuple[AllocatedLine, ...]
    relaxed: tuple[RelaxedBound, ...]
    policy_version: int

    @classmethod
    def of(cls, loaded: Loaded[Allocation]) -> "AllocationView":
        return cls(id=loaded.id, version=loaded.version, **loaded.state.model_dump())


@router.post("/key-allocations/{session_id}/propose", response_model=AllocationView)
async def propose(session_id: Ref, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    """By charge and load, of the open key proposals that no leader has; nothing is appointed by it."""
    return await ctx.execute(lambda tx: commands.propose(tx, session_id), AllocationView.of)


@router.put("/key-allocations/{session_id}/lines/{proposal_id}", response_model=AllocationView)
async def edit(session_id: Ref, proposal_id: Ref, body: EditLine, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    """Another leader for one line, who may then have more than the policy's upper bound."""
    return await ctx.execute(
        lambda tx: commands.edit(tx, session_id, proposal_id, body.leader, body.reason), AllocationView.of
    )


@router.post("/key-allocations/{session_id}/confirm", response_model=AllocationView)
async def confirm(session_id: Ref, ctx: Annotated[Ctx, caller("chair")]) -> Response:
    """Appoints each line's leader. With If-Match it confirms what its caller has seen, and nothing that came since."""
    return await ctx.execute(lambda tx: commands.confirm(tx, session_id), AllocationView.of)


@router.get("/key-allocations/{session_id}", response_model=AllocationView)
async def allocation(session_id: Ref, ctx: Annotated[Ctx, caller(*STAFF)]) -> Response:
    loaded = await ctx.read(lambda tx: ALLOCATIONS.load(tx, id_of(session_id), lock=False))
    return answer(loaded, AllocationView.of(loaded))

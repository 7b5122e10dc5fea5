"""What is still to be talked over before each step of one assignment: the gates as a list to be ticked off."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel

from chassis.eventlog import Tx
from chassis.http import Ctx, caller
from contracts.base import Form, Phase
from services.consultation.assignment.store import ASSIGNMENTS
from services.consultation.meeting import commands
from services.consultation.meeting.gates import Step, checklist
from services.consultation.meeting.store import of_assignment
from services.consultation.visibility import READERS, must_see, sees_assignment

router = APIRouter(tags=["desk"])


class GateView(BaseModel):
    """``open``: held ``times`` times in a form that counts and confirmed, or given up, which never reads as held."""

    step: Step
    phase: Phase
    open: bool
    given_up: bool
    counts: int
    times: int
    forms: list[Form]


class GatesView(BaseModel):
    """Of the present cycle, by the policy of now. ``confirming``: who must each confirm; none: any proposer may."""

    cycle: int
    gates: list[GateView]
    confirming: list[str]


@router.get("/assignments/{assignment_id}/gates")
async def gates(assignment_id: str, ctx: Annotated[Ctx, caller(*READERS)]) -> GatesView:
    """A helper has no gates of its own: those are its lead's."""

    async def read(tx: Tx) -> GatesView:
        row = await must_see(tx, ASSIGNMENTS.table, assignment_id, sees_assignment(ctx.actor, ctx.county))
        state = ASSIGNMENTS.loaded(row).state
        if state.role == "helper":
            return GatesView(cycle=state.cycle, gates=[], confirming=[])
        found = await commands.gates_of(tx, state.proposal_id)
        held = await of_assignment(tx, assignment_id, state.cycle)
        return GatesView(
            cycle=state.cycle,
            gates=[
                GateView(
                    step=one.step, phase=one.phase, open=one.open, given_up=one.given_up, counts=one.counts,
                    times=one.times, forms=list(one.forms),
                )
                for one in checklist(found, held)
            ],
            confirming=sorted(await commands.confirming_of(tx, state.proposal_id, found)),
        )  # fmt: skip

    return await ctx.read(read)

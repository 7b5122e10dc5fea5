"""What becomes of a proposal's forwards when it is withdrawn or merged; called with the proposal locked."""

from chassis.eventlog import Tx
from services.submission.forward import domain
from services.submission.forward.store import FORWARDS, of_proposal


async def on_withdrawn(tx: Tx, proposal_id: str) -> None:
    for forward in await of_proposal(tx, proposal_id, lock=True):
        if events := domain.proposal_withdrawn(forward.state, tx.county, tx.now):
            await FORWARDS.append(tx, forward.id, forward, events)


async def on_merged(tx: Tx, proposal_id: str) -> None:
    for forward in await of_proposal(tx, proposal_id, lock=True):
        if events := domain.proposal_merged(forward.state, tx.county, tx.now):
            await FORWARDS.append(tx, forward.id, forward, events)

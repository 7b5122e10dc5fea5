"""Other services' events → what is known of each proposal."""

from chassis.eventlog import Tx
from contracts.consultation import ReplyIssued
from contracts.submission import MergeUndone, ProposalAdmitted
from contracts.supervision import ClosedUnsigned, SupervisionClosed
from services.conversion.followup import store


async def on_admitted(tx: Tx, event: ProposalAdmitted) -> None:
    await store.note_admitted(tx, event)


async def on_merge_undone(tx: Tx, event: MergeUndone) -> None:
    if event.proposers is not None:
        await store.note_proposers(tx, event.proposal_id, event.proposers)


async def on_reply_issued(tx: Tx, event: ReplyIssued) -> None:
    await store.note_handler(tx, event)


async def on_closed(tx: Tx, event: SupervisionClosed) -> None:
    await store.note_closed(tx, event.proposal_id, closed_at=event.closed_at, result=event.result)


async def on_closed_unsigned(tx: Tx, event: ClosedUnsigned) -> None:
    """It stays in every denominator: what nobody signed must not leave the figures with its silence."""
    await store.note_closed(tx, event.proposal_id, closed_at=tx.receipt, result=None)

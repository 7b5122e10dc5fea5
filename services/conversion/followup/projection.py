"""Other services' events → what is known of each proposal."""

from chassis.eventlog import Tx
from contracts.consultation import ReplyIssued
from contracts.submission import ProposalAdmitted
from contracts.supervision import SupervisionClosed
from services.conversion.followup import store


async def on_admitted(tx: Tx, event: ProposalAdmitted) -> None:
    """Merges come before admission, so ``proposers`` holds those of merged proposals as well."""
    await store.note_admitted(
        tx,
        event.proposal_id,
        title=event.title,
        proposers=event.proposers,
        suggestions=[suggestion.number for suggestion in event.suggestions],
    )


async def on_reply_issued(tx: Tx, event: ReplyIssued) -> None:
    await store.note_handler(tx, event.proposal_id, event.unit_id)


async def on_closed(tx: Tx, event: SupervisionClosed) -> None:
    await store.note_closed(tx, event.proposal_id, closed_at=event.closed_at, result=event.result)

"""Submission's events → rows."""

from chassis.eventlog import Tx
from contracts.submission import ProposalAdmitted
from services.consultation.matter import store


async def on_admitted(tx: Tx, event: ProposalAdmitted) -> None:
    await store.put(
        tx,
        event.proposal_id,
        case_number=event.case_number,
        title=event.title,
        proposers=event.proposers,
        suggestions=[suggestion.number for suggestion in event.suggestions],
    )

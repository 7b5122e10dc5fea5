"""Submission's events, and supervision's class of a proposal → rows."""

from chassis.eventlog import Tx
from contracts.submission import ProposalAdmitted, ProposalFiled, ProposalMergedInto, ProposalUnmerged
from contracts.supervision import KeyDesignationRevoked, KeyProposalDesignated, SupervisionOpened, TrackingDesignated
from services.consultation.matter import store


async def on_admitted(tx: Tx, event: ProposalAdmitted) -> None:
    await store.put(
        tx,
        event.proposal_id,
        case_number=event.case_number,
        title=event.title,
        proposers=event.proposers,
        suggestions=[suggestion.number for suggestion in event.suggestions],
        session_id=event.session_id,
        channel=event.channel,
        texts={suggestion.number: suggestion.text for suggestion in event.suggestions},
        topic_group=event.topic_group,
    )


async def on_filed(tx: Tx, event: ProposalFiled) -> None:
    said = {"first_proposer": event.first_proposer, "body_id": event.body_id}
    await store.put_original(tx, event.proposal_id, said | {"suggested_units": list(event.suggested_units)})


async def on_merged_into(tx: Tx, event: ProposalMergedInto) -> None:
    await store.put_original(tx, event.proposal_id, {"master_id": event.master_id})


async def on_unmerged(tx: Tx, event: ProposalUnmerged) -> None:
    await store.put_original(tx, event.proposal_id, {"master_id": None})


async def on_supervised(tx: Tx, event: SupervisionOpened) -> None:
    await store.put_class(tx, event.proposal_id, event.supervision_class)


async def on_key(tx: Tx, event: KeyProposalDesignated) -> None:
    await store.put_class(tx, event.proposal_id, "key")


async def on_key_revoked(tx: Tx, event: KeyDesignationRevoked) -> None:
    await store.put_class(tx, event.proposal_id, "general")


async def on_tracked(tx: Tx, event: TrackingDesignated) -> None:
    await store.put_class(tx, event.proposal_id, "tracked")

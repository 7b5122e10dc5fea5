"""Events → acts. A consumer of its own, that reads the past of every topic as well; its order does not matter."""

from datetime import date

from chassis.clock import wall_date
from chassis.consumer import Handler
from chassis.eventlog import Tx
from contracts import evaluation, submission, supervision
from contracts.base import Event, ProposalKind
from services.evaluation.ledger import store
from services.evaluation.ledger.domain import Act, What


async def _note(
    tx: Tx,
    proposal_id: str,
    what: What,
    members: tuple[str, ...] = (),
    *,
    day: date | None = None,
    kind: ProposalKind | None = None,
    session_id: str | None = None,
) -> None:
    assert tx.causation_id is not None  # the consumed event
    act = Act(
        event_id=tx.causation_id,
        proposal_id=proposal_id,
        what=what,
        at=tx.receipt,
        day=day or wall_date(tx.receipt),
        members=members,
        kind=kind,
        session_id=session_id,
    )
    await store.note(tx, act)


async def on_filed(tx: Tx, event: submission.ProposalFiled) -> None:
    await _note(
        tx,
        event.proposal_id,
        "filed",
        (event.first_proposer,),
        day=wall_date(event.received_at),
        kind=event.kind,
        session_id=event.session_id,
    )


async def on_cosigned(tx: Tx, event: submission.CosignAnswered) -> None:
    if event.agreed:
        await _note(tx, event.proposal_id, "cosigned", (event.member_id,))


async def on_admitted(tx: Tx, event: submission.ProposalAdmitted) -> None:
    await _note(tx, event.proposal_id, "admitted", event.proposers)


async def on_merged(tx: Tx, event: submission.ProposalsMerged) -> None:
    await _note(tx, event.proposal_id, "merged", event.proposers)


async def on_merge_undone(tx: Tx, event: submission.MergeUndone) -> None:
    await _note(tx, event.proposal_id, "merge_undone", event.proposers or ())


async def on_withdrawn(tx: Tx, event: submission.ProposalWithdrawn) -> None:
    await _note(tx, event.proposal_id, "withdrawn")


async def on_key(tx: Tx, event: supervision.KeyProposalDesignated) -> None:
    await _note(tx, event.proposal_id, "key")


async def on_key_revoked(tx: Tx, event: supervision.KeyDesignationRevoked) -> None:
    await _note(tx, event.proposal_id, "key_revoked")


async def on_award(tx: Tx, event: evaluation.AwardGranted) -> None:
    if event.kind == "excellent_proposal":
        await _note(tx, event.subject_id, "excellent")


async def on_award_revoked(tx: Tx, event: evaluation.AwardRevoked) -> None:
    if event.kind == "excellent_proposal":
        await _note(tx, event.subject_id, "excellent_revoked")


LEDGER: dict[str, dict[type[Event], Handler]] = {
    submission.TOPIC: {
        submission.ProposalFiled: on_filed,
        submission.CosignAnswered: on_cosigned,
        submission.ProposalsMerged: on_merged,
        submission.ProposalAdmitted: on_admitted,
        submission.MergeUndone: on_merge_undone,
        submission.ProposalWithdrawn: on_withdrawn,
    },
    supervision.TOPIC: {
        supervision.KeyProposalDesignated: on_key,
        supervision.KeyDesignationRevoked: on_key_revoked,
    },
    # Its own: what was taken back from the bus after a restore is read like everything else.
    evaluation.TOPIC: {
        evaluation.AwardGranted: on_award,
        evaluation.AwardRevoked: on_award_revoked,
    },
}

"""Who calls for tracking, and the clerk's decision on it."""

from chassis.clock import wall_date
from chassis.eventlog import Loaded, Tx
from contracts.conversion import (
    CommitmentKept,
    CommitmentReleased,
    CommitmentSuperseded,
    OutcomeVerified,
    TrackingRecommended,
)
from contracts.submission import ArchivedProposalRecorded
from services.supervision.oversight import commands as oversights
from services.supervision.oversight import domain
from services.supervision.oversight.commands import POLICY
from services.supervision.oversight.domain import Oversight
from services.supervision.oversight.store import OVERSIGHTS, oversight_id
from services.supervision.tracking import store


async def on_archived(tx: Tx, event: ArchivedProposalRecorded) -> None:
    await store.note_archived(tx, event)


async def on_recommended(tx: Tx, event: TrackingRecommended) -> None:
    source = event.commitment_id or store.NOTHING_CAME
    await store.note_recommended(tx, event.proposal_id, source, event.reason, wall_date(tx.receipt).year)


async def on_promise_over(tx: Tx, event: CommitmentKept | CommitmentReleased | CommitmentSuperseded) -> None:
    """What was recommended because it stayed broken is broken no more."""
    await store.withdraw(tx, event.proposal_id, event.commitment_id)


async def on_outcome(tx: Tx, event: OutcomeVerified) -> None:
    """Something has come of it."""
    await store.withdraw(tx, event.proposal_id, store.NOTHING_CAME)


async def designate(tx: Tx, proposal_id: str, reason: str) -> Loaded[Oversight]:
    """One of the archive was never supervised here: its supervision begins with being tracked."""
    id = oversight_id(proposal_id)
    archived = await store.archived(tx, proposal_id)
    if archived is None or await OVERSIGHTS.find(tx, id) is not None:
        return await oversights.designate_tracked(tx, proposal_id, reason)
    year, case_number = archived
    supervisor = (await POLICY.at(tx)).value.default_supervisor
    events = domain.open_archived(proposal_id, year, case_number, reason, supervisor, wall_date(tx.now))
    return await OVERSIGHTS.append(tx, id, None, events)


async def finish(tx: Tx, proposal_id: str, finding: str) -> Loaded[Oversight]:
    found = await OVERSIGHTS.load(tx, oversight_id(proposal_id))
    return await OVERSIGHTS.append(tx, found.id, found, domain.finish_tracking(found.state, finding))

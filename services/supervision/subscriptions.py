"""All that supervision reacts to, in one table."""

from chassis.consumer import Handler
from chassis.eventlog import Tx
from contracts import consultation, conversion, submission
from contracts.base import Event
from contracts.consultation import (
    AssignmentCancelled,
    AssignmentIssued,
    AssignmentReassigned,
    HelperOpinionGiven,
    ReplyIssued,
)
from contracts.conversion import TrackingRecommended
from contracts.submission import (
    ArchivedProposalRecorded,
    MergeUndone,
    ProposalAdmitted,
    ProposalWithdrawn,
    UnitEnrolled,
)
from services.supervision.deadline import commands as deadlines
from services.supervision.oversight import commands as oversights
from services.supervision.signoff import commands as sign_offs
from services.supervision.tracking import commands as tracking


async def on_assigned(tx: Tx, event: AssignmentIssued) -> None:
    await deadlines.on_assigned(tx, event)
    await oversights.on_assigned(tx, event)


async def on_ended(tx: Tx, event: AssignmentCancelled | AssignmentReassigned) -> None:
    await deadlines.on_ended(tx, event)
    await oversights.on_ended(tx, event)


SUBSCRIPTIONS: dict[str, dict[type[Event], Handler]] = {
    submission.TOPIC: {
        UnitEnrolled: oversights.on_unit,
        ProposalAdmitted: oversights.on_admitted,
        ProposalWithdrawn: oversights.on_withdrawn,
        MergeUndone: oversights.on_merge_undone,
        ArchivedProposalRecorded: tracking.on_archived,
    },
    consultation.TOPIC: {
        AssignmentIssued: on_assigned,
        AssignmentCancelled: on_ended,
        AssignmentReassigned: on_ended,
        HelperOpinionGiven: deadlines.on_helper_opinion,
        ReplyIssued: sign_offs.on_replied,
    },
    conversion.TOPIC: {TrackingRecommended: tracking.on_recommended},
}

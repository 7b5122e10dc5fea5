"""All that supervision reacts to, in one table."""

from chassis.consumer import Handler
from chassis.eventlog import Tx
from contracts import consultation, conversion, notification, submission
from contracts.base import Event
from contracts.consultation import (
    AssignmentCancelled,
    AssignmentIssued,
    AssignmentReassigned,
    HelperOpinionGiven,
    ReplyIssued,
)
from contracts.conversion import (
    CommitmentKept,
    CommitmentReleased,
    CommitmentSuperseded,
    OutcomeVerified,
    TrackingRecommended,
)
from contracts.notification import PhoneConfirmed
from contracts.submission import (
    ArchivedProposalRecorded,
    MergeUndone,
    ProposalAdmitted,
    ProposalWithdrawn,
    UnitEnrolled,
)
from services.supervision.deadline import commands as deadlines
from services.supervision.oversight import commands as oversights
from services.supervision.oversight.store import hold
from services.supervision.passkey import commands as passkeys
from services.supervision.signoff import commands as sign_offs
from services.supervision.tracking import commands as tracking

# The supervision is locked before its deadlines, as where a person gives it another class.


async def on_admitted(tx: Tx, event: ProposalAdmitted) -> None:
    await hold(tx, event.proposal_id)
    await oversights.on_admitted(tx, event)
    await deadlines.follow_term(tx, event.proposal_id)


async def on_assigned(tx: Tx, event: AssignmentIssued) -> None:
    await hold(tx, event.proposal_id)
    await oversights.on_assigned(tx, event)
    await deadlines.on_assigned(tx, event)


async def on_ended(tx: Tx, event: AssignmentCancelled | AssignmentReassigned) -> None:
    await oversights.on_ended(tx, event)
    await deadlines.on_ended(tx, event)


SUBSCRIPTIONS: dict[str, dict[type[Event], Handler]] = {
    submission.TOPIC: {
        UnitEnrolled: oversights.on_unit,
        ProposalAdmitted: on_admitted,
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
    conversion.TOPIC: {
        TrackingRecommended: tracking.on_recommended,
        CommitmentKept: tracking.on_promise_over,
        CommitmentReleased: tracking.on_promise_over,
        CommitmentSuperseded: tracking.on_promise_over,
        OutcomeVerified: tracking.on_outcome,
    },
    notification.TOPIC: {PhoneConfirmed: passkeys.on_phone_confirmed},
}

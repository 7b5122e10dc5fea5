"""Topic → event → function."""

from collections.abc import Mapping
from typing import Any

from chassis.consumer import Handler
from chassis.eventlog import Tx
from contracts import conversion, submission, supervision
from contracts.base import Event
from services.consultation.assignment import commands as assignment_commands
from services.consultation.desk import deadlines
from services.consultation.eligible import projection as eligible_projection
from services.consultation.letter import projection as letter_projection
from services.consultation.matter import projection as matter_projection
from services.consultation.meeting import commands as meeting_commands
from services.consultation.reply import promises
from services.consultation.unit import projection as unit_projection


def _of_class(handler: Handler) -> Handler:
    """A class has gates of its own, so that what waits for them is judged again."""

    async def handle(tx: Tx, event: Any) -> None:
        await meeting_commands.judge_again(tx, event.proposal_id)
        await handler(tx, event)

    return handle


SUBSCRIPTIONS: Mapping[str, Mapping[type[Event], Handler]] = {
    submission.TOPIC: {
        submission.ProposalAdmitted: matter_projection.on_admitted,
        submission.ProposalFiled: matter_projection.on_filed,
        submission.ProposalMergedInto: matter_projection.on_merged_into,
        submission.ProposalUnmerged: matter_projection.on_unmerged,
        submission.ProposalWithdrawn: assignment_commands.on_withdrawn,
        submission.MergeUndone: assignment_commands.on_merge_undone,
        submission.MemberEnrolled: letter_projection.on_member,
        submission.BodyEnrolled: letter_projection.on_body,
        submission.SessionScheduled: letter_projection.on_session,
        submission.UnitEnrolled: unit_projection.on_enrolled,
        submission.UnitSucceeded: unit_projection.on_succeeded,
        submission.UnitSuccessionUndone: unit_projection.on_succession_undone,
        submission.UnitRetired: unit_projection.on_retired,
    },
    supervision.TOPIC: {
        supervision.SupervisionOpened: _of_class(matter_projection.on_supervised),
        supervision.KeyProposalDesignated: _of_class(matter_projection.on_key),
        supervision.KeyDesignationRevoked: _of_class(matter_projection.on_key_revoked),
        supervision.TrackingDesignated: _of_class(matter_projection.on_tracked),
        supervision.CommitteeConsultationCalled: eligible_projection.on_called,
        supervision.RehandlingOrdered: assignment_commands.on_rehandling_ordered,
        supervision.SupervisionClosed: assignment_commands.on_supervision_closed,
        supervision.ClosedUnsigned: assignment_commands.on_supervision_closed,
        supervision.DeadlineSet: deadlines.on_set,
        supervision.DeadlineExtended: deadlines.on_moved,
        supervision.DeadlinePaused: deadlines.on_paused,
        supervision.DeadlineResumed: deadlines.on_moved,
        supervision.DeadlineRecomputed: deadlines.on_moved,
        supervision.DeadlineMet: deadlines.on_ended,
        supervision.DeadlineLifted: deadlines.on_ended,
    },
    conversion.TOPIC: {
        conversion.CommitmentMade: promises.on_made,
        conversion.CommitmentKept: promises.on_settled,
        conversion.CommitmentReleased: promises.on_settled,
    },
}

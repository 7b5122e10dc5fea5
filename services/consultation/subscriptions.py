"""Topic → event → function."""

from collections.abc import Mapping

from chassis.consumer import Handler
from contracts import submission, supervision
from contracts.base import Event
from services.consultation.assignment import commands as assignment_commands
from services.consultation.matter import projection as matter_projection

SUBSCRIPTIONS: Mapping[str, Mapping[type[Event], Handler]] = {
    submission.TOPIC: {
        submission.ProposalAdmitted: matter_projection.on_admitted,
        submission.ProposalWithdrawn: assignment_commands.on_withdrawn,
    },
    supervision.TOPIC: {
        supervision.RehandlingOrdered: assignment_commands.on_rehandling_ordered,
        supervision.SupervisionClosed: assignment_commands.on_supervision_closed,
        supervision.ClosedUnsigned: assignment_commands.on_supervision_closed,
    },
}

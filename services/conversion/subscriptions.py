"""Topic → event → function."""

from collections.abc import Mapping

from chassis.consumer import Handler
from chassis.eventlog import Tx
from contracts import consultation, submission, supervision
from contracts.base import Event
from services.conversion.commitment import commands as commitment_commands
from services.conversion.followup import commands as followup_commands
from services.conversion.followup import projection
from services.conversion.showcase import store as showcase


async def _reply_issued(tx: Tx, event: consultation.ReplyIssued) -> None:
    await projection.on_reply_issued(tx, event)
    await commitment_commands.on_reply_issued(tx, event)


async def _closed(tx: Tx, event: supervision.SupervisionClosed) -> None:
    await projection.on_closed(tx, event)
    await followup_commands.on_closed(tx, event)


async def _closed_unsigned(tx: Tx, event: supervision.ClosedUnsigned) -> None:
    await projection.on_closed_unsigned(tx, event)
    await followup_commands.on_closed_unsigned(tx, event)


SUBSCRIPTIONS: Mapping[str, Mapping[type[Event], Handler]] = {
    submission.TOPIC: {
        submission.SessionScheduled: showcase.on_session,
        submission.UnitEnrolled: showcase.on_unit,
        submission.ProposalFiled: showcase.on_filed,
        submission.ProposalAmended: showcase.on_amended,
        submission.ProposalAdmitted: projection.on_admitted,
        submission.MergeUndone: projection.on_merge_undone,
    },
    consultation.TOPIC: {consultation.ReplyIssued: _reply_issued},
    supervision.TOPIC: {
        supervision.SupervisionClosed: _closed,
        supervision.ClosedUnsigned: _closed_unsigned,
    },
}

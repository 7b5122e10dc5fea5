"""Supervision's call for the committee's consultation → a row."""

from chassis.clock import wall_date
from chassis.eventlog import Tx
from contracts.supervision import CommitteeConsultationCalled
from services.consultation.eligible import store


async def on_called(tx: Tx, event: CommitteeConsultationCalled) -> None:
    await store.put(tx, event, wall_date(tx.receipt))

"""Composition root."""

from chassis import metrics
from chassis.app import Service
from contracts.supervision import PasskeyEnrolmentBegun
from services.notification import status
from services.notification.contact.api import router as contacts
from services.notification.delivery import sending
from services.notification.delivery import store as deliveries
from services.notification.delivery.api import router as delivery
from services.notification.metadata import METADATA
from services.notification.notice.api import router as notices
from services.notification.phonecode.api import router as phone_codes
from services.notification.subscriptions import SUBSCRIPTIONS

SERVICE = Service(
    "notification",
    METADATA,
    [notices, contacts, phone_codes, delivery],
    SUBSCRIPTIONS,
    status=status.figures,
    consumed_tables=["known", "notices", "bundled_notices", "waiting_notices"],
    kept_alone={
        "reads": "who has read what is nobody else's matter: a notice may show as unread once more",
        "contact_values": "contacts are in no event: one that was entered since the backup must be entered again, and "
        "is not taken for what was there before it",
        "deliveries": "what was sent since the backup is sent again under the id by which its gateway knows it",
        "sandbox_messages": "what was kept since the backup is kept again",
    },
    # A code is an act of its time.
    from_now=[PasskeyEnrolmentBegun],
    chores={"deliveries": sending.chore},
    gauges={
        metrics.DELIVERIES_WAITING: deliveries.waiting,
        metrics.DELIVERIES_DUE_SINCE: deliveries.due_since,
        metrics.DELIVERIES_FAILED: deliveries.failed,
    },
)

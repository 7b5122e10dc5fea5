"""Composition root."""

from chassis.app import Service
from services.notification import status
from services.notification.metadata import METADATA
from services.notification.notice.api import router as notices
from services.notification.subscriptions import SUBSCRIPTIONS

SERVICE = Service(
    "notification",
    METADATA,
    [notices],
    SUBSCRIPTIONS,
    status=status.figures,
    consumed_tables=["known", "notices", "bundled_notices", "waiting_notices"],
    kept_alone={"reads": "who has read what is nobody else's matter: a notice may show as unread once more"},
)

"""Topic → event → function: all that is told, and all that must be known to tell it."""

from collections.abc import Mapping

from chassis.consumer import Handler
from contracts import consultation, conversion, evaluation, submission, supervision
from contracts.base import Event
from services.notification.addressees import TABLE
from services.notification.known.domain import LEARNED
from services.notification.notice.commands import on_event

TOPICS = (submission.TOPIC, consultation.TOPIC, supervision.TOPIC, evaluation.TOPIC, conversion.TOPIC)

SUBSCRIPTIONS: Mapping[str, Mapping[type[Event], Handler]] = {
    topic: {event: on_event for event in {**TABLE, **LEARNED} if f"{event.SOURCE}.events" == topic} for topic in TOPICS
}

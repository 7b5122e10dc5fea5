"""Topic → event → function: all that is told, and all that must be known to tell it."""

from collections.abc import Mapping

from chassis.consumer import Handler
from chassis.eventlog import Tx
from contracts import consultation, conversion, evaluation, notification, submission, supervision
from contracts.base import Event
from contracts.supervision import PasskeyEnrolmentBegun
from services.notification.addressees import TABLE
from services.notification.known.domain import LEARNED
from services.notification.notice.commands import on_event
from services.notification.phonecode import commands as codes

TOPICS = (
    submission.TOPIC,
    consultation.TOPIC,
    supervision.TOPIC,
    evaluation.TOPIC,
    conversion.TOPIC,
    # Its own: whose contact was changed is told as everything else is.
    notification.TOPIC,
)


async def on_enrolment_begun(tx: Tx, event: PasskeyEnrolmentBegun) -> None:
    await on_event(tx, event)
    await codes.on_enrolment_begun(tx, event)


_OTHERWISE: Mapping[type[Event], Handler] = {PasskeyEnrolmentBegun: on_enrolment_begun}

SUBSCRIPTIONS: Mapping[str, Mapping[type[Event], Handler]] = {
    topic: {
        event: _OTHERWISE.get(event, on_event) for event in {**TABLE, **LEARNED} if f"{event.SOURCE}.events" == topic
    }
    for topic in TOPICS
}

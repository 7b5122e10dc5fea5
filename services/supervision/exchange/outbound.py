"""Events → messages that go out. The table below is all that the supervision system gets to know of our own doing.

Each message bears the id of the event that it tells of, so that however often it is sent it is one message. It is
written where the event is applied, in the transaction of that, with the county's next number.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from chassis.consumer import Handler
from chassis.eventlog import Tx
from contracts import consultation, external, supervision
from contracts.base import Event
from services.supervision.exchange import store


def _order(event: supervision.SupervisionOrderIssued) -> external.Message:
    return external.OrderIssued(**event.model_dump(include=set(external.OrderIssued.model_fields)))


def _urge(event: supervision.UrgeIssued) -> external.Message:
    return external.UrgeIssued(**event.model_dump(include=set(external.UrgeIssued.model_fields)))


def _urge_answer(event: supervision.UrgeAnswered) -> external.Message:
    return external.UrgeAnswered(**event.model_dump(include=set(external.UrgeAnswered.model_fields)))


def _reply(event: consultation.ReplyIssued) -> external.Message:
    said = event.model_dump(include=set(external.ReplyIssued.model_fields))
    return external.ReplyIssued(**said, answer_class=event.content.answer_class)


def _sign_off(event: supervision.MemberSignedOff) -> external.Message:
    said = event.model_dump(include=set(external.SignOffGiven.model_fields))
    return external.SignOffGiven(**said, method=event.evidence.method)


def _completed(event: supervision.SignOffCompleted) -> external.Message:
    return external.SignOffCompleted(**event.model_dump(include=set(external.SignOffCompleted.model_fields)))


def _tells(make: Callable[[Any], external.Message]) -> Callable[[Tx, Any], Awaitable[None]]:
    async def handle(tx: Tx, event: Event) -> None:
        await _put(tx, make(event))

    return handle


async def on_missed(tx: Tx, event: supervision.DeadlineMissed) -> None:
    unit = await store.unit_of(tx, event.assignment_id)
    said = event.model_dump(include=set(external.DeadlineMissed.model_fields))
    await _put(tx, external.DeadlineMissed(**said, unit_id=unit))


async def _put(tx: Tx, said: external.Message) -> None:
    assert tx.causation_id is not None  # an event's
    await store.put(tx, tx.causation_id, said, tx.receipt)


PROJECTION: dict[str, dict[type[Event], Handler]] = {
    supervision.TOPIC: {
        supervision.SupervisionOrderIssued: _tells(_order),
        supervision.UrgeIssued: _tells(_urge),
        supervision.UrgeAnswered: _tells(_urge_answer),
        supervision.DeadlineMissed: on_missed,
        supervision.MemberSignedOff: _tells(_sign_off),
        supervision.SignOffCompleted: _tells(_completed),
    },
    consultation.TOPIC: {consultation.ReplyIssued: _tells(_reply)},
}

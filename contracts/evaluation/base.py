"""What the events of evaluation have in common."""

from decimal import Decimal
from typing import Annotated, Any, ClassVar

from pydantic import PlainSerializer, WithJsonSchema

from contracts.base import Event

TOPIC = "evaluation.events"


class EvaluationEvent(Event):
    SOURCE: ClassVar[str] = "evaluation"


def nothing(value: Any) -> bool:
    """What an older event did not say is not written, so that a record of it stays the bytes that it was."""
    return value is None or value is False or value == ()


Points = Annotated[
    Decimal,
    PlainSerializer(float, return_type=float, when_used="json"),
    WithJsonSchema({"type": "number"}),
]
"""Exact: a JSON number is read by its digits and is never binary in between."""

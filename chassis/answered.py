"""What a restored store holds already of the answer to a consumed event, so that it is not given a second time."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from contracts.base import Event


class AnsweredInPart(RuntimeError):
    """A part of the answer was taken back and the rest was not, and the record has gone on since."""


@dataclass
class Answered:
    """Of one aggregate: what was taken back of the events that one consumed event caused on it."""

    types: Counter[str] = field(default_factory=Counter[str])
    last: int = 0
    """The version of the last of them."""

    def lacking(self, events: Sequence[Event]) -> list[Event]:
        """Those of ``events`` that were not taken back. By type: the times in them may differ from the first ones'."""
        lacking: list[Event] = []
        for event in events:
            if self.types[event.wire_name()] > 0:
                self.types[event.wire_name()] -= 1
            else:
                lacking.append(event)
        return lacking

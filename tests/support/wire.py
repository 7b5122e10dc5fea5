"""A broker in memory, for tests that drive relay and consumer by hand: partitions, offsets, and every fault of theirs.

What is asked of it is what the chassis asks of Kafka: ``send``, ``flush`` and ``rebuild`` of the producer's port, and
the three functions of ``chassis.bus`` by which a service recovers.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from zlib import crc32

from aiokafka.errors import KafkaError

from chassis.bus import Message, Position

Fault = Literal["refused", "unheard", "twice", "lost", "late"]
"""Of one message: not stored; stored and its acknowledgement lost; stored twice; acknowledged and not there;
stored behind what was sent after it."""
PARTITIONS = 2


@dataclass(frozen=True)
class Stored:
    """What the broker answers."""

    topic: str
    partition: int
    offset: int


@dataclass(frozen=True)
class Sent:
    """What was asked of the broker, and what it answered."""

    message: Message
    acknowledged: bool
    handed: bool = True
    """False where nobody answered the call itself."""


class Wire:
    def __init__(self) -> None:
        self.clusters = 1
        self.journal: list[Sent] = []
        self.away_after: int | None = None
        """So many messages are still taken before nobody answers."""
        self._logs: dict[Position, list[Message | None]] = defaultdict(list)
        self._faults: dict[tuple[str, bytes], list[Fault]] = defaultdict(list)
        self._late: list[tuple[Message, asyncio.Future[Any]]] = []

    @property
    def cluster(self) -> str:
        return f"cluster-{self.clusters}"

    def lose_everything(self) -> None:
        """The broker starts anew, empty and as somebody else."""
        self.clusters += 1
        self._logs.clear()

    def disturb(self, topic: str, key: str, fault: Fault) -> None:
        """The next message of this key."""
        self._faults[topic, key.encode()].append(fault)

    def heal(self) -> None:
        self._faults.clear()
        self.away_after = None

    def put(self, message: Message) -> Message:
        """Stores as it is, under the next offset of its partition."""
        log = self._logs[message.topic, message.partition]
        stored = Message(message.topic, message.partition, len(log), message.key, message.value, message.headers)
        log.append(stored)
        return stored

    async def send(self, topic: str, key: bytes, value: bytes, headers: Sequence[tuple[str, bytes]]) -> Awaitable[Any]:
        decoded = {name: raw.decode() for name, raw in headers}
        message = Message(topic, crc32(key) % PARTITIONS, -1, key, value, decoded)
        if self.away_after is not None:
            self.away_after -= 1
            if self.away_after < 0:
                self._settle()
                self.journal.append(Sent(message, acknowledged=False, handed=False))
                raise KafkaError("the broker is away")
        waiting = self._faults[topic, key]
        fault = waiting.pop(0) if waiting else None
        done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.journal.append(Sent(message, fault not in ("refused", "unheard")))
        if fault == "late":
            self._late.append((message, done))
        elif fault == "refused":
            done.set_exception(KafkaError("refused"))
        elif fault == "lost":
            log = self._logs[topic, message.partition]
            log.append(None)
            done.set_result(Stored(topic, message.partition, len(log) - 1))
        else:
            stored = self.put(message)
            if fault == "twice":
                self.put(message)
            if fault == "unheard":
                done.set_exception(KafkaError("no answer"))
            else:
                done.set_result(Stored(topic, stored.partition, stored.offset))
        return done

    def _settle(self) -> None:
        for message, done in self._late:
            stored = self.put(message)
            done.set_result(Stored(stored.topic, stored.partition, stored.offset))
        self._late.clear()

    async def flush(self) -> None:
        self._settle()

    async def rebuild(self) -> None:
        """There is nothing to rebuild."""

    def end(self, position: Position) -> int:
        return len(self._logs[position])

    def read(self, position: Position, offset: int, limit: int) -> list[Message]:
        """The next ones; what was lost leaves a hole in the offsets."""
        return [one for one in self._logs[position][offset:] if one is not None][:limit]

    def size(self, topic: str) -> int:
        """How many messages were ever written to ``topic``."""
        return sum(self.end((topic, n)) for n in range(PARTITIONS))

    def everything(self, topic: str) -> list[Message]:
        """All that ``topic`` holds."""
        return [one for n in range(PARTITIONS) for one in self.read((topic, n), 0, self.end((topic, n)))]

    # What recovery asks ``chassis.bus`` for; the addresses are nobody's.

    async def create_topics(self, settings: Any, topics: Sequence[str]) -> None:
        """Topics are there when they are used."""

    async def cluster_id(self, servers: str) -> str:
        return self.cluster

    async def read_to_end(
        self,
        servers: str,
        topic: str,
        positions: Mapping[Position, int],
        on_batch: Callable[[Sequence[Message], int], Awaitable[None]],
    ) -> dict[Position, int]:
        ends = {(topic, n): self.end((topic, n)) for n in range(PARTITIONS)}
        for position, end in ends.items():
            at = positions.get(position, 0)
            found = self.read(position, at if at <= end else 0, end)
            for n in range(0, len(found), 3):
                await on_batch(found[n : n + 3], max(len(found) - n - 3, 0))
        return ends

"""The topics, read with librdkafka's client: not the one that the product writes and reads with."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from confluent_kafka import Consumer, KafkaException, TopicPartition

from tests.chaos.checker.knowledge import SERVICES

HEADS = "heads"


@dataclass(frozen=True)
class Message:
    topic: str
    partition: int
    offset: int
    key: str
    value: bytes
    headers: Mapping[str, str]

    @property
    def place(self) -> str:
        return f"{self.topic} partition {self.partition} offset {self.offset}"


@dataclass(frozen=True)
class Topics:
    events: dict[str, list[Message]]
    """By service, each partition in its order."""
    garbage: int
    """Messages that do not claim to be CloudEvents."""
    heads: dict[tuple[str, str], int]
    """(source, county) → what was said last."""


def read(servers: str) -> Topics:
    topics = {f"{service}.events": service for service in SERVICES}
    events: dict[str, list[Message]] = {service: [] for service in SERVICES}
    heads: dict[tuple[str, str], int] = {}
    garbage = 0
    for one in _messages(servers, [*topics, HEADS]):
        if one.topic == HEADS:
            heads |= _head(one.value)
        elif "ce_specversion" in one.headers:
            events[topics[one.topic]].append(one)
        else:
            garbage += 1
    return Topics(events, garbage, heads)


def _head(value: bytes) -> dict[tuple[str, str], int]:
    """Nothing where the message is no head: like garbage on any topic it changes no record."""
    try:
        said = json.loads(value)
        return {(said["source"], said["county"]): int(said["events"])}
    except (ValueError, TypeError, KeyError):
        return {}


def _messages(servers: str, topics: list[str]) -> list[Message]:
    # A group must be named, though nothing is committed and nobody joins it.
    consumer = Consumer({"bootstrap.servers": servers, "group.id": "checker", "enable.auto.commit": False})
    try:
        known = consumer.list_topics(timeout=30).topics
        left: dict[tuple[str, int], int] = {}
        at: list[TopicPartition] = []
        for topic in topics:
            for partition in known[topic].partitions:
                low, high = consumer.get_watermark_offsets(TopicPartition(topic, partition), timeout=30)
                if high > low:
                    left[topic, partition] = high
                    at.append(TopicPartition(topic, partition, low))
        consumer.assign(at)
        found: list[Message] = []
        while left:
            for record in consumer.consume(500, timeout=0.2):
                if record.error() is not None:
                    raise KafkaException(record.error())
                found.append(_message(record))
            for position in consumer.position([TopicPartition(*where) for where in left]):
                if position.offset >= left[position.topic, position.partition]:
                    del left[position.topic, position.partition]
        return found
    finally:
        consumer.close()


def _message(record: Any) -> Message:
    headers = {name: (value or b"").decode("utf-8", "replace") for name, value in record.headers() or ()}
    key = (record.key() or b"").decode("utf-8", "replace")
    return Message(record.topic(), record.partition(), record.offset(), key, record.value() or b"", headers)

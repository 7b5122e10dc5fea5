"""What a broker is asked apart from messages: who it is, and to have the topics that are needed."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaTimeoutError, TopicAlreadyExistsError, for_code

from chassis import control, cutoff
from chassis.bus import REQUEST_MS, START_SECONDS
from chassis.settings import Settings


async def create_topics(settings: Settings, topics: Sequence[str]) -> None:
    """These and the control topics: a broker may swallow what is sent to a topic that was not created first."""
    for names, retention_ms in ((topics, -1), (control.TOPICS, control.RETENTION_MS)):
        await ensure_topics(
            settings.kafka,
            names,
            partitions=settings.kafka_partitions,
            replication=settings.kafka_replication,
            retention_ms=retention_ms,
        )


async def identity(servers: str) -> str:
    """The broker's identity; another id means that stored positions do not apply."""
    async with _admin(servers) as admin:
        return str((await admin.describe_cluster())["cluster_id"])


async def ensure_topics(
    servers: str, topics: Sequence[str], *, partitions: int, replication: int, retention_ms: int = -1
) -> None:
    """Creates what is missing, by default kept for ever, never compacted; an existing topic is left as it is."""
    async with _admin(servers) as admin:
        existing = set(await admin.list_topics())
        missing = [
            NewTopic(
                topic,
                partitions,
                replication,
                topic_configs={"retention.ms": str(retention_ms), "cleanup.policy": "delete"},
            )
            for topic in topics
            if topic not in existing
        ]
        if missing:
            result: Any = await admin.create_topics(missing)
            for topic, code, *_ in result.topic_errors:
                if code and for_code(code) is not TopicAlreadyExistsError:
                    raise for_code(code)(topic)


@asynccontextmanager
async def _admin(servers: str) -> AsyncGenerator[AIOKafkaAdminClient]:
    admin = AIOKafkaAdminClient(bootstrap_servers=servers, request_timeout_ms=REQUEST_MS)
    try:
        async with asyncio.timeout(START_SECONDS):
            await cutoff.begun(admin.start())
            yield admin
    except TimeoutError as error:
        raise KafkaTimeoutError(f"{servers} gave no answer in {START_SECONDS} s") from error
    finally:
        await cutoff.closed(admin.close(), cutoff.CLOSE_SECONDS, "admin")

"""A broker that asks who comes: the supervision system may write what comes in and read what goes out, nothing else."""

import asyncio
import os
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

from chassis import cluster
from contracts import external
from ops import registry
from ops.embedded import ApacheKafka, ensure_kafka_jars, free_port
from tests.support.otherside import OtherSide, directive

PASSWORD = "example-password-1"
WHO = "supervision-system"
RIGHTS = registry.ROOT / "deploy" / "kafka" / "rights.sh"
FOREIGN = "submission.events"
# Kafka's own command is not among the jars: the same arguments, through another client.
COMMAND = """#!{python}
import sys
from confluent_kafka.admin import (
    AclBinding, AclOperation, AclPermissionType, AdminClient, ResourcePatternType, ResourceType,
)
said = sys.argv[1:]
def each(name):
    return [said[at + 1] for at, one in enumerate(said) if one == name]
(servers,), (who,) = each("--bootstrap-server"), each("--allow-principal")
named = [(ResourceType.TOPIC, one) for one in each("--topic")] + [(ResourceType.GROUP, one) for one in each("--group")]
rights = [
    AclBinding(kind, name, ResourcePatternType.LITERAL, who, "*",
               AclOperation[operation.upper()], AclPermissionType.ALLOW)
    for kind, name in named for operation in each("--operation")
]
admin = AdminClient({{"bootstrap.servers": servers}})
for done in admin.create_acls(rights).values():
    done.result(30)
"""


class Guarded(ApacheKafka):
    """With the listener and the authorizer of docker-compose.yml."""

    def __init__(self, directory: Path, port: int, jars: Path) -> None:
        super().__init__(directory, port, jars)
        self.external = free_port()

    def listeners(self) -> dict[str, tuple[int, int]]:
        return super().listeners() | {"EXTERNAL": (self.external, self.external)}

    def security(self) -> tuple[dict[str, str], str]:
        return {"EXTERNAL": "SASL_PLAINTEXT"}, (
            "inter.broker.listener.name=PLAINTEXT\nlistener.name.external.sasl.enabled.mechanisms=PLAIN\n"
            "listener.name.external.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule "
            f'required user_{WHO}="{PASSWORD}";\n'
            "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer\n"
            "super.users=User:ANONYMOUS\n"
        )


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Generator[Guarded]:
    directory = tmp_path_factory.mktemp("guarded")
    broker = Guarded(directory / "kafka", free_port(), ensure_kafka_jars(registry.ROOT / ".cache"))
    broker.start()
    try:
        topics = [external.INBOUND, FOREIGN]
        asyncio.run(cluster.ensure_topics(broker.servers, [*topics, external.OUTBOUND], partitions=1, replication=1))
        command = directory / "kafka-acls"
        command.write_text(COMMAND.format(python=sys.executable), "utf-8")
        command.chmod(command.stat().st_mode | stat.S_IXUSR)
        said = {"KAFKA_ACLS": str(command), "KAFKA_SERVERS": broker.servers, "EXTERNAL_USER": WHO}
        for _ in range(2):  # a second start finds them there
            subprocess.run(["sh", str(RIGHTS)], env=os.environ | said, check=True, timeout=60)
        owner = Producer({"bootstrap.servers": broker.servers})
        for topic in topics:
            owner.produce(topic, b'{"not":"yours"}')
        assert owner.flush(20) == 0
        yield broker
    finally:
        broker.stop()


def options(password: str = PASSWORD) -> dict[str, str]:
    return {
        "security.protocol": "SASL_PLAINTEXT",
        "sasl.mechanism": "PLAIN",
        "sasl.username": WHO,
        "sasl.password": password,
    }


def as_stranger(broker: Guarded, password: str = PASSWORD) -> dict[str, str]:
    return {"bootstrap.servers": f"127.0.0.1:{broker.external}", **options(password)}


def write(broker: Guarded, topic: str) -> str | None:
    """Why it was not taken."""
    said: list[str | None] = []
    producer = Producer(as_stranger(broker) | {"message.timeout.ms": "5000"})
    producer.produce(topic, b"{}", on_delivery=lambda error, _: said.append(error and error.name()))
    producer.flush(20)
    return said[0]


def read(broker: Guarded, topic: str) -> str | None:
    """Why nothing was read of what lies there."""
    consumer = Consumer(as_stranger(broker) | {"group.id": WHO, "enable.auto.commit": "false"})
    try:
        # Of a topic that it may not even know of the client would wait for news for ever.
        if (unknown := consumer.list_topics(topic, timeout=20).topics[topic].error) is not None:
            return unknown.name()
        consumer.assign([TopicPartition(topic, 0, 0)])
        until = time.monotonic() + 30
        while time.monotonic() < until:
            if (message := consumer.poll(1)) is not None:
                return None if message.error() is None else message.error().name()
        return "nothing in 30 s"
    finally:
        consumer.close()


async def test_the_reference_client_comes_and_goes_with_these_rights_alone(guarded: Guarded, tmp_path: Path) -> None:
    side = OtherSide(f"127.0.0.1:{guarded.external}", tmp_path, [f"{name}={said}" for name, said in options().items()])
    id = await side.say("DirectiveGiven", directive("x", 1).data, "p1")
    await side.receive()
    assert (await side.status())["sent"] == [{"id": id, "kind": "DirectiveGiven", "delivered": 1, "answer": None}]


@pytest.mark.parametrize(
    ("attempt", "topic"), [(write, external.OUTBOUND), (write, FOREIGN), (read, external.INBOUND), (read, FOREIGN)]
)
def test_anything_else_is_refused(guarded: Guarded, attempt: Callable[[Guarded, str], str | None], topic: str) -> None:
    assert attempt(guarded, topic) == "TOPIC_AUTHORIZATION_FAILED"


def test_it_makes_no_topic_and_joins_no_group_of_ours(guarded: Guarded) -> None:
    admin = AdminClient(as_stranger(guarded))
    (made,) = admin.create_topics([NewTopic("another", 1, 1)]).values()
    with pytest.raises(KafkaException, match="AUTHORIZATION_FAILED"):
        made.result(20)
    consumer = Consumer(as_stranger(guarded) | {"group.id": "supervision-330100"})
    consumer.subscribe([external.OUTBOUND])
    try:
        message = consumer.poll(10)
        assert message is not None and message.error().name() == "GROUP_AUTHORIZATION_FAILED"  # noqa: PT018  # one state
    finally:
        consumer.close()


def test_nobody_comes_without_the_password(guarded: Guarded) -> None:
    with pytest.raises(KafkaException):
        AdminClient(as_stranger(guarded, "another")).list_topics(timeout=5)

#!/usr/bin/env python3
"""Reference client of the exchange: the supervision system's side, with confluent-kafka and SQLite and nothing of ours.

    python client.py --servers HOST:PORT --store side.db --source /supervision-system/330100 COMMAND

    receive [--idle SECONDS]                    take in what there is, until nothing has come for so long
    say COUNTY TYPE DATA.json [--subject ID]    keep a message and its number, then send all that is not sent yet
    flush                                       send what is not sent yet
    again                                       send once more what has no answer
    report COUNTY DAY                           say which messages of the day are here
    status                                      what is here, as JSON

Everything is stored before it counts: a message that came together with the position that it moves, a message that goes
out before it is sent. So the client may be stopped at any moment and run again. Further settings of the Kafka client
are given as --option NAME=VALUE, e.g. security.protocol=SASL_SSL.
"""

import argparse
import json
import sqlite3
import sys
import time
import uuid
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from confluent_kafka import Consumer, KafkaError, KafkaException, Producer, TopicPartition

INBOUND = "external.supervision.inbound"
OUTBOUND = "external.supervision.outbound"
ANSWERS = ("Acknowledged", "Rejected", "DayCompared")
GROUP = "supervision-system"
WALL = timezone(timedelta(hours=8))
"""Asia/Shanghai: the days of the exchange are its days."""

TABLES = """
CREATE TABLE IF NOT EXISTS received (
    source TEXT, id TEXT, county TEXT, kind TEXT, day TEXT, number INTEGER, body TEXT, times INTEGER DEFAULT 1,
    PRIMARY KEY (source, id));
CREATE TABLE IF NOT EXISTS sent (
    sequence INTEGER PRIMARY KEY, id TEXT UNIQUE, county TEXT, kind TEXT, day TEXT, key TEXT, body TEXT,
    delivered INTEGER DEFAULT 0, answer TEXT);
CREATE TABLE IF NOT EXISTS positions (cluster TEXT, part INTEGER, next INTEGER, PRIMARY KEY (cluster, part));
"""


def name_of(type: str) -> str:
    """cppcc.external.Name.v1 → Name"""
    return type.split(".")[-2]


def day_of(instant: str) -> str:
    return datetime.fromisoformat(instant.replace("Z", "+00:00")).astimezone(WALL).date().isoformat()


class Side:
    """One side's store and its two lines."""

    def __init__(self, servers: str, store: Path, source: str, options: dict[str, str]) -> None:
        self.config = {"bootstrap.servers": servers, **options}
        self.source = source
        self.db = sqlite3.connect(store)
        self.db.executescript(TABLES)

    def receive(self, idle: float) -> int:
        """How many messages were new. The positions are our own, stored with what was received."""
        # Nobody joins the group: librdkafka asks for it all the same, so that it must be one that is allowed.
        consumer = Consumer({"group.id": GROUP, **self.config, "enable.auto.commit": False})
        new = 0
        try:
            seen = consumer.list_topics(OUTBOUND, timeout=30)
            # On another broker that took the place of a lost one, the positions of the old one say nothing.
            cluster, parts = seen.cluster_id, seen.topics[OUTBOUND].partitions
            known = dict(self.db.execute("SELECT part, next FROM positions WHERE cluster = ?", (cluster,)))
            consumer.assign([TopicPartition(OUTBOUND, part, known.get(part, 0)) for part in parts])
            quiet_since = time.monotonic()
            while time.monotonic() - quiet_since < idle:
                message = consumer.poll(0.2)
                if message is None:
                    continue
                if message.error():
                    if message.error().code() == KafkaError._PARTITION_EOF:
                        continue
                    raise KafkaException(message.error())
                quiet_since = time.monotonic()
                with self.db:
                    new += self.keep(json.loads(message.value()))
                    self.db.execute(
                        "INSERT INTO positions VALUES (?, ?, ?) "
                        "ON CONFLICT (cluster, part) DO UPDATE SET next = excluded.next",
                        (cluster, message.partition(), message.offset() + 1),
                    )
        finally:
            consumer.close()
        return new

    def keep(self, event: dict[str, Any]) -> bool:
        """False where it was here already: the same source and id is the same message, however often it comes."""
        kind, data = name_of(event["type"]), event["data"]
        row = (event["source"], event["id"], event["county"], kind, day_of(event["time"]), int(event["sequence"]))
        cursor = self.db.execute(
            "INSERT INTO received (source, id, county, kind, day, number, body) VALUES (?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (source, id) DO NOTHING",
            (*row, json.dumps(event, ensure_ascii=False)),
        )
        if cursor.rowcount == 0:
            self.db.execute("UPDATE received SET times = times + 1 WHERE source = ? AND id = ?", row[:2])
            return False
        if kind in ANSWERS and data["source"] == self.source:
            said = data["rule"] if kind == "Rejected" else kind
            # What was taken in once is taken in: a later rejection is of another message that bore its id.
            self.db.execute(
                "UPDATE sent SET answer = ? WHERE id = ? AND (answer IS NULL OR ? <> 'id-reused')",
                (said, data["id"], said),
            )
        return True

    def say(self, county: str, kind: str, data: dict[str, Any], subject: str | None) -> str:
        """Keeps a message under the next number; returns its id."""
        id, now = str(uuid.uuid4()), datetime.now(WALL).isoformat()
        with self.db:
            self.db.execute("BEGIN IMMEDIATE")
            (last,) = self.db.execute("SELECT coalesce(max(sequence), 0) FROM sent").fetchone()
            event = {
                "specversion": "1.0",
                "id": id,
                "source": self.source,
                "type": f"cppcc.external.{kind}.v1",
                "time": now,
                "county": county,
                "sequence": str(last + 1),
                "datacontenttype": "application/json",
                "data": data,
            }
            if subject is not None:
                event["subject"] = subject
            self.db.execute(
                "INSERT INTO sent (sequence, id, county, kind, day, key, body) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (last + 1, id, county, kind, day_of(now), subject or county, json.dumps(event, ensure_ascii=False)),
            )
        return id

    def flush(self, wanted: str = "delivered = 0") -> int:
        """Sends, in order; what the broker took is marked. Returns how many it took."""
        producer = Producer({**self.config, "acks": "all", "enable.idempotence": True, "message.timeout.ms": 20_000})
        taken: list[int] = []

        for sequence, key, body in self.db.execute(f"SELECT sequence, key, body FROM sent WHERE {wanted} ORDER BY 1"):

            def done(error: Any, _: Any, sequence: int = sequence) -> None:
                if error is None:
                    taken.append(sequence)

            producer.produce(
                INBOUND, body.encode(), key.encode(), on_delivery=done,
                headers={"content-type": "application/cloudevents+json; charset=UTF-8"},
            )  # fmt: skip
            producer.poll(0)
        producer.flush(30)
        with self.db:
            self.db.executemany("UPDATE sent SET delivered = 1 WHERE sequence = ?", [(one,) for one in taken])
        return len(taken)

    def report(self, county: str, day: str) -> str:
        """Says what of the day is here: what came but answers, and what went but reports and what was rejected."""
        marks = ",".join("?" * len(ANSWERS))
        received = self.db.execute(
            f"SELECT id FROM received WHERE county = ? AND day = ? AND kind NOT IN ({marks}) ORDER BY id",
            (county, day, *ANSWERS),
        )
        sent = self.db.execute(
            "SELECT id FROM sent WHERE county = ? AND day = ? AND kind <> 'DayReported' "
            "AND (answer IS NULL OR answer = 'Acknowledged') ORDER BY id",
            (county, day),
        )
        data = {"day": day, "received": [id for (id,) in received], "sent": [id for (id,) in sent]}
        return self.say(county, "DayReported", data, None)

    def status(self) -> dict[str, Any]:
        counts = self.db.execute("SELECT kind, count(*), sum(times) FROM received GROUP BY kind ORDER BY kind")
        answers = self.db.execute("SELECT id, kind, delivered, answer FROM sent ORDER BY sequence")
        compared = self.db.execute("SELECT body FROM received WHERE kind = 'DayCompared' ORDER BY number")
        return {
            "received": {kind: {"messages": messages, "times": times} for kind, messages, times in counts},
            "sent": [dict(zip(("id", "kind", "delivered", "answer"), row, strict=True)) for row in answers],
            "compared": [json.loads(body)["data"] for (body,) in compared],
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--servers", required=True)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--source", required=True)
    parser.add_argument("--option", action="append", default=[], metavar="NAME=VALUE")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("receive").add_argument("--idle", type=float, default=3)
    say = commands.add_parser("say")
    say.add_argument("county")
    say.add_argument("type")
    say.add_argument("data", type=Path)
    say.add_argument("--subject")
    report = commands.add_parser("report")
    report.add_argument("county")
    report.add_argument("day")
    for name in ("flush", "again", "status"):
        commands.add_parser(name)
    given = parser.parse_args()
    side = Side(given.servers, given.store, given.source, dict(one.split("=", 1) for one in given.option))
    if given.command == "receive":
        print(side.receive(given.idle))
    elif given.command == "status":
        json.dump(side.status(), sys.stdout, ensure_ascii=False, indent=1)
    elif given.command == "again":
        print(side.flush("answer IS NULL"))
    else:
        if given.command == "say":
            print(side.say(given.county, given.type, json.loads(given.data.read_text("utf-8")), given.subject))
        elif given.command == "report":
            print(side.report(given.county, given.day))
        side.flush()
        if side.db.execute("SELECT count(*) FROM sent WHERE delivered = 0").fetchone()[0]:
            sys.exit("kept, and not sent yet: the broker did not take it; run flush later")


if __name__ == "__main__":
    main()

"""Logs against topics, and topics against what consumers have applied."""

from collections import defaultdict

from tests.chaos.checker import chain
from tests.chaos.checker.scene import Scene
from tests.chaos.checker.stores import Event
from tests.chaos.checker.topics import Message


def examine(scene: Scene, *, rebuilt: bool) -> None:
    for service, store in scene.stores.items():
        _topic(scene, service, store.log, rebuilt=rebuilt)
        _pending(scene, service)
        for consumer, sources in scene.consumers(service).items():
            _consumer(scene, service, consumer, sources)


def _topic(scene: Scene, service: str, log: list[Event], *, rebuilt: bool) -> None:
    messages = scene.topics.events[service]
    logged = {(event.county, event.aggregate_id, event.aggregate_version): event for event in log}
    reached: dict[tuple[str, str], Message] = {}
    versions: dict[tuple[str, str, int], set[str]] = defaultdict(set)
    partitions: dict[tuple[str, str], set[int]] = defaultdict(set)
    for message in messages:
        county, id = message.headers.get("ce_county", ""), message.headers.get("ce_subject", "")
        said = message.headers.get("ce_aggregateversion", "")
        version = int(said) if said.isdecimal() else 0
        partitions[county, message.key].add(message.partition)
        event = logged.get((county, id, version))
        if event is None:
            scene.report.add("unlogged", county, message.place, f"v{version} of {id} is not in the log of {service}")
            continue
        wrong = _differs(event, message)
        if wrong is not None:
            # The same version in another history is a fork; the same history told otherwise is a forgery.
            kind = "fork" if message.headers.get("ce_hash") != event.hash else "forged"
            scene.report.add(kind, county, message.place, f"{event.place}: {wrong}")
        # Only the first occurrence counts: whatever comes again is known to every consumer by then.
        if event.hash in versions[county, id, version]:
            continue
        versions[county, id, version].add(event.hash)
        before = reached.get((county, id))
        last = int(before.headers["ce_aggregateversion"]) if before else 0
        if version != last + 1 and not rebuilt:
            scene.report.add("out_of_order", county, message.place, f"{event.place} came first after v{last}")
        if version > last:
            reached[county, id] = message
    for (county, key), where in partitions.items():
        if len(where) > 1:
            scene.report.add(
                "split_key", county, f"{service}.events", f"the key {key} is in partitions {sorted(where)}"
            )
    for (county, id, version), event in logged.items():
        if (county, id, version) not in versions:
            scene.report.add("lost", county, event.place, f"{service}.events has no message of it")


def _differs(event: Event, message: Message) -> str | None:
    """In what the message differs from what the log says it must be."""
    headers = message.headers
    expected: dict[str, str | None] = {
        "ce_id": event.event_id,
        "ce_type": event.type,
        "ce_county": event.county,
        "ce_subject": event.aggregate_id,
        "ce_aggregate": event.aggregate,
        "ce_actor": event.actor,
        "ce_correlationid": event.correlation_id,
        "ce_causationid": event.causation_id,
        "traceparent": event.traceparent,
        "ce_prevhash": event.prev_hash,
        "ce_hash": event.hash,
    }
    for name, value in expected.items():
        if headers.get(name) != value:
            return f"{name} is {headers.get(name)!r}, not {value!r}"
    if not headers["ce_source"].endswith(f"/{event.service}"):
        return f"ce_source is {headers['ce_source']}"
    if message.value != event.data.encode():
        return "its value is not the log's data"
    if message.key != (event.subject_proposal or event.aggregate_id):
        return f"its key is {message.key}"
    if event.hash not in chain.of_message(message):
        return "its hash does not fit what it says"
    return None


def _pending(scene: Scene, service: str) -> None:
    store = scene.stores[service]
    for row in store.tables["outbox"]:
        scene.report.add("pending", row["county"], f"{service}.outbox", f"seq {row['seq']} is still to be sent")
    for row in store.tables["replays"]:
        if row["finished_at"] is None:
            scene.report.add("pending", row["county"] or "", f"{service}.replays {row['id']}", "is under way")
    published = {row["county"]: row["events"] for row in store.tables["published"]}
    for county in {county for source, county in scene.counts if source == service} | published.keys():
        number = scene.counts.get((service, county), 0)
        for what, counted in (
            ("published", published.get(county, 0)),
            ("heads", scene.topics.heads.get((service, county), 0)),
        ):
            if counted != number:
                scene.report.add("count", county, f"{service}, {what}", f"counts {counted} of {number} events")


def _consumer(scene: Scene, service: str, consumer: str, sources: set[str]) -> None:
    tables = scene.stores[service].tables
    for table, kind in (("parked_events", "parked"), ("dropped_events", "dropped")):
        for row in tables[table]:
            if row["consumer"] == consumer:
                what = f"{row['source']} {row['aggregate_id']} v{row['version']}: {row['reason']}: {row['error']}"
                scene.report.add(kind, row["county"], f"{service}.{table} {consumer}", what)
    marks = {
        (row["source"], row["county"], row["aggregate_id"]): (row["version"], row["hash"])
        for row in tables["inbox"]
        if row["consumer"] == consumer
    }
    for (source, county, id), last in scene.last.items():
        if source not in sources:
            continue
        version, hash = marks.pop((source, county, id), (0, ""))
        place = f"{service}.inbox {consumer}"
        if version < last.aggregate_version:
            scene.report.add("behind", county, place, f"is at v{version} of {last.place}")
        elif (version, hash) != (last.aggregate_version, last.hash):
            scene.report.add("mark", county, place, f"is at v{version} {hash[:12]} of {last.place} {last.hash[:12]}")
    for (source, county, id), (version, _) in marks.items():
        scene.report.add("mark", county, f"{service}.inbox {consumer}", f"v{version} of {id}, unknown to {source}")
    for row in tables["progress"]:
        if row["consumer"] == consumer and row["source"] in sources:
            number = scene.counts.get((row["source"], row["county"]), 0)
            for what in ("applied", "head"):
                if row[what] != number:
                    place = f"{service}.progress {consumer}, {what} of {row['source']}"
                    scene.report.add("count", row["county"], place, f"counts {row[what]} of {number} events")

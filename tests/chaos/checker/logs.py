"""Each log by itself: chains, rows, and who or what explains each event."""

from collections import Counter, defaultdict

from tests.chaos.checker import chain
from tests.chaos.checker.knowledge import BY_TIMER, SYSTEM
from tests.chaos.checker.scene import Scene
from tests.chaos.checker.stores import Event


def examine(scene: Scene) -> None:
    _chains(scene)
    _rows(scene)
    for event in scene.events:
        why = _unexplained(scene, event)
        if why is not None:
            scene.report.add("unexplained", event.county, event.place, why)
    _once_per_cause(scene)


def _chains(scene: Scene) -> None:
    before: dict[tuple[str, str, str], Event] = {}
    for event in scene.events:

        def find(what: str, event: Event = event) -> None:
            scene.report.add("chain", event.county, event.place, what)

        last = before.get(event.of)
        version, previous = (last.aggregate_version, last.hash) if last else (0, chain.GENESIS)
        if event.aggregate_version != version + 1:
            find(f"follows version {version}")
        if event.prev_hash != previous:
            find(f"continues {event.prev_hash[:12]}, and the one before is {previous[:12]}")
        if last is not None and event.seq <= last.seq:
            find(f"has seq {event.seq}, the one before {last.seq}")
        if last is not None and event.aggregate != last.aggregate:
            find(f"is of another kind than the one before, of {last.aggregate}")
        if chain.of_event(event) != event.hash:
            scene.report.add("forged", event.county, event.place, "its hash does not fit its columns")
        before[event.of] = event
    for id, same in scene.by_id.items():
        if len(same) > 1:
            scene.report.add("twice", same[0].county, same[0].place, f"{len(same)} events have the id {id}")


def _rows(scene: Scene) -> None:
    for service, store in scene.stores.items():
        for (county, table, id), (version, hash) in store.rows.items():
            last = scene.last.get((service, county, id))
            place = f"{service}.{table} {id}"
            if last is None or last.aggregate != table:
                scene.report.add("row", county, place, "has no events")
            elif (version, hash) != (last.aggregate_version, last.hash):
                scene.report.add("row", county, place, f"is at v{version} {hash[:12]}, its events end at {last.place}")
    for (service, county, id), last in scene.last.items():
        if (county, last.aggregate, id) not in scene.stores[service].rows:
            scene.report.add("row", county, last.place, "has no row")


def _unexplained(scene: Scene, event: Event) -> str | None:
    """Why no command, no consumed event and no timer can have caused it; None when one did."""
    if event.causation_id is not None:
        cause = next(iter(scene.by_id.get(event.causation_id, ())), None)
        read = {source for sources in scene.consumers(event.service).values() for source in sources}
        if cause is None or cause.service not in read:
            return f"no event that {event.service} reads has the id {event.causation_id}"
        if (cause.county, cause.correlation_id, SYSTEM) != (event.county, event.correlation_id, event.actor):
            return f"says that {cause.place} caused it, and differs in county, correlation or actor"
        return None
    if event.actor == SYSTEM:
        return None if event.name in BY_TIMER else "no timer says this"
    command = scene.commands.get(event.correlation_id)
    if command is None:
        return f"no command of the journal has the key {event.correlation_id}"
    if (command.service, command.county, command.actor) != (event.service, event.county, event.actor):
        return f"{command} was sent to {command.service} of {command.county} by {command.actor}, not by {event.actor}"
    return None


def _once_per_cause(scene: Scene) -> None:
    """One consumed event has its effects in one service at one moment, each once."""
    effects: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in scene.events:
        if event.causation_id is not None:
            effects[event.service, event.causation_id].append(event)
    for (service, cause), caused in effects.items():
        place = f"{service}.event_log, caused by {cause}"
        moments = {event.occurred_at for event in caused}
        if len(moments) > 1:
            scene.report.add("twice", caused[0].county, place, f"{caused[0].place} and more at {len(moments)} moments")
        for (kind, id, _), number in Counter((e.type, e.aggregate_id, e.data) for e in caused).items():
            if number > 1:
                scene.report.add("twice", caused[0].county, place, f"{number} times the same {kind} of {id}")

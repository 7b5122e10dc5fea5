"""What clients were told, against the logs: one key, one effect, one answer."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence

from tests.chaos.checker.answers import Attempt, Command
from tests.chaos.checker.knowledge import MAY_CHANGE_NOTHING, SAYS
from tests.chaos.checker.report import Kind
from tests.chaos.checker.scene import Scene
from tests.chaos.checker.stores import Event


def examine(scene: Scene) -> None:
    answered = {
        (event.service, event.county, event.aggregate_version, event.hash[:12]): event for event in scene.events
    }
    kept = {
        (service, row["county"], row["subject"], row["key"]): row
        for service, store in scene.stores.items()
        for row in store.tables["idempotency"]
    }
    for command in scene.commands.values():
        caused = scene.of_command.get((command.service, command.key), [])
        for attempt in command.attempts:
            if attempt.status == 500:
                _add(scene, command, "failed", f"answered {attempt.answer}")
        _once(scene, command, caused)
        if command.verdict == "refused":
            for event in caused:
                _add(scene, command, "done_though_refused", f"left {event.place}")
            continue
        first = command.first
        if first is None:
            continue
        _same_answers(scene, command, first)
        if not caused and command.name not in MAY_CHANGE_NOTHING:
            _add(scene, command, "lost", f"accepted with {first.status} and left no event")
        _stored(scene, command, first, caused, answered)
        row = kept.get((command.service, command.county, command.actor, command.key))
        if row is None and _known_by_its_events(scene, command, caused):
            continue
        if row is None:
            _add(scene, command, "key_not_kept", "accepted, and a repetition would be carried out again")
        elif (row["status"], json.loads(row["response"]), row["etag"]) != (first.status, first.answer, first.etag):
            _add(scene, command, "answered_otherwise", f"kept is {row['status']} {row['etag']}, told was {first.etag}")


def _known_by_its_events(scene: Scene, command: Command, caused: Sequence[Event]) -> bool:
    """ADR 0008: kept answers go with a store; a repetition is known by the ids of the events that were taken back."""
    taken_back = {(row["county"], row["event_id"]) for row in scene.stores[command.service].tables["recovered_events"]}
    scope = "\0".join((command.county, command.actor, f"{command.method} {command.path}", command.key))
    digest = int.from_bytes(hashlib.sha256(scope.encode()).digest(), "big") >> (256 - 58)
    return bool(caused) and all(
        (event.county, event.event_id) in taken_back and _digest(event.event_id) == digest for event in caused
    )


def _digest(event_id: str) -> int:
    """The first 58 of the 74 bits of a UUIDv7 that are neither time nor form."""
    value = int(event_id.replace("-", ""), 16)
    bits = (value >> 64 & 0xFFF) << 62 | value & ((1 << 62) - 1)
    return bits >> 16


def _add(scene: Scene, command: Command, kind: Kind, evidence: str) -> None:
    scene.report.add(kind, command.county, f"{command.service} {command}", evidence)


def _once(scene: Scene, command: Command, caused: Sequence[Event]) -> None:
    """However many attempts: all that they caused was stored at one moment, and nothing of it twice."""
    moments = {event.occurred_at for event in caused}
    if len(moments) > 1:
        _add(scene, command, "twice", f"took effect at {len(moments)} moments, by {len(command.attempts)} attempts")
    said = [event for event in caused if event.name == SAYS.get(command.name)]
    if len(said) > 1:
        _add(scene, command, "twice", f"{len(said)} times {said[0].name}")
    same = Counter((event.type, event.aggregate_id, event.data) for event in caused)
    for (kind, id, _), number in same.items():
        if number > 1:
            _add(scene, command, "twice", f"{number} times the same {kind} of {id}")


def _same_answers(scene: Scene, command: Command, first: Attempt) -> None:
    for other in command.attempts[command.attempts.index(first) + 1 :]:
        if (other.accepted and other != first) or other.refused:
            _add(scene, command, "answered_otherwise", f"{first.status} {first.etag}, then {other.status} {other.etag}")


def _stored(
    scene: Scene,
    command: Command,
    first: Attempt,
    caused: Sequence[Event],
    answered: dict[tuple[str, str, int, str], Event],
) -> None:
    """The version that was answered is in the log, its aggregate is there and did not go back behind it."""
    if first.etag is None:
        return
    version, tag = first.etag.removeprefix("W/").strip('"').split("-")
    event = answered.get((command.service, command.county, int(version), tag))
    if event is None:
        _add(scene, command, "lost", f"answered {first.etag}, which no event of the log has")
        return
    row = scene.stores[command.service].rows.get((command.county, event.aggregate, event.aggregate_id))
    if row is None or row[0] < event.aggregate_version:
        _add(scene, command, "lost", f"answered {event.place}; its row is {row}")
    if caused and event not in caused:
        _add(scene, command, "differs", f"answered {event.place}, and left {caused[-1].place}")
    said = next((one for one in caused if one.name == SAYS.get(command.name)), None)
    if said is None:
        if caused and command.name in SAYS:
            _add(scene, command, "lost", f"left {caused[0].place} and no {SAYS[command.name]}")
        return
    for name in command.body.keys() & said.said.keys():
        asked = command.body[name]
        if isinstance(asked, str | int | bool) and _plain(said.said[name]) != _plain(asked):
            _add(scene, command, "differs", f"asked for {name} {asked!r}, {said.place} says {said.said[name]!r}")


def _plain(value: object) -> object:
    return value.strip() if isinstance(value, str) else value

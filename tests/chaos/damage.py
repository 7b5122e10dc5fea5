"""Damage done by hand to a store or a topic, one kind to a county: seeds that need no bug in a running process."""

from collections.abc import Callable
from dataclasses import replace as changed

from tests.chaos import delivery
from tests.chaos.delivery import Record
from tests.chaos.world import World

Damage = Callable[[World, str], None]
DAMAGE: dict[str, Damage] = {}


def _register(damage: Damage) -> Damage:
    DAMAGE[damage.__name__] = damage
    return damage


def _one(county: str, table: str, key: str, where: str = "true") -> str:
    return f"county = '{county}' AND {key} = (SELECT min({key}) FROM {table} WHERE county = '{county}' AND {where})"


@_register
def row_goes_back(world: World, county: str) -> None:
    world.postgres.psql(
        f"UPDATE proposals SET version = version - 1 WHERE {_one(county, 'proposals', 'id')}", "submission"
    )


@_register
def row_is_lost(world: World, county: str) -> None:
    world.postgres.psql(f"DELETE FROM oversights WHERE {_one(county, 'oversights', 'id')}", "supervision")


@_register
def log_loses_its_end(world: World, county: str) -> None:
    """As a store that was restored from an older backup, and took commands before it had read its own topic."""
    last = f"SELECT county, max(seq) FROM event_log WHERE county = '{county}' GROUP BY county"
    world.postgres.psql(
        "ALTER TABLE event_log DISABLE TRIGGER USER; "
        f"DELETE FROM event_log WHERE (county, seq) IN ({last}); "
        "ALTER TABLE event_log ENABLE TRIGGER USER",
        "submission",
    )


@_register
def log_is_rewritten(world: World, county: str) -> None:
    world.postgres.psql(
        "ALTER TABLE event_log DISABLE TRIGGER USER; "
        f"UPDATE event_log SET actor = 'somebody' WHERE {_one(county, 'event_log', 'seq')}; "
        "ALTER TABLE event_log ENABLE TRIGGER USER",
        "submission",
    )


@_register
def answer_is_rewritten(world: World, county: str) -> None:
    world.postgres.psql(
        f"""UPDATE idempotency SET response = '{{"id": "X", "version": 1}}' WHERE county = '{county}'""", "submission"
    )


@_register
def mark_is_rewritten(world: World, county: str) -> None:
    world.postgres.psql(f"UPDATE inbox SET hash = reverse(hash) WHERE county = '{county}'", "conversion")


@_register
def mark_runs_ahead(world: World, county: str) -> None:
    """What comes next would be taken for a duplicate."""
    world.postgres.psql(f"UPDATE inbox SET version = version + 1 WHERE county = '{county}'", "evaluation")


@_register
def published_is_miscounted(world: World, county: str) -> None:
    world.postgres.psql(f"UPDATE published SET events = events - 1 WHERE county = '{county}'", "submission")


@_register
def event_is_given_up(world: World, county: str) -> None:
    world.postgres.psql(
        "INSERT INTO dropped_events SELECT 1, consumer, source, county, aggregate_id, version, 'poison', '', '{}', "
        f"NULL, NULL, now(), now(), 'ops', '示例' FROM inbox WHERE county = '{county}' LIMIT 1",
        "conversion",
    )


@_register
def effect_is_lost(world: World, county: str) -> None:
    world.postgres.psql(f"DELETE FROM matters WHERE {_one(county, 'matters', 'id')}", "consultation")


@_register
def notice_is_lost(world: World, county: str) -> None:
    filed = _one(county, "notices", "id", "kind = 'filed'")
    world.postgres.psql(f"DELETE FROM notices WHERE {filed}", "notification")


@_register
def effect_is_changed(world: World, county: str) -> None:
    world.postgres.psql(
        f"UPDATE matters SET case_number = case_number + 100 WHERE {_one(county, 'matters', 'id')}", "consultation"
    )


@_register
def effect_without_a_cause(world: World, county: str) -> None:
    world.postgres.psql(f"INSERT INTO dossiers (county, proposal_id) VALUES ('{county}', 'X')", "conversion")


def _records(world: World, county: str) -> list[Record]:
    """Submission's events of the county."""
    found = delivery.records(world.kafka.servers, "submission.events")
    return [one for one in found if ("ce_county", county.encode()) in one.headers]


def _with_header(record: Record, name: str, value: str) -> Record:
    headers = tuple((key, value.encode() if key == name else old) for key, old in record.headers)
    return changed(record, headers=headers)


@_register
def message_without_an_event(world: World, county: str) -> None:
    first, *_ = _records(world, county)
    delivery.send_again(world.kafka.servers, [_with_header(first, "ce_subject", "X")])


@_register
def message_of_another_history(world: World, county: str) -> None:
    first, *_ = _records(world, county)
    delivery.send_again(world.kafka.servers, [_with_header(first, "ce_hash", "e" * 64)])


@_register
def message_says_another_actor(world: World, county: str) -> None:
    first, *_ = _records(world, county)
    delivery.send_again(world.kafka.servers, [_with_header(first, "ce_actor", "somebody")])


@_register
def message_in_another_partition(world: World, county: str) -> None:
    first, *_ = _records(world, county)
    delivery.send_again(world.kafka.servers, [changed(first, partition=1 - first.partition)])

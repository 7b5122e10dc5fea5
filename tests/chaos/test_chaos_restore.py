"""A store set back to an older backup, and the broker lost whole: both end as if nothing had happened."""

import secrets
from typing import Any

import httpx
import pytest

from ops import registry
from tests.chaos import checker
from tests.chaos.check import check
from tests.chaos.course import Course
from tests.chaos.journal import Attempt, attempts
from tests.chaos.load import Load
from tests.chaos.world import COUNTIES, World
from tests.support.tokens import token
from tests.support.twin import VOLATILE


def busy(world: World, commands: int) -> None:
    """A load, and one whole course, until all has settled."""
    with Load(COUNTIES, world.origins, world.journal) as load:
        load.progress(commands)
    assert not load.unknown
    load.go_through(Course(COUNTIES[0], secrets.token_hex(4)))
    world.settled()


def contents(world: World, name: str, database: str | None = None) -> dict[str, list[str]]:
    """Every row of every table of a service, but for what is volatile."""
    found: dict[str, list[str]] = {}
    for table in registry.service(name).metadata.sorted_tables:
        left_out = VOLATILE.get(table.name, ())
        if left_out is not None:
            without = "".join(f" #- '{{{path.replace('.', ',')}}}'" for path in left_out)
            rows = f"SELECT to_jsonb(t){without} FROM {table.name} t"
            found[table.name] = sorted(world.postgres.psql(rows, database or name).splitlines())
    return found


def equal(found: dict[str, list[str]], expected: dict[str, list[str]], name: str) -> None:
    assert found.keys() == expected.keys()
    for table, rows in expected.items():
        lacks, more = set(rows) - set(found[table]), set(found[table]) - set(rows)
        assert found[table] == rows, f"{table} of {name} lacks {sorted(lacks)[:3]} and has {sorted(more)[:3]} instead"


def accepted(world: World, name: str) -> Attempt:
    """The last command that the service accepted."""
    return [one for one in attempts(world.journal.path) if one.service == name and one.accepted][-1]


def repeat(world: World, one: Attempt, roles: list[str], **claims: Any) -> httpx.Response:
    headers = {
        "Authorization": f"Bearer {token(subject=one.actor, roles=roles, counties=[one.county], **claims)}",
        "Idempotency-Key": one.key,
    }
    (origin,) = world.origins(one.service)
    return httpx.post(origin + one.path, json=one.body, headers=headers, trust_env=False, timeout=60)


@pytest.mark.parametrize("name", registry.NAMES)
def test_a_service_restored_from_an_older_backup_equals_an_undisturbed_one(world: World, name: str) -> None:
    busy(world, 5)
    backup = world.snapshot(name)
    before = world.look(name)["events"]
    busy(world, 20)
    events = world.look(name)["events"]
    with world.stopped(name):
        expected = contents(world, name)
        world.restore(name, backup)
        assert contents(world, name) != expected
    recovery = world.services[name].status()["recovery"]
    assert (recovery["state"], recovery["unrepeated"]) == ("done", 0)
    # Evaluation and notification publish nothing in this load: all that they have is read again.
    if events != before:
        assert (recovery["recovered"] > 0, recovery["must_be_checked"]) == (True, [])
    world.settled()
    equal(contents(world, name), expected, name)
    if name == "submission":
        # The call that took the suggestion: its answer went with the store.
        last = accepted(world, name)
        again = repeat(world, last, ["clerk", "county_admin"])
        assert (again.status_code, again.json(), again.headers["etag"]) == (last.status, last.answer, last.etag)
    assert world.look(name)["events"] == events
    busy(world, 5)
    check(world)


def test_a_service_is_restored_while_the_load_goes_on(world: World) -> None:
    """Whatever is asked of it before it has all again is refused, and nothing is said twice."""
    backup = world.snapshot("submission")
    # What was never sent has no other copy than the store, so that all is sent before it is lost.
    busy(world, 30)
    with Load(COUNTIES, world.origins, world.journal) as load:
        world.services["submission"].terminate()
        world.restore("submission", backup)
        world.services["submission"].start()
        load.trouble(5)
        world.services["submission"].wait_ready()
        load.progress(30)
    assert not load.unknown
    assert world.services["submission"].status()["recovery"]["recovered"] > 0
    world.settled()
    check(world)


def lost_broker(world: World, restore: dict[str, str]) -> None:
    """All services stop, the broker comes back as an empty one with another id, and ``restore`` are set back."""
    for service in world.services.values():
        assert service.terminate() == 0
    before = world.kafka.cluster_id
    world.kafka.stop()
    world.kafka.wipe()
    world.kafka.start()
    assert world.kafka.cluster_id != before
    for name, copy in restore.items():
        world.restore(name, copy)
    for service in world.services.values():
        service.start()
    for service in world.services.values():
        service.wait_ready()


@pytest.mark.parametrize("restored", [False, True])
def test_the_broker_lost_whole_is_filled_again_and_nothing_happens_twice(world: World, restored: bool) -> None:
    """``restored``: a store is set back at once, to a backup behind which it had published nothing more; what it had
    read since is read again."""
    busy(world, 5)
    backups = {"evaluation": world.snapshot("evaluation")} if restored else {}
    if restored:
        busy(world, 5)
    expected = {name: contents(world, name) for name in registry.NAMES}
    lost_broker(world, backups)
    world.settled()
    for name, rows in expected.items():
        equal(contents(world, name), rows, name)
    report = checker.check(world.journal.path, world.kafka.servers, world.postgres.url, rebuilt=True, patience=60)
    assert not report.findings, report.table()


def test_the_broker_is_lost_whole_under_load_and_is_filled_again_by_the_running_services(world: World) -> None:
    with Load(COUNTIES, world.origins, world.journal) as load:
        load.progress(20)
        before = world.kafka.cluster_id
        world.kafka.kill()
        load.progress(10)
        world.kafka.wipe()
        world.kafka.start()
        assert world.kafka.cluster_id != before
        load.progress(30)
    assert not load.unknown
    world.settled()
    report = checker.check(world.journal.path, world.kafka.servers, world.postgres.url, rebuilt=True, patience=120)
    assert not report.findings, report.table()

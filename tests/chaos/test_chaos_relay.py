"""The one active relay of a service changes hands, and the one that lost it does not know."""

from tests.chaos.check import check
from tests.chaos.load import Load
from tests.chaos.processes import wait_for
from tests.chaos.world import COUNTIES, World

_HOLDER = (
    "pid IN (SELECT l.pid FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE l.locktype = 'advisory' "
    "AND d.datname = '{0}' AND l.objid = hashtext('relay')::bigint & 4294967295)"
)
ACTIVE = "relay.active"


def test_a_relay_that_wakes_after_another_took_over_loses_and_overtakes_nothing(world: World) -> None:
    name = "submission"
    first = world.services[name]
    holder = _HOLDER.format(name)
    # Another that was ended has just let go of it.
    held = f"SELECT count(*) FROM pg_stat_activity WHERE {holder}"
    wait_for("the relay holds its lock", lambda: int(world.postgres.psql(held, name)) == 1)
    with Load(COUNTIES, world.origins, world.journal) as load:
        second = world.add(name)
        assert second.said(ACTIVE) == 0, "the first is there, and holds the lock"
        for _ in range(3):
            load.progress(10)
            first.pause()
            assert world.postgres.end_sessions(holder) == 1
            wait_for(f"{second.name} took over", lambda second=second, n=second.said(ACTIVE): second.said(ACTIVE) > n)
            load.progress(20)
            first.resume()
            load.progress(10)
            # The next round goes the other way.
            first, second = second, first
    assert not load.unknown
    world.settled()
    check(world)


def test_a_relay_whose_session_is_ended_takes_the_lock_again(world: World) -> None:
    service = world.services["consultation"]
    taken = service.said(ACTIVE)
    with Load(COUNTIES, world.origins, world.journal) as load:
        load.progress(20)
        assert world.postgres.end_sessions(_HOLDER.format("consultation")) == 1
        wait_for("the relay active again", lambda: service.said(ACTIVE) > taken)
        load.progress(20)
    assert not load.unknown
    world.settled()
    check(world)

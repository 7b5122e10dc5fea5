"""PostgreSQL away: nobody is told that something was done which was not."""

from tests.chaos.check import check
from tests.chaos.journal import attempts
from tests.chaos.load import Load
from tests.chaos.world import COUNTIES, World


def test_postgresql_is_killed_and_nobody_is_told_what_is_not_so(world: World) -> None:
    before = sum(1 for _ in attempts(world.journal.path))
    with Load(COUNTIES, world.origins, world.journal) as load:
        for _ in range(2):
            load.progress(20)
            world.postgres.kill()
            load.trouble(10)
            world.postgres.restart_killed()
        load.progress(20)
    assert not load.unknown
    answers = list(attempts(world.journal.path))[before:]
    assert {one.status for one in answers if not one.definite} <= {None, 503}
    assert any(one.status == 503 for one in answers)
    world.settled()
    check(world)

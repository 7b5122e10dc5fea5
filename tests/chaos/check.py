"""What must be true when all has settled: whatever a client was told is accepted has taken effect, once, everywhere."""

from tests.chaos import checker
from tests.chaos.world import World


def check(world: World, *, rebuilt: bool = False) -> None:
    """Raises AssertionError with everything that is wrong; see :func:`tests.chaos.checker.check`."""
    report = checker.check(world.journal.path, world.kafka.servers, world.postgres.url, rebuilt=rebuilt, patience=60)
    assert not report.findings, report.table()

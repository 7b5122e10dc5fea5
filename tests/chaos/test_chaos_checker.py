"""The checker finds nothing where nothing is wrong, and each seeded bug as what it is."""

import ast
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path
from typing import get_args

import pytest

from ops import registry
from ops.embedded import ensure_kafka_jars
from tests.chaos import checker, delivery
from tests.chaos.checker import Kind, Report
from tests.chaos.damage import DAMAGE
from tests.chaos.processes import wait_for
from tests.chaos.rehearsal import Rehearsal
from tests.chaos.sabotage import BUGS
from tests.chaos.world import LOOK_SECONDS, World

SOUND = "330102"
# What each seed must be found as; it may well be found as more.
SEEDED: dict[str, Kind] = {
    "relay_deletes_before_the_acknowledgement": "lost",
    "relay_skips_one_in_ten": "lost",
    "relay_drops_the_last": "lost",
    "relay_reverses": "out_of_order",
    "relay_alters": "forged",
    "relay_is_stuck": "pending",
    "relay_changes_keys": "forged",
    "consumer_advances_without_the_handler": "missing",
    "consumer_misses_one_effect_in_three": "missing",
    "consumer_ignores_marks": "parked",
    "consumer_stores_positions_without_effects": "behind",
    "consumer_stores_effects_twice": "twice",
    "consumer_forgets_the_cause": "unexplained",
    "append_breaks_the_chain": "chain",
    "append_alters_after_hashing": "forged",
    "append_without_a_command": "unexplained",
    "append_of_another_text": "differs",
    "append_fails_at_times": "failed",
    "answer_before_the_commit": "lost",
    "answer_is_not_kept": "twice",
    "refusal_leaves_an_event": "done_though_refused",
    "case_number_is_skipped": "case_number",
    "case_number_is_given_twice": "case_number",
    "row_goes_back": "row",
    "row_is_lost": "row",
    "log_loses_its_end": "unlogged",
    "log_is_rewritten": "forged",
    "answer_is_rewritten": "answered_otherwise",
    "mark_is_rewritten": "mark",
    "mark_runs_ahead": "mark",
    "published_is_miscounted": "count",
    "event_is_given_up": "dropped",
    "effect_is_lost": "missing",
    "notice_is_lost": "missing",
    "effect_is_changed": "differs",
    "effect_without_a_cause": "surplus",
    "message_without_an_event": "unlogged",
    "message_of_another_history": "fork",
    "message_says_another_actor": "forged",
    "message_in_another_partition": "split_key",
}
ALSO: dict[str, Kind] = {"answer_is_not_kept": "key_not_kept"}
COUNTY = {name: str(330111 + number) for number, name in enumerate(SEEDED)}


@pytest.fixture(scope="module")
def sabotaged(tmp_path_factory: pytest.TempPathFactory) -> Generator[World]:
    bugs = {
        service: ",".join(f"{name}@{COUNTY[name]}" for name, bug in BUGS.items() if bug.service == service)
        for service in registry.NAMES
    }
    world = World(
        tmp_path_factory.mktemp("sabotaged"), ensure_kafka_jars(Path(__file__).parents[2] / ".cache"),
        {service: some for service, some in bugs.items() if some},
    )  # fmt: skip
    try:
        world.start()
        yield world
    finally:
        world.stop()


def look(world: World, *counties: str, patience: float = 0) -> Report:
    return checker.check(
        world.journal.path, world.kafka.servers, world.postgres.url, counties=counties or None, patience=patience
    )


def quiet(world: World) -> None:
    """Nothing comes any more. It never settles: much is lost on its way."""
    seen: list[object] = []

    def still() -> bool:
        # What was lost is asked for again and again.
        seen.append([{**world.look(name), "replays": 0} for name in registry.NAMES])
        return len(seen) > 6 and all(one == seen[-1] for one in seen[-6:])

    wait_for("quiet", still, 300, every=LOOK_SECONDS)


@pytest.fixture(scope="module")
def report(sabotaged: World) -> Report:
    """One load, all seeds at once, each in a county of its own, and one look at everything."""
    world = sabotaged
    # The last wall before a number that is given twice.
    world.postgres.psql("DROP INDEX proposals_case_number_key", "submission")
    load = Rehearsal((SOUND, *COUNTY.values()), world.origins, world.journal)
    load.file_and_review()
    quiet(world)
    load.assign()
    load.whole_course(SOUND)
    quiet(world)
    again = COUNTY["consumer_ignores_marks"].encode()
    delivery.send_again(
        world.kafka.servers,
        [
            one
            for one in delivery.records(world.kafka.servers, "submission.events")
            if ("ce_county", again) in one.headers
        ],
    )
    for name, damage in DAMAGE.items():
        damage(world, COUNTY[name])
    quiet(world)
    # A machine that is slow may seem quiet; where nothing is wrong all arrives in the end.
    look(world, SOUND, patience=120)
    return look(world)


def test_where_nothing_is_wrong_nothing_is_found(sabotaged: World, report: Report) -> None:
    assert report.at(SOUND).findings == []
    last = f"SELECT count(*) FROM event_log WHERE county = '{SOUND}' AND type LIKE '%FollowUpOpened%'"
    assert sabotaged.postgres.psql(last, "conversion") == "1", "the whole course went to its end"
    assert report.looked_at["accepted"] > 20 * len(COUNTY)


@pytest.mark.parametrize("name", SEEDED)
def test_each_seeded_bug_is_caught_as_what_it_is(report: Report, name: str) -> None:
    found = report.at(COUNTY[name])
    assert found.of(SEEDED[name]), found.table()


@pytest.mark.parametrize("name", ALSO)
def test_and_as_what_else_it_is(report: Report, name: str) -> None:
    assert report.at(COUNTY[name]).of(ALSO[name])


def test_every_bug_and_damage_is_seeded_and_every_kind_of_finding_was_proven() -> None:
    assert SEEDED.keys() == BUGS.keys() | DAMAGE.keys()
    assert {*SEEDED.values(), *ALSO.values()} == set(get_args(Kind))


def test_the_command_says_what_it_found_and_ends_with_1(sabotaged: World, report: Report) -> None:
    assert report.findings
    given = ["--journal", str(sabotaged.journal.path), "--kafka", sabotaged.kafka.servers]
    given += ["--postgres", sabotaged.postgres.url]
    ended = {
        county: subprocess.run(
            [sys.executable, "-m", "tests.chaos.checker", *given, "--county", county],
            capture_output=True, text=True, timeout=300, check=False,
        )
        for county in (SOUND, COUNTY["row_goes_back"])
    }  # fmt: skip
    assert [one.returncode for one in ended.values()] == [0, 1]
    sound, wrong = (one.stdout for one in ended.values())
    assert "nothing was found" in sound
    assert f"row: {COUNTY['row_goes_back']} submission.proposals" in wrong


def test_it_shares_no_code_with_what_it_judges() -> None:
    own = Path(checker.__file__).parent
    imported: set[str] = set()
    for path in own.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0
                imported.add(node.module or "")
    foreign = {name for name in imported if not name.startswith("tests.chaos.checker")}
    assert {name.split(".")[0] for name in foreign} <= set(sys.stdlib_module_names) | {"asyncpg", "confluent_kafka"}
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, tests.chaos.checker.__main__; print(*sys.modules)"],
        capture_output=True, text=True, timeout=120, check=True,
    ).stdout.split()  # fmt: skip
    product = ("chassis", "contracts", "services", "ops", "aiokafka", "sqlalchemy")
    assert not [name for name in loaded if name.split(".")[0] in product]

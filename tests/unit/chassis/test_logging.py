"""What a process says is one JSON object a line, whoever says it."""

import json
import logging
import subprocess
import sys

from chassis.logging import REPEAT_SECONDS, Repeats

SAYING = """
import logging as std
import structlog
from chassis import logging
logging.configure()
structlog.get_logger().warning("relay.broker_away", service="submission")
try:
    raise OSError("示例")
except OSError:
    for _ in range(50):
        std.getLogger("aiokafka").exception("Unable to update metadata from %s", [1])
std.getLogger("aiokafka").info("not said")
"""


def test_the_platform_and_its_libraries_say_lines_of_one_kind_with_their_time() -> None:
    said = subprocess.run([sys.executable, "-c", SAYING], capture_output=True, text=True, check=True).stderr
    ours, theirs = (json.loads(line) for line in said.splitlines())
    assert (ours["event"], ours["level"], ours["service"]) == ("relay.broker_away", "warning", "submission")
    assert (theirs["event"], theirs["level"]) == ("Unable to update metadata from [1]", "error")
    assert theirs["logger"] == "aiokafka"
    assert "OSError: 示例" in theirs["exception"]
    assert ours["timestamp"] <= theirs["timestamp"]


def test_what_a_library_repeats_is_said_once_in_ten_seconds_with_how_often() -> None:
    repeats = Repeats()

    def said(at: float, node: int = 1) -> int | None:
        """How often it was repeated, None where it is not said."""
        record = logging.LogRecord("aiokafka", logging.ERROR, "", 0, "Unable connect to node %s", (node,), None)
        record.created = at
        return record.__dict__["repeated"] if repeats.filter(record) else None

    assert [said(0), said(0.1), said(9.9)] == [0, None, None]
    assert said(0.2, node=2) == 0
    assert [said(REPEAT_SECONDS), said(10.1), said(30)] == [2, None, 1]

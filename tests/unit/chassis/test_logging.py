"""What a process says is one JSON object a line, whoever says it."""

import json
import subprocess
import sys

SAYING = """
import logging as std
import structlog
from chassis import logging
logging.configure()
structlog.get_logger().warning("relay.broker_away", service="submission")
try:
    raise OSError("示例")
except OSError:
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

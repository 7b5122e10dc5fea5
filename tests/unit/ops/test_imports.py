"""What runs the services is installed without the tools of those who develop them."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions

from ops import registry

BLOCKED = """
import sys
for name in {names!r}:
    sys.modules[name] = None
import ops.cli
"""


def test_the_command_needs_nothing_that_only_development_installs() -> None:
    groups = tomllib.loads((registry.ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
    tools = {re.split(r"[\[<>=~!; ]", one)[0].lower().replace("_", "-") for one in groups["dev"]}
    names = sorted(
        module
        for module, owners in packages_distributions().items()
        if {owner.lower().replace("_", "-") for owner in owners} <= tools
    )
    assert {"playwright", "pytest"} <= set(names)
    done = subprocess.run(
        [sys.executable, "-c", BLOCKED.format(names=names)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr

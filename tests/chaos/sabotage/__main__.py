"""``python -m tests.chaos.sabotage BUG[@COUNTY],… serve SERVICE …``: the real command with bugs seeded into it.

A bug with a county strikes there only, so that many run side by side in one process and each is told by its own
county's findings.
"""

import sys
from collections.abc import Sequence

from ops import cli
from tests.chaos.sabotage import BUGS, strikes


def main(arguments: Sequence[str]) -> None:
    for one in arguments[0].split(","):
        name, _, county = one.partition("@")
        BUGS[name].seed(strikes(county or None))
    sys.argv = ["proposals", *arguments[1:]]
    cli.main()


if __name__ == "__main__":
    main(sys.argv[1:])

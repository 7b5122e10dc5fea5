"""``python -m ops.bench.profiled FILE serve …``: a service whose profile begins with SIGUSR1 and is written at its end.

A profile that begins with the process is one of importing; on a shared machine only CPU time says what was worked.
"""

import cProfile
import signal
import sys
import time
from types import FrameType

from ops import cli


def main() -> None:
    written = sys.argv.pop(1)
    profiler = cProfile.Profile(time.thread_time)

    def begin(number: int, frame: FrameType | None) -> None:
        profiler.enable()

    signal.signal(signal.SIGUSR1, begin)
    try:
        cli.main()
    finally:
        profiler.disable()
        profiler.dump_stats(written)


if __name__ == "__main__":
    main()

"""``python -m ops.demo.generator``: rewrites ``ops/demo/data``; with ``--report``, counts what is in it."""

import shutil
import sys
from pathlib import Path

from ops.demo.files import DATA
from ops.demo.generator import report
from ops.demo.generator.contents import contents
from ops.demo.order import load


def write(directory: Path) -> None:
    shutil.rmtree(directory, ignore_errors=True)
    for name, data in contents().items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


if __name__ == "__main__":
    if "--report" in sys.argv[1:]:
        for size in ("small", "county"):
            report.show(size, load(DATA / size))
    else:
        write(DATA)

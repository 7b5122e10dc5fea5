"""``python -m ops.demo.generator``: rewrites ``ops/demo/data``; with ``--report``, counts what is in it."""

import shutil
import sys
from pathlib import Path

from ops.demo.generator import county, small
from ops.demo.generator.build import bad_files

DATA = Path(__file__).parents[1] / "data"


def contents() -> dict[str, bytes]:
    """Path below ``data/`` → bytes."""
    counties = {"small": small.build(), "county": county.build()}
    found = {f"{size}/{name}": data for size, built in counties.items() for name, data in built.files().items()}
    return found | {f"bad/{name}": data for name, data in bad_files().items()}


def write(directory: Path) -> None:
    shutil.rmtree(directory, ignore_errors=True)
    for name, data in contents().items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


if __name__ == "__main__":
    write(DATA)

"""All files of both sizes and of the folder of bad ones."""

from ops.demo.generator import county, small
from ops.demo.generator.build import bad_files


def contents() -> dict[str, bytes]:
    """Path below ``data/`` → bytes."""
    counties = {"small": small.build(), "county": county.build()}
    found = {f"{size}/{name}": data for size, built in counties.items() for name, data in built.files().items()}
    return found | {f"bad/{name}": data for name, data in bad_files().items()}

"""What a figure was measured on: without it, it says nothing."""

import os
import platform
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from ops.embedded import Postgres


def describe(postgres: Postgres) -> dict[str, str]:
    memory = Path("/proc/meminfo").read_text().split("MemTotal:", 1)[1].split("kB", 1)[0]
    packages = ("fastapi", "uvicorn", "sqlalchemy", "asyncpg", "pydantic")
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": str(len(os.sched_getaffinity(0))),
        "memory": f"{int(memory) / 1024 / 1024:.1f} GiB",
        "load before": f"{os.getloadavg()[0]:.2f}",
        "system": f"{platform.system()} {platform.release()}",
        "python": sys.version.split()[0],
        "postgresql": postgres.psql("SHOW server_version"),
        "fsync": postgres.psql("SHOW fsync"),
    } | {name: version(name) for name in packages}

"""Puts the measurement together."""

from collections import Counter
from pathlib import Path
from typing import Any

from ops import registry
from ops.bench.machine import describe
from ops.bench.similar import quality, speed
from ops.bench.similar.labelled import groups
from ops.embedded import Postgres, ensure_embedding_model, free_port
from services.submission.similar.embed import Meaning


async def run(directory: Path, *, rows: int, checks: int) -> dict[str, Any]:
    model = ensure_embedding_model(registry.ROOT / ".cache")
    embedder, labelled = Meaning(model), groups()
    postgres = Postgres(directory / "postgres", free_port())
    postgres.start()
    try:
        return {
            "machine": describe(postgres),
            "set": {
                "groups": len(labelled),
                "fields": len({group.field for group in labelled}),
                **Counter(group.split for group in labelled),
            },
            "quality": quality.table(labelled, embedder),
            "speed": await speed.measure(postgres, labelled, embedder, rows=rows, checks=checks),
            "model_mib": speed.model_mib(model),
        }
    finally:
        postgres.stop()

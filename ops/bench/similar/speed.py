"""How long a check takes among N earlier texts, on a real PostgreSQL as the role that serves requests."""

import json
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import numpy as np

from chassis.database import Database
from chassis.eventlog import SYSTEM, Tx
from ops import databases
from ops.bench.similar.labelled import Group
from ops.bench.wire import percentile
from ops.embedded import Postgres
from services.submission.archive.domain import Archived
from services.submission.proposal.form import Draft
from services.submission.similar import commands, store
from services.submission.similar.embed import Embedder, Vector, packed
from services.submission.similar.policy import POLICY

COUNTY = "330102"
CHUNK = 20_000


async def measure(
    postgres: Postgres, labelled: Sequence[Group], embedder: Embedder, *, rows: int, checks: int
) -> dict[str, Any]:
    server = postgres.url("postgres")
    await databases.create(server, "submission")
    await databases.migrate(postgres.url("submission"), "submission")
    begun = time.perf_counter()
    await _fill(postgres, labelled, embedder, rows)
    filled = time.perf_counter() - begun
    app, _ = databases.roles("submission")
    database = Database(postgres.url("submission", app))
    try:
        return {"rows": rows, "filled_seconds": round(filled, 1)} | await _check(
            postgres, database, labelled, embedder, checks
        )
    finally:
        await database.close()


async def _fill(postgres: Postgres, labelled: Sequence[Group], embedder: Embedder, rows: int) -> None:
    """All in one county, the worst case: texts of the set with seeded noise, so that no two are the same."""
    random = np.random.default_rng(1)
    texts = [text for group in labelled for text in (group.original, group.negative)]
    contents = [commands.content_of_draft(Draft(t.title, t.body, "", ())) for t in texts]
    base = np.array([embedder.embed(content.windows(1)[0]) for content in contents])
    connection = await asyncpg.connect(postgres.url("submission").replace("+asyncpg", ""))
    try:
        for start in range(0, rows, CHUNK):
            numbers = range(start, min(start + CHUNK, rows))
            vectors = base[[n % len(texts) for n in numbers]]
            vectors = vectors + random.normal(0, 0.01, vectors.shape).astype(np.float32)
            await _copy(connection, numbers, texts, list(vectors), embedder.name)
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


async def _copy(connection: Any, numbers: range, texts: Sequence[Any], vectors: Sequence[Vector], method: str) -> None:
    ids = [f"A-{1950 + n // CHUNK}-{n % CHUNK + 1}" for n in numbers]
    archived = [
        Archived(
            id=id, year=1950 + n // CHUNK, session="示例一次", case_number=n % CHUNK + 1,
            title=texts[n % len(texts)].title, proposers=("示例委员",), units=("示例局",), answer_class=None,
            result=None, unfinished=texts[n % len(texts)].body,
        )
        for id, n in zip(ids, numbers, strict=True)
    ]  # fmt: skip
    state = [json.dumps(one.model_dump(mode="json"), ensure_ascii=False) for one in archived]
    await connection.copy_records_to_table(
        "archived_proposals",
        records=[
            (COUNTY, one.id, 1, "0" * 64, text, one.year, one.case_number, one.title)
            for one, text in zip(archived, state, strict=True)
        ],
    )
    codes = [asyncpg.BitString.frombytes(np.packbits(vector > 0).tobytes(), 512) for vector in vectors]
    columns = ["county", "id", "kind", "subject", "method", "code"]
    await connection.copy_records_to_table(
        "similar_codes",
        columns=columns,
        records=[(COUNTY, id, "archive", id, method, code) for id, code in zip(ids, codes, strict=True)],
    )
    await connection.copy_records_to_table(
        "similar_vectors",
        columns=["county", "id", "vectors"],
        records=[(COUNTY, id, packed(vector)) for id, vector in zip(ids, vectors, strict=True)],
    )


async def _check(
    postgres: Postgres, database: Database, labelled: Sequence[Group], embedder: Embedder, checks: int
) -> dict[str, Any]:
    policy = POLICY.default()
    took: dict[str, list[float]] = {"embed": [], "find": [], "passages": [], "check": []}
    for group in labelled[:checks]:
        content = commands.content_of_draft(Draft(group.paraphrase.title, group.paraphrase.body, "", ()))
        begun = time.perf_counter()
        asked = commands.asked_of(content, embedder, policy, None)
        embedded = time.perf_counter()
        async with database.transaction([COUNTY]) as connection:
            tx = Tx(connection, COUNTY, SYSTEM, datetime.now(UTC), correlation_id="bench")
            found = await commands.find(tx, asked, embedder.name, policy)
            await store.figures(tx, embedder.name)
        at = time.perf_counter()
        commands.weigh(content, found, embedder, policy)
        end = time.perf_counter()
        for name, seconds in zip(took, (embedded - begun, at - embedded, end - at, end - begun), strict=True):
            took[name].append(seconds * 1000)
    figures = {f"{name}_p{p}_ms": round(percentile(t, p / 100), 1) for name, t in took.items() for p in (50, 99)}
    sizes = {
        f"{table}_mib": round(int(postgres.psql(f"SELECT pg_total_relation_size('{table}')", "submission")) / 2**20, 1)
        for table in ("similar_codes", "similar_vectors")
    }
    return {"checks": len(took["check"]), **figures, **sizes}


def model_mib(directory: Path) -> float:
    return round((directory / "model.onnx").stat().st_size / 2**20, 1)

"""How fast a list of N rows goes through an import job, and what it takes of the service's memory, beside COPY.

The list is an archive of earlier years as xlsx, sent over the public route and followed to the end of its job. Then the
same file again, which must change nothing, and the file with one damaged row, which must name its line and store
nothing. The limit is PostgreSQL taking the same rows by COPY into the same tables with the same indexes, in
transactions of as many rows, as the owner.
"""

import asyncio
import io
import random
import secrets
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import xlsxwriter

from chassis.jobs import CHUNK
from ops import databases
from ops.bench.filing import Served, issuing, service, sign_in
from ops.bench.machine import describe
from ops.bench.similar.labelled import groups
from ops.bench.wire import Refused, Wire, percentile
from ops.embedded import Postgres, free_port

COLUMNS = ("年度", "届次", "案号", "案由", "提案者", "承办单位", "答复类别", "满意度", "未了事项")
YEARS = 50
DAMAGED = "年度"
"""The column that is damaged in one row."""
PATIENCE = 600.0
"""Seconds that a job may stand still: then something is wrong with it."""
TABLES = ("archived_proposals", "event_log", "unsealed", "outbox")
"""What an imported row is stored in."""

Line = tuple[int | str, ...]


def lines(rows: int) -> Iterator[Line]:
    """The records, the same for the same number: every title another one, a third with something left undone."""
    draw = random.Random(7)
    texts = [text for group in groups() for text in (group.original, group.paraphrase)]
    for n in range(rows):
        text = draw.choice(texts)
        yield (
            1976 + n % YEARS,
            f"{draw.choice('一二三四五六七八九')}届{draw.choice('一二三四五')}次",
            n // YEARS + 1,
            f"{text.title}（样例{n + 1}）",
            "、".join(f"示例委员{draw.randrange(400):03}" for _ in range(draw.choice((1, 1, 1, 2, 3)))),
            f"示例{draw.randrange(60):02}局",
            draw.choice(("A", "A", "B", "C", "D")),
            draw.choice(("满意", "满意", "基本满意", "不满意", "—")),
            text.body if n % 3 == 0 else "",
        )


def workbook(rows: int, damaged: int | None = None) -> bytes:
    """The list as xlsx; ``damaged`` is the row, as Excel counts, whose year cannot be read."""
    saved = io.BytesIO()
    with xlsxwriter.Workbook(saved, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, COLUMNS)
        for number, line in enumerate(lines(rows), 1):
            sheet.write_row(number, 0, ("二〇？？", *line[1:]) if number + 1 == damaged else line)
    return saved.getvalue()


class Followed:
    """One job, looked at until its end; each look is a request that somebody else might send meanwhile."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.looks: list[float] = []
        """Milliseconds of each."""
        self.reading = 0.0
        """Seconds until it was taken in and read."""
        self.seconds = 0.0
        """From sending it to its end."""
        self.job: dict[str, Any] = {}

    async def run(self, port: int, token: str, data: bytes) -> None:
        begun = changed = time.perf_counter()
        async with Wire(port) as wire:
            job = await wire.send_file("/submission/archive/import", token, data, secrets.token_hex(8))
            if "address" not in job:
                raise Refused("the list was taken in at once: it has too few rows for a job")
            before: tuple[Any, ...] = ()
            while job["state"] in ("waiting", "running"):
                await asyncio.sleep(0.5)
                asked = time.perf_counter()
                job = await wire.call("GET", job["address"], token)
                now = time.perf_counter()
                self.looks.append((now - asked) * 1000)
                if job["rows"] is not None and not self.reading:
                    self.reading = now - begun
                if (job["state"], job["rows"], job["done"], job["error"]) != before:
                    before, changed = (job["state"], job["rows"], job["done"], job["error"]), now
                    _say(f"{self._name}: {job['state']}, {job['done']} of {job['rows'] or '?'} rows")
                if now - changed > PATIENCE:
                    raise Refused(f"{self._name}: the job stands still for {PATIENCE:.0f} s: {job}")
        self.seconds, self.job = time.perf_counter() - begun, job


def _expect(what: str, found: object, wanted: object) -> None:
    if found != wanted:
        raise Refused(f"{what}: {found!r} instead of {wanted!r}")


def _say(line: str) -> None:
    # What is printed is the figures; how it goes on goes beside them.
    print(line, file=sys.stderr, flush=True)


async def run(directory: Path, *, rows: int) -> dict[str, Any]:
    """Everything is written below ``directory``; what was started is stopped, however this ends."""
    postgres = Postgres(directory / "postgres", free_port())
    try:
        await asyncio.to_thread(postgres.start)
        await databases.create(postgres.url("postgres"), "submission")
        await databases.migrate(postgres.url("submission"), "submission")
        about = describe(postgres)
        _say(f"writing a list of {rows} rows …")
        data = await asyncio.to_thread(workbook, rows)
        async with issuing(directory) as origin:
            clerk = await sign_in(origin, "clerk")
            # As in production: one process that answers requests, does the job, sends its events and reads them.
            async with service(postgres, directory, origin, None, role="all") as served:
                found = await _import(postgres, served, clerk, rows, data)
        limit = await _limit(postgres, rows)
    finally:
        await asyncio.to_thread(postgres.stop)
    return {
        "bench": "import",
        "rows": rows,
        "file_mib": round(len(data) / 2**20, 1),
        **found,
        "copy_rows_per_second": round(limit),
        "ratio": round(found["rows_per_second"] / limit, 3),
        "machine": about,
    }


async def _import(postgres: Postgres, served: Served, token: str, rows: int, data: bytes) -> dict[str, Any]:
    def stored(query: str) -> int:
        return int(postgres.psql(query, "submission"))

    def events() -> int:
        return stored("SELECT count(*) FROM event_log")

    idle = served.peak_mib()
    cpu = served.cpu_seconds()
    first = Followed("first")
    await first.run(served.port, token, data)
    cpu = served.cpu_seconds() - cpu
    _expect("first", _told(first), {"state": "done", "enrolled": rows, "unchanged": 0, "mistakes": 0})
    _expect("stored", (stored("SELECT count(*) FROM archived_proposals"), events()), (rows, rows))

    again = Followed("the same again")
    await again.run(served.port, token, data)
    _expect("the same again", _told(again), {"state": "done", "enrolled": 0, "unchanged": rows, "mistakes": 0})
    del data
    at = rows // 2
    damaged = Followed(f"row {at} damaged")
    await damaged.run(served.port, token, await asyncio.to_thread(workbook, rows, at))
    _expect("damaged", _told(damaged), {"state": "refused", "enrolled": 0, "unchanged": 0, "mistakes": 1})
    (told,) = damaged.job["report"]["errors"]
    _expect("the mistake's place", (told["row"], told["column"]), (at, DAMAGED))
    _expect("events after all", events(), rows)
    looks = [*first.looks, *again.looks, *damaged.looks]
    return {
        "rows_per_second": round(rows / first.seconds, 1),
        "first_seconds": round(first.seconds, 1),
        "of_it_reading": round(first.reading, 1),
        "again_seconds": round(again.seconds, 1),
        "damaged_seconds": round(damaged.seconds, 1),
        "service_cpu_ms_per_row": round(cpu * 1000 / rows, 2),
        "service_mib_before": idle,
        "service_mib_peak": served.peak_mib(),
        "others_p50_ms": round(percentile(looks, 0.5), 1),
        "others_p99_ms": round(percentile(looks, 0.99), 1),
        "others_most_ms": round(max(looks), 1),
    }


def _told(followed: Followed) -> dict[str, Any]:
    job = followed.job
    report = job["report"] or {}
    return {"state": job["state"], **{name: report.get(name) for name in ("enrolled", "unchanged", "mistakes")}}


async def _limit(postgres: Postgres, rows: int) -> float:
    """Rows a second of the same contents into the same tables by COPY; nothing else works meanwhile."""
    _say("the limit: COPY of the same rows …")
    postgres.psql("CREATE DATABASE copied")
    await databases.migrate(postgres.url("copied"), "submission")
    source, target = [
        await asyncpg.connect(postgres.url(name).replace("+asyncpg", "")) for name in ("submission", "copied")
    ]
    taken, seconds = 0, 0.0
    try:
        logged = "SELECT seq FROM event_log ORDER BY seq"
        seqs: list[int] = [row["seq"] for row in await source.fetch(logged)]
        for start in range(0, rows, CHUNK):
            first, last = seqs[start], seqs[min(start + CHUNK, rows) - 1]
            part = f"FROM event_log WHERE seq BETWEEN {first} AND {last}"
            queries = (
                f"SELECT * FROM archived_proposals WHERE (county, id) IN (SELECT county, aggregate_id {part})",
                f"SELECT * {part}",
                f"SELECT seq, county {part}",
                f"SELECT seq, county {part}",
            )
            pieces: list[io.BytesIO] = []
            for query in queries:
                piece = io.BytesIO()
                await source.copy_from_query(query, output=piece, format="binary")
                piece.seek(0)
                pieces.append(piece)
            begun = time.perf_counter()
            async with target.transaction():
                for table, piece in zip(TABLES, pieces, strict=True):
                    columns = ["seq", "county"] if table in ("unsealed", "outbox") else None
                    await target.copy_to_table(table, source=piece, columns=columns, format="binary")
            seconds += time.perf_counter() - begun
            taken += min(CHUNK, rows - start)
    finally:
        await source.close()
        await target.close()
    _expect("copied", int(postgres.psql("SELECT count(*) FROM archived_proposals", "copied")), taken)
    return taken / seconds

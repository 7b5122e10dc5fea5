"""How long a search takes among N proposals of one county, asked by many at once as the role that serves requests.

The texts are clauses of the labelled set put together at random, the first clauses of it far more often than the last,
so that words are as unevenly frequent as in life; each has a number of its own, which is the rare word.
"""

import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from math import log
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.database import Database
from chassis.eventlog import Actor, Loaded, Tx
from contracts.submission import ProposalText, Suggestion
from ops import databases
from ops.bench.machine import describe
from ops.bench.similar.labelled import groups
from ops.bench.wire import percentile, together
from ops.embedded import Postgres, free_port
from services.submission.proposal.domain import Proposal
from services.submission.proposal.store import PROPOSALS
from services.submission.search import commands, domain, lookup, store
from services.submission.search.commands import Asked, Rules
from services.submission.search.domain import Document, Facts, Handling
from services.submission.search.query import parse
from services.submission.search.tokens import normal, phrase, tokens

COUNTY = "330102"
CHUNK = 5_000
PAGE = 20
BEGINNING = datetime(2006, 1, 1, tzinfo=UTC)
UNITS = [f"U{n:02}" for n in range(60)]
TOPICS = ["城建", "民生", "教育", "卫生", "农业", "工业", "交通", "环保", "文化", "法治"]
SECTORS = ["经济界", "教育界", "医药卫生界", "农业界", "工商联", "科技界", "社会福利界", "少数民族界"]

Queries = dict[str, list[tuple[str, dict[str, str]]]]
"""Kind of query → texts with the facets asked for."""


async def run(directory: Path, *, rows: int, users: int, seconds: int) -> dict[str, Any]:
    postgres = Postgres(directory / "postgres", free_port())
    postgres.start()
    try:
        # As docker-compose.yml has it.
        postgres.psql("ALTER SYSTEM SET shared_buffers = '512MB'")
        postgres.psql("ALTER SYSTEM SET max_wal_size = '4GB'")
        postgres.stop()
        postgres.start()
        machine = describe(postgres)
        await databases.create(postgres.url("postgres"), "submission")
        await databases.migrate(postgres.url("submission"), "submission")
        begun = time.perf_counter()
        queries = await _fill(postgres, rows)
        filled = time.perf_counter() - begun
        return {
            "machine": machine | {"shared_buffers": postgres.psql("SHOW shared_buffers")},
            "rows": rows,
            "users": users,
            "filled_seconds": round(filled),
            **_sizes(postgres),
            **await _measure(postgres, queries, users, seconds),
        }
    finally:
        postgres.stop()


def _sizes(postgres: Postgres) -> dict[str, float]:
    """MiB of the index's rows, of what is kept beside them, and of the two indexes on them."""
    asked = {
        "rows_mib": "pg_relation_size('search_documents')",
        "words_and_text_mib": "pg_relation_size(reltoastrelid) FROM pg_class WHERE relname = 'search_documents'",
        "index_mib": "pg_relation_size('search_documents_tokens_idx')",
        "newest_index_mib": "pg_relation_size('search_documents_newest_idx')",
    }
    return {name: round(int(postgres.psql(f"SELECT {sql}", "submission")) / 2**20, 1) for name, sql in asked.items()}


class _Corpus:
    """Proposals made of clauses, the same for the same seed."""

    def __init__(self) -> None:
        self._random = random.Random(15)
        texts = [text for group in groups() for text in (group.original, group.paraphrase, group.negative)]
        self.titles = [text.title for text in texts]
        clauses = [clause for text in texts for clause in text.body.replace("。", "，").split("，") if len(clause) > 3]
        self.clauses = list(dict.fromkeys(clauses))
        self._random.shuffle(self.clauses)
        self._weights = list(accumulate(1 / (rank + 20) for rank in range(len(self.clauses))))
        self._written = {text: normal(text) for text in (*self.clauses, *self.titles)}
        self._numbers = {text: tokens(written) for text, written in self._written.items()}

    def proposal(self, number: int) -> tuple[Proposal, Document]:
        """Its record and its row, whose numbers are put together from those of its clauses."""
        draw = self._random
        picked = draw.choices(self.clauses, cum_weights=self._weights, k=24)
        title, code = draw.choice(self.titles), f"编号{number:07}"
        parts = ("，".join(picked[:10]) + f"，{code}。", "，".join(picked[10:16]) + "。", "，".join(picked[16:]) + "。")
        situation, analysis, suggestion = parts
        admitted = draw.random() < 0.85
        state = Proposal(
            id=f"P{number:08}",
            state="admitted" if admitted else "declined",
            kind=draw.choices(("individual", "joint", "collective"), (70, 20, 10))[0],
            first_proposer=f"M{draw.randrange(400):03}",
            body_id=None,
            session_id=f"S{number // 20_000:02}",
            channel="plenary" if draw.random() < 0.7 else "between_sessions",
            text=ProposalText(
                title=title,
                situation=situation,
                analysis=analysis,
                suggestions=(Suggestion(number=1, text=suggestion),),
            ),
            publish_consent=draw.random() < 0.9,
            received_at=BEGINNING + timedelta(minutes=10 * number),
            case_number=number + 1 if admitted else None,
        )
        due = draw.choices((0, 1, 2), (90, 8, 2))[0]
        handling = Handling(
            unit_id=draw.choice(UNITS), due_version=1, due_cycle=1, replied_cycle=due == 0, missed_version=due == 2
        )
        facts = Facts(draw.choice(TOPICS), False, (handling,) if admitted else (), (), draw.choice(SECTORS))
        (row,) = domain.of_proposal(COUNTY, state, domain.Content("", ()), facts)
        words = self._numbers[title].union(tokens(normal(code)), *(self._numbers[clause] for clause in picked))
        # Put together from what was read once: a million texts would take an hour otherwise.
        body = domain.BREAK.join((self._written[title], *map(self._written.__getitem__, picked), normal(code)))
        return state, replace(row, body=body, tokens=row.tokens | words)


async def _fill(postgres: Postgres, rows: int) -> Queries:
    corpus = _Corpus()
    connection = await asyncpg.connect(postgres.url("submission").replace("+asyncpg", ""))
    try:
        await connection.execute("DROP INDEX search_documents_tokens_idx")
        frequent: Counter[int] = Counter()
        seen = min(CHUNK, rows)
        for start in range(0, rows, CHUNK):
            made = [corpus.proposal(number) for number in range(start, min(start + CHUNK, rows))]
            if start == 0:
                frequent.update(number for _, document in made for number in document.tokens)
            await _copy(connection, made)
        await connection.execute("SET maintenance_work_mem = '1GB'")
        await connection.execute(
            "CREATE INDEX search_documents_tokens_idx ON search_documents USING gin (tokens) WITH (fastupdate = off)"
        )
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()
    return _queries(corpus, {number: count / seen for number, count in frequent.items()}, rows)


async def _copy(connection: Any, made: Sequence[tuple[Proposal, Document]]) -> None:
    columns = [column.name for column in store.DOCUMENTS.c]
    rows = [store.values_of(COUNTY, document) for _, document in made]
    await connection.copy_records_to_table(
        "search_documents", columns=columns, records=[[row[name] for name in columns] for row in rows]
    )
    # As the aggregate itself makes its row: a column that it gains is filled here, too.
    stored = [
        {"county": COUNTY, "id": state.id, **PROPOSALS.values(Loaded(state.id, 1, "0" * 64, state))}
        for state, _ in made
    ]
    await connection.copy_records_to_table(
        "proposals", columns=list(stored[0]), records=[tuple(row.values()) for row in stored]
    )


def _queries(corpus: _Corpus, share: dict[int, float], rows: int) -> Queries:
    """Words by the share of texts that have them; the same for the same rows."""
    draw = random.Random(9)
    pairs: dict[str, float] = {}
    for clause in corpus.clauses:
        for at in range(len(clause) - 1):
            found = phrase(clause[at : at + 2])
            if found is not None and found.is_exact and len(found.written) == 2:
                pairs[found.written] = share.get(next(iter(found.tokens)), 0.0)

    def about(wanted: float) -> list[str]:
        """The forty that are nearest to being as frequent."""
        return sorted(pairs, key=lambda word: (abs(log(max(pairs[word], 1e-9) / wanted)), word))[:40]

    frequent, usual, seldom = about(0.3), about(0.02), about(0.002)
    phrases = [clause[:size] for clause in draw.sample(corpus.clauses, 40) for size in (4, 6) if len(clause) >= size]
    units = [{"unit": unit} for unit in draw.sample(UNITS, 20)]

    def many(make: Callable[[], tuple[str, dict[str, str]]]) -> list[tuple[str, dict[str, str]]]:
        return [make() for _ in range(200)]

    return {
        "rare word": many(lambda: (f"编号{draw.randrange(rows):07}", {})),
        "usual word": many(lambda: (draw.choice(usual), {})),
        "frequent word": many(lambda: (draw.choice(frequent), {})),
        "two words": many(lambda: (f"{draw.choice(usual)} {draw.choice(seldom)}", {})),
        "two frequent words": many(lambda: (f"{draw.choice(frequent)} {draw.choice(usual)}", {})),
        "phrase": many(lambda: (draw.choice(phrases), {})),
        "word and facet": many(lambda: (draw.choice(frequent), draw.choice(units))),
        "facets only": many(lambda: ("", draw.choice(units) | {"due": "overdue"})),
        "word, excluding": many(lambda: (f"{draw.choice(usual)} -{draw.choice(seldom)}", {})),
    }


async def _measure(postgres: Postgres, queries: Queries, users: int, seconds: int) -> dict[str, Any]:
    """A search is a whole one: policies, index, records and passages, without HTTP. First one after the other, then
    all users at once, in one process, none of whom ever pauses; each asks the kinds in turn, a quarter as a member.

    The limit is the first statement of each search alone: no scope to set, no policy, no record, no passage."""
    app, _ = databases.roles("submission")
    database = Database(postgres.url("submission", app), pool_size=users)
    try:
        bare = await _bare(database, queries)
        alone = await _in_turn(list(queries), 1, seconds / 3, lambda kind, turn: _search(database, queries, kind, turn))
        used, begun = time.process_time(), time.perf_counter()
        together_ = await _in_turn(
            list(queries), users, seconds, lambda kind, turn: _search(database, queries, kind, turn)
        )
        used, begun = time.process_time() - used, time.perf_counter() - begun
    finally:
        await database.close()
    limit, limited = await _limit(postgres, bare, users, seconds / 3)
    everything = [took for times in together_.values() for took, _ in times]
    table = [
        {
            "query": name,
            "alone_p50_ms": _at(alone.get(name, []), 0.5),
            "alone_p99_ms": _at(alone.get(name, []), 0.99),
            "p50_ms": _at(times, 0.5),
            "p99_ms": _at(times, 0.99),
            "limit_p50_ms": _at(limit.get(name, []), 0.5),
            "limit_p99_ms": _at(limit.get(name, []), 0.99),
            "asked": len(times),
            "counted_p50": round(percentile([count for _, count in times], 0.5)),
        }
        for name, times in together_.items()
    ]
    return {
        "searches": len(everything),
        "per_second": round(len(everything) / begun, 1),
        "limit_per_second": round(limited, 1),
        "ratio": round(len(everything) / begun / limited, 3),
        "cpu_ms_of_the_service": round(used / len(everything) * 1000, 1),
        "p50_ms": round(percentile(everything, 0.5), 1),
        "p99_ms": round(percentile(everything, 0.99), 1),
        "table": table,
    }


Times = dict[str, list[tuple[float, int]]]
"""Kind of query → milliseconds and hits counted of each search."""


def _at(times: list[tuple[float, int]], share: float) -> float | None:
    return round(percentile([took for took, _ in times], share), 1) if times else None


async def _in_turn(
    kinds: Sequence[str], users: int, seconds: float, ask: Callable[[str, int], Awaitable[int]]
) -> Times:
    """All users at once, none of whom pauses; ``ask`` answers (kind, turn) with how many hits it counted."""
    took: Times = {}
    end = time.perf_counter() + seconds
    asked = 0

    async def user() -> None:
        nonlocal asked
        while time.perf_counter() < end:
            number, asked = asked, asked + 1
            kind, turn = kinds[number % len(kinds)], number // len(kinds)
            begun = time.perf_counter()
            count = await ask(kind, turn)
            took.setdefault(kind, []).append(((time.perf_counter() - begun) * 1000, count))

    await together([user() for _ in range(users)])
    return took


CLERK = Actor("clerk", "clerk", frozenset({"clerk"}), (COUNTY,))
MEMBER = Actor("M001", "M001", frozenset({"member"}), (COUNTY,), member_id="M001")


def _tx(connection: AsyncConnection, turn: int) -> Tx:
    return Tx(connection, COUNTY, MEMBER if turn % 4 == 3 else CLERK, datetime.now(UTC), correlation_id="bench")


async def _search(database: Database, queries: Queries, kind: str, turn: int) -> int:
    text, facets = queries[kind][turn % len(queries[kind])]
    async with database.transaction([COUNTY]) as connection:
        tx = _tx(connection, turn)
        query, rules = parse(text), await Rules.at(tx)
        answer = await commands.search(tx, Asked(query, facets, None, PAGE), rules)
    for item in answer.items:
        domain.passages(item.content, query.wanted, rules.search.passages, rules.search.around)
    return answer.count


Bare = dict[str, list[tuple[str, tuple[Any, ...]]]]
"""Kind of query → the first statement of each search with its parameters."""


async def _bare(database: Database, queries: Queries) -> Bare:
    async with database.transaction([COUNTY]) as connection:
        rules = await Rules.at(_tx(connection, 0))
        return {
            kind: [
                lookup.rendered(
                    COUNTY,
                    commands.wanted(_tx(connection, turn), Asked(parse(text), facets, None, PAGE), rules),
                    lookup.by_index,
                )
                for turn, (text, facets) in enumerate(asked)
            ]
            for kind, asked in queries.items()
        }


async def _limit(postgres: Postgres, bare: Bare, users: int, seconds: float) -> tuple[Times, float]:
    """How long those statements take, and how many a second are answered."""
    pool = await asyncpg.create_pool(
        postgres.url("submission").replace("+asyncpg", ""),
        min_size=users,
        max_size=users,
        # As a search sets them for its transaction.
        server_settings={"enable_seqscan": "off", "jit": "off", "app.counties": COUNTY},
    )
    try:

        async def ask(kind: str, turn: int) -> int:
            statement, values = bare[kind][turn % len(bare[kind])]
            await pool.fetch(statement, *values)
            return 0

        begun = time.perf_counter()
        took = await _in_turn(list(bare), users, seconds, ask)
        return took, sum(map(len, took.values())) / (time.perf_counter() - begun)
    finally:
        await pool.close()

"""The limit of a filing: pgbench writes rows of the same size into the same tables, and nothing else."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from ops.bench.wire import percentile
from ops.embedded import Postgres, ServerFailed

# One statement, as the owner: no row-level security, no round trip for a scope. It is the limit, not a peer.
_SCRIPT = """
WITH new AS (SELECT gen_random_uuid()::text AS id),
proposal AS (INSERT INTO proposals (county, id, version, hash, state, status, kind, channel, session_id, first_proposer)
  SELECT county, new.id, version, hash, {state}, status, kind, channel, session_id, first_proposer
  FROM new, (SELECT * FROM proposals WHERE county = '{county}' AND id = '{id}') AS p RETURNING county, id),
mine AS (INSERT INTO involved (county, member_id, proposal_id) SELECT '{county}', 'M001', id FROM new),
logged AS (INSERT INTO event_log (county, event_id, aggregate, aggregate_id, aggregate_version, subject_proposal, type,
  data, actor, occurred_at, correlation_id, prev_hash, hash)
  SELECT county, id, 'proposals', id, 1, id, 'cppcc.ProposalFiled.v1', {data}, 'M001', now(), id,
  repeat('0', 64), repeat('f', 64) FROM proposal RETURNING county, seq),
sealing AS (INSERT INTO unsealed (seq, county) SELECT seq, county FROM logged),
answered AS (INSERT INTO idempotency (county, subject, route, key, body_hash, status, etag, response, created_at)
  SELECT '{county}', 'M001', 'POST /submission/proposals', id, repeat('f', 64), 201, '"1-ffffffffffff"', {response},
  now() FROM new)
INSERT INTO outbox (seq, county) SELECT seq, county FROM logged;
"""


@dataclass(frozen=True)
class Limit:
    per_second: float
    p50_ms: float
    p99_ms: float


def literal(text: str) -> str:
    """As an SQL literal for pgbench, which would take a bare ``:name`` for one of its variables."""
    escaped = text.replace("\\", "\\\\").replace("'", "''").replace("\n", "\\n").replace(":", "\\x3a")
    return f"E'{escaped}'"


async def run(postgres: Postgres, directory: Path, county: str, *, clients: int, transactions: int) -> Limit:
    """Writes ``transactions`` filings as the last one that the service stored."""

    def stored(query: str) -> str:
        return postgres.psql(query, "submission")

    newest = f"FROM event_log WHERE county = '{county}' AND type = 'cppcc.ProposalFiled.v1' ORDER BY seq DESC LIMIT 1"
    id = stored(f"SELECT aggregate_id {newest}")
    script = directory / "filing.sql"
    script.write_text(
        _SCRIPT.format(
            county=county,
            id=id,
            state=literal(stored(f"SELECT state FROM proposals WHERE county = '{county}' AND id = '{id}'")),
            data=literal(stored(f"SELECT data {newest}")),
            response=literal(
                stored(f"SELECT response FROM idempotency WHERE county = '{county}' AND response LIKE '%{id}%' LIMIT 1")
            ),
        )
    )
    log = directory / "pgbench"
    process = await asyncio.create_subprocess_exec(
        str(postgres.program("pgbench")), "-h", "127.0.0.1", "-p", str(postgres.port), "-U", "postgres", "-n",
        "-M", "prepared", "-c", str(clients), "-j", "2", "-t", str(max(transactions // clients, 1)),
        "-f", str(script), "-l", "--log-prefix", str(log), "submission",
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, cwd=directory,
    )  # fmt: skip
    try:
        output = (await process.communicate())[0].decode()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise ServerFailed(f"pgbench failed:\n{output}")
    tps = float(output.split("tps = ", 1)[1].split(" ", 1)[0])
    took = _latencies(directory)
    return Limit(tps, percentile(took, 0.5), percentile(took, 0.99))


def _latencies(directory: Path) -> list[float]:
    """In ms, from pgbench's log of each transaction."""
    lines = [line.split() for part in directory.glob("pgbench.*") for line in part.read_text().splitlines()]
    return [float(line[2]) / 1000 for line in lines]

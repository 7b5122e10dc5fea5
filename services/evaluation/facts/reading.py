"""The rows that are known of a proposal, or of one unit's handling of it, as facts. Both halves stand apart: what is
read, for one or for many at once, and what it comes to."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Table, select

from chassis.eventlog import Tx
from contracts.base import Form, Rating
from contracts.evaluation import Source
from services.evaluation.facts.formulas import RANK, Facts
from services.evaluation.facts.store import COMMITMENTS, CONSULTATIONS, HANDLINGS, OUTCOMES, PROPOSALS, SIGNATURES

TABLES = (PROPOSALS, HANDLINGS, CONSULTATIONS, COMMITMENTS, SIGNATURES, OUTCOMES)
Rows = Mapping[str, Sequence[Any]]
"""Of one proposal, by table."""


@dataclass(frozen=True)
class Read:
    """All rows of some proposals, read in six statements however many they are."""

    of: Mapping[str, Rows]

    def facts(self, proposal_id: str, unit_id: str | None, *, today: date, forms: Collection[Form]) -> Facts:
        """Of one unit's handling alone where ``unit_id`` is given."""
        return _facts(self.of.get(proposal_id, {}), unit_id, today, forms)


async def read(tx: Tx, proposal_ids: Iterable[str]) -> Read:
    wanted = sorted(set(proposal_ids))
    of: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for table in TABLES:
        query = (
            select(table)
            .where(table.c.county == tx.county, table.c.proposal_id.in_(wanted))
            .order_by(*table.primary_key.columns)
        )
        for row in await tx.connection.execute(query):
            of[row.proposal_id][table.name].append(row)
    return Read(of)


async def facts(tx: Tx, proposal_id: str, unit_id: str | None, *, today: date, forms: Collection[Form]) -> Facts:
    """The facts of a proposal; of one unit's handling alone where ``unit_id`` is given."""
    return (await read(tx, [proposal_id])).facts(proposal_id, unit_id, today=today, forms=forms)


def _facts(found: Rows, unit_id: str | None, today: date, forms: Collection[Form]) -> Facts:
    def rows(table: Table) -> list[Any]:
        every = found.get(table.name, ())
        return [row for row in every if unit_id is None or "unit_id" not in table.c or row.unit_id == unit_id]

    proposal = next(iter(rows(PROPOSALS)), None)
    handlings = rows(HANDLINGS)
    # A helper owes its opinion and no reply; what it is asked by when says nothing about the reply's date.
    helpers = {row.assignment_id for row in handlings if row.role == "helper"}
    timed = [
        row
        for row in handlings
        if row.assignment_id not in helpers
        and row.due is not None
        and not row.lifted
        and (row.replied_on is not None or (row.due < today and not row.paused))
    ]
    replies = sorted((row for row in handlings if row.replied_on is not None), key=lambda row: row.cycle)
    held = [row for row in rows(CONSULTATIONS) if row.held and row.form in forms]
    commitments = rows(COMMITMENTS)
    signatures = rows(SIGNATURES)
    signed = [row for row in signatures if row.result is not None]
    latest = _latest(signatures)
    outcomes = [row for row in rows(OUTCOMES) if row.status == "verified"]
    results: list[Rating] = [row.result for row in _latest(signed)]
    return Facts(
        due=len(timed),
        # While the time stands still, nobody is late.
        on_time=sum(row.replied_on is not None and (row.paused or row.replied_on <= row.due) for row in timed),
        phases=frozenset(row.phase for row in held),
        suggestions=frozenset(proposal.suggestions) if proposal is not None and proposal.suggestions else None,
        asked={row.assignment_id: frozenset(row.suggestions) for row in handlings if row.suggestions},
        adoptions={row.assignment_id: {int(k): v for k, v in row.answers.items()} for row in replies},
        promised=sum(row.promised for row in replies),
        made=len(commitments),
        released=sum(row.status == "released" for row in commitments),
        superseded=sum(row.status == "superseded" for row in commitments),
        kept=sum(row.status == "kept" for row in commitments),
        result=max(results, key=RANK.index) if results else None,
        verified_outcomes=len(outcomes),
        closed=proposal is not None and bool(proposal.closed_at or proposal.closed_unsigned),
        cycles=max((row.cycle for row in replies), default=0),
        asked_to_sign=len(latest),
        signed=sum(row.result is not None for row in latest),
        dissatisfied=sum(row.result == "dissatisfied" for row in latest),
        sources={
            "proposal": _sources("proposal", [proposal] if proposal is not None else [], "proposal_id"),
            "deadlines": _sources("handling", timed, "assignment_id", "cycle"),
            "replies": _sources("handling", replies, "assignment_id", "cycle"),
            "consultations": _sources("consultation", held, "consultation_id"),
            "commitments": _sources("commitment", commitments, "commitment_id"),
            # Who signed what is between the member and the record; here is which reply it was about.
            "signatures": _sources("signature", latest, "assignment_id", "cycle"),
            "outcomes": _sources("outcome", outcomes, "outcome_id"),
        },
    )


def _latest(signatures: Sequence[Any]) -> list[Any]:
    """A re-handled assignment is judged by its latest cycle."""
    cycles: dict[str, int] = {}
    for row in signatures:
        cycles[row.assignment_id] = max(row.cycle, cycles.get(row.assignment_id, 0))
    return [row for row in signatures if row.cycle == cycles[row.assignment_id]]


def _sources(kind: Any, rows: Sequence[Any], *key: str) -> tuple[Source, ...]:
    """One for each record, however many rows it has."""
    events: dict[str, list[str]] = {}
    for row in rows:
        id = " ".join(str(getattr(row, name)) for name in key)
        events.setdefault(id, []).extend(row.told_by or ())
    return tuple(Source(kind=kind, id=id, events=tuple(dict.fromkeys(told))) for id, told in events.items())

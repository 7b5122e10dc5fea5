"""Figures counted and grouped, the rows behind them, and what is recorded of one proposal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Numeric,
    Select,
    Table,
    Text,
    cast,
    extract,
    func,
    literal,
    null,
    select,
    true,
    union_all,
)

from chassis.eventlog import Tx
from services.evaluation.board.domain import By, Filed
from services.evaluation.board.ratios import Condition, Ratio
from services.evaluation.facts.store import (
    COMMITMENTS,
    CONFERENCES,
    CONSULTATIONS,
    HANDLINGS,
    MARKS,
    OUTCOMES,
    PROPOSALS,
    SESSIONS,
    SIGNATURES,
    UNITS,
)

Sums = tuple[Decimal, Decimal]
"""Numerator and denominator, exact."""


@dataclass(frozen=True)
class Scope:
    """What part of the county's work is looked at; all of it where nothing is named."""

    session_id: str | None = None
    year: int | None = None
    """Of filing, on the wall clock; so is the month, ``2026-03``."""
    unit_id: str | None = None
    month: str | None = None
    category: str | None = None
    """The topic group that the proposal was admitted to."""
    without: Filed | None = None
    """Only what has no such group: what was not admitted has no category."""


def _groups(filing: FromClause) -> dict[Filed, ColumnElement[Any]]:
    return {
        "year": cast(cast(extract("year", filing.c.filed_on), Integer), Text),
        "session": filing.c.session_id,
        "month": func.to_char(filing.c.filed_on, "YYYY-MM", type_=Text),
        "category": filing.c.category,
    }


def _holders(county: str) -> Select[*tuple[Any, ...]]:
    """Who handles which proposal: what was lifted is another's by now, or nobody's."""
    h = HANDLINGS.c
    return select(h.proposal_id, h.unit_id).where(h.county == county, h.lifted.is_not(True)).distinct()


def _of_one_unit(table: Table) -> bool:
    return "unit_id" in table.c and table.name.startswith("fact_")


def _within(county: str, table: Table, scope: Scope) -> Condition:
    condition: Condition = true()
    filing = PROPOSALS.alias("filed")
    groups = _groups(filing)
    wanted: dict[Filed, str | None] = {
        "session": scope.session_id,
        "year": None if scope.year is None else str(scope.year),
        "month": scope.month,
        "category": scope.category,
    }
    named = [groups[by] == value for by, value in wanted.items() if value is not None]
    if named:
        filed = select(filing.c.proposal_id).where(filing.c.county == county, *named)
        condition &= table.c.proposal_id.in_(filed)
    if scope.unit_id is not None:
        if _of_one_unit(table):
            condition &= table.c.unit_id == scope.unit_id
        else:
            holders = _holders(county).subquery("holders")
            held = select(holders.c.proposal_id).where(holders.c.unit_id == scope.unit_id)
            condition &= table.c.proposal_id.in_(held)
    if scope.without is not None:
        known = select(filing.c.proposal_id).where(filing.c.county == county, groups[scope.without].is_not(None))
        condition &= table.c.proposal_id.not_in(known)
    return condition


def _sums(county: str, name: str, ratio: Ratio, scope: Scope, by: By | None) -> Select[*tuple[Any, ...]]:
    """One row for each group: its name, numerator, denominator."""
    t = ratio.table
    source: Any = t
    group: ColumnElement[Any] = cast(null(), Text)
    if by == "unit" and _of_one_unit(t):
        group = t.c.unit_id
    elif by == "unit":
        # A proposal of several units counts in each one's figures.
        holders = _holders(county).subquery("groups")
        source = t.join(holders, holders.c.proposal_id == t.c.proposal_id)
        group = holders.c.unit_id
    elif by is not None:
        filing = PROPOSALS.alias("filing")
        source = t.outerjoin(filing, (filing.c.county == t.c.county) & (filing.c.proposal_id == t.c.proposal_id))
        group = _groups(filing)[by]
    found = (
        select(
            literal(name).label("figure"),
            group.label("grp"),
            cast(func.coalesce(func.sum(ratio.part), 0), Numeric).label("part"),
            cast(func.coalesce(func.sum(ratio.whole), 0), Numeric).label("whole"),
        )
        .select_from(source)
        .where(t.c.county == county, ratio.population, _within(county, t, scope))
    )
    return found if by is None else found.group_by(group)


async def count(
    tx: Tx, ratios: Mapping[str, Ratio], scope: Scope, by: By | None = None
) -> dict[str, dict[str | None, Sums]]:
    """Figure → group → sums, of all figures in one statement: they are of one moment.

    Without ``by`` all is one group, None; with it, None is what has no such group.
    """
    statement = union_all(*(_sums(tx.county, name, ratio, scope, by) for name, ratio in ratios.items()))
    found: dict[str, dict[str | None, Sums]] = {name: {} for name in ratios}
    for name, group, part, whole in await tx.connection.execute(statement):
        found[name][group] = (part, whole)
    return found


def rows(county: str, ratio: Ratio, scope: Scope) -> Select[*tuple[Any, ...]]:
    """The rows behind a figure, each with what it adds to numerator and denominator."""
    t, p = ratio.table, PROPOSALS.alias("of")
    return (
        select(
            ratio.key.label("id"),
            t.c.proposal_id.label("proposal"),
            p.c.title,
            p.c.case_number,
            ratio.part.label("part"),
            ratio.whole.label("whole"),
        )
        .select_from(t.outerjoin(p, (p.c.county == t.c.county) & (p.c.proposal_id == t.c.proposal_id)))
        .where(t.c.county == county, ratio.population, _within(county, t, scope))
    )


def paging(ratio: Ratio) -> Sequence[ColumnElement[Any]]:
    return [ratio.key.label("id")]


RECORDS: Mapping[str, tuple[Table, Sequence[str]]] = {
    "proposal": (PROPOSALS, ("proposal_id",)),
    "handling": (HANDLINGS, ("assignment_id", "cycle")),
    "consultation": (CONSULTATIONS, ("consultation_id",)),
    "signature": (SIGNATURES, ("assignment_id", "cycle", "member_id")),
    "commitment": (COMMITMENTS, ("commitment_id",)),
    "outcome": (OUTCOMES, ("outcome_id",)),
    "mark": (MARKS, ("decided_by",)),
}
"""Kind of record → its table, and what names a row there."""


@dataclass(frozen=True)
class Recorded:
    """One record of a proposal, and the ids of the events that told of it, in their order."""

    kind: str
    id: str
    values: Mapping[str, Any]
    events: Sequence[str]


async def records(tx: Tx, proposal_id: str) -> list[Recorded]:
    """All that is recorded of a proposal."""
    found: list[Recorded] = []
    for kind, (table, key) in RECORDS.items():
        query = (
            select(table)
            .where(table.c.county == tx.county, table.c.proposal_id == proposal_id)
            .order_by(*table.primary_key.columns)
        )
        for row in (await tx.connection.execute(query)).mappings():
            values: dict[str, Any] = {str(k): v for k, v in row.items() if k not in ("county", "told_by")}
            told: list[str] = row["told_by"] or []
            # What was read once more after an upgrade told of it twice.
            found.append(Recorded(kind, ":".join(str(row[k]) for k in key), values, list(dict.fromkeys(told))))
    return found


async def units(tx: Tx) -> dict[str, str]:
    """Name by id."""
    query = select(UNITS.c.unit_id, UNITS.c.name).where(UNITS.c.county == tx.county)
    return {row.unit_id: row.name for row in await tx.connection.execute(query)}


async def sessions(tx: Tx) -> dict[str, tuple[int, int]]:
    """Term and number by id, in their order."""
    s = SESSIONS.c
    query = select(s.session_id, s.term, s.number).where(s.county == tx.county).order_by(s.term, s.number)
    return {row.session_id: (row.term, row.number) for row in await tx.connection.execute(query)}


async def conference(tx: Tx) -> str | None:
    """How the county's conference is called; None until it is registered."""
    query = select(CONFERENCES.c.name).where(CONFERENCES.c.county == tx.county)
    found: str | None = (await tx.connection.execute(query)).scalar()
    return found

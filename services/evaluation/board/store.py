"""Each figure is a population of rows and the condition that counts one of them; its drill-down is the same query."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, get_args

from sqlalchemy import ColumnElement, Select, Table, and_, distinct, exists, func, select

from chassis.eventlog import Tx
from contracts.base import Form, OutcomeKind
from services.evaluation.facts.formulas import PHASES
from services.evaluation.facts.store import COMMITMENTS, CONSULTATIONS, OUTCOMES, PROPOSALS

Condition = ColumnElement[bool]


@dataclass(frozen=True)
class Ratio:
    """``counted`` rows ÷ rows of ``population``; ``key`` names a row."""

    table: Table
    key: str
    population: Condition
    counted: Condition


@dataclass(frozen=True)
class Problem:
    name: str
    ratio: Ratio
    parts: Mapping[str, Ratio] = field(default_factory=dict[str, Ratio])


def problems(*, today: date, watched_within_days: int, forms: Collection[Form]) -> dict[int, Problem]:
    """The county's six problems. A withdrawn proposal is in no population but that of the filed ones."""
    p, c, k = PROPOSALS.c, CONSULTATIONS.c, COMMITMENTS.c
    admitted = p.review == "admitted"
    watched = p.last_contact >= today - timedelta(days=watched_within_days)
    unwatched_yet = admitted & p.closed_at.is_(None)
    phases = (
        select(func.count(distinct(c.phase)))
        .where(c.county == p.county, c.proposal_id == p.proposal_id, c.held)
        .correlate(PROPOSALS)
        .scalar_subquery()
    )

    def of_proposals(population: Condition, counted: Condition) -> Ratio:
        return Ratio(PROPOSALS, "proposal_id", population, counted)

    def has_outcome(*conditions: Condition) -> Condition:
        o = OUTCOMES.c
        return exists().where(o.county == p.county, o.proposal_id == p.proposal_id, *conditions)

    # A commitment whose making has not come yet has no date; nothing can be said of it.
    due = (k.status == "kept") | (k.status.in_(("open", "missed", "claimed")) & (k.due < today))
    return {
        1: Problem("重全会轻平时", of_proposals(p.channel.is_not(None), p.channel == "between_sessions")),
        2: Problem(
            "重数量轻质量",
            of_proposals(p.review.in_(("admitted", "declined", "merged")), admitted),
            {"repeats": of_proposals(admitted, p.repeats.is_not(None))},
        ),
        3: Problem(
            "重答复轻落实",
            Ratio(COMMITMENTS, "commitment_id", due, and_(k.status == "kept", k.on_time.is_(True))),
        ),
        4: Problem(
            "重见面轻沟通",
            of_proposals(admitted, phases == len(PHASES)),
            {"face_to_face": Ratio(CONSULTATIONS, "consultation_id", c.held.is_(True), c.form.in_(forms))},
        ),
        5: Problem(
            "重重点轻一般",
            of_proposals(admitted, p.supervisor.is_not(None)),
            {
                "watched": of_proposals(unwatched_yet, watched),
                "watched_general": of_proposals(unwatched_yet & (p.supervision_class == "general"), watched),
            },
        ),
        6: Problem(
            "重办理轻转化",
            of_proposals(admitted, has_outcome()),
            {kind: of_proposals(admitted, has_outcome(OUTCOMES.c.kind == kind)) for kind in get_args(OutcomeKind)},
        ),
    }


async def count(tx: Tx, ratio: Ratio) -> tuple[int, int]:
    """(numerator, denominator)."""
    query = (
        select(func.count().filter(ratio.counted), func.count())
        .select_from(ratio.table)
        .where(ratio.table.c.county == tx.county, ratio.population)
    )
    numerator, denominator = (await tx.connection.execute(query)).one()
    return numerator, denominator


def rows(county: str, ratio: Ratio) -> Select[*tuple[Any, ...]]:
    """The rows behind a figure; ``counted`` says which of them are in the numerator."""
    t = ratio.table
    key = t.c[ratio.key]
    return select(key, t.c.proposal_id.label("proposal"), func.coalesce(ratio.counted, False).label("counted")).where(
        t.c.county == county, ratio.population
    )

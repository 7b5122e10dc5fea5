"""What runs a scheme dry."""

import asyncio

from sqlalchemy import extract, select

from chassis.clock import wall_date
from chassis.eventlog import Tx
from contracts.evaluation import Drawn
from services.evaluation.assessment.commands import POLICY
from services.evaluation.assessment.scoring import Known
from services.evaluation.dryrun import domain
from services.evaluation.dryrun.domain import Run
from services.evaluation.facts import reading
from services.evaluation.facts.store import PROPOSALS
from services.evaluation.sample.store import handled
from services.evaluation.scheme.domain import Scheme

NO_UNIT = "-"
"""Of a proposal that is judged as such."""


async def run(tx: Tx, scheme: Scheme, *, session_id: str | None, year: int | None) -> Run:
    """Over what was filed in the session, or in the year."""
    of_unit = scheme.subject == "handling_quality"
    population = await handled(tx, session_id, year) if of_unit else await _admitted(tx, session_id, year)
    domain.refuse_too_many(population)
    policy = (await POLICY.at(tx)).value
    read = await reading.read(tx, [one.proposal_id for one in population])
    today = wall_date(tx.now)

    def score() -> Run:
        known: dict[Drawn, Known] = {}
        for one in population:
            unit_id = one.unit_id if of_unit else None
            facts = read.facts(one.proposal_id, unit_id, today=today, forms=policy.forms)
            known[one] = Known.of(facts, policy.weights)
        return domain.run(scheme, known)

    # Thousands of handlings take a while: other requests do not wait for them.
    return await asyncio.to_thread(score)


async def _admitted(tx: Tx, session_id: str | None, year: int | None) -> list[Drawn]:
    p = PROPOSALS.c
    query = select(p.proposal_id).where(p.county == tx.county, p.review == "admitted").order_by(p.proposal_id)
    if session_id is not None:
        query = query.where(p.session_id == session_id)
    if year is not None:
        query = query.where(extract("year", p.filed_on) == year)
    return [Drawn(unit_id=NO_UNIT, proposal_id=id) for id in (await tx.connection.execute(query)).scalars()]

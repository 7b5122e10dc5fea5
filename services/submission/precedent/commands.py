"""Gathers what is recorded of cases like one proposal."""

from dataclasses import dataclass

from chassis.clock import wall_date
from chassis.eventlog import Tx
from services.submission.precedent import domain, store
from services.submission.precedent.domain import Case, Suggested
from services.submission.proposal.domain import Proposal
from services.submission.similar import commands as similar
from services.submission.similar.commands import Asked, Found
from services.submission.similar.policy import SimilarPolicy
from services.submission.similar.store import archived
from services.submission.stage.domain import identify
from services.submission.stage.store import REVIEWS
from services.submission.unit.store import resolve


@dataclass(frozen=True)
class Suggestions:
    units: list[Suggested]
    unit_names: dict[str, str]
    topics: list[Suggested]
    cases: list[Case]


async def suggest(tx: Tx, proposal: Proposal, asked: Asked, method: str, policy: SimilarPolicy) -> Suggestions:
    """From the county's own cases alone; nothing that nobody was ever given, and no unit that is not enrolled."""
    cases = await _cases(tx, await similar.find(tx, asked, method, policy))
    review = await REVIEWS.find(tx, identify(proposal.id), lock=False)
    # Of a stage that is open nobody's opinion is shown before its time, here neither.
    said = [o for stage in review.state.stages if stage.agreed is not None for o in stage.opinions] if review else []
    units = domain.units(cases, proposal.suggested_units, {o.reviewer_id: o.suggested_units for o in said})
    names = dict(await store.names_of(tx, [one.name for one in units]))
    return Suggestions(
        units=[one for one in units if one.name in names],
        unit_names=names,
        topics=domain.topics(cases, {o.reviewer_id: o.topics for o in said}),
        cases=[case for case in cases if case.units or case.topic],
    )


async def _cases(tx: Tx, found: list[Found]) -> list[Case]:
    ids = [one.id for one in found if one.kind == "proposal"]
    assigned, topics = await store.assigned(tx, ids), await store.topics(tx, ids)
    old = await archived(tx, [one.id for one in found if one.kind == "archive"])
    by_name = await store.units_named(tx, [name for one in old.values() for name in one.units])
    for id, one in old.items():
        assigned[id] = [by_name[name] for name in one.units if name in by_name]
    # Nobody is led to a unit that has ended: whoever has taken over from it handles the like today.
    today = await resolve(tx, {unit for units in assigned.values() for unit in units}, wall_date(tx.now))
    return [
        Case(
            one.id,
            one.title,
            one.session,
            old[one.id].case_number if one.id in old else one.case_number,
            min(max(one.score, 0.0), 1.0),
            tuple(dict.fromkeys(today[unit].id for unit in assigned.get(one.id, ()) if not today[unit].ended)),
            topics.get(one.id),
        )
        for one in found
    ]

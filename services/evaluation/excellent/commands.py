"""What ranks candidates, and what decides on them."""

from collections.abc import Mapping, Sequence

from chassis.clock import wall_date
from chassis.eventlog import Loaded, Tx
from contracts.base import DomainRefusal
from services.evaluation.assessment.store import ASSESSMENTS, of_scheme
from services.evaluation.award import commands as awards
from services.evaluation.excellent import domain
from services.evaluation.excellent.domain import Assessed, Selection
from services.evaluation.excellent.policy import POLICY
from services.evaluation.excellent.store import SELECTIONS
from services.evaluation.facts import store as facts
from services.evaluation.ledger.store import kinds
from services.evaluation.scheme.store import SCHEMES


async def rank(tx: Tx, scheme_id: str, *, session_id: str) -> Loaded[Selection]:
    scheme = (await SCHEMES.load(tx, scheme_id, lock=False)).state
    id = domain.selection_id(scheme_id, session_id)
    loaded = await SELECTIONS.find(tx, id)
    admitted = await facts.admitted_of(tx, session_id)
    standing = await of_scheme(tx, scheme_id, list(admitted))
    # Locked: nobody computes one anew while the order is made from it.
    held = await ASSESSMENTS.find_all(tx, [one.id for one in standing.values()])
    computed = [one for one in held.values() if one.state.result is not None]
    of = await kinds(tx, [one.state.proposal_id for one in computed])
    unread = [one.state.proposal_id for one in computed if one.state.proposal_id not in of]
    if unread:
        raise DomainRefusal(
            "filing-unread", f"The filing of {', '.join(unread[:5])} is still to be read; try again soon."
        )
    policy = await POLICY.at(tx)
    found = [
        Assessed(
            proposal_id=one.state.proposal_id,
            assessment_id=one.id,
            version=one.version,
            total=one.state.result.total,
            points=one.state.result.points,
            collective=of[one.state.proposal_id] == "collective",
        )
        for one in computed
        if one.state.result is not None
    ]
    events = domain.rank(
        loaded.state if loaded else None,
        scheme_id,
        scheme,
        session_id=session_id,
        admitted=len(admitted),
        places=policy.value.places(len(admitted)),
        found=found,
        policy_version=policy.version,
    )
    return await SELECTIONS.append(tx, id, loaded, events)


async def decide(
    tx: Tx, selection_id: str, *, chosen: Sequence[str], reasons: Mapping[str, str], citation: str
) -> Loaded[Selection]:
    """``citation`` is what is announced of each; the reasons for departing stay with the decision."""
    loaded = await SELECTIONS.load(tx, selection_id)
    events = domain.decide(
        loaded.state,
        selection_id,
        chosen=chosen,
        reasons=reasons,
        year=wall_date(tx.now).year,
        decided_by=tx.actor.name,
    )
    decided = await SELECTIONS.append(tx, selection_id, loaded, events)
    ranks = {one.proposal_id: one.rank for one in loaded.state.candidates}
    for proposal_id in decided.state.chosen:
        await awards.grant(
            tx,
            kind="excellent_proposal",
            subject_id=proposal_id,
            ranking_id=None,
            reason=citation,
            selected=(selection_id, ranks[proposal_id]),
        )
    return decided

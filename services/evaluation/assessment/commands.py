"""What changes an assessment."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, Field

from chassis.clock import wall_date
from chassis.eventlog import Actor, Loaded, Tx, new_id
from chassis.policy import Policy
from chassis.problems import NotFound
from contracts.base import Form
from contracts.evaluation import AssessmentOpened
from services.evaluation.assessment import domain
from services.evaluation.assessment.domain import Assessment
from services.evaluation.assessment.store import ASSESSMENTS, standing
from services.evaluation.facts import store as facts_store
from services.evaluation.facts.formulas import Weights
from services.evaluation.metadata import TABLES
from services.evaluation.scheme.store import SCHEMES


class AssessmentPolicy(BaseModel):
    trim_from: int = Field(ge=3, le=1000)
    partly_counts: float = Field(ge=0, le=1)
    mostly_satisfied_counts: float = Field(ge=0, le=1)
    forms: frozenset[Form]


POLICY = Policy("assessment", AssessmentPolicy, Path(__file__).with_name("policy.yaml"), TABLES)


def assessor(actor: Actor) -> str:
    """One person is one assessor, however often they sign in."""
    return actor.member_id or actor.subject


async def open_for(tx: Tx, *, scheme_id: str, proposal_id: str, unit_id: str | None) -> Loaded[Assessment]:
    scheme = (await SCHEMES.load(tx, scheme_id, lock=False)).state
    assessment_id = new_id(tx)
    event = AssessmentOpened(
        assessment_id=assessment_id,
        scheme_id=scheme_id,
        subject=scheme.subject,
        proposal_id=proposal_id,
        unit_id=unit_id,
    )
    # The proposal is locked: of two that open the same at once, the second sees the first.
    proposers = await facts_store.proposers(tx, proposal_id, lock=True)
    events = domain.open_for(
        event,
        proposers=proposers,
        handled=unit_id is not None and await facts_store.handles(tx, proposal_id, unit_id),
        standing=await standing(tx, scheme_id, proposal_id, unit_id),
    )
    return await ASSESSMENTS.append(tx, assessment_id, None, events)


def _is_of(actor: Actor, unit_id: str | None) -> bool:
    return unit_id in actor.units


async def assess_oneself(
    tx: Tx, assessment_id: str, *, points: Mapping[str, float], statement: str | None
) -> Loaded[Assessment]:
    found = await ASSESSMENTS.find(tx, assessment_id)
    if found is None or found.state.unit_id not in tx.actor.units:
        raise NotFound(f"assessments {assessment_id}")
    loaded = await ASSESSMENTS.load(tx, assessment_id)
    scheme = await SCHEMES.find(tx, loaded.state.scheme_id, lock=False)
    assert scheme is not None
    events = domain.assess_oneself(loaded.state, assessment_id, scheme.state, points=points, statement=statement)
    return await ASSESSMENTS.append(tx, assessment_id, loaded, events)


async def score(tx: Tx, assessment_id: str, *, points: Mapping[str, float], comment: str | None) -> Loaded[Assessment]:
    loaded = await ASSESSMENTS.load(tx, assessment_id)
    scheme = await SCHEMES.find(tx, loaded.state.scheme_id, lock=False)
    assert scheme is not None  # an assessment is opened with a known scheme, and schemes are never deleted
    proposers = await facts_store.proposers(tx, loaded.state.proposal_id) or []
    events = domain.score(
        loaded.state,
        assessment_id,
        scheme.state,
        assessor=assessor(tx.actor),
        conflict=tx.actor.member_id in proposers or _is_of(tx.actor, loaded.state.unit_id),
        points=points,
        comment=comment,
    )
    return await ASSESSMENTS.append(tx, assessment_id, loaded, events)


async def compute(tx: Tx, assessment_id: str) -> Loaded[Assessment]:
    loaded = await ASSESSMENTS.load(tx, assessment_id)
    state = loaded.state
    scheme = await SCHEMES.find(tx, state.scheme_id, lock=False)
    assert scheme is not None
    policy = (await POLICY.at(tx)).value
    facts = await facts_store.facts(tx, state.proposal_id, state.unit_id, today=wall_date(tx.now), forms=policy.forms)
    weights = Weights(partly=policy.partly_counts, mostly_satisfied=policy.mostly_satisfied_counts)
    events = domain.compute(state, assessment_id, scheme.state, facts, weights=weights, trim_from=policy.trim_from)
    return await ASSESSMENTS.append(tx, assessment_id, loaded, events)

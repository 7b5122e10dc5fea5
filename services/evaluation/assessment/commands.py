"""What changes an assessment."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from pydantic import BaseModel, Field

from chassis.clock import wall_date
from chassis.eventlog import Actor, Loaded, Tx, new_id
from chassis.policy import Policy
from chassis.problems import NotFound
from contracts.base import Form
from contracts.evaluation import AssessmentOpened, Points
from services.evaluation.allotment.store import shared_out
from services.evaluation.assessment import appeals, domain
from services.evaluation.assessment.domain import Assessment
from services.evaluation.assessment.scoring import Known
from services.evaluation.assessment.store import ASSESSMENTS, standing
from services.evaluation.facts import reading
from services.evaluation.facts import store as facts_store
from services.evaluation.facts.formulas import Weights, exactly
from services.evaluation.metadata import TABLES
from services.evaluation.panel.store import group_of, units_of
from services.evaluation.ranking.store import frozen_by
from services.evaluation.sample.store import is_drawn
from services.evaluation.scheme.domain import Scheme
from services.evaluation.scheme.store import SCHEMES


class AssessmentPolicy(BaseModel):
    trim_from: int = Field(ge=3, le=1000)
    partly_counts: float = Field(ge=0, le=1)
    mostly_satisfied_counts: float = Field(ge=0, le=1)
    forms: frozenset[Form]
    appeal_days: int = Field(default=10, ge=0, le=366)
    freeze_after_appeals: bool = False

    @property
    def weights(self) -> Weights:
        return Weights(partly=exactly(self.partly_counts), mostly_satisfied=exactly(self.mostly_satisfied_counts))

    def until(self, state: Assessment) -> date | None:
        """The last day of an appeal against its score."""
        if state.result is None or state.result.computed_on is None:
            return None
        return state.result.computed_on + timedelta(days=self.appeal_days)


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
        scheme,
        proposers=proposers,
        handled=unit_id is not None and await facts_store.handles(tx, proposal_id, unit_id),
        standing=await standing(tx, scheme_id, proposal_id, unit_id),
        drawn=unit_id is not None and await is_drawn(tx, scheme_id, proposal_id, unit_id),
    )
    return await ASSESSMENTS.append(tx, assessment_id, None, events)


def _is_of(actor: Actor, unit_id: str | None) -> bool:
    return unit_id in actor.units


async def _of_unit(tx: Tx, assessment_id: str) -> Loaded[Assessment]:
    """The assessment of a unit that the caller acts for; another's does not exist."""
    found = await ASSESSMENTS.find(tx, assessment_id)
    if found is None or found.state.unit_id not in tx.actor.units:
        raise NotFound(f"assessments {assessment_id}")
    return await ASSESSMENTS.load(tx, assessment_id)


async def scheme_of(tx: Tx, state: Assessment) -> Scheme:
    """Assessments are opened with a known scheme, and schemes are never deleted."""
    found = await SCHEMES.find(tx, state.scheme_id, lock=False)
    assert found is not None
    return found.state


async def assess_oneself(
    tx: Tx, assessment_id: str, *, points: Mapping[str, Points], statement: str | None, evidence: Mapping[str, str]
) -> Loaded[Assessment]:
    loaded = await _of_unit(tx, assessment_id)
    scheme = await scheme_of(tx, loaded.state)
    events = domain.assess_oneself(
        loaded.state, assessment_id, scheme, points=points, statement=statement, evidence=evidence
    )
    return await ASSESSMENTS.append(tx, assessment_id, loaded, events)


async def _concerns(tx: Tx, state: Assessment) -> bool:
    """Whether the caller proposed it, or belongs to the unit that handled it; of a proposal, to any that handles it.

    Whose people they are their token says, and the panel."""
    proposers = await facts_store.proposers(tx, state.proposal_id) or []
    if tx.actor.member_id in proposers or _is_of(tx.actor, state.unit_id):
        return True
    own = {*tx.actor.units, *await units_of(tx, state.scheme_id, assessor(tx.actor))}
    if state.unit_id is not None:
        return state.unit_id in own
    handlers = await facts_store.handlers(tx, [state.proposal_id])
    return not own.isdisjoint(handlers.get(state.proposal_id, ()))


async def score(tx: Tx, assessment_id: str, *, points: Mapping[str, Points], comment: str | None) -> Loaded[Assessment]:
    loaded = await ASSESSMENTS.load(tx, assessment_id)
    state = loaded.state
    events = domain.score(
        state,
        assessment_id,
        await scheme_of(tx, state),
        assessor=assessor(tx.actor),
        group=await group_of(tx, state.scheme_id, assessor(tx.actor)),
        conflict=await _concerns(tx, state),
        shared_out=await shared_out(tx, state.scheme_id, state.proposal_id, assessor(tx.actor)),
        points=points,
        comment=comment,
    )
    return await ASSESSMENTS.append(tx, assessment_id, loaded, events)


async def known(tx: Tx, state: Assessment, policy: AssessmentPolicy) -> Known:
    """What is recorded by now."""
    facts = await reading.facts(tx, state.proposal_id, state.unit_id, today=wall_date(tx.now), forms=policy.forms)
    return Known.of(facts, policy.weights)


async def compute(tx: Tx, assessment_id: str) -> Loaded[Assessment]:
    loaded = await ASSESSMENTS.load(tx, assessment_id)
    state = loaded.state
    policy = await POLICY.at(tx)
    events = domain.compute(
        state,
        assessment_id,
        await scheme_of(tx, state),
        await known(tx, state, policy.value),
        trim_from=policy.value.trim_from,
        policy_version=policy.version,
        today=wall_date(tx.now),
        frozen=await frozen_by(tx, state.scheme_id, assessment_id),
    )
    return await ASSESSMENTS.append(tx, assessment_id, loaded, events)


async def appeal(
    tx: Tx, assessment_id: str, *, indicators: Sequence[str], statement: str, evidence: str | None
) -> Loaded[Assessment]:
    loaded = await _of_unit(tx, assessment_id)
    state = loaded.state
    policy = (await POLICY.at(tx)).value
    events = appeals.appeal(
        state,
        assessment_id,
        await scheme_of(tx, state),
        indicators=indicators,
        statement=statement,
        evidence=evidence,
        until=policy.until(state),
        today=wall_date(tx.receipt),
        frozen=await frozen_by(tx, state.scheme_id, assessment_id),
    )
    return await ASSESSMENTS.append(tx, assessment_id, loaded, events)


async def decide_appeal(
    tx: Tx, assessment_id: str, *, upheld: bool, points: Mapping[str, Points], reason: str
) -> Loaded[Assessment]:
    loaded = await ASSESSMENTS.load(tx, assessment_id)
    state = loaded.state
    scored = any(one.assessor == assessor(tx.actor) for one in state.scores)
    events = appeals.decide_appeal(
        state,
        assessment_id,
        await scheme_of(tx, state),
        upheld=upheld,
        points=points,
        reason=reason,
        decided_by=tx.actor.name,
        conflict=scored or await _concerns(tx, state),
        frozen=await frozen_by(tx, state.scheme_id, assessment_id),
    )
    return await ASSESSMENTS.append(tx, assessment_id, loaded, events)

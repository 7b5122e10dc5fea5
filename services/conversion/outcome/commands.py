"""What changes an outcome."""

from datetime import date

from chassis.clock import wall_date
from chassis.eventlog import Loaded, Tx, new_id
from chassis.problems import NotFound
from contracts.base import OutcomeKind
from contracts.conversion import OutcomeFacts, OutcomeRecorded, Verifier
from services.conversion.followup import store as dossiers
from services.conversion.outcome import domain
from services.conversion.outcome.domain import Outcome
from services.conversion.outcome.store import OUTCOMES, recorder


async def record(
    tx: Tx,
    *,
    proposal_id: str,
    suggestion: int,
    kind: OutcomeKind,
    title: str,
    evidence: str,
    achieved_on: date,
    instruction_only: bool,
    facts: OutcomeFacts | None,
) -> Loaded[Outcome]:
    """A unit records only on proposals that it has replied to."""
    if "clerk" not in tx.actor.roles and await dossiers.replied_as(tx, proposal_id) is None:
        raise NotFound(f"proposals {proposal_id}")
    outcome_id = new_id(tx)
    event = OutcomeRecorded(
        proposal_id=proposal_id,
        outcome_id=outcome_id,
        suggestion=suggestion,
        kind=kind,
        title=title,
        evidence=evidence,
        achieved_on=achieved_on,
        instruction_only=instruction_only,
        facts=facts,
    )
    events = domain.record(event, suggestions=await dossiers.suggestions(tx, proposal_id), today=wall_date(tx.now))
    return await OUTCOMES.append(tx, outcome_id, None, events)


async def _load(tx: Tx, outcome_id: str) -> tuple[Loaded[Outcome], Verifier]:
    """For a clerk, or a member who is a proposer of the proposal, with as what they speak."""
    loaded = await OUTCOMES.load(tx, outcome_id)
    if (as_ := await dossiers.verifier(tx, loaded.state.proposal_id)) is None:
        raise NotFound(f"outcomes {outcome_id}")
    return loaded, as_


async def verify(tx: Tx, outcome_id: str) -> Loaded[Outcome]:
    loaded, as_ = await _load(tx, outcome_id)
    events = domain.verify(
        loaded.state,
        outcome_id,
        verified_by=tx.actor.member_id or tx.actor.subject,
        verified_as=as_,
        by_recorder=await recorder(tx, outcome_id) == tx.actor.subject,
    )
    return await OUTCOMES.append(tx, outcome_id, loaded, events)


async def reject(tx: Tx, outcome_id: str, *, reason: str) -> Loaded[Outcome]:
    loaded, _ = await _load(tx, outcome_id)
    return await OUTCOMES.append(tx, outcome_id, loaded, domain.reject(loaded.state, outcome_id, reason=reason))

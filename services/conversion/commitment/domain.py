"""A commitment and its way from promise to proof."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

from contracts.base import DomainRefusal, Event, Record
from contracts.conversion import (
    CommitmentClaimed,
    CommitmentClaimRefused,
    CommitmentKept,
    CommitmentMade,
    CommitmentMissed,
    CommitmentNear,
    CommitmentReleased,
    CommitmentSuperseded,
    TrackingRecommended,
    Verifier,
)

OVERDUE = -1
"""The tier of the day after the due day, which itself is still in time."""
REVIEW = -2
"""The tier of the day on which a broken promise is looked at again."""

State = Literal["open", "missed", "claimed", "kept", "released", "superseded"]

TRANSITIONS: dict[str, frozenset[State]] = {
    "near": frozenset({"open"}),
    "miss": frozenset({"open"}),
    "claim": frozenset({"open", "missed"}),
    "verify": frozenset({"claimed"}),
    "refuse": frozenset({"claimed"}),
    "recommend": frozenset({"missed"}),
    "release": frozenset({"open", "missed", "claimed"}),
    "supersede": frozenset({"open", "missed", "claimed"}),
}
"""Command → the states it may be given in."""

PENDING: frozenset[State] = frozenset({"open", "claimed"})
"""States in which something is still to be expected in time; a broken promise is no longer one of them."""

EVENTS: tuple[type[Event], ...] = (
    CommitmentMade,
    CommitmentNear,
    CommitmentMissed,
    CommitmentClaimed,
    CommitmentClaimRefused,
    CommitmentKept,
    CommitmentReleased,
    CommitmentSuperseded,
    TrackingRecommended,
)


class Commitment(Record):
    """``missed`` stays true once the due day has passed without a claim."""

    proposal_id: str
    reply_id: str
    unit_id: str
    suggestion: int
    promise: str
    due: date
    state: State
    missed: bool = False
    proof: str | None = None
    verified_by: str | None = None
    on_time: bool | None = None
    release_reason: str | None = None
    cycle: int = 1
    restates: str | None = None
    superseded_by: str | None = None
    tiers: tuple[int, ...] = ()
    """Tiers before the due day that were recorded."""
    planned: tuple[int, ...] = ()
    """Tiers that were to come when it was made."""
    verified_as: Verifier | None = None
    refusal: str | None = None
    """Why the latest claim was not accepted; empty once another one is made."""
    review_on: date | None = None
    """Of a missed one: when it is looked at whether it is still broken."""
    recommended: bool = False
    """For tracking, because it stayed broken."""


def apply(state: Commitment | None, event: Event) -> Commitment:
    if isinstance(event, CommitmentMade):
        if state is not None:
            raise ValueError("a commitment is made once")
        return Commitment(
            proposal_id=event.proposal_id,
            reply_id=event.reply_id,
            unit_id=event.unit_id,
            suggestion=event.suggestion,
            promise=event.promise,
            due=event.due,
            state="open",
            cycle=event.cycle,
            restates=event.restates,
            planned=event.tiers,
        )
    if state is None:
        raise ValueError(f"{event.wire_name()} before the commitment was made")
    match event:
        case CommitmentNear():
            return state.model_copy(update={"tiers": (*state.tiers, event.tier)})
        case CommitmentMissed():
            return state.model_copy(update={"state": "missed", "missed": True, "review_on": event.review_on})
        case CommitmentClaimed():
            return state.model_copy(update={"state": "claimed", "proof": event.proof, "refusal": None})
        case CommitmentClaimRefused():
            back = "missed" if event.missed else "open"
            return state.model_copy(update={"state": back, "proof": None, "refusal": event.reason})
        case CommitmentKept():
            return state.model_copy(
                update={
                    "state": "kept",
                    "verified_by": event.verified_by,
                    "verified_as": event.verified_as,
                    "on_time": event.on_time,
                }
            )
        case TrackingRecommended():
            return state.model_copy(update={"recommended": True})
        case CommitmentReleased():
            return state.model_copy(update={"state": "released", "release_reason": event.reason})
        case CommitmentSuperseded():
            return state.model_copy(update={"state": "superseded", "superseded_by": event.superseded_by})
        case _:
            raise ValueError(f"{event.wire_name()} is no event of a commitment")


def allow(command: str, state: Commitment) -> None:
    if state.state not in TRANSITIONS[command]:
        allowed = " or ".join(sorted(TRANSITIONS[command]))
        raise DomainRefusal(
            "commitment-state", f"The commitment is {state.state}; {command} is possible only while it is {allowed}."
        )


def future_tiers(due: date, tiers: Sequence[int], today: date) -> list[int]:
    """Those that have not gone by: a promise that is near from the start announces the next only."""
    return [tier for tier in tiers if (due - today).days >= tier]


def timers(state: Commitment) -> dict[int, date]:
    """Tier → the day on which it falls due, of those that have not fallen due yet."""
    if state.state == "missed" and state.review_on is not None and not state.recommended:
        return {REVIEW: state.review_on}
    if state.state != "open":
        return {}
    ahead = [tier for tier in state.planned if tier not in state.tiers]
    return {tier: state.due - timedelta(days=tier) for tier in (*ahead, OVERDUE)}


def near(state: Commitment, commitment_id: str, *, tier: int, fell_due: date, announce: bool) -> list[Event]:
    """Once per tier."""
    allow("near", state)
    if tier in state.tiers:
        return []
    return [
        CommitmentNear(
            proposal_id=state.proposal_id,
            commitment_id=commitment_id,
            unit_id=state.unit_id,
            due=state.due,
            tier=tier,
            fell_due=fell_due,
            announce=announce,
        )
    ]


def miss(state: Commitment, commitment_id: str, *, today: date, review_days: int) -> list[Event]:
    """Nothing while the due day lasts."""
    allow("miss", state)
    return _missed(state, commitment_id, today, review_days)


def _missed(state: Commitment, commitment_id: str, today: date, review_days: int) -> list[Event]:
    if state.missed or today <= state.due:
        return []
    return [
        CommitmentMissed(
            proposal_id=state.proposal_id,
            commitment_id=commitment_id,
            unit_id=state.unit_id,
            due=state.due,
            review_on=today + timedelta(days=review_days),
        )
    ]


def recommend(state: Commitment, commitment_id: str, *, today: date) -> list[Event]:
    """A promise that stays broken is followed up next year, whatever else came of the proposal; once."""
    allow("recommend", state)
    if state.recommended:
        return []
    late = (today - state.due).days
    reason = f"第{state.suggestion}条建议的承诺于{state.due.isoformat()}到期，逾期{late}天仍未兑现"
    return [TrackingRecommended(proposal_id=state.proposal_id, reason=reason, commitment_id=commitment_id)]


def claim(state: Commitment, commitment_id: str, *, proof: str, today: date, review_days: int) -> list[Event]:
    """A claim after the due day records the miss first, so that a late timer can never make it a timely one."""
    allow("claim", state)
    missed = _missed(state, commitment_id, today, review_days)
    return [
        *missed,
        CommitmentClaimed(
            proposal_id=state.proposal_id, commitment_id=commitment_id, unit_id=state.unit_id, proof=proof
        ),
    ]


def refuse(
    state: Commitment, commitment_id: str, *, reason: str, refused_by: str, today: date, review_days: int
) -> list[Event]:
    """What was claimed in time and is not so is late once its day is over."""
    allow("refuse", state)
    refused = CommitmentClaimRefused(
        proposal_id=state.proposal_id,
        commitment_id=commitment_id,
        unit_id=state.unit_id,
        reason=reason,
        refused_by=refused_by,
        missed=state.missed,
    )
    return [refused, *_missed(state, commitment_id, today, review_days)]


def verify(state: Commitment, commitment_id: str, *, verified_by: str, verified_as: Verifier) -> list[Event]:
    """On time means claimed on or before the due day; how long the verifier takes is not the unit's doing."""
    allow("verify", state)
    return [
        CommitmentKept(
            proposal_id=state.proposal_id,
            commitment_id=commitment_id,
            unit_id=state.unit_id,
            verified_by=verified_by,
            verified_as=verified_as,
            on_time=not state.missed,
        )
    ]


def release(state: Commitment, commitment_id: str, *, reason: str) -> list[Event]:
    allow("release", state)
    return [
        CommitmentReleased(
            proposal_id=state.proposal_id, commitment_id=commitment_id, unit_id=state.unit_id, reason=reason
        )
    ]


def supersede(state: Commitment, commitment_id: str, *, by: str, cycle: int) -> list[Event]:
    """Only a later cycle restates; a kept or released promise stays what it is."""
    allow("supersede", state)
    if cycle <= state.cycle:
        raise DomainRefusal("not-later", f"Only a reply of a cycle after {state.cycle} restates this commitment.")
    return [
        CommitmentSuperseded(
            proposal_id=state.proposal_id, commitment_id=commitment_id, unit_id=state.unit_id, superseded_by=by
        )
    ]

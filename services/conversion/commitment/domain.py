"""A commitment and its way from promise to proof."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

from contracts.base import DomainRefusal, Event, Record
from contracts.conversion import (
    CommitmentClaimed,
    CommitmentKept,
    CommitmentMade,
    CommitmentMissed,
    CommitmentNear,
    CommitmentReleased,
    CommitmentSuperseded,
)

OVERDUE = -1
"""The tier of the day after the due day, which itself is still in time."""

State = Literal["open", "missed", "claimed", "kept", "released", "superseded"]

TRANSITIONS: dict[str, frozenset[State]] = {
    "near": frozenset({"open"}),
    "miss": frozenset({"open"}),
    "claim": frozenset({"open", "missed"}),
    "verify": frozenset({"claimed"}),
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
    CommitmentKept,
    CommitmentReleased,
    CommitmentSuperseded,
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
            return state.model_copy(update={"state": "missed", "missed": True})
        case CommitmentClaimed():
            return state.model_copy(update={"state": "claimed", "proof": event.proof})
        case CommitmentKept():
            return state.model_copy(
                update={"state": "kept", "verified_by": event.verified_by, "on_time": event.on_time}
            )
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


def miss(state: Commitment, commitment_id: str, *, today: date) -> list[Event]:
    """Nothing while the due day lasts."""
    allow("miss", state)
    if today <= state.due:
        return []
    return [
        CommitmentMissed(
            proposal_id=state.proposal_id, commitment_id=commitment_id, unit_id=state.unit_id, due=state.due
        )
    ]


def claim(state: Commitment, commitment_id: str, *, proof: str, today: date) -> list[Event]:
    """A claim after the due day records the miss first, so that a late timer can never make it a timely one."""
    allow("claim", state)
    missed = miss(state, commitment_id, today=today) if state.state == "open" else []
    return [
        *missed,
        CommitmentClaimed(
            proposal_id=state.proposal_id, commitment_id=commitment_id, unit_id=state.unit_id, proof=proof
        ),
    ]


def verify(state: Commitment, commitment_id: str, *, verified_by: str) -> list[Event]:
    """On time means claimed on or before the due day; how long the verifier takes is not the unit's doing."""
    allow("verify", state)
    return [
        CommitmentKept(
            proposal_id=state.proposal_id,
            commitment_id=commitment_id,
            unit_id=state.unit_id,
            verified_by=verified_by,
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

"""One proposal that is nominated as a key one: by whom and why, and the sheets of those who scored it."""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from contracts.base import DomainRefusal, Event, Line, Record, Ref, Text
from contracts.supervision import KeyNominationWithdrawn, KeyProposalNominated, KeyProposalScored
from services.supervision.oversight.domain import Oversight

State = Literal["nominated", "withdrawn"]

TRANSITIONS: dict[str, frozenset[State]] = {
    "nominate": frozenset({"nominated", "withdrawn"}),
    "withdraw": frozenset({"nominated"}),
    "score": frozenset({"nominated"}),
}
"""Command → the states it may be given in; *withdrawn* is what no nomination stands of any more."""

EVENTS: tuple[type[Event], ...] = (KeyProposalNominated, KeyNominationWithdrawn, KeyProposalScored)


class Nomination(Record):
    by: Line
    reason: Text


class Sheet(Record):
    """``total`` is 0 to 100, by the weights of the policy's version."""

    scorer: Line
    scorer_name: Line
    points: dict[str, int]
    total: float
    policy_version: int


class Nominee(Record):
    proposal_id: Ref
    session_id: Ref
    state: State
    nominations: tuple[Nomination, ...] = ()
    sheets: tuple[Sheet, ...] = ()

    @property
    def mean(self) -> float | None:
        totals = [sheet.total for sheet in self.sheets]
        return round(sum(totals) / len(totals), 2) if totals else None

    @property
    def spread(self) -> float | None:
        """From the lowest total to the highest: scorers who differ widely ought to talk before the list is made."""
        totals = [sheet.total for sheet in self.sheets]
        return round(max(totals) - min(totals), 2) if totals else None


class Bounds(NamedTuple):
    """Of one criterion: the weight is its part of 100, its points lie from ``least`` to ``most``."""

    weight: int
    least: int
    most: int


def apply(state: Nominee | None, event: Event) -> Nominee:
    match event:
        case KeyProposalNominated():
            before = state or Nominee(proposal_id=event.proposal_id, session_id=event.session_id, state="nominated")
            one = Nomination(by=event.nominated_by, reason=event.reason)
            return before.model_copy(update={"state": "nominated", "nominations": (*before.nominations, one)})
        case KeyNominationWithdrawn() if state is not None:
            left = tuple(one for one in state.nominations if one.by != event.nominated_by)
            return state.model_copy(update={"state": "nominated" if left else "withdrawn", "nominations": left})
        case KeyProposalScored() if state is not None:
            sheet = Sheet(**event.model_dump(exclude={"proposal_id", "session_id"}))
            others = tuple(one for one in state.sheets if one.scorer != event.scorer)
            return state.model_copy(update={"sheets": (*others, sheet)})
        case _:
            raise ValueError(f"{event.wire_name()} before the proposal was nominated, or no event of a nominee")


def _permit(state: Nominee, command: str) -> None:
    if state.state not in TRANSITIONS[command]:
        raise DomainRefusal("nominee-state", "No nomination of the proposal stands any more.")


def nominate(state: Nominee | None, oversight: Oversight, by: str, reason: str) -> list[Event]:
    if oversight.archived_year is not None or oversight.session_id is None:
        raise DomainRefusal("archived", "A key proposal is one of those that this session admitted.")
    if oversight.state != "open":
        raise DomainRefusal("not-open", f"The supervision is {oversight.state}; nothing is selected any more.")
    if oversight.supervision_class == "key":
        raise DomainRefusal("key-already", "The proposal is a key proposal already.")
    if state is not None and any(one.by == by for one in state.nominations):
        raise DomainRefusal("nominated-already", f"{by} has nominated the proposal already.")
    return [
        KeyProposalNominated(
            proposal_id=oversight.proposal_id, session_id=oversight.session_id, nominated_by=by, reason=reason
        )
    ]


def withdraw(state: Nominee, by: str, reason: str) -> list[Event]:
    _permit(state, "withdraw")
    if all(one.by != by for one in state.nominations):
        raise DomainRefusal("not-nominated", f"{by} has not nominated the proposal.")
    return [
        KeyNominationWithdrawn(
            proposal_id=state.proposal_id, session_id=state.session_id, nominated_by=by, reason=reason
        )
    ]


def score(
    state: Nominee,
    *,
    scorer: str,
    scorer_name: str,
    member_id: str | None,
    proposers: Sequence[str],
    criteria: Mapping[str, Bounds],
    points: Mapping[str, int],
    policy_version: int,
) -> list[Event]:
    """``member_id``: the scorer's, who may be a member; ``proposers``: the proposal's, merged ones included."""
    _permit(state, "score")
    if member_id is not None and member_id in proposers:
        raise DomainRefusal("own-proposal", "Whoever is among a proposal's proposers does not score it.")
    if points.keys() != criteria.keys():
        raise DomainRefusal("criteria", f"A sheet has points for each of {', '.join(criteria)}, and for nothing else.")
    for code, given in points.items():
        if not criteria[code].least <= given <= criteria[code].most:
            raise DomainRefusal(
                "points", f"{code} takes {criteria[code].least} to {criteria[code].most} points, not {given}."
            )
    return [
        KeyProposalScored(
            proposal_id=state.proposal_id,
            session_id=state.session_id,
            scorer=scorer,
            scorer_name=scorer_name,
            points=dict(points),
            total=total(criteria, points),
            policy_version=policy_version,
        )
    ]


def total(criteria: Mapping[str, Bounds], points: Mapping[str, int]) -> float:
    parts = (one.weight * (points[code] - one.least) / (one.most - one.least) for code, one in criteria.items())
    return round(sum(parts), 2)

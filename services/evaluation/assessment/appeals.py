"""Appeals against a score: lodged by the unit, decided with a reason, before a ranking is frozen from it. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date

from contracts.base import DomainRefusal, Event
from contracts.evaluation import AppealDecided, AppealLodged, Points
from services.evaluation.assessment.domain import (
    Appeal,
    Assessment,
    again,
    allow,
    check_amount,
    computed_event,
    unfrozen,
)
from services.evaluation.scheme.domain import Scheme


def appeal(
    state: Assessment,
    assessment_id: str,
    scheme: Scheme,
    *,
    indicators: Sequence[str],
    statement: str,
    evidence: str | None,
    until: date | None,
    today: date,
    frozen: str | None,
) -> list[Event]:
    """``until`` is the last day; None where the score does not say when it was computed."""
    allow("appeal", state)
    unfrozen(frozen)
    assert state.unit_id is not None  # it is the unit of the assessment that speaks
    if state.open_appeal is not None:
        raise DomainRefusal("appeal-open", f"Appeal {state.open_appeal} is not decided yet.")
    if until is not None and today > until:
        raise DomainRefusal("appeal-late", f"Appeals against this score were possible until {until}.")
    unknown = sorted(set(indicators) - {one.code for one in scheme.indicators})
    if unknown:
        raise DomainRefusal("unknown-indicator", f"The scheme has no indicators {', '.join(unknown)}.")
    return [
        AppealLodged(
            assessment_id=assessment_id,
            proposal_id=state.proposal_id,
            unit_id=state.unit_id,
            appeal=len(state.appeals) + 1,
            indicators=tuple(dict.fromkeys(indicators)),
            statement=statement,
            evidence=evidence,
        )
    ]


def decide_appeal(
    state: Assessment,
    assessment_id: str,
    scheme: Scheme,
    *,
    upheld: bool,
    points: Mapping[str, Points],
    reason: str,
    decided_by: str,
    conflict: bool,
    frozen: str | None,
) -> list[Event]:
    """Only what was appealed against changes, and what refers to it; every other fact stays as it was recorded.

    ``conflict`` says that who decides has scored it, proposed it, or belongs to the unit.
    """
    allow("decide_appeal", state)
    unfrozen(frozen)
    number = state.open_appeal
    if number is None:
        raise DomainRefusal("no-appeal", "No appeal waits for a decision.")
    if conflict:
        raise DomainRefusal("conflict-of-interest", "Nobody decides on what they have scored, proposed or handled.")
    _check_decision(scheme, state.appeals[number - 1], upheld, points)
    assert state.unit_id is not None
    assert state.result is not None
    decided = state.decided | {code: (amount, number) for code, amount in points.items()}
    scored = again(state, scheme, decided)
    if upheld and scored is None:
        raise DomainRefusal("compute-first", "This score recorded no steps; compute it once more before you decide.")
    events: list[Event] = [
        AppealDecided(
            assessment_id=assessment_id,
            proposal_id=state.proposal_id,
            unit_id=state.unit_id,
            appeal=number,
            upheld=upheld,
            points=dict(points),
            total=scored.total if scored else state.result.total,
            reason=reason,
            decided_by=decided_by,
        )
    ]
    if upheld and scored is not None:
        result = state.result
        events.append(
            computed_event(
                state,
                assessment_id,
                scheme,
                scored,
                policy_version=result.policy_version,
                trim_from=result.trim_from,
                computed_on=result.computed_on,
            )
        )
    return events


def _check_decision(scheme: Scheme, lodged: Appeal, upheld: bool, points: Mapping[str, Points]) -> None:
    if upheld != bool(points):
        raise DomainRefusal("decision", "An appeal that is upheld changes points, and one that is not changes none.")
    foreign = sorted(set(points) - set(lodged.indicators))
    if foreign:
        raise DomainRefusal("not-appealed", f"The appeal is not about {', '.join(foreign)}.")
    maxima = {one.code: one.maximum for one in scheme.indicators}
    for code, amount in points.items():
        check_amount(code, amount, maxima[code])

"""The supervision of one proposal: class, supervisor, and its end."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal

from contracts.base import DomainRefusal, Event, Line, Rating, Record, Ref, SupervisionClass, Text
from contracts.submission import ProposalAdmitted
from contracts.supervision import (
    ActivityHeld,
    ClosedUnsigned,
    FollowUpAnswered,
    FollowUpClosed,
    FollowUpOverdue,
    KeyDesignationRevoked,
    KeyProposalDesignated,
    SupervisedProposersChanged,
    SupervisionCancelled,
    SupervisionClosed,
    SupervisionOpened,
    SupervisorAppointed,
    TrackingDesignated,
    TrackingFinished,
    UrgeAnswered,
    UrgeIssued,
)

EVENTS = (
    SupervisionOpened, SupervisorAppointed, KeyProposalDesignated, TrackingDesignated, UrgeIssued, UrgeAnswered,
    ActivityHeld, ClosedUnsigned, SupervisionCancelled, SupervisionClosed, TrackingFinished,
    SupervisedProposersChanged, KeyDesignationRevoked, FollowUpAnswered, FollowUpClosed, FollowUpOverdue,
)  # fmt: skip

State = Literal["open", "closed", "closed_unsigned", "cancelled", "finished"]
STATES: tuple[State, ...] = ("open", "closed", "closed_unsigned", "cancelled", "finished")
TRANSITIONS: dict[str, frozenset[State]] = {
    "designate_key": frozenset({"open"}),
    "revoke_key": frozenset({"open", "cancelled"}),
    "designate_tracked": frozenset({"open", "closed", "closed_unsigned"}),
    "finish_tracking": frozenset({"open", "closed", "closed_unsigned"}),
    "appoint": frozenset({"open"}),
    "hold_activity": frozenset({"open", "closed", "closed_unsigned"}),
    "answer_follow_up": frozenset({"open", "closed", "closed_unsigned", "finished"}),
    "close_follow_up": frozenset({"open", "closed", "closed_unsigned", "finished"}),
    "urge": frozenset({"open"}),
    "answer_urge": frozenset({"open", "closed", "closed_unsigned"}),
    "close": frozenset({"open"}),
    "cancel": frozenset({"open"}),
    "close_unsigned": frozenset({"open"}),
}
RANK: tuple[Rating, ...] = ("satisfied", "mostly_satisfied", "dissatisfied")


class OpenFollowUp(Record):
    """What is still to be done, or to be looked at where it was answered; what was asked stands in the event."""

    follow_up_id: Ref
    unit_id: Ref | None
    due: date
    answered: bool = False
    overdue: bool = False
    """Recorded as such; what was answered late stays so."""


class Oversight(Record):
    proposal_id: Ref
    state: State
    supervision_class: SupervisionClass
    case_number: int
    proposers: tuple[Ref, ...]
    supervisor: Line | None = None
    by_default: bool = True
    key_number: int | None = None
    contacts: int = 0
    last_contact: date | None = None
    archived_year: int | None = None
    finding: Text | None = None
    session_id: Ref | None = None
    open_urges: tuple[Ref, ...] = ()
    opened_on: date | None = None
    next_activity: date | None = None
    follow_ups: tuple[OpenFollowUp, ...] = ()


def apply(state: Oversight | None, event: Event) -> Oversight:
    if isinstance(event, SupervisionOpened):
        return Oversight(
            proposal_id=event.proposal_id,
            state="open",
            supervision_class=event.supervision_class,
            case_number=event.case_number,
            proposers=event.proposers,
            archived_year=event.archived_year,
            session_id=event.session_id,
            opened_on=event.opened_on,
        )
    if state is None:
        raise ValueError(f"{type(event).__name__} before SupervisionOpened")
    change: dict[str, object]
    match event:
        case SupervisorAppointed():
            change = {"supervisor": event.supervisor, "by_default": event.by_default}
        case SupervisedProposersChanged():
            change = {"proposers": event.proposers}
        case KeyProposalDesignated():
            change = {
                "supervision_class": "key",
                "key_number": event.key_number,
                "supervisor": event.leader,
                "by_default": False,
            }
        case KeyDesignationRevoked():
            change = {
                "supervision_class": "general",
                "key_number": None,
                "supervisor": event.supervisor,
                "by_default": True,
            }
        case TrackingDesignated():
            change = {"supervision_class": "tracked"}
        case TrackingFinished():
            # A proposal of this platform has ended with its signatures already, and stays what they made it.
            ended = "finished" if state.archived_year is not None else state.state
            change = {"state": ended, "finding": event.finding}
        case ActivityHeld():
            last = max(state.last_contact, event.held_on) if state.last_contact else event.held_on
            asked = (
                OpenFollowUp(**one.model_dump(include={"follow_up_id", "unit_id", "due"})) for one in event.follow_ups
            )
            change = {
                "contacts": state.contacts + 1,
                "last_contact": last,
                "next_activity": event.next_on or _still_planned(state, event.held_on),
                "follow_ups": (*state.follow_ups, *asked),
            }
        case FollowUpAnswered():
            change = {"follow_ups": _with(state, event.follow_up_id, answered=True)}
        case FollowUpOverdue():
            change = {"follow_ups": _with(state, event.follow_up_id, overdue=True)}
        case FollowUpClosed():
            left = tuple(one for one in state.follow_ups if one.follow_up_id != event.follow_up_id)
            change = {"follow_ups": left}
        case UrgeIssued():
            change = {"open_urges": (*state.open_urges, event.urge_id) if event.urge_id else state.open_urges}
        case UrgeAnswered():
            change = {"open_urges": tuple(id for id in state.open_urges if id != event.urge_id)}
        case ClosedUnsigned():
            change = {"state": "closed_unsigned"}
        case SupervisionCancelled():
            change = {"state": "cancelled", "next_activity": None, "follow_ups": ()}
        case SupervisionClosed():
            change = {"state": "closed"}
        case _:
            raise ValueError(event)
    return state.model_copy(update=change)


def _still_planned(state: Oversight, held_on: date) -> date | None:
    """An activity before the planned day was another one."""
    return state.next_activity if state.next_activity is not None and held_on < state.next_activity else None


def _with(state: Oversight, follow_up_id: str, **change: bool) -> tuple[OpenFollowUp, ...]:
    return tuple(one.model_copy(update=change) if one.follow_up_id == follow_up_id else one for one in state.follow_ups)


def permit(state: Oversight, command: str) -> None:
    if state.state not in TRANSITIONS[command]:
        raise DomainRefusal("state", f"The supervision is {state.state}; {command} is not possible any more.")


def open_for(admitted: ProposalAdmitted, supervisor: str, opened_on: date) -> list[Event]:
    """Every admitted proposal is watched from the first moment, by somebody named."""
    id = admitted.proposal_id
    return [
        SupervisionOpened(
            proposal_id=id,
            supervision_class="general",
            case_number=admitted.case_number,
            proposers=admitted.proposers,
            session_id=admitted.session_id,
            opened_on=opened_on,
        ),
        SupervisorAppointed(proposal_id=id, supervisor=supervisor, by_default=True),
    ]


def open_archived(
    proposal_id: str, year: int, case_number: int, reason: str, supervisor: str, opened_on: date
) -> list[Event]:
    """Its proposers are names of that year, and nobody of today's directory."""
    return [
        SupervisionOpened(
            proposal_id=proposal_id,
            supervision_class="tracked",
            case_number=case_number,
            proposers=(),
            archived_year=year,
            opened_on=opened_on,
        ),
        TrackingDesignated(proposal_id=proposal_id, reason=reason),
        SupervisorAppointed(proposal_id=proposal_id, supervisor=supervisor, by_default=True),
    ]


def appoint_default(state: Oversight, committee: str) -> list[Event]:
    """The unit's committee takes over, unless a person has decided otherwise."""
    if state.state != "open" or not state.by_default or state.supervisor == committee:
        return []
    return [SupervisorAppointed(proposal_id=state.proposal_id, supervisor=committee, by_default=True)]


def appoint(state: Oversight, supervisor: str) -> list[Event]:
    permit(state, "appoint")
    return [SupervisorAppointed(proposal_id=state.proposal_id, supervisor=supervisor, by_default=False)]


def designate_key(state: Oversight, key_number: int | None, leader: str) -> list[Event]:
    permit(state, "designate_key")
    if state.archived_year is not None:
        raise DomainRefusal("archived", "A key proposal is one of those that this session admitted.")
    if state.supervision_class == "key":
        raise DomainRefusal("key-already", "The proposal is a key proposal already.")
    return [KeyProposalDesignated(proposal_id=state.proposal_id, key_number=key_number, leader=leader)]


def revoke_key(state: Oversight, reason: str, supervisor: str) -> list[Event]:
    """Of one that was withdrawn, too, so that its number is free again; what has run its course as a key proposal
    stays one."""
    permit(state, "revoke_key")
    if state.supervision_class != "key":
        raise DomainRefusal("not-key", f"The proposal is {state.supervision_class}; there is nothing to revoke.")
    return [KeyDesignationRevoked(proposal_id=state.proposal_id, reason=reason, supervisor=supervisor)]


def designate_tracked(state: Oversight, reason: str) -> list[Event]:
    permit(state, "designate_tracked")
    if state.supervision_class != "general":
        raise DomainRefusal("class", f"The proposal is {state.supervision_class} already.")
    return [TrackingDesignated(proposal_id=state.proposal_id, reason=reason)]


def finish_tracking(state: Oversight, finding: str) -> list[Event]:
    permit(state, "finish_tracking")
    if state.supervision_class != "tracked":
        raise DomainRefusal("not-tracked", f"The proposal is {state.supervision_class}; there is no tracking to end.")
    if state.archived_year is None and state.state == "open":
        raise DomainRefusal("still-handled", "The proposal is being handled; it ends with its signatures.")
    if state.finding is not None:
        raise DomainRefusal("finished-already", "The tracking has ended already.")
    return [TrackingFinished(proposal_id=state.proposal_id, finding=finding)]


def track_after_second_dissatisfaction(state: Oversight) -> list[Event]:
    """A key proposal stays key: it is watched more closely than a tracked one."""
    if state.state != "open" or state.supervision_class != "general":
        return []
    reason = "再次签字不满意，转提案委协商并跟踪督办"
    return [TrackingDesignated(proposal_id=state.proposal_id, reason=reason)]


def urge(state: Oversight, urge_id: str, assignment_id: str, unit_id: str, text: str) -> list[UrgeIssued]:
    permit(state, "urge")
    if state.archived_year is not None:
        raise DomainRefusal("archived", "A proposal of the archive has no assignment to urge; record an activity.")
    id = state.proposal_id
    return [UrgeIssued(proposal_id=id, urge_id=urge_id, assignment_id=assignment_id, unit_id=unit_id, text=text)]


def answer_urge(state: Oversight, urge_id: str, assignment_id: str, unit_id: str, text: str) -> list[Event]:
    """An answer may come after the end; a second one would overwrite the first."""
    permit(state, "answer_urge")
    if urge_id not in state.open_urges:
        raise DomainRefusal("urge-answered", "The urge is answered already.")
    id = state.proposal_id
    return [UrgeAnswered(proposal_id=id, urge_id=urge_id, assignment_id=assignment_id, unit_id=unit_id, text=text)]


def close(state: Oversight, results: Sequence[Rating], now: datetime) -> list[Event]:
    """``results`` are those of the last cycle of every unit; the worst is the proposal's."""
    if state.state != "open":
        return []
    worst = max(results, key=RANK.index)
    return [SupervisionClosed(proposal_id=state.proposal_id, closed_at=now, result=worst)]


def cancel(state: Oversight, reason: str) -> list[SupervisionCancelled]:
    """A withdrawal that came after the end changes nothing."""
    if state.state not in TRANSITIONS["cancel"]:
        return []
    return [SupervisionCancelled(proposal_id=state.proposal_id, reason=reason)]


def change_proposers(state: Oversight, proposers: Sequence[str]) -> list[Event]:
    """Also after the end: whose proposal it was is no matter of being watched."""
    if state.proposers == tuple(proposers):
        return []
    return [SupervisedProposersChanged(proposal_id=state.proposal_id, proposers=tuple(proposers))]


Unsigned = Literal["died", "left_office", "unreachable", "refused"]
CANNOT: frozenset[Unsigned] = frozenset({"died", "left_office"})
"""Who cannot sign any more is not reminded first."""


def close_unsigned(state: Oversight, why: Unsigned, reason: str) -> list[Event]:
    """It stays in every denominator and never counts as satisfied."""
    permit(state, "close_unsigned")
    return [ClosedUnsigned(proposal_id=state.proposal_id, why=why, reason=reason)]

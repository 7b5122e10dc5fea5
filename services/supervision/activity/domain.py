"""Activities of a supervision, and what they left to be done: answered, closed, or overdue."""

from collections.abc import Sequence
from datetime import date, timedelta

from contracts.base import DomainRefusal, Event, Line, Record, Ref, Text
from contracts.supervision import (
    ActivityHeld,
    ActivityKind,
    Directive,
    FollowUp,
    FollowUpAnswered,
    FollowUpClosed,
    FollowUpOverdue,
)
from services.supervision.oversight import domain as oversight
from services.supervision.oversight.domain import OpenFollowUp, Oversight, permit

OPEN_AT_MOST = 100
"""Follow-ups of one proposal: they are part of its state, which each of its commands reads."""


class Held(Record):
    """What was recorded of an activity, without its follow-ups."""

    kind: ActivityKind
    held_on: date
    findings: Text
    members: tuple[Ref, ...] = ()
    units: tuple[Ref, ...] = ()
    others: tuple[Line, ...] = ()
    next_on: date | None = None


def hold(
    state: Oversight, activity_id: str, held: Held, follow_ups: Sequence[FollowUp], today: date, recorded_by: str
) -> ActivityHeld:
    permit(state, "hold_activity")
    if held.held_on > today:
        raise DomainRefusal("held-on", "An activity is recorded after it was held.")
    if held.next_on is not None and held.next_on <= held.held_on:
        raise DomainRefusal("next-on", f"The next activity is after this one, which was on {held.held_on}.")
    if early := [one for one in follow_ups if one.due < held.held_on]:
        raise DomainRefusal("follow-up-due", f"What was agreed on {held.held_on} is not due on {early[0].due}.")
    if len(state.follow_ups) + len(follow_ups) > OPEN_AT_MOST:
        raise DomainRefusal("follow-ups-at-most", f"At most {OPEN_AT_MOST} are open at once; close some first.")
    return ActivityHeld(
        proposal_id=state.proposal_id,
        activity_id=activity_id,
        follow_ups=tuple(follow_ups),
        recorded_by=recorded_by,
        **held.model_dump(),
    )


def instruct(
    state: Oversight, activity_id: str, said: Directive, follow_ups: Sequence[FollowUp], today: date
) -> list[Event]:
    """A directive from outside as the leader's instruction that it is. It is never refused here: where the supervision
    has been given up nothing is recorded, and beyond the bound only what it leaves to be done is not."""
    if state.state not in oversight.TRANSITIONS["hold_activity"]:
        return []
    held_on = min(said.given_on, today)
    room = len(state.follow_ups) + len(follow_ups) <= OPEN_AT_MOST
    return [
        ActivityHeld(
            proposal_id=state.proposal_id,
            activity_id=activity_id,
            kind="instruction",
            held_on=held_on,
            findings=said.text,
            others=(said.given_by,),
            follow_ups=tuple(one for one in follow_ups if room and one.due >= held_on),
            recorded_by=said.given_by,
        )
    ]


def find(state: Oversight, follow_up_id: str) -> OpenFollowUp:
    for one in state.follow_ups:
        if one.follow_up_id == follow_up_id:
            return one
    raise DomainRefusal("follow-up-closed", "The follow-up is closed already.")


def answer(state: Oversight, follow_up_id: str, unit_id: str, text: str) -> FollowUpAnswered:
    """A second answer would overwrite the first."""
    permit(state, "answer_follow_up")
    if find(state, follow_up_id).answered:
        raise DomainRefusal("follow-up-answered", "The follow-up is answered already.")
    return FollowUpAnswered(proposal_id=state.proposal_id, follow_up_id=follow_up_id, unit_id=unit_id, text=text)


def close(state: Oversight, follow_up_id: str, finding: str, closed_by: str) -> FollowUpClosed:
    permit(state, "close_follow_up")
    find(state, follow_up_id)
    return FollowUpClosed(
        proposal_id=state.proposal_id, follow_up_id=follow_up_id, finding=finding, closed_by=closed_by
    )


def past_due(state: Oversight, today: date) -> list[OpenFollowUp]:
    """Those whose day has gone by without an answer, and of which nobody has said so, the earliest first."""
    missed = [one for one in state.follow_ups if not one.answered and not one.overdue and one.due < today]
    return sorted(missed, key=lambda one: (one.due, one.follow_up_id))


def miss(state: Oversight, asked: FollowUp) -> Event:
    """Dated when it fell due, not when a process came round to noticing."""
    return FollowUpOverdue(proposal_id=state.proposal_id, fell_due=falls_due(asked.due), **asked.model_dump())


def falls_due(due: date) -> date:
    return due + timedelta(days=1)


def next_look(state: Oversight) -> date | None:
    """The day on which the next of them falls overdue."""
    waiting = [one.due for one in state.follow_ups if not one.answered and not one.overdue]
    return falls_due(min(waiting)) if waiting else None

"""One item of the committee's list: who is dissatisfied with the process, what was talked over, and the end of it."""

from datetime import date
from typing import Literal

from contracts.base import DomainRefusal, Event, Form, Rating, Record, Ref, Text
from contracts.supervision import MemberSignedOff, ProcessTalkCalled, ProcessTalkEnded, ProcessTalkHeld

EVENTS = (ProcessTalkCalled, ProcessTalkHeld, ProcessTalkEnded)

State = Literal["called", "talked", "ended"]
STATES: tuple[State, ...] = ("called", "talked", "ended")
TRANSITIONS: dict[str, frozenset[State]] = {
    "hold": frozenset({"called", "talked"}),
    "end": frozenset({"talked"}),
    "end_declined": frozenset({"called"}),
}


class Talk(Record):
    """A conversation as it was recorded."""

    held_on: date
    form: Form
    outcome: Text
    recorded_by: str


class ProcessTalk(Record):
    proposal_id: Ref
    reply_id: Ref
    assignment_id: Ref
    unit_id: Ref
    cycle: int
    member_id: Ref
    result: Rating
    comment: Text | None
    called_on: date
    state: State = "called"
    talks: tuple[Talk, ...] = ()
    conclusion: Text | None = None
    declined: bool | None = None
    ended_by: str | None = None


def apply(state: ProcessTalk | None, event: Event) -> ProcessTalk:
    match event:
        case ProcessTalkCalled():
            return ProcessTalk(**event.model_dump(exclude={"talk_id"}))
        case ProcessTalkHeld() if state is not None:
            talk = Talk(held_on=event.held_on, form=event.form, outcome=event.outcome, recorded_by=event.recorded_by)
            return state.model_copy(update={"state": "talked", "talks": (*state.talks, talk)})
        case ProcessTalkEnded() if state is not None:
            said = {"conclusion": event.conclusion, "declined": event.declined, "ended_by": event.ended_by}
            return state.model_copy(update={"state": "ended", **said})
        case _:
            raise ValueError(event)


def permit(state: ProcessTalk, command: str) -> None:
    if state.state in TRANSITIONS[command]:
        return
    if command == "end" and state.state == "called":
        raise DomainRefusal(
            "talk-first", "Nobody has talked with the member yet; record the talk, or that none is wanted."
        )
    if command == "end_declined" and state.state == "talked":
        raise DomainRefusal("talked-already", "There was a talk; end it with what came of it.")
    raise DomainRefusal("state", f"The talk is {state.state}; {command} is not possible any more.")


def calls(signed: MemberSignedOff) -> bool:
    """The process alone: who is dissatisfied with the result is heard by a re-handling, or by the committee's
    consultation."""
    return signed.process == "dissatisfied" and signed.result != "dissatisfied"


def call(talk_id: str, signed: MemberSignedOff, today: date) -> list[Event]:
    return [
        ProcessTalkCalled(
            talk_id=talk_id,
            proposal_id=signed.proposal_id,
            reply_id=signed.reply_id,
            assignment_id=signed.assignment_id,
            unit_id=signed.unit_id,
            cycle=signed.cycle,
            member_id=signed.member_id,
            result=signed.result,
            comment=signed.comment,
            called_on=today,
        )
    ]


def hold(
    state: ProcessTalk, talk_id: str, *, held_on: date, form: Form, outcome: str, recorded_by: str, today: date
) -> list[Event]:
    permit(state, "hold")
    if not state.called_on <= held_on <= today:
        raise DomainRefusal("held-on", "A talk is recorded after it was held, and was held after it was called for.")
    about = {"proposal_id": state.proposal_id, "reply_id": state.reply_id, "member_id": state.member_id}
    return [
        ProcessTalkHeld(**about, talk_id=talk_id, held_on=held_on, form=form, outcome=outcome, recorded_by=recorded_by)
    ]


def end(state: ProcessTalk, talk_id: str, *, conclusion: str, declined: bool, ended_by: str) -> list[Event]:
    """After a talk; or, where the member wants none, without one, which stays visible."""
    permit(state, "end_declined" if declined else "end")
    about = {"proposal_id": state.proposal_id, "reply_id": state.reply_id, "member_id": state.member_id}
    return [ProcessTalkEnded(**about, talk_id=talk_id, conclusion=conclusion, declined=declined, ended_by=ended_by)]

"""A model: marked with why it is good, edited, unmarked with a reason, and perhaps marked once more."""

from typing import Literal

from contracts.base import DomainRefusal, Event, Line, Record, Ref, Text
from contracts.submission import ModelEdited, ModelMarked, ModelUnmarked
from services.submission.proposal.domain import Proposal, check_conflict

EVENTS = (ModelMarked, ModelEdited, ModelUnmarked)

State = Literal["marked", "unmarked"]
STATES: tuple[State, ...] = ("marked", "unmarked")

TRANSITIONS: dict[str, frozenset[State]] = {
    "mark": frozenset({"unmarked"}),
    "edit": frozenset({"marked"}),
    "unmark": frozenset({"marked"}),
}
"""Command → states in which it is allowed; everything else is refused. What never was one may be marked."""


class Model(Record):
    id: Ref
    state: State
    proposal_id: Ref
    archived: bool
    title: Line
    sector: Line | None
    tags: tuple[Line, ...]
    comment: Text
    reason: Text | None = None
    """Why it was unmarked."""


def identify(proposal_id: str) -> str:
    """The service's log knows an id once, and this one is not the proposal."""
    return f"model:{proposal_id}"


def apply(state: Model | None, event: Event) -> Model:
    match event:
        case ModelMarked():
            return Model(
                id=event.model_id,
                state="marked",
                proposal_id=event.proposal_id,
                archived=event.archived,
                title=event.title,
                sector=event.sector,
                tags=event.tags,
                comment=event.comment,
            )
        case ModelEdited() if state is not None:
            return state.model_copy(update={"tags": event.tags, "comment": event.comment})
        case ModelUnmarked() if state is not None:
            return state.model_copy(update={"state": "unmarked", "reason": event.reason})
        case _:
            raise ValueError(event)


def permit(state: Model, command: str) -> None:
    """Refuses ``command`` where the transition table does not allow it."""
    if state.state not in TRANSITIONS[command]:
        raise DomainRefusal("state", f"The model is {state.state}; {command} needs {sorted(TRANSITIONS[command])}.")


def check_proposal(proposal: Proposal, member_id: str | None) -> None:
    """Members read it whole, so only what is admitted, and whose proposer agreed to that; nobody praises their own."""
    if proposal.state != "admitted":
        raise DomainRefusal("not-admitted", f"A model is an admitted proposal; this one is {proposal.state}.")
    if not proposal.publish_consent:
        raise DomainRefusal("no-consent", "Its proposer did not consent to publish it.")
    check_conflict(proposal, member_id)


def mark(state: Model | None, marked: ModelMarked) -> list[Event]:
    if state is not None:
        permit(state, "mark")
    return [marked]


def edit(state: Model, tags: tuple[str, ...], comment: str) -> list[Event]:
    permit(state, "edit")
    if (tags, comment) == (state.tags, state.comment):
        return []
    return [
        ModelEdited(
            model_id=state.id,
            proposal_id=state.proposal_id,
            tags=tags,
            comment=comment,
            before_tags=state.tags,
            before_comment=state.comment,
        )
    ]


def unmark(state: Model, reason: str) -> list[Event]:
    permit(state, "unmark")
    return [ModelUnmarked(model_id=state.id, proposal_id=state.proposal_id, archived=state.archived, reason=reason)]

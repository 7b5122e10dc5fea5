"""An entry from paper: it waits until a second login confirms or refuses it; refused, it may be corrected."""

from datetime import date, datetime, timedelta
from typing import Literal

from contracts.base import DomainRefusal, Event, Line, ProposalKind, Record, Ref, Text
from contracts.files import Limits, check_room
from contracts.submission import (
    Attachment,
    CosignAnswered,
    CosignInvited,
    PaperAttachmentAdded,
    PaperAttachmentRemoved,
    PaperEntry,
    PaperProposalConfirmed,
    PaperProposalCorrected,
    PaperProposalDiscarded,
    PaperProposalEntered,
    PaperProposalRefused,
    ProposalFiled,
)
from services.submission.attachment.domain import PAPER

EVENTS = (
    PaperProposalEntered,
    PaperProposalCorrected,
    PaperAttachmentAdded,
    PaperAttachmentRemoved,
    PaperProposalRefused,
    PaperProposalDiscarded,
    PaperProposalConfirmed,
)

State = Literal["waiting", "refused", "filed", "discarded"]
STATES: tuple[State, ...] = ("waiting", "refused", "filed", "discarded")

TRANSITIONS: dict[str, frozenset[State]] = {
    "correct": frozenset({"waiting", "refused"}),
    "attach": frozenset({"waiting", "refused"}),
    "detach": frozenset({"waiting", "refused"}),
    "refuse": frozenset({"waiting"}),
    "confirm": frozenset({"waiting"}),
    "discard": frozenset({"refused"}),
}
"""Command → states in which it is allowed; everything else is refused."""


class Paper(Record):
    id: Ref
    state: State
    entry: PaperEntry
    entered_on: date
    entered_by: Line
    """The login that changed it last: it answers for what the other one confirms. All of them are in the history."""
    attachments: tuple[Attachment, ...] = ()
    refusal: Text | None = None
    refused_by: Line | None = None
    confirmed_by: Line | None = None
    proposal_id: Ref | None = None
    refiles: Ref | None = None
    """The returned proposal that this is the corrected text of."""
    refiles_version: int | None = None
    discarded: Text | None = None
    """Why it was given up."""
    discarded_by: Line | None = None


def apply(state: Paper | None, event: Event) -> Paper:
    if isinstance(event, PaperProposalEntered):
        return Paper(
            id=event.paper_id,
            state="waiting",
            entry=event.entry,
            entered_on=event.entered_on,
            entered_by=event.entered_by,
            refiles=event.refiles,
            refiles_version=event.refiles_version,
        )
    if state is None:
        raise ValueError(f"{type(event).__name__} before PaperProposalEntered")
    change: dict[str, object]
    match event:
        case PaperProposalCorrected():
            change = {"state": "waiting", "entry": event.entry, "entered_by": event.entered_by}
            change |= {"refusal": None, "refused_by": None}
        case PaperAttachmentAdded():
            change = {"attachments": (*state.attachments, event.attachment), "entered_by": event.entered_by}
        case PaperAttachmentRemoved():
            left = (one for one in state.attachments if one.attachment_id != event.attachment.attachment_id)
            change = {"attachments": tuple(left), "entered_by": event.entered_by}
        case PaperProposalRefused():
            change = {"state": "refused", "refusal": event.reason, "refused_by": event.refused_by}
        case PaperProposalDiscarded():
            change = {"state": "discarded", "discarded": event.reason, "discarded_by": event.discarded_by}
        case PaperProposalConfirmed():
            change = {"state": "filed", "confirmed_by": event.confirmed_by, "proposal_id": event.filed_as}
        case _:
            raise ValueError(event)
    return state.model_copy(update=change)


def permit(state: Paper, command: str) -> None:
    """Refuses ``command`` where the transition table does not allow it."""
    if state.state not in TRANSITIONS[command]:
        raise DomainRefusal("state", f"The entry is {state.state}; {command} needs {sorted(TRANSITIONS[command])}.")


def check_conflict(entry: PaperEntry, member_id: str | None, body_id: str | None) -> None:
    """Nobody enters or confirms what they propose or have co-signed, or what the body that they speak for proposes."""
    signed = {entry.member_id, *(one.member_id for one in entry.cosigners)}
    if member_id in signed or (entry.body_id is not None and entry.body_id == body_id):
        raise DomainRefusal(
            "conflict-of-interest", "Nobody enters or confirms a proposal of their own; a colleague does."
        )


def check_form(kind: ProposalKind, member_id: str, body_id: str | None, cosigners: tuple[str, ...]) -> None:
    """As of any filing; who signed on paper needs no invitation."""
    if (kind == "joint") != bool(cosigners):
        raise DomainRefusal("cosigners", "A joint proposal names its co-signers, and only a joint one does.")
    if (kind == "collective") != (body_id is not None):
        raise DomainRefusal("body", "A collective proposal names its body, and only a collective one does.")
    if member_id in cosigners or len(set(cosigners)) != len(cosigners):
        raise DomainRefusal("cosigners", "Each co-signer is named once, the first proposer not at all.")


def check_received(first: datetime, on: date, now: datetime, entered_on: date, entry_days: int) -> None:
    """``first`` is the first moment of ``on`` at which the paper may have come in."""
    if first > now:
        raise DomainRefusal("received-on", "No paper has come in after it is entered.")
    earliest = entered_on - timedelta(days=entry_days)
    if on < earliest:
        raise DomainRefusal("received-on", f"Entered on {entered_on}, a paper may have come in since {earliest}.")


def correct(state: Paper, entry: PaperEntry, by: str) -> list[Event]:
    """The entry whole, anew; what was refused waits again even where it is the same: its files may have changed."""
    permit(state, "correct")
    if entry == state.entry and state.state == "waiting":
        return []
    return [PaperProposalCorrected(paper_id=state.id, entry=entry, before=state.entry, entered_by=by)]


def attach(state: Paper, added: Attachment, limits: Limits, by: str) -> list[Event]:
    permit(state, "attach")
    check_room(state.attachments, added, limits)
    return [PaperAttachmentAdded(paper_id=state.id, attachment=added, entered_by=by)]


def detach(state: Paper, attachment_id: str, by: str) -> list[Event]:
    permit(state, "detach")
    return [
        PaperAttachmentRemoved(paper_id=state.id, attachment=one, entered_by=by)
        for one in state.attachments
        if one.attachment_id == attachment_id
    ]


def check_second(state: Paper, by: str) -> None:
    if by == state.entered_by:
        raise DomainRefusal("four-eyes", "Whoever entered it does not judge the entry; a colleague does.")


def refuse(state: Paper, reason: str, by: str) -> list[Event]:
    permit(state, "refuse")
    check_second(state, by)
    title = state.entry.text.title
    return [
        PaperProposalRefused(paper_id=state.id, title=title, reason=reason, entered_by=state.entered_by, refused_by=by)
    ]


def discard(state: Paper, reason: str, by: str) -> list[Event]:
    """By whoever entered it: a colleague who thinks otherwise corrects it, and then it is theirs."""
    permit(state, "discard")
    if by != state.entered_by:
        raise DomainRefusal("not-entered-by-you", f"The entry is {state.entered_by}'s to give up, or to correct.")
    title = state.entry.text.title
    return [PaperProposalDiscarded(paper_id=state.id, title=title, reason=reason, discarded_by=by)]


def check_own(state: Paper) -> None:
    """A corrected text is no proposal of its own: the returned one says whose it is and where it belongs."""
    if state.refiles is not None:
        raise DomainRefusal(
            "refiling", f"The entry is the corrected text of proposal {state.refiles}; correct it as that."
        )


def refiled(state: Paper) -> str:
    """The returned proposal that it is the corrected text of."""
    if state.refiles is None:
        raise DomainRefusal("refiling", "The entry is a proposal of its own; correct it as that.")
    return state.refiles


def check_answers(received_at: datetime, returned_at: datetime) -> None:
    """``received_at`` is the last moment at which the paper may have come in."""
    if received_at < returned_at:
        raise DomainRefusal("received-on", f"Returned at {returned_at}: what came in before is no answer to that.")


def confirm(state: Paper, by: str, proposal_id: str, *, scan_required: bool) -> list[Event]:
    permit(state, "confirm")
    check_second(state, by)
    if scan_required and all(one.purpose != PAPER for one in state.attachments):
        raise DomainRefusal("scan-missing", "An entry is confirmed with the scan of the paper: attach it first.")
    return [PaperProposalConfirmed(paper_id=state.id, filed_as=proposal_id, confirmed_by=by)]


def signed(entry: PaperEntry, filed: ProposalFiled, now: datetime) -> list[Event]:
    """The proposal's events: filed, and each signature that is on the paper."""
    events: list[Event] = [filed]
    for one in entry.cosigners:
        id, member = filed.proposal_id, one.member_id
        events.append(CosignInvited(proposal_id=id, member_id=member, lapses_at=now, on_paper=True))
        events.append(CosignAnswered(proposal_id=id, member_id=member, agreed=True, opinion=one.opinion, on_paper=True))
    return events

"""A proposal from filing to registration: states, transitions as data, decisions that return events."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Literal

from contracts.base import Channel, DomainRefusal, Event, Line, ProposalKind, Record, Ref, Text
from contracts.submission import (
    Assisted,
    Attachment,
    AttachmentAdded,
    AttachmentRemoved,
    CosignAnswered,
    CosignCancelled,
    CosignInvited,
    CosignLapsed,
    EntryObjected,
    EntryObjectionSettled,
    MergeAnswered,
    MergeObjectionsOverruled,
    MergeUndone,
    ProposalAdmitted,
    ProposalAmended,
    ProposalDeclined,
    ProposalFiled,
    ProposalMergedInto,
    ProposalOrigin,
    ProposalReturned,
    ProposalsMerged,
    ProposalText,
    ProposalUnmerged,
    ProposalWithdrawn,
    ReconsiderationDecided,
    ReconsiderationRequested,
    RedirectAnswered,
    ReplacedUnit,
)

EVENTS = (
    ProposalFiled, CosignInvited, CosignAnswered, CosignCancelled, CosignLapsed, ProposalReturned, ProposalAmended,
    ProposalAdmitted, ProposalDeclined, ProposalsMerged, ProposalMergedInto, MergeUndone, ProposalUnmerged,
    ProposalWithdrawn, RedirectAnswered, ReconsiderationRequested, ReconsiderationDecided, AttachmentAdded,
    AttachmentRemoved, EntryObjected, EntryObjectionSettled, MergeAnswered, MergeObjectionsOverruled,
)  # fmt: skip

State = Literal["filed", "returned", "admitted", "declined", "merged", "withdrawn"]
STATES: tuple[State, ...] = ("filed", "returned", "admitted", "declined", "merged", "withdrawn")

TRANSITIONS: dict[str, frozenset[State]] = {
    "review": frozenset({"filed"}),
    "return": frozenset({"filed"}),
    "refile": frozenset({"returned"}),
    "edit": frozenset({"filed"}),
    "admit": frozenset({"filed"}),
    "decline": frozenset({"filed"}),
    "merge": frozenset({"filed"}),
    "merge_into": frozenset({"filed"}),
    "undo_merge": frozenset({"filed", "returned", "admitted", "declined", "withdrawn"}),
    "unmerge": frozenset({"merged"}),
    "answer_merge": frozenset({"filed"}),
    "overrule_merge": frozenset({"filed"}),
    "withdraw": frozenset({"filed", "returned", "admitted"}),
    "cosign": frozenset({"filed", "returned"}),
    "invite": frozenset({"filed", "returned"}),
    "cancel_invitation": frozenset({"filed", "returned"}),
    "answer_redirect": frozenset({"declined"}),
    "reconsider": frozenset({"declined"}),
    "decide_reconsideration": frozenset({"declined"}),
    "attach": frozenset({"returned"}),
    "detach": frozenset({"returned"}),
    "object_to_entry": frozenset({"filed", "returned", "admitted", "merged"}),
    "settle_objection": frozenset({"filed", "returned", "admitted", "merged"}),
}
"""Command → states in which it is allowed; everything else is refused."""

OPEN: tuple[State, ...] = ("filed", "returned", "admitted", "declined")
"""States in which something may still become of it."""

REVIEW = frozenset({"review", "return", "admit", "decline", "merge", "merge_into"})
"""Commands of the review, which starts when no invitation to co-sign and no objection to the entry is open."""


class Invitation(Record):
    member_id: Ref
    lapses_at: datetime
    answer: Literal["open", "agreed", "declined", "lapsed", "cancelled"] = "open"
    agreed_version: int | None = None
    """The version of the text that was agreed to: a later one was never put before the co-signer."""
    on_paper: bool = False
    """Signed on the paper that was handed in; never asked."""


class Objection(Record):
    """Of the proposer, to what was entered in their name from paper."""

    reason: Text
    text_version: int
    """Of the text that was objected to."""
    outcome: Literal["open", "stands", "corrected", "withdrawn"] = "open"
    explanation: Text | None = None


class MergeAnswer(Record):
    """What the first proposer of one of the proposals of a merge says to it."""

    of: Ref
    answer: Literal["open", "agreed", "objected", "overruled"] = "open"
    reason: Text | None = None
    explanation: Text | None = None


class Proposal(Record):
    id: Ref
    state: State
    kind: ProposalKind
    first_proposer: Ref
    body_id: Ref | None
    session_id: Ref
    channel: Channel
    text: ProposalText
    publish_consent: bool
    received_at: datetime
    invitations: tuple[Invitation, ...] = ()
    merged_proposers: tuple[Ref, ...] = ()
    master_id: Ref | None = None
    case_number: int | None = None
    comments: str | None = None
    """Of the last return for revision."""
    decline_reason: str | None = None
    decline_explanation: str | None = None
    redirect: str | None = None
    redirect_agreed: bool | None = None
    declined_by: str | None = None
    reconsider_until: date | None = None
    reconsideration: Literal["asked", "upheld", "reopened"] | None = None
    """Of the one that a proposer may ask for; it stays, so that there is no second."""
    text_version: int = 1
    suggested_units: tuple[Ref, ...] = ()
    booking_id: Ref | None = None
    children: tuple[Ref, ...] = ()
    """Those merged into this one."""
    attachments: tuple[Attachment, ...] = ()
    replaced_units: tuple[ReplacedUnit, ...] = ()
    assisted: Assisted | None = None
    objection: Objection | None = None
    origin: ProposalOrigin | None = None
    """Of one that another county forwarded; its proposer is who took it up here."""
    refiled_on_paper: bool = False
    """``assisted`` is of the text that was filed again; before, the proposal may have been filed otherwise."""
    merge_answers: tuple[MergeAnswer, ...] = ()
    """Of a master: of itself and of each child, where the county asks."""
    merge_answer_by: datetime | None = None
    merged_by: str | None = None
    consent_refusal: Text | None = None
    """Why it may not be published."""
    signatory: Line | None = None
    """Who signed for the body."""

    @property
    def proposers(self) -> tuple[str, ...]:
        """Everybody who is asked for sign-off: first, joint, and those of merged proposals; each once."""
        agreed = (i.member_id for i in self.invitations if i.answer == "agreed")
        return tuple(dict.fromkeys((self.first_proposer, *agreed, *self.merged_proposers)))


def apply(state: Proposal | None, event: Event) -> Proposal:
    if isinstance(event, ProposalFiled):
        return Proposal(
            id=event.proposal_id,
            state="filed",
            kind=event.kind,
            first_proposer=event.first_proposer,
            body_id=event.body_id,
            session_id=event.session_id,
            channel=event.channel,
            text=event.text,
            publish_consent=event.publish_consent,
            received_at=event.received_at,
            suggested_units=event.suggested_units,
            booking_id=event.booking_id,
            attachments=event.attachments,
            replaced_units=event.replaced_units,
            assisted=event.assisted,
            origin=event.origin,
            consent_refusal=event.consent_refusal,
            signatory=event.signatory,
        )
    if state is None:
        raise ValueError(f"{type(event).__name__} before ProposalFiled")
    match event:
        case CosignInvited():
            invitation = Invitation(member_id=event.member_id, lapses_at=event.lapses_at, on_paper=event.on_paper)
            # Invited again, what became of the first invitation counts no more.
            others = (one for one in state.invitations if one.member_id != event.member_id)
            change: Mapping[str, object] = {"invitations": (*others, invitation)}
        case CosignAnswered():
            agreed = {"answer": "agreed", "agreed_version": state.text_version}
            change = {
                "invitations": _answered(state, event.member_id, agreed if event.agreed else {"answer": "declined"})
            }
        case CosignCancelled():
            change = {"invitations": _answered(state, event.member_id, {"answer": "cancelled"})}
        case CosignLapsed():
            change = {"invitations": _answered(state, event.member_id, {"answer": "lapsed"})}
        case ProposalReturned():
            change = {"state": "returned", "comments": event.comments}
        case ProposalAmended():
            change = {"text": event.text, "text_version": state.text_version + 1, "state": "filed"}
            if event.assisted is not None:
                # What was said to an earlier entry is settled; to this one its proposer may object anew.
                change |= {"assisted": event.assisted, "objection": None, "refiled_on_paper": True}
                change |= {"attachments": (*state.attachments, *event.attachments)}
        case ProposalAdmitted():
            change = {"state": "admitted", "case_number": event.case_number}
        case ProposalDeclined():
            change = {
                "state": "declined",
                "decline_reason": event.reason_code,
                "decline_explanation": event.explanation,
                "redirect": event.redirect,
                "redirect_agreed": None,
                "declined_by": event.declined_by,
                "reconsider_until": event.reconsider_until,
            }
        case RedirectAnswered():
            change = {"redirect_agreed": event.agreed}
        case ReconsiderationRequested():
            change = {"reconsideration": "asked"}
        case ReconsiderationDecided():
            change = {"reconsideration": "upheld"}
            if event.reopened:
                again = ("decline_reason", "decline_explanation", "redirect", "redirect_agreed")
                change = {"reconsideration": "reopened", "state": "filed"} | dict.fromkeys(again)
        case ProposalsMerged():
            change = {
                "children": (*state.children, *event.children),
                "merged_proposers": tuple(dict.fromkeys((*state.merged_proposers, *event.proposers))),
                "merged_by": event.merged_by,
                "merge_answer_by": event.answer_by,
            }
            if event.answer_by is not None:
                change |= {"merge_answers": tuple(MergeAnswer(of=id) for id in (state.id, *event.children))}
        case ProposalMergedInto():
            change = {"state": "merged", "master_id": event.master_id}
        case MergeUndone():
            change = {"children": (), "merged_proposers": ()}
            change |= {"merge_answers": (), "merge_answer_by": None, "merged_by": None}
        case MergeAnswered():
            said = {"answer": "agreed" if event.agreed else "objected", "reason": event.reason}
            change = {"merge_answers": _said(state, (event.of,), said)}
        case MergeObjectionsOverruled():
            said = {"answer": "overruled", "explanation": event.explanation}
            change = {"merge_answers": _said(state, event.of, said)}
        case ProposalUnmerged():
            change = {"state": "filed", "master_id": None}
        case ProposalWithdrawn():
            change = {"state": "withdrawn"}
        case AttachmentAdded():
            change = {"attachments": (*state.attachments, event.attachment)}
        case EntryObjected():
            change = {"objection": Objection(reason=event.reason, text_version=state.text_version)}
        case EntryObjectionSettled():
            assert state.objection is not None
            settled = {"outcome": event.outcome, "explanation": event.explanation}
            change = {"objection": state.objection.model_copy(update=settled)}
        case AttachmentRemoved():
            gone = event.attachment.attachment_id
            change = {"attachments": tuple(one for one in state.attachments if one.attachment_id != gone)}
        case _:
            raise ValueError(event)
    return state.model_copy(update=change)


def involved(state: Proposal) -> set[str]:
    """Who sees it among their own: the proposers, whoever is or was invited, and those of merged ones; not whom the
    first proposer had not meant to invite."""
    return {*state.proposers, *(i.member_id for i in state.invitations if i.answer != "cancelled")}


def is_open(state: Proposal, today: date) -> bool:
    """Whether somebody still has something to say to it; when an admitted one is closed, others know."""
    if state.state != "declined":
        return state.state in OPEN
    asked = state.redirect is not None and state.redirect_agreed is None
    may_ask = state.reconsideration is None and state.reconsider_until is not None and today <= state.reconsider_until
    return asked or may_ask or state.reconsideration == "asked"


def _answered(state: Proposal, member_id: str, answer: Mapping[str, object]) -> tuple[Invitation, ...]:
    return tuple(i.model_copy(update=answer) if i.member_id == member_id else i for i in state.invitations)


def _said(state: Proposal, of: Sequence[str], said: Mapping[str, object]) -> tuple[MergeAnswer, ...]:
    return tuple(one.model_copy(update=said) if one.of in of else one for one in state.merge_answers)


def permit(state: Proposal, command: str) -> None:
    """Refuses ``command`` where the transition table does not allow it."""
    if state.state not in TRANSITIONS[command]:
        raise DomainRefusal("state", f"The proposal is {state.state}; {command} needs {sorted(TRANSITIONS[command])}.")
    waiting = [i.member_id for i in state.invitations if i.answer == "open"]
    if command in REVIEW and waiting:
        raise DomainRefusal("cosign-open", f"Review starts when no invitation is open; waiting for {waiting}.")
    if command in REVIEW and state.objection is not None and state.objection.outcome == "open":
        raise DomainRefusal("objection-open", "The proposer objects to what was entered; that is settled first.")


def check_proposer(state: Proposal, member_id: str | None) -> None:
    """Of a collective proposal the body's register says who acts, and that changes; it is asked beside this."""
    if state.body_id is None and member_id != state.first_proposer:
        raise DomainRefusal("first-proposer", "Only the first proposer files again or withdraws.")


def check_conflict(state: Proposal, member_id: str | None) -> None:
    """Nobody reviews what they propose, co-sign or are asked to co-sign, whatever other role they have."""
    asked = {i.member_id for i in state.invitations if i.answer == "open"}
    if member_id is not None and member_id in {*state.proposers, *asked}:
        raise DomainRefusal("conflict-of-interest", "Nobody reviews a proposal of their own; a colleague does.")


def check_research(researched: date | None, today: date) -> None:
    """The age of a topic is counted from it."""
    if researched is not None and researched > today:
        raise DomainRefusal("research-date", f"Research of {researched} has not been done yet; today is {today}.")


def check_refusal(consent: bool, refusal: str | None, *, needed: bool) -> None:
    if consent and refusal is not None:
        raise DomainRefusal("consent-refusal", "It may be published: a reason why not contradicts that.")
    if not consent and refusal is None and needed:
        raise DomainRefusal("consent-refusal", "Who refuses publication says why: give consent_refusal.")


def check_signatory(kind: ProposalKind, signatory: str | None, *, needed: bool) -> None:
    if kind != "collective" and signatory is not None:
        raise DomainRefusal("signatory", "Only a collective proposal is signed by somebody for a body.")
    if kind == "collective" and signatory is None and needed:
        raise DomainRefusal("signatory", "A collective proposal names who signed for the body: give signatory.")


def file(filed: ProposalFiled, cosigners: Sequence[str], now: datetime, lapse: timedelta) -> list[Event]:
    """Filing does not wait for co-signers; each gets an invitation that lapses."""
    if (filed.kind == "joint") != bool(cosigners):
        raise DomainRefusal("cosigners", "A joint proposal names its co-signers, and only a joint one does.")
    if (filed.kind == "collective") != (filed.body_id is not None):
        raise DomainRefusal("body", "A collective proposal names its body, and only a collective one does.")
    if filed.first_proposer in cosigners or len(set(cosigners)) != len(cosigners):
        raise DomainRefusal("cosigners", "Each co-signer is named once, the first proposer not at all.")
    invitations = [
        CosignInvited(proposal_id=filed.proposal_id, member_id=member, lapses_at=now + lapse) for member in cosigners
    ]
    return [filed, *invitations]


def check_repeats(state: Proposal, repeats: str, received_at: datetime | None, *, archived: bool) -> None:
    """What is repeated came before: a proposal received earlier, or one of the archive."""
    if not archived and (received_at is None or received_at >= state.received_at or repeats == state.id):
        raise DomainRefusal("repeats-unknown", f"There is no earlier proposal {repeats} in this county.")


def admit(state: Proposal, case_number: int, topic_group: str, repeats: str | None, policy_version: int) -> list[Event]:
    permit(state, "admit")
    return [
        ProposalAdmitted(
            proposal_id=state.id,
            case_number=case_number,
            session_id=state.session_id,
            channel=state.channel,
            kind=state.kind,
            title=state.text.title,
            topic_group=topic_group,
            proposers=state.proposers,
            suggestions=state.text.suggestions,
            publish_consent=state.publish_consent,
            repeats=repeats,
            policy_version=policy_version,
        )
    ]


def decline(
    state: Proposal,
    reasons: Mapping[str, str],
    reason_code: str,
    explanation: str,
    redirect: str | None,
    policy_version: int,
    by: str,
    reconsider_until: date,
) -> list[Event]:
    permit(state, "decline")
    if reason_code not in reasons:
        raise DomainRefusal("reason-code", f"The county's reasons are {sorted(reasons)}.")
    return [
        ProposalDeclined(
            proposal_id=state.id,
            reason_code=reason_code,
            explanation=explanation,
            redirect=redirect,
            policy_version=policy_version,
            reconsider_until=reconsider_until,
            declined_by=by,
        )
    ]


def withdraw(state: Proposal, member_id: str | None, reason: str, *, assigned: bool) -> list[Event]:
    permit(state, "withdraw")
    check_proposer(state, member_id)
    if assigned:
        raise DomainRefusal("assigned-already", "A proposal is withdrawn only until it is assigned.")
    return [ProposalWithdrawn(proposal_id=state.id, reason=reason)]

"""Who is asked about one issued reply, what they signed, and what follows. Silence is never satisfaction."""

import json
from datetime import datetime
from typing import Any, Literal

from contracts.base import DomainRefusal, Event, Rating, Record, Ref, Text
from contracts.consultation import ReplyIssued
from contracts.files import Attachment
from contracts.supervision import (
    Attitude,
    CommitteeConsultationCalled,
    Completion,
    Evidence,
    MemberSignedOff,
    PaperScanAdded,
    PaperSignOffEntered,
    PaperSignOffWithdrawn,
    RehandlingOrdered,
    SignOffCompleted,
    SignOffRefused,
    SignOffReminded,
    SignOffRequested,
)

EVENTS = (
    SignOffRequested, PaperSignOffEntered, MemberSignedOff, SignOffCompleted, RehandlingOrdered, SignOffRefused,
    SignOffReminded, CommitteeConsultationCalled, PaperScanAdded, PaperSignOffWithdrawn,
)  # fmt: skip

State = Literal["requested", "completed", "superseded"]
STATES: tuple[State, ...] = ("requested", "completed", "superseded")
TRANSITIONS: dict[str, frozenset[State]] = {
    "sign": frozenset({"requested"}),
    "enter_paper": frozenset({"requested"}),
    "confirm_paper": frozenset({"requested"}),
    "withdraw_paper": frozenset({"requested"}),
    "settle": frozenset({"requested"}),
    "add_scan": frozenset(STATES),
    "remind": frozenset({"requested"}),
}
RANK: tuple[Rating, ...] = ("satisfied", "mostly_satisfied", "dissatisfied")
View = Literal["agree", "understand", "reserve", "disagree"]


class Opinion(Record):
    """What the member says: the result and the process apart."""

    result: Rating
    process: Rating
    visited: bool
    view: View
    comment: Text | None = None
    attitude: Attitude | None = None
    to_the_point: bool | None = None


class Signature(Record):
    member_id: Ref
    opinion: Opinion
    evidence: Evidence


class Paper(Record):
    member_id: Ref
    opinion: Opinion
    scan_sha256: str
    entered_by: str


class Scan(Record):
    member_id: Ref
    file: Attachment


class SignOff(Record):
    proposal_id: Ref
    reply_id: Ref
    assignment_id: Ref
    unit_id: Ref
    cycle: int
    reply_version: int
    reply_hash: str
    members: tuple[Ref, ...]
    state: State = "requested"
    signatures: tuple[Signature, ...] = ()
    papers: tuple[Paper, ...] = ()
    reminded: int = 0
    """How often who has not signed was asked again."""
    refused: int = 0
    """Attempts that proved nothing."""
    completion: Completion | None = None
    """None where an earlier version asked: all must sign."""
    scans: tuple[Scan, ...] = ()
    """Files of paper forms."""
    held_until: datetime | None = None
    """Whose form was taken back has the time to have it entered anew: until then no quorum is enough."""

    @property
    def unsigned(self) -> tuple[str, ...]:
        signed = {signature.member_id for signature in self.signatures}
        return tuple(member for member in self.members if member not in signed)

    def paper(self, member_id: str) -> Paper | None:
        """The member's form that waits for its second clerk."""
        return next((one for one in self.papers if one.member_id == member_id), None)

    def bound_scan(self, member_id: str) -> str | None:
        """The digest of the scan that the member's paper form is bound to, entered or confirmed."""
        forms = [paper.scan_sha256 for paper in self.papers if paper.member_id == member_id]
        signed = [one.evidence.scan_sha256 for one in self.signatures if one.member_id == member_id]
        return next(iter((*forms, *signed)), None)

    def scan(self, member_id: str) -> Attachment | None:
        """The file of that form, where it has come."""
        bound = self.bound_scan(member_id)
        return next((one.file for one in self.scans if (one.member_id, one.file.sha256) == (member_id, bound)), None)

    def complete(self, now: datetime) -> bool:
        """Whether enough have signed. A paper form that waits for its second clerk was signed already: what it says is
        not cut off by the others."""
        rule, silent = self.completion, self.unsigned
        if not silent:
            return bool(self.members)
        if rule is None or rule.rule == "all" or self.papers:
            return False
        if any(day is not None and now < day for day in (rule.not_before, self.held_until)):
            return False
        return len(self.signatures) >= rule.needed and not set(rule.first) & set(silent)


def _opinion(event: MemberSignedOff | PaperSignOffEntered) -> Opinion:
    return Opinion(**{name: getattr(event, name) for name in Opinion.model_fields})


def apply(state: SignOff | None, event: Event) -> SignOff:
    if isinstance(event, SignOffRequested):
        return SignOff(**event.model_dump())
    if state is None:
        raise ValueError(f"{type(event).__name__} before SignOffRequested")
    change: dict[str, object]
    match event:
        case PaperSignOffEntered():
            paper = Paper(
                member_id=event.member_id,
                opinion=_opinion(event),
                scan_sha256=event.scan_sha256,
                entered_by=event.entered_by,
            )
            others = (p for p in state.papers if p.member_id != event.member_id)
            change = {"papers": (*others, paper)}
        case MemberSignedOff():
            signature = Signature(member_id=event.member_id, opinion=_opinion(event), evidence=event.evidence)
            change = {
                "signatures": (*state.signatures, signature),
                "papers": tuple(p for p in state.papers if p.member_id != event.member_id),
            }
        case PaperSignOffWithdrawn():
            papers = tuple(p for p in state.papers if p.member_id != event.member_id)
            change = {"papers": papers, "held_until": event.held_until}
        case SignOffCompleted():
            change = {"state": "completed"}
        case RehandlingOrdered():
            change = {"state": "superseded"}
        case SignOffReminded():
            change = {"reminded": event.number}
        case PaperScanAdded():
            change = {"scans": (*state.scans, Scan(member_id=event.member_id, file=event.scan))}
        case CommitteeConsultationCalled():
            change = {}
        case SignOffRefused():
            change = {"refused": state.refused + 1}
        case _:
            raise ValueError(event)
    return state.model_copy(update=change)


def completion(
    reply: ReplyIssued, rule: Literal["all", "first_and_quorum"], needed: int, not_before: datetime, version: int
) -> Completion:
    """The first to get a copy is the first proposer; a reply of an older release names no others."""
    if rule == "all":
        return Completion(rule=rule, first=(), needed=needed, policy_version=version)
    first = reply.first_proposers or reply.copies_to[:1]
    return Completion(rule=rule, first=first, needed=needed, policy_version=version, not_before=not_before)


def request(reply: ReplyIssued, completion: Completion) -> list[Event]:
    """Every proposer who gets a copy is asked, each merged proposal's too; endorsers get none and are not."""
    return [
        SignOffRequested(
            proposal_id=reply.proposal_id,
            reply_id=reply.reply_id,
            assignment_id=reply.assignment_id,
            unit_id=reply.unit_id,
            cycle=reply.cycle,
            reply_version=reply.reply_version,
            reply_hash=reply.content_hash,
            members=reply.copies_to,
            completion=completion,
        )
    ]


def canonical(value: object) -> str:
    """Sorted keys, no blanks, UTF-8: one text for one statement, whoever writes it."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def statement(state: SignOff, county: str, signer: str, opinion: Opinion, now: datetime) -> str:
    """The text that is signed: it names everything it is about, so that it fits nothing else."""
    return canonical(
        {
            "county": county,
            "proposal": state.proposal_id,
            "reply": state.reply_id,
            "reply_version": state.reply_version,
            "reply_hash": state.reply_hash,
            "cycle": state.cycle,
            "signer": signer,
            "time": now.isoformat(timespec="seconds"),
            **opinion.model_dump(),
        }
    )


def permit(state: SignOff, command: str, member_id: str) -> None:
    if state.state not in TRANSITIONS[command]:
        raise DomainRefusal("state", f"The sign-off is {state.state}.")
    if member_id not in state.members:
        raise DomainRefusal("not-asked", "Only a proposer of this proposal signs.")
    if member_id not in state.unsigned:
        raise DomainRefusal("signed-already", "The member has signed; a signature is not replaced.")


def _about(state: SignOff) -> dict[str, Any]:
    return {
        "proposal_id": state.proposal_id,
        "reply_id": state.reply_id,
        "assignment_id": state.assignment_id,
        "unit_id": state.unit_id,
        "cycle": state.cycle,
    }


def settle(state: SignOff, now: datetime) -> list[Event]:
    """Its completion, where enough have signed by now."""
    if state.state not in TRANSITIONS["settle"] or not state.complete(now):
        return []
    ratings: list[Rating] = [signature.opinion.result for signature in state.signatures]
    return [SignOffCompleted(**_about(state), result=max(ratings, key=RANK.index))]


def sign(
    state: SignOff, member_id: str, opinion: Opinion, evidence: Evidence, max_cycle: int, now: datetime
) -> list[Event]:
    """The signature and what follows from it, for this reply alone."""
    permit(state, "sign", member_id)
    about = _about(state)
    signed = MemberSignedOff(**about, member_id=member_id, **opinion.model_dump(), evidence=evidence)
    if opinion.result == "dissatisfied" and state.cycle < max_cycle:
        rehandling = RehandlingOrdered(
            proposal_id=state.proposal_id,
            reply_id=state.reply_id,
            assignment_id=state.assignment_id,
            unit_id=state.unit_id,
            next_cycle=state.cycle + 1,
            reason=opinion.comment or "委员签字不满意",
        )
        return [signed, rehandling]
    events: list[Event] = [signed]
    if opinion.result == "dissatisfied":
        reason = opinion.comment or "委员再次签字不满意"
        events.append(CommitteeConsultationCalled(**about, member_id=member_id, reason=reason))
    return [*events, *settle(apply(state, signed), now)]


def enter_paper(state: SignOff, member_id: str, opinion: Opinion, scan_sha256: str, staff: str) -> list[Event]:
    permit(state, "enter_paper", member_id)
    return [
        PaperSignOffEntered(
            proposal_id=state.proposal_id,
            reply_id=state.reply_id,
            member_id=member_id,
            **opinion.model_dump(),
            scan_sha256=scan_sha256,
            entered_by=staff,
        )
    ]


def check_scan(state: SignOff, member_id: str) -> None:
    """Also after the form was confirmed, and after the end: a digest that stands without its file may get it later."""
    if state.bound_scan(member_id) is None:
        raise DomainRefusal("no-paper", "No paper form was entered for this member.")
    if state.scan(member_id) is not None:
        raise DomainRefusal("scanned-already", "The scan of this form is here already.")


def add_scan(state: SignOff, member_id: str, scan: Attachment, staff: str) -> list[Event]:
    check_scan(state, member_id)
    if scan.sha256 != state.bound_scan(member_id):
        raise DomainRefusal("scan-differs", "The file is not the one whose digest was entered with the form.")
    return [
        PaperScanAdded(
            proposal_id=state.proposal_id, reply_id=state.reply_id, member_id=member_id, scan=scan, added_by=staff
        )
    ]


def to_confirm(state: SignOff, member_id: str, staff: str, *, scan_required: bool) -> Paper:
    """The form that another clerk compares with its scan; it then counts, shown as *assisted*."""
    permit(state, "confirm_paper", member_id)
    paper = state.paper(member_id)
    if paper is None:
        raise DomainRefusal("no-paper", "No paper form was entered for this member.")
    if paper.entered_by == staff:
        raise DomainRefusal("two-staff", "Another clerk confirms what was entered.")
    if scan_required and state.scan(member_id) is None:
        raise DomainRefusal("scan-missing", "The scan of the form comes first, so that it can be compared.")
    return paper


def withdraw_paper(state: SignOff, member_id: str, reason: str, staff: str, held_until: datetime) -> list[Event]:
    """An entry is nobody's signature yet, so one clerk may take it back; but what the member signed must not be lost by
    it, so that the others' quorum then waits."""
    permit(state, "withdraw_paper", member_id)
    paper = state.paper(member_id)
    if paper is None:
        raise DomainRefusal("no-paper", "No paper form was entered for this member.")
    return [
        PaperSignOffWithdrawn(
            proposal_id=state.proposal_id,
            reply_id=state.reply_id,
            member_id=member_id,
            scan_sha256=paper.scan_sha256,
            withdrawn_by=staff,
            reason=reason,
            held_until=held_until,
        )
    ]


def refuse(state: SignOff, rule: str, member_id: str | None) -> list[Event]:
    """In whatever state: that somebody tried is worth knowing also when it is too late to sign."""
    return [SignOffRefused(proposal_id=state.proposal_id, reply_id=state.reply_id, rule=rule, member_id=member_id)]


def remind(state: SignOff, number: int, *, announce: bool) -> list[Event]:
    """Each number once; who has signed meanwhile is left alone."""
    if state.state not in TRANSITIONS["remind"] or number <= state.reminded or not state.unsigned:
        return []
    return [
        SignOffReminded(
            proposal_id=state.proposal_id,
            reply_id=state.reply_id,
            assignment_id=state.assignment_id,
            unit_id=state.unit_id,
            number=number,
            members=state.unsigned,
            announce=announce,
        )
    ]

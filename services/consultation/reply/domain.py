"""A reply version: what it must contain, and its way from draft to issue."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Literal

from contracts.base import AnswerClass, DomainRefusal, Event, Record
from contracts.consultation import (
    Attempt,
    HelperOpinionGiven,
    HelperSilent,
    ReplyApproved,
    ReplyContent,
    ReplyDrafted,
    ReplyIssued,
    ReplyRejected,
    ReplyVetted,
)
from services.consultation.attempts import check_attempts

State = Literal["draft", "countersigning", "approved", "vetted", "issued", "rejected"]

TRANSITIONS: dict[str, frozenset[State]] = {
    "countersign": frozenset({"draft", "countersigning", "approved", "vetted"}),
    "helper_silent": frozenset({"draft", "countersigning", "approved", "vetted"}),
    "approve": frozenset({"draft", "countersigning"}),
    "vet": frozenset({"approved"}),
    "reject": frozenset({"approved", "vetted"}),
    "issue": frozenset({"vetted"}),
}
"""Command → the states it may be given in. A silent helper's late opinion is taken until the reply goes out, and so is
the word of a helper that was assigned after the approval."""

SUPERSEDABLE: frozenset[State] = frozenset({"draft", "countersigning", "rejected"})
"""States of the latest version in which the unit may write another one."""

EVENTS: tuple[type[Event], ...] = (
    ReplyDrafted,
    HelperOpinionGiven,
    HelperSilent,
    ReplyApproved,
    ReplyVetted,
    ReplyRejected,
    ReplyIssued,
)


class HelperOpinion(Record):
    """A countersignature; with ``opinion``, a written one."""

    assignment_id: str
    unit_id: str
    opinion: str | None


class SilentHelper(Record):
    """A helper that the version no longer waits for, and what was tried."""

    assignment_id: str
    unit_id: str
    attempts: tuple[Attempt, ...]
    released_by: str


class Reply(Record):
    """One version. ``content`` is as drafted; only vetting changes its class and letter."""

    proposal_id: str
    assignment_id: str
    unit_id: str
    cycle: int
    reply_version: int
    content: ReplyContent
    state: State
    opinions: tuple[HelperOpinion, ...] = ()
    approved_by: str | None = None
    class_change_reason: str | None = None
    rejection: str | None = None
    number: str | None = None
    content_hash: str | None = None
    copies_to: tuple[str, ...] = ()
    issued_at: datetime | None = None
    drafted_at: datetime | None = None
    silent: tuple[SilentHelper, ...] = ()

    @property
    def helper_silent(self) -> tuple[str, ...]:
        """The silent units that have given no opinion after all."""
        given = {opinion.unit_id for opinion in self.opinions}
        return tuple(helper.unit_id for helper in self.silent if helper.unit_id not in given)


def apply(state: Reply | None, event: Event) -> Reply:
    if isinstance(event, ReplyDrafted):
        if state is not None:
            raise ValueError("a version is drafted once")
        return Reply(
            proposal_id=event.proposal_id,
            assignment_id=event.assignment_id,
            unit_id=event.unit_id,
            cycle=event.cycle,
            reply_version=event.reply_version,
            content=event.content,
            state="draft",
            drafted_at=event.drafted_at,
        )
    if state is None:
        raise ValueError(f"{event.wire_name()} before the reply was drafted")
    match event:
        case HelperOpinionGiven():
            opinion = HelperOpinion(assignment_id=event.assignment_id, unit_id=event.unit_id, opinion=event.opinion)
            now = "countersigning" if state.state == "draft" else state.state
            return state.model_copy(update={"state": now, "opinions": (*state.opinions, opinion)})
        case HelperSilent():
            helper = SilentHelper(
                assignment_id=event.assignment_id,
                unit_id=event.unit_id,
                attempts=event.attempts,
                released_by=event.released_by,
            )
            now = "countersigning" if state.state == "draft" else state.state
            return state.model_copy(update={"state": now, "silent": (*state.silent, helper)})
        case ReplyApproved():
            return state.model_copy(update={"state": "approved", "approved_by": event.approved_by})
        case ReplyVetted():
            content = state.content.model_copy(update={"answer_class": event.answer_class, "letter": event.letter})
            return state.model_copy(
                update={"state": "vetted", "content": content, "class_change_reason": event.class_change_reason}
            )
        case ReplyRejected():
            return state.model_copy(update={"state": "rejected", "rejection": event.reason})
        case ReplyIssued():
            return state.model_copy(
                update={
                    "state": "issued",
                    "number": event.number,
                    "content_hash": event.content_hash,
                    "copies_to": event.copies_to,
                    "issued_at": event.issued_at,
                }
            )
        case _:
            raise ValueError(f"{event.wire_name()} is no event of a reply")


def allow(command: str, state: Reply) -> None:
    if state.state not in TRANSITIONS[command]:
        allowed = " or ".join(sorted(TRANSITIONS[command]))
        raise DomainRefusal(
            "reply-state", f"The reply is {state.state}; {command} is possible only while it is {allowed}."
        )


def content_hash(content: ReplyContent) -> str:
    """Hex SHA-256 of the canonical JSON: sorted keys, no blanks, UTF-8."""
    canonical = json.dumps(content.model_dump(mode="json"), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def check_content(
    content: ReplyContent, *, suggestions: Sequence[int], letters: Mapping[AnswerClass, str], today: date
) -> None:
    """Every numbered suggestion answered exactly once, each promise dated, the letter as the county has it."""
    answered = [answer.suggestion for answer in content.answers]
    missing = sorted(set(suggestions) - set(answered))
    if missing:
        raise DomainRefusal("answers", f"Suggestions without an answer: {_numbers(missing)}.")
    unknown = sorted(set(answered) - set(suggestions))
    if unknown:
        raise DomainRefusal("answers", f"The proposal has no suggestions {_numbers(unknown)}.")
    twice = sorted({number for number in answered if answered.count(number) > 1})
    if twice:
        raise DomainRefusal("answers", f"Suggestions answered more than once: {_numbers(twice)}.")
    for answer in content.answers:
        if answer.adoption == "planned" and answer.commitment is None:
            raise DomainRefusal(
                "commitment", f"Suggestion {answer.suggestion} is answered as planned; it needs a dated commitment."
            )
        if answer.commitment is not None and answer.commitment.due <= today:
            raise DomainRefusal(
                "commitment-due", f"The commitment on suggestion {answer.suggestion} must fall due in the future."
            )
    if content.letter != letters[content.answer_class]:
        raise DomainRefusal(
            "letter", f"The letter of class {content.answer_class} is {letters[content.answer_class]} in this county."
        )


def check_restated(content: ReplyContent, before: ReplyContent, settled: Collection[int] = ()) -> None:
    """A new cycle does not forget what the reply ``before`` promised: each promise is made again, or answered as done.

    Unless it is ``settled``: kept, or released by the committee.
    """
    promised = {answer.suggestion for answer in before.answers if answer.commitment is not None}
    answered = {
        answer.suggestion for answer in content.answers if answer.commitment is not None or answer.adoption == "adopted"
    }
    dropped = sorted(promised - answered - set(settled))
    if dropped:
        raise DomainRefusal(
            "commitment-restated",
            f"The last reply made commitments on suggestions {_numbers(dropped)}; commit again, answer as adopted, or "
            "ask the committee to release you.",
        )


def _numbers(numbers: Iterable[int]) -> str:
    return ", ".join(str(number) for number in numbers)


def draft(event: ReplyDrafted, latest: Reply | None) -> list[Event]:
    """``latest`` is the newest version of the same assignment and cycle."""
    if latest is not None and latest.state not in SUPERSEDABLE:
        raise DomainRefusal(
            "reply-under-way", f"Version {latest.reply_version} is {latest.state}; no other version can be written now."
        )
    return [event]


def countersign(state: Reply, reply_id: str, *, assignment_id: str, unit_id: str, opinion: str | None) -> list[Event]:
    allow("countersign", state)
    if any(given.unit_id == unit_id for given in state.opinions):
        raise DomainRefusal("countersigned", "Your unit has countersigned this version already.")
    return [
        HelperOpinionGiven(
            proposal_id=state.proposal_id,
            reply_id=reply_id,
            assignment_id=assignment_id,
            unit_id=unit_id,
            opinion=opinion,
            lead_unit=state.unit_id,
        )
    ]


def helper_silent(
    state: Reply,
    reply_id: str,
    *,
    assignment_id: str,
    unit_id: str,
    attempts: Sequence[Attempt],
    at_least: int,
    since: date,
    days: int,
    today: date,
    released_by: str,
    policy_version: int,
) -> list[Event]:
    """One silent helper must not hold the reply up for ever; the reply goes out marked with it."""
    allow("helper_silent", state)
    if any(given.unit_id == unit_id for given in state.opinions):
        raise DomainRefusal("countersigned", f"Unit {unit_id} has countersigned this version.")
    if any(helper.unit_id == unit_id for helper in state.silent):
        raise DomainRefusal("already-silent", f"Unit {unit_id} was found silent on this version already.")
    check_attempts(attempts, at_least=at_least, since=since, days=days, today=today)
    return [
        HelperSilent(
            proposal_id=state.proposal_id,
            reply_id=reply_id,
            assignment_id=assignment_id,
            unit_id=unit_id,
            attempts=tuple(attempts),
            released_by=released_by,
            policy_version=policy_version,
        )
    ]


def approve(
    state: Reply, reply_id: str, *, approved_by: str, latest_version: int, helpers: Iterable[str]
) -> list[Event]:
    """``helpers`` are the units that must have countersigned. The consultations' gate is checked beside this."""
    allow("approve", state)
    if state.reply_version != latest_version:
        raise DomainRefusal("superseded", f"Version {latest_version} has taken the place of this one.")
    _check_helpers(state, helpers)
    return [
        ReplyApproved(
            proposal_id=state.proposal_id,
            reply_id=reply_id,
            assignment_id=state.assignment_id,
            unit_id=state.unit_id,
            cycle=state.cycle,
            approved_by=approved_by,
            helper_silent=state.helper_silent,
        )
    ]


def awaited(state: Reply, helpers: Iterable[str]) -> list[str]:
    """Those of ``helpers`` that have neither countersigned this version nor were found silent on it."""
    answered = {given.unit_id for given in state.opinions} | {helper.unit_id for helper in state.silent}
    return sorted(set(helpers) - answered)


def _check_helpers(state: Reply, helpers: Iterable[str]) -> None:
    if lacking := awaited(state, helpers):
        raise DomainRefusal(
            "helpers",
            f"Helpers that have neither countersigned this version nor were found silent: {', '.join(lacking)}.",
        )


def vet(
    state: Reply,
    reply_id: str,
    *,
    answer_class: AnswerClass | None,
    reason: str | None,
    letters: Mapping[AnswerClass, str],
) -> list[Event]:
    """Keeps the class, or changes it with a reason."""
    allow("vet", state)
    new_class = answer_class or state.content.answer_class
    changed = new_class != state.content.answer_class
    if changed and reason is None:
        raise DomainRefusal("class-change", "A change of the answer's class needs a reason.")
    return [
        ReplyVetted(
            proposal_id=state.proposal_id,
            reply_id=reply_id,
            assignment_id=state.assignment_id,
            unit_id=state.unit_id,
            answer_class=new_class,
            letter=letters[new_class] if changed else state.content.letter,
            class_change_reason=reason if changed else None,
        )
    ]


def reject(state: Reply, reply_id: str, *, reason: str) -> list[Event]:
    allow("reject", state)
    return [
        ReplyRejected(
            proposal_id=state.proposal_id,
            reply_id=reply_id,
            assignment_id=state.assignment_id,
            unit_id=state.unit_id,
            reason=reason,
        )
    ]


def issue(
    state: Reply,
    reply_id: str,
    *,
    number: str,
    copies_to: Sequence[str],
    first_proposers: Sequence[str],
    now: datetime,
    helpers: Iterable[str],
) -> list[Event]:
    """``helpers`` as for :func:`approve`: one may have been assigned since."""
    allow("issue", state)
    _check_helpers(state, helpers)
    return [
        ReplyIssued(
            proposal_id=state.proposal_id,
            reply_id=reply_id,
            assignment_id=state.assignment_id,
            unit_id=state.unit_id,
            cycle=state.cycle,
            reply_version=state.reply_version,
            number=number,
            content=state.content,
            content_hash=content_hash(state.content),
            copies_to=tuple(copies_to),
            issued_at=now,
            helper_silent=state.helper_silent,
            first_proposers=tuple(first_proposers),
        )
    ]

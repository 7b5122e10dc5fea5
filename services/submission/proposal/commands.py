"""Commands on proposals, and what other services' events mean for them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from chassis.clock import wall_date
from chassis.eventlog import Loaded, Tx, new_id
from chassis.history import history
from chassis.problems import NotFound
from chassis.timers import Fired
from contracts.base import DomainRefusal, Event, ProposalKind
from contracts.consultation import AssignmentCancelled, AssignmentIssued, AssignmentReassigned
from contracts.submission import Attachment, PlacedComment, ProposalFiled, ProposalOrigin, ProposalText
from services.submission.archive.store import ARCHIVE
from services.submission.attachment.domain import check_seal
from services.submission.attachment.policy import POLICY as ATTACHMENTS
from services.submission.body import commands as bodies
from services.submission.booking import commands as bookings
from services.submission.editlock import commands as editlocks
from services.submission.forward import ending as forwards
from services.submission.member.store import check_active, inactive_of
from services.submission.merge import domain as merging
from services.submission.metadata import TIMERS
from services.submission.model import commands as models
from services.submission.proposal import aftermath, cosigning, domain, form, places, precheck, revision, store
from services.submission.proposal.domain import Proposal
from services.submission.proposal.form import Draft
from services.submission.proposal.places import Returned
from services.submission.proposal.policy import POLICY, PRECHECK, FilingPolicy
from services.submission.proposal.store import PROPOSALS
from services.submission.session import commands as sessions
from services.submission.session.domain import Place, channel
from services.submission.session.store import SESSIONS
from services.submission.stage import commands as stages
from services.submission.unit import commands as units

LAPSE = "cosign-lapse"


@dataclass(frozen=True)
class Filing:
    """What the proposer hands in."""

    kind: ProposalKind
    text: Draft | ProposalText
    """A text that another county forwarded is composed, and stays as its author filed it."""
    publish_consent: bool
    session_id: str | None = None
    body_id: str | None = None
    booking_id: str | None = None
    suggested_units: tuple[str, ...] = ()
    cosigners: tuple[str, ...] = ()
    research_date: date | None = None
    draft_id: str | None = None
    attachments: tuple[Attachment, ...] = ()
    """The draft's."""
    origin: ProposalOrigin | None = None
    consent_refusal: str | None = None
    signatory: str | None = None


async def file(tx: Tx, filing: Filing) -> Loaded[Proposal]:
    """Files for the acting member; on behalf of a body only by its authorised officer."""
    member = tx.actor.member_id
    if member is None:
        raise DomainRefusal("member-needed", "Only a member files; this login is bound to none.")
    if filing.body_id is not None:
        await bodies.authorise(tx, filing.body_id, member)
    policy = (await POLICY.at(tx)).value
    place = await placed(tx, filing, member, tx.receipt, timedelta(days=policy.session_ahead_days))
    suggested, replaced = await units.in_their_place(tx, filing.suggested_units)
    filed = ProposalFiled(
        proposal_id=new_id(tx),
        kind=filing.kind,
        first_proposer=member,
        body_id=filing.body_id,
        session_id=place.session.id,
        channel=place.channel,
        text=form.compose(filing.text, policy.text_rules) if isinstance(filing.text, Draft) else filing.text,
        publish_consent=filing.publish_consent,
        suggested_units=suggested,
        replaced_units=replaced,
        booking_id=filing.booking_id,
        research_date=filing.research_date,
        received_at=tx.receipt,
        draft_id=filing.draft_id,
        attachments=filing.attachments,
        origin=filing.origin,
        consent_refusal=filing.consent_refusal,
        signatory=filing.signatory,
    )
    if filing.origin is None:
        # What was forwarded was signed, and kept from the public, where it came from.
        check_said(filing, policy)
    await require_seal(tx, filing.kind, filing.attachments)
    window = policy.cosign_window(place.channel)
    events = domain.file(filed, filing.cosigners, tx.now, window)
    if filing.booking_id is not None:
        await bookings.fulfil(tx, filing.booking_id, filed.proposal_id, member, filing.body_id)
    if filing.cosigners:
        await TIMERS.set(tx, LAPSE, filed.proposal_id, tx.now + window)
    await store.note_involved(tx, filed.proposal_id, {member, *filing.cosigners})
    return await PROPOSALS.append(tx, filed.proposal_id, None, events)


def check_said(filing: Filing, policy: FilingPolicy) -> None:
    domain.check_refusal(filing.publish_consent, filing.consent_refusal, needed=policy.refusal_needs_reason)
    domain.check_signatory(filing.kind, filing.signatory, needed=policy.collective_needs_signatory)


async def placed(tx: Tx, filing: Filing, member: str, received_at: datetime, ahead: timedelta) -> Place:
    """Where what ``member`` handed in at ``received_at`` belongs; refused where it names members who are none.

    The body, the units, the booking and the form of the text are looked at by whoever files.
    """
    await check_active(tx, {member, *filing.cosigners})
    domain.check_research(filing.research_date, wall_date(received_at))
    return await sessions.place(tx, filing.session_id, ahead, received_at)


async def require_seal(tx: Tx, kind: ProposalKind, attachments: Sequence[Attachment]) -> None:
    if kind == "collective" and (await ATTACHMENTS.at(tx)).value.collective_needs_seal_scan:
        check_seal(kind, attachments)


async def pre_check(tx: Tx, text: Draft) -> list[form.Finding]:
    """What filing ``text`` now would refuse, and what its proposer had better look at; nothing is stored."""
    filing = (await POLICY.at(tx)).value
    advice = (await PRECHECK.at(tx)).value.rules(filing)
    return await asyncio.to_thread(precheck.check, text, filing.text_rules, advice)


async def cosign(tx: Tx, proposal_id: str, agreed: bool, opinion: str | None) -> Loaded[Proposal]:
    await TIMERS.hold(tx, LAPSE, proposal_id)
    proposal = await _load_own(tx, proposal_id, begins=True)
    events = cosigning.cosign(proposal.state, tx.actor.member_id or "", agreed, opinion, tx.receipt)
    return await _signing(tx, proposal, events)


async def invite(tx: Tx, proposal_id: str, members: Sequence[str]) -> Loaded[Proposal]:
    await TIMERS.hold(tx, LAPSE, proposal_id)
    proposal = await _load_own(tx, proposal_id, begins=True)
    session = await SESSIONS.load(replace(tx, if_match=None), proposal.state.session_id, lock=False)
    window = (await POLICY.at(tx)).value.cosign_window(channel(session.state, tx.receipt))
    events = cosigning.invite(proposal.state, tx.actor.member_id, members, tx.now, window)
    await check_active(tx, set(members))
    await store.note_involved(tx, proposal_id, set(members))
    return await _signing(tx, proposal, events)


async def cancel_invitation(tx: Tx, proposal_id: str, member_id: str) -> Loaded[Proposal]:
    await TIMERS.hold(tx, LAPSE, proposal_id)
    proposal = await _load_own(tx, proposal_id, begins=True)
    events = cosigning.cancel(proposal.state, tx.actor.member_id, member_id)
    after = await _signing(tx, proposal, events)
    await store.forget_involved(tx, proposal_id, {member_id} - domain.involved(after.state))
    return after


async def on_lapse(tx: Tx, fired: Fired) -> None:
    proposal = await PROPOSALS.load(tx, fired.aggregate_id)
    await _signing(tx, proposal, cosigning.lapse(proposal.state, tx.now))


async def _signing(tx: Tx, proposal: Loaded[Proposal], events: Sequence[Event]) -> Loaded[Proposal]:
    """The timers' row is held, before the proposal's, as the ticker takes them: the other order could wait for each
    other."""
    after = await PROPOSALS.append(tx, proposal.id, proposal, events)
    await _schedule_lapse(tx, after)
    return after


async def _schedule_lapse(tx: Tx, proposal: Loaded[Proposal]) -> None:
    lapses_at = cosigning.lapses_at(proposal.state)
    await TIMERS.put(tx, LAPSE, proposal.id, {} if lapses_at is None else {0: lapses_at})


async def return_for_revision(
    tx: Tx, proposal_id: str, comments: str, alone_reason: str | None = None, at: Sequence[PlacedComment] = ()
) -> Loaded[Proposal]:
    proposal = await load_for_review(tx, proposal_id)
    merging.check_merge_answered(proposal.state, tx.now)
    events = revision.return_for_revision(proposal.state, comments, at)
    await stages.decide(tx, proposal.state, alone_reason)
    return await PROPOSALS.append(tx, proposal_id, proposal, events)


async def returns(tx: Tx, proposal_id: str) -> list[Returned]:
    """Every return of a proposal that the caller may read, the latest last."""
    proposal = await read(tx, proposal_id)
    past = [one.event for one in await history(tx, PROPOSALS, proposal.id)]
    (filed,) = (event for event in past if isinstance(event, ProposalFiled))
    return places.returns(past, filed.text)


async def refile(tx: Tx, proposal_id: str, text: Draft) -> Loaded[Proposal]:
    proposal = await load_editable(tx, proposal_id)
    rules = (await POLICY.at(tx)).value.text_rules
    events = revision.refile(proposal.state, tx.actor.member_id, text, rules)
    await require_seal(tx, proposal.state.kind, proposal.state.attachments)
    after = await PROPOSALS.append(tx, proposal_id, proposal, events)
    await stages.begin_again(tx, after.state)
    return after


async def edit(tx: Tx, proposal_id: str, text: Draft) -> Loaded[Proposal]:
    proposal = await load_for_review(tx, proposal_id)
    rules = (await POLICY.at(tx)).value.text_rules
    return await PROPOSALS.append(tx, proposal_id, proposal, revision.edit(proposal.state, text, rules))


async def admit(
    tx: Tx, proposal_id: str, topic_group: str, repeats: str | None, alone_reason: str | None = None
) -> Loaded[Proposal]:
    proposal = await load_for_review(tx, proposal_id)
    merging.check_merge_answered(proposal.state, tx.now)
    domain.permit(proposal.state, "admit")
    await stages.decide(tx, proposal.state, alone_reason)
    if repeats is not None:
        earlier = await PROPOSALS.find(tx, repeats, lock=False)
        archived = await ARCHIVE.find(tx, repeats, lock=False) is not None
        received_at = earlier.state.received_at if earlier else None
        domain.check_repeats(proposal.state, repeats, received_at, archived=archived)
    number = await store.next_case_number(tx, proposal.state.session_id, proposal.state.channel)
    policy = await POLICY.at(tx)
    events = domain.admit(proposal.state, number, topic_group, repeats, policy.version)
    return await PROPOSALS.append(tx, proposal_id, proposal, events)


async def decline(
    tx: Tx,
    proposal_id: str,
    reason_code: str,
    explanation: str,
    redirect: str | None,
    alone_reason: str | None = None,
) -> Loaded[Proposal]:
    proposal = await load_for_review(tx, proposal_id)
    merging.check_merge_answered(proposal.state, tx.now)
    policy = await POLICY.at(tx)
    events = domain.decline(
        proposal.state,
        policy.value.decline_reasons,
        reason_code,
        explanation,
        redirect,
        policy.version,
        tx.actor.subject,
        wall_date(tx.now) + timedelta(days=policy.value.reconsider_days),
    )
    await stages.decide(tx, proposal.state, alone_reason)
    return await PROPOSALS.append(tx, proposal_id, proposal, events)


async def answer_redirect(tx: Tx, proposal_id: str, agreed: bool) -> Loaded[Proposal]:
    proposal = await _load_own(tx, proposal_id)
    await _authorise(tx, proposal.state)
    events = aftermath.answer_redirect(proposal.state, tx.actor.member_id, agreed)
    return await PROPOSALS.append(tx, proposal_id, proposal, events)


async def reconsider(tx: Tx, proposal_id: str, grounds: str) -> Loaded[Proposal]:
    proposal = await _load_own(tx, proposal_id)
    await _authorise(tx, proposal.state)
    events = aftermath.reconsider(proposal.state, tx.actor.member_id, grounds, wall_date(tx.receipt))
    return await PROPOSALS.append(tx, proposal_id, proposal, events)


async def decide_reconsideration(tx: Tx, proposal_id: str, reopened: bool, explanation: str) -> Loaded[Proposal]:
    proposal = await load_for_review(tx, proposal_id)
    events = aftermath.decide(proposal.state, tx.actor.subject, reopened, explanation)
    after = await PROPOSALS.append(tx, proposal_id, proposal, events)
    if reopened:
        await stages.begin_again(tx, after.state)
    return after


async def withdraw(tx: Tx, proposal_id: str, reason: str) -> Loaded[Proposal]:
    # The timer's row before the proposal's, as the ticker takes them: the other order could wait for each other.
    await TIMERS.cancel(tx, LAPSE, proposal_id)
    proposal = await _load_own(tx, proposal_id)
    await _authorise(tx, proposal.state)
    assigned = await store.is_assigned(tx, proposal_id)
    events = domain.withdraw(proposal.state, tx.actor.member_id, reason, assigned=assigned)
    await forwards.on_withdrawn(tx, proposal_id)
    await models.on_withdrawn(tx, proposal_id, reason)
    return await PROPOSALS.append(tx, proposal_id, proposal, events)


async def on_assigned(tx: Tx, event: AssignmentIssued) -> None:
    await store.note_assignment(tx, event.proposal_id, event.assignment_id, event.unit_id)


async def on_assignment_ended(tx: Tx, event: AssignmentCancelled | AssignmentReassigned) -> None:
    """A re-assigned one ends as well: its successor is issued under an id of its own."""
    await store.forget_assignment(tx, event.proposal_id, event.assignment_id)


async def rebuild(tx: Tx, proposal: Loaded[Proposal]) -> None:
    """What is kept beside a proposal, where a restored store took its events back: a number is never given twice."""
    state = proposal.state
    await _schedule_lapse(tx, proposal)
    await store.put_involved(tx, proposal.id, domain.involved(state))
    if state.case_number is not None:
        await store.reach_case_number(tx, state.session_id, state.channel, state.case_number)


async def load_for_review(tx: Tx, proposal_id: str) -> Loaded[Proposal]:
    """Locked, for whoever is no party to it, while nobody else has its file open."""
    proposal = await PROPOSALS.load(tx, proposal_id)
    domain.check_conflict(proposal.state, tx.actor.member_id)
    await editlocks.check(tx, proposal_id)
    return proposal


STAFF = frozenset({"clerk", "reviewer", "chair", "assigning_office", "county_admin", "auditor"})


async def read(tx: Tx, proposal_id: str) -> Loaded[Proposal]:
    """A member reads what they proposed or were invited to sign, an officer what is their body's; for anybody else's
    it does not exist."""
    proposal = await PROPOSALS.find(tx, proposal_id, lock=False)
    if proposal is None or not (tx.actor.roles & STAFF or is_own(tx, proposal.state)):
        raise NotFound(f"proposals {proposal_id}")
    return proposal


async def read_what_is_handled(tx: Tx, proposal_id: str) -> Loaded[Proposal]:
    """As :func:`read`; also for the units that it is assigned to, and for the leaders who supervise."""
    handles = tx.actor.units and tx.actor.roles & {"unit", "unit_leader"}
    if "supervisor" in tx.actor.roles or (handles and await store.is_assigned_to(tx, proposal_id, tx.actor.units)):
        return await PROPOSALS.load(tx, proposal_id, lock=False)
    return await read(tx, proposal_id)


def body_of(tx: Tx) -> str | None:
    """The body that the actor's login speaks for."""
    return tx.actor.body_id if "body_officer" in tx.actor.roles else None


def is_own(tx: Tx, state: Proposal) -> bool:
    return tx.actor.member_id in domain.involved(state) or (state.body_id is not None and state.body_id == body_of(tx))


async def load_editable(tx: Tx, proposal_id: str) -> Loaded[Proposal]:
    """Locked, for whoever may change what was filed; in which states that is, the command says."""
    proposal = await _load_own(tx, proposal_id)
    await _authorise(tx, proposal.state)
    return proposal


async def own_of_first_proposer(tx: Tx, proposal_id: str) -> Loaded[Proposal]:
    """Locked, for its first proposer, or a present officer of its body; for who has no part in it it does not exist."""
    proposal = await load_editable(tx, proposal_id)
    domain.check_proposer(proposal.state, tx.actor.member_id)
    return proposal


async def _authorise(tx: Tx, state: Proposal) -> None:
    """A body's present officers act on its proposals, whoever of them filed; a former one does not."""
    if state.body_id is not None:
        await bodies.authorise(tx, state.body_id, tx.actor.member_id or "")


async def _load_own(tx: Tx, proposal_id: str, *, begins: bool = False) -> Loaded[Proposal]:
    """Locked, for a command of a member whose own it is; for anybody else it does not exist.

    Whom the end of a term retired finishes what is open of their own, but ``begins`` nothing; for a body its present
    officers act.
    """
    proposal = await PROPOSALS.find(tx, proposal_id)
    if proposal is None or not is_own(tx, proposal.state):
        raise NotFound(f"proposals {proposal_id}")
    # If-Match only now: to whom it does not exist, no version of it does, either.
    loaded = proposal if tx.if_match is None else await PROPOSALS.load(tx, proposal_id)
    finishing = not begins and loaded.state.body_id is None
    inactive = await inactive_of(tx, {tx.actor.member_id or ""}, finishing=finishing)
    if inactive:
        raise DomainRefusal("not-a-member", f"Not an active member of this county: {tx.actor.member_id}.")
    return loaded

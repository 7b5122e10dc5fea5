"""Entering, looking through and filing what came on paper; and the proposer's objection to it.

An entry is the county's record from the moment it is taken: unlike a draft it is events, so that a restored store has
what waits, its scans too.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from chassis.clock import WALL, wall_date
from chassis.eventlog import Loaded, Tx, new_id
from chassis.history import history
from chassis.uploads import Room, Taken
from contracts.base import DomainRefusal
from contracts.submission import (
    Assisted,
    PaperAttachmentAdded,
    PaperAttachmentRemoved,
    PaperCosigner,
    PaperEntry,
    PaperProposalEntered,
    ProposalFiled,
)
from services.submission.attachment import commands as attachments
from services.submission.attachment import store as attachment_store
from services.submission.attachment.policy import POLICY as ATTACHMENTS
from services.submission.attachment.store import Kept
from services.submission.body import commands as bodies
from services.submission.booking import commands as bookings
from services.submission.metadata import end_of_day
from services.submission.model import commands as models
from services.submission.paper import domain, objections
from services.submission.paper.domain import Paper
from services.submission.paper.objections import Outcome
from services.submission.paper.policy import POLICY
from services.submission.paper.store import PAPERS
from services.submission.proposal import commands as proposals
from services.submission.proposal import form
from services.submission.proposal import store as proposal_store
from services.submission.proposal.commands import Filing
from services.submission.proposal.domain import Proposal
from services.submission.proposal.policy import POLICY as FILING
from services.submission.proposal.store import PROPOSALS
from services.submission.unit import commands as units


@dataclass(frozen=True)
class Handed:
    """What is on the paper, and its stamp; ``received_time`` only matters where a plenary window opened or closed."""

    member_id: str
    filing: Filing
    cosigners: tuple[PaperCosigner, ...]
    received_on: date
    received_time: time | None


async def enter(tx: Tx, handed: Handed) -> Loaded[Paper]:
    today = wall_date(tx.receipt)
    entry = await _entry(tx, handed, today)
    id = new_id(tx)
    entered = PaperProposalEntered(paper_id=id, entry=entry, entered_by=tx.actor.subject, entered_on=today)
    return await PAPERS.append(tx, id, None, [entered])


async def _entry(tx: Tx, handed: Handed, entered_on: date) -> PaperEntry:
    """Looked at as a filing is, as of when the paper came in."""
    filing, member = handed.filing, handed.member_id
    assert isinstance(filing.text, form.Draft)  # only what another county forwarded is composed before it is filed
    domain.check_form(filing.kind, member, filing.body_id, filing.cosigners)
    if filing.body_id is not None:
        await bodies.check_officer(tx, filing.body_id, member)
    days = (await POLICY.at(tx)).value.entry_days
    first, last = received(tx, handed.received_on, handed.received_time)
    domain.check_received(first, handed.received_on, tx.receipt, entered_on, days)
    policy = (await FILING.at(tx)).value
    proposals.check_said(filing, policy)
    ahead = timedelta(days=policy.session_ahead_days)
    place = await proposals.placed(tx, filing, member, last, ahead)
    if first != last and place != await proposals.placed(tx, filing, member, first, ahead):
        raise DomainRefusal("received-time", "The session or its plenary changed on that day: say when it came in.")
    # Kept as they stand on the paper; who handles things in their place is found out when it is filed.
    await units.in_their_place(tx, filing.suggested_units)
    entry = PaperEntry(
        member_id=member,
        kind=filing.kind,
        body_id=filing.body_id,
        session_id=place.session.id,
        channel=place.channel,
        text=form.compose(filing.text, policy.text_rules),
        publish_consent=filing.publish_consent,
        suggested_units=filing.suggested_units,
        booking_id=filing.booking_id,
        research_date=filing.research_date,
        received_at=last,
        cosigners=handed.cosigners,
        consent_refusal=filing.consent_refusal,
        signatory=filing.signatory,
    )
    domain.check_conflict(entry, tx.actor.member_id, proposals.body_of(tx))
    return entry


def received(tx: Tx, on: date, at: time | None) -> tuple[datetime, datetime]:
    """The first and the last moment at which the paper may have come in: one, where the time is known."""
    first = datetime.combine(on, at or time(), WALL)
    if at is not None:
        return first, first
    # At the last moment of that day it surely was there.
    return first, min(end_of_day(on) - timedelta(microseconds=1), tx.receipt)


async def correct(tx: Tx, paper_id: str, handed: Handed) -> Loaded[Paper]:
    """What may have come in is counted from the day of the first entry: a correction makes nothing late."""
    paper = await load(tx, paper_id)
    domain.check_own(paper.state)
    domain.permit(paper.state, "correct")
    entry = await _entry(tx, handed, paper.state.entered_on)
    return await PAPERS.append(tx, paper_id, paper, domain.correct(paper.state, entry, tx.actor.subject))


async def room(tx: Tx, paper_id: str) -> Room:
    paper = await load(tx, paper_id)
    domain.permit(paper.state, "attach")
    return await attachments.room_beside(tx, paper.state.attachments)


async def attach(tx: Tx, paper_id: str, purpose: str, taken: Taken) -> Kept:
    paper = await load(tx, paper_id)
    added = taken.attachment(tx, purpose)
    limits = (await ATTACHMENTS.at(tx)).value.limits
    await PAPERS.append(tx, paper_id, paper, domain.attach(paper.state, added, limits, tx.actor.subject))
    await attachment_store.put(tx, added, paper_id=paper_id)
    return Kept(added, None, None, None, paper_id)


async def detach(tx: Tx, paper_id: str, attachment_id: str) -> Loaded[Paper]:
    paper = await load(tx, paper_id)
    events = domain.detach(paper.state, attachment_id, tx.actor.subject)
    if not events:
        raise DomainRefusal("attachment-unknown", f"The entry has no attachment {attachment_id}.")
    await attachment_store.remove(tx, attachment_id, tx.now)
    return await PAPERS.append(tx, paper_id, paper, events)


async def refuse(tx: Tx, paper_id: str, reason: str) -> Loaded[Paper]:
    paper = await load(tx, paper_id)
    return await PAPERS.append(tx, paper_id, paper, domain.refuse(paper.state, reason, tx.actor.subject))


async def discard(tx: Tx, paper_id: str, reason: str) -> Loaded[Paper]:
    paper = await load(tx, paper_id)
    return await PAPERS.append(tx, paper_id, paper, domain.discard(paper.state, reason, tx.actor.subject))


async def confirm(tx: Tx, paper: Loaded[Paper]) -> Loaded[Paper]:
    """Files it, in one transaction: of two who confirm at once the second finds it filed."""
    paper_id = paper.id
    state, entry = paper.state, paper.state.entry
    policy = await POLICY.at(tx)
    proposal_id = new_id(tx)
    events = domain.confirm(state, tx.actor.subject, proposal_id, scan_required=policy.value.scan_required)
    await proposals.require_seal(tx, entry.kind, state.attachments)
    suggested, replaced = await units.in_their_place(tx, entry.suggested_units)
    filed = ProposalFiled(
        proposal_id=proposal_id,
        kind=entry.kind,
        first_proposer=entry.member_id,
        body_id=entry.body_id,
        session_id=entry.session_id,
        channel=entry.channel,
        text=entry.text,
        publish_consent=entry.publish_consent,
        consent_refusal=entry.consent_refusal,
        signatory=entry.signatory,
        suggested_units=suggested,
        replaced_units=replaced,
        booking_id=entry.booking_id,
        research_date=entry.research_date,
        received_at=entry.received_at,
        attachments=state.attachments,
        assisted=await assisted_by(tx, state),
    )
    if entry.booking_id is not None:
        await bookings.fulfil(tx, entry.booking_id, proposal_id, entry.member_id, entry.body_id)
    await proposal_store.note_involved(tx, proposal_id, {entry.member_id, *(one.member_id for one in entry.cosigners)})
    await attachment_store.hand_over_paper(tx, paper_id, proposal_id)
    await PROPOSALS.append(tx, proposal_id, None, domain.signed(entry, filed, tx.now))
    return await PAPERS.append(tx, paper_id, paper, events)


async def assisted_by(tx: Tx, state: Paper) -> Assisted:
    """As confirmed by the actor now."""
    policy = await POLICY.at(tx)
    return Assisted(
        paper_id=state.id,
        entered_by=state.entered_by,
        confirmed_by=tx.actor.subject,
        object_until=wall_date(tx.now) + timedelta(days=policy.value.object_days),
        policy_version=policy.version,
    )


async def load(tx: Tx, paper_id: str) -> Loaded[Paper]:
    """Locked, for whoever is no party to it."""
    paper = await PAPERS.load(tx, paper_id)
    domain.check_conflict(paper.state.entry, tx.actor.member_id, proposals.body_of(tx))
    return paper


async def object_to_entry(tx: Tx, proposal_id: str, reason: str) -> Loaded[Proposal]:
    proposal = await proposals.load_editable(tx, proposal_id)
    events = objections.object_to_entry(proposal.state, tx.actor.member_id or "", reason, wall_date(tx.receipt))
    return await PROPOSALS.append(tx, proposal_id, proposal, events)


async def settle(tx: Tx, proposal_id: str, outcome: Outcome, explanation: str) -> Loaded[Proposal]:
    proposal = await proposals.load_for_review(tx, proposal_id)
    events = objections.settle(proposal.state, outcome, explanation, tx.actor.subject)
    if outcome == "withdrawn":
        await models.on_withdrawn(tx, proposal_id, explanation)
    return await PROPOSALS.append(tx, proposal_id, proposal, events)


async def rebuild(tx: Tx, paper: Loaded[Paper]) -> None:
    """The rows of an entry's attachments; of what was filed with it the proposal's history tells."""
    rows: dict[str, Kept] = {}
    for past in await history(tx, PAPERS, paper.id):
        match past.event:
            case PaperAttachmentAdded(attachment=added):
                rows[added.attachment_id] = Kept(added, None, None, None, paper.id)
            case PaperAttachmentRemoved(attachment=gone):
                rows[gone.attachment_id] = Kept(gone, None, None, past.at, paper.id)
            case _:
                pass
    for row in rows.values():
        if row.removed_at is not None or paper.state.state != "filed":
            await attachment_store.put(tx, row.attachment, paper_id=paper.id, removed_at=row.removed_at)

"""Commands on what was received, and what events here and at the origin mean for it."""

from dataclasses import replace
from typing import Any

from chassis.clock import wall_date
from chassis.crossing import across
from chassis.eventlog import Loaded, Tx
from chassis.problems import NotFound
from contracts.consultation import AssignmentIssued, ReplyIssued
from contracts.submission import (
    ForwardRecalled,
    ForwardStage,
    ProposalAdmitted,
    ProposalDeclined,
    ProposalForwarded,
    ProposalMergedInto,
    ProposalUnmerged,
    ProposalWithdrawn,
    TopicForwarded,
)
from services.submission.body import commands as bodies
from services.submission.call import store as calls
from services.submission.conference import store as conferences
from services.submission.forward import commands as forwards
from services.submission.member.store import check_active
from services.submission.proposal import commands as proposals
from services.submission.proposal.store import PROPOSALS
from services.submission.received import domain, store
from services.submission.received.domain import Received
from services.submission.received.store import RECEIVED
from services.submission.unit.store import UNITS


async def on_forwarded(tx: Tx, event: ProposalForwarded | TopicForwarded) -> None:
    """Makes the receiver's record, once."""
    if await conferences.registered(tx, event.receiver) is None:
        await forwards.undeliverable(tx, event)
        return
    async with across(tx) as here:
        id = domain.received_id(tx.county, event.forward_id)
        found = await RECEIVED.find(here, id)
        if events := domain.receive(found.state if found else None, event, tx.county, tx.now):
            await RECEIVED.append(here, id, None, events)


async def on_recalled(tx: Tx, event: ForwardRecalled) -> None:
    if not event.sent:
        return
    async with across(tx) as here:
        found = await RECEIVED.find(here, domain.received_id(tx.county, event.forward_id))
        if found is not None and (events := domain.recall(found.state, event)):
            await RECEIVED.append(here, found.id, found, events)


async def offer(tx: Tx, id: str, member_id: str | None, body_id: str | None) -> Loaded[Received]:
    received = await RECEIVED.load(tx, id)
    events = domain.offer(received.state, tx.actor.member_id, member_id, body_id, tx.now)
    if member_id is not None:
        await check_active(tx, {member_id})
    if body_id is not None:
        await bodies.check_known(tx, body_id)
    return await RECEIVED.append(tx, id, received, events)


async def take_up(tx: Tx, id: str, publish_consent: bool) -> Loaded[Received]:
    """Files it for the acting member, or the body that the login speaks for, by this county's rules and clock."""
    received = await _load_offered(tx, id)
    state = received.state
    domain.permit(state, "take_up")
    assert state.proposal is not None
    filing = proposals.Filing(
        kind="individual" if state.body_id is None else "collective",
        text=state.proposal.text,
        # What its author keeps from the public, nobody else gives.
        publish_consent=publish_consent and state.proposal.publish_consent,
        body_id=state.body_id,
        origin=domain.origin_of(state),
    )
    filed = await proposals.file(replace(tx, if_match=None), filing)
    events = domain.take_up(state, filed.state.first_proposer, filed.id, tx.now)
    return await RECEIVED.append(tx, id, received, events)


async def turn_down(tx: Tx, id: str, reason: str | None) -> Loaded[Received]:
    received = await _load_offered(tx, id)
    if received.state.body_id is not None:
        await bodies.authorise(tx, received.state.body_id, tx.actor.member_id or "")
    events = domain.turn_down(received.state, tx.actor.member_id or "", reason)
    return await RECEIVED.append(tx, id, received, events)


async def accept(tx: Tx, id: str) -> Loaded[Received]:
    received = await RECEIVED.load(tx, id)
    after = await RECEIVED.append(tx, id, received, domain.accept(received.state, tx.now))
    await suggest(tx, after)
    return after


async def decline(tx: Tx, id: str, reason: str) -> Loaded[Received]:
    received = await RECEIVED.load(tx, id)
    return await RECEIVED.append(tx, id, received, domain.decline(received.state, reason, tx.now))


async def suggest(tx: Tx, received: Loaded[Received]) -> None:
    """An accepted topic stands among those that a call may take; also where a restored store took its events back."""
    state = received.state
    if state.topic is not None and state.state == "accepted":
        topic, at = state.topic.title, state.steps[0].at
        await calls.note_suggestion(tx, state.id, topic, source="county", proposal_id=None, suggested_at=at)


async def on_admitted(tx: Tx, event: ProposalAdmitted) -> None:
    await _tell(tx, event.proposal_id, "admitted", there_number=event.case_number)


async def on_declined(tx: Tx, event: ProposalDeclined) -> None:
    await _tell(tx, event.proposal_id, "not_admitted", reason=event.explanation)


async def on_merged(tx: Tx, event: ProposalMergedInto) -> None:
    await _tell(tx, event.proposal_id, "merged", about=event.master_id)


async def on_unmerged(tx: Tx, event: ProposalUnmerged) -> None:
    await _tell(tx, event.proposal_id, "unmerged", about=event.master_id)


async def on_withdrawn(tx: Tx, event: ProposalWithdrawn) -> None:
    await _tell(tx, event.proposal_id, "withdrawn")


async def on_assigned(tx: Tx, event: AssignmentIssued) -> None:
    concerned = await _concerned(tx, event.proposal_id)
    # Few of a county's proposals came from elsewhere: the others' units need not be looked up.
    if concerned:
        unit = await UNITS.find(tx, event.unit_id, lock=False)
        name = unit.state.name if unit else event.unit_id
        for received in concerned:
            await _answer(tx, received, "assigned", about=event.assignment_id, there_unit=name)


async def on_replied(tx: Tx, event: ReplyIssued) -> None:
    """Number, class and date: the text is for its proposer here, whose unit marks what of it is public."""
    await _tell(
        tx,
        event.proposal_id,
        "replied",
        about=f"{event.reply_id}:{event.reply_version}",
        reply_number=event.number,
        reply_class=event.content.answer_class,
        reply_on=wall_date(event.issued_at),
    )


async def _concerned(tx: Tx, proposal_id: str) -> list[Loaded[Received]]:
    """What the proposal was taken up from, and what those were that are merged into it, be it by way of others: what
    becomes of a master becomes of them."""
    merged, seen = [proposal_id], {proposal_id}
    for id in merged:
        found = await PROPOSALS.find(tx, id, lock=False)
        children = [child for child in (found.state.children if found else ()) if child not in seen]
        merged += children
        seen.update(children)
    return await store.filed_as(tx, merged)


async def _tell(tx: Tx, proposal_id: str, stage: ForwardStage, *, about: str | None = None, **facts: Any) -> None:
    for received in await _concerned(tx, proposal_id):
        # Of what it was merged into: its own step of that name may still come, when it stands on its own again.
        of = proposal_id if received.state.filed_as != proposal_id else None
        await _answer(tx, received, stage, about=about or of, **facts)


async def _answer(
    tx: Tx, received: Loaded[Received], stage: ForwardStage, *, about: str | None = None, **facts: Any
) -> None:
    if events := domain.answer(received.state, stage, tx.receipt, about=about, **facts):
        await RECEIVED.append(tx, received.id, received, events)


async def read(tx: Tx, id: str) -> Loaded[Received]:
    """For staff, and for whom it is offered to; for anybody else it does not exist."""
    received = await RECEIVED.load(tx, id, lock=False)
    if not (tx.actor.roles & proposals.STAFF or _is_offered(tx, received.state)):
        raise NotFound(f"received_forwards {id}")
    return received


async def _load_offered(tx: Tx, id: str) -> Loaded[Received]:
    """Locked, for whom it is offered to."""
    received = await RECEIVED.find(tx, id)
    if received is None or not _is_offered(tx, received.state):
        raise NotFound(f"received_forwards {id}")
    return received if tx.if_match is None else await RECEIVED.load(tx, id)


def _is_offered(tx: Tx, state: Received) -> bool:
    return domain.is_offered_to(state, tx.actor.member_id, proposals.body_of(tx))

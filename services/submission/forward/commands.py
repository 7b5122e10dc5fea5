"""Commands on forwards, and what the receiver's events mean for them."""

from dataclasses import replace

from chassis.crossing import across
from chassis.eventlog import Loaded, Tx, new_id
from chassis.problems import NotFound
from contracts.submission import (
    ForwardAnswered,
    ForwardAsked,
    ProposalForwarded,
    TopicForwarded,
)
from services.submission.body.store import BODIES
from services.submission.call.store import CALLS
from services.submission.conference import commands as conferences
from services.submission.forward import domain
from services.submission.forward.domain import Forward, Step
from services.submission.forward.store import FORWARDS, of_call, of_proposal
from services.submission.member.store import MEMBERS
from services.submission.proposal import commands as proposals
from services.submission.proposal import domain as proposal_domain
from services.submission.proposal.domain import Proposal
from services.submission.proposal.store import PROPOSALS


async def ask(tx: Tx, proposal_id: str, receiver: str, reason: str) -> Loaded[Forward]:
    """Asks the proposer; nothing leaves the county before they have answered."""
    # Of two who ask at once the second finds the first one's forward.
    proposal = await PROPOSALS.load(tx, proposal_id)
    proposal_domain.check_conflict(proposal.state, tx.actor.member_id)
    await conferences.own(tx)
    found = await conferences.receiver(tx, receiver)
    asked = ForwardAsked(
        forward_id=new_id(tx),
        proposal_id=proposal_id,
        receiver=receiver,
        receiver_name=found.name,
        title=proposal.state.text.title,
        reason=reason,
        asked_at=tx.now,
    )
    events = domain.ask(asked, proposal.state, [one.state for one in await of_proposal(tx, proposal_id)])
    return await FORWARDS.append(tx, asked.forward_id, None, events)


async def answer_consent(tx: Tx, forward_id: str, agreed: bool) -> Loaded[Forward]:
    """By whoever may withdraw the proposal; it is locked first, as by who withdraws it."""
    found = await FORWARDS.find(tx, forward_id, lock=False)
    if found is None or found.state.proposal_id is None:
        raise NotFound(f"forwards {forward_id}")
    proposal = await proposals.load_editable(replace(tx, if_match=None), found.state.proposal_id)
    forward = await FORWARDS.load(tx, forward_id)
    sender = (tx.county, (await conferences.own(tx)).name)
    shown = await _shown(tx, proposal.state)
    events = domain.answer_consent(
        forward.state, proposal.state, tx.actor.member_id, agreed, sender, shown, tx.now
    )  # fmt: skip
    return await FORWARDS.append(tx, forward_id, forward, events)


async def _shown(tx: Tx, proposal: Proposal) -> str:
    """The name of who consents, and of nobody else."""
    if proposal.body_id is not None:
        body = await BODIES.find(tx, proposal.body_id, lock=False)
        return body.state.name if body else proposal.body_id
    member = await MEMBERS.find(tx, proposal.first_proposer, lock=False)
    return member.state.name if member else proposal.first_proposer


async def forward_topic(tx: Tx, call_id: str, index: int, receiver: str, reason: str) -> Loaded[Forward]:
    # Of two who forward at once the second finds the first one's.
    call = await CALLS.load(tx, call_id)
    topic = domain.topic_of(call.state, index)
    origin = await conferences.own(tx)
    found = await conferences.receiver(tx, receiver)
    forwarded = TopicForwarded(
        forward_id=new_id(tx),
        origin=tx.county,
        origin_name=origin.name,
        receiver=receiver,
        receiver_name=found.name,
        reason=reason,
        topic=topic,
        forwarded_at=tx.now,
    )
    events = domain.forward_topic(forwarded, [one.state for one in await of_call(tx, call_id)])
    return await FORWARDS.append(tx, forwarded.forward_id, None, events)


async def recall(tx: Tx, forward_id: str, reason: str) -> Loaded[Forward]:
    forward = await FORWARDS.load(tx, forward_id)
    return await FORWARDS.append(tx, forward_id, forward, domain.recall(forward.state, tx.county, reason, tx.now))


async def undeliverable(tx: Tx, event: ProposalForwarded | TopicForwarded) -> None:
    """There is no such county: its own clerks are told, who named it."""
    forward = await FORWARDS.find(tx, event.forward_id)
    if forward is not None:
        step = Step(number=1, stage="undeliverable", at=tx.receipt)
        await _hear(tx, forward, step, event.receiver)


async def on_answered(tx: Tx, event: ForwardAnswered) -> None:
    """Applied in the origin's county, for the forward that was sent to the county which answers."""
    async with across(tx) as there:
        forward = await FORWARDS.find(there, event.forward_id)
        if forward is not None:
            await _hear(there, forward, domain.step_of(event), tx.county)


async def _hear(tx: Tx, forward: Loaded[Forward], step: Step, county: str) -> None:
    if events := domain.hear(forward.state, step, county):
        await FORWARDS.append(tx, forward.id, forward, events)


async def read(tx: Tx, forward_id: str) -> Loaded[Forward]:
    """For staff, and for whoever may read the proposal; for anybody else it does not exist."""
    forward = await FORWARDS.load(tx, forward_id, lock=False)
    if not tx.actor.roles & proposals.STAFF:
        if forward.state.proposal_id is None:
            raise NotFound(f"forwards {forward_id}")
        await proposals.read(tx, forward.state.proposal_id)
    return forward

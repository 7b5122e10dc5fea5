"""Answering a merge and overruling objections. Both lock the master, as each undoing and each decision does: of an
answer and an admission, or of an objection and its overruling, at one moment the second sees the first."""

from dataclasses import replace

from chassis.eventlog import Loaded, Tx
from chassis.problems import Stale
from services.submission.merge import domain
from services.submission.proposal import commands as proposals
from services.submission.proposal.domain import Proposal
from services.submission.proposal.store import PROPOSALS


async def answer(tx: Tx, proposal_id: str, agreed: bool, reason: str | None) -> Loaded[Proposal]:
    """``proposal_id`` is the acting member's own, be it the master or a child; the answer stands on the master."""
    before = await proposals.read(tx, proposal_id)
    master_id = before.state.master_id or proposal_id
    # In id order, like merging and its undoing, which would wait for this otherwise as this for them.
    for id in sorted({proposal_id, master_id}):
        await PROPOSALS.find(tx, id)
    own = await proposals.own_of_first_proposer(tx, proposal_id)
    if (own.state.master_id or proposal_id) != master_id:
        raise Stale(f"proposals {proposal_id}")
    master = await PROPOSALS.load(replace(tx, if_match=None), master_id)
    events = domain.answer(master.state, proposal_id, tx.actor.member_id or "", agreed, reason, tx.receipt)
    return await PROPOSALS.append(tx, master_id, master, events)


async def overrule(tx: Tx, master_id: str, explanation: str) -> Loaded[Proposal]:
    master = await proposals.load_for_review(tx, master_id)
    events = domain.overrule(master.state, explanation, tx.actor.subject)
    return await PROPOSALS.append(tx, master_id, master, events)

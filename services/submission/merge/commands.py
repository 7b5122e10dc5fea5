"""Merging and its undoing, answering a merge, overruling objections. The last two lock the master, as each undoing
and each decision does: of an answer and an admission, or of an objection and its overruling, at one moment the second
sees the first."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from chassis.eventlog import Loaded, Tx
from chassis.problems import Stale
from services.submission.forward import ending as forwards
from services.submission.merge import domain
from services.submission.proposal import commands as proposals
from services.submission.proposal import domain as proposal_domain
from services.submission.proposal import store
from services.submission.proposal.domain import Proposal
from services.submission.proposal.policy import POLICY
from services.submission.proposal.store import PROPOSALS
from services.submission.stage import commands as stages


async def merge(tx: Tx, master_id: str, child_ids: Sequence[str], opinion: str) -> Loaded[Proposal]:
    """Locks in id order, so that two merges over the same proposals cannot wait for each other."""
    # If-Match is about the master that was named, not about each child.
    unmatched = replace(tx, if_match=None)
    loaded = {
        id: await proposals.load_for_review(tx if id == master_id else unmatched, id)
        for id in sorted({master_id, *child_ids})
    }
    master = loaded[master_id]
    for one in loaded.values():
        domain.check_merge_answered(one.state, tx.now)
    hours = (await POLICY.at(tx)).value.merge_hours
    answer_by = tx.now + timedelta(hours=hours) if hours else None
    children = [loaded[id].state for id in child_ids]
    events, into = domain.merge(master.state, children, opinion, tx.actor.subject, answer_by)
    for child_id, child_events in into.items():
        await forwards.on_merged(tx, child_id)
        await PROPOSALS.append(tx, child_id, loaded[child_id], child_events)
    await store.note_involved(
        tx, master_id, {member for child in child_ids for member in loaded[child].state.proposers}
    )
    return await PROPOSALS.append(tx, master_id, master, events)


async def undo_merge(tx: Tx, master_id: str, reason: str) -> Loaded[Proposal]:
    """Locks in id order, like the merge; who is asked for the children's sake sees them there again, not here.

    Of assignments those count that have been heard of by now. One that crosses this is consultation's to cancel: it
    learns of the undoing by its event, and what was decided here stands.
    """
    unmatched = replace(tx, if_match=None)
    before = await PROPOSALS.load(unmatched, master_id, lock=False)
    ids = sorted({master_id, *before.state.children})
    loaded = {id: await proposals.load_for_review(tx if id == master_id else unmatched, id) for id in ids}
    master = loaded[master_id]
    if master.version != before.version:
        raise Stale(f"proposals {master_id}")
    children = [loaded[id].state for id in master.state.children]
    assigned = await store.is_assigned(tx, master_id)
    events, back = domain.undo_merge(master.state, children, reason, assigned=assigned)
    for child_id, child_events in back.items():
        child = await PROPOSALS.append(tx, child_id, loaded[child_id], child_events)
        # Its review stood still meanwhile, and nobody was reminded of it.
        await stages.begin_again(tx, child.state, "并案撤销")
    after = await PROPOSALS.append(tx, master_id, master, events)
    gone = set(master.state.merged_proposers) - proposal_domain.involved(after.state)
    await store.forget_involved(tx, master_id, gone)
    return after


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

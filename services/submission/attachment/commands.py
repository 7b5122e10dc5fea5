"""Attaching to a draft or to a returned proposal, taking away, reading; and what a restored store makes anew."""

from collections.abc import Sequence
from dataclasses import replace

from chassis.eventlog import Loaded, Tx
from chassis.history import history
from chassis.problems import NotFound
from chassis.uploads import Room, Taken
from contracts.base import DomainRefusal
from contracts.files import check_room
from contracts.submission import (
    Assisted,
    Attachment,
    AttachmentAdded,
    AttachmentRemoved,
    ProposalAmended,
    ProposalFiled,
)
from services.submission.attachment import domain, store
from services.submission.attachment.domain import Purpose
from services.submission.attachment.policy import POLICY
from services.submission.attachment.store import Kept
from services.submission.draft import commands as drafts
from services.submission.draft import store as draft_store
from services.submission.draft.domain import check_open
from services.submission.proposal import commands as proposals
from services.submission.proposal.domain import Proposal, check_proposer, permit
from services.submission.proposal.store import PROPOSALS


async def room_in_draft(tx: Tx, draft_id: str) -> Room:
    check_open(await drafts.load(tx, draft_id))
    return await room_beside(tx, [one.attachment for one in await store.of_draft(tx, draft_id)])


async def room_in_proposal(tx: Tx, proposal_id: str) -> Room:
    proposal = await proposals.load_editable(tx, proposal_id)
    permit(proposal.state, "attach")
    check_proposer(proposal.state, tx.actor.member_id)
    return await room_beside(tx, proposal.state.attachments)


async def room_beside(tx: Tx, present: Sequence[Attachment]) -> Room:
    return (await POLICY.at(tx)).value.room(present)


async def attach_to_draft(tx: Tx, draft_id: str, purpose: Purpose, taken: Taken) -> Kept:
    """The draft's row is locked: of two at once the second sees the first."""
    draft = await drafts.load(tx, draft_id, lock=True)
    check_open(draft)
    added = taken.attachment(tx, purpose)
    present = [one.attachment for one in await store.of_draft(tx, draft_id)]
    check_room(present, added, (await POLICY.at(tx)).value.limits)
    await store.put(tx, added, draft_id=draft_id, proposal_id=None)
    await draft_store.update(tx, draft_id, changed_at=tx.now)
    return Kept(added, draft_id, None, None)


async def attach_to_proposal(tx: Tx, proposal_id: str, purpose: Purpose, taken: Taken) -> Kept:
    proposal = await proposals.load_editable(tx, proposal_id)
    added = taken.attachment(tx, purpose)
    limits = (await POLICY.at(tx)).value.limits
    events = domain.attach(proposal.state, tx.actor.member_id, added, limits)
    await PROPOSALS.append(tx, proposal_id, proposal, events)
    await store.put(tx, added, draft_id=None, proposal_id=proposal_id)
    return Kept(added, None, proposal_id, None)


async def remove(tx: Tx, attachment_id: str) -> Kept:
    """Its bytes stay: those of a proposal for good, those of a draft until they are swept."""
    found = await read(tx, attachment_id)
    if found.proposal_id is not None:
        proposal = await proposals.load_editable(tx, found.proposal_id)
        events = domain.detach(proposal.state, tx.actor.member_id, attachment_id)
        # Asked under the lock: of two who take the same away the second finds it gone.
        if not events:
            raise _removed(attachment_id)
        await PROPOSALS.append(tx, proposal.id, proposal, events)
    elif found.draft_id is None:
        # Of an entry from paper, which has a route of its own.
        raise NotFound(f"attachments {attachment_id}")
    else:
        check_open(await drafts.load(tx, found.draft_id, lock=True))
        if all(one.attachment.attachment_id != attachment_id for one in await store.of_draft(tx, found.draft_id)):
            raise _removed(attachment_id)
        await draft_store.update(tx, found.draft_id, changed_at=tx.now)
    await store.remove(tx, attachment_id, tx.now)
    return replace(found, removed_at=tx.now)


def _removed(attachment_id: str) -> DomainRefusal:
    return DomainRefusal("attachment-removed", f"The attachment {attachment_id} was removed already.")


async def read(tx: Tx, attachment_id: str) -> Kept:
    """For whoever may read the proposal, or has written the draft, of an entry from paper the staff; for anybody else
    it does not exist."""
    found = await store.find(tx, attachment_id)
    try:
        if found is None:
            raise NotFound("")
        if found.proposal_id is not None:
            await proposals.read_what_is_handled(tx, found.proposal_id)
        elif found.draft_id is not None:
            if tx.actor.member_id is None:
                raise NotFound("")
            await drafts.load(tx, found.draft_id)
        elif not tx.actor.roles & proposals.STAFF:
            raise NotFound("")
    except NotFound:
        # Not the other's words: they would name the record that it belongs to.
        raise NotFound(f"attachments {attachment_id}") from None
    return found


async def rebuild(tx: Tx, proposal: Loaded[Proposal]) -> None:
    """The rows of a proposal's attachments, where a restored store took its events back."""
    rows: dict[str, Kept] = {}
    for past in await history(tx, PROPOSALS, proposal.id):
        match past.event:
            case ProposalFiled(attachments=filed, draft_id=draft_id, assisted=assisted):
                paper_id = assisted.paper_id if assisted else None
                rows |= {one.attachment_id: Kept(one, draft_id, proposal.id, None, paper_id) for one in filed}
                if draft_id is not None:
                    await store.close_draft(tx, draft_id, past.at)
            case ProposalAmended(attachments=brought, assisted=Assisted(paper_id=paper_id)):
                rows |= {one.attachment_id: Kept(one, None, proposal.id, None, paper_id) for one in brought}
            case AttachmentAdded(attachment=added):
                rows[added.attachment_id] = Kept(added, None, proposal.id, None)
            case AttachmentRemoved(attachment=gone):
                rows[gone.attachment_id] = replace(rows[gone.attachment_id], removed_at=past.at)
            case _:
                pass
    for row in rows.values():
        await store.put(
            tx,
            row.attachment,
            draft_id=row.draft_id,
            proposal_id=row.proposal_id,
            paper_id=row.paper_id,
            removed_at=row.removed_at,
        )

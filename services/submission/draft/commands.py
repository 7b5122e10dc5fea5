"""Commands on drafts. Whoever writes, writes last: what was overwritten is kept and shown."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from chassis.eventlog import Loaded, Tx, new_id
from chassis.history import history
from chassis.problems import NotFound
from contracts.base import DomainRefusal
from contracts.submission import ProposalFiled
from services.submission.attachment import store as attachments
from services.submission.draft import domain, store
from services.submission.draft.domain import Draft, Section
from services.submission.draft.policy import POLICY
from services.submission.draft.store import Saved
from services.submission.proposal import commands as proposals
from services.submission.proposal.commands import Filing
from services.submission.proposal.domain import Proposal
from services.submission.proposal.store import PROPOSALS


@dataclass(frozen=True)
class Answer:
    """What is stored now, and what somebody else had saved that this editor had not seen."""

    saved: Saved
    overwritten: Saved | None


async def create(tx: Tx) -> Draft:
    member = author(tx)
    policy = (await POLICY.at(tx)).value
    domain.check_room(await store.count_open(tx, member), policy.open_per_member)
    draft = Draft(id=new_id(tx), member_id=member, state="open", created_at=tx.now, changed_at=tx.now, proposal_id=None)
    await store.create(tx, draft)
    return draft


async def save(tx: Tx, draft_id: str, section: Section, content: Any, base: int, device: str) -> Answer:
    """Stores one section. ``base`` is the version that the editor saw last, 0 for none.

    The same content again stores nothing, so a save that is repeated on a bad network changes nothing.
    """
    draft = await load(tx, draft_id, lock=True)
    domain.check_open(draft)
    present = await store.latest(tx, draft_id, section)
    text = json.dumps(content, ensure_ascii=False)
    if present is not None and present.content == text:
        return Answer(present, None)
    saved = Saved(section, (present.version if present else 0) + 1, text, tx.now, device)
    await store.save(tx, draft_id, saved, (await POLICY.at(tx)).value.keep_versions)
    await store.update(tx, draft_id, changed_at=tx.now)
    return Answer(saved, present if present is not None and present.version > base else None)


async def discard(tx: Tx, draft_id: str) -> Draft:
    """Its text stays readable to its author."""
    draft = await load(tx, draft_id, lock=True)
    domain.check_open(draft)
    await store.update(tx, draft_id, state="discarded", changed_at=tx.now)
    return draft.model_copy(update={"state": "discarded", "changed_at": tx.now})


async def file(tx: Tx, draft_id: str, compose: Callable[[Mapping[str, Any]], Filing]) -> Loaded[Proposal]:
    """Files what ``compose`` makes of the saved sections. Both in one transaction: a draft is never filed twice."""
    draft = await load(tx, draft_id, lock=True)
    domain.check_open(draft)
    said = {name: json.loads(saved.content) for name, saved in (await store.current(tx, draft_id)).items()}
    attached = tuple(one.attachment for one in await attachments.of_draft(tx, draft_id))
    proposal = await proposals.file(tx, replace(compose(said), draft_id=draft_id, attachments=attached))
    await attachments.hand_over(tx, draft_id, proposal.id)
    await store.update(tx, draft_id, state="filed", proposal_id=proposal.id, changed_at=tx.now)
    return proposal


async def rebuild(tx: Tx, proposal: Loaded[Proposal]) -> None:
    """That a draft is filed, where a restored store took its proposal back: nobody may file it a second time."""
    filed = (await history(tx, PROPOSALS, proposal.id, upto=1))[0]
    if isinstance(filed.event, ProposalFiled) and filed.event.draft_id is not None:
        await store.update(tx, filed.event.draft_id, state="filed", proposal_id=proposal.id, changed_at=filed.at)


async def load(tx: Tx, draft_id: str, *, lock: bool = False) -> Draft:
    """The author's own; anybody else's does not exist."""
    draft = await store.find(tx, author(tx), draft_id, lock=lock)
    if draft is None:
        raise NotFound(f"drafts {draft_id}")
    return draft


def author(tx: Tx) -> str:
    if tx.actor.member_id is None:
        raise DomainRefusal("member-needed", "Only a member writes proposals; this login is bound to none.")
    return tx.actor.member_id

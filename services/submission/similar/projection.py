"""Events → what waits to be indexed. The vectors are made by the worker afterwards, never while somebody files."""

import asyncio

from chassis.app import Runtime
from chassis.consumer import Handler
from chassis.eventlog import Tx
from contracts import consultation, submission
from contracts.base import Event
from contracts.consultation import ReplyIssued
from contracts.submission import ArchivedProposalRecorded, ProposalAmended, ProposalFiled
from services.submission.similar import commands, store
from services.submission.similar.embed import installed


async def on_text(tx: Tx, event: ProposalFiled | ProposalAmended) -> None:
    await store.enqueue(tx, event.proposal_id, "proposal")


async def on_archived(tx: Tx, event: ArchivedProposalRecorded) -> None:
    await store.enqueue(tx, event.proposal_id, "archive")


async def on_reply(tx: Tx, event: ReplyIssued) -> None:
    """Its text is kept here: this service knows replies from their events only."""
    answers = "\n".join(answer.why for answer in event.content.answers)
    id = f"{event.reply_id}:{event.reply_version}"
    await store.put_reply(tx, id, event.proposal_id, "\n".join(filter(None, (event.content.text, answers))))
    await store.enqueue(tx, id, "reply")


PROJECTION: dict[str, dict[type[Event], Handler]] = {
    submission.TOPIC: {ProposalFiled: on_text, ProposalAmended: on_text, ArchivedProposalRecorded: on_archived},
    consultation.TOPIC: {ReplyIssued: on_reply},
}


class Indexer:
    """The worker's chore: makes the vectors of some of what waits; first it has those of another method made anew."""

    def __init__(self) -> None:
        self._compared = False

    async def __call__(self, runtime: Runtime) -> int:
        embedder = await asyncio.to_thread(installed)
        if not self._compared:
            await commands.replace_other_methods(runtime.worker_database, embedder.name)
            self._compared = True
        return await commands.embed_waiting(runtime.worker_database, runtime.clock, embedder)


SIMILAR_TABLES = [table.name for table in (store.PENDING, store.CODES, store.VECTORS, store.REPLIES, store.TENANTS)]

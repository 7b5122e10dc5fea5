"""Proposals' texts, for who reads them here. A consumer of its own: it reads the past as well."""

from chassis.consumer import Handler
from chassis.eventlog import Tx
from contracts import submission
from contracts.base import Event
from contracts.submission import ProposalAmended, ProposalFiled
from services.evaluation.allotment.store import put_text


async def on_text(tx: Tx, event: ProposalFiled | ProposalAmended) -> None:
    await put_text(tx, event.proposal_id, event.text.model_dump(mode="json"))


TEXTS: dict[str, dict[type[Event], Handler]] = {
    submission.TOPIC: {ProposalFiled: on_text, ProposalAmended: on_text},
}

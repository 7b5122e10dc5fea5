"""One decision of the review over many proposals."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from pydantic import BaseModel

from chassis.eventlog import Loaded, Tx
from chassis.problems import NotFound, Stale
from contracts.base import DomainRefusal
from services.submission.proposal.domain import Proposal
from services.submission.proposal.store import PROPOSALS

S = TypeVar("S", bound=BaseModel)
Decide = Callable[[Tx], Awaitable[Loaded[Proposal]]]
Refusal = DomainRefusal | NotFound | Stale
Decided = Loaded[Proposal] | Refusal


async def decide_each(
    tx: Tx, items: Sequence[tuple[str, str | None, Callable[[Tx], Awaitable[Loaded[S]]]]]
) -> list[Loaded[S] | Refusal]:
    """Runs each ``(proposal_id, etag, decision)`` in a savepoint of its own: what is refused leaves the others done.

    ``etag``, where given, is what the reviewer saw; a proposal that has changed since is refused, not overwritten.
    """
    # All rows first and in one order, before any case number: two clerks whose lists overlap, or a list and a single
    # admission, could wait for each other otherwise.
    await PROPOSALS.find_all(tx, sorted({id for id, _, _ in items}))
    answers: list[Loaded[S] | Refusal] = []
    for _, etag, decide in items:
        try:
            async with tx.connection.begin_nested():
                answers.append(await decide(replace(tx, if_match=etag)))
        except (DomainRefusal, NotFound, Stale) as refusal:
            answers.append(refusal)
    return answers

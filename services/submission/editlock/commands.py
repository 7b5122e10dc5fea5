"""Taking a file for review, giving it back, and the refusal of whoever else acts on it meanwhile."""

from datetime import timedelta

from chassis.clock import WALL
from chassis.eventlog import Tx
from contracts.base import DomainRefusal
from services.submission.editlock import store
from services.submission.editlock.policy import POLICY
from services.submission.editlock.store import Lock


async def take(tx: Tx, proposal_id: str) -> Lock:
    """Asked again by its holder, it lasts from now on."""
    until = tx.now + timedelta(minutes=(await POLICY.at(tx)).value.minutes)
    # Given back between the two statements, it is free after all.
    while not await store.take(tx, proposal_id, until):
        await check(tx, proposal_id)
    return Lock(tx.actor.subject, until)


async def check(tx: Tx, proposal_id: str) -> None:
    """Refuses while somebody else has the file."""
    lock = await store.held(tx, proposal_id)
    if lock is not None and lock.holder != tx.actor.subject:
        until = lock.until.astimezone(WALL)
        raise DomainRefusal("locked", f"{lock.holder} has this file open until {until:%H:%M}.")

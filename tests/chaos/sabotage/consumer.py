"""A consumer whose marks, positions and effects do not belong together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.bus import Message
from chassis.consumer import Consumer, Outcome
from chassis.eventlog import Aggregate, Loaded, Tx
from chassis.inbox import Item, Key, Mark
from contracts.base import Event
from contracts.envelope import Envelope
from tests.chaos.sabotage.append import with_other_transaction
from tests.chaos.sabotage.seeds import Here, bug, nth


def _instead_of_handling(here: Here, skipped: Callable[[Envelope], bool]) -> None:
    handle = Consumer._handle

    async def changed(self: Consumer, connection: AsyncConnection, item: Item) -> bool:
        envelope = item.envelope
        if here(envelope.county) and "ProposalAdmitted" in envelope.type and skipped(envelope):
            return True
        return await handle(self, connection, item)

    Consumer._handle = changed


@bug("supervision")
def consumer_advances_without_the_handler(here: Here) -> None:
    _instead_of_handling(here, lambda _: True)


@bug("supervision")
def consumer_misses_one_effect_in_three(here: Here) -> None:
    missed = nth(3)
    _instead_of_handling(here, lambda envelope: missed(envelope.id))


@bug("supervision")
def consumer_ignores_marks(here: Here) -> None:
    """What was applied is handled again; the handler's own walls are then the last ones."""
    one = Consumer._one

    async def changed(
        self: Consumer, connection: AsyncConnection, item: Item, marks: dict[Key, Mark], *rest: Any, **how: Any
    ) -> Outcome:
        envelope = item.envelope
        if not here(envelope.county) or envelope.version > marks[item.key].version:
            return await one(self, connection, item, marks, *rest, **how)
        try:
            async with connection.begin_nested():
                await self._handle(connection, item)
        except Exception as error:
            await self.inbox.park(connection, item.message, envelope, "poison", repr(error), self._clock.now())
        return "duplicate"

    Consumer._one = changed


@bug("supervision")
def consumer_stores_positions_without_effects(here: Here) -> None:
    """An exception of the batch is swallowed, and the position moved on."""
    apply = Consumer._apply

    async def changed(self: Consumer, messages: Sequence[Message], *, isolate: bool) -> Mapping[Outcome, int]:
        failed = [one for one in messages if here(one.headers.get("ce_county", ""))]
        if failed:
            async with self._database.transaction([]) as connection:
                await self.inbox.store_positions(connection, self.cluster, failed)
        others = [one for one in messages if one not in failed]
        return await apply(self, others, isolate=isolate) if others else {}

    Consumer._apply = changed


@bug("supervision")
def consumer_stores_effects_twice(here: Here) -> None:
    append = Aggregate.append

    async def changed(
        self: Aggregate[Any], tx: Tx, id: str, loaded: Loaded[Any] | None, events: Sequence[Event], *,
        proposal: str | None = None,
    ) -> Loaded[Any]:  # fmt: skip
        twice = here(tx.county) and tx.causation_id is not None
        return await append(self, tx, id, loaded, [*events, *events] if twice else events, proposal=proposal)

    Aggregate.append = changed


@bug("supervision")
def consumer_forgets_the_cause(here: Here) -> None:
    """Its effects are stored as if nobody had asked for them."""
    with_other_transaction(here, lambda tx: replace(tx, causation_id=None) if tx.causation_id else tx)

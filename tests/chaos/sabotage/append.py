"""Events that are stored otherwise than they were decided."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from chassis.eventlog import Aggregate, Loaded, Tx, event_hash, new_id
from contracts.base import Event
from contracts.submission import ProposalFiled
from tests.chaos.sabotage.seeds import Here, bug, nth


def with_other_transaction(here: Here, change: Callable[[Tx], Tx]) -> None:
    fold = Aggregate._fold

    def changed(
        self: Aggregate[Any], tx: Tx, id: str, loaded: Loaded[Any] | None, events: Sequence[Event], proposal: str | None
    ) -> tuple[Loaded[Any], list[dict[str, Any]]]:
        return fold(self, change(tx) if here(tx.county) else tx, id, loaded, events, proposal)

    Aggregate._fold = changed


def _in_the_log(here: Here, change: Callable[[dict[str, Any]], None]) -> None:
    fold = Aggregate._fold

    def changed(
        self: Aggregate[Any], tx: Tx, id: str, loaded: Loaded[Any] | None, events: Sequence[Event], proposal: str | None
    ) -> tuple[Loaded[Any], list[dict[str, Any]]]:
        after, rows = fold(self, tx, id, loaded, events, proposal)
        if here(tx.county):
            for row in rows:
                change(row)
            after = replace(after, hash=rows[-1]["hash"])
        return after, rows

    Aggregate._fold = changed


@bug("submission")
def append_breaks_the_chain(here: Here) -> None:
    """Each event's own hash fits; it does not continue the one before."""

    def change(row: dict[str, Any]) -> None:
        if row["aggregate_version"] > 1:
            row["prev_hash"] = "f" * 64
            row["hash"] = event_hash(row)

    _in_the_log(here, change)


@bug("submission")
def append_alters_after_hashing(here: Here) -> None:
    def change(row: dict[str, Any]) -> None:
        row["data"] += " "

    _in_the_log(here, change)


@bug("submission")
def append_without_a_command(here: Here) -> None:
    with_other_transaction(here, lambda tx: replace(tx, correlation_id=new_id(tx)))


@bug("submission")
def append_of_another_text(here: Here) -> None:
    """The event is sound in itself, and says what nobody asked for."""
    append = Aggregate.append

    async def changed(
        self: Aggregate[Any], tx: Tx, id: str, loaded: Loaded[Any] | None, events: Sequence[Event], *,
        proposal: str | None = None,
    ) -> Loaded[Any]:  # fmt: skip
        if here(tx.county):
            events = [
                event.model_copy(update={"publish_consent": False}) if isinstance(event, ProposalFiled) else event
                for event in events
            ]
        return await append(self, tx, id, loaded, events, proposal=proposal)

    Aggregate.append = changed


@bug("submission")
def append_fails_at_times(here: Here) -> None:
    """Every fifth append; whoever sends the key again is served."""
    fails = nth(5)
    tries: Counter[str] = Counter()

    def change(tx: Tx) -> Tx:
        tries["append"] += 1
        if fails(str(tries["append"])):
            raise RuntimeError("seeded")
        return tx

    with_other_transaction(here, change)

"""``python -m tests.chaos.sabotage BUG[@COUNTY],… serve SERVICE …``: the real command with bugs seeded into it.

They are what the checker must catch. A bug with a county strikes there only, so that many run side by side in one
process and each is told by its own county's findings.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import http
from chassis.bus import Message
from chassis.consumer import Consumer, Outcome
from chassis.database import Database
from chassis.eventlog import Aggregate, Loaded, Tx, event_hash, new_id
from chassis.inbox import Item, Key, Mark
from chassis.relay import Outgoing, Relay, Sent
from contracts.base import DomainRefusal, Event
from contracts.envelope import Envelope
from contracts.submission import ProposalFiled, ProposalReturned
from ops import cli

Here = Callable[[str], bool]
"""Whether the bug strikes in a county."""


@dataclass(frozen=True)
class Bug:
    seed: Callable[[Here], None]
    service: str
    """Where the load of the tests meets it."""


BUGS: dict[str, Bug] = {}


def bug(service: str) -> Callable[[Callable[[Here], None]], Callable[[Here], None]]:
    def register(seed: Callable[[Here], None]) -> Callable[[Here], None]:
        BUGS[seed.__name__] = Bug(seed, service)
        return seed

    return register


def nth(number: int) -> Callable[[str], bool]:
    """Whether it is the n-th of its kind, 2n-th, …; what was asked before is answered as before."""
    seen: dict[str, bool] = {}
    counts: Counter[int] = Counter()

    def chosen(id: str) -> bool:
        if id not in seen:
            counts[number] += 1
            seen[id] = counts[number] % number == 0
        return seen[id]

    return chosen


# ── The relay ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _header(message: Outgoing, name: str) -> str:
    return dict(message.headers).get(name, b"").decode()


def _before_sending(here: Here, change: Callable[[list[Outgoing]], tuple[list[Outgoing], list[Outgoing]]]) -> None:
    """``change`` takes a county's events and returns what is sent, and what is only said to have been sent."""
    send = Relay._send

    async def changed(self: Relay, messages: Sequence[Outgoing]) -> Sent:
        mine = [one for one in messages if one.headers and here(_header(one, "ce_county"))]
        sent, forgotten = change(mine)
        result = await send(self, [*(one for one in messages if one not in mine), *sent])
        return replace(result, acknowledged=[*result.acknowledged, *(one.ref for one in forgotten)])

    Relay._send = changed


def _forget(here: Here, chosen: Callable[[Outgoing], bool]) -> None:
    _before_sending(here, lambda mine: ([one for one in mine if not chosen(one)], [one for one in mine if chosen(one)]))


@bug("submission")
def relay_deletes_before_the_acknowledgement(here: Here) -> None:
    """Every third send fails, and the outbox forgets it all the same."""
    fails = nth(3)
    _forget(here, lambda one: fails(_header(one, "ce_id")))


@bug("submission")
def relay_skips_one_in_ten(here: Here) -> None:
    skipped = nth(10)
    _forget(here, lambda one: skipped(_header(one, "ce_id")))


@bug("submission")
def relay_drops_the_last(here: Here) -> None:
    """Of a proposal that is withdrawn nothing follows: no later version shows the gap."""
    _forget(here, lambda one: "ProposalWithdrawn" in _header(one, "ce_type"))


@bug("submission")
def relay_reverses(here: Here) -> None:
    _before_sending(here, lambda mine: (mine[::-1], []))


@bug("submission")
def relay_alters(here: Here) -> None:
    _before_sending(here, lambda mine: ([replace(one, value=one.value + b" ") for one in mine], []))


@bug("supervision")
def relay_is_stuck(here: Here) -> None:
    _before_sending(here, lambda _: ([], []))


@bug("submission")
def relay_changes_keys(here: Here) -> None:
    """Events of one proposal then go to different partitions."""
    _before_sending(here, lambda mine: ([replace(one, key=_header(one, "ce_id").encode()) for one in mine], []))


# ── The consumer ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _instead_of_handling(here: Here, skipped: Callable[[Envelope], bool]) -> None:
    handle = Consumer._handle

    async def changed(self: Consumer, connection: AsyncConnection, envelope: Envelope) -> None:
        if not (here(envelope.county) and "ProposalAdmitted" in envelope.type and skipped(envelope)):
            await handle(self, connection, envelope)

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
                await self._handle(connection, envelope)
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
    _with_other_transaction(here, lambda tx: replace(tx, causation_id=None) if tx.causation_id else tx)


# ── Append ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _with_other_transaction(here: Here, change: Callable[[Tx], Tx]) -> None:
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
    _with_other_transaction(here, lambda tx: replace(tx, correlation_id=new_id(tx)))


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

    _with_other_transaction(here, change)


# ── Answers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


class _Undone(Exception):
    """What was answered is rolled back."""


@bug("submission")
def answer_before_the_commit(here: Here) -> None:
    """Every third filing is answered and rolled back."""
    begin: Callable[[Database, Sequence[str]], AbstractAsyncContextManager[AsyncConnection]] = Database.transaction
    undone = nth(3)
    filed: dict[int, str] = {}
    append = Aggregate.append

    async def noted(
        self: Aggregate[Any], tx: Tx, id: str, loaded: Loaded[Any] | None, events: Sequence[Event], *,
        proposal: str | None = None,
    ) -> Loaded[Any]:  # fmt: skip
        if here(tx.county) and any(isinstance(event, ProposalFiled) for event in events):
            filed[id_of(tx.connection)] = id
        return await append(self, tx, id, loaded, events, proposal=proposal)

    def id_of(connection: AsyncConnection) -> int:
        return id(connection)

    @asynccontextmanager
    async def changed(self: Database, counties: Sequence[str]) -> AsyncGenerator[AsyncConnection]:
        try:
            async with begin(self, counties) as connection:
                filed.pop(id_of(connection), None)
                yield connection
                proposal = filed.pop(id_of(connection), None)
                if proposal is not None and undone(proposal):
                    raise _Undone
        except _Undone:
            return

    Aggregate.append = noted
    Database.transaction = changed


@bug("submission")
def answer_is_not_kept(here: Here) -> None:
    """A repeated key is carried out again."""
    execute = AsyncConnection.exec_driver_sql

    async def changed(self: AsyncConnection, statement: str, parameters: Any = None, *rest: Any) -> Any:
        if statement == http._KEEP and here(parameters[0]):
            return await execute(self, "SELECT 1")
        return await execute(self, statement, parameters, *rest)

    AsyncConnection.exec_driver_sql = changed


@bug("submission")
def refusal_leaves_an_event(here: Here) -> None:
    from services.submission.proposal import commands
    from services.submission.proposal.store import PROPOSALS

    admit = commands.admit

    async def changed(tx: Tx, proposal_id: str, topic_group: str, repeats: str | None) -> Loaded[Any]:
        try:
            return await admit(tx, proposal_id, topic_group, repeats)
        except DomainRefusal:
            if here(tx.county):
                found = await PROPOSALS.find(tx, proposal_id)
                returned = ProposalReturned(proposal_id=proposal_id, comments="示例意见。")
                await PROPOSALS.append(tx, proposal_id, found, [returned])
                await tx.connection.exec_driver_sql("COMMIT")
            raise

    commands.admit = changed


# ── Case numbers ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _number(here: Here, choose: Callable[[str, int], int | None]) -> None:
    """``choose`` takes the county and the next number; None asks for another one."""
    from services.submission.proposal import store

    give = store.next_case_number

    async def changed(tx: Tx, session_id: str, channel: str) -> int:
        number = await give(tx, session_id, channel)
        if not here(tx.county):
            return number
        chosen = choose(tx.county, number)
        return chosen if chosen is not None else await give(tx, session_id, channel)

    store.next_case_number = changed


@bug("submission")
def case_number_is_skipped(here: Here) -> None:
    _number(here, lambda _, number: None if number == 2 else number)


@bug("submission")
def case_number_is_given_twice(here: Here) -> None:
    """Only where the table's own wall is down as well."""
    last: dict[str, int] = defaultdict(int)

    def choose(county: str, number: int) -> int:
        last[county] = last[county] if number == 3 else number
        return last[county]

    _number(here, choose)


def strikes(county: str | None) -> Here:
    return lambda where: county is None or where == county


def main(arguments: Sequence[str]) -> None:
    for one in arguments[0].split(","):
        name, _, county = one.partition("@")
        BUGS[name].seed(strikes(county or None))
    sys.argv = ["proposals", *arguments[1:]]
    cli.main()


if __name__ == "__main__":
    main(sys.argv[1:])

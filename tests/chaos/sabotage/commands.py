"""Commands whose answers, keys and numbers are not what was stored."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import http
from chassis.database import Database
from chassis.eventlog import Aggregate, Loaded, Tx
from contracts.base import DomainRefusal, Event
from contracts.submission import ProposalFiled, ProposalReturned
from services.submission.proposal import commands, store
from services.submission.proposal.store import PROPOSALS
from tests.chaos.sabotage.seeds import Here, bug, nth


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
    admit = commands.admit

    async def changed(tx: Tx, proposal_id: str, *rest: Any) -> Loaded[Any]:
        try:
            return await admit(tx, proposal_id, *rest)
        except DomainRefusal:
            if here(tx.county):
                found = await PROPOSALS.find(tx, proposal_id)
                returned = ProposalReturned(proposal_id=proposal_id, comments="示例意见。")
                await PROPOSALS.append(tx, proposal_id, found, [returned])
                await tx.connection.exec_driver_sql("COMMIT")
            raise

    commands.admit = changed


def _number(here: Here, choose: Callable[[int], int | None]) -> None:
    """``choose`` takes the next number; None asks for another one."""
    give = store.next_case_number

    async def changed(tx: Tx, session_id: str, channel: str) -> int:
        number = await give(tx, session_id, channel)
        if not here(tx.county):
            return number
        chosen = choose(number)
        return chosen if chosen is not None else await give(tx, session_id, channel)

    store.next_case_number = changed


@bug("submission")
def case_number_is_skipped(here: Here) -> None:
    _number(here, lambda number: None if number == 2 else number)


@bug("submission")
def case_number_is_given_twice(here: Here) -> None:
    """Only where the table's own wall is down as well."""
    _number(here, lambda number: 2 if number == 3 else number)

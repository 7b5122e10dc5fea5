"""The same few commands in every county, in a fixed order: what is seeded or damaged there is then surely met."""

import asyncio
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable

import httpx

from tests.chaos.desk import CLERK, OFFICE, TEXT, Actor, Answer, Command, Desk, member
from tests.chaos.journal import Journal
from tests.chaos.load import Load

AT_ONCE = 8
"""Counties at a time."""
ATTEMPTS = 20


class Rehearsal(Load):
    """Every third key is sent twice, though it was answered. Whatever is refused is left at that."""

    def __init__(self, counties: tuple[str, ...], origins: Callable[[str], list[str]], journal: Journal) -> None:
        super().__init__(counties, origins, journal)
        self._admitted: dict[str, list[Answer]] = {}
        self._asked: Counter[str] = Counter()

    def file_and_review(self) -> None:
        asyncio.run(self._everywhere(self._file_and_review))

    def assign(self) -> None:
        """Two of the admitted proposals, once consultation knows them."""
        asyncio.run(self._everywhere(self._assign))

    async def _everywhere(self, work: Callable[[httpx.AsyncClient, Desk], Awaitable[None]]) -> None:
        places = asyncio.Semaphore(AT_ONCE)

        async def one(client: httpx.AsyncClient, desk: Desk) -> None:
            async with places:
                await work(client, desk)

        async with self._client() as client, asyncio.TaskGroup() as group:
            for desk in self._desks:
                group.create_task(one(client, desk))

    async def _file_and_review(self, client: httpx.AsyncClient, desk: Desk) -> None:
        for command in desk.setup():
            await self._ask(client, command)
        filed = [await self._file(client, desk, f"M00{number}") for number in (1, 2, 3, 4, 1)]
        await self._file(client, desk, "M001", kind="joint", cosigners=["M002"])
        *reviewed, last = [one for one in filed if one is not None]
        for proposal in reviewed:
            await self._review(client, desk, proposal, "admit", CLERK, {"topic_group": "民生"})
        again, *_, admitted = reviewed
        await self._review(client, desk, again, "admit", CLERK, {"topic_group": "社会"})
        for proposal in (last, admitted):
            await self._review(
                client, desk, proposal, "withdraw", member(proposal["proposers"][0]), {"reason": "示例原因。"}
            )
        self._admitted[desk.county] = reviewed[:2]

    async def _assign(self, client: httpx.AsyncClient, desk: Desk) -> None:
        for proposal in self._admitted[desk.county]:
            body = {"proposal_id": proposal["id"], "unit_id": "U001", "role": "sole"}
            await self._ask(
                client, Command("assign", "consultation", desk.county, OFFICE, "/consultation/assignments", body)
            )

    async def _file(
        self, client: httpx.AsyncClient, desk: Desk, proposer: str, **more: str | list[str]
    ) -> Answer | None:
        body = {"session_id": "S15-1", "publish_consent": True, "text": TEXT, **more}
        return await self._ask(
            client, Command("file", "submission", desk.county, member(proposer), "/submission/proposals", body)
        )

    async def _review(
        self, client: httpx.AsyncClient, desk: Desk, proposal: Answer, name: str, by: Actor, body: Answer
    ) -> None:
        path = f"/submission/proposals/{proposal['id']}/{name}"
        await self._ask(client, Command(name, "submission", desk.county, by, path, body))

    async def _ask(self, client: httpx.AsyncClient, command: Command) -> Answer | None:
        """The answer that was accepted, or None."""
        key = uuid.uuid4().hex
        self._asked[command.county] += 1
        wanted = 2 if self._asked[command.county] % 3 == 0 else 1
        for number in range(1, ATTEMPTS + 1):
            attempt = await self._attempt(client, command, key, number, self._origins(command.service)[0])
            self._journal.append(attempt)
            wanted -= attempt.definite
            if attempt.definite and (wanted <= 0 or not attempt.accepted):
                return attempt.answer if attempt.accepted else None
        raise AssertionError(f"{command.name} of {command.county} got no definite answer")

"""Concurrent users who file, review, assign and urge at a given rate, and write down every answer that they get."""

import asyncio
import json
import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Self

import httpx

from tests.chaos.course import Course
from tests.chaos.desk import Command, Desk
from tests.chaos.journal import Attempt, Journal
from tests.chaos.processes import wait_for
from tests.support.tokens import token

ANSWER_SECONDS = 8
"""How long a client waits for an answer before it asks again with the same key."""
BACK_OFF_SECONDS = 3


class Load:
    """``origins(service)`` are where the service answers; a client that got no answer tries the next.

    Used as a context: the load goes on inside, and leaving waits until each command has its definite answer, or
    ``give_up`` seconds have passed since it was first sent.
    """

    def __init__(
        self,
        counties: tuple[str, ...],
        origins: Callable[[str], list[str]],
        journal: Journal,
        *,
        rate: float = 12,
        users: int = 8,
        give_up: float = 240,
        seed: int = 1,
    ) -> None:
        self.answered: Counter[str] = Counter()
        """Command → accepted ones."""
        self.refused: Counter[str] = Counter()
        self.repeated = 0
        """Attempts after the first."""
        self.unknown: list[str] = []
        """Keys of commands that were given up without a definite answer."""
        self._asking = 0
        self._asking_again: Counter[str] = Counter()
        self._origins = origins
        self._journal = journal
        self._rate = rate
        self._users = users
        self._give_up = give_up
        self._choice = random.Random(seed)
        self._desks = [Desk(county, self._choice) for county in counties]
        self._tokens: dict[tuple[str, str], str] = {}
        self._stopping = threading.Event()
        self._abandoned = False
        self._failed: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="load")

    def setup(self) -> None:
        """Enrols members and units and schedules the session of each county, once a world."""

        async def all_of_it() -> None:
            async with self._client() as client:
                for desk in self._desks:
                    for command in desk.setup():
                        await self._carry_out(client, command)

        asyncio.run(all_of_it())
        assert not self.refused, self.refused

    def go_through(self, course: Course, seconds: float = 240) -> None:
        """Carries out one command after the other, each until it is accepted."""

        async def all_of_it() -> None:
            async with self._client() as client:
                for command in course.steps():
                    course.accepted = False
                    end = time.monotonic() + seconds
                    while not course.accepted:
                        assert time.monotonic() < end, f"{command.name} {command.path} is refused again and again"
                        await self._carry_out(client, command)
                        await asyncio.sleep(0 if course.accepted else 0.5)

        asyncio.run(all_of_it())

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        # After a failure nobody heals what is hurt before this ends: an answer would not come.
        self._abandoned = kind is not None
        self._stopping.set()
        self._thread.join()
        if kind is None and self._failed is not None:
            raise self._failed

    @property
    def accepted(self) -> int:
        return self.answered.total()

    def progress(self, commands: int, seconds: float = 240) -> None:
        """Waits until so many more commands were accepted."""
        wanted = self.accepted + commands
        self._wait(f"{commands} more commands accepted", lambda: self.accepted >= wanted, seconds)

    def trouble(self, attempts: int, seconds: float = 240) -> None:
        """Waits until so many more attempts ended without a definite answer: clients have noticed."""
        wanted = self.repeated + attempts
        self._wait(f"{attempts} more attempts without an answer", lambda: self.repeated >= wanted, seconds)

    def _wait(self, what: str, reached: Callable[[], bool], seconds: float) -> None:
        def check() -> bool:
            if self._failed is not None:
                raise self._failed
            return reached()

        wait_for(what, check, seconds)

    def _client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(trust_env=False, timeout=ANSWER_SECONDS, limits=httpx.Limits(max_connections=None))

    def _run(self) -> None:
        try:
            asyncio.run(self._all_users())
        except BaseException as error:
            self._failed = error

    async def _all_users(self) -> None:
        async with self._client() as client:
            try:
                async with asyncio.TaskGroup() as commands:
                    due = time.monotonic()
                    while not self._stopping.is_set():
                        command = self._choice.choice(self._desks).next()
                        if self._free(command.service):
                            commands.create_task(self._carry_out(client, command))
                        else:
                            command.told(False, {})
                        due = max(due + 1 / self._rate, time.monotonic() - 1)
                        await asyncio.sleep(max(due - time.monotonic(), 0))
            except ExceptionGroup as group:
                raise group.exceptions[0] from group

    def _free(self, service: str) -> bool:
        """Whether somebody is there to send it: those who asked once without an answer ask again beside their other
        work, but nobody begins what many wait for already."""
        return self._asking < self._users and self._asking_again[service] < self._users

    async def _carry_out(self, client: httpx.AsyncClient, command: Command) -> None:
        """Sends it until the answer is definite, always with the same key."""
        key = uuid.uuid4().hex
        give_up = time.monotonic() + self._give_up
        number = 0
        while time.monotonic() < give_up and not self._abandoned:
            origins = self._origins(command.service)
            origin = origins[number % len(origins)]
            number += 1
            with self._counted(command.service, number):
                attempt = await self._attempt(client, command, key, number, origin)
            self._journal.append(attempt)
            if attempt.definite:
                counted = self.answered if attempt.accepted else self.refused
                counted[command.name] += 1
                command.told(attempt.accepted, attempt.answer or {})
                return
            self.repeated += 1
            with self._counted(command.service, number + 1):
                await asyncio.sleep(min(0.1 * 2**number, BACK_OFF_SECONDS) * self._choice.uniform(0.5, 1))
        self.unknown.append(key)

    @contextmanager
    def _counted(self, service: str, number: int) -> Iterator[None]:
        """One who asks for the first time, or again."""
        first = number == 1
        self._asking += first
        self._asking_again[service] += not first
        try:
            yield
        finally:
            self._asking -= first
            self._asking_again[service] -= not first

    async def _attempt(
        self, client: httpx.AsyncClient, command: Command, key: str, number: int, origin: str
    ) -> Attempt:
        headers = {
            "Authorization": f"Bearer {self._token(command)}",
            "Idempotency-Key": key,
            # The events that the command causes bear it: the checker finds them by it, in whatever service.
            "X-Correlation-Id": key,
            "Content-Type": "application/json",
        }
        status: int | None = None
        answer: Any = None
        etag: str | None = None
        error: str | None = None
        try:
            got = await client.post(
                origin + command.path, content=json.dumps(command.body, ensure_ascii=False), headers=headers
            )
            status, etag = got.status_code, got.headers.get("etag")
            answer = got.json()
        except httpx.HTTPError as failure:
            error = repr(failure)
        except ValueError:
            error = f"no JSON: {got.text[:200]}"
        return Attempt(
            at=datetime.now(UTC).isoformat(),
            service=command.service,
            county=command.county,
            actor=command.actor.subject,
            method="POST",
            path=command.path,
            key=key,
            attempt=number,
            command=command.name,
            body=command.body,
            status=status,
            answer=answer,
            etag=etag,
            error=error,
        )

    def _token(self, command: Command) -> str:
        who = (command.county, command.actor.subject)
        if who not in self._tokens:
            self._tokens[who] = token(
                subject=command.actor.subject, roles=list(command.actor.roles), counties=[command.county],
                **command.actor.claims,
            )  # fmt: skip
        return self._tokens[who]

"""One county of the demo: its people, its files, and a journal of what was done, so that a killed run goes on."""

import json
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from chassis.clock import WALL
from ops.client import Api, Caller
from ops.demo.files import Files
from ops.demo.script import LAST_DAY, Moment, Script


class Journal:
    """What was done, as JSON lines; a line that a kill cut short is as if it had not been written."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._values: dict[str, Any] = {}
        if path.exists():
            for line in path.read_text("utf-8").splitlines():
                try:
                    key, value = json.loads(line)
                except ValueError:
                    continue
                self._values[key] = value
        self._file = open(path, "a", encoding="utf-8")  # noqa: SIM115  # as long as the run
        if self._values:
            self._file.write("\n")

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def __getitem__(self, key: str) -> Any:
        return self._values[key]

    def write(self, key: str, value: Any) -> None:
        self._values[key] = value
        self._file.write(json.dumps([key, value], ensure_ascii=False) + "\n")
        self._file.flush()

    def close(self) -> None:
        self._file.close()


class County:
    """``code`` is the county's; every person's login carries it, so that two counties' people are never one."""

    def __init__(self, code: str, script: Script, files: Files, api: Api, journal: Journal, today: date) -> None:
        self.code = code
        self.script = script
        self.files = files
        self.journal = journal
        self.today = today
        self.origin = api.origin
        self._api = api

    def date_of(self, day: int) -> date:
        """The calendar date of a day of the demo year; it may lie after its end."""
        return self.today - timedelta(days=LAST_DAY - day)

    def held_on(self, moment: Moment) -> str:
        return moment.instant(self.today).astimezone(WALL).date().isoformat()

    async def as_(self, role: str, subject: str | None = None, **claims: Any) -> Caller:
        roles = claims.pop("roles", [role])
        subject = f"{self.code}-{subject or role}"
        return await self._api.as_(subject, name=f"示例 {subject}", roles=roles, counties=[self.code], **claims)

    async def clerk(self) -> Caller:
        return await self.as_("clerk", roles=["clerk", "reviewer", "county_admin"])

    async def second_clerk(self) -> Caller:
        return await self.as_("clerk", "clerk2")

    async def office(self) -> Caller:
        return await self.as_("assigning_office", "office")

    async def chair(self) -> Caller:
        return await self.as_("chair")

    async def member(self, member_id: str, body_id: str | None = None) -> Caller:
        """The member, or the same person as the authorised officer of a body."""
        if body_id is None:
            return await self.as_("member", member_id, member_id=member_id)
        roles = ["member", "body_officer"]
        return await self.as_("member", f"{member_id}-{body_id}", roles=roles, member_id=member_id, body_id=body_id)

    async def unit(self, unit_id: str) -> Caller:
        return await self.as_("unit", unit_id, unit_id=unit_id)

    async def leader(self, unit_id: str) -> Caller:
        return await self.as_("unit_leader", f"{unit_id}-leader", unit_id=unit_id)

    async def assessor(self, assessor_id: str) -> Caller:
        return await self.as_("assessor", assessor_id)

    async def once(self, key: str, make: Callable[[], Awaitable[Any]]) -> Any:
        """What ``make`` gave the first time, also in an earlier run."""
        if key not in self.journal:
            self.journal.write(key, await make())
        return self.journal[key]

    async def post(self, key: str, caller: Caller, path: str, body: object = None) -> str:
        """Posts once under a key that a killed run repeats; returns the answer's id."""

        async def send() -> str:
            return str((await caller.post(path, body or {}, key=self._key(key)))["id"])

        return await self.once(key, send)

    async def hand_in(self, key: str, path: str, body: object) -> None:
        """Posts once what somebody sends who has not signed in."""

        async def send() -> str:
            await self._api.anybody(self.code).post(path, body, key=self._key(key))
            return key

        await self.once(key, send)

    async def edit(self, key: str, caller: Caller, resource: str, path: str, body: object) -> str:
        async def send() -> str:
            return str((await caller.edit(resource, path, body, key=self._key(key)))["id"])

        return await self.once(key, send)

    async def upload(self, key: str, caller: Caller, path: str, content: bytes, content_type: str) -> Any:
        async def send() -> Any:
            return await caller.upload(path, content, content_type, key=self._key(key))

        return await self.once(key, send)

    def _key(self, key: str) -> str:
        return f"demo:{key}"

    def proposal(self, ref: str) -> str:
        return self.journal[f"{ref} file"]

    def assignment(self, ref: str, unit: str) -> str:
        """The assignment that ``unit`` holds: its first, or the one that it got by re-assignment."""
        return self.journal[f"{ref} assign {unit}"]

    def reply(self, ref: str, unit: str, cycle: int) -> str:
        return self.journal[f"{ref} reply {unit} {cycle}"]

"""The job that makes a package: some letters in each transaction, every one of them made or told why not."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from chassis.app import Runtime
from chassis.eventlog import Tx, new_id
from chassis.jobs import Job, Jobs, Kind, Read
from chassis.letter.render import Format, check_available, render
from contracts.base import Channel, DomainRefusal
from contracts.letter import Document, file_name
from services.consultation.letter import commands as letters
from services.consultation.metadata import METADATA
from services.consultation.package import store

CHUNK = 10
"""Letters of one transaction: a few seconds of work, so that progress is seen and a crash loses little."""
KEPT = timedelta(days=7)
"""How long the files stay at least; they can be made again at any time, the same ones."""

JOBS = Jobs(METADATA, CHUNK)

Letter = Literal["replies", "assignments"]


@dataclass(frozen=True)
class Letters:
    """One sort of letters: what of, the kind of its jobs, its name in a file's, which there are, and one of them."""

    of: Letter
    kind: str
    name: str
    issued: Callable[[Tx, str, Channel | None], Awaitable[list[str]]]
    letter: Callable[[Tx, str], Awaitable[Document]]

    async def read(self, tx: Tx, data: bytes) -> Read:
        """The letters as of now: what is issued while the job runs is in the next package."""
        asked = json.loads(data)
        found = await self.issued(tx, asked["session_id"], asked["channel"])
        items = [json.dumps([at, id]) for at, id in enumerate(found, start=1)]
        return Read(items, asked | {"made": 0, "errors": []})

    async def work(self, tx: Tx, items: Sequence[str], report: dict[str, Any]) -> Mapping[str, Any]:
        made: list[tuple[int, str, bytes]] = []
        errors: list[dict[str, Any]] = []
        format: Format = report["format"]
        for item in items:
            at, id = json.loads(item)
            try:
                document = await self.letter(tx, id)
                # Each name once, whatever two letters are called.
                made.append((at, f"{at:04d} {file_name(document, format)}", await render(document, format)))
            except DomainRefusal as refusal:
                errors.append({"id": id, "rule": refusal.rule, "detail": refusal.detail})
        await store.put(tx, report["package_id"], made)
        return report | {"made": report["made"] + len(made), "errors": report["errors"] + errors}


LETTERS = (
    Letters("replies", "reply-letters", "答复函", store.issued_replies, letters.reply_letter),
    Letters("assignments", "assignment-letters", "交办通知", store.issued_assignments, letters.assignment_letter),
)
KINDS = {one.kind: Kind(one.read, one.work) for one in LETTERS}


def letters_of(job: Job) -> Letters:
    return next(one for one in LETTERS if one.kind == job.kind)


async def submit(tx: Tx, of: Letter, session_id: str, channel: Channel | None, format: Format) -> Job:
    """Refused where nothing was issued, or where letters of that format cannot be made here."""
    check_available(format)
    wanted = next(one for one in LETTERS if one.of == of)
    if not await wanted.issued(tx, session_id, channel):
        raise DomainRefusal("no-letters", f"There are no {of} on a proposal of session {session_id} yet.")
    await store.forget(tx, tx.now - KEPT)
    asked = {"package_id": new_id(tx), "session_id": session_id, "channel": channel, "format": format}
    return await JOBS.submit(tx, wanted.kind, json.dumps(asked).encode())


async def chore(runtime: Runtime) -> int:
    """The worker's: the next letters of some package."""
    return await JOBS.step(runtime.worker_database, runtime.clock, KINDS)

"""The job that makes a package: some letters in each transaction, every one of them made or told why not."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from chassis.app import Runtime
from chassis.eventlog import Tx, new_id
from chassis.jobs import Job, Jobs, Kind, Read
from contracts.base import Channel, DomainRefusal
from services.consultation.letter import commands as letters
from services.consultation.letter.domain import file_name
from services.consultation.letter.render import Format, check_available, render
from services.consultation.metadata import METADATA
from services.consultation.package import store

CHUNK = 10
"""Letters of one transaction: a few seconds of work, so that progress is seen and a crash loses little."""
KEPT = timedelta(days=7)
"""How long the files stay at least; they can be made again at any time, the same ones."""
KIND = "reply-letters"

JOBS = Jobs(METADATA, CHUNK)


async def submit(tx: Tx, session_id: str, channel: Channel | None, format: Format) -> Job:
    """Refused where nothing was issued, or where letters of that format cannot be made here."""
    check_available(format)
    if not await store.issued_replies(tx, session_id, channel):
        raise DomainRefusal("no-letters", f"No reply on a proposal of session {session_id} was issued yet.")
    await store.forget(tx, tx.now - KEPT)
    asked = {"package_id": new_id(tx), "session_id": session_id, "channel": channel, "format": format}
    return await JOBS.submit(tx, KIND, json.dumps(asked).encode())


async def _read(tx: Tx, data: bytes) -> Read:
    """The letters as of now: what is issued while the job runs is in the next package."""
    asked = json.loads(data)
    found = await store.issued_replies(tx, asked["session_id"], asked["channel"])
    items = [json.dumps([at, reply_id]) for at, reply_id in enumerate(found, start=1)]
    return Read(items, asked | {"made": 0, "errors": []})


async def _work(tx: Tx, items: Sequence[str], report: dict[str, Any]) -> Mapping[str, Any]:
    made: list[tuple[int, str, bytes]] = []
    errors: list[dict[str, Any]] = []
    format: Format = report["format"]
    for item in items:
        at, reply_id = json.loads(item)
        try:
            document = await letters.reply_letter(tx, reply_id)
            # Each name once, whatever two letters are called.
            made.append((at, f"{at:04d} {file_name(document, format)}", await render(document, format)))
        except DomainRefusal as refusal:
            errors.append({"reply_id": reply_id, "rule": refusal.rule, "detail": refusal.detail})
    await store.put(tx, report["package_id"], made)
    return report | {"made": report["made"] + len(made), "errors": report["errors"] + errors}


KINDS = {KIND: Kind(_read, _work)}


async def chore(runtime: Runtime) -> int:
    """The worker's: the next letters of some package."""
    return await JOBS.step(runtime.worker_database, runtime.clock, KINDS)

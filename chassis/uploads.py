"""Taking a file over HTTP and giving it back: streamed, bounded, named by its hash, judged by its bytes.

A file is kept in this order: it comes in beside the store, is recognised, scanned, put into the store, and only then
named by a record in the command's transaction. What goes wrong before leaves nothing; what goes wrong after leaves
bytes that no record names, which :mod:`chassis.sweep` takes away.
"""

import asyncio
import hashlib
import os
import tempfile
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

import structlog
from fastapi import Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field
from starlette.requests import ClientDisconnect
from starlette.routing import BaseRoute

from chassis import filetypes
from chassis.blobs import Blobs, BlobsAway, Received
from chassis.clamd import Clamd
from chassis.eventlog import Tx, new_id
from chassis.filetypes import KINDS, MEDIA_TYPES, Kind
from chassis.http import Ctx
from chassis.problems import Invalid, Problem, TooLarge
from contracts.base import DomainRefusal
from contracts.files import Attachment, Limits
from contracts.files import room as room_beside

log = structlog.get_logger()

R = TypeVar("R", bound=Callable[..., Any])

BUFFER = 1024 * 1024
REQUEST_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
"""For OpenAPI: the body is the file itself, whatever Content-Type it is sent with."""

_HOLD = "SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0))"
_TAKES_FILE = "takes_file"


def file_route(endpoint: R) -> R:
    """Marks a route whose body may be as large as ``max_upload_bytes``; it must not be read any other way than by
    :func:`take`, or whole where what is in it is looked at at once."""
    setattr(endpoint, _TAKES_FILE, True)
    return endpoint


def takes_file(route: BaseRoute) -> bool:
    return hasattr(getattr(route, "endpoint", None), _TAKES_FILE)


@dataclass(frozen=True)
class Room:
    """What may be taken now."""

    bytes: int
    kinds: frozenset[Kind]


@dataclass(frozen=True)
class Taken:
    """A file that is in the store, for the command that names it."""

    name: str
    kind: Kind
    bytes: int
    sha256: str
    scanned: bool

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self.kind]

    def attachment(self, tx: Tx, purpose: str) -> Attachment:
        """As the record of the command names it."""
        return Attachment(
            attachment_id=new_id(tx),
            name=self.name,
            purpose=purpose,
            media_type=self.media_type,
            bytes=self.bytes,
            sha256=self.sha256,
            scanned=self.scanned,
            added_at=tx.now,
        )


class FileView(BaseModel):
    """What an answer says of one file."""

    id: str
    name: str
    purpose: str
    media_type: str
    """By its content."""
    bytes: int
    sha256: str
    scanned: bool
    """Whether a scanner for viruses has seen it."""
    added_at: datetime

    @staticmethod
    def facts(file: Attachment) -> dict[str, Any]:
        return {"id": file.attachment_id, **file.model_dump(exclude={"attachment_id"})}


class FilesPolicy(BaseModel):
    """What a county takes as the files of one record."""

    count: int = Field(ge=0, le=100)
    bytes_each: int = Field(ge=1, le=2**30)
    """The service's ``max_upload_bytes`` bounds it for every county."""
    bytes_sum: int = Field(ge=1, le=2**34)
    kinds: list[Kind]

    @property
    def limits(self) -> Limits:
        return Limits(self.count, self.bytes_each, self.bytes_sum)

    def room(self, present: Sequence[Attachment]) -> Room:
        return Room(room_beside(present, self.limits), frozenset(self.kinds))


async def take(
    ctx: Ctx,
    name: str,
    purpose: str,
    room: Callable[[Tx], Awaitable[Room]],
    command: Callable[[Tx, Taken], Awaitable[BaseModel]],
) -> Response:
    """Answers a request whose body is a file; 201 with what ``command`` answers.

    ``room`` refuses what can be refused before anything is read; ``command`` asks again, with its locks.
    """
    ctx.require_key()
    cleaned = filetypes.clean_name(name)
    if not cleaned:
        raise Invalid.at([("/query/name", "the file has no name")])
    state = ctx.request.app.state
    blobs: Blobs = state.blobs
    scanner: Clamd | None = state.scanner
    refusal: Problem | DomainRefusal | None = None
    try:
        allowed = await ctx.read(room)
    except (Problem, DomainRefusal) as error:
        # A repeated request is refused for what its first run did, and still gets the first answer.
        if not await ctx.repeated():
            raise
        refusal, allowed = error, Room(state.max_upload_bytes, frozenset(KINDS))
    at_most = min(allowed.bytes, state.max_upload_bytes)
    declared = ctx.request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > at_most:
        raise TooLarge(f"at most {at_most} bytes")
    async with receive(ctx.request.stream(), blobs.incoming, at_most) as file:
        said = hashlib.sha256(f"{file.sha256} {purpose} {cleaned}".encode()).hexdigest()
        first = await ctx.first_answer(said)
        if first is not None:
            return first
        named = await asyncio.to_thread(filetypes.recognise, file.path, cleaned, allowed.kinds)
        if scanner is not None:
            await scanner.check(file.path)
        if refusal is None:
            await blobs.put(ctx.county, file)
    taken = Taken(named.name, named.kind, file.bytes, file.sha256, scanned=scanner is not None)

    async def run(tx: Tx) -> BaseModel:
        if refusal is not None:
            raise refusal
        await hold(tx, blobs, taken.sha256)
        return await command(tx, taken)

    return await ctx.execute_many(run, status=201, body_hash=said)


async def hold(tx: Tx, blobs: Blobs, sha256: str) -> None:
    """Keeps the sweeper from the bytes until the transaction that names them ends."""
    await tx.connection.exec_driver_sql(_HOLD, (blob_lock(tx.county, sha256),))
    if not await blobs.has(tx.county, sha256):
        raise BlobsAway("the file was swept away at this moment; send it again")


def blob_lock(county: str, sha256: str) -> str:
    return f"blob {county} {sha256}"


@asynccontextmanager
async def receive(pieces: AsyncIterable[bytes], directory: Path, at_most: int) -> AsyncGenerator[Received]:
    """The file whole, in ``directory``, from where it is gone in the end unless it was put somewhere.

    :class:`TooLarge` as soon as there is a byte more than ``at_most``, whatever its header said.
    """
    try:
        path = await asyncio.to_thread(_begin, directory)
    except OSError as error:
        raise _no_room(error) from error
    try:
        yield await _fill(path, pieces, at_most)
    finally:
        path.unlink(missing_ok=True)


def _begin(directory: Path) -> Path:
    # Not its parents: a place that is not mounted must not be made anew.
    directory.mkdir(mode=0o700, exist_ok=True)
    descriptor, name = tempfile.mkstemp(".part", dir=directory)
    os.close(descriptor)
    return Path(name)


async def _fill(path: Path, pieces: AsyncIterable[bytes], at_most: int) -> Received:
    digest, received, waiting = hashlib.sha256(), 0, bytearray()

    def write(data: bytes) -> None:
        digest.update(data)
        with open(path, "ab") as file:
            file.write(data)

    try:
        async for piece in pieces:
            received += len(piece)
            if received > at_most:
                raise TooLarge(f"at most {at_most} bytes")
            waiting += piece
            if len(waiting) >= BUFFER:
                await asyncio.to_thread(write, bytes(waiting))
                waiting.clear()
        await asyncio.to_thread(write, bytes(waiting))
    except ClientDisconnect as error:
        raise Invalid("the file was cut off; send it again") from error
    except OSError as error:
        raise _no_room(error) from error
    return Received(path, received, digest.hexdigest())


def _no_room(error: OSError) -> BlobsAway:
    log.error("uploads.no_room", error=repr(error))
    return BlobsAway("files cannot be taken at the moment")


def give(name: str, media_type: str, size: int, sha256: str, pieces: AsyncIterator[bytes]) -> StreamingResponse:
    """The file as a download. It is never shown in place: what is in it must not act in this platform's name."""
    return StreamingResponse(
        _proven(pieces, sha256),
        media_type=media_type,
        headers={
            "Content-Length": str(size),
            "Content-Disposition": disposition(name),
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "private",
        },
    )


def disposition(name: str) -> str:
    """RFC 6266: the name as it is, and in ASCII for who cannot read that."""
    plain = "".join(c if " " <= c <= "~" and c not in '"\\%' else "_" for c in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


async def _proven(pieces: AsyncIterator[bytes], sha256: str) -> AsyncGenerator[bytes]:
    """Keeps the last piece back until the hash is that of the record: bytes that were changed in the store end as a
    broken download, never as a whole one."""
    digest, last = hashlib.sha256(), b""
    async for piece in pieces:
        if last:
            yield last
        digest.update(piece)
        last = piece
    if digest.hexdigest() != sha256:
        log.error("blobs.altered", expected=sha256, found=digest.hexdigest())
        raise BlobsAway(f"the bytes of {sha256} are others than when they were put")
    yield last

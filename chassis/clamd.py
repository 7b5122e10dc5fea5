"""Scanning for viruses by clamd, over TCP with its INSTREAM command. What could not be scanned is never clean."""

import asyncio
import struct
from contextlib import suppress
from pathlib import Path

import structlog

from chassis.problems import Unavailable
from contracts.base import DomainRefusal

log = structlog.get_logger()

CHUNK = 128 * 1024


class ScannerAway(Unavailable):
    """The scanner does not answer, or answers that it could not scan."""


class Clamd:
    def __init__(self, address: str, seconds: float) -> None:
        """``address`` is HOST:PORT; ``seconds`` is what one scan may take altogether."""
        self._host, _, port = address.rpartition(":")
        self._port = int(port)
        self._seconds = seconds

    async def check(self, path: Path) -> None:
        """Returns where the file is clean; ``infected`` where a virus was found, else :class:`ScannerAway`."""
        try:
            async with asyncio.timeout(self._seconds):
                reply = await self._ask(path)
        except (OSError, TimeoutError, ValueError, asyncio.IncompleteReadError) as error:
            log.error("clamd.away", error=repr(error))
            raise ScannerAway("files cannot be scanned for viruses at the moment") from error
        said = reply.rstrip(b"\0\n").decode("utf-8", "replace")
        if said == "stream: OK":
            return
        if said.startswith("stream: ") and said.endswith(" FOUND"):
            virus = said.removeprefix("stream: ").removesuffix(" FOUND")
            log.warning("clamd.infected", virus=virus)
            raise DomainRefusal("infected", f"The scanner found {virus}; nothing of the file was kept.")
        log.error("clamd.failed", said=said)
        raise ScannerAway("the scanner could not scan the file")

    async def _ask(self, path: Path) -> bytes:
        reader, writer = await asyncio.open_connection(self._host, self._port)
        try:
            # It may answer and hang up before it has all, where the file is longer than it takes.
            with suppress(ConnectionError), await asyncio.to_thread(open, path, "rb") as file:
                writer.write(b"zINSTREAM\0")
                while piece := await asyncio.to_thread(file.read, CHUNK):
                    writer.write(struct.pack(">I", len(piece)) + piece)
                    await writer.drain()
                writer.write(struct.pack(">I", 0))
                await writer.drain()
            # An answer ends with its NUL: what is cut off could read "OK" and go on.
            return await reader.readuntil(b"\0")
        finally:
            writer.transport.abort()

"""A keep-alive HTTP/1.1 connection that costs next to nothing: client and platform share the machine's cores."""

import asyncio
import json
import time
from collections.abc import Coroutine, Sequence
from typing import Any


class Refused(RuntimeError):
    """An answer that the benchmark does not expect: its figure would be of something else."""


class Wire:
    """One connection of one client; requests go out one after another."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def __aenter__(self) -> "Wire":
        self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._streams is not None
        self._streams[1].close()

    async def exchange(self, request: bytes) -> tuple[int, bytes]:
        """Sends a whole request and reads the whole answer: (status, body)."""
        assert self._streams is not None
        reader, writer = self._streams
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
        return int(head[9:12]), await reader.readexactly(length)

    async def call(self, method: str, path: str, token: str, body: Any = None, key: str | None = None) -> Any:
        status, answer = await self.exchange(encode(method, path, token, body, key))
        if status >= 400:
            raise Refused(f"{method} {path}: {status} {answer.decode()}")
        return json.loads(answer)

    async def send_file(self, path: str, token: str, data: bytes, key: str) -> Any:
        """The body is the file itself."""
        status, answer = await self.exchange(_request("POST", path, token, data, key, "application/octet-stream"))
        if status >= 400:
            raise Refused(f"POST {path}: {status} {answer.decode()}")
        return json.loads(answer)

    async def until(self, path: str, token: str, seconds: float) -> Any:
        """Reads ``path`` until it is there and not null; the events that bring it are on their way."""
        end = time.monotonic() + seconds
        while True:
            status, answer = await self.exchange(encode("GET", path, token))
            if status == 200:
                return json.loads(answer)
            if status != 404 or time.monotonic() > end:
                raise Refused(f"GET {path}: {status} {answer.decode()}")
            await asyncio.sleep(0.05)


def encode(method: str, path: str, token: str, body: Any = None, key: str | None = None) -> bytes:
    content = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
    return _request(method, path, token, content, key, "application/json")


def _request(method: str, path: str, token: str, content: bytes, key: str | None, kind: str) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Authorization: Bearer {token}"]
    if key is not None:
        lines += [f"Idempotency-Key: {key}", f"Content-Type: {kind}"]
    return "\r\n".join([*lines, f"Content-Length: {len(content)}", "", ""]).encode() + content


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


async def together(works: Sequence[Coroutine[Any, Any, None]]) -> None:
    """Runs all; the first that fails ends the others and is raised as it is."""
    try:
        async with asyncio.TaskGroup() as group:
            for work in works:
                group.create_task(work)
    except ExceptionGroup as errors:
        raise errors.exceptions[0] from None

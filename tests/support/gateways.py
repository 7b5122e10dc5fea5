"""Gateways on 127.0.0.1 that can fail, stall and answer twice: an HTTP one for text messages, and a mail server."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message as Mail
from email.policy import default
from typing import Any

from services.notification.delivery.gateways import signature

SECRET = "示例密钥"


@dataclass
class SmsServer:
    """Answers as ``course`` says, one word a request, then always ``accepted``."""

    port: int = 0
    course: list[str] = field(default_factory=list[str])
    asked: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    released: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/messages"

    @property
    def messages(self) -> dict[str, dict[str, Any]]:
        """What a gateway that knows its messages by their id has sent."""
        return {one["id"]: one for one in self.asked}

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            headers = {
                name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head.split("\r\n"))
            }
            body = await reader.readexactly(int(headers["content-length"]))
            assert headers["x-signature"] == signature(SECRET, headers["x-timestamp"], body)
            said = json.loads(body)
            assert headers["idempotency-key"] == said["id"]
            self.asked.append(said)
            await self._answer(self.course.pop(0) if self.course else "accepted", writer, said)
        writer.close()

    async def _answer(self, word: str, writer: asyncio.StreamWriter, said: dict[str, Any]) -> None:
        match word:
            case "stall":
                await self.released.wait()
            case "drop":
                pass
            case "twice":
                writer.write(_http(200, {"status": "accepted"}) + _http(503, {}))
            case "garbage":
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n<p>")
            case "busy":
                writer.write(_http(503, {"message": f"cannot reach {said['to']}"}))
            case "quotes":
                writer.write(_http(422, {"code": said["to"], "message": said["text"]}))
            case "stranger":
                writer.write(_http(401, {}))
            case "blocked":
                writer.write(_http(422, {"code": "number-blocked"}))
            case _:
                writer.write(_http(200, {"status": word}))
        await writer.drain()


def _http(status: int, body: dict[str, Any]) -> bytes:
    data = json.dumps(body, ensure_ascii=False).encode()
    return (
        f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n".encode() + data
    )


@dataclass
class MailServer:
    """Takes mail; ``course`` says what it answers to a recipient, one word a message."""

    port: int = 0
    course: list[str] = field(default_factory=list[str])
    mails: list[Mail] = field(default_factory=list[Mail])
    farewell: str = "221 bye"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        def say(line: str) -> None:
            writer.write(f"{line}\r\n".encode())

        say("220 shili.example")
        with suppress(ConnectionError):
            while line := (await reader.readline()).decode().strip():
                match line.split()[0].upper():
                    case "RCPT":
                        word = self.course.pop(0) if self.course else "250 ok"
                        if word == "drop":
                            break
                        say(word)
                    case "DATA":
                        say("354 go on")
                        data = await reader.readuntil(b"\r\n.\r\n")
                        self.mails.append(message_from_bytes(data[:-5], policy=default))
                        say("250 taken")
                    case "QUIT":
                        say(self.farewell)
                        break
                    case _:
                        say("250 ok")
        writer.close()


@asynccontextmanager
async def listening(server: Any) -> AsyncGenerator[Any]:
    found = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.port = found.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        getattr(server, "released", asyncio.Event()).set()
        found.close()
        await found.wait_closed()

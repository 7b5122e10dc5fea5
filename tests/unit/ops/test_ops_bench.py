"""What the benchmarks' figures rest on: requests as HTTP has them, literals that pgbench leaves alone."""

import asyncio
import json

import pytest

from ops.bench.pgbench import literal
from ops.bench.wire import Refused, Wire, encode, percentile, together


async def test_a_wire_sends_whole_requests_and_reads_whole_answers() -> None:
    seen: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for status, body in ((b"201 Created", b'{"id": "p1"}'), (b"409 Conflict", b'{"rule": "x"}')):
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.split(b"Content-Length: ")[1].split(b"\r\n")[0])
            seen.append(head + await reader.readexactly(length))
            writer.write(b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body))
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server, Wire(server.sockets[0].getsockname()[1]) as wire:
        assert await wire.call("POST", "/x", "t", {"title": "示例"}, "k1") == {"id": "p1"}
        with pytest.raises(Refused, match="GET /y: 409"):
            await wire.call("GET", "/y", "t")
    assert b"Idempotency-Key: k1" in seen[0]
    assert json.loads(seen[0].split(b"\r\n\r\n")[1]) == {"title": "示例"}
    assert seen[1] == encode("GET", "/y", "t")


def test_a_literal_holds_nothing_that_pgbench_takes_for_a_variable() -> None:
    assert literal('{"a":true, "b": "it\'s\\n"}') == 'E\'{"a"\\x3atrue, "b"\\x3a "it\'\'s\\\\n"}\''


def test_percentiles() -> None:
    assert (percentile(range(100), 0.5), percentile(range(100), 0.99), percentile([7], 0.99)) == (50, 99, 7)


async def test_the_first_failure_is_raised_as_it_is() -> None:
    async def fails() -> None:
        raise Refused("no")

    with pytest.raises(Refused, match="no"):
        await together([fails(), asyncio.sleep(60)])

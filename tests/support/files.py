"""Real files of every kind that is taken, and some that are not; a scanner that speaks clamd's protocol."""

import asyncio
import base64
import io
import struct
import zipfile
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from docx import Document
from xlsxwriter import Workbook

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
TIFF = b"II*\x00\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00"
MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"
WORD_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def pdf(text: str = "示例") -> bytes:
    """One empty page with ``text`` as its title."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        b"<< /Title <" + text.encode("utf-16-be").hex().encode() + b"> >>",
    ]
    made, places = b"%PDF-1.7\n", list[int]()
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<< /Size 5 /Root 1 0 R /Info 4 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(made)
    return made + b"xref\n0 5\n0000000000 65535 f \n" + table + trailer


def docx(text: str = "示例") -> bytes:
    document = Document()
    document.add_paragraph(text)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def xlsx() -> bytes:
    made = io.BytesIO()
    with Workbook(made) as book:
        book.add_worksheet().write(0, 0, "示例")
    return made.getvalue()


def packed(**members: bytes | str) -> bytes:
    """A zip; ``Content_Types`` stands for the name that Python cannot spell."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr({"Content_Types": "[Content_Types].xml", "OFD": "OFD.xml"}.get(name, name), content)
    return made.getvalue()


def contents(*types: str) -> str:
    parts = "".join(f'<Override PartName="/p{n}" ContentType="{said}"/>' for n, said in enumerate(types))
    return f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{parts}</Types>'


@dataclass
class FakeClamd:
    """Answers each INSTREAM by ``verdict`` of what it was sent; ``scanned`` keeps that."""

    verdict: Callable[[bytes], bytes] = lambda _: b"stream: OK\0"
    takes: int = 1 << 30
    """Bytes after which it gives up, answers and hangs up, as clamd does beyond StreamMaxLength."""
    silent: bool = False
    scanned: list[bytes] = field(default_factory=list[bytes])
    address: str = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            assert await reader.readuntil(b"\0") == b"zINSTREAM\0"
            data = b""
            while length := struct.unpack(">I", await reader.readexactly(4))[0]:
                data += await reader.readexactly(length)
                if len(data) > self.takes:
                    writer.write(b"INSTREAM size limit exceeded. ERROR\0")
                    return
            self.scanned.append(data)
            if self.silent:
                await reader.read()
                return
            writer.write(self.verdict(data))
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()


def finds_eicar(data: bytes) -> bytes:
    """The test virus is looked for in two halves, so that no scanner takes this file for one."""
    return b"stream: Eicar-Test-Signature FOUND\0" if b"EICAR-" + b"STANDARD" in data else b"stream: OK\0"


@asynccontextmanager
async def clamd(**behaviour: object) -> AsyncGenerator[FakeClamd]:
    fake = FakeClamd(**behaviour)  # type: ignore[arg-type]
    server = await asyncio.start_server(fake.serve, "127.0.0.1", 0)
    fake.address = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield fake

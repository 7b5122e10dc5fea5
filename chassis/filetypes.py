"""What a file is, told by its bytes; its name and its sender's headers may say anything.

A small table instead of a library: what a county may allow is a dozen kinds, and what matters, that an office file
holds no macros and that a package is what its own list of contents says, no magic number tells.
"""

import re
import struct
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args
from xml.etree import ElementTree
from zlib import error as ZlibError

from contracts.base import DomainRefusal

Kind = Literal["pdf", "ofd", "jpeg", "png", "tiff", "docx", "xlsx", "pptx"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_OFFICE = "application/vnd.openxmlformats-officedocument."
MEDIA_TYPES: dict[Kind, str] = {
    "pdf": "application/pdf",
    "ofd": "application/ofd",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "tiff": "image/tiff",
    "docx": f"{_OFFICE}wordprocessingml.document",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "pptx": f"{_OFFICE}presentationml.presentation",
}
_ENDINGS: dict[Kind, tuple[str, ...]] = {"jpeg": ("jpg", "jpeg"), "tiff": ("tif", "tiff")}
_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"%PDF-", "pdf"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
)
_MAIN_PARTS: dict[str, Kind] = {
    f"{_OFFICE}wordprocessingml.document.main+xml": "docx",
    f"{_OFFICE}spreadsheetml.sheet.main+xml": "xlsx",
    f"{_OFFICE}presentationml.presentation.main+xml": "pptx",
}
_MACROS = re.compile(r"macroenabled|vbaproject|vbadata", re.IGNORECASE)

_CONTENTS = "[Content_Types].xml"
_CONTENTS_BYTES = 1024 * 1024
_DIRECTORY_BYTES = 4 * 1024 * 1024
"""More names than any document has; reading them takes some hundred bytes of memory each."""
_END = b"PK\x05\x06"
_END_BYTES = 22
NAME_BYTES = 200
"""Of a name in UTF-8: file systems take 255, and whoever saves it may add to it."""


def endings(kind: Kind) -> tuple[str, ...]:
    return _ENDINGS.get(kind, (kind,))


@dataclass(frozen=True)
class Named:
    """A file's name as it is kept: no path, no control characters, with the ending that its content has."""

    name: str
    kind: Kind


def clean_name(name: str) -> str:
    """What is left of a name that a browser sends, which may be a whole path; empty where nothing is."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    # Controls end headers; the invisible marks of direction make an .exe look like a .pdf.
    kept = "".join(c for c in last if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
    kept = kept.strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if not dot or len(ending) > 10:
        stem, dot, ending = kept, "", ""
    room = NAME_BYTES - len((dot + ending).encode())
    return stem.encode()[:room].decode(errors="ignore") + dot + ending


def recognise(path: Path, name: str, allowed: frozenset[Kind]) -> Named:
    """The file under its clean ``name``; refused, ``type-refused``, where it is not what the name says or not allowed.

    Reads the first bytes and, of a package, its list of contents: some milliseconds, to be kept from the event loop.
    """
    kind = sniff(path)
    if kind is None or kind not in allowed:
        raise DomainRefusal("type-refused", f"{name} is {kind or 'of no known kind'}; taken are {sorted(allowed)}.")
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:
        return Named(f"{name}.{endings(kind)[0]}", kind)
    if ending.lower() not in endings(kind):
        raise DomainRefusal("type-refused", f"{name} says .{ending.lower()}, and its content is {kind}.")
    return Named(f"{stem}.{ending}", kind)


def sniff(path: Path) -> Kind | None:
    """None for what is none of :data:`KINDS`. An office file with macros is refused whatever it is called."""
    with open(path, "rb") as file:
        head = file.read(16)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    return _packaged(path) if head.startswith(b"PK\x03\x04") else None


def _packaged(path: Path) -> Kind | None:
    """What a zip is by its own contents."""
    if not _readable(path):
        return None
    try:
        with zipfile.ZipFile(path) as packed:
            names = packed.namelist()
            if _CONTENTS not in names:
                return "ofd" if "OFD.xml" in names else None
            with packed.open(_CONTENTS) as contents:
                # Bounded: a few bytes may unpack to gigabytes.
                text = contents.read(_CONTENTS_BYTES + 1)
        if len(text) > _CONTENTS_BYTES:
            return None
        types = {part.get("ContentType", "") for part in ElementTree.fromstring(text).iter()}
    except (zipfile.BadZipFile, ElementTree.ParseError, ZlibError, OSError, RuntimeError, ValueError, LookupError,
            NotImplementedError, EOFError):  # fmt: skip
        # Bad bytes raise any of these; NotImplementedError is zipfile's for a way of packing that it does not know.
        return None
    if any(_MACROS.search(said) for said in (*types, *names)):
        raise DomainRefusal("type-refused", "The file holds macros; save it without them (.docx, .xlsx, .pptx).")
    kinds: list[Kind] = [kind for said, kind in _MAIN_PARTS.items() if said in types]
    return kinds[0] if len(kinds) == 1 else None


def _readable(path: Path) -> bool:
    """Whether the zip's directory, which is read into memory whole, is of a size that documents have."""
    with open(path, "rb") as file:
        size = file.seek(0, 2)
        start = max(size - _END_BYTES - 65_535 - 20, 0)
        file.seek(start)
        tail = file.read()
    # As the library looks for it: at the very end, else the last one before a comment.
    at = len(tail) - _END_BYTES
    if at < 0:
        return False
    if not (tail[at:].startswith(_END) and tail.endswith(b"\0\0")):
        at = tail.rfind(_END)
    if at < 0 or at + _END_BYTES > len(tail):
        return False
    if tail[max(at - 20, 0) : at].startswith(b"PK\x06\x07"):
        return False  # zip64: for archives beyond 4 GiB
    (directory_bytes,) = struct.unpack_from("<I", tail, at + 12)
    return directory_bytes <= _DIRECTORY_BYTES

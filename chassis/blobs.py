"""Files by their hash, behind a port: a directory of this machine, or any store that speaks S3.

A file's name in the store is the SHA-256 of its bytes below its service and county: handed in twice it is one object,
and nobody can name a file of a county that is not theirs. An object is seen whole or not at all. Nothing here knows
which files are still named by a record; :mod:`chassis.sweep` does.
"""

import asyncio
import os
import re
import tempfile
from collections.abc import AsyncGenerator, AsyncIterator, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

import structlog

from chassis.problems import Unavailable
from chassis.settings import Settings

if TYPE_CHECKING:
    from obstore.store import S3Config

log = structlog.get_logger()

CHUNK = 256 * 1024
"""Bytes of a file that are in memory at once, on its way in or out; S3 takes parts of 5 MiB."""
INCOMING = ".incoming"
SHA256 = re.compile(r"[0-9a-f]{64}")


class BlobsAway(Unavailable):
    """The store of files is not there, does not answer, or lacks what it should have: nothing was done."""


@dataclass(frozen=True)
class Received:
    """A file that has come in whole and is in no store yet."""

    path: Path
    bytes: int
    sha256: str


class Blobs(Protocol):
    """One service's files. Whatever keeps the store from doing its part is :class:`BlobsAway`."""

    @property
    def incoming(self) -> Path:
        """The directory for what is coming in, which is listed nowhere."""
        ...

    async def put(self, county: str, file: Received) -> None:
        """Whole and for good when this returns. ``file.path`` may be gone then. What is there already becomes as young
        as a new one."""
        ...

    async def has(self, county: str, sha256: str) -> bool: ...

    async def get(self, county: str, sha256: str) -> AsyncIterator[bytes]:
        """Its bytes, piece by piece; raises before the first where it is not there."""
        ...

    async def delete(self, county: str, sha256: str) -> None:
        """Nothing where it is not there."""
        ...

    def older(self, county: str, before: datetime) -> AsyncGenerator[list[str]]:
        """The hashes of what was last put before that instant of the store's own clock, some at a time."""
        ...


def open_blobs(settings: Settings, service: str) -> Blobs:
    """What ``CPPCC_BLOBS`` names; a store that was never named is away."""
    if settings.blobs is None:
        return Nowhere()
    if settings.blobs.startswith("s3://"):
        return S3Blobs(settings, service)
    return LocalBlobs(Path(settings.blobs), service)


def tidy(incoming: Path, before: datetime) -> int:
    """Deletes what a killed process left half received; how many files that were."""
    gone = 0
    for left in incoming.glob("*.part") if incoming.is_dir() else ():
        if left.stat().st_mtime < before.timestamp():
            left.unlink(missing_ok=True)
            gone += 1
    return gone


@contextmanager
def _away(what: str) -> Generator[None]:
    """Turns what the store raises into the answer of a store that is away."""
    try:
        yield
    except (OSError, TimeoutError) as error:
        log.error("blobs.away", doing=what, error=repr(error))
        raise BlobsAway("files cannot be kept or read at the moment") from error


def _key(county: str, sha256: str) -> str:
    if not SHA256.fullmatch(sha256) or not re.fullmatch(r"[0-9]{6}", county):
        raise ValueError(f"no name of a file: {county} {sha256}")
    return f"{county}/{sha256[:2]}/{sha256}"


def _missing(county: str, sha256: str) -> BlobsAway:
    log.error("blobs.missing", county=county, sha256=sha256)
    return BlobsAway("the file's bytes are not in the store; its operators have to bring them back")


class Nowhere:
    """No place for files was set: every file is refused, nothing is lost."""

    incoming = Path(tempfile.gettempdir())

    async def put(self, county: str, file: Received) -> None:
        raise self._unset()

    async def has(self, county: str, sha256: str) -> bool:
        raise self._unset()

    async def get(self, county: str, sha256: str) -> AsyncIterator[bytes]:
        raise self._unset()

    async def delete(self, county: str, sha256: str) -> None:
        raise self._unset()

    async def older(self, county: str, before: datetime) -> AsyncGenerator[list[str]]:
        for nothing in ():
            yield nothing

    @staticmethod
    def _unset() -> BlobsAway:
        return BlobsAway("no place for files is set (CPPCC_BLOBS)")


class LocalBlobs:
    """A directory. It must be there: made by itself it would stand in for a disk that is not mounted."""

    def __init__(self, root: Path, service: str) -> None:
        self._root = root
        self._files = root / service
        self.incoming = root / INCOMING

    def _path(self, county: str, sha256: str) -> Path:
        return self._files / _key(county, sha256)

    async def put(self, county: str, file: Received) -> None:
        with _away("put"):
            await asyncio.to_thread(self._put, self._path(county, file.sha256), file.path)

    def _put(self, final: Path, source: Path) -> None:
        made = self._directories(final.parent)
        with open(source, "rb") as written:
            os.fsync(written.fileno())
        # By one rename, over one that is there: its age counts from now, and whoever reads the old one still can.
        os.utime(source)
        os.replace(source, final)
        for directory in made:
            descriptor = os.open(directory, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def _directories(self, wanted: Path) -> list[Path]:
        """Makes those below the root that are missing; which are to be synced so that the file's name lasts."""
        wanted.relative_to(self._root)
        if not self._root.is_dir():
            raise FileNotFoundError(self._root)
        changed = [wanted]
        while not changed[-1].parent.exists():
            changed.append(changed[-1].parent)
        wanted.mkdir(parents=True, exist_ok=True)
        return [*changed, changed[-1].parent]

    async def has(self, county: str, sha256: str) -> bool:
        with _away("has"):
            if not await asyncio.to_thread(self._root.is_dir):
                raise FileNotFoundError(self._root)
            return await asyncio.to_thread(self._path(county, sha256).exists)

    async def get(self, county: str, sha256: str) -> AsyncIterator[bytes]:
        if not await self.has(county, sha256):
            raise _missing(county, sha256)

        async def pieces() -> AsyncGenerator[bytes]:
            with _away("get"), await asyncio.to_thread(open, self._path(county, sha256), "rb") as opened:
                while piece := await asyncio.to_thread(opened.read, CHUNK):
                    yield piece

        return pieces()

    async def delete(self, county: str, sha256: str) -> None:
        with _away("delete"):
            await asyncio.to_thread(self._path(county, sha256).unlink, missing_ok=True)

    async def older(self, county: str, before: datetime) -> AsyncGenerator[list[str]]:
        def old(directory: Path) -> list[str]:
            files = (path for path in directory.iterdir() if SHA256.fullmatch(path.name))
            return [path.name for path in files if path.stat().st_mtime < before.timestamp()]

        with _away("list"):
            county_files = self._files / county
            directories = await asyncio.to_thread(
                lambda: sorted(county_files.iterdir()) if county_files.exists() else []
            )
            for directory in directories:
                yield await asyncio.to_thread(old, directory)


class S3Blobs:
    """A bucket, or what is below a prefix of it, which is this platform's alone."""

    def __init__(self, settings: Settings, service: str) -> None:
        # Only here: the library is large, and most services keep no files.
        from obstore.store import S3Store

        assert settings.blobs is not None
        place = urlsplit(settings.blobs)
        wait = timedelta(seconds=settings.blobs_seconds)
        config: S3Config = {
            "access_key_id": settings.blobs_key_id or "",
            "secret_access_key": settings.blobs_secret or "",
            "region": settings.blobs_region,
        }
        if settings.blobs_endpoint:
            config["endpoint"] = settings.blobs_endpoint
        self._store = S3Store(
            place.netloc,
            prefix="/".join(part for part in (place.path.strip("/"), service) if part),
            config=config,
            client_options={
                "allow_http": (settings.blobs_endpoint or "").startswith("http://"),
                "connect_timeout": timedelta(seconds=settings.connect_seconds),
                "timeout": wait,
            },
            retry_config={"max_retries": 2, "retry_timeout": wait},
        )
        self.incoming = Path(tempfile.gettempdir()) / f"cppcc-incoming-{os.getuid()}"

    async def put(self, county: str, file: Received) -> None:
        import obstore

        with self._away("put"):
            await obstore.put_async(self._store, _key(county, file.sha256), file.path, max_concurrency=2)

    async def has(self, county: str, sha256: str) -> bool:
        import obstore

        with self._away("has"):
            try:
                await obstore.head_async(self._store, _key(county, sha256))
            except FileNotFoundError:
                return False
            return True

    async def get(self, county: str, sha256: str) -> AsyncIterator[bytes]:
        import obstore

        with self._away("get"):
            try:
                found = await obstore.get_async(self._store, _key(county, sha256))
            except FileNotFoundError:
                raise _missing(county, sha256) from None

        async def pieces() -> AsyncGenerator[bytes]:
            async for piece in found.stream(CHUNK):
                yield bytes(piece)

        return pieces()

    async def delete(self, county: str, sha256: str) -> None:
        import obstore

        with self._away("delete"):
            try:
                await obstore.delete_async(self._store, _key(county, sha256))
            except FileNotFoundError:
                return

    async def older(self, county: str, before: datetime) -> AsyncGenerator[list[str]]:
        import obstore

        with self._away("list"):
            async for listed in obstore.list(self._store, f"{county}/", chunk_size=1000):
                yield [one["path"].rpartition("/")[2] for one in listed if one["last_modified"] < before]

    @staticmethod
    @contextmanager
    def _away(what: str) -> Generator[None]:
        from obstore.exceptions import BaseError

        with _away(what):
            try:
                yield
            except BaseError as error:
                raise OSError(str(error)) from error


def long_ago(days: float) -> datetime:
    """By this machine's clock, as the ages of files are; the platform's own may be moved in development."""
    return datetime.now(UTC) - timedelta(days=days)

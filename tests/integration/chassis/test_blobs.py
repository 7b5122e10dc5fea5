"""A directory and an S3-speaking server keep files alike."""

import hashlib
import logging
import os
import tempfile
from collections.abc import AsyncGenerator, Callable, Generator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer
from pydantic import ValidationError

from chassis.blobs import Blobs, BlobsAway, LocalBlobs, Nowhere, Received, S3Blobs, open_blobs, tidy
from chassis.problems import TooLarge
from chassis.settings import Settings
from chassis.uploads import disposition, give, receive
from ops.embedded import free_port
from tests.unit.chassis.test_settings import GOOD

COUNTY, OTHER = "330102", "330103"
KEYS = {"blobs_key_id": "key", "blobs_secret": "secret"}
Make = Callable[[str], Blobs]


@pytest.fixture(scope="module")
def s3() -> Generator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", free_port(), verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def bucket_of(endpoint: str) -> Any:
    return boto3.client(
        "s3", endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id="key", aws_secret_access_key="secret"
    )


@pytest.fixture(params=["local", "s3"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Make:
    """A service's files in one store that all services of the test share."""
    if request.param == "local":
        return lambda service: LocalBlobs(tmp_path, service)
    endpoint = request.getfixturevalue("s3")
    name = f"b{hashlib.sha256(str(tmp_path).encode()).hexdigest()[:16]}"
    bucket_of(endpoint).create_bucket(Bucket=name)
    settings = Settings(**GOOD, **KEYS, blobs=f"s3://{name}/city", blobs_endpoint=endpoint)
    return lambda service: open_blobs(settings, service)


async def stream(*pieces: bytes) -> AsyncGenerator[bytes]:
    for piece in pieces:
        yield piece


async def put(blobs: Blobs, content: bytes, county: str = COUNTY) -> str:
    async with receive(stream(content), blobs.incoming, 1 << 30) as file:
        await blobs.put(county, file)
    return file.sha256


async def read(blobs: Blobs, sha256: str, county: str = COUNTY) -> bytes:
    return b"".join([piece async for piece in await blobs.get(county, sha256)])


async def listed(blobs: Blobs, county: str = COUNTY, ahead: float = 60) -> list[str]:
    """Everything that is older than in a minute."""
    before = datetime.now(UTC) + timedelta(seconds=ahead)
    return sorted([sha256 async for some in blobs.older(county, before) for sha256 in some])


@pytest.mark.parametrize("size", [0, 1, 300_000, 12 * 1024 * 1024])
async def test_what_is_put_is_there_byte_by_byte(make: Make, size: int) -> None:
    blobs, content = make("submission"), os.urandom(size)
    sha256 = await put(blobs, content)
    assert sha256 == hashlib.sha256(content).hexdigest()
    assert await blobs.has(COUNTY, sha256)
    assert await read(blobs, sha256) == content
    assert await listed(blobs) == [sha256]


async def test_it_is_one_object_however_often_and_one_per_county_and_service(make: Make) -> None:
    blobs = make("submission")
    sha256 = await put(blobs, b"same")
    assert await put(blobs, b"same") == sha256
    assert await listed(blobs) == [sha256]
    for elsewhere, county in ((blobs, OTHER), (make("consultation"), COUNTY)):
        assert not await elsewhere.has(county, sha256)
        assert await listed(elsewhere, county) == []
        with pytest.raises(BlobsAway, match="not in the store"):
            await elsewhere.get(county, sha256)
        await elsewhere.delete(county, sha256)
    await put(blobs, b"same", OTHER)
    await blobs.delete(COUNTY, sha256)
    await blobs.delete(COUNTY, sha256)
    assert not await blobs.has(COUNTY, sha256)
    assert await read(blobs, sha256, OTHER) == b"same"


async def test_put_once_more_it_is_young_again(make: Make) -> None:
    blobs = make("submission")
    sha256 = await put(blobs, b"same")
    assert await listed(blobs, ahead=-3600) == []
    if isinstance(blobs, LocalBlobs):
        (path,) = blobs.incoming.parent.rglob(sha256)
        os.utime(path, (1, 1))
        assert await listed(blobs, ahead=-3600) == [sha256]
        await put(blobs, b"same")
        assert await listed(blobs, ahead=-3600) == []


async def test_what_is_coming_in_or_was_cut_off_is_nowhere(make: Make) -> None:
    blobs = make("submission")
    before = set(blobs.incoming.glob("*"))

    async def cut_off() -> AsyncGenerator[bytes]:
        yield b"x" * 3_000_000
        assert await listed(blobs) == []
        raise ConnectionResetError

    with pytest.raises(BlobsAway):
        async with receive(cut_off(), blobs.incoming, 1 << 30):
            pytest.fail("it never came whole")
    with pytest.raises(TooLarge):
        async with receive(stream(b"x" * 10, b"x"), blobs.incoming, 10):
            pytest.fail("it is too large")
    assert await listed(blobs) == []
    assert set(blobs.incoming.iterdir()) == before


async def test_names_that_are_no_hash_or_no_county_name_nothing(make: Make) -> None:
    blobs = make("submission")
    for county, name in ((COUNTY, "../../x"), (COUNTY, "a" * 63), ("../..", "a" * 64), ("", "a" * 64)):
        with pytest.raises(ValueError, match="no name"):
            await blobs.has(county, name)


@pytest.mark.parametrize("kind", ["local", "s3", "bucket", "unset"])
async def test_a_store_that_is_away_says_so_and_is_not_made_anew(kind: str, s3: str, tmp_path: Path) -> None:
    quick = {"connect_seconds": 1, "blobs_seconds": 2}
    blobs: Blobs = {
        "local": lambda: LocalBlobs(tmp_path / "not-mounted", "submission"),
        "s3": lambda: S3Blobs(
            Settings(**GOOD, **KEYS, **quick, blobs="s3://b", blobs_endpoint=f"http://127.0.0.1:{free_port()}"), "s"
        ),
        "bucket": lambda: S3Blobs(Settings(**GOOD, **KEYS, **quick, blobs="s3://nobodys", blobs_endpoint=s3), "s"),
        "unset": lambda: open_blobs(Settings(**GOOD), "submission"),
    }[kind]()
    assert isinstance(blobs, Nowhere) == (kind == "unset")
    (tmp_path / "f").write_bytes(b"x")
    sha256 = hashlib.sha256(b"x").hexdigest()
    with pytest.raises(BlobsAway):
        await blobs.put(COUNTY, Received(tmp_path / "f", 1, sha256))
    with pytest.raises(BlobsAway):
        await blobs.get(COUNTY, sha256)
    if kind == "local":
        with pytest.raises(BlobsAway):
            async with receive(stream(b"x"), blobs.incoming, 10):
                pytest.fail("there is no place for it")
    assert not (tmp_path / "not-mounted").exists()


def test_what_a_killed_process_left_is_cleared_by_age(tmp_path: Path) -> None:
    for name, moment in (("old.part", 1.0), ("young.part", 2_000_000_000.0), ("else", 1.0)):
        (tmp_path / name).write_bytes(b"x")
        os.utime(tmp_path / name, (moment, moment))
    assert tidy(tmp_path, datetime.fromtimestamp(1_000_000_000, UTC)) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["else", "young.part"]
    assert tidy(tmp_path / "none", datetime.now(UTC)) == 0


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"blobs": "relative/path"}, "absolute"),
        ({"blobs": "s3://"}, "bucket"),
        ({"blobs": "s3://b"}, "blobs_secret"),
        ({"clamd": "scanner"}, "clamd"),
    ],
)
def test_a_setting_that_leads_nowhere_is_refused(given: dict[str, Any], named: str) -> None:
    with pytest.raises(ValidationError, match=named):
        Settings(**GOOD, **given)


@pytest.mark.parametrize("name", ['a"; filename="b.exe', "扫描.pdf", "a%20b.pdf", "a\\b.pdf", "a b;c.pdf", "é.pdf"])
def test_no_name_breaks_out_of_its_header(name: str) -> None:
    header = disposition(name)
    assert header.isascii()
    plain = header.split('"')
    assert len(plain) == 3, "one quoted string, whatever is in the name"
    assert "\\" not in plain[1]
    assert "%" not in plain[1]


@pytest.mark.parametrize("content", [b"", b"x", b"x" * 1000])
async def test_a_download_ends_with_its_last_piece(content: bytes) -> None:
    pieces = [content[at : at + 7] for at in range(0, len(content), 7)]
    answer = give("a", "b/c", len(content), hashlib.sha256(content).hexdigest(), stream(*pieces))
    assert b"".join([bytes(piece) async for piece in answer.body_iterator]) == content  # type: ignore[arg-type]  # pieces of bytes


def test_the_incoming_of_s3_is_this_machines(s3: str) -> None:
    blobs = S3Blobs(Settings(**GOOD, **KEYS, blobs="s3://b", blobs_endpoint=s3), "submission")
    assert blobs.incoming.parent == Path(tempfile.gettempdir())

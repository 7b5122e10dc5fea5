"""The scanner's protocol over a real socket: clean, infected, and everything else that must not read as clean."""

import asyncio
from pathlib import Path

import pytest

from chassis.clamd import CHUNK, Clamd, ScannerAway
from contracts.base import DomainRefusal
from tests.support.files import clamd, finds_eicar


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "f").write_bytes(b"\0\1\2\3" * CHUNK)
    return tmp_path / "f"


async def test_a_clean_file_reaches_the_scanner_whole(file: Path) -> None:
    async with clamd() as scanner:
        await Clamd(scanner.address, 5).check(file)
    assert scanner.scanned == [file.read_bytes()]


async def test_a_virus_is_named(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"X5O!" + b"EICAR-" + b"STANDARD")
    async with clamd(verdict=finds_eicar) as scanner:
        with pytest.raises(DomainRefusal, match="Eicar-Test-Signature") as refused:
            await Clamd(scanner.address, 5).check(tmp_path / "f")
    assert refused.value.rule == "infected"


@pytest.mark.parametrize(
    "said", [b"", b"stream: OK", b"stream: OK\nERROR\0", b"OK\0", b"UNKNOWN COMMAND\0", b"stream: ERROR\0"]
)
async def test_no_other_answer_is_clean(file: Path, said: bytes) -> None:
    async with clamd(verdict=lambda _: said) as scanner:
        with pytest.raises(ScannerAway):
            await Clamd(scanner.address, 5).check(file)


async def test_a_scanner_that_takes_less_hangs_up_and_is_away(file: Path) -> None:
    async with clamd(takes=1000) as scanner:
        with pytest.raises(ScannerAway):
            await Clamd(scanner.address, 5).check(file)


async def test_a_scanner_that_is_silent_or_not_there_is_away(file: Path) -> None:
    async with clamd(silent=True) as scanner:
        with pytest.raises(ScannerAway):
            await Clamd(scanner.address, 0.2).check(file)
        address = scanner.address
    await asyncio.sleep(0)
    with pytest.raises(ScannerAway):
        await Clamd(address, 5).check(file)

"""Packages of letters: each issued one once, by chunks, through crashes; what cannot be made is told."""

import asyncio
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from chassis.eventlog import Tx
from chassis.jobs import Kind
from services.consultation.package.jobs import CHUNK, JOBS, KEPT, KINDS
from tests.support.desk import Desk, ok, refused
from tests.support.letters import name_everybody, read_docx

LETTERS = CHUNK * 2 + 3
"""Of proposals P1, P1-1 and on: two chunks and a part of one."""


@pytest.fixture
async def session(desk: Desk) -> str:
    """A session with many issued replies: copies of one, as many rows as the number says. The id of the first reply."""
    await name_everybody(desk.h)
    reply_id = await desk.issued(await desk.planned())
    async with desk.h.owner.begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO matters SELECT county, id || '-' || n, case_number + n, title, proposers, suggestions, "
                "withdrawn, session_id, channel, texts FROM matters, generate_series(1, :more) AS n"
            ),
            {"more": LETTERS - 1},
        )
        columns = (
            await connection.execute(
                text(
                    "SELECT string_agg(quote_ident(column_name), ',') FROM information_schema.columns "
                    "WHERE table_name = 'replies' AND column_name NOT IN "
                    "('id', 'proposal_id', 'assignment_id', 'number', 'state')"
                )
            )
        ).scalar_one()
        await connection.execute(
            text(
                f"INSERT INTO replies (id, proposal_id, assignment_id, number, state, {columns}) "
                "SELECT id || '-' || n, proposal_id || '-' || n, assignment_id || '-' || n, number || n, "
                "replace(replace(state, '〔2026〕1号', '〔2026〕1-' || n || '号'), '\"proposal_id\":\"P1\"', "
                f"'\"proposal_id\":\"P1-' || n || '\"'), {columns} FROM replies, generate_series(1, :more) AS n"
            ),
            {"more": LETTERS - 1},
        )
    return reply_id


async def step(desk: Desk, kinds: Mapping[str, Kind] = KINDS) -> int:
    return await JOBS.step(desk.h.runtime.worker_database, desk.h.runtime.clock, kinds)


async def asked(desk: Desk, **body: str) -> str:
    r = await desk.office.post("/letter-packages", json={"session_id": "S1", "format": "docx"} | body)
    assert r.status_code == 202, r.text
    return f"/letter-packages/{r.json()['id']}"


async def seen(desk: Desk, path: str) -> dict[str, Any]:
    r: httpx.Response = await desk.office.get(path)
    assert r.status_code == 200, r.text
    return r.json()


@pytest.mark.tampered
async def test_every_issued_letter_is_in_the_zip_once(desk: Desk, session: str) -> None:
    path = await asked(desk)
    r = await desk.office.get(f"{path}/zip")
    assert (r.status_code, r.json()["rule"]) == (409, "package-state")
    assert (await desk.lead.get(path)).status_code == 403
    assert (await desk.h.client("clerk", county="330109").get(path)).status_code == 404
    assert await step(desk) == 1
    assert [(await seen(desk, path))[name] for name in ("state", "letters", "done", "made")] == [
        "running", LETTERS, 0, 0,
    ]  # fmt: skip

    async def crashes(tx: Tx, items: Sequence[str], report: dict[str, Any]) -> Mapping[str, Any]:
        await KINDS["reply-letters"].do(tx, b"", items, report)
        raise RuntimeError("the worker dies after it has written and before it has committed")

    assert await step(desk) == 1
    assert await step(desk, {"reply-letters": Kind(KINDS["reply-letters"].read, crashes)}) == 0
    broken = await seen(desk, path)
    assert (broken["done"], broken["made"], "RuntimeError" in broken["error"]) == (CHUNK, CHUNK, True)
    while (await seen(desk, path))["state"] == "running":
        assert sum(await asyncio.gather(step(desk), step(desk))) >= 1
    done = await seen(desk, path)
    assert (done["state"], done["made"], done["errors"]) == ("done", LETTERS, [])

    first, again = await desk.office.get(f"{path}/zip"), await desk.office.get(f"{path}/zip")
    assert first.content == again.content
    with zipfile.ZipFile(BytesIO(first.content)) as package:
        assert package.testzip() is None
        names = package.namelist()
        assert len(set(names)) == len(names) == LETTERS
        assert names[0].startswith("0001 建函〔2026〕1号 关于政协示例县")
        alone = await desk.office.get(f"/replies/{session}/letter?format=docx")
        assert package.read(names[0]) == alone.content
        assert "第29号提案" in read_docx(package.read(names[-1]))

    # Old files go when the next package is asked for.
    desk.h.clock.set(datetime(2026, 3, 2, 4, tzinfo=UTC) + KEPT + timedelta(days=1))
    await asked(desk)
    r = await desk.office.get(f"{path}/zip")
    assert (r.status_code, r.json()["rule"]) == (409, "package-gone")


@pytest.mark.tampered
async def test_a_letter_that_cannot_be_made_is_told_and_the_others_are(desk: Desk, session: str) -> None:
    async with desk.h.owner.begin() as connection:
        await connection.execute(
            text('UPDATE replies SET state = replace(state, \'"unit_id":"U1"\', \'"unit_id":"U0"\') WHERE id = :id'),
            {"id": f"{session}-1"},
        )
    path = await asked(desk, channel="plenary")
    while (await seen(desk, path))["state"] in ("waiting", "running"):
        assert await step(desk) == 1
    done = await seen(desk, path)
    assert (done["state"], done["done"], done["made"]) == ("done", LETTERS, LETTERS - 1)
    assert [(e["id"], e["rule"]) for e in done["errors"]] == [(f"{session}-1", "not-known-yet")]
    with zipfile.ZipFile(BytesIO((await desk.office.get(f"{path}/zip")).content)) as package:
        assert len(package.namelist()) == LETTERS
        assert f"{session}-1\tnot-known-yet" in package.read("未能生成.txt").decode()

    # Nothing of another session or channel; a job that was called off has no zip.
    await refused(desk.office, "/letter-packages", "no-letters", {"session_id": "S2", "format": "docx"})
    only = {"session_id": "S1", "channel": "between_sessions", "format": "docx"}
    await refused(desk.office, "/letter-packages", "no-letters", only)
    called_off = await asked(desk)
    await step(desk)
    assert (await ok(desk.office, f"{called_off}/cancel"))["state"] == "cancelled"
    assert (await desk.office.get(f"{called_off}/zip")).json()["rule"] == "package-state"
    assert [p["state"] for p in (await seen(desk, "/letter-packages"))["items"]] == ["cancelled", "done"]


async def test_the_notices_of_a_meeting_are_one_package(desk: Desk) -> None:
    await name_everybody(desk.h)
    nothing = {"session_id": "S1", "format": "docx", "letters_of": "assignments"}
    await refused(desk.office, "/letter-packages", "no-letters", nothing)
    moved = await desk.assign("U2", "helper")
    await ok(desk.office, f"/assignments/{moved}/cancel", {"reason": "示例"})
    held = [await desk.assign("U1", "lead"), await desk.assign("U2", "helper")]
    path = await asked(desk, letters_of="assignments")
    while (await seen(desk, path))["state"] in ("waiting", "running"):
        assert await step(desk) == 1
    done = await seen(desk, path)
    assert [done[name] for name in ("letters_of", "state", "made", "errors")] == ["assignments", "done", 2, []]
    r = await desk.office.get(f"{path}/zip")
    assert "%E4%BA%A4%E5%8A%9E%E9%80%9A%E7%9F%A5" in r.headers["content-disposition"]
    with zipfile.ZipFile(BytesIO(r.content)) as package:
        alone = [(await desk.office.get(f"/assignments/{id}/letter?format=docx")).content for id in held]
        assert [package.read(name) for name in package.namelist()] == alone
    # Of replies there are none yet.
    await refused(desk.office, "/letter-packages", "no-letters", nothing | {"letters_of": "replies"})


async def test_a_package_that_needs_fonts_is_refused_without_them(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CPPCC_LETTER_FONTS", raising=False)
    r = await desk.office.post("/letter-packages", json={"session_id": "S1"})
    assert (r.status_code, "CPPCC_LETTER_FONTS" in r.json()["detail"]) == (503, True)
    monkeypatch.setenv("CPPCC_LETTER_FONTS", str(Path(__file__).parent))
    r = await desk.office.post("/letter-packages", json={"session_id": "S1"})
    assert (r.status_code, "lacks" in r.json()["detail"]) == (503, True)

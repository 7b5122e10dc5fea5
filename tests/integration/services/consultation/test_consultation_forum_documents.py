"""Documents of a meeting: attached by the conference, read by it and by who takes part, kept for good."""

import asyncio
import hashlib
import importlib.util
import json
import os
from pathlib import Path

from sqlalchemy import text

from chassis.blobs import Received, long_ago
from chassis.sweep import Sweeper
from contracts.consultation import ForumDocumentAdded, ForumDocumentRemoved
from services.consultation.app import SERVICE
from tests.support import files
from tests.support.desk import ok
from tests.support.documents import attach, attached, limit, rule, stored, unaltered
from tests.support.harness import COUNTY
from tests.support.levels import Levels

REVISION = Path(__file__).parents[4] / "services/consultation/migrations/versions/0018_forum_documents.py"


async def test_documents_are_the_conference_s_and_the_participants(levels: Levels) -> None:
    desk = levels.desk
    forum = f"/forums/{await levels.convene(await levels.select())}"
    agenda = await attached(desk.clerk, forum, files.pdf("议程"), "C:\\会议\\议程.pdf", purpose="agenda")
    material = await attached(desk.clerk, forum, files.docx("材料"), "材料.docx")
    assert (agenda["name"], agenda["bytes"], agenda["media_type"]) == (
        "议程.pdf", len(files.pdf("议程")), "application/pdf",
    )  # fmt: skip
    assert (material["purpose"], material["scanned"]) == ("material", False)
    path = f"{forum}/documents/{agenda['id']}"
    county_admin = desk.h.client("county_admin")
    for reader in (desk.clerk, levels.chair, county_admin, desk.first, desk.lead, desk.leader):
        shown = (await reader.get(forum)).json()["documents"]
        assert shown == [agenda, material]
        (listed,) = (await reader.get("/forums")).json()["items"]
        assert listed["documents"] == shown
        got = await reader.get(path)
        assert (got.status_code, got.content) == (200, files.pdf("议程"))
        assert got.headers["content-disposition"].startswith("attachment; ")
    # Who sees the meeting and is neither sees no documents; who does not see it finds nothing.
    for stranger, status in ((desk.office, 403), (desk.second, 404), (desk.other, 404)):
        assert (await stranger.get(path)).status_code == status
    assert (await desk.office.get(forum)).json()["documents"] is None
    both = desk.h.client("assigning_office", "unit", unit_id="U9", subject="u9-office")
    assert (await both.get(path)).status_code == 404
    assert (await desk.clerk.get(f"{forum}/documents/none")).status_code == 404
    for reader in (desk.first, desk.lead, levels.chair):
        assert (await attach(reader, forum, files.PNG, "图.png")).status_code == 403
    assert rule(await attach(desk.clerk, forum, b"MZ not a document", "a.pdf")) == (409, "type-refused")
    assert rule(await attach(desk.clerk, forum, files.pdf("议程"), purpose="agenda")) == (409, "attached-already")
    scan = await attach(desk.clerk, forum, files.pdf("纪要"), "纪要.pdf", purpose="minutes_scan")
    assert rule(scan) == (409, "minutes-scan")
    assert (await attach(desk.clerk, "/forums/none", files.PNG, "图.png")).status_code == 404
    await levels.hold(forum.removeprefix("/forums/"))
    minutes = await attached(desk.clerk, forum, files.pdf("纪要"), "纪要.pdf", purpose="minutes_scan")
    # A wrong one is taken away with a reason: gone for the participants, kept by the conference.
    assert (await desk.clerk.post(f"{path}/remove", json={})).status_code == 422
    after = await ok(desk.clerk, f"{path}/remove", {"reason": "传错文件"})
    assert (after["documents"], after["removed_documents"]) == ([material, minutes], [agenda])
    assert (await desk.first.get(forum)).json()["removed_documents"] is None
    assert (await desk.clerk.post(f"{path}/remove", json={"reason": "传错文件"})).status_code == 404
    assert [(await one.get(path)).status_code for one in (desk.first, desk.lead, desk.clerk)] == [404, 404, 200]
    said = [one for one in await desk.h.published() if isinstance(one, ForumDocumentAdded | ForumDocumentRemoved)]
    assert [type(one) for one in said] == [ForumDocumentAdded] * 3 + [ForumDocumentRemoved]
    assert said[-1].document == said[0].document
    off = f"/forums/{await levels.convene('2026-proposal_committee', at='2026-03-20T09:00:00+08:00')}"
    await ok(desk.clerk, f"{off}/call-off", {"reason": "并入下次"})
    assert rule(await attach(desk.clerk, off, files.PNG, "图.png")) == (409, "forum-state")
    assert await unaltered(desk) == []


async def test_one_request_has_one_effect_and_two_at_once_keep_the_county_s_limits(levels: Levels) -> None:
    desk = levels.desk
    forum = f"/forums/{await levels.convene(await levels.select())}"
    await limit(desk, "forum-documents", count=3, kinds=["pdf"])
    key = {"Idempotency-Key": "once"}
    answers = [await attach(desk.clerk, forum, files.pdf("一"), headers=key) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    twice = await asyncio.gather(*(attach(desk.clerk, forum, files.pdf("二")) for _ in range(2)))
    assert sorted(map(rule, twice)) == [(201, None), (409, "attached-already")]
    assert rule(await attach(desk.clerk, forum, files.docx("三"), "三.docx")) == (409, "type-refused")
    beyond = await asyncio.gather(*(attach(desk.clerk, forum, files.pdf(name)) for name in ("三", "四")))
    assert sorted(map(rule, beyond)) == [(201, None), (409, "attachments-full")]
    assert len((await desk.first.get(forum)).json()["documents"]) == 3
    assert len([one for one in await desk.h.published() if isinstance(one, ForumDocumentAdded)]) == 3


async def test_the_sweeper_takes_only_what_no_meeting_ever_named(levels: Levels) -> None:
    desk = levels.desk
    forum = f"/forums/{await levels.convene(await levels.select())}"
    kept = await attached(desk.clerk, forum, files.pdf("材料"))
    removed = await attached(desk.clerk, forum, files.pdf("错"))
    await ok(desk.clerk, f"{forum}/documents/{removed['id']}/remove", {"reason": "传错文件"})
    blobs = desk.h.runtime.blobs
    (blobs.incoming / "x").write_bytes(b"old")
    orphan = hashlib.sha256(b"old").hexdigest()
    await blobs.put(COUNTY, Received(blobs.incoming / "x", 3, orphan))
    past = long_ago(desk.h.runtime.settings.blobs_keep_days + 1).timestamp()
    for path in Path(desk.h.files.name).rglob("*"):
        os.utime(path, (past, past))
    assert stored(desk) == {kept["sha256"], removed["sha256"], orphan}
    sweeper = SERVICE.chores["sweeper"]
    assert isinstance(sweeper, Sweeper)
    assert await sweeper.sweep_all(desk.h.runtime) == 1
    assert stored(desk) == {kept["sha256"], removed["sha256"]}


async def test_the_migration_refolds_meetings_that_were_convened_before(levels: Levels) -> None:
    desk = levels.desk
    await levels.convene(await levels.select())
    spec = importlib.util.spec_from_file_location("revision", REVISION)
    assert spec is not None
    assert spec.loader is not None
    revision = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(revision)
    async with desk.h.owner.begin() as connection:
        ((id, state),) = (await connection.execute(text("SELECT id, state FROM forums"))).all()
        new = ("documents", "removed_documents")
        older = {name: value for name, value in json.loads(state).items() if name not in new}
        before = json.dumps(older, ensure_ascii=False, separators=(",", ":"))
        await connection.execute(text("UPDATE forums SET state = :state WHERE id = :id"), {"state": before, "id": id})
    assert len(await unaltered(desk)) == 1
    async with desk.h.owner.begin() as connection:
        for statement in revision.REFOLD:
            await connection.exec_driver_sql(statement)
    assert await unaltered(desk) == []

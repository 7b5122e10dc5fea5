"""Documents of a consultation of the two parties: brought by either, read with the record, fixed once confirmed."""

import asyncio
import hashlib
import os
from pathlib import Path

from chassis.blobs import Received, long_ago
from chassis.sweep import Sweeper
from contracts.consultation import (
    ConsultationConfirmed,
    ConsultationDisputed,
    ConsultationDisputeSettled,
    ConsultationDocumentAdded,
    ConsultationDocumentRemoved,
)
from services.consultation.app import SERVICE
from tests.support import files
from tests.support.desk import Desk, a_meeting, ok, refused
from tests.support.documents import attach, attached, limit, rule, stored, unaltered
from tests.support.harness import COUNTY

CALLED = {"phase": "before", "at": "2026-03-02T17:00:00+08:00", "place": "现场", "invited": ["示例委员一"]}


async def accepted(desk: Desk) -> str:
    assignment_id = await desk.assign()
    await ok(desk.lead, f"/assignments/{assignment_id}/accept")
    return assignment_id


async def test_either_party_brings_files_and_whoever_sees_the_record_reads_them(desk: Desk) -> None:
    assignment_id = await accepted(desk)
    await desk.assign("U2", "helper")
    called = await ok(desk.lead, f"/assignments/{assignment_id}/schedule", CALLED)
    path = f"/consultations/{called['id']}"
    plan = await attached(desk.lead, path, files.pdf("方案"), "方案.pdf")
    assert rule(await attach(desk.lead, path, files.PNG, "现场.png", purpose="photo")) == (409, "document-purpose")
    await ok(desk.lead, "/consultations", a_meeting(assignment_id))
    photo = await attached(desk.second, path, files.PNG, "现场.png", purpose="photo")
    scan = await attached(desk.lead, path, files.pdf("纪要"), "纪要.pdf", purpose="minutes_scan")
    assert [(one["purpose"], one["member_id"]) for one in (plan, photo, scan)] == [
        ("material", None), ("photo", "M2"), ("minutes_scan", None),
    ]  # fmt: skip
    for reader in (desk.clerk, desk.office, desk.lead, desk.leader, desk.first, desk.second):
        assert (await reader.get(path)).json()["documents"] == [plan, photo, scan]
        got = await reader.get(f"{path}/documents/{photo['id']}")
        assert (got.status_code, got.content) == (200, files.PNG)
        assert got.headers["content-disposition"].startswith("attachment; ")
    for outsider in (desk.helper, desk.other, desk.stranger):
        assert (await outsider.get(f"{path}/documents/{photo['id']}")).status_code == 404
        assert (await attach(outsider, path, files.PNG, "图.png")).status_code == 404
        removal = await outsider.post(f"{path}/documents/{photo['id']}/remove", json={"reason": "示例"})
        assert removal.status_code == 404
    for reader in (desk.clerk, desk.leader):
        assert (await attach(reader, path, files.PNG, "图.png")).status_code == 403
    assert (await attach(desk.lead, "/consultations/none", files.PNG, "图.png")).status_code == 404
    assert rule(await attach(desk.lead, path, b"MZ not a document", "a.pdf")) == (409, "type-refused")
    # Each takes away its own, with a reason; the conference goes on reading it.
    gone = f"{path}/documents/{photo['id']}"
    await refused(desk.lead, f"{gone}/remove", "document-other", {"reason": "示例"})
    assert (await desk.second.post(f"{gone}/remove", json={})).status_code == 422
    after = await ok(desk.second, f"{gone}/remove", {"reason": "传错"})
    assert ([one["id"] for one in after["documents"]], after["removed_documents"]) == ([plan["id"], scan["id"]], None)
    assert (await desk.clerk.get(path)).json()["removed_documents"] == [photo]
    assert [(await one.get(gone)).status_code for one in (desk.lead, desk.second, desk.clerk)] == [404, 404, 200]
    kinds = ConsultationDocumentAdded | ConsultationDocumentRemoved
    said = [one for one in await desk.h.published() if isinstance(one, kinds)]
    assert [type(one) for one in said] == [ConsultationDocumentAdded] * 3 + [ConsultationDocumentRemoved]
    assert ({one.unit_id for one in said}, said[-1].document) == ({"U1"}, said[1].document)
    assert await unaltered(desk) == []


async def test_what_was_confirmed_stays_and_a_dispute_adds_beside_it(desk: Desk) -> None:
    path = f"/consultations/{await desk.consult(await accepted(desk), 'before')}"
    kept = await attached(desk.lead, path, files.pdf("纪要"), "纪要.pdf", purpose="minutes_scan")
    evidence = {"name": "照片.png", "purpose": "evidence"}
    assert rule(await attach(desk.first, path, files.PNG, **evidence)) == (409, "document-purpose")
    assert kept["sha256"] in await refused(desk.first, f"{path}/confirm", "files-seen")
    await refused(desk.first, f"{path}/confirm", "files-seen", {"files": [kept["sha256"], "f" * 64]})
    confirmed = await ok(desk.first, f"{path}/confirm", {"files": [kept["sha256"]]})
    assert (confirmed["state"], confirmed["confirmed_files"]) == ("confirmed", [kept["sha256"]])
    removal = f"{path}/documents/{kept['id']}/remove"
    for who in (desk.lead, desk.first):
        assert rule(await attach(who, path, files.PNG, "现场.png", purpose="photo")) == (409, "consultation-state")
        await refused(who, removal, "consultation-state", {"reason": "换一份"})
    await ok(desk.second, f"{path}/dispute", {"statement": "不是当天的纪要"})
    shown = await attached(desk.second, path, files.PNG, **evidence)
    await attached(desk.lead, path, files.docx("说明"), "说明.docx", purpose="evidence")
    await refused(desk.lead, removal, "files-fixed", {"reason": "换一份"})
    settled = await ok(desk.clerk, f"{path}/settle", {"upheld": False, "finding": "属实"})
    assert (settled["state"], len(settled["documents"])) == ("stands", 3)
    assert settled["confirmed_files"] == sorted(one["sha256"] for one in settled["documents"])
    await refused(desk.second, f"{path}/documents/{shown['id']}/remove", "consultation-state", {"reason": "撤回"})
    kinds = ConsultationConfirmed | ConsultationDisputed | ConsultationDisputeSettled
    first, _, last = (one for one in await desk.h.published() if isinstance(one, kinds))
    assert isinstance(first, ConsultationConfirmed)
    assert isinstance(last, ConsultationDisputeSettled)
    assert (first.files, list(last.files)) == ((kept["sha256"],), settled["confirmed_files"])
    assert await unaltered(desk) == []


async def test_at_one_moment_nothing_is_confirmed_that_was_not_seen_and_no_request_counts_twice(desk: Desk) -> None:
    assignment_id = await accepted(desk)
    path = f"/consultations/{await desk.consult(assignment_id, 'before')}"
    added, confirmed = await asyncio.gather(
        attach(desk.lead, path, files.PNG, "现场.png", purpose="photo"),
        desk.first.post(f"{path}/confirm", json={"files": []}),
    )
    found = (await desk.first.get(path)).json()
    outcome = (added.status_code, confirmed.status_code, len(found["documents"]), found["state"])
    assert outcome in ((201, 409, 1, "recorded"), (409, 200, 0, "confirmed"))

    await limit(desk, "consultation-documents", count=2, kinds=["pdf"])
    path = f"/consultations/{await desk.consult(assignment_id, 'during')}"
    key = {"Idempotency-Key": "once"}
    answers = [await attach(desk.lead, path, files.pdf("一"), headers=key) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert rule(await attach(desk.lead, path, files.docx("三"), "三.docx")) == (409, "type-refused")
    beyond = await asyncio.gather(*(attach(desk.lead, path, files.pdf(name)) for name in ("二", "三")))
    assert sorted(map(rule, beyond)) == [(201, None), (409, "attachments-full")]
    # The unit has filled its own room, not the proposers'.
    await attached(desk.first, path, files.pdf("四"))
    assert len((await desk.first.get(path)).json()["documents"]) == 3


async def test_the_sweeper_leaves_what_a_consultation_ever_named(desk: Desk) -> None:
    path = f"/consultations/{await desk.consult(await accepted(desk), 'before')}"
    kept = await attached(desk.lead, path, files.pdf("纪要"))
    removed = await attached(desk.first, path, files.pdf("错"))
    await ok(desk.first, f"{path}/documents/{removed['id']}/remove", {"reason": "传错"})
    blobs = desk.h.runtime.blobs
    (blobs.incoming / "x").write_bytes(b"old")
    orphan = hashlib.sha256(b"old").hexdigest()
    await blobs.put(COUNTY, Received(blobs.incoming / "x", 3, orphan))
    past = long_ago(desk.h.runtime.settings.blobs_keep_days + 1).timestamp()
    for one in Path(desk.h.files.name).rglob("*"):
        os.utime(one, (past, past))
    assert stored(desk) == {kept["sha256"], removed["sha256"], orphan}
    sweeper = SERVICE.chores["sweeper"]
    assert isinstance(sweeper, Sweeper)
    assert await sweeper.sweep_all(desk.h.runtime) == 1
    assert stored(desk) == {kept["sha256"], removed["sha256"]}

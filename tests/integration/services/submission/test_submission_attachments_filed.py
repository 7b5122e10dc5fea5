"""Attachments once they are filed: facts of the record, seen by whom the proposal is, the seal, and the sweeper."""

import asyncio
import hashlib
import os
from datetime import timedelta

import pytest
from sqlalchemy import text

from chassis.blobs import LocalBlobs, Received, long_ago
from chassis.eventlog import verify
from contracts.submission import AttachmentAdded, AttachmentRemoved, ProposalFiled
from services.submission.app import SERVICE
from services.submission.attachment.store import ATTACHMENTS
from services.submission.attachment.sweeper import SWEEPER
from tests.integration.services.submission.test_submission_drafts import SECTIONS, begun
from tests.support import files
from tests.support.attaching import (
    Counted,
    attach,
    attached,
    author,
    collective,
    filed,
    h,
    policy,
    refused,
    returned,
    stored,
    text_of,
)
from tests.support.harness import COUNTY, Client, Harness, Serve
from tests.support.recorder import finish, pump, record, recover

__all__ = ["author", "h"]


async def test_a_draft_is_filed_with_its_attachments(h: Harness, author: Client) -> None:
    draft_id = await begun(author, **SECTIONS)
    gone = await attached(author, f"/drafts/{draft_id}", files.docx(), "旧稿.docx")
    assert (await author.post(f"/attachments/{gone['id']}/remove")).json()["removed_at"] is not None
    refused(await author.post(f"/attachments/{gone['id']}/remove"), "attachment-removed")
    kept = [await attached(author, f"/drafts/{draft_id}", files.pdf(str(n)), f"{n}.pdf") for n in range(2)]
    proposal = (await author.post(f"/drafts/{draft_id}/file")).json()
    (event,) = [e for e in await h.published() if isinstance(e, ProposalFiled)]
    assert [(a.attachment_id, a.name, a.sha256, a.bytes) for a in event.attachments] == [
        (one["id"], one["name"], one["sha256"], one["bytes"]) for one in kept
    ]
    listed = (await h.client("clerk").get(f"/proposals/{proposal['id']}/attachments")).json()
    assert listed == [one | {"proposal_id": proposal["id"]} for one in kept]
    assert [one["attachment_id"] for one in proposal["attachments"]] == [one["id"] for one in kept]
    assert (await author.get(f"/attachments/{kept[0]['id']}")).content == files.pdf("0")
    refused(await attach(author, f"/drafts/{draft_id}", files.PNG, "a.png"), "draft-filed")


async def test_of_what_was_filed_only_a_returned_proposal_changes(h: Harness, author: Client) -> None:
    id, (first,) = await filed(author, files.pdf())
    unread = Counted(files.PNG, 1)
    refused(await attach(author, f"/proposals/{id}", unread, "a.png"), "state")
    assert unread.read == 0
    refused(await author.post(f"/attachments/{first['id']}/remove"), "state")
    clerk = h.client("clerk")
    assert (await clerk.post(f"/proposals/{id}/return", json={"comments": "请补充"})).is_success
    both = await asyncio.gather(*(author.post(f"/attachments/{first['id']}/remove") for _ in range(2)))
    assert sorted(answer.status_code for answer in both)[0] == 200
    assert {answer.status_code for answer in both} <= {200, 409, 412}
    second = await attached(author, f"/proposals/{id}", files.PNG, "图.png")
    events = [e for e in await h.published() if isinstance(e, AttachmentAdded | AttachmentRemoved)]
    assert [(type(e), e.attachment.attachment_id) for e in events] == [
        (AttachmentRemoved, first["id"]),
        (AttachmentAdded, second["id"]),
    ]
    # The record says what was there, and still has it.
    assert [one["id"] for one in (await clerk.get(f"/proposals/{id}/attachments")).json()] == [second["id"]]
    ever = (await clerk.get(f"/proposals/{id}/attachments", params={"removed": True})).json()
    assert [(one["id"], one["removed_at"] is None) for one in ever] == [(first["id"], False), (second["id"], True)]
    assert (await clerk.get(f"/attachments/{first['id']}")).content == files.pdf()
    assert (await author.post(f"/proposals/{id}/refile", json=text_of())).is_success
    refused(await author.post(f"/attachments/{second['id']}/remove"), "state")
    async with h.owner.connect() as connection:
        assert (await verify(connection, SERVICE.metadata))[1] == []


async def test_to_whom_the_proposal_does_not_exist_its_files_do_not(h: Harness, author: Client) -> None:
    draft_id = await begun(author)
    mine = await attached(author, f"/drafts/{draft_id}")
    id, (theirs,) = await returned(h, author, files.pdf("2"))
    outside = [h.client(*roles, county="330103", member_id="M1", subject="x") for roles in (("member",), ("clerk",))]
    other = h.client("member", member_id="M2")
    unit = h.client("unit", unit_id="U1")
    for stranger in (*outside, other, unit):
        for one in (mine, theirs):
            answer = await stranger.get(f"/attachments/{one['id']}")
            assert (answer.status_code, answer.json()["detail"]) == (404, f"attachments {one['id']}")
        assert (await stranger.get(f"/proposals/{id}/attachments")).status_code == 404
    for stranger in (outside[0], other):
        unread = Counted(files.PNG, 1)
        assert (await attach(stranger, f"/proposals/{id}", unread, "a.png")).status_code == 404
        assert (await attach(stranger, f"/drafts/{draft_id}", unread, "a.png")).status_code == 404
        assert unread.read == 0
        assert (await stranger.post(f"/attachments/{theirs['id']}/remove")).status_code == 404
        assert (await stranger.post(f"/attachments/{mine['id']}/remove")).status_code == 404
    # A draft is its author's alone; staff see what is filed.
    clerk = h.client("clerk")
    assert (await clerk.get(f"/attachments/{mine['id']}")).status_code == 404
    assert (await clerk.get(f"/attachments/{theirs['id']}")).status_code == 200
    assert (await attach(clerk, f"/proposals/{id}", files.PNG, "a.png")).status_code == 403
    # The same bytes in another county are another object there.
    assert not await h.runtime.blobs.has("330103", theirs["sha256"])


async def test_a_missing_seal_is_shown(h: Harness) -> None:
    officer, draft_id = await collective(h)
    proposal = (await officer.post(f"/drafts/{draft_id}/file")).json()
    assert proposal["seal_scan_missing"] is True
    await h.client("clerk").post(f"/proposals/{proposal['id']}/return", json={"comments": "请盖章"})
    seal = await attached(officer, f"/proposals/{proposal['id']}", files.JPEG, "公章.jpg", purpose="seal_scan")
    assert seal["purpose"] == "seal_scan"
    assert (await officer.get(f"/proposals/{proposal['id']}")).json()["seal_scan_missing"] is False


async def test_where_the_county_wants_the_seal_nothing_is_filed_without(h: Harness) -> None:
    await policy(h, collective_needs_seal_scan=True)
    officer, draft_id = await collective(h)
    refused(await officer.post(f"/drafts/{draft_id}/file"), "seal-scan-missing")
    await attached(officer, f"/drafts/{draft_id}", files.pdf())
    refused(await officer.post(f"/drafts/{draft_id}/file"), "seal-scan-missing")
    seal = await attached(officer, f"/drafts/{draft_id}", files.JPEG, "公章.jpg", purpose="seal_scan")
    proposal = (await officer.post(f"/drafts/{draft_id}/file")).json()
    assert proposal["seal_scan_missing"] is False
    await h.client("clerk").post(f"/proposals/{proposal['id']}/return", json={"comments": "请修改"})
    assert (await officer.post(f"/attachments/{seal['id']}/remove")).is_success
    refused(await officer.post(f"/proposals/{proposal['id']}/refile", json=text_of()), "seal-scan-missing")
    # Of the others it asks for none.
    assert (await filed(h.client("member", member_id="M2")))[0]


async def test_a_restored_store_has_the_attachments_of_what_was_filed(serve: Serve, h: Harness) -> None:
    author, after, recorder = h.client("member", member_id="M1"), await serve(SERVICE), record(h)
    draft_id = await begun(author, **SECTIONS)
    first = await attached(author, f"/drafts/{draft_id}")
    dropped = await attached(author, f"/drafts/{draft_id}", files.docx(), "a.docx")
    async with h.owner.connect() as old, after.owner.begin() as new:  # as of the backup
        found = [dict(row) for row in (await old.execute(ATTACHMENTS.select())).mappings()]
        await new.execute(ATTACHMENTS.insert(), found)
    h.clock.set(h.clock.now() + timedelta(minutes=1))
    await author.post(f"/attachments/{dropped['id']}/remove")
    id = (await author.post(f"/drafts/{draft_id}/file")).json()["id"]
    await h.client("clerk").post(f"/proposals/{id}/return", json={"comments": "请修改"})
    await author.post(f"/attachments/{first['id']}/remove")
    await attached(author, f"/proposals/{id}", files.PNG, "b.png")
    await pump(h, 3)
    await recover(after, recorder.take("submission.events"))
    await finish(after)
    query = text("SELECT * FROM attachments WHERE proposal_id IS NOT NULL ORDER BY id")
    async with h.owner.connect() as old, after.owner.connect() as new:
        expected = [dict(row) for row in (await old.execute(query)).mappings()]
        assert [dict(row) for row in (await new.execute(query)).mappings()] == expected
        assert len(expected) == 2
        left = await new.execute(text("SELECT removed_at IS NULL FROM attachments WHERE proposal_id IS NULL"))
        assert left.scalars().all() == [False]


async def test_the_sweeper_takes_what_nothing_names_and_is_old(h: Harness, author: Client) -> None:
    _, (kept,) = await returned(h, author, files.pdf("filed"))
    await author.post(f"/attachments/{kept['id']}/remove")
    draft_id = await begun(author)
    present = await attached(author, f"/drafts/{draft_id}", files.pdf("draft"))
    removed = await attached(author, f"/drafts/{draft_id}", files.pdf("removed"), "b.pdf")
    await author.post(f"/attachments/{removed['id']}/remove")
    blobs = h.runtime.blobs
    orphans: list[str] = []
    for content in (b"old", b"young"):
        half = blobs.incoming / "x"
        half.write_bytes(content)
        orphans.append(hashlib.sha256(content).hexdigest())
        await blobs.put(COUNTY, Received(half, len(content), orphans[-1]))
    (blobs.incoming / "killed.part").write_bytes(b"half")
    days = h.runtime.settings.blobs_keep_days

    def age(*hashes: str) -> None:
        past = long_ago(days + 1).timestamp()
        for path in stored(h):
            if path.name in hashes:
                os.utime(path, (past, past))

    age(kept["sha256"], present["sha256"], removed["sha256"], orphans[0], "killed.part")
    assert await SWEEPER.sweep_all(h.runtime) == 1
    left = {path.name for path in stored(h)}
    # What was removed from the draft is named until it was removed long ago: a backup may be restored.
    assert left == {kept["sha256"], present["sha256"], removed["sha256"], orphans[1]}
    h.clock.set(h.clock.now() + timedelta(days=days + 1))
    assert await SWEEPER.sweep_all(h.runtime) == 1
    assert {path.name for path in stored(h)} == {kept["sha256"], present["sha256"], orphans[1]}
    assert (await h.client("clerk").get(f"/attachments/{kept['id']}")).content == files.pdf("filed")


async def test_what_is_swept_while_it_is_being_named_is_refused_and_not_lost(
    h: Harness,
    author: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    id = await begun(author)
    put = LocalBlobs.put

    async def swept(self: LocalBlobs, county: str, file: Received) -> None:
        await put(self, county, file)
        await self.delete(county, file.sha256)

    monkeypatch.setattr(LocalBlobs, "put", swept)
    key = {"Idempotency-Key": "k"}
    assert (await attach(author, f"/drafts/{id}", files.pdf(), headers=key)).status_code == 503
    monkeypatch.undo()
    await attached(author, f"/drafts/{id}", headers=key)

"""Attachments: taken whole or not at all, seen by whom the proposal is, and facts of its record once it is filed."""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from chassis.blobs import LocalBlobs, Received, long_ago
from chassis.clamd import Clamd
from chassis.eventlog import verify
from contracts.submission import AttachmentAdded, AttachmentRemoved, ProposalFiled
from services.submission.app import SERVICE
from services.submission.attachment.store import ATTACHMENTS
from services.submission.attachment.sweeper import sweep_all
from tests.integration.services.submission.test_submission_drafts import SECTIONS, begun
from tests.support import files
from tests.support.harness import COUNTY, Client, Harness, Serve
from tests.support.recorder import finish, pump, record, recover

MIB = 1024 * 1024


@pytest.fixture
async def h(serve: Serve) -> Harness:
    harness = await serve(SERVICE)
    clerk = harness.client("clerk")
    for id in ("M1", "M2"):
        enrolled = {"member_id": id, "name": f"示例委员{id}", "sector": "经济界", "term": 15}
        assert (await clerk.post("/members", json=enrolled)).status_code == 201
    window = {"plenary_opens": "2026-03-01T00:00:00Z", "plenary_cutoff": "2026-03-03T00:00:00Z"}
    session = {"session_id": "S15-1", "term": 15, "number": 1} | window
    assert (await clerk.post("/sessions", json=session)).status_code == 201
    return harness


@pytest.fixture
def author(h: Harness) -> Client:
    return h.client("member", member_id="M1")


async def attach(to: Client, path: str, content: Any, name: str = "附件.pdf", **more: Any) -> httpx.Response:
    headers = more.pop("headers", None)
    return await to.post(f"{path}/attachments", content=content, params={"name": name} | more, headers=headers)


async def attached(to: Client, path: str, content: bytes | None = None, name: str = "附件.pdf", **more: Any) -> Any:
    answer = await attach(to, path, content or files.pdf(), name, **more)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def filed(author: Client, *contents: bytes) -> tuple[str, list[Any]]:
    """A proposal filed from a draft with these files."""
    id = await begun(author, **SECTIONS)
    given = [await attached(author, f"/drafts/{id}", content) for content in contents]
    answer = await author.post(f"/drafts/{id}/file")
    assert answer.status_code == 201, answer.text
    return answer.json()["id"], given


async def returned(h: Harness, author: Client, *contents: bytes) -> tuple[str, list[Any]]:
    id, given = await filed(author, *contents)
    assert (await h.client("clerk").post(f"/proposals/{id}/return", json={"comments": "请补充"})).is_success
    return id, given


async def policy(h: Harness, **changes: Any) -> None:
    admin = h.client("county_admin")
    present = await admin.get("/policies/attachments")
    document = present.json()["document"] | changes
    headers = {"If-Match": present.headers["etag"]}
    assert (await admin.put("/policies/attachments", json={"document": document}, headers=headers)).is_success


def stored(h: Harness) -> list[Path]:
    """Every file below the service's root, also what is half received."""
    return [path for path in Path(h.files.name).rglob("*") if path.is_file()]


def refused(answer: httpx.Response, rule: str) -> str:
    assert (answer.status_code, answer.json().get("rule")) == (409, rule), answer.text
    return answer.json()["detail"]


class Counted:
    """A body that says how much of it was read."""

    def __init__(self, piece: bytes, times: int) -> None:
        self._piece, self._times = piece, times
        self.read = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for _ in range(self._times):
            self.read += len(self._piece)
            yield self._piece


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("扫描 件.pdf", files.pdf(), "application/pdf"),
        ("照片.JPG", files.JPEG, "image/jpeg"),
        ("a.png", files.PNG, "image/png"),
        ("名单.xlsx", files.xlsx(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("说明.docx", files.docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ],
)
async def test_what_was_handed_in_is_given_back_byte_by_byte(
    h: Harness,
    author: Client,
    name: str,
    content: bytes,
    media_type: str,
) -> None:
    id = await begun(author)
    view = await attached(author, f"/drafts/{id}", content, f"C:\\示例\\{name}")
    digest = hashlib.sha256(content).hexdigest()
    assert (view["name"], view["media_type"], view["bytes"]) == (name, media_type, len(content))
    assert (view["sha256"], view["scanned"], view["draft_id"], view["proposal_id"]) == (digest, False, id, None)
    got = await author.get(f"/attachments/{view['id']}")
    assert got.content == content
    assert got.headers["content-type"] == media_type
    assert got.headers["content-length"] == str(len(content))
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["cache-control"] == "private"
    kind, plain, starred = got.headers["content-disposition"].split("; ")
    assert kind == "attachment"
    assert plain.isascii()
    assert httpx.QueryParams(starred.replace("filename*=UTF-8''", "n="))["n"] == name
    assert (await author.get(f"/drafts/{id}/attachments")).json() == [view]


async def test_a_large_file_is_whole_again(h: Harness, author: Client) -> None:
    content = files.pdf() + os.urandom(5 * MIB)
    id = await begun(author)
    view = await attached(author, f"/drafts/{id}", content)
    assert (await author.get(f"/attachments/{view['id']}")).content == content
    assert [path.name for path in stored(h)] == [view["sha256"]]


async def test_a_body_without_an_end_is_read_up_to_the_limit(h: Harness, author: Client) -> None:
    await policy(h, bytes_each=MIB)
    id = await begun(author)
    endless = Counted(b"%PDF-" + b"x" * 65_531, 100_000)
    answer = await attach(author, f"/drafts/{id}", endless)
    assert (answer.status_code, answer.json()["type"]) == (413, "urn:cppcc:problem:too-large")
    assert endless.read <= MIB + 2 * 65_536
    # Where the length is said, nothing is read; where it is a lie, what comes is counted.
    told = Counted(b"x", 1)
    answer = await attach(author, f"/drafts/{id}", told, headers={"Content-Length": str(MIB + 1)})
    assert (answer.status_code, told.read) == (413, 0)
    answer = await attach(author, f"/drafts/{id}", Counted(b"x" * MIB, 3), headers={"Content-Length": "10"})
    assert answer.status_code == 413
    assert stored(h) == []


async def test_no_county_may_take_more_than_the_service(h: Harness, author: Client) -> None:
    await policy(h, bytes_each=1 << 40, bytes_sum=1 << 40)
    id = await begun(author)
    most = h.runtime.settings.max_upload_bytes
    endless = Counted(b"x" * MIB, 10 * most // MIB)
    answer = await attach(author, f"/drafts/{id}", endless)
    assert (answer.status_code, f"at most {most} bytes" in answer.json()["detail"]) == (413, True)
    assert endless.read <= most + 2 * MIB
    # Other routes keep their own limit.
    answer = await author.post("/proposals", content=b"x" * (3 * MIB))
    assert answer.status_code == 413


async def test_an_upload_that_is_cut_off_leaves_nothing(h: Harness, author: Client) -> None:
    id = await begun(author)
    path = f"/drafts/{id}/attachments"
    sent = [{"type": "http.request", "body": files.pdf(), "more_body": True}, {"type": "http.disconnect"}]
    said: list[Any] = []

    async def receive() -> Any:
        return sent.pop(0)

    async def send(message: Any) -> None:
        said.append(message)

    headers = [(b"authorization", author.headers["authorization"].encode()), (b"idempotency-key", b"k")]
    scope = {
        "type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"name=a.pdf",
        "headers": headers, "scheme": "http", "server": ("test", 80), "http_version": "1.1", "root_path": "",
    }  # fmt: skip
    await h.runtime.app(scope, receive, send)
    assert said[0]["status"] == 422
    assert stored(h) == []
    assert (await author.get(path)).json() == []
    # The same key does it when it is whole.
    await attached(author, f"/drafts/{id}", headers={"Idempotency-Key": "k"})


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", files.PNG),
        ("a.docx", files.xlsx()),
        ("a.pdf", b"MZ"),
        ("a.pdf", b""),
        ("a.docx", files.packed(Content_Types=files.contents(files.MACRO))),
        ("a.docm", files.packed(Content_Types=files.contents(files.MACRO))),
        ("a.tif", files.TIFF),
    ],
)
async def test_what_is_no_such_file_is_refused_and_not_kept(
    h: Harness,
    author: Client,
    name: str,
    content: bytes,
) -> None:
    id = await begun(author)
    refused(await attach(author, f"/drafts/{id}", content, name), "type-refused")
    assert stored(h) == []


async def test_a_county_says_which_kinds_it_takes(h: Harness, author: Client) -> None:
    await policy(h, kinds=["tiff"])
    id = await begun(author)
    await attached(author, f"/drafts/{id}", files.TIFF, "a.tif")
    refused(await attach(author, f"/drafts/{id}", files.pdf()), "type-refused")
    nameless = await attach(author, f"/drafts/{id}", files.TIFF, "../")
    assert (nameless.status_code, nameless.json()["errors"][0]["pointer"]) == (422, "/query/name")
    other = await attach(author, f"/drafts/{id}", files.TIFF, "b.tif", purpose="anything")
    assert other.status_code == 422


async def test_a_virus_is_refused_and_no_scanner_is_no_clean_file(h: Harness, author: Client) -> None:
    id = await begun(author)
    state = h.runtime.app.state
    async with files.clamd(verdict=files.finds_eicar) as scanner:
        state.scanner = Clamd(scanner.address, 5)
        infected = files.pdf() + b"EICAR-" + b"STANDARD"
        assert "Eicar" in refused(await attach(author, f"/drafts/{id}", infected), "infected")
        assert stored(h) == []
        assert (await attached(author, f"/drafts/{id}"))["scanned"] is True
    kept = stored(h)
    key = {"Idempotency-Key": "again"}
    away = await attach(author, f"/drafts/{id}", files.PNG, "a.png", headers=key)
    assert (away.status_code, away.headers["retry-after"]) == (503, "2")
    assert stored(h) == kept
    async with files.clamd() as scanner:
        state.scanner = Clamd(scanner.address, 5)
        await attached(author, f"/drafts/{id}", files.PNG, "a.png", headers=key)


async def test_a_store_that_is_away_is_a_503_that_may_be_repeated(h: Harness, author: Client) -> None:
    id = await begun(author)
    view = await attached(author, f"/drafts/{id}")
    state, present = h.runtime.app.state, h.runtime.app.state.blobs
    state.blobs = LocalBlobs(Path(h.files.name) / "not-mounted", "submission")
    key = {"Idempotency-Key": "again"}
    away = await attach(author, f"/drafts/{id}", files.PNG, "a.png", headers=key)
    assert (away.status_code, away.json()["type"]) == (503, "urn:cppcc:problem:unavailable")
    assert (await author.get(f"/attachments/{view['id']}")).status_code == 503
    assert not (Path(h.files.name) / "not-mounted").exists()
    state.blobs = present
    await attached(author, f"/drafts/{id}", files.PNG, "a.png", headers=key)


async def test_bytes_that_were_changed_in_the_store_are_no_whole_download(
    h: Harness,
    author: Client,
) -> None:
    id = await begun(author)
    content = files.pdf() + b"x" * MIB
    view = await attached(author, f"/drafts/{id}", content)
    (path,) = stored(h)
    path.write_bytes(content[:-1] + b"y")
    got = await author.get(f"/attachments/{view['id']}")
    assert len(got.content) < len(content)
    path.unlink()
    assert (await author.get(f"/attachments/{view['id']}")).status_code == 503
    # Handed in once more, for another draft, it is there again.
    await attached(author, f"/drafts/{await begun(author)}", content)
    assert (await author.get(f"/attachments/{view['id']}")).content == content


async def test_a_repeated_request_has_one_effect_also_when_there_is_no_room_for_two(
    h: Harness,
    author: Client,
) -> None:
    await policy(h, count=1)
    id = await begun(author)
    key = {"Idempotency-Key": "once"}
    first = await attached(author, f"/drafts/{id}", headers=key)
    again = await attach(author, f"/drafts/{id}", files.pdf(), headers=key)
    assert (again.status_code, again.json()) == (201, first)
    assert again.headers["idempotency-replayed"] == "true"
    for other in (
        await attach(author, f"/drafts/{id}", files.PNG, "a.png", headers=key),
        await attach(author, f"/drafts/{id}", files.pdf(), "b.pdf", headers=key),
    ):
        assert (other.status_code, other.json()["type"]) == (422, "urn:cppcc:problem:key-reused")
    unread = Counted(files.PNG, 1)
    refused(await attach(author, f"/drafts/{id}", unread, "a.png"), "attachments-full")
    assert unread.read == 0
    unkeyed = await attach(author, f"/drafts/{id}", files.PNG, headers={"Idempotency-Key": ""})
    assert unkeyed.status_code == 400


@pytest.mark.parametrize("place", ["draft", "proposal"])
async def test_many_at_once_do_not_pass_the_limit(h: Harness, author: Client, place: str) -> None:
    await policy(h, count=2)
    path = f"/drafts/{await begun(author)}" if place == "draft" else f"/proposals/{(await returned(h, author))[0]}"
    answers = await asyncio.gather(*(attach(author, path, files.pdf(str(n)), f"{n}.pdf") for n in range(6)))
    assert sorted(answer.status_code for answer in answers) == [201, 201, 409, 409, 409, 409]
    assert {answer.json()["rule"] for answer in answers if answer.status_code == 409} == {"attachments-full"}
    assert len((await author.get(f"{path}/attachments")).json()) == 2


async def test_the_same_file_is_attached_once_and_kept_once(h: Harness, author: Client) -> None:
    id = await begun(author)
    answers = await asyncio.gather(*(attach(author, f"/drafts/{id}", files.pdf(), f"{n}.pdf") for n in range(3)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    for one in (author, h.client("member", member_id="M2")):
        await attached(one, f"/drafts/{await begun(one)}")
    assert len(stored(h)) == 1


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


def text_of() -> dict[str, Any]:
    return {name: SECTIONS[name] for name in ("title", "situation", "analysis", "suggestions")}


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


async def collective(h: Harness) -> tuple[Client, str]:
    body = {"body_id": "B1", "name": "示例党派", "kind": "party_group", "officers": ["M1"]}
    enrolled = await h.client("clerk").post("/bodies", json=body)
    assert enrolled.is_success, enrolled.text
    officer = h.client("member", "body_officer", member_id="M1", body_id="B1")
    form = {"publish_consent": True, "kind": "collective", "body_id": "B1"}
    return officer, await begun(officer, **SECTIONS | {"form": form})


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
    assert await sweep_all(h.runtime) == 1
    left = {path.name for path in stored(h)}
    # What was removed from the draft is named until it was removed long ago: a backup may be restored.
    assert left == {kept["sha256"], present["sha256"], removed["sha256"], orphans[1]}
    h.clock.set(h.clock.now() + timedelta(days=days + 1))
    assert await sweep_all(h.runtime) == 1
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

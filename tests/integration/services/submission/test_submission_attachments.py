"""Attachments as they come in: taken whole or not at all, of the kind that their bytes say, bounded and once."""

import asyncio
import hashlib
import os
from pathlib import Path
from typing import Any

import httpx
import pytest

from chassis.blobs import LocalBlobs
from chassis.clamd import Clamd
from tests.integration.services.submission.test_submission_drafts import begun
from tests.support import files
from tests.support.attaching import MIB, Counted, attach, attached, author, h, policy, refused, returned, stored
from tests.support.harness import Client, Harness

__all__ = ["author", "h"]


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
    await policy(h, bytes_each=1 << 30, bytes_sum=1 << 30)
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

"""An author with files to attach, for tests of attachments."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.submission.app import SERVICE
from tests.integration.services.submission.test_submission_drafts import SECTIONS, begun
from tests.support import files
from tests.support.harness import Client, Harness, Serve

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


def text_of() -> dict[str, Any]:
    return {name: SECTIONS[name] for name in ("title", "situation", "analysis", "suggestions")}


async def collective(h: Harness) -> tuple[Client, str]:
    body = {"body_id": "B1", "name": "示例党派", "kind": "party_group", "officers": ["M1"]}
    enrolled = await h.client("clerk").post("/bodies", json=body)
    assert enrolled.is_success, enrolled.text
    officer = h.client("member", "body_officer", member_id="M1", body_id="B1")
    form = {"publish_consent": True, "kind": "collective", "body_id": "B1"}
    return officer, await begun(officer, **SECTIONS | {"form": form})

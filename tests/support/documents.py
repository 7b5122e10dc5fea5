"""Documents of meetings: handed in, refused, stored."""

from pathlib import Path
from typing import Any

import httpx

from chassis.eventlog import verify
from services.consultation.app import SERVICE
from tests.support.desk import Desk
from tests.support.harness import Client


async def attach(to: Client, path: str, content: bytes, name: str = "议程.pdf", **more: Any) -> httpx.Response:
    """``path`` is the record's; ``more`` may have ``headers``, and the query."""
    headers = more.pop("headers", None)
    return await to.post(f"{path}/documents", content=content, params={"name": name} | more, headers=headers)


async def attached(to: Client, path: str, content: bytes, name: str = "议程.pdf", **more: Any) -> dict[str, Any]:
    answer = await attach(to, path, content, name, **more)
    assert answer.status_code == 201, answer.text
    return answer.json()


def rule(answer: httpx.Response) -> tuple[int, str | None]:
    return answer.status_code, answer.json().get("rule")


def stored(desk: Desk) -> set[str]:
    return {path.name for path in Path(desk.h.files.name).rglob("*") if path.is_file()}


async def unaltered(desk: Desk) -> list[Any]:
    """What is found where rows and their events are compared: nothing."""
    async with desk.h.owner.connect() as connection:
        return list((await verify(connection, SERVICE.metadata))[1])


async def limit(desk: Desk, policy: str, **changes: Any) -> None:
    admin = desk.h.client("county_admin")
    present = await admin.get(f"/policies/{policy}")
    document = present.json()["document"] | changes
    headers = {"If-Match": present.headers["etag"]}
    assert (await admin.put(f"/policies/{policy}", json={"document": document}, headers=headers)).is_success

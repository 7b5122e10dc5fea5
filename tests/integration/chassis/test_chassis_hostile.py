"""Requests that nobody honest sends: they learn nothing, break nothing, and are told so."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.eventlog import verify
from chassis.sendable import MAX_EVENT_BYTES
from services.submission.app import SERVICE as SUBMISSION
from tests.support.harness import Serve
from tests.support.sample import SERVICE

TEXT = {
    "title": "关于增设老年助餐点的提案",
    "situation": "助餐点只有四处。",
    "analysis": "场地不足，补贴偏低。",
    "suggestions": ["在每个街道至少增设两处助餐点。"],
}


@pytest.mark.parametrize(
    ("command", "body"),
    [
        ("refile", TEXT),
        ("withdraw", {"reason": "示例"}),
        ("cosign", {"agreed": True}),
    ],
)
async def test_a_wrong_version_shows_nobody_what_is_not_his(serve: Serve, command: str, body: dict[str, Any]) -> None:
    h = await serve(SUBMISSION)
    clerk = h.client("clerk")
    for id in ("M1", "M2"):
        await clerk.post("/members", json={"member_id": id, "name": "示例委员", "sector": "经济界", "term": 15})
    window = {"plenary_opens": "2026-03-01T00:00:00+00:00", "plenary_cutoff": "2026-03-03T00:00:00+00:00"}
    await clerk.post("/sessions", json={"session_id": "S1", "term": 15, "number": 1} | window)
    filing = {"session_id": "S1", "publish_consent": True, "text": TEXT}
    id = (await h.client("member", member_id="M1").post("/proposals", json=filing)).json()["id"]
    other = h.client("member", member_id="M2")
    assert (await other.get(f"/proposals/{id}")).status_code == 404
    answer = await other.post(f"/proposals/{id}/{command}", json=body, headers={"If-Match": '"0-guess"'})
    assert answer.status_code == 404
    assert TEXT["situation"] not in answer.text


async def test_only_who_edits_is_shown_what_is_there_now(serve: Serve) -> None:
    h = await serve(SERVICE)
    clerk = h.client("clerk")
    await clerk.post("/things", json={"thing_id": "a"})
    guess = {"If-Match": '"0-guess"'}
    for answer in (
        await clerk.post("/things/a/add", json={"amount": 1}, headers=guess),
        await clerk.get("/things/a", headers=guess),
    ):
        assert (answer.status_code, answer.json().keys()) == (412, {"type", "title", "status", "detail"})
    edited = await clerk.put("/things/a", json={"amount": 1}, headers=guess)
    assert (edited.status_code, edited.json()["current"]) == (412, {"id": "a", "version": 1, "total": 0})


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/things/%00", None),
        ("POST", "/things", {"thing_id": "a\0b"}),
        ("POST", "/things/a/add", {"amount": 2**40}),
        ("POST", "/things/a/add", {"amount": 2**70}),
    ],
)
async def test_what_no_column_can_hold_is_the_callers_fault(serve: Serve, method: str, path: str, body: Any) -> None:
    h = await serve(SERVICE)
    clerk = h.client("clerk")
    await clerk.post("/things", json={"thing_id": "a"})
    answer = await clerk.request(method, path, json=body)
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:cppcc:problem:invalid")
    assert len(await h.published()) == 1


async def test_an_event_that_the_bus_cannot_carry_is_refused(serve: Serve) -> None:
    h = await serve(SERVICE)
    answer = await h.client("clerk").post("/things", json={"thing_id": "x" * MAX_EVENT_BYTES})
    assert (answer.status_code, answer.json()["type"]) == (413, "urn:cppcc:problem:too-large")


async def test_the_log_keeps_a_trace_and_nothing_else_that_is_called_so(serve: Serve) -> None:
    h = await serve(SERVICE)
    clerk = h.client("clerk")
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    for id, given in (("a", trace), ("b", trace + "x" * 4000), ("c", "看")):
        headers = {"traceparent": given.encode()}
        assert (await clerk.request("POST", "/things", json={"thing_id": id}, headers=headers)).status_code == 201
    async with h.owner.connect() as connection:
        kept = await connection.execute(text("SELECT traceparent FROM event_log ORDER BY aggregate_id"))
        assert list(kept.scalars()) == [trace, None, None]


async def test_an_audit_of_a_service_at_work_finds_nothing(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    h = await serve(SERVICE)
    clerk = h.client("clerk")
    await clerk.post("/things", json={"thing_id": "a"})
    stream, readings = AsyncConnection.stream, 0

    async def interrupted(self: AsyncConnection, *args: Any, **kwargs: Any) -> Any:
        nonlocal readings
        readings += 1
        if readings == 2:
            assert (await clerk.post("/things/a/add", json={"amount": 1})).status_code == 200
        return await stream(self, *args, **kwargs)

    monkeypatch.setattr(AsyncConnection, "stream", interrupted)
    async with h.owner.connect() as connection:
        assert await verify(connection, SERVICE.metadata) == (1, [])
    async with h.owner.connect() as connection:
        assert await verify(connection, SERVICE.metadata) == (2, [])


async def test_an_audit_names_an_event_of_an_unknown_kind(serve: Serve) -> None:
    h = await serve(SERVICE)
    await h.client("clerk").post("/things", json={"thing_id": "a"})
    async with h.owner.begin() as connection:
        await connection.execute(text("ALTER TABLE event_log DISABLE TRIGGER append_only"))
        await connection.execute(text("UPDATE event_log SET aggregate = 'forged'"))
    async with h.owner.connect() as connection:
        _, findings = await verify(connection, SERVICE.metadata)
    assert {"forged", "things"} == {finding.aggregate for finding in findings}

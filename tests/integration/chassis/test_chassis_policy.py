"""A county changes its rules through the API: dated, validated, one at a time, and on the record."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chassis.eventlog import SYSTEM, Tx, verify
from contracts.consultation import AssignmentIssued
from contracts.policy import PolicyChanged
from services.submission.app import SERVICE as SUBMISSION
from services.submission.proposal.policy import POLICY as FILING
from services.supervision.app import SERVICE as SUPERVISION
from tests.support.harness import COUNTY, Client, Harness, Serve
from tests.support.statements import counted


@pytest.fixture
async def h(serve: Serve) -> Harness:
    return await serve(SUBMISSION)


async def read(client: Client, name: str = "filing") -> tuple[dict[str, Any], dict[str, str]]:
    answer = await client.get(f"/policies/{name}")
    assert answer.status_code == 200, answer.text
    return answer.json(), {"If-Match": answer.headers["etag"]}


async def test_a_change_applies_from_its_date_and_stays_on_record(h: Harness) -> None:
    admin = h.client("county_admin")
    before, match = await read(admin)
    assert (before["version"], before["in_force"], before["history"]) == (0, 0, [])
    assert before["document"] == before["default"]
    assert "title_max_characters" in before["json_schema"]["properties"]
    document = before["document"] | {"title_max_characters": 12}
    later = h.clock.now() + timedelta(days=1)
    put = await admin.put(
        "/policies/filing", json={"document": document, "effective_from": later.isoformat()}, headers=match
    )
    assert put.status_code == 200, put.text
    assert (put.json()["version"], put.json()["in_force"]) == (1, 0)
    h.clock.set(later + timedelta(minutes=1))
    after, _ = await read(admin)
    assert (after["in_force"], after["document"]["title_max_characters"]) == (1, 12)
    assert after["default"] == before["default"]
    assert [(c["version"], c["changed_by"]) for c in after["history"]] == [(1, "county_admin")]
    (changed,) = [e for e in await h.published() if isinstance(e, PolicyChanged)]
    assert (changed.policy, changed.version, changed.changed_by) == ("filing", 1, "county_admin")
    async with h.owner.connect() as connection:
        count, findings = await verify(connection, SUBMISSION.metadata)
    assert (count, findings) == (1, [])
    lines = {line["name"]: line for line in (await admin.get("/policies")).json()}
    assert lines["filing"] == {"name": "filing", "in_force": 1, "changes": 1}


async def test_the_rule_in_force_decides(h: Harness) -> None:
    admin, clerk = h.client("county_admin"), h.client("clerk")
    await clerk.post("/members", json={"member_id": "M1", "name": "示例委员", "sector": "经济界", "term": 15})
    window = {"plenary_opens": "2026-03-01T00:00:00+00:00", "plenary_cutoff": "2026-03-03T00:00:00+00:00"}
    await clerk.post("/sessions", json={"session_id": "S1", "term": 15, "number": 1} | window)
    text = {
        "title": "关于增设老年助餐点的提案",
        "situation": "助餐点只有四处。",
        "analysis": "场地不足，补贴偏低。",
        "suggestions": ["在每个街道至少增设两处助餐点。"],
    }
    filing = {"session_id": "S1", "publish_consent": True, "text": text}
    member = h.client("member", member_id="M1")
    id = (await member.post("/proposals", json=filing)).json()["id"]
    found, match = await read(admin)
    stricter = found["document"] | {"title_max_characters": 5}
    assert (await admin.put("/policies/filing", json={"document": stricter}, headers=match)).status_code == 200
    refused = await member.post("/proposals", json=filing)
    assert (refused.status_code, refused.json()["rule"]) == (409, "text-form")
    # A decision stores the version that it used.
    assert (await clerk.post(f"/proposals/{id}/admit", json={"topic_group": "民生"})).status_code == 200
    assert [
        e.model_dump()["policy_version"] for e in await h.published() if type(e).__name__ == "ProposalAdmitted"
    ] == [1]
    # The other county knows nothing of it.
    elsewhere, _ = await read(h.client("county_admin", county="330103"))
    assert (elsewhere["version"], elsewhere["history"]) == (0, [])


async def test_of_two_administrators_at_once_one_is_told(h: Harness) -> None:
    for _ in range(2):  # the first change of a policy, and a later one
        admins = [h.client("county_admin", subject=name) for name in ("admin-1", "admin-2")]
        found, match = await read(admins[0])
        answers = await asyncio.gather(
            *(admin.put("/policies/filing", json={"document": found["document"]}, headers=match) for admin in admins)
        )
        assert sorted(a.status_code for a in answers) == [200, 412]
    found, _ = await read(h.client("county_admin"))
    assert [change["version"] for change in found["history"]] == [1, 2]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"title_max_characters": "many"}, "/body/document/title_max_characters"),
        ({"title_max_charakters": 5}, "/body/document/title_max_charakters"),
        ({"decline_reasons": {"vague": 1}}, "/body/document/decline_reasons/vague"),
        ({"cosign_hours_plenary": None}, "/body/document/cosign_hours_plenary"),
    ],
)
async def test_a_wrong_document_is_told_by_field(h: Harness, change: dict[str, Any], pointer: str) -> None:
    admin = h.client("county_admin")
    found, match = await read(admin)
    answer = await admin.put("/policies/filing", json={"document": found["document"] | change}, headers=match)
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:cppcc:problem:invalid")
    assert [e["pointer"] for e in answer.json()["errors"]] == [pointer]
    assert await h.published() == []


async def test_nothing_is_changed_backwards_by_others_or_blindly(h: Harness) -> None:
    admin = h.client("county_admin")
    found, match = await read(admin)
    document = {"document": found["document"]}
    past = document | {"effective_from": (h.clock.now() - timedelta(minutes=1)).isoformat()}
    refused = await admin.put("/policies/filing", json=past, headers=match)
    assert (refused.status_code, refused.json()["rule"]) == (409, "retroactive")
    naive = document | {"effective_from": "2027-01-01T00:00:00"}
    assert (await admin.put("/policies/filing", json=naive, headers=match)).status_code == 422
    assert (await admin.put("/policies/filing", json=document)).status_code == 428
    assert (await h.client("clerk").put("/policies/filing", json=document, headers=match)).status_code == 403
    assert (await admin.get("/policies/none")).status_code == 404
    assert (await admin.put("/policies/none", json=document, headers=match)).status_code == 404
    assert await h.published() == []


async def test_a_repeated_key_changes_once(h: Harness) -> None:
    admin = h.client("county_admin")
    found, match = await read(admin)
    send = {"json": {"document": found["document"]}, "headers": match | {"Idempotency-Key": "once"}}
    first, again = await admin.put("/policies/filing", **send), await admin.put("/policies/filing", **send)
    assert (first.status_code, again.status_code, first.json()) == (200, 200, again.json())
    assert len(await h.published()) == 1


async def test_a_countys_own_day_off_moves_a_due_date(serve: Serve) -> None:
    h = await serve(SUPERVISION)
    issued = datetime(2026, 3, 2, 2, tzinfo=UTC)

    async def due(assignment: str) -> date:
        event = AssignmentIssued(
            proposal_id="p1",
            assignment_id=assignment,
            unit_id="U1",
            role="sole",
            cycle=1,
            issued_at=issued,
            return_until=issued.date(),
            policy_version=0,
        )
        await h.deliver(event, assignment)
        return date.fromisoformat((await h.client("clerk").get(f"/deadlines/{assignment}")).json()["due"])

    assert await due("a1") == date(2026, 6, 2)  # a Tuesday
    admin = h.client("county_admin")
    _, match = await read(admin, "calendar")
    both = {"document": {"worked": ["2026-06-02"], "off": ["2026-06-02"]}}
    assert (await admin.put("/policies/calendar", json=both, headers=match)).status_code == 422
    off = {"document": {"worked": [], "off": ["2026-06-02"]}}
    assert (await admin.put("/policies/calendar", json=off, headers=match)).status_code == 200
    # What was assigned before keeps the calendar of its day.
    assert await due("a2") == date(2026, 6, 2)
    issued = h.clock.now()
    assert await due("a3") == date(2026, 6, 3)


async def test_a_unit_of_work_reads_a_policy_once_and_sees_its_own_change(h: Harness) -> None:
    database, clock = h.runtime.database, h.clock
    with counted(database) as seen:
        async with database.transaction([COUNTY]) as connection:
            tx = Tx(connection, COUNTY, SYSTEM, clock.now(), correlation_id="k")
            first = await FILING.at(tx)
            # What a list decides for each of its items is of the same unit of work.
            again = await FILING.at(replace(tx, if_match="W/x"))
            assert (first, len([statement for statement in seen if "policies" in statement])) == (again, 1)
            await FILING.change(tx, first.value.model_dump(mode="json") | {"title_max_characters": 12}, None)
            assert (await FILING.at(tx)).value.title_max_characters == 12

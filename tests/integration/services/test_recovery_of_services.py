"""The real services' stores, empty as of an older backup, after they have taken back what they had published."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from chassis import rebuild
from chassis.eventlog import verify
from ops import registry
from services.submission.app import SERVICE as SUBMISSION
from services.submission.draft.store import DRAFTS, VERSIONS
from services.supervision.app import SERVICE as SUPERVISION
from tests.integration.services.submission.test_submission_api import CUTOFF, OPENS, body
from tests.integration.services.submission.test_submission_drafts import SECTIONS, begun
from tests.integration.services.supervision.test_supervision_api import admitted, assigned, replied
from tests.support.harness import Client, Harness, Serve
from tests.support.recorder import finish, pump, record, recover

LOG = "SELECT aggregate_id, aggregate_version, actor, causation_id, data, hash FROM event_log ORDER BY 1, 2"


async def rows(h: Harness, *queries: str) -> list[list[tuple[Any, ...]]]:
    async with h.owner.connect() as connection:
        return [[tuple(row) for row in await connection.execute(text(query))] for query in queries]


async def ok(client: Client, path: str, sent: dict[str, Any]) -> dict[str, Any]:
    answer = await client.post(path, json=sent)
    assert answer.is_success, answer.text
    return answer.json()


async def test_case_numbers_go_on_and_everybody_finds_their_own(serve: Serve) -> None:
    before, after = await serve(SUBMISSION), await serve(SUBMISSION)
    recorder = record(before)
    clerk = before.client("clerk")
    for id in ("M1", "M2"):
        await ok(clerk, "/members", {"member_id": id, "name": f"示例委员{id}", "sector": "经济界", "term": 15})
    window = {"plenary_opens": OPENS.isoformat(), "plenary_cutoff": CUTOFF.isoformat()}
    await ok(clerk, "/sessions", {"session_id": "S15-1", "term": 15, "number": 1, **window})
    first = before.client("member", member_id="M1")
    ids = [(await ok(first, "/proposals", body()))["id"] for _ in range(3)]
    second = before.client("member", member_id="M2")
    merged = (await ok(second, "/proposals", body()))["id"]
    await ok(clerk, f"/proposals/{ids[2]}/merge", {"children": [merged], "opinion": "同一事项"})
    await ok(clerk, f"/proposals/{ids[2]}/undo-merge", {"reason": "并非同一事项"})
    for id in ids[:2]:
        await ok(clerk, f"/proposals/{id}/admit", {"topic_group": "民生"})
    await pump(before)
    await recover(after, recorder.take("submission.events"))
    tables = (
        LOG,
        "SELECT id, version, hash, state, status, case_number FROM proposals ORDER BY id",
        "SELECT member_id, proposal_id FROM involved ORDER BY 1, 2",
        "SELECT session_id, channel, last FROM case_numbers",
        "SELECT county, events FROM published",
    )
    assert await rows(after, *tables) == await rows(before, *tables)
    async with after.owner.connect() as connection:
        assert (await verify(connection, SUBMISSION.metadata))[1] == []
    next_one = await ok(after.client("clerk"), f"/proposals/{ids[2]}/admit", {"topic_group": "民生"})
    assert next_one["case_number"] == 3


async def test_a_draft_that_was_filed_is_filed_and_cannot_be_filed_again(serve: Serve) -> None:
    before, after = await serve(SUBMISSION), await serve(SUBMISSION)
    recorder = record(before)
    clerk = before.client("clerk")
    await ok(clerk, "/members", {"member_id": "M1", "name": "示例委员M1", "sector": "经济界", "term": 15})
    window = {"plenary_opens": OPENS.isoformat(), "plenary_cutoff": CUTOFF.isoformat()}
    await ok(clerk, "/sessions", {"session_id": "S15-1", "term": 15, "number": 1, **window})
    id = await begun(before.client("member", member_id="M1"), **SECTIONS)
    for table in (DRAFTS, VERSIONS):  # as of the backup
        async with before.owner.connect() as old, after.owner.begin() as new:
            found = [dict(row) for row in (await old.execute(table.select())).mappings()]
            await new.execute(table.insert(), found)
    filed = await ok(before.client("member", member_id="M1"), f"/drafts/{id}/file", {})
    await pump(before)
    await recover(after, recorder.take("submission.events"))
    await finish(after)
    drafts = "SELECT id, state, proposal_id, created_at, changed_at FROM drafts"
    assert await rows(after, drafts) == await rows(before, drafts)
    again = await after.client("member", member_id="M1").post(f"/drafts/{id}/file", json={})
    assert again.status_code == 409
    assert await rows(after, "SELECT id FROM proposals") == [[(filed["id"],)]]


async def test_what_was_answered_before_is_not_answered_twice(serve: Serve) -> None:
    before, after = await serve(SUPERVISION), await serve(SUPERVISION)
    recorder = record(before)
    events = ((admitted(), "p1"), (assigned(before), "a1"), (replied(before), "r1"))
    consumed = [before.message(before.envelope(event, id)) for event, id in events]
    for message in consumed:
        await before.runtime.consumer.on_batch([message])
    await pump(before)
    published = recorder.take("supervision.events")
    assert len(published) >= 4
    await recover(after, published)
    for message in consumed:
        await after.runtime.consumer.on_batch([message])
    await finish(after)
    tables = (
        LOG,
        "SELECT id, version, hash, state FROM deadlines",
        "SELECT id, version, hash, state FROM sign_offs",
        "SELECT id, version, hash, state FROM oversights",
        "SELECT * FROM asked",
        "SELECT * FROM admitted",
        "SELECT * FROM handlings",
        "SELECT * FROM handling_cycles",
        "SELECT source, aggregate_id, version FROM inbox ORDER BY 1, 2",
        "SELECT reason FROM parked_events",
    )
    assert await rows(after, *tables) == await rows(before, *tables)


@pytest.mark.parametrize("name", registry.NAMES)
def test_of_every_table_it_is_said_how_a_restored_store_has_it_again(name: str) -> None:
    service = registry.service(name)
    assert rebuild.undeclared(service) == []
    # Rows of one table may come from aggregates of several kinds.
    rebuilt = {table for one in service.rebuilds for table in one.tables}
    declared = [*rebuild.INFRASTRUCTURE, *service.metadata.info["aggregates"], *service.consumed_tables, *rebuilt]
    # Each exists, and is declared once; some are rebuilt in part.
    declared += service.kept_alone.keys() - rebuilt
    assert sorted(declared) == sorted(service.metadata.tables)
    assert all(service.kept_alone.values())
    kinds = [kind for one in service.rebuilds for kind in one.timers]
    assert sorted(kinds) == sorted(service.timer_handlers)
    assert {one.aggregate for one in service.rebuilds} <= service.metadata.info["aggregates"].keys()


def test_what_nothing_rebuilds_is_named() -> None:
    bare = replace(SUBMISSION, rebuilds=[], consumed_tables=[], kept_alone={})
    assert rebuild.undeclared(bare) == [
        "attachments", "case_numbers", "chain_outcomes", "chain_replies", "conference_register",
        "draft_versions", "drafts",
        "edit_locks", "involved", "job_inputs", "job_items", "jobs", "open_assignments",
        "public_intake", "review_queue",
        "search_assignments", "search_documents", "search_facts", "search_replies", "session_numbers", "similar_codes",
        "similar_pending", "similar_replies", "similar_tenants", "similar_vectors", "suggested_topics",
        "suggestion_contacts", "unit_acts",
        "timers:booking-lapse", "timers:booking-milestone", "timers:call-close", "timers:call-due",
        "timers:cosign-lapse", "timers:offer-lapse", "timers:review-due",
    ]  # fmt: skip

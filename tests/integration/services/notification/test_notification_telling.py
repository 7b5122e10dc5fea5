"""Everybody concerned is told once, whatever order the topics come in, and nothing that waits is lost."""

import asyncio
import random
from collections import defaultdict
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from chassis.bus import Message
from chassis.eventlog import SYSTEM, Tx
from contracts.consultation import ReplyIssued
from contracts.evaluation import AwardGranted, ServiceIssueRaised, ServiceIssueResolved
from contracts.submission import (
    ArchivedProposalRecorded,
    BookingLapsed,
    MergeAnswered,
    MergeObjectionsOverruled,
    MergeUndone,
    ProposalAmended,
    ProposalMergedInto,
    ProposalsMerged,
    TopicBooked,
    TopicProposed,
    TopicSuggestionTaken,
)
from contracts.supervision import (
    DirectiveReceived,
    KeyProposalDesignated,
    PasskeyRegistered,
    SupervisorAppointed,
    TrackingDesignated,
)
from services.notification.app import SERVICE
from services.notification.notice.commands import on_event
from tests.support.harness import COUNTY, Harness, Serve
from tests.support.life import TOLD, TOLD_TOO, Said, admitted, assigned, filed, life, of


@pytest.fixture
async def h(serve: Serve) -> Harness:
    return await serve(SERVICE)


async def rows(h: Harness, query: str, **values: Any) -> list[tuple[Any, ...]]:
    async with h.owner.connect() as connection:
        return [tuple(row) for row in await connection.execute(text(query), values)]


async def told(h: Harness, county: str = COUNTY) -> list[tuple[str, str]]:
    query = "SELECT kind, addressee FROM notices WHERE county = :county ORDER BY seq"
    return [(kind, addressee) for kind, addressee in await rows(h, query, county=county)]


async def waiting(h: Harness) -> dict[str, Any]:
    answer = await httpx.AsyncClient(transport=httpx.ASGITransport(h.runtime.app), base_url="http://test").get(
        "/status"
    )
    return answer.json()["waiting_notices"]


async def hear(h: Harness, *said: Said, county: str = COUNTY) -> None:
    for one in said:
        await h.deliver(one.event, one.aggregate_id, county)


def interleaved(said: list[Said], shuffle: random.Random) -> list[Said]:
    """Each topic in its own order, the topics in any."""
    topics: dict[str, list[Said]] = defaultdict(list)
    for one in said:
        topics[one.topic].append(one)
    left = list(topics.values())
    found: list[Said] = []
    while any(left):
        found.append(shuffle.choice([topic for topic in left if topic]).pop(0))
    return found


_id = id  # a proposal is called so, too


def minutes(h: Harness, said: list[Said], county: str) -> dict[int, Message]:
    """Each said a minute after the one before, whenever it comes."""
    found: dict[int, Message] = {}
    for one in said:
        h.clock.offset += timedelta(minutes=1)
        found[id(one)] = h.message(h.envelope(one.event, one.aggregate_id, county))
    return found


async def test_everybody_is_told_once_in_any_order_of_topics(h: Harness) -> None:
    for seed in range(12):
        county, shuffle = f"3301{seed:02d}", random.Random(seed)
        said = life()
        made = minutes(h, said, county)
        messages = [made[id(one)] for one in interleaved(said, shuffle)]
        while messages:
            size = shuffle.randint(1, 8)
            batch, messages = messages[:size], messages[size:]
            await h.runtime.consumer.on_batch(batch)
            # Replayed, as after a rewind.
            await h.runtime.consumer.on_batch(shuffle.sample(batch, 1))
        found = await told(h, county)
        assert len(found) == len(set(found)), "somebody was told twice"
        assert set(found) - TOLD_TOO == TOLD, f"seed {seed}"
    assert (await waiting(h))["count"] == 0
    assert await rows(h, "SELECT * FROM parked_events") == []


async def test_who_handled_it_then_is_told_whenever_that_comes_and_who_took_it_later_is_not(h: Harness) -> None:
    appointed = of(SupervisorAppointed, "P1", proposal_id="P1", supervisor="示例委员会")
    await hear(h, filed("P1", "M1"), admitted("P1", "M1"), appointed)
    said = [
        assigned("P1", "A1", "U1"),
        of(DirectiveReceived, "P1", proposal_id="P1"),
        assigned("P1", "A2", "U2"),
    ]
    made = minutes(h, said, COUNTY)
    first, directive, later = (made[id(one)] for one in said)
    for message in (directive, later, first, directive):
        await h.runtime.consumer.on_batch([message])
    assert [who for kind, who in await told(h) if kind == "directive_received"] == [
        "supervisor:示例委员会", "role:clerk", "unit:U1"
    ]  # fmt: skip
    assert (await waiting(h))["count"] == 0, "whoever may still be learned of is nobody that it waits for"
    assert await rows(h, "SELECT * FROM parked_events") == []


async def test_whoever_is_learned_of_is_looked_for_so_long_and_no_longer(h: Harness) -> None:
    """However often something else of the proposal is learned meanwhile."""
    appointed = of(SupervisorAppointed, "P1", proposal_id="P1", supervisor="示例委员会")
    await hear(h, filed("P1", "M1"), admitted("P1", "M1"), appointed)
    said = [assigned("P1", "A1", "U1"), of(DirectiveReceived, "P1", proposal_id="P1"), assigned("P1", "A2", "U2")]
    made = minutes(h, said, COUNTY)
    await h.runtime.consumer.on_batch([made[_id(said[1])]])
    for _ in range(2):
        h.clock.offset += timedelta(days=16)
        await hear(h, of(SupervisorAppointed, "P1", proposal_id="P1", supervisor="示例委员会"))
    await h.runtime.consumer.on_batch([made[_id(said[0])]])
    assert "unit:U1" not in {who for kind, who in await told(h) if kind == "directive_received"}
    assert await rows(h, "SELECT * FROM waiting_notices WHERE told AND line LIKE 'directive_received%'") == []


async def test_a_unit_hears_that_a_proposal_is_key_with_its_assignment_or_apart(h: Harness) -> None:
    for number, assignment_first in enumerate((False, True)):
        id = f"P{number}"
        await hear(h, filed(id, "M1"), admitted(id, "M1"))
        said = [
            of(KeyProposalDesignated, id, proposal_id=id, leader="示例领导", key_number=4),
            assigned(id, f"A{number}", f"U{number}"),
        ]
        made = minutes(h, said, COUNTY)
        for one in reversed(said) if assignment_first else said:
            await h.runtime.consumer.on_batch([made[_id(one)]])
    classes = dict(await rows(h, "SELECT addressee, facts->>'supervision_class' FROM notices WHERE kind = 'assigned'"))
    apart = [who for kind, who in await told(h) if kind == "key_designated" and who.startswith("unit:")]
    # Read in their order the assignment says it; read first it could not, and the designation is told after it.
    assert classes == {"unit:U0": "key", "unit:U1": "general"}
    assert apart == ["unit:U1"]


async def test_a_notice_waits_until_it_is_known_whom_to_tell_and_status_counts_it(h: Harness) -> None:
    reply = of(ReplyIssued, "R1", proposal_id="P1", assignment_id="A1", unit_id="U1")
    await hear(h, reply, assigned("P1", "A1", "U1"))
    assert await told(h) == []
    found = await waiting(h)
    assert found["count"] == 3
    assert found["since"] is not None
    await hear(h, filed("P1", "M1"))
    # Filed is not enough: what is merged into it is certain only when it is admitted.
    assert await told(h) == [("filed", "member:M1")]
    assert (await waiting(h))["count"] == 3
    h.clock.offset += timedelta(days=1)
    await hear(h, admitted("P1", "M1"))
    assert sorted(await told(h)) == sorted(
        [("filed", "member:M1"), ("reply_issued", "member:M1"), ("assigned", "unit:U1"), ("assigned_to", "member:M1"),
         ("admitted", "member:M1")]
    )  # fmt: skip
    assert await waiting(h) == {"count": 0, "since": None}
    at = await rows(h, "SELECT kind, made_at - at > interval '23 hours' FROM notices")
    assert {kind for kind, late in at if late} == {"reply_issued", "assigned", "assigned_to"}, "told late, dated truly"


async def test_each_line_waits_for_itself(h: Harness) -> None:
    await hear(h, filed("P1", "M1"), admitted("P1", "M1"))
    missed = next(one for one in life() if type(one.event).__name__ == "DeadlineSet")
    await hear(h, missed)
    # The unit is told while the supervisor is not known yet.
    assert ("deadline_set", "unit:U1") in await told(h)
    assert (await waiting(h))["count"] == 1
    await hear(h, of(SupervisorAppointed, "P1", proposal_id="P1", supervisor="示例委员会", by_default=True))
    assert ("deadline_set", "supervisor:示例委员会") in await told(h)
    assert (await waiting(h))["count"] == 0


async def test_an_edit_by_staff_is_told_and_a_refiling_is_another_thing(h: Harness) -> None:
    await hear(h, filed("P1", "M1"))
    await hear(h, of(ProposalAmended, "P1", proposal_id="P1", refiled=False, assisted=None))
    await hear(h, of(ProposalAmended, "P1", proposal_id="P1", refiled=True, assisted=None))
    # From paper: its proposer, who may object, hears so.
    await hear(h, of(ProposalAmended, "P1", proposal_id="P1", refiled=True))
    assert [kind for kind, _ in await told(h)] == ["filed", "amended", "refiled", "refiled_for_you"]


async def test_where_the_county_asks_each_proposer_of_a_merge_is_asked(h: Harness) -> None:
    await hear(h, filed("P1", "M1"), filed("P2", "M2"))
    await hear(h, of(ProposalsMerged, "P1", proposal_id="P1", children=("P2",), proposers=("M2",)))
    await hear(h, of(ProposalMergedInto, "P2", proposal_id="P2", master_id="P1"))
    await hear(h, of(MergeAnswered, "P1", proposal_id="P1", of="P2", member_id="M2", agreed=True))
    await hear(h, of(MergeAnswered, "P1", proposal_id="P1", of="P1", member_id="M1", agreed=False))
    await hear(h, of(MergeObjectionsOverruled, "P1", proposal_id="P1"))
    assert [one for one in await told(h) if one[0] != "filed"] == [
        ("merge_asked", "member:M1"), ("merge_asked", "member:M2"), ("merge_objected", "role:clerk"),
        ("merge_upheld", "member:M1"), ("merge_upheld", "member:M2"),
    ]  # fmt: skip


async def test_of_an_undone_merge_the_office_is_told_once_it_has_a_number(h: Harness) -> None:
    undone = {"proposal_id": "P1", "children": ("P2",)}
    await hear(h, filed("P1", "M1"), filed("P2", "M2"))
    for proposers in (None, ("M1",)):
        await hear(h, of(ProposalsMerged, "P1", proposal_id="P1", children=("P2",), proposers=("M2",)))
        if proposers is not None:
            await hear(h, admitted("P1", "M1", "M2"))
        await hear(h, of(MergeUndone, "P1", **undone, proposers=proposers))
    found = [one for one in await told(h) if one[0] == "merge_undone"]
    assert found == [
        ("merge_undone", "member:M1"),
        ("merge_undone", "member:M1"),
        ("merge_undone", "role:assigning_office"),
    ]
    await hear(h, assigned("P1", "A1", "U1"))
    assert [who for kind, who in await told(h) if kind == "assigned_to"] == ["member:M1"]


async def test_an_earlier_years_proposal_has_a_supervisor_and_no_proposer(h: Harness) -> None:
    about = {"proposal_id": "A-2024-7"}
    await hear(
        h,
        # The tracking comes before its supervisor, as supervision publishes it.
        of(TrackingDesignated, "A-2024-7", **about),
        of(SupervisorAppointed, "A-2024-7", **about, supervisor="示例委员会", by_default=True),
        of(ArchivedProposalRecorded, "A-2024-7", **about, title="关于示例的提案"),
    )
    assert sorted(await told(h)) == [
        ("supervisor_appointed", "supervisor:示例委员会"), ("tracking_designated", "supervisor:示例委员会")
    ]  # fmt: skip
    assert (await waiting(h))["count"] == 0


async def test_a_booking_is_its_holders_and_an_issue_whose_raised_it(h: Harness) -> None:
    await hear(
        h,
        of(TopicBooked, "B-1", booking_id="B-1", member_id="M1", body_id=None, title="示例选题"),
        of(BookingLapsed, "B-1", booking_id="B-1"),
        of(TopicBooked, "B-2", booking_id="B-2", member_id="M1", body_id="B1", title="示例选题"),
        of(BookingLapsed, "B-2", booking_id="B-2"),
        of(ServiceIssueRaised, "I1", issue_id="I1", raised_by="U001-clerk"),
        of(ServiceIssueResolved, "I1", issue_id="I1"),
        of(PasskeyRegistered, "M1", member_id="M1"),
        of(AwardGranted, "W1", award_id="W1", kind="advanced_unit", subject_id="U1"),
    )
    assert await told(h) == [
        ("booking_lapsed", "member:M1"), ("booking_lapsed", "body:B1"), ("issue_raised", "role:clerk"),
        ("issue_resolved", "person:U001-clerk"), ("passkey_registered", "member:M1"), ("award_granted", "unit:U1"),
    ]  # fmt: skip


async def test_an_event_handled_again_tells_nobody_a_second_time(h: Harness) -> None:
    """Past the inbox, as after a restore of the marks alone: the key of the table holds."""
    one = filed("P1", "M1")
    for _ in range(2):
        async with h.runtime.worker_database.transaction([COUNTY]) as connection:
            await on_event(_tx(h, connection, "event-1"), one.event)
    assert await told(h) == [("filed", "member:M1")]


async def test_a_store_made_anew_gives_the_same_notices_the_same_ids(serve: Serve) -> None:
    first, second = await serve(SERVICE), await serve(SERVICE)
    messages = [first.message(first.envelope(one.event, one.aggregate_id)) for one in life()]
    for message in messages:
        await first.runtime.consumer.on_batch([message])
        await second.runtime.consumer.on_batch([message])
    query = "SELECT id, event_id, addressee, facts FROM notices ORDER BY id"
    assert await rows(first, query) == await rows(second, query)


def _tx(h: Harness, connection: Any, event_id: str) -> Tx:
    return Tx(connection, COUNTY, SYSTEM, h.clock.now(), correlation_id="c", causation_id=event_id)


async def _blocked(h: Harness) -> None:
    """Until some transaction waits for another's row."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    async with asyncio.timeout(60):
        while (await rows(h, query))[0][0] == 0:
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("waits_first", [True, False])
async def test_two_processes_that_meet_at_the_same_moment_lose_nothing(h: Harness, waits_first: bool) -> None:
    """One finds that the admission has not come, the other brings it: whoever is second must see the first."""
    await hear(h, filed("P1", "M1"))
    reply = of(ReplyIssued, "R1", proposal_id="P1", assignment_id="A1", unit_id="U1").event
    admission = admitted("P1", "M1").event
    held, other = (reply, admission) if waits_first else (admission, reply)

    async def handle() -> None:
        async with h.runtime.worker_database.transaction([COUNTY]) as connection:
            await on_event(_tx(h, connection, "event-2"), other)

    async with h.runtime.worker_database.transaction([COUNTY]) as connection:
        await on_event(_tx(h, connection, "event-1"), held)
        second = asyncio.create_task(handle())
        await _blocked(h)
    await second
    assert sorted(await told(h)) == [("admitted", "member:M1"), ("filed", "member:M1"), ("reply_issued", "member:M1")]
    assert (await waiting(h))["count"] == 0


async def test_whoever_suggested_a_topic_hears_what_becomes_of_it_and_the_public_has_no_inbox(h: Harness) -> None:
    for id, source, by in (("T1", "member", "M1"), ("T2", "unit", "U1"), ("T3", "public", None)):
        whose = {"member_id": by if source == "member" else None, "unit_id": by if source == "unit" else None}
        proposed = of(TopicProposed, id, suggestion_id=id, source=source, title="老年助餐", body_id=None, **whose)
        taken = of(TopicSuggestionTaken, id, suggestion_id=id, title="增设助餐点")
        for said in (proposed, taken):
            await h.deliver(said.event, said.aggregate_id)
    for client in (h.client("member", member_id="M1"), h.client("unit", unit_id="U1")):
        (notice,) = (await client.get("/notices")).json()["items"]
        assert notice["text"] == "您建议的选题“老年助餐”已列入选题征集，题为“增设助餐点”。"
    clerk = (await h.client("clerk").get("/notices")).json()["items"]
    assert [one["text"] for one in clerk] == [f"{by}建议选题“老年助餐”，请筛选。" for by in ("公众", "单位", "委员")]
    assert len(await told(h)) == 5

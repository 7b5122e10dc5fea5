"""A county with texts to be found, for tests of the search."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, text

from chassis.eventlog import SYSTEM, Actor, Tx
from contracts.base import Event
from contracts.consultation import (
    Answer,
    AssignmentCancelled,
    AssignmentIssued,
    AssignmentReplied,
    ReplyContent,
    ReplyIssued,
)
from contracts.submission import ArchivedProposalRecorded
from contracts.supervision import DeadlineExtended, DeadlineMissed, DeadlineSet
from services.submission.app import SERVICE
from services.submission.archive import domain as archive
from services.submission.archive.store import ARCHIVE
from services.submission.search import commands, domain, store
from services.submission.search.commands import Asked, Rules
from services.submission.search.query import parse
from tests.support.harness import COUNTY, Client, Harness, Serve

OTHER = "330103"


MEALS: dict[str, Any] = {
    "title": "关于在乡镇增设老年助餐点的提案",
    "situation": "全县六十岁以上老人占三成，助餐点只有四处，且都在县城。",
    "analysis": "场地不足，补贴标准偏低。",
    "suggestions": ["利用闲置校舍办助餐点，由村集体统一配送。", "每餐补贴三元并列入财政预算。"],
}


PARKING: dict[str, Any] = {
    "title": "关于缓解县城停车难的提案",
    "situation": "县城机动车九万辆，公共泊位不足两万，老城区双侧占道。",
    "analysis": "规划欠账多，机关单位车位夜间闲置。",
    "suggestions": ["利用边角地建五处立体车库，覆盖5G信号。"],
}


@pytest.fixture
async def h(serve: Serve) -> Harness:
    harness = await serve(SERVICE)
    for county in (COUNTY, OTHER):
        clerk = harness.client("clerk", county=county)
        for id, sector in (("M1", "经济界"), ("M2", "教育界"), ("M3", "教育界")):
            enrolled = {"member_id": id, "name": f"示例委员{id}", "sector": sector, "term": 15}
            assert (await clerk.post("/members", json=enrolled)).status_code == 201
        session = {"session_id": "S15-1", "term": 15, "number": 1}
        window = {"plenary_opens": "2026-03-01T00:00:00+00:00", "plenary_cutoff": "2026-03-03T00:00:00+00:00"}
        assert (await clerk.post("/sessions", json=session | window)).status_code == 201
        officers = {"body_id": "B1", "name": "示例界别", "kind": "sector", "officers": ["M3"]}
        assert (await clerk.post("/bodies", json=officers)).status_code == 201
    return harness


def member(h: Harness, id: str = "M1", county: str = COUNTY) -> Client:
    return h.client("member", member_id=id, county=county)


async def project(h: Harness, events: Sequence[tuple[Event, str]], county: str = COUNTY) -> None:
    """Each with its aggregate's id, as they come over the bus; none may be parked."""
    consumer = h.runtime.readers[2].consumer
    assert consumer.name == "submission.search"
    for event, id in events:
        await consumer.on_batch([h.message(h.envelope(event, id, county))])
    async with h.owner.connect() as connection:
        parked = (await connection.execute(text("SELECT error FROM parked_events"))).all()
    assert not parked, parked


async def caught_up(h: Harness, county: str = COUNTY) -> None:
    """The projection has read every event of the county that it had not."""
    done: int = getattr(h, f"read_{county}", 0)
    events = await h.published(county)
    own = [
        (event, event.proposal_id) for event in events[done:] if isinstance(getattr(event, "proposal_id", None), str)
    ]
    await project(h, own, county)
    setattr(h, f"read_{county}", len(events))


async def file(h: Harness, given: dict[str, Any], id: str = "M1", county: str = COUNTY, **more: Any) -> str:
    body = {"session_id": "S15-1", "publish_consent": True, "text": given} | more
    caller = (
        h.client("body_officer", member_id=id, county=county, body_id="B1")
        if "body_id" in more
        else member(h, id, county)
    )
    answer = await caller.post("/proposals", json=body)
    assert answer.status_code == 201, answer.text
    await caught_up(h, county)
    return answer.json()["id"]


async def admit(h: Harness, id: str, county: str = COUNTY, topic: str = "民生") -> None:
    answer = await h.client("clerk", county=county).post(f"/proposals/{id}/admit", json={"topic_group": topic})
    assert answer.status_code == 200, answer.text
    await caught_up(h, county)


async def ask(caller: Client, q: str = "", **more: Any) -> dict[str, Any]:
    answer = await caller.get("/search", params={"q": q} | more)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def seen(caller: Client, q: str = "", **more: Any) -> list[str]:
    return [item["id"] for item in (await ask(caller, q, **more))["items"]]


def reply(proposal_id: str, body: str, cycle: int = 1) -> ReplyIssued:
    answers = (Answer(suggestion=1, adoption="adopted", why="已列入年度计划。"),)
    content = ReplyContent(
        answer_class="solved", letter="A", answers=answers, signatory="示例局长", contact="示例科", text=body
    )
    return ReplyIssued(
        proposal_id=proposal_id, reply_id=f"R-{proposal_id}-{cycle}", assignment_id="AS1", unit_id="U1", cycle=cycle,
        reply_version=1, number="示例函〔2026〕1号", content=content, content_hash="0" * 64, copies_to=(),
        issued_at=datetime(2026, 3, 2, tzinfo=UTC),
    )  # fmt: skip


def assigned(proposal_id: str, id: str = "AS1", unit: str = "U1") -> AssignmentIssued:
    return AssignmentIssued(
        proposal_id=proposal_id, assignment_id=id, unit_id=unit, role="sole", cycle=1,
        issued_at=datetime(2026, 3, 2, tzinfo=UTC), return_until=date(2026, 3, 9), policy_version=0,
    )  # fmt: skip


def due(proposal_id: str, id: str = "AS1", unit: str = "U1", version: int = 1, cycle: int = 1) -> DeadlineSet:
    return DeadlineSet(
        proposal_id=proposal_id, assignment_id=id, unit_id=unit, cycle=cycle, due=date(2026, 6, 2), due_version=version,
        why=("三个月",), policy_version=0,
    )  # fmt: skip


async def change(h: Harness, name: str, county: str = COUNTY, **fields: Any) -> None:
    admin = h.client("county_admin", county=county)
    found = await admin.get(f"/policies/{name}")
    document = {"document": found.json()["document"] | fields}
    put = await admin.put(f"/policies/{name}", json=document, headers={"If-Match": found.headers["etag"]})
    assert put.status_code == 200, put.text


async def archived(h: Harness, id: str, year: int, title: str, county: str = COUNTY) -> None:
    recorded = ArchivedProposalRecorded(
        proposal_id=id, year=year, session="示例一次", case_number=int(id.rpartition("-")[2]), title=title,
        proposers=("示例委员",), units=("示例局",), unfinished="补贴标准仍未明确。",
    )  # fmt: skip
    async with h.runtime.worker_database.transaction([county]) as connection:
        tx = Tx(connection, county, SYSTEM, h.clock.now(), correlation_id="c")
        await ARCHIVE.append(tx, id, None, archive.record(None, recorded))
    await caught_up(h, county)


def missed(id: str, version: int, on: date) -> DeadlineMissed:
    return DeadlineMissed(proposal_id=id, assignment_id="AS1", due=on, due_version=version, fell_due=on)


def story(id: str) -> list[tuple[Event, str]]:
    """One handling, all told; each event with its aggregate."""
    extended = DeadlineExtended(
        proposal_id=id, assignment_id="AS1", due=date(2026, 7, 2), due_version=2, reason="方案复杂", approved_by="两办"
    )
    return [
        (assigned(id), "AS1"),
        (assigned(id, "AS2", "U2"), "AS2"),
        (due(id), "D1"),
        (due(id, "AS2", "U2"), "D2"),
        (missed(id, 1, date(2026, 6, 3)), "D1"),
        (extended, "D1"),
        (missed(id, 2, date(2026, 7, 3)), "D1"),
        (reply(id, "我局已开办老年食堂。"), "RE1"),
        (AssignmentCancelled(proposal_id=id, assignment_id="AS2", unit_id="U2", reason="并入主办"), "AS2"),
        (due(id, version=3, cycle=2), "D1"),
        (AssignmentReplied(proposal_id=id, assignment_id="AS1", unit_id="U1", cycle=1, reply_id="R1"), "AS1"),
    ]


async def rows(h: Harness) -> list[Any]:
    async with h.owner.connect() as connection:
        t = store.DOCUMENTS
        return list((await connection.execute(select(t).order_by(t.c.id, t.c.part))).all())


async def emptied(h: Harness) -> None:
    """As a new projection finds it: nothing in its tables, and no mark."""
    async with h.owner.begin() as connection:
        for table in store.SEARCH_TABLES:
            await connection.execute(text(f"DELETE FROM {table}"))


async def filled(h: Harness, number: int, county: str = COUNTY) -> None:
    """Rows of the index alone, without their proposals: what is measured is how they are found."""
    draw = random.Random(3)
    words = [chr(0x4E00 + n) for n in range(400)]
    begun = datetime(2010, 1, 1, tzinfo=UTC)
    values: list[dict[str, Any]] = []
    for n in range(number):
        texts = (
            "".join(draw.choices(words, k=60))
            + ("停车难" if n % 2 else "停车，车难")
            + ("，罕见" if n % 5000 == 77 else "")
        )
        body = domain.written([texts])
        facets = {domain.facet_token(county, "unit", f"U{n % 30}"), domain.full_token(county)}
        document = domain.Document(
            id=f"P{n:06}", part="full", at=begun + timedelta(hours=n), full=True, shown=False, state="filed", body=body,
            tokens=frozenset(domain.tokens(body) | facets), session="S1", units=(f"U{n % 30}",),
        )  # fmt: skip
        values.append(store.values_of(county, document))
    async with h.owner.begin() as connection:
        for at in range(0, number, 2000):
            await connection.execute(insert(store.DOCUMENTS), values[at : at + 2000])
    async with h.owner.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text("VACUUM ANALYZE search_documents"))


CLERK = Actor("clerk", "clerk", frozenset({"clerk"}), (COUNTY,))


async def found(h: Harness, q: str, **facets: str) -> commands.Answered:
    async with h.runtime.database.transaction([COUNTY]) as connection:
        tx = Tx(connection, COUNTY, CLERK, h.clock.now(), correlation_id="c")
        return await commands.search(tx, Asked(parse(q), facets, None, 20), await Rules.at(tx))


def nodes(plan: dict[str, Any]) -> list[tuple[str, str]]:
    named = [(plan["Node Type"], plan.get("Index Name") or plan.get("Relation Name") or "")]
    return named + [one for child in plan.get("Plans", []) for one in nodes(child)]


async def without(h: Harness, written: str, since: str) -> None:
    async with h.owner.begin() as connection:
        gone = text("DELETE FROM search_documents WHERE strpos(body, :written) > 0 AND id >= :since")
        await connection.execute(gone, {"written": written, "since": since})

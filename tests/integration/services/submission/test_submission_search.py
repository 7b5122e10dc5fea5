"""The search on a real PostgreSQL: what is found, by whom, in which order, how it is counted, and by which plan."""

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
from contracts.submission import ArchivedProposalRecorded, MemberEnrolled
from contracts.supervision import DeadlineExtended, DeadlineMissed, DeadlineSet, SupervisionClosed
from services.submission.app import SERVICE
from services.submission.archive import domain as archive
from services.submission.archive.store import ARCHIVE
from services.submission.search import commands, domain, lookup, store
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


async def test_words_find_their_proposals_and_say_where_they_stand(h: Harness) -> None:
    meals, parking = await file(h, MEALS), await file(h, PARKING)
    clerk = h.client("clerk")
    told = await ask(clerk, "助餐點 配送")
    (item,) = told["items"]
    assert (item["id"], item["kind"], item["state"], item["session"]) == (meals, "proposal", "filed", "S15-1")
    assert [MEALS["title"][s : s + n] for s, n in item["title_ranges"]] == ["助餐点"]
    for passage in item["passages"]:
        field, _, number = passage["field"].partition("/")
        source = MEALS[field][int(number) - 1] if number else MEALS[field]
        assert source[passage["offset"] :].startswith(passage["text"])
        assert {passage["text"][s : s + n] for s, n in passage["ranges"]} <= {"助餐点", "配送"}
    assert {passage["field"] for passage in item["passages"]} == {"situation", "suggestions/1"}
    assert (told["next"], told["counts"]["hits"], told["counts"]["exact"]) == (None, 1, True)
    # Newest first.
    assert await seen(clerk, "县城") == [parking, meals]
    assert await seen(clerk, "县城 -停车") == [meals]
    assert await seen(clerk, "补贴标准偏低") == [meals]
    assert await seen(clerk, "“县城机动车”") == [parking]
    assert await seen(clerk, "5g") == await seen(clerk, "５Ｇ信号") == [parking]
    assert await seen(clerk, "库") == [parking]
    assert await seen(clerk, "闲置，车位") == [parking]
    assert await seen(clerk, "标准补贴") == []


async def test_a_case_number_finds_its_proposal_once_it_has_one(h: Harness) -> None:
    meals = await file(h, MEALS)
    assert await seen(h.client("clerk"), "第1号") == []
    await admit(h, meals)
    assert await seen(h.client("clerk"), "第1号") == await seen(h.client("clerk"), "１号") == [meals]
    assert await seen(h.client("clerk"), "第11号") == []


@pytest.mark.parametrize(
    ("q", "rule"),
    [
        ("", "query-empty"),
        ("  ", "query-empty"),
        ("-停车", "query-empty"),
        ("？！", "query-says-nothing"),
        ("停" * 101, "query-too-long"),
    ],
)
async def test_what_cannot_be_looked_for_gets_a_rule(h: Harness, q: str, rule: str) -> None:
    answer = await h.client("clerk").get("/search", params={"q": q})
    assert (answer.status_code, answer.json()["rule"]) == (409, rule)


@pytest.mark.parametrize(
    "after", ["x", "W10=", "WyJhIiwiYiIsImMiXQ==", "WyIyMDI2LTAxLTAxVDAwOjAwOjAwIiwiYSIsIjMzMDEwMiJd"]
)
async def test_a_cursor_of_another_list_is_refused(h: Harness, after: str) -> None:
    assert (await h.client("clerk").get("/search", params={"q": "停车", "after": after})).status_code == 422


async def test_an_amended_text_is_found_by_its_new_words_only(h: Harness) -> None:
    id = await file(h, PARKING)
    clerk = h.client("clerk")
    current = (await clerk.get(f"/proposals/{id}")).headers["etag"]
    assert (await clerk.put(f"/proposals/{id}/text", json=MEALS, headers={"If-Match": current})).status_code == 200
    await caught_up(h)
    assert (await seen(clerk, "停车"), await seen(clerk, "助餐点")) == ([], [id])


async def test_members_see_their_own_and_what_was_admitted_with_consent_without_its_reply(h: Harness) -> None:
    open_, closed, filed = await file(h, MEALS), await file(h, MEALS, publish_consent=False), await file(h, MEALS)
    for id in (open_, closed):
        await admit(h, id)
    for id, event in ((open_, "AS1"), (closed, "AS2")):
        await project(h, [(reply(id, "我局已在示例镇开办三处老年食堂。"), event)])
    first, stranger, clerk = member(h, "M1"), member(h, "M2"), h.client("clerk")
    assert await seen(clerk, "助餐点") == await seen(first, "助餐点") == [filed, closed, open_]
    assert await seen(stranger, "助餐点") == [open_]
    # Its reply is found by the staff and by whose it is; for others, whether it is public, conversion decides.
    assert await seen(clerk, "老年食堂") == await seen(first, "老年食堂") == [closed, open_]
    assert await seen(stranger, "老年食堂") == []
    assert (await ask(stranger, "助餐点"))["counts"]["hits"] == 1
    (item,) = (await ask(stranger, "助餐点"))["items"]
    assert "reply" not in {passage["field"] for passage in item["passages"]}
    assert {p["field"] for i in (await ask(first, "食堂"))["items"] for p in i["passages"]} == {"reply"}
    await change(h, "similar", members_see="own")
    assert await seen(stranger, "助餐点") == []
    assert await seen(first, "助餐点") == [filed, closed, open_]


async def test_whoever_is_invited_and_the_bodys_officer_find_theirs(h: Harness) -> None:
    joint = await file(h, MEALS, kind="joint", cosigners=["M2"])
    of_body = await file(h, MEALS, "M3", kind="collective", body_id="B1")
    assert await seen(member(h, "M2"), "助餐点") == [joint]
    officer = h.client("body_officer", member_id="M9", body_id="B1")
    assert await seen(officer, "助餐点") == [of_body]
    assert await seen(h.client("body_officer", member_id="M9", body_id="B2"), "助餐点") == []
    assert await seen(h.client("member", subject="unbound"), "助餐点") == []


async def test_what_the_index_does_not_know_yet_is_not_shown(h: Harness) -> None:
    meals = await file(h, MEALS)
    await admit(h, meals)
    assert await seen(member(h, "M2"), "助餐点") == [meals]
    withdrawn = await member(h).post(f"/proposals/{meals}/withdraw", json={"reason": "另行提出"})
    assert withdrawn.status_code == 200, withdrawn.text
    assert await seen(member(h, "M2"), "助餐点") == []
    await caught_up(h)
    assert (await ask(member(h, "M2"), "助餐点"))["counts"]["hits"] == 0
    assert await seen(member(h, "M1"), "助餐点", state="withdrawn") == [meals]


async def change(h: Harness, name: str, county: str = COUNTY, **fields: Any) -> None:
    admin = h.client("county_admin", county=county)
    found = await admin.get(f"/policies/{name}")
    document = {"document": found.json()["document"] | fields}
    put = await admin.put(f"/policies/{name}", json=document, headers={"If-Match": found.headers["etag"]})
    assert put.status_code == 200, put.text


async def test_another_countys_texts_are_shown_only_where_both_policies_say_so(h: Harness) -> None:
    ours = await file(h, PARKING)
    theirs, unpublished = await file(h, MEALS, county=OTHER), await file(h, MEALS, county=OTHER)
    await admit(h, theirs, OTHER)
    await project(h, [(reply(theirs, "已开办老年食堂。"), "AS1")], OTHER)
    clerk = h.client("clerk")
    assert await seen(clerk, "县城") == [ours]
    await change(h, "similar", OTHER, share_with_city=True)
    assert await seen(clerk, "县城") == [ours]
    await change(h, "similar", search_city=True)
    told = await ask(clerk, "县城")
    assert {(item["id"], item["county"]) for item in told["items"]} == {(ours, COUNTY), (theirs, OTHER)}
    assert unpublished not in [item["id"] for item in told["items"]]
    assert (told["counts"]["hits"], told["counts"]["exact"]) == (2, True)
    assert await seen(clerk, "老年食堂") == []
    await change(h, "similar", OTHER, share_with_city=False)
    assert await seen(clerk, "县城") == [ours]


async def test_the_citys_roles_see_what_the_county_says(h: Harness) -> None:
    meals = await file(h, MEALS)
    await admit(h, meals)
    await archived(h, "A-2019-7", 2019, "关于老年助餐点的提案")
    city = h.client("city_viewer")
    assert await seen(city, "助餐点") == ["A-2019-7"]
    await change(h, "search", city_sees="published")
    assert await seen(city, "助餐点") == [meals, "A-2019-7"]


async def archived(h: Harness, id: str, year: int, title: str, county: str = COUNTY) -> None:
    recorded = ArchivedProposalRecorded(
        proposal_id=id, year=year, session="示例一次", case_number=int(id.rpartition("-")[2]), title=title,
        proposers=("示例委员",), units=("示例局",), unfinished="补贴标准仍未明确。",
    )  # fmt: skip
    async with h.runtime.worker_database.transaction([county]) as connection:
        tx = Tx(connection, county, SYSTEM, h.clock.now(), correlation_id="c")
        await ARCHIVE.append(tx, id, None, archive.record(None, recorded))
    await caught_up(h, county)


async def test_the_archive_is_found_by_everybody_of_the_county(h: Harness) -> None:
    await archived(h, "A-2019-7", 2019, "关于乡镇老年食堂建设的提案")
    for caller in (h.client("clerk"), member(h, "M2")):
        (item,) = (await ask(caller, "补贴标准"))["items"]
        assert (item["id"], item["kind"], item["year"], item["case_number"]) == ("A-2019-7", "archive", 2019, 7)
        assert [passage["field"] for passage in item["passages"]] == ["unfinished"]
        assert await seen(caller, "食堂", state="archived") == ["A-2019-7"]
    assert await seen(h.client("clerk", county=OTHER), "食堂") == []


async def test_who_neither_files_nor_reviews_may_not_ask(h: Harness) -> None:
    assert (await h.client("unit", unit_id="U1").get("/search", params={"q": "停车"})).status_code == 403


async def test_the_index_stands_behind_the_countys_wall(h: Harness) -> None:
    meals = await file(h, MEALS)
    await admit(h, meals)
    await project(h, [(assigned(meals), "AS1"), (reply(meals, "好"), "AS1")])
    tables = (*store.SEARCH_TABLES, store.VIEW)
    for county, empty in ((COUNTY, False), (OTHER, True)):
        async with h.runtime.database.transaction([county]) as connection:
            for table in tables:
                count = (await connection.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one()
                assert (count == 0) == empty, table


async def test_facets_are_counted_and_narrow_what_is_found(h: Harness) -> None:
    meals, parking = await file(h, MEALS), await file(h, PARKING, "M2")
    of_body = await file(h, PARKING, "M3", kind="collective", body_id="B1")
    await admit(h, meals, topic="民生")
    await admit(h, parking, topic="城建")
    await project(h, [(assigned(meals), "AS1"), (assigned(meals, "AS2", "U2"), "AS2"), (due(meals), "AS1")])
    clerk = h.client("clerk")
    facets = (await ask(clerk, "县城"))["counts"]["facets"]
    assert {name: {one["value"]: one["count"] for one in values} for name, values in facets.items()} == {
        "session": {"S15-1": 3}, "channel": {"plenary": 3}, "kind": {"individual": 2, "collective": 1},
        "sector": {"经济界": 1, "教育界": 1, "示例界别": 1}, "unit": {"U1": 1, "U2": 1},
        "topic": {"民生": 1, "城建": 1}, "state": {"admitted": 2, "filed": 1}, "due": {"none": 2, "running": 1},
    }  # fmt: skip
    for name, value, expected in (
        ("sector", "经济界", [meals]), ("unit", "U2", [meals]), ("topic", "城建", [parking]),
        ("state", "filed", [of_body]), ("due", "running", [meals]), ("kind", "collective", [of_body]),
        ("session", "S15-1", [of_body, parking, meals]),
        ("channel", "between_sessions", []), ("unit", "U3", []),
    ):  # fmt: skip
        assert await seen(clerk, "县城", **{name: value}) == expected, name
        assert await seen(clerk, **{name: value}) == expected, name
    assert await seen(clerk, "助餐点", unit="U1", due="running", sector="经济界") == [meals]
    assert await seen(clerk, "停车", unit="U1") == []


async def test_a_members_new_sector_is_that_of_what_they_proposed(h: Harness) -> None:
    meals = await file(h, MEALS)
    event = MemberEnrolled(member_id="M1", name="示例委员M1", sector="科技界", term=16)
    answer = await h.client("clerk").post("/members", json=event.model_dump())
    assert answer.status_code == 201, answer.text
    await project(h, [(event, "M1")])
    assert await seen(h.client("clerk"), sector="科技界") == [meals]
    assert await seen(h.client("clerk"), sector="经济界") == []


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


async def test_events_in_any_order_and_repeated_end_in_the_same_index(h: Harness) -> None:
    meals = await file(h, MEALS)
    await admit(h, meals)
    own = [event for event in await h.published() if getattr(event, "proposal_id", None) == meals]
    handlers = {type_: handler for topic in SERVICE.projections["search"].values() for type_, handler in topic.items()}

    async def told(events: Sequence[Event]) -> list[Any]:
        await emptied(h)
        for event in events:
            async with h.runtime.worker_database.transaction([COUNTY]) as connection:
                tx = Tx(connection, COUNTY, SYSTEM, h.clock.now(), correlation_id="c")
                await handlers[type(event)](tx, event)
        return await rows(h)

    history: list[Event] = [*own, *(event for event, _ in story(meals))]
    expected = await told(history)
    assert {(row.part, row.due, tuple(row.units), row.topic) for row in expected} == {
        ("full", "running", ("U1",), "民生"), ("shown", "running", ("U1",), "民生"),
    }  # fmt: skip
    order = random.Random(7)
    for _ in range(25):
        shuffled = [*history, *order.sample(history, 5)]
        order.shuffle(shuffled)
        assert await told(shuffled) == expected


async def test_a_handling_is_followed_to_its_end(h: Harness) -> None:
    meals = await file(h, MEALS)
    await admit(h, meals)
    states: list[str] = []
    for event in story(meals):
        await project(h, [event])
        states.append((await rows(h))[0].due)
    assert " ".join(states) == ("none none running running overdue running overdue running replied running running")
    closed = SupervisionClosed(proposal_id=meals, closed_at=datetime(2026, 9, 1, tzinfo=UTC), result="satisfied")
    await project(h, [(closed, "V1")])
    assert await seen(h.client("clerk"), "助餐点", due="closed") == [meals]


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


async def test_the_index_is_used_behind_the_countys_wall(h: Harness) -> None:
    await filled(h, 20_000)
    plans: dict[str, list[tuple[str, str]]] = {}
    asked = Asked(parse("停车难 罕见"), {"unit": "U3"}, None, 20)
    ways = {"index": lookup.by_index, "newest": lookup.newest, "all": lookup.all_of_them}
    async with h.runtime.database.transaction([COUNTY]) as connection:
        assert (await connection.execute(text("SELECT current_user"))).scalar_one().endswith("_app")
        tx = Tx(connection, COUNTY, CLERK, h.clock.now(), correlation_id="c")
        wanted = commands.wanted(tx, asked, await Rules.at(tx))
        await connection.exec_driver_sql(lookup.PLANNED)
        for name, way in ways.items():
            statement, values = lookup.rendered(COUNTY, wanted, way)
            plan = (await connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", values)).scalar_one()
            plans[name] = nodes(plan[0]["Plan"])
        # The same behind the policy instead of the view: this is what the view is for.
        statement, values = lookup.rendered(COUNTY, wanted, lookup.by_index)
        behind = statement.replace(store.VIEW, store.DOCUMENTS.name)
        plan = (await connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {behind}", values)).scalar_one()
    words, newest = "search_documents_tokens_idx", "search_documents_newest_idx"
    assert ("Bitmap Index Scan", words) in plans["index"]
    assert ("Bitmap Index Scan", words) in plans["all"]
    assert next(one for one in plans["newest"] if one[0].endswith("Scan") and one[1])[1] == newest
    for name in plans:
        assert not [one for one in plans[name] if one[0] == "Seq Scan"], name
    assert words not in [index for _, index in nodes(plan[0]["Plan"])]


async def without(h: Harness, written: str, since: str) -> None:
    async with h.owner.begin() as connection:
        gone = text("DELETE FROM search_documents WHERE strpos(body, :written) > 0 AND id >= :since")
        await connection.execute(gone, {"written": written, "since": since})


async def test_what_is_frequent_is_counted_as_far_as_the_policy_says(h: Harness) -> None:
    await filled(h, 5_000)
    await change(h, "search", counted=200)
    rare = await found(h, "罕见")
    assert (rare.count, rare.complete, len(rare.places)) == (1, True, 1)
    # Met soon among the newest.
    frequent = await found(h, "停车难")
    assert (frequent.count, frequent.complete) == (750, False)
    assert sum(frequent.facets["unit"].values()) == frequent.count
    assert [id for _, id, _ in frequent.places] == [f"P{n:06}" for n in range(4999, 4957, -2)]
    few = await found(h, "停车难", unit="U3")
    assert (few.count, few.complete) == (167, True)
    # None of the newest has it: all that the index gives are sorted, and compared as far as is counted.
    await without(h, "停车难", "P001100")
    old = await found(h, "停车难")
    assert [id for _, id, _ in old.places] == [f"P{n:06}" for n in range(1099, 1057, -2)]
    assert (old.count, old.complete) == (200, False)
    # All are compared, and few are left: then that is exact, too.
    await without(h, "停车难", "P000010")
    last = await found(h, "停车难")
    assert [id for _, id, _ in last.places] == [f"P{n:06}" for n in (9, 7, 5, 3, 1)]
    assert (last.count, last.complete) == (5, True)


async def test_pages_have_no_gap_and_no_repeat_while_proposals_come_in(h: Harness) -> None:
    there = [await file(h, PARKING if n % 2 else MEALS, f"M{n % 3 + 1}") for n in range(9)]
    clerk = h.client("clerk")
    pages: list[list[str]] = []
    after: str | None = None
    while True:
        told = await ask(clerk, "县城", limit=2, **({"after": after} if after else {}))
        pages.append([item["id"] for item in told["items"]])
        assert (told["counts"] is None) == (after is not None)
        after = told["next"]
        if after is None:
            break
        await file(h, MEALS)
    assert [id for page in pages for id in page] == there[::-1]
    assert [len(page) for page in pages] == [2, 2, 2, 2, 1]


async def test_pages_of_two_counties_have_no_gap_and_no_repeat(h: Harness) -> None:
    for n in range(5):
        for county in (COUNTY, OTHER):
            # The same year and number: the same place but for the county.
            await archived(h, f"A-{2019 - n // 2}-{n}", 2019 - n // 2, "关于停车的提案", county)
    await change(h, "similar", OTHER, share_with_city=True)
    await change(h, "similar", search_city=True)
    found: list[tuple[str, str]] = []
    after: str | None = None
    while True:
        told = await ask(h.client("clerk"), "停车", limit=3, **({"after": after} if after else {}))
        found += [(item["id"], item["county"]) for item in told["items"]]
        after = told["next"]
        if after is None:
            break
    expected = [(f"A-{2019 - n // 2}-{n}", county) for n in range(5) for county in (COUNTY, OTHER)]
    assert sorted(found) == sorted(expected)
    assert len(found) == len(set(found))

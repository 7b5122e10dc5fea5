"""What is open to all: no sign-in, no person, no contact, nothing that a mark closes; and a storm of readers."""

import asyncio
import csv
from datetime import date
from io import StringIO
from typing import Any

import pytest
from sqlalchemy import event

from chassis import publicpages
from contracts.submission import (
    ProposalAmended,
    ProposalFiled,
    ProposalText,
    SessionScheduled,
    Suggestion,
    UnitEnrolled,
)
from services.conversion.app import SERVICE
from tests.support.golden import golden
from tests.support.harness import Harness, Serve
from tests.support.promises import CLOSED, admitted, asked, closed, issued, opened, outcome, sound
from tests.support.statements import counted

TITLE = "关于增设老年助餐点的提案"


def text(situation: str = "助餐点只有四处。") -> ProposalText:
    suggestions = (Suggestion(number=1, text="甲"), Suggestion(number=2, text="联系电话13900000001"))
    return ProposalText(title=TITLE, situation=situation, analysis="分析。", suggestions=suggestions)


def filed(proposal: str = "P1", *, consent: bool = True) -> ProposalFiled:
    return ProposalFiled(
        proposal_id=proposal, kind="joint", first_proposer="M1", session_id="S1", channel="plenary", text=text(),
        publish_consent=consent, received_at=CLOSED,
    )  # fmt: skip


async def published(h: Harness, id: str, reply: str, *, title: str = TITLE, mark: str = "public") -> None:
    await h.deliver(filed(id), id)
    await h.deliver(admitted(id).model_copy(update={"title": title}), id)
    event = issued(reply, date(2026, 6, 30), proposal=id)
    content = event.content.model_copy(update={"text": "现答复如下，联系人邮箱 shili@shili.example。"})
    await h.deliver(event.model_copy(update={"content": content}), reply)
    body = {"mark": mark, "reason": None}
    assert (await h.client("clerk").post(f"/proposals/{id}/publication", json=body)).status_code == 200


@pytest.fixture
async def h(serve: Serve) -> Harness:
    harness = await serve(SERVICE)
    await harness.deliver(
        UnitEnrolled(unit_id="U1", name="示例局", system="government", linked_committee="示例委员会"), "U1"
    )
    await harness.deliver(golden(SessionScheduled).model_copy(update={"session_id": "S1"}), "S1")
    return harness


async def test_a_county_that_lets_nobody_in_answers_as_one_that_does_not_exist(h: Harness) -> None:
    await published(h, "P1", "R1")
    paths = ("/proposals", "/proposals/P1", "/open-data", "/open-data/proposals")
    told = [
        (answer.status_code, answer.json()["type"])
        for county in ("330102", "330103", "999999", "33010", "county")
        for path in paths
        if (answer := await asked(h, path, county=county))
    ]
    assert set(told) == {(404, "urn:cppcc:problem:not-found")}
    await opened(h, open_data=False)
    assert [(await asked(h, path)).status_code for path in paths] == [200, 200, 404, 404]
    assert (await asked(h, "/proposals", county="330103")).status_code == 404


async def test_text_reply_and_promise_are_there_without_any_person_or_contact(h: Harness) -> None:
    await opened(h)
    await published(h, "P1", "R1")
    clerk = h.client("clerk", subject="c1")
    facts = {"document": "示例发〔2026〕1号"}
    made = (await clerk.post("/outcomes", json=outcome(facts=facts))).json()
    assert (await h.client("member", member_id="M1").post(f"/outcomes/{made['id']}/verify")).status_code == 200
    answer = await asked(h, "/proposals/P1")
    one = answer.json()
    assert one["text"]["situation"] == "助餐点只有四处。"
    assert one["text"]["suggestions"][1]["text"] == "联系电话〔已隐去〕"
    assert one["answers"][0]["unit"] == "示例局"
    assert one["answers"][0]["text"] == "现答复如下，联系人邮箱 〔已隐去〕。"
    assert (one["year"], one["topic_group"]) == (2026, "社会")
    assert [given["promise"] for given in one["commitments"]] == ["年内建成两处"]
    assert one["outcomes"][0]["facts"]["document"] == "示例发〔2026〕1号"
    for hidden in ("M1", "M2", "c1", "示例签发人", "示例联系人", "13900000001", "shili@", "示例文号"):
        assert hidden not in answer.text, hidden
    # Signing in changes nothing: no token is read.
    assert (await asked(h, "/proposals/P1", headers={"Authorization": "Bearer x"})).status_code == 200
    await h.deliver(
        ProposalAmended(proposal_id="P1", text=text("助餐点现有五处。"), before=text(), refiled=False), "P1"
    )
    assert (await asked(h, "/proposals/P1")).json()["text"]["situation"] == "助餐点现有五处。"
    await opened(h, texts=False, replies=False)
    one = (await asked(h, "/proposals/P1")).json()
    assert (one["text"], one["answers"][0]["text"], one["answers"][0]["points"][0]["why"]) == (None, None, None)
    assert (await asked(h, "/proposals/P9")).status_code == 404
    await sound(h)


async def test_a_summary_has_no_words_and_what_is_not_agreed_to_is_not_even_kept(h: Harness) -> None:
    await opened(h)
    await published(h, "P1", "R1", mark="summary")
    await h.deliver(filed("P2", consent=False), "P2")
    one = (await asked(h, "/proposals/P1")).json()
    assert (one["mark"], one["text"], one["answers"][0]["text"]) == ("summary", None, None)
    assert [given["promise"] for given in one["commitments"]] == [None]
    for word in ("助餐点只有", "现答复", "年内建成", "已办"):
        assert word not in (await asked(h, "/proposals")).text
    async with h.owner.connect() as connection:
        kept = (await connection.exec_driver_sql("SELECT proposal_id FROM proposal_texts")).scalars().all()
    assert kept == ["P1"]


async def test_readers_by_the_hundred_ask_the_store_once_and_who_has_it_not_at_all(h: Harness) -> None:
    await opened(h)
    for n in range(1, 4):
        await published(h, f"P{n}", f"R{n}")
    h.runtime.app.state.public_pages.forget()
    with counted(h.runtime.database) as statements:
        answers = await asyncio.gather(*(asked(h, "/proposals", kept=True) for _ in range(100)))
        assert {(one.status_code, one.headers["etag"]) for one in answers} == {(200, answers[0].headers["etag"])}
        # The policy and the page; whoever comes later, and whoever has it, asks for nothing.
        assert len(statements) == 2, statements
        known = {"If-None-Match": answers[0].headers["etag"]}
        again = await asked(h, "/proposals", headers=known, kept=True)
        assert (again.status_code, again.content, len(statements)) == (304, b"", 2)
        assert (await asked(h, "/proposals", headers=known)).status_code == 304
        assert len(statements) == 4
    assert answers[0].headers["cache-control"] == "public, max-age=60"
    assert "idempotency-key" not in answers[0].headers
    assert (await h.client("clerk").post(
        "/proposals/P1/publication", json={"mark": "closed", "reason": "涉及商业秘密"}
    )).status_code == 200  # fmt: skip
    changed = await asked(h, "/proposals", headers=known)
    assert (changed.status_code, len(changed.json()["items"])) == (200, 2)


async def test_whoever_works_finds_a_connection_however_many_read(h: Harness) -> None:
    await opened(h)
    await published(h, "P1", "R1")
    h.runtime.app.state.public_pages.forget()
    engine = h.runtime.database.engine.sync_engine
    taken: list[int] = []

    def note(*_: Any) -> None:
        # The one that is being given out is counted only after this.
        taken.append(engine.pool.checkedout() + 1)  # type: ignore[attr-defined]

    event.listen(engine, "checkout", note)
    try:
        readers = [asyncio.create_task(asked(h, f"/proposals?q={n}", kept=True)) for n in range(150)]
        await asyncio.sleep(0.05)
        written = await h.client("unit", unit_id="U1").post("/commitments/R1.2/claim", json={"proof": "p"})
        answers = await asyncio.gather(*readers)
    finally:
        event.remove(engine, "checkout", note)
    assert (written.status_code, {one.status_code for one in answers}) == (200, {200})
    assert len(taken) > 150
    assert max(taken) <= publicpages.AT_ONCE + 2, taken


async def test_it_is_searched_by_title_and_year_and_read_page_by_page(h: Harness) -> None:
    await opened(h)
    for n, title in enumerate(("关于甲的提案", "关于乙_的提案", "关于丙的提案"), start=1):
        await published(h, f"P{n}", f"R{n}", title=title)

    async def found(query: str) -> list[str]:
        return [one["title"] for one in (await asked(h, f"/proposals?{query}")).json()["items"]]

    assert await found("q=丙") == ["关于丙的提案"]
    assert await found("q=_") == ["关于乙_的提案"]
    assert (len(await found("year=2026")), await found("year=2025")) == (3, [])
    seen: list[str] = []
    after = ""
    while after is not None:
        one = (await asked(h, f"/proposals?limit=1{f'&after={after}' if after else ''}")).json()
        seen += [item["proposal_id"] for item in one["items"]]
        after = one["next"]
    assert seen == ["P3", "P2", "P1"]
    for query, status in (("limit=201", 422), ("limit=0", 422), ("year=1", 422), ("after=x", 422)):
        assert (await asked(h, f"/proposals?{query}")).status_code == status, query


async def test_open_data_says_its_columns_and_no_cell_computes(h: Harness) -> None:
    await opened(h)
    await published(h, "P1", "R1", title='=HYPERLINK("http://x.example","点我")')
    await published(h, "P2", "R2")
    made = (await h.client("clerk").post("/outcomes", json=outcome(title="+1,\n甲", kind="development",
                                                                     facts={"money": 5}))).json()  # fmt: skip
    assert (await h.client("member", member_id="M1").post(f"/outcomes/{made['id']}/verify")).status_code == 200
    await h.deliver(closed(), "S-P1")
    described = (await asked(h, "/open-data")).json()["datasets"]
    assert [one["name"] for one in described] == ["proposals", "outcomes", "commitments"]
    for dataset in described:
        name = f"/open-data/{dataset['name']}"
        columns = [one["name"] for one in dataset["columns"]]
        assert all(one["says"] for one in dataset["columns"])
        answer = await asked(h, f"{name}?format=csv")
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert answer.content.startswith(b"\xef\xbb\xbf")
        head, *rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"), newline="")))
        plain = (await asked(h, name)).json()
        assert head == columns
        assert [list(item) for item in plain["items"]] == [columns] * len(rows)
        assert len(rows) == {"proposals": 2, "outcomes": 1, "commitments": 2}[dataset["name"]]
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
        for hidden in ("M1", "示例联系人", "示例签发人"):
            assert hidden not in answer.text
    (row,) = (await asked(h, "/open-data/outcomes")).json()["items"]
    assert (row["outcome"], row["money"], row["kind"]) == ("+1,\n甲", 5, "development")
    assert (await asked(h, "/open-data/members")).status_code == 404
    await the_next_page_is_named(h)


async def the_next_page_is_named(h: Harness) -> None:
    first = await asked(h, "/open-data/proposals?format=csv&limit=1&year=2026")
    address = first.headers["link"].removeprefix("<").removesuffix('>; rel="next"')
    second = await asked(h, address.removeprefix("/conversion").removeprefix("/public/330102"))
    assert (second.status_code, "link" in second.headers) == (200, False)
    ids: list[Any] = [one.text.splitlines()[1].split(",")[0] for one in (first, second)]
    assert ids == ["P2", "P1"]

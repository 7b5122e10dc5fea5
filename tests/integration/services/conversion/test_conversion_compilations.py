"""The book of a session: only what is published, by category and case number, opened again as PDF and as Word."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from pypdf import PdfReader

from chassis.eventlog import Tx
from chassis.jobs import Kind
from contracts.submission import ProposalFiled, ProposalText, SessionScheduled, Suggestion, UnitEnrolled
from services.conversion.app import SERVICE
from services.conversion.compilation import jobs
from services.conversion.compilation.jobs import CHUNK, JOBS, KEPT, KINDS
from tests.support.golden import golden
from tests.support.harness import Harness, Serve
from tests.support.letters import read_pdf
from tests.support.promises import CLOSED, admitted, issued, outcome, refused

PROPOSALS = CHUNK + 3
GROUPS = ("民生", "城建")


def title(n: int) -> str:
    return f"关于示例第{n}项的提案"


async def publish(h: Harness, n: int, *, group: str, mark: str = "public", consent: bool = True) -> None:
    id = f"P{n:03d}"
    text = ProposalText(
        title=title(n), situation=f"第{n}项的情况。\n另起一段。", analysis="分析。",
        suggestions=(Suggestion(number=1, text="甲"), Suggestion(number=2, text="乙")),
    )  # fmt: skip
    filed = ProposalFiled(
        proposal_id=id, kind="joint", first_proposer="M1", session_id="S1", channel="plenary", text=text,
        publish_consent=consent, received_at=CLOSED,
    )  # fmt: skip
    await h.deliver(filed, id)
    changes = {"title": title(n), "case_number": n, "topic_group": group, "publish_consent": consent}
    await h.deliver(admitted(id).model_copy(update=changes), id)
    await h.deliver(issued(f"R{n}", date(2026, 6, 30), proposal=id), f"R{n}")
    body = {"mark": mark, "reason": None if mark != "closed" else "涉及商业秘密"}
    assert (await h.client("clerk").post(f"/proposals/{id}/publication", json=body)).status_code == 200


@pytest.fixture
async def h(serve: Serve) -> Harness:
    harness = await serve(SERVICE)
    session = golden(SessionScheduled).model_copy(update={"session_id": "S1", "term": 15, "number": 2})
    await harness.deliver(session, "S1")
    unit = UnitEnrolled(unit_id="U1", name="示例局", system="government", linked_committee="示例委员会")
    await harness.deliver(unit, "U1")
    return harness


async def asked(h: Harness, **body: str) -> str:
    answer = await h.client("clerk").post("/compilations", json={"session_id": "S1"} | body)
    assert answer.status_code == 202, answer.text
    return f"/compilations/{answer.json()['id']}"


async def seen(h: Harness, path: str) -> dict[str, Any]:
    return (await h.client("clerk").get(path)).json()


async def step(h: Harness, kinds: Mapping[str, Kind] = KINDS) -> int:
    return await JOBS.step(h.runtime.worker_database, h.runtime.clock, kinds)


async def made(h: Harness, path: str) -> bytes:
    while await jobs.chore(h.runtime):
        pass
    answer = await h.client("clerk").get(f"{path}/file")
    assert answer.status_code == 200, answer.text
    return answer.content


async def test_the_book_has_a_table_of_contents_chapters_and_every_published_proposal(
    h: Harness, letter_fonts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CPPCC_LETTER_FONTS", str(letter_fonts))
    for n in (1, 2, 3, 4):
        await publish(h, n, group=GROUPS[n % 2])
    await publish(h, 5, group="民生", mark="summary")
    await publish(h, 6, group="民生", mark="closed")
    await publish(h, 7, group="民生", consent=False)
    facts = {"project": "助餐点", "indicator": "处数", "before": "4处", "after": "12处", "beneficiaries": 3000}
    body = outcome(proposal_id="P001", kind="development", title="助餐点建成", facts=facts)
    led_to = (await h.client("clerk").post("/outcomes", json=body)).json()
    assert (await h.client("member", member_id="M1").post(f"/outcomes/{led_to['id']}/verify")).status_code == 200
    path = await asked(h)
    data = await made(h, path)
    assert await made(h, path) == data
    view = await seen(h, path)
    assert [view[name] for name in ("state", "steps", "done", "entries", "withdrawn")] == ["done", 6, 6, 5, 0]

    pages = read_pdf(data)
    cover, contents, rest = pages[0], pages[1], "".join(pages[2:])
    assert "第十五届第二次会议" in cover
    assert "目录" in contents
    for n in (1, 2, 3, 4, 5):
        assert f"大会第{n}号{title(n)}" in contents
        assert title(n) in rest
    # By category as its name sorts, and in it by case number.
    order = [contents.index(f"大会第{n}号") for n in (1, 3, 2, 4, 5)]
    assert order == sorted(order)
    bookmarks = [item.title for item in _flat(PdfReader(BytesIO(data)).outline)]
    assert {"民生", "城建"} <= set(bookmarks)
    assert f"大会第1号　{title(1)}" in bookmarks
    for words in (
        "第1项的情况。",
        "答复示例局",
        "处数由4处到12处",
        "受益3000人",
        "年内建成两处（示例局，2026年6月30日前，未到期）",
    ):
        assert words in rest, words
    everything = "".join(pages)
    for hidden in ("第5项的情况", title(6), title(7), "M1", "示例签发人", "示例联系人"):
        assert hidden not in everything, hidden


def _flat(outline: Any) -> list[Any]:
    return [one for item in outline for one in (_flat(item) if isinstance(item, list) else [item])]


async def test_a_word_file_by_chunks_through_a_crash_without_what_was_closed_meanwhile(h: Harness) -> None:
    for n in range(1, PROPOSALS + 1):
        await publish(h, n, group="民生")
    path = await asked(h, format="docx")
    assert refused(await h.client("clerk").get(f"{path}/file")) == "compilation-state"
    assert await step(h) == 1

    async def crashes(tx: Tx, items: Sequence[str], report: dict[str, Any]) -> Mapping[str, Any]:
        await KINDS[jobs.KIND].do(tx, b"", items, report)
        raise RuntimeError("the worker dies after it has written and before it has committed")

    assert await step(h, {jobs.KIND: Kind(KINDS[jobs.KIND].read, crashes)}) == 0
    assert await step(h) == 1
    view = await seen(h, path)
    assert [view[name] for name in ("state", "steps", "done", "entries")] == ["running", PROPOSALS + 1, CHUNK, CHUNK]
    closed = {"mark": "closed", "reason": "涉及商业秘密"}
    last = f"P{PROPOSALS:03d}"
    assert (await h.client("clerk").post(f"/proposals/{last}/publication", json=closed)).status_code == 200
    document = Document(BytesIO(await made(h, path)))
    view = await seen(h, path)
    assert [view[name] for name in ("state", "entries", "withdrawn")] == ["done", PROPOSALS - 1, 1]
    headings = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Heading 2"]
    assert headings == [f"大会第{n}号　{title(n)}" for n in range(1, PROPOSALS)]
    assert "TOC \\o" in document.element.xml
    words = [p.text for p in document.paragraphs]
    assert (words.count("另起一段。"), title(PROPOSALS) in "".join(words)) == (PROPOSALS - 1, False)


async def test_who_may_have_a_book_and_when_there_is_none(h: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    clerk = h.client("clerk")
    body = {"session_id": "S1", "format": "docx"}
    assert refused(await clerk.post("/compilations", json=body)) == "nothing-published"
    assert refused(await clerk.post("/compilations", json=body | {"session_id": "S9"})) == "session-unknown"
    await publish(h, 1, group="民生")
    monkeypatch.delenv("CPPCC_LETTER_FONTS", raising=False)
    assert (await clerk.post("/compilations", json=body | {"format": "pdf"})).status_code == 503
    assert (await h.client("unit", unit_id="U1").post("/compilations", json=body)).status_code == 403
    path = await asked(h, format="docx")
    for reader, status in ((h.client("member", member_id="M1"), 403), (h.client("clerk", county="330103"), 404)):
        assert (await reader.get(path)).status_code == status
        assert (await reader.get(f"{path}/file")).status_code == status
    stopped = await asked(h, format="docx")
    assert (await clerk.post(f"{stopped}/cancel")).json()["state"] == "cancelled"
    await made(h, path)
    assert refused(await clerk.get(f"{stopped}/file")) == "compilation-state"
    assert refused(await clerk.post(f"{path}/cancel")) == "job-over"
    assert {one["state"] for one in (await seen(h, "/compilations"))["items"]} == {"done", "cancelled"}
    h.clock.set(h.clock.now() + KEPT + timedelta(minutes=1))
    await asked(h, format="docx")
    assert refused(await clerk.get(f"{path}/file")) == "compilation-gone"


async def test_a_cover_is_checked_when_it_is_decided(h: Harness) -> None:
    admin = h.client("county_admin")
    tag = {"If-Match": (await admin.get("/policies/compilation")).headers["etag"]}
    for line, status in (("第{term}届{x}", 422), ("{", 422), ("政协示例县委员会", 200)):
        document = {"cover": [line], "issued_by": "示例", "other": "其他"}
        answer = await admin.put("/policies/compilation", json={"document": document}, headers=tag)
        assert answer.status_code == status, (line, answer.text)


async def test_two_workers_make_one_book(h: Harness) -> None:
    for n in (1, 2, 3):
        await publish(h, n, group="民生")
    path = await asked(h, format="docx")
    for _ in range(4):
        await asyncio.gather(step(h), step(h))
    view = await seen(h, path)
    assert (view["state"], view["entries"]) == ("done", 3)

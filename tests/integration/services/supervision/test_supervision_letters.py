"""Orders to the units: numbered without gaps, as documents that are opened again."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete

from chassis.eventlog import SYSTEM, Tx
from contracts.submission import ProposalWithdrawn, UnitEnrolled
from contracts.supervision import SupervisionOrderIssued
from services.supervision.app import SERVICE
from services.supervision.order import commands, store
from tests.support.harness import COUNTY, Harness, Serve
from tests.support.letters import read_docx, read_pdf
from tests.support.watched import admit, archive, archived, assign

S = "S15-1"


@pytest.fixture
async def h(serve: Serve, letter_fonts: Path, monkeypatch: pytest.MonkeyPatch) -> Harness:
    monkeypatch.setenv("CPPCC_LETTER_FONTS", str(letter_fonts))
    h = await serve(SERVICE)
    unit = UnitEnrolled(unit_id="U1", name="示例县民政局", system="government", linked_committee="示例专委会")
    await h.deliver(unit, "U1")
    return h


async def issue(h: Harness, id: str) -> Any:
    return await h.client("clerk").post(f"/oversights/{id}/order")


async def test_an_order_is_the_official_document_of_its_kind(h: Harness) -> None:
    await admit(h, "p1", "p2")
    await assign(h, "p1")
    await assign(h, "p2")
    key = {"key_number": 2, "leader": "县长"}
    assert (await h.client("chair").post("/oversights/p2/designate-key", json=key)).status_code == 200
    letter, order = (await issue(h, "p1")).json(), (await issue(h, "p2")).json()
    assert [(one["kind"], one["number"], one["due"]) for one in (letter, order)] == [
        ("supervision_letter", "示例政协督函〔2026〕1号", "2026-06-02"),
        ("key_order", "示例督考〔2026〕1号", "2026-06-02"),
    ]
    unit, other = h.client("unit", unit_id="U1"), h.client("unit", unit_id="U2")
    # The unit's name of today is not that of the order's day.
    renamed = UnitEnrolled(unit_id="U1", name="示例新名称局", system="government", linked_committee="示例专委会")
    await h.deliver(renamed, "U1")
    said = {
        letter["id"]: ("政协示例县委员会", "示例政协督函〔2026〕1号", "示例县民政局：", "由示例专委会督办",
                       "请于2026年6月2日前办结"),
        order["id"]: ("示例县督查考核工作领导小组文件", "示例督考〔2026〕1号", "示例县民政局：", "由县长领衔督办",
                      "年度督查考核"),
    }  # fmt: skip
    for id, texts in said.items():
        for format, read in (("docx", read_docx), ("pdf", lambda data: "".join(read_pdf(data)))):
            made = await unit.get(f"/orders/{id}/letter?format={format}")
            assert made.status_code == 200, made.text
            missing = [text for text in (*texts, "《关于增设老年助餐点的提案》") if text not in read(made.content)]
            assert not missing, (format, missing, read(made.content))
            assert (await unit.get(f"/orders/{id}/letter?format={format}")).content == made.content
    assert (await other.get(f"/orders/{letter['id']}/letter")).status_code == 404
    assert [len((await one.get("/orders")).json()["items"]) for one in (unit, other, h.client("chair"))] == [2, 0, 2]
    assert (await h.client("member", member_id="M1").get("/orders")).status_code == 403
    told = [event for event in await h.published() if isinstance(event, SupervisionOrderIssued)]
    assert [(event.units, event.supervisor) for event in told] == [(("U1",), "示例专委会"), (("U1",), "县长")]


async def test_a_letter_says_which_activity_it_follows_from(h: Harness) -> None:
    await admit(h, "p1", "p2")
    visit = {"kind": "symposium", "held_on": "2026-03-01", "findings": "示例情况"}
    held = await h.client("supervisor").post("/oversights/p1/activities", json=visit)
    assert held.is_success, held.text
    (activity,) = (await h.client("clerk").get("/activities")).json()["items"]
    for id, body, said in (("p1", {"activity_id": activity["id"]}, True), ("p2", None, False)):
        await assign(h, id)
        issued = await h.client("clerk").post(f"/oversights/{id}/order", json=body)
        assert issued.status_code == 201, issued.text
        made = await h.client("clerk").get(f"/orders/{issued.json()['id']}/letter?format=docx")
        assert ("本函依据2026年3月1日开展的座谈情况发出" in read_docx(made.content)) is said


async def test_numbers_have_no_gaps_and_each_kind_is_issued_once(h: Harness) -> None:
    ids = [f"p{n}" for n in range(1, 8)]
    await admit(h, *ids)
    await archive(h, archived(1, answer_class="planned"))
    tracked = await h.client("clerk").post("/tracking/A-2025-1/designate", json={"reason": "上年未落实"})
    assert tracked.status_code == 200
    assert (await issue(h, "p1")).json()["rule"] == "no-unit"
    assert (await issue(h, "A-2025-1")).json()["rule"] == "archived"
    for id in ids[:6]:
        await assign(h, id)
    answers = await asyncio.gather(*(issue(h, id) for id in ("p1", "p1", "p2", "p3")))
    assert sorted(answer.status_code for answer in answers) == [201, 201, 201, 409]
    assert sorted(one.json()["sequence"] for one in answers if one.status_code == 201) == [1, 2, 3]
    assert {one.json()["rule"] for one in answers if one.status_code == 409} == {"ordered-already"}
    # What is key now has an order of the other kind, in a series of its own.
    assert (await h.client("chair").post("/oversights/p1/designate-key", json={"leader": "示例"})).status_code == 200
    assert (await issue(h, "p1")).json()["number"] == "示例督考〔2026〕1号"
    await h.deliver(ProposalWithdrawn(proposal_id="p4", reason="撤案"), "p4")
    assert (await issue(h, "p4")).json()["rule"] == "state"

    # The rest of the session at once: neither key, nor out already, nor withdrawn, nor without a unit.
    batch = await h.client("clerk").post("/order-batches", json={"session_id": S, "unit_id": "U1"})
    assert [(one["proposal_id"], one["sequence"]) for one in batch.json()["issued"]] == [("p5", 4), ("p6", 5)]
    again = (await h.client("clerk").post("/order-batches", json={"session_id": S})).json()
    assert again == {"issued": [], "refused": [], "more": False}

    # A restored store goes on behind what it took back.
    async with h.runtime.database.transaction([COUNTY]) as connection:
        tx = Tx(connection, COUNTY, SYSTEM, h.clock.now(), correlation_id="rebuild")
        await connection.execute(delete(store.NUMBERS))
        for one in (await h.client("clerk").get("/orders")).json()["items"]:
            await commands.rebuild(tx, await store.ORDERS.load(tx, one["id"], lock=False))
        assert await store.next_number(tx, "supervision_letter", 2026) == 6

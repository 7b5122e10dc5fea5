"""Units: their names, their ends, and who is there in their place."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from chassis.eventlog import verify
from contracts.base import UnitAct
from contracts.consultation import ReplyIssued
from contracts.submission import ProposalFiled, UnitSucceeded, UnitSuccessionUndone
from services.submission.app import SERVICE
from tests.support.golden import golden
from tests.support.harness import Client, Harness, Serve
from tests.support.office import xlsx
from tests.support.twin import Consumed, equals_its_twin

COLUMNS = ("编号", "名称", "系统", "对口专委会")
TEXT = {
    "title": "关于增设老年助餐点的提案",
    "situation": "全县六十岁以上老人占三成，助餐点只有四处。",
    "analysis": "场地不足，补贴标准偏低，社会力量进入意愿不强。",
    "suggestions": ["在每个街道至少增设两处老年助餐点。"],
}


@pytest.fixture
async def h(serve: Serve) -> Harness:
    h = await serve(SERVICE)
    clerk = h.client("clerk")
    for id, name in (("U1", "示例农业局"), ("U2", "示例农业农村局"), ("U3", "示例水利局"), ("U4", "示例水务局")):
        assert (await enrol(clerk, id, name)).status_code == 201
    return h


async def enrol(clerk: Client, id: str, name: str, *aliases: str) -> httpx.Response:
    body = {"unit_id": id, "name": name, "system": "government", "linked_committee": "示例委", "aliases": aliases}
    return await clerk.post("/units", json=body)


async def succeed(clerk: Client, id: str, successor: str, day: str = "2026-01-01") -> httpx.Response:
    body = {"successor_id": successor, "takes_over_on": day, "reason": "机构改革"}
    return await clerk.post(f"/units/{id}/succeed", json=body)


def rule(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json().get("rule")


async def found(clerk: Client, q: str) -> list[str]:
    answer = await clerk.get("/units", params={"q": q})
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["items"]]


async def test_an_alias_is_a_name_and_leads_to_one_unit(h: Harness) -> None:
    clerk = h.client("clerk")
    assert rule(await enrol(clerk, "U5", "示例林业局", "示例 水利局")) == (409, "name-taken")
    assert (await enrol(clerk, "U5", "示例林业局", "（老）林业局", "示例林业局")).json()["aliases"] == ["（老）林业局"]
    assert rule(await enrol(clerk, "U6", "(老)林业局")) == (409, "name-taken")
    # A name is no key: two may bear one.
    assert (await enrol(clerk, "U6", "示例林业局")).status_code == 201
    assert await found(clerk, "(老)林业") == ["U5"]
    assert await found(clerk, "农业") == ["U1", "U2"]
    assert await found(clerk, "%") == []
    unit = await clerk.get("/units/U5")
    correct: dict[str, Any] = {
        "name": "示例林草局",
        "system": "party",
        "linked_committee": "示例委",
        "aliases": ["林草局"],
    }
    assert (await clerk.put("/units/U5", json=correct)).status_code == 428
    headers = {"If-Match": unit.headers["etag"]}
    assert (await clerk.put("/units/U5", json=correct, headers=headers)).json()["aliases"] == ["林草局"]
    assert (await clerk.put("/units/U5", json=correct, headers=headers)).status_code == 412
    assert (await clerk.get("/units/U9")).status_code == 404
    # What it was called before is free again; of two that give one name at once, one does.
    both = await asyncio.gather(*(enrol(clerk, id, f"示例{id}", "（老）林业局") for id in ("U7", "U8")))
    assert sorted(answer.status_code for answer in both) == [201, 409]
    for path in ("/units/U1/succeed", "/units/U1/retire"):
        assert (await h.client("member", member_id="M1").post(path, json={})).status_code == 403


async def test_who_names_an_ended_unit_is_led_to_who_is_there(h: Harness) -> None:
    clerk = h.client("clerk")
    await clerk.post("/members", json={"member_id": "M1", "name": "示例甲", "sector": "经济界", "term": 15})
    window = {"plenary_opens": "2026-03-01T00:00:00Z", "plenary_cutoff": "2026-03-03T00:00:00Z"}
    await clerk.post("/sessions", json={"session_id": "S15-4", "term": 15, "number": 4, **window})
    member = h.client("member", member_id="M1")

    async def file(*units: str) -> httpx.Response:
        return await member.post("/proposals", json={"publish_consent": True, "text": TEXT, "suggested_units": units})

    answer = await succeed(clerk, "U1", "U2")
    assert (answer.status_code, answer.json()["successor_id"], answer.json()["ended_on"]) == (200, "U2", "2026-01-01")
    filed = (await file("U1", "U3", "U2")).json()
    assert (filed["suggested_units"], filed["replaced_units"]) == (["U2", "U3"], [{"named": "U1", "unit_id": "U2"}])
    # A successor may be succeeded in its turn; a day that is to come ends nothing yet.
    assert (await succeed(clerk, "U2", "U3")).status_code == 200
    assert (await succeed(clerk, "U3", "U4", "2100-01-01")).status_code == 200
    assert (await file("U1")).json()["suggested_units"] == ["U3"]
    for old, new, refused in (
        ("U1", "U4", "unit-ended"), ("U4", "U1", "successor-ended"), ("U4", "U3", "successor-ended"),
        ("U4", "U4", "successor-itself"), ("U4", "U9", "unit-unknown"),
    ):  # fmt: skip
        assert rule(await succeed(clerk, old, new)) == (409, refused)
    assert (await succeed(clerk, "U9", "U4")).status_code == 404
    assert (await clerk.post("/units/U4/retire", json={"reason": "撤销"})).status_code == 200
    assert rule(await file("U4")) == (409, "unit-ended")
    assert rule(await file("U9")) == (409, "unit-unknown")
    events = [e for e in await h.published() if isinstance(e, ProposalFiled)]
    assert [(e.suggested_units, [r.named for r in e.replaced_units]) for e in events] == [
        (("U2", "U3"), ["U1"]),
        (("U3",), ["U1"]),
    ]
    report = await clerk.post(
        "/units/import",
        content=xlsx(
            COLUMNS,
            ("U1", "改名局", "政府", "示例委"),
            ("U4", "改名局", "政府", "示例委"),
            ("U5", "新局", "政府", "示例委"),
        ),
    )
    assert (report.json()["enrolled"], report.json()["unchanged"]) == (1, 2)
    assert [(note["row"], note["detail"]) for note in report.json()["notes"]] == [
        (2, "该单位已由 U3（示例水利局）接替，未作改动"),
        (3, "该单位已撤销，未作改动"),
    ]
    async with h.owner.connect() as connection:
        assert (await verify(connection, SERVICE.metadata))[1] == []


async def test_of_two_successions_that_cross_one_is_done(h: Harness) -> None:
    clerk, other = h.client("clerk"), h.client("county_admin")
    for one, two in (("U1", "U2"), ("U3", "U4")):
        answers = await asyncio.gather(succeed(clerk, one, two), succeed(other, two, one))
        assert sorted(answer.status_code for answer in answers) == [200, 409], [a.text for a in answers]
    assert len([e for e in await h.published() if isinstance(e, UnitSucceeded)]) == 2


async def undo(client: Client, id: str) -> httpx.Response:
    return await client.post(f"/units/{id}/undo-succession", json={"reason": "登记有误"})


async def test_a_wrong_succession_is_undone_and_the_unit_is_there_again(h: Harness) -> None:
    clerk, admin = h.client("clerk"), h.client("county_admin")
    assert rule(await undo(admin, "U1")) == (409, "not-succeeded")
    await succeed(clerk, "U1", "U2")
    assert (await undo(clerk, "U1")).status_code == 403
    assert (await undo(h.client("county_admin", county="330103"), "U1")).status_code == 404
    # Of two who undo it at once one does.
    answers = await asyncio.gather(undo(admin, "U1"), undo(h.client("county_admin", subject="a2"), "U1"))
    assert sorted(map(rule, answers), key=str) == [(200, None), (409, "not-succeeded")]
    unit = (await clerk.get("/units/U1")).json()
    assert (unit["successor_id"], unit["ended_on"]) == (None, None)
    (event,) = [e for e in await h.published() if isinstance(e, UnitSuccessionUndone)]
    assert (event.successor_id, str(event.takes_over_on), event.reason) == ("U2", "2026-01-01", "登记有误")
    past = (await clerk.get("/units/U1/history")).json()["items"]
    assert [one["event"] for one in past] == ["UnitEnrolled", "UnitSucceeded", "UnitSuccessionUndone"]
    # It may take over from others, be succeeded rightly, and bears its names alone again.
    assert (await succeed(clerk, "U3", "U1")).status_code == 200
    assert (await succeed(clerk, "U1", "U4", "2100-01-01")).status_code == 200
    assert (await undo(admin, "U1")).status_code == 200
    async with h.owner.connect() as connection:
        assert (await verify(connection, SERVICE.metadata))[1] == []


async def test_a_succession_that_was_used_stays_and_says_by_what(h: Harness) -> None:
    clerk, admin = h.client("clerk"), h.client("county_admin")
    await clerk.post("/members", json={"member_id": "M1", "name": "示例甲", "sector": "经济界", "term": 15})
    window = {"plenary_opens": "2026-03-01T00:00:00Z", "plenary_cutoff": "2026-03-03T00:00:00Z"}
    await clerk.post("/sessions", json={"session_id": "S15-4", "term": 15, "number": 4, **window})
    member = h.client("member", member_id="M1")
    await succeed(clerk, "U1", "U2")
    sent = {"publish_consent": True, "text": TEXT, "suggested_units": ["U1"]}
    proposal = (await member.post("/proposals", json=sent)).json()["id"]
    refused = await undo(admin, "U1")
    assert (rule(refused), proposal in refused.json()["detail"]) == ((409, "succession-used"), True)
    # What is withdrawn suggests nobody any more; of the successor's own nothing is asked.
    assert (await member.post(f"/proposals/{proposal}/withdraw", json={"reason": "重写"})).is_success
    assert (await member.post("/proposals", json=sent | {"suggested_units": ["U2"]})).is_success
    replied = {"proposal_id": "P1", "unit_id": "U1", "number": "示例函〔2026〕1号", "cycle": 1, "reply_version": 1}
    before, since = datetime(2025, 12, 31, 15, tzinfo=UTC), datetime(2025, 12, 31, 16, tzinfo=UTC)
    issued = golden(ReplyIssued).model_copy(update=replied)
    await h.deliver(issued.model_copy(update={"reply_id": "R1", "issued_at": before}), "R1")
    assert (await undo(admin, "U1")).status_code == 200
    await succeed(clerk, "U1", "U2")
    await h.deliver(issued.model_copy(update={"reply_id": "R2", "issued_at": since}), "R2")
    refused = await undo(admin, "U1")
    assert (rule(refused), "示例函〔2026〕1号" in refused.json()["detail"]) == ((409, "succession-used"), True)


async def test_what_its_successor_did_in_its_name_keeps_a_succession(h: Harness, serve: Serve) -> None:
    clerk, admin = h.client("clerk"), h.client("county_admin")
    consumed = Consumed(h)
    acts = [event for table in SERVICE.subscriptions.values() for event in table if issubclass(event, UnitAct)]
    assert len(acts) > 10
    for number, kind in enumerate(acts):
        id = f"E{number}"
        await enrol(clerk, id, f"示例单位{number}")
        await succeed(clerk, id, "U2")
        did = golden(kind).model_copy(update={"unit_id": id, "proposal_id": "P1", "acting_unit": None})
        # What its own logins finish says nothing of who has taken over; nor does what was done before.
        await h.deliver(did, f"{id}-own")
        if number == 0:
            h.clock.set(datetime(2025, 12, 31, 15, tzinfo=UTC))
            await h.deliver(did.model_copy(update={"acting_unit": "U2"}), f"{id}-before")
            h.clock.set(datetime(2026, 3, 2, tzinfo=UTC))
            assert (await undo(admin, id)).status_code == 200
            await succeed(clerk, id, "U2")
        await h.deliver(did.model_copy(update={"acting_unit": "U2"}), f"{id}-act")
        refused = await undo(admin, id)
        assert rule(refused) == (409, "succession-used"), kind
        assert f"unit U2 acted in its name ({kind.__name__}, proposal P1)" in refused.json()["detail"]
    await equals_its_twin(serve, h, consumed.messages)


async def test_a_name_that_another_bears_by_now_keeps_a_unit_from_coming_back(h: Harness) -> None:
    clerk, admin = h.client("clerk"), h.client("county_admin")
    assert (await enrol(clerk, "U5", "示例林业局", "林业局")).status_code == 201
    await succeed(clerk, "U5", "U2")
    assert (await enrol(clerk, "U6", "示例林草局", "林业局")).status_code == 201
    refused = await undo(admin, "U5")
    assert (rule(refused), "U6" in refused.json()["detail"]) == ((409, "name-taken"), True)


async def test_a_list_brings_aliases_where_it_has_them(h: Harness) -> None:
    clerk = h.client("clerk")

    async def bring(*lines: Any, **params: Any) -> httpx.Response:
        return await clerk.post("/units/import", content=xlsx(*lines), params=params)

    first = await bring((*COLUMNS, "别名"), ("U3", "示例水利局", "政府", "示例委", "水利局、老水利局"))
    assert first.json()["enrolled"] == 1
    # An older list has no such column, and takes none away.
    assert (await bring(COLUMNS, ("U3", "示例水利局", "政府", "示例委"))).json()["unchanged"] == 1
    assert (await clerk.get("/units/U3")).json()["aliases"] == ["水利局", "老水利局"]
    wrong = await bring(
        (*COLUMNS, "别名"),
        ("U5", "示例甲局", "政府", "示例委", "甲局"),
        ("U6", "示例乙局", "政府", "示例委", "甲局、水利局"),
        ("U7", "老水利局", "政府", "示例委", ""),
    )
    told = [(e["row"], e["detail"]) for e in wrong.json()["errors"]]
    assert told == [
        (2, "“甲局”已是单位 U6 的名称或别名"),
        (3, "“甲局”已是单位 U5 的名称或别名"),
        (3, "“水利局”已是单位 U3 的名称或别名"),
        (4, "“老水利局”已是单位 U3 的名称或别名"),
    ]
    # What one gives up in a list another may take in it.
    moved = await bring(
        (*COLUMNS, "别名"),
        ("U3", "示例水利局", "政府", "示例委", "老水利局"),
        ("U5", "示例甲局", "政府", "示例委", "水利局"),
    )
    assert moved.json()["enrolled"] == 2, moved.text

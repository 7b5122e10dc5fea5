"""换届: who goes, who stays, and what they go on with; and what the directory tells of its own past."""

import asyncio
from typing import Any

import httpx

from chassis.eventlog import verify
from contracts.submission import MemberRetired
from services.submission.app import SERVICE
from tests.support.harness import Client, Harness, Serve
from tests.support.office import xlsx
from tests.support.statements import counted

MEMBERS = ("编号", "姓名", "界别", "党派", "专委会", "届")
TEXT = {
    "title": "关于增设老年助餐点的提案",
    "situation": "全县六十岁以上老人占三成，助餐点只有四处。",
    "analysis": "场地不足，补贴标准偏低，社会力量进入意愿不强。",
    "suggestions": ["在每个街道至少增设两处老年助餐点。"],
}


async def bring(clerk: Client, term: int, *ids: str) -> None:
    rows = [(id, f"示例委员{id}", "经济界", "", "", term) for id in ids]
    answer = await clerk.post("/members/import", content=xlsx(MEMBERS, *rows))
    assert answer.status_code == 200, answer.text


async def ok(answer: httpx.Response) -> dict[str, Any]:
    assert answer.is_success, answer.text
    return answer.json()


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["rule"]


async def file(h: Harness, member: str, **changes: Any) -> str:
    body = {"publish_consent": True, "text": TEXT} | changes
    return (await ok(await h.client("member", member_id=member).post("/proposals", json=body)))["id"]


async def test_who_is_retired_with_a_term_finishes_what_is_open_and_begins_nothing(serve: Serve) -> None:
    h = await serve(SERVICE)
    clerk, admin = h.client("clerk"), h.client("county_admin")
    await bring(clerk, 15, "M1", "M2", "M3", "M4")
    window = {"plenary_opens": "2026-03-01T00:00:00Z", "plenary_cutoff": "2026-03-03T00:00:00Z"}
    await ok(await clerk.post("/sessions", json={"session_id": "S15-4", "term": 15, "number": 4, **window}))
    body = {"body_id": "B1", "name": "示例党派", "kind": "party_group", "officers": ["M1"]}
    await ok(await clerk.post("/bodies", json=body))
    officer = h.client("body_officer", member_id="M1", body_id="B1", subject="officer")
    returned, open_one, declined = [await file(h, "M1") for _ in range(3)]
    asked = await file(h, "M3", kind="joint", cosigners=["M1"])
    of_body = await ok(
        await officer.post(
            "/proposals", json={"publish_consent": True, "text": TEXT, "kind": "collective", "body_id": "B1"}
        )
    )
    decided = await file(h, "M2")
    for id in (returned, of_body["id"], decided):
        await ok(await clerk.post(f"/proposals/{id}/return", json={"comments": "请补充"}))
    decline = {"reason_code": "academic", "explanation": "另案处理", "redirect": "转社情民意"}
    await ok(await clerk.post(f"/proposals/{declined}/decline", json=decline))
    await ok(await clerk.post("/members/M2/retire", json={"reason": "撤销委员资格"}))

    # Nobody of a later term yet: a slip of the key must not retire a whole conference.
    assert refusal(await admin.post("/terms/15/close")) == (409, "no-later-term")
    assert (await ok(await admin.post("/terms/15/close?preview=true")))["retired"] == ["M1", "M3", "M4"]
    assert (await clerk.post("/terms/15/close")).status_code == 403
    assert (await admin.post("/terms/0/close")).status_code == 422
    await bring(clerk, 16, "M3", "M5")
    preview = await ok(await admin.post("/terms/15/close?preview=true"))
    assert (preview["retired"], preview["kept"], preview["preview"]) == (["M1", "M4"], 2, True)
    assert not [e for e in await h.published() if isinstance(e, MemberRetired) and e.term]
    # Two at once, and once more: everybody is retired once.
    answers = await asyncio.gather(*(admin.post("/terms/15/close") for _ in range(2)))
    done = [await ok(answer) for answer in answers]
    assert sorted(one["retired"] for one in done) == [[], ["M1", "M4"]]
    again = await ok(await admin.post("/terms/15/close"))
    assert (again["retired"], again["kept"], again["bodies_without_officer"]) == ([], 2, ["B1"])
    # The invitation was never answered, so that one is M3's alone.
    assert {one["proposal_id"] for one in again["carried_on"]} == {returned, open_one, declined, of_body["id"]}
    retired = [(e.member_id, e.term) for e in await h.published() if isinstance(e, MemberRetired)]
    assert sorted(retired, key=str) == [("M1", 15), ("M2", None), ("M4", 15)]

    gone = h.client("member", member_id="M1")
    await ok(await gone.post(f"/proposals/{returned}/refile", json=TEXT))
    await ok(await gone.post(f"/proposals/{declined}/answer-redirect", json={"agreed": True}))
    await ok(await gone.post(f"/proposals/{open_one}/withdraw", json={"reason": "已解决"}))
    begin = {"agreed": True, "opinion": "情况属实，同意"}
    for client, path, said in (
        (gone, f"/proposals/{asked}/cosign", begin),
        (gone, "/proposals", {"publish_consent": True, "text": TEXT}),
        (officer, f"/proposals/{of_body['id']}/refile", TEXT),
        (h.client("member", member_id="M2"), f"/proposals/{decided}/refile", TEXT),
    ):
        assert refusal(await client.post(path, json=said)) == (409, "not-a-member"), path
    # Enrolled anew, the same member, with the same history.
    await bring(clerk, 17, "M1")
    assert await file(h, "M1")
    past = (await ok(await clerk.get("/members/M1/history")))["items"]
    assert [(p["event"], p["actor"]) for p in past] == [
        ("MemberEnrolled", "clerk"), ("MemberRetired", "county_admin"), ("MemberEnrolled", "clerk"),
    ]  # fmt: skip
    assert past[1]["changes"] == {
        "active": {"before": True, "after": False}, "carries_on": {"before": False, "after": True},
    }  # fmt: skip
    assert (past[1]["reason"], past[2]["changes"]["term"]) == ("第15届任期届满", {"before": 15, "after": 17})
    assert past[0]["changes"]["name"] == {"before": None, "after": "示例委员M1"}
    seen = (await ok(await gone.get("/members/M1/history")))["items"]
    assert [(p["event"], p["actor"], p["reason"]) for p in seen][1] == ("MemberRetired", None, None)
    async with h.owner.connect() as connection:
        assert (await verify(connection, SERVICE.metadata))[1] == []


async def test_a_whole_conference_goes_in_a_few_statements(serve: Serve) -> None:
    h = await serve(SERVICE)
    clerk, admin = h.client("clerk"), h.client("county_admin")
    await bring(clerk, 15, *(f"M{n:03}" for n in range(500)))
    await bring(clerk, 16, "N1")
    key = {"Idempotency-Key": "close"}
    with counted(h.runtime.database) as statements:
        done = await ok(await admin.post("/terms/15/close", headers=key))
    assert (len(done["retired"]), done["kept"]) == (500, 1)
    assert len(statements) <= 15
    assert (await admin.post("/terms/15/close", headers=key)).json() == done
    assert len([e for e in await h.published() if isinstance(e, MemberRetired)]) == 500
    # Of a unit and a body as of a member; of another county's nothing.
    unit = {"unit_id": "U1", "name": "示例局", "system": "party", "linked_committee": "示例委"}
    await ok(await clerk.post("/units", json=unit))
    await ok(await clerk.post("/units", json=unit | {"unit_id": "U2"}))
    succession = {"successor_id": "U2", "takes_over_on": "2026-05-01", "reason": "机构改革"}
    await ok(await admin.post("/units/U1/succeed", json=succession))
    past = (await ok(await clerk.get("/units/U1/history")))["items"]
    assert (past[1]["actor"], past[1]["reason"]) == ("county_admin", "机构改革")
    assert past[1]["changes"] == {
        "successor_id": {"before": None, "after": "U2"}, "ended_on": {"before": None, "after": "2026-05-01"},
    }  # fmt: skip
    await ok(await clerk.post("/bodies", json={"body_id": "B1", "name": "示例界别", "kind": "sector"}))
    await ok(await clerk.post("/bodies/B1/retire", json={"reason": "调整"}))
    past = (await ok(await clerk.get("/bodies/B1/history")))["items"]
    assert [p["event"] for p in past] == ["BodyEnrolled", "BodyRetired"]
    for path in ("/members/X/history", "/units/M001/history", "/bodies/B2/history"):
        assert (await clerk.get(path)).status_code == 404
    assert (await h.client("clerk", county="330103").get("/members/M001/history")).status_code == 404


async def test_what_is_recorded_of_a_member_is_put_right_by_whoever_has_read_it(serve: Serve) -> None:
    h = await serve(SERVICE)
    clerk, admin = h.client("clerk"), h.client("county_admin")
    await bring(clerk, 15, "M1")
    read = await clerk.get("/members/M1")
    tag = {"If-Match": read.headers["etag"]}
    given = {"name": "示例委员甲", "sector": "教育界", "party_group": "示例党派"}
    assert (await clerk.put("/members/M1", json=given)).status_code == 428
    assert (await h.client("member", member_id="M1").put("/members/M1", json=given, headers=tag)).status_code == 403
    # Of two who have read the same, the second is told.
    answers = await asyncio.gather(
        *(
            one.put("/members/M1", json=given | {"name": name}, headers=tag)
            for one, name in ((clerk, "甲"), (admin, "乙"))
        )
    )
    assert sorted(one.status_code for one in answers) == [200, 412]
    done = next(one.json() for one in answers if one.is_success)
    assert (done["sector"], done["party_group"], done["committee"], done["term"], done["active"]) == (
        "教育界", "示例党派", None, 15, True,
    )  # fmt: skip
    tag = {"If-Match": (await clerk.get("/members/M1")).headers["etag"]}
    # The same once more changes nothing, and whoever has left stays as they were.
    same = {name: done[name] for name in ("name", "sector", "party_group", "committee")}
    assert (await ok(await clerk.put("/members/M1", json=same, headers=tag)))["version"] == done["version"] == 2
    await ok(await clerk.post("/members/M1/retire", json={"reason": "辞去委员"}))
    left = await clerk.get("/members/M1")
    assert left.json()["active"] is False
    late = await clerk.put("/members/M1", json=given, headers={"If-Match": left.headers["etag"]})
    assert refusal(late) == (409, "retired-already")
    assert (await clerk.get("/members/M2")).status_code == 404
    assert (await h.client("clerk", county="330103").get("/members/M1")).status_code == 404

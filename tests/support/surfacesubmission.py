"""What there is in submission before its surface is tried: each record in as many states as come easily."""

from collections.abc import Sequence
from typing import Any

from contracts.submission import ProposalForwarded, TopicForwarded
from services.submission.importjob.jobs import JOBS, KINDS
from tests.support import files
from tests.support.golden import golden
from tests.support.harness import COUNTY, Client, Harness
from tests.support.office import docx, xlsx
from tests.support.recorder import read_own
from tests.support.surface import Known

CITY = "330100"
PEOPLE = ("M1", "M2", "M3", "M4")
WINDOW = {"plenary_opens": "2026-03-01T00:00:00Z", "plenary_cutoff": "2026-03-03T00:00:00Z"}
STAGES = [{"stage": "preliminary", "by": "members", "opinions": 2, "hours": 48, "near_hours": 12, "blind": True}]
WORD = docx("关于增设老年助餐点的提案", "一、情况", "助餐点少。", "二、分析", "场地不足。", "三、建议", "1.增设两处。")
ARCHIVE = ("年度", "届次", "案号", "案由", "提案者", "承办单位", "答复类别", "满意度", "未了事项")


async def ok(client: Client, path: str, body: Any = None, method: str = "POST", **more: Any) -> dict[str, Any]:
    if method == "PUT":
        stale = await client.put(path, json=body, headers={"If-Match": '"0-0"'})
        more["headers"] = {"If-Match": stale.json()["etag"]}
    answer = await client.request(method, path, json=body, **more)
    assert answer.is_success, f"{method} {path}: {answer.text}"
    return answer.json()


def filing(**changes: Any) -> dict[str, Any]:
    return {
        "publish_consent": True,
        "text": {
            "title": "关于增设示例老年助餐点的提案",
            "situation": "全县六十岁以上老人占三成，助餐点只有四处。",
            "analysis": "场地不足，补贴标准偏低，社会力量进入意愿不强。",
            "suggestions": ["在每个街道至少增设两处老年助餐点。", "把助餐补贴提高到每餐三元并列入预算。"],
        },
    } | changes


async def put_file(client: Client, path: str, content: bytes, name: str) -> str:
    put = await client.post(path, params={"name": name}, content=content)
    assert put.status_code == 201, put.text
    return put.json()["id"]


async def directory(h: Harness, county: str = COUNTY) -> None:
    clerk, admin = h.client("clerk", county=county), h.client("county_admin", county=county)
    for id in (*PEOPLE, "M9"):
        await ok(clerk, "/members", {"member_id": id, "name": f"示例委员{id}", "sector": "经济界", "term": 15})
    for id in ("U1", "U2", "U3"):
        unit = {"unit_id": id, "name": f"示例局{id}", "system": "government", "linked_committee": "示例委"}
        await ok(clerk, "/units", unit)
    await ok(clerk, "/units", unit | {"unit_id": "U8", "name": "示例局U8"})
    ends = {"successor_id": "U2", "takes_over_on": "2026-03-02", "reason": "示例改革"}
    await ok(admin, "/units/U8/succeed", ends)
    for id in ("B1", "B2"):
        await ok(clerk, "/bodies", {"body_id": id, "name": f"示例党派{id}", "kind": "party_group", "officers": ["M3"]})
    for number in (1, 2):
        session = {"session_id": f"S15-{number}", "term": 15, "number": number}
        years = {name: at.replace("2026", str(2025 + number)) for name, at in WINDOW.items()}
        await ok(clerk, "/sessions", session | years)
    await admin.put("/conference", json={"name": f"示例政协{county}", "receives": True})
    for name, changes in (("topic-suggestions", {"public_open": True, "public_per_address": 9999}),):
        document = (await admin.get(f"/policies/{name}")).json()["document"]
        await ok(admin, f"/policies/{name}", {"document": document | changes | {"public_per_day": 9999}}, "PUT")


async def topics(h: Harness) -> Known:
    clerk, member = h.client("clerk"), h.client("member", member_id="M1")
    listed = [{"title": f"示例选题{n}", "source": "示例局"} for n in range(12)]
    for id in ("C1", "C2", "C3", "C4"):
        call = {"call_id": id, "kind": "commissioned", "title": "示例预约清单", "basis": "示例办法"}
        await ok(clerk, "/calls", {**call, "topics": listed, "closes_on": "2026-04-01"})
    for id in ("N1", "N2"):
        call = {"call_id": id, "kind": "quarterly", "title": "示例季度提醒", "publish_on": "2026-05-01"} | {
            "basis": "示例办法",
            "publisher": "clerk",
        }
        await ok(clerk, "/calls/announce", call)
    officer = h.client("body_officer", member_id="M3", body_id="B1")
    bookings = []
    for n, who in enumerate((member, member, officer)):
        more = {"body_id": "B1"} if who is officer else {}
        bookings.append((await ok(who, "/bookings", {"call_id": "C1", "topic": n} | more))["id"])
    plan = {"team": ["M2"], "milestones": [{"name": "示例调研", "due": "2026-03-20"}]}
    await ok(member, f"/bookings/{bookings[0]}/plan", plan, "PUT")
    offers = []
    for n in range(6):
        whom = {"member_id": "M1"} if n < 4 else {"body_id": "B1"}
        offers.append((await ok(clerk, "/topic-offers", {"call_id": "C2", "topic": n} | whom))["id"])
    suggestions = []
    for n in range(9):
        said = {"title": f"示例建议选题{n}", "grounds": "全县老年助餐点只有四处，群众反映强烈。"}
        suggestions.append((await ok(member, "/topic-suggestions", said))["id"])
    said = {"title": "示例公众建议", "grounds": "全县老年助餐点只有四处。", "contact": "示例信箱"}
    public = (await ok(h.client("member"), "/public/topic-suggestions", said, headers={"X-County": COUNTY}))["id"]
    for id in suggestions[:2]:
        await ok(clerk, f"/topic-suggestions/{id}/accept")
    call = {"call_id": "C9", "kind": "catalogue", "title": "示例目录", "basis": "示例办法"}
    return {
        "POST /calls": [("", call | {"topics": listed[:1], "closes_on": "2026-04-01"})],
        "POST /calls/announce": [("", call | {"publish_on": "2026-05-01", "publisher": "示例"})],
        "POST /calls/{call_id}/correct": [("C4", {"reason": "示例", "title": "示例清单二"})],
        "POST /bookings/{booking_id}/extend": [(bookings[1], {"due": "2026-06-20", "reason": "示例"})],
        "POST /bookings/{booking_id}/reach-milestone": [(bookings[0], {"name": "示例调研"})],
        "POST /topic-offers": [("", {"call_id": "C2", "topic": 9, "member_id": "M4"})],
        "POST /topic-offers/{offer_id}/accept": [(id, {}) for id in offers],
        "POST /topic-suggestions": [("", {"title": "示例新选题", "grounds": "示例：群众反映强烈。"})],
        "booking_id": bookings, "offer_id": offers, "suggestion_id": [public, *suggestions],
        "call_id": ["C1", "C2", "C3", "C4", "N1", "N2"], "topic": list(range(12)), "index": [0, 1],
    }  # fmt: skip


async def proposals(h: Harness) -> Known:
    clerk, member = h.client("clerk"), h.client("member", member_id="M1")
    other, officer = h.client("member", member_id="M2"), h.client("body_officer", member_id="M3", body_id="B1")
    filed = [(await ok(member, "/proposals", filing()))["id"] for _ in range(14)]
    filed += [(await ok(other, "/proposals", filing(kind="joint", cosigners=["M1"])))["id"] for _ in range(3)]
    filed.append((await ok(officer, "/proposals", filing(kind="collective", body_id="B1")))["id"])
    joint = [(await ok(member, "/proposals", filing(kind="joint", cosigners=["M2"])))["id"] for _ in range(2)]
    filed += joint
    admitted, returned, declined, merged = filed[:3], filed[3:6], filed[6:9], filed[9:13]
    for id in admitted:
        await ok(clerk, f"/proposals/{id}/admit", {"topic_group": "民生"})
    attached = []
    for id in returned:
        await ok(clerk, f"/proposals/{id}/return", {"comments": "示例理由"})
        attached.append(await put_file(member, f"/proposals/{id}/attachments", docx("示例"), "示例.docx"))
    for n, id in enumerate(declined):
        redirect = {"redirect": "opinion"} if n == 0 else {}
        answer = await clerk.post(
            f"/proposals/{id}/decline", json={"reason_code": "vague", "explanation": "示例说明"} | redirect
        )
        assert answer.is_success, answer.text
    await ok(member, f"/proposals/{declined[1]}/reconsider", {"grounds": "示例新材料"})
    for master, child in (merged[:2], merged[2:]):
        await ok(clerk, f"/proposals/{master}/merge", {"children": [child], "opinion": "示例意见"})
    await ok(clerk, "/model-proposals", {"proposal_id": admitted[0], "comment": "示例写法", "tags": ["示例"]})
    drafts = [(await ok(member, "/drafts"))["id"] for _ in range(6)]
    for id in drafts[:3]:
        for section, content in ({"form": {"publish_consent": True}} | filing()["text"]).items():
            saved = await member.put(
                f"/drafts/{id}/sections/{section}", json={"content": content, "base_version": 0, "device": "示例"}
            )
            assert saved.is_success, saved.text
        attached.append(await put_file(member, f"/drafts/{id}/attachments", docx("示例草稿"), "示例.docx"))
    return {
        "proposal_id": filed, "draft_id": drafts, "attachment_id": attached,
        "section": ["title", "situation", "suggestions"], "reason_code": ["vague"], "text": [filing()["text"]],
        "GET /archive-parts/{proposal_id}": [(admitted[0], None)],
        "GET /model-proposals/{proposal_id}/history": [(admitted[0], None)],
        "PUT /model-proposals/{proposal_id}": [(admitted[0], None)],
        "POST /model-proposals/{proposal_id}/unmark": [(admitted[0], None)],
        "POST /model-proposals": [("", {"proposal_id": admitted[1], "comment": "示例写法"})],
        "POST /attachments/{attachment_id}/remove": [(id, None) for id in attached[:3]],
        "POST /drafts/{draft_id}/file": [(id, None) for id in drafts[:3]],
        "POST /proposals": [("", filing())],
        "POST /proposals/parse": [("", WORD)],
        # Not the file that is attached already, which is refused: of one moment Word makes the same bytes.
        "POST /proposals/{proposal_id}/attachments": [(id, docx("示例附件")) for id in returned],
        "POST /proposals/{proposal_id}/refile": [(id, filing()["text"]) for id in returned],
        "POST /proposals/{proposal_id}/answer-redirect": [(declined[0], None)],
        "POST /proposals/{proposal_id}/decide-reconsideration": [(declined[1], None)],
        "POST /proposals/{proposal_id}/cosign": [(id, None) for id in filed[14:17]],
        "POST /proposals/{proposal_id}/invite": [(joint[0], {"members": ["M3"]})],
        "POST /proposals/{proposal_id}/cancel-invitation": [(joint[1], {"member_id": "M2"})],
        "POST /proposals/{proposal_id}/admit": [(filed[13], {"topic_group": "民生", "alone_reason": "示例"})],
        "POST /proposals/{proposal_id}/decline": [
            (filed[13], {"reason_code": "vague", "explanation": "示例", "alone_reason": "示例"})
        ],
        "POST /proposals/{proposal_id}/return": [(filed[13], {"comments": "示例", "alone_reason": "示例"})],
        "POST /proposals/{proposal_id}/merge": [(filed[13], {"children": [filed[17]], "opinion": "示例"})],
        "POST /proposals/{proposal_id}/undo-merge": [(merged[0], None)],
        "PUT /proposals/{proposal_id}/text": [(filed[13], filing()["text"] | {"analysis": "示例：改过的分析。"})],
    }  # fmt: skip


async def merges(h: Harness) -> Known:
    """One whose proposers are asked, and one that was objected to."""
    admin, clerk = h.client("county_admin"), h.client("clerk")
    document = (await admin.get("/policies/filing")).json()["document"]
    await ok(admin, "/policies/filing", {"document": document | {"merge_hours": 24}}, "PUT")
    member, officer = h.client("member", member_id="M1"), h.client("body_officer", member_id="M3", body_id="B1")
    pairs: list[tuple[str, str]] = []
    for _ in range(2):
        child = (await ok(officer, "/proposals", filing(kind="collective", body_id="B1")))["id"]
        pairs.append(((await ok(member, "/proposals", filing()))["id"], child))
        await ok(clerk, f"/proposals/{pairs[-1][0]}/merge", {"children": [child], "opinion": "示例意见"})
    (_, asked), (objected, child) = pairs
    await ok(officer, f"/proposals/{child}/answer-merge", {"agreed": False, "reason": "示例理由"})
    return {
        "POST /proposals/{proposal_id}/answer-merge": [(asked, {"agreed": True})],
        "POST /proposals/{proposal_id}/overrule-merge-objections": [(objected, {"explanation": "示例理由"})],
    }


async def papers(h: Harness, returned: Sequence[str]) -> Known:
    first = h.client("clerk", subject="clerk-1")
    entry = filing(member_id="M1", received_on="2026-03-02")
    ids, scans = [], []
    for _ in range(8):
        ids.append((await ok(first, "/paper-proposals", entry))["id"])
        scans.append(await put_file(first, f"/paper-proposals/{ids[-1]}/attachments", files.pdf(), "扫描件.pdf"))
    await ok(h.client("clerk"), f"/paper-proposals/{ids[-1]}/refuse", {"reason": "示例理由"})
    confirmed = await ok(h.client("clerk"), f"/paper-proposals/{ids[-2]}/confirm")
    second = await ok(h.client("clerk"), f"/paper-proposals/{ids[-3]}/confirm")
    objected = second["proposal_id"]
    await ok(h.client("member", member_id="M1"), f"/proposals/{objected}/object-to-entry", {"reason": "示例理由"})
    own, dropped = [(await ok(h.client("clerk"), "/paper-proposals", entry))["id"] for _ in range(2)]
    await ok(first, f"/paper-proposals/{dropped}/refuse", {"reason": "示例理由"})
    refiling = {"text": entry["text"], "received_on": "2026-03-02"}
    refiled = (await ok(h.client("clerk"), f"/proposals/{returned[0]}/paper-refilings", refiling))["id"]
    return {
        "POST /paper-proposals/{paper_id}/discard": [(dropped, {"reason": "示例理由"})],
        "POST /proposals/{proposal_id}/paper-refilings": [(returned[1], refiling)],
        "PUT /paper-proposals/{paper_id}/refiling": [(refiled, refiling)],
        "paper_id": [*ids[:-3], ids[-1], own],
        "POST /paper-proposals": [("", entry)],
        "PUT /paper-proposals/{paper_id}": [(own, entry)],
        "POST /paper-proposals/{paper_id}/attachments/{attachment_id}/remove": [
            ((ids[n], scans[n]), None) for n in range(3)
        ],
        "POST /proposals/{proposal_id}/object-to-entry": [(confirmed["proposal_id"], None)],
        "POST /proposals/{proposal_id}/settle-objection": [(objected, None)],
    }


async def reviewing(h: Harness, known: Known) -> Known:
    clerk = h.client("clerk")
    for id, login in (("R1", "reviewer"), ("R2", "chair"), ("R3", "login-3"), ("R4", "login-4")):
        await ok(
            clerk, "/reviewers", {"reviewer_id": id, "login": login, "name": f"示例审查员{id}", "topics": ["养老"]}
        )
    for id in ("G1", "G2", "G3"):
        group = {"group_id": id, "session_id": "S15-1", "name": f"示例审查组{id}", "topics": ["助餐"]}
        await ok(clerk, "/review-groups", group | {"members": ["R1", "R2", "R3"], "lead": "R1"})
    admin, decided = h.client("county_admin"), known["proposal_id"][:3]
    rules = {"stages": STAGES, "final_word": ["clerk", "chair"], "decide_alone": ["clerk", "chair", "reviewer"]}
    await ok(admin, "/policies/review", {"document": rules}, "PUT")
    # Of those that nobody is asked to co-sign still, which wait.
    member = h.client("member", member_id="M1")
    filed = [(await ok(member, "/proposals", filing()))["id"] for _ in range(3)]
    given = [{"id": id, "group_id": "G1"} for id in filed]
    distributed = await ok(clerk, "/review-batches/distribute", {"items": given})
    assert distributed["done"] == len(filed), distributed
    for id in ("K1", "K2", "K3"):
        await ok(clerk, "/calibrations", {"calibration_id": id, "name": "示例校准", "proposals": decided})
    opinion = {"stage": "preliminary", "outcome": "admit", "topics": ["养老"], "suggested_units": ["U1"]}
    named = {"session_id": "S15-1", "name": "示例新组", "topics": ["养老"], "members": ["R4"], "lead": "R4"}
    return {
        "reviewer_id": ["R1", "R2", "R3", "R4"], "group_id": ["G1", "G2", "G3"], "calibration_id": ["K1", "K2", "K3"],
        "GET /proposals/{proposal_id}/review": [(id, None) for id in filed],
        "POST /proposals/{proposal_id}/opinions": [(id, opinion) for id in filed],
        "POST /review-batches/opinions": [("", {"items": [opinion | {"id": id} for id in filed]})],
        "POST /calibrations": [("", {"calibration_id": "K9", "name": "示例校准", "proposals": decided})],
        "POST /calibrations/{calibration_id}/judge": [("K1", {"judgements": [{"number": 1, "outcome": "admit"}]})],
        "POST /review-groups": [("", named | {"group_id": "G9"})],
        "PUT /review-groups/{group_id}": [("G3", {name: said for name, said in named.items() if name != "session_id"})],
        "POST /reviewers/{reviewer_id}/retire": [("R4", None)],
    }  # fmt: skip


async def forwarding(h: Harness, known: Known) -> Known:
    """Asked and sent to the city, and, told by it, received from there."""
    clerk = h.client("clerk")
    ask = {"receiver": CITY, "reason": "示例：属市级事权"}
    forwards = [(await ok(clerk, f"/proposals/{known['proposal_id'][8]}/forwards", ask))["id"]]
    forwards += [(await ok(clerk, f"/calls/C3/topics/{n}/forwards", ask))["id"] for n in range(3)]
    offered = []
    received: list[str] = []
    for event, count in ((golden(ProposalForwarded), 5), (golden(TopicForwarded), 3)):
        for n in range(count):
            id = f"W-{event.wire_name().split('.')[1]}-{n}"
            said = event.model_copy(update={"forward_id": id, "receiver": COUNTY})
            await h.deliver(said, id, CITY)
            received.append(f"F-{CITY}-{id}")
    await read_own(h)
    for id in received[:2]:
        await ok(clerk, f"/received-forwards/{id}/offer", {"member_id": "M1"})
        offered.append((id, None))
    return {
        "forward_id": forwards, "received_id": received, "receiver": [CITY],
        "GET /forwards/{forward_id}": [(forwards[0], None)],
        "POST /forwards/{forward_id}/answer-consent": [(forwards[0], None)],
        "POST /received-forwards/{received_id}/take-up": offered,
        "POST /received-forwards/{received_id}/turn-down": offered,
        "POST /received-forwards/{received_id}/offer": [(received[2], {"member_id": "M1"})],
    }  # fmt: skip


async def jobs(h: Harness) -> Known:
    clerk, found = h.client("clerk"), []
    row = ("2024", "十五届三次", 1, "示例往年提案", "示例甲", "示例局", "A", "满意", "")
    # At once, and so there; of the jobs some are done, some wait.
    stored = await clerk.post("/archive/import", content=xlsx(ARCHIVE, (*row[:2], 9, *row[3:])))
    assert stored.json()["enrolled"] == 1, stored.text
    for n in range(3):
        book = xlsx(ARCHIVE, (*row[:2], n, *row[3:]))
        answer = await clerk.post("/archive/import?background=true", content=book)
        assert answer.status_code == 202, answer.text
        found.append(answer.json()["id"])
    for _ in range(3):
        await JOBS.step(h.runtime.worker_database, h.runtime.clock, KINDS)
    listed = (await clerk.get("/archive")).json()["items"]
    return {"job_id": found, "GET /archive/{proposal_id}": [(one["id"], None) for one in listed]}


async def submission(h: Harness) -> Known:
    await directory(h)
    await directory(h, CITY)
    known = {
        "member_id": [*PEOPLE, "M9"], "body_id": ["B1", "B2"], "unit_id": ["U1", "U2", "U3"],
        "session_id": ["S15-1", "S15-2"], "term": [15], "number": [1, 2, 3],
        "file": [docx("示例"), xlsx(ARCHIVE), files.pdf()],
        "POST /members": [("", {"member_id": "M10", "name": "示例委员", "sector": "经济界", "term": 15})],
        "POST /bodies": [("", {"body_id": "B9", "name": "示例专委会", "kind": "committee", "officers": ["M3"]})],
        "POST /units/{unit_id}/undo-succession": [("U8", {"reason": "示例理由"})],
        "POST /units/{unit_id}/succeed": [
            ("U3", {"successor_id": "U2", "takes_over_on": "2026-03-02", "reason": "示例改革"})
        ],
        "POST /sessions": [
            ("", {"session_id": "S15-9", "term": 15, "number": 9}
             | {name: at.replace("2026", "2029") for name, at in WINDOW.items()})
        ],
        "POST /sessions/{session_id}/change-window": [
            ("S15-2", {"plenary_cutoff": "2027-03-04T00:00:00Z", "reason": "示例"})
        ],
        **{
            f"POST /{what}/import": [("", xlsx(columns, row))]
            for what, (columns, row) in {
                "members": (("编号", "姓名", "界别", "党派", "专委会", "届"), ("M20", "示例甲", "经济界", "", "", 15)),
                "bodies": (("编号", "名称", "类别", "授权人编号"), ("B20", "示例会", "界别", "M3")),
                "units": (("编号", "名称", "系统", "对口专委会", "别名"), ("U20", "示例厅", "政府", "示例委", "")),
            }.items()
        },
    }  # fmt: skip
    known |= await topics(h)
    known |= await proposals(h)
    known |= await papers(h, known["proposal_id"][3:5])
    known |= await merges(h)
    known |= await reviewing(h, known)
    known |= await forwarding(h, known)
    known |= await jobs(h)
    return known

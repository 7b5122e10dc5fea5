"""The three levels: a year's selection, its meetings with their sign-in, and what is put to units, to its end."""

import asyncio
from datetime import datetime, timedelta

from chassis.eventlog import verify
from contracts.consultation import ForumAttended, HandlingReported, OpinionDelivered, QuestionRaised
from services.consultation.app import SERVICE
from tests.support.desk import ADMITTED, ok, refused
from tests.support.levels import AT, HELD, KEY, Levels, meeting


async def test_a_selection_is_drafted_changed_and_decided_once_and_by_the_chair(levels: Levels) -> None:
    desk = levels.desk
    draft = {"year": 2026, "level": "proposal_committee", "items": [KEY]}
    for items, rule in (
        ([{"proposal_id": "P1"}], "grounds"),
        ([KEY, KEY], "selected-twice"),
        ([{"proposal_id": "P404", "grounds": "key"}], "not-admitted"),
    ):
        await refused(desk.clerk, "/selections", rule, draft | {"items": items})
    made, again = await asyncio.gather(*(desk.clerk.post("/selections", json=draft) for _ in range(2)))
    assert sorted((made.status_code, again.status_code))[0] == 201
    refusal = max((made, again), key=lambda r: r.status_code)
    assert refusal.json().get("rule", "stale") in ("selection-exists", "stale")
    path = "/selections/2026-proposal_committee"
    assert (await desk.clerk.put(path, json={"items": []})).status_code == 428
    tag = {"If-Match": (await desk.clerk.get(path)).headers["etag"]}
    emptied = await desk.clerk.put(path, json={"items": []}, headers=tag)
    assert emptied.json()["items"] == []
    await refused(levels.chair, f"{path}/decide", "nothing-selected")
    assert (await desk.clerk.put(path, json={"items": [KEY]}, headers=tag)).status_code == 412
    await desk.clerk.put(path, json={"items": [KEY]}, headers={"If-Match": emptied.headers["etag"]})
    assert (await desk.clerk.post(f"{path}/decide")).status_code == 403
    decided = await ok(levels.chair, f"{path}/decide")
    assert (decided["state"], decided["decided_by"]) == ("decided", "示例主席")
    await refused(levels.chair, f"{path}/decide", "selection-state")
    late = await desk.clerk.put(path, json={"items": []}, headers={"If-Match": f'"{decided["version"]}-x"'})
    assert late.status_code == 412


async def test_the_chair_s_meeting_talks_over_two_categories_with_those_who_benefit(levels: Levels) -> None:
    desk = levels.desk
    for number in (2, 3):
        await desk.h.deliver(
            ADMITTED.model_copy(update={"proposal_id": f"P{number}", "case_number": number}), f"P{number}"
        )
    items = [{"proposal_id": f"P{n}", "category": c} for n, c in ((1, "城建"), (2, "教育"), (3, "医疗"))]
    draft = {"year": 2026, "level": "chair", "items": items}
    await refused(desk.clerk, "/selections", "category", draft | {"items": [KEY]})
    await ok(desk.clerk, "/selections", draft)
    path = "/selections/2026-chair"
    assert "医疗" in await refused(levels.chair, f"{path}/decide", "categories")
    tag = (await desk.clerk.get(path)).headers["etag"]
    await desk.clerk.put(path, json={"items": items[:2]}, headers={"If-Match": tag})
    await ok(levels.chair, f"{path}/decide")
    assert "somebody who benefits" in await refused(desk.clerk, "/forums", "invitations", meeting("2026-chair"))
    await refused(
        desk.clerk, "/forums", "not-selected", meeting("2026-chair", proposals=["P3"], beneficiaries=["群众代表甲"])
    )
    forum = await levels.convene("2026-chair", beneficiaries=["群众代表甲"])
    desk.h.clock.set(AT)
    for came in ({"name": "示例科长", "unit_id": "U1"}, {"name": "示例委员一", "member_id": "M1"}):
        await ok(desk.clerk, f"/forums/{forum}/attendance", came)
    assert "somebody who benefits" in await refused(desk.clerk, f"/forums/{forum}/hold", "attendance", HELD)
    await ok(desk.clerk, f"/forums/{forum}/attendance", {"name": "群众代表甲"})
    assert (await ok(desk.clerk, f"/forums/{forum}/hold", HELD))["state"] == "held"


async def test_a_meeting_is_convened_on_what_was_decided_with_whom_it_concerns(levels: Levels) -> None:
    desk = levels.desk
    await refused(desk.clerk, "/forums", "selection-unknown", meeting("2026-chair"))
    await ok(desk.clerk, "/selections", {"year": 2025, "level": "proposal_committee", "items": [KEY]})
    await refused(desk.clerk, "/forums", "selection-state", meeting("2025-proposal_committee"))
    selection = await levels.select()
    for fields, rule in (
        ({"form": "phone"}, "form"),
        ({"at": "2026-03-01T09:00:00+08:00"}, "forum-at"),
        ({"proposals": []}, "invitations"),
        ({"units": []}, "invitations"),
        ({"members": []}, "invitations"),
        ({"units": ["U404"]}, "unit-unknown"),
        ({"members": ["M404"]}, "member-unknown"),
    ):
        await refused(desk.clerk, "/forums", rule, meeting(selection, **fields))
    forum = await levels.convene(selection)
    for client, status in (
        (desk.first, 200),
        (desk.lead, 200),
        (desk.office, 200),
        (desk.second, 404),
        (desk.other, 404),
    ):
        assert (await client.get(f"/forums/{forum}")).status_code == status
        assert len((await client.get("/forums")).json()["items"]) == (status == 200)
    await refused(desk.clerk, f"/forums/{forum}/hold", "forum-at", HELD)
    off = await ok(desk.clerk, f"/forums/{forum}/call-off", {"reason": "与全会冲突"})
    assert (off["state"], off["reason"]) == ("called_off", "与全会冲突")
    await refused(desk.clerk, f"/forums/{forum}/attendance", "forum-state", {"name": "示例科长", "unit_id": "U1"})


async def test_who_is_in_the_room_signs_in_by_the_code_that_is_shown_now(levels: Levels) -> None:
    desk = levels.desk
    forum = await levels.convene(await levels.select(), members=["M1", "M2"])
    path = f"/forums/{forum}"
    await refused(desk.first, f"{path}/sign-in", "sign-in-code", {"code": "ABCDEFGH"})
    assert (await desk.first.get(f"{path}/sign-in-code")).status_code == 403

    async def shown() -> str:
        found = (await desk.clerk.get(f"{path}/sign-in-code")).json()
        assert found["svg"].startswith("<svg")
        assert found["link"] == f"/portal{path}/sign-in#{found['code']}"
        return found["code"]

    desk.h.clock.set(AT - timedelta(hours=2))
    await refused(desk.first, f"{path}/sign-in", "sign-in-window", {"code": await shown()})
    desk.h.clock.set(AT)
    code = await shown()
    came = await ok(desk.first, f"{path}/sign-in", {"code": f" {code.lower()} "})
    assert [(one["member_id"], one["entered_by"], one["login"]) for one in came["attendance"]] == [("M1", None, None)]
    logins = [
        [one["login"] for one in (await client.get(path)).json()["attendance"]] for client in (desk.clerk, desk.lead)
    ]
    assert (bool(logins[0][0]), logins[1]) == (True, [None])
    await refused(desk.stranger, f"{path}/sign-in", "not-invited", {"code": code})
    await refused(desk.other, f"{path}/sign-in", "not-invited", {"code": code})
    desk.h.clock.set(AT + timedelta(seconds=61))
    await ok(desk.second, f"{path}/sign-in", {"code": code})
    desk.h.clock.set(AT + timedelta(seconds=121))
    await refused(desk.lead, f"{path}/sign-in", "sign-in-code", {"code": code})
    # Everybody at once, some of them twice: each is there once.
    code = await shown()
    answers = await asyncio.gather(
        *(one.post(f"{path}/sign-in", json={"code": code}) for one in (desk.first, desk.lead, desk.lead, desk.leader))
    )
    assert {one.status_code for one in answers} == {200}
    there = (await desk.clerk.get(path)).json()["attendance"]
    assert sorted(one["member_id"] or one["unit_id"] for one in there) == ["M1", "M2", "U1", "U1"]
    assert len([one for one in await desk.h.published() if isinstance(one, ForumAttended)]) == 4
    for came, rule in (
        ({"name": "示例委员九", "member_id": "M9"}, "not-invited"),
        ({"name": "示例科长", "unit_id": "U9"}, "not-invited"),
        ({"name": "示例", "unit_id": "U1", "member_id": "M1"}, "attendance"),
    ):
        await refused(desk.clerk, f"{path}/attendance", rule, came)


async def test_an_opinion_goes_to_one_unit_and_is_followed_to_its_end(levels: Levels) -> None:
    desk = levels.desk
    forum = await levels.convene(await levels.select())
    opinion = {"proposal_id": "P1", "unit_id": "U1", "text": "请在年内完成立项。"}
    await refused(desk.clerk, f"/forums/{forum}/opinions", "forum-state", opinion)
    await levels.hold(forum)
    await refused(desk.clerk, f"/forums/{forum}/opinions", "not-talked-over", opinion | {"proposal_id": "P2"})
    await refused(desk.clerk, f"/forums/{forum}/opinions", "unit-unknown", opinion | {"unit_id": "U404"})
    put = await ok(desk.clerk, f"/forums/{forum}/opinions", opinion)
    # Fifteen working days from Tuesday 10 March.
    assert (put["state"], put["due"]) == ("put", "2026-03-31")
    path = f"/points/{put['id']}"
    for client, status in (
        (desk.lead, 200),
        (desk.first, 200),
        (desk.office, 200),
        (desk.other, 404),
        (desk.stranger, 404),
    ):
        assert (await client.get(path)).status_code == status
    await refused(desk.clerk, f"{path}/settle", "point-state")
    await refused(desk.lead, f"{path}/answer", "adoption", {"text": "已列入计划"})
    answer = {"text": "已列入计划", "adoption": "planned"}
    assert (await desk.other.post(f"{path}/answer", json=answer)).status_code == 404
    desk.h.clock.set(datetime.fromisoformat("2026-04-01T09:00:00+08:00"))
    (late,) = (await desk.clerk.get("/points?overdue=true")).json()["items"]
    assert (late["id"], late["overdue"]) == (put["id"], True)
    await ok(desk.lead, f"{path}/answer", answer)
    assert (await desk.clerk.get("/points?overdue=true")).json()["items"] == []
    assert (await desk.first.post(f"{path}/settle")).status_code == 404
    pressed = await ok(desk.clerk, f"{path}/press", {"reason": "没有时间表"})
    assert (pressed["state"], pressed["due"], pressed["answers"][0]["pressed"]) == ("put", "2026-04-23", "没有时间表")
    answers = await asyncio.gather(*(desk.lead.post(f"{path}/answer", json=answer) for _ in range(2)))
    assert sorted(one.status_code for one in answers) == [200, 409]
    assert (await ok(desk.clerk, f"{path}/settle"))["state"] == "settled"
    await refused(desk.clerk, f"{path}/close", "point-state", {"reason": "无"})
    (event,) = [one for one in await desk.h.published() if isinstance(one, OpinionDelivered)]
    assert (event.unit_id, event.due.isoformat(), event.policy_version) == ("U1", "2026-03-31", 0)


async def test_a_question_in_the_standing_committee_is_settled_by_nobody_but_who_asked(levels: Levels) -> None:
    desk = levels.desk
    committee = await levels.convene(await levels.select())
    ask = {"unit_id": "U1", "text": "去年的承诺何时兑现？"}
    await refused(desk.first, f"/forums/{committee}/questions", "question-level", ask)
    standing = await levels.convene(
        await levels.select("standing_committee", ()), form="meeting", proposals=[], units=["U1", "U2"]
    )
    path = f"/forums/{standing}/questions"
    assert (await desk.stranger.post(path, json=ask)).status_code == 404
    await refused(desk.first, path, "unit-not-invited", ask | {"unit_id": "U9"})
    await refused(desk.first, path, "member-needed", ask | {"member_id": "M2"})
    await refused(desk.first, path, "not-admitted", ask | {"proposal_id": "P404"})
    await refused(desk.clerk, path, "member-needed", ask)
    await refused(desk.clerk, path, "not-invited", ask | {"member_id": "M9"})
    own = await ok(desk.first, path, ask)
    noted = await ok(desk.clerk, path, ask | {"member_id": "M1", "unit_id": "U2"})
    assert (own["put_by"], noted["member_id"]) == (None, "M1")
    assert noted["put_by"] is not None
    await refused(desk.lead, f"/points/{own['id']}/answer", "adoption", {"text": "六月底", "adoption": "planned"})
    await ok(desk.lead, f"/points/{own['id']}/answer", {"text": "六月底前兑现。"})
    assert (await desk.clerk.post(f"/points/{own['id']}/settle")).status_code == 403
    assert (await desk.second.post(f"/points/{own['id']}/settle")).status_code == 404
    await ok(desk.first, f"/points/{own['id']}/press", {"reason": "没有说明责任人"})
    await ok(desk.lead, f"/points/{own['id']}/answer", {"text": "由示例科负责，六月底前兑现。"})
    assert (await ok(desk.first, f"/points/{own['id']}/settle"))["state"] == "settled"
    closed = await ok(desk.clerk, f"/points/{noted['id']}/close", {"reason": "与另一提问重复"})
    assert (closed["state"], closed["reason"]) == ("closed", "与另一提问重复")
    raised = [one for one in await desk.h.published() if isinstance(one, QuestionRaised)]
    assert [one.assisted_by is None for one in raised] == [True, False]


async def test_the_year_is_reported_on_with_what_is_still_open(levels: Levels) -> None:
    desk = levels.desk
    selection = await levels.select()
    path, text = f"/selections/{selection}/report", {"report": "协商一次，意见一条。"}
    await refused(desk.clerk, path, "no-meeting", text)
    forum = await levels.convene(selection)
    assert forum in await refused(desk.clerk, path, "meetings-to-come", text)
    await levels.hold(forum)
    put = await ok(desk.clerk, f"/forums/{forum}/opinions", {"proposal_id": "P1", "unit_id": "U1", "text": "请立项。"})
    assert (await desk.office.post(path, json=text)).status_code == 403
    # While the report is being written, another meeting is called for: it is in the report, or it is refused.
    reported, convened = await asyncio.gather(
        desk.clerk.post(path, json=text),
        desk.clerk.post("/forums", json=meeting(selection, at="2026-03-20T09:00:00+08:00")),
    )
    if convened.status_code == 201:
        assert reported.json()["rule"] == "meetings-to-come"
        await ok(desk.clerk, f"/forums/{convened.json()['id']}/call-off", {"reason": "并入年度报告"})
        await ok(desk.clerk, path, text)
    else:
        assert (reported.status_code, convened.json()["rule"]) == (200, "selection-state")
    (event,) = [one for one in await desk.h.published() if isinstance(one, HandlingReported)]
    assert (event.meetings_held, event.points, event.points_settled, event.points_open) == (1, 1, 0, (put["id"],))
    await ok(desk.lead, f"/points/{put['id']}/answer", {"text": "已立项。", "adoption": "adopted"})
    assert (await ok(desk.clerk, f"/points/{put['id']}/settle"))["state"] == "settled"
    async with desk.h.owner.connect() as connection:
        count, findings = await verify(connection, SERVICE.metadata)
    assert (count > 0, findings) == (True, [])

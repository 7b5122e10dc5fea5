"""Signing in to a consultation of the two parties: who came, when and how, beside the record and no part of it."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

from contracts.consultation import ConsultationAttended
from tests.support.desk import Desk, a_meeting, ok, refused
from tests.support.documents import limit, unaltered
from tests.support.letters import name_everybody, read_docx

AT = datetime.fromisoformat("2026-03-02T17:00:00+08:00")
CALLED = {"phase": "before", "at": AT.isoformat(), "place": "现场", "invited": ["示例委员一", "居民甲"]}
RESIDENT = {"name": "居民甲", "role": "beneficiary"}
PRESENT = [
    {"name": "副局长", "role": "unit"},
    {"name": "委员一", "role": "proposer", "member_id": "M1"},
    RESIDENT,
]


async def called(desk: Desk) -> tuple[str, str]:
    """A consultation that is called for a time: its assignment, its path."""
    assignment_id = await desk.assign()
    await ok(desk.lead, f"/assignments/{assignment_id}/accept")
    found = await ok(desk.lead, f"/assignments/{assignment_id}/schedule", CALLED)
    return assignment_id, f"/consultations/{found['id']}"


async def shown(desk: Desk, path: str) -> dict[str, str]:
    found = (await desk.lead.get(f"{path}/sign-in-code")).json()
    assert found["svg"].startswith("<svg")
    return {"code": found["code"]}


async def test_the_link_is_whole_where_the_county_or_who_asks_says_the_address(desk: Desk) -> None:
    _, path = await called(desk)
    asking = {"origin": "http://127.0.0.1:8080"}

    async def link(**query: str) -> tuple[str, str]:
        found = (await desk.lead.get(f"{path}/sign-in-code", params=query)).json()
        return found["link"], found["code"]

    said, code = await link()
    assert said == f"/portal{path}/sign-in#{code}"
    said, code = await link(**asking)
    assert said == f"http://127.0.0.1:8080/portal{path}/sign-in#{code}"
    assert (await desk.lead.get(f"{path}/sign-in-code", params={"origin": "//elsewhere"})).status_code == 422
    # Phones find the portal at another address than the unit's own network does: what the county says goes first.
    await limit(desk, "consultation-sign-in", page="https://portal.example.org/portal")
    said, code = await link(**asking)
    assert said == f"https://portal.example.org/portal{path}/sign-in#{code}"


async def test_who_is_in_the_room_signs_in_by_the_code_that_the_unit_shows(desk: Desk) -> None:
    _, path = await called(desk)
    await desk.assign("U2", "helper")
    await refused(desk.first, f"{path}/sign-in", "sign-in-code", {"code": "ABCDEFGH"})
    for outsider, status in ((desk.first, 403), (desk.clerk, 403), (desk.helper, 404), (desk.other, 404)):
        assert (await outsider.get(f"{path}/sign-in-code")).status_code == status
    early = await shown(desk, path)
    await refused(desk.first, f"{path}/sign-in", "sign-in-window", early)
    await refused(desk.lead, f"{path}/attendance", "sign-in-window", RESIDENT)
    await limit(desk, "consultation-sign-in", code_seconds=3600)
    desk.h.clock.set(AT)
    code = await shown(desk, path)
    told = await ok(desk.first, f"{path}/sign-in", {"code": f" {code['code'].lower()} "})
    assert (told["role"], told["place"], told["signed_in_at"][:16]) == ("proposer", "现场", "2026-03-02T09:00")
    for outsider in (desk.stranger, desk.other):
        await refused(outsider, f"{path}/sign-in", "not-invited", code)
    assert (await desk.first.post("/consultations/none/sign-in", json=code)).status_code == 404
    # Everybody at once, some of them twice: each is there once.
    everybody = (desk.first, desk.second, desk.lead, desk.leader, desk.helper, desk.helper)
    answers = await asyncio.gather(*(one.post(f"{path}/sign-in", json=code) for one in everybody))
    assert {one.status_code for one in answers} == {200}
    # A helper is told that it is there, and reads no more of it.
    assert set(answers[-1].json()) == {"id", "version", "at", "place", "role", "signed_in_at"}
    assert (await desk.helper.get(path)).status_code == 404
    for who, body, status in (
        (desk.lead, RESIDENT | {"role": "proposer"}, 422),
        (desk.lead, {"name": "居民甲"}, 422),
        (desk.other, RESIDENT, 404),
        (desk.first, RESIDENT, 403),
    ):
        assert (await who.post(f"{path}/attendance", json=body)).status_code == status
    for _ in range(2):
        found = await ok(desk.lead, f"{path}/attendance", RESIDENT)
    there = found["attendance"]
    assert sorted((one["member_id"] or one["unit_id"] or one["name"], one["way"]) for one in there) == [
        ("M1", "code"), ("M2", "code"), ("U1", "code"), ("U1", "code"), ("U2", "code"), ("居民甲", "entered"),
    ]  # fmt: skip
    assert {one["named"] for one in there} == {False}
    assert "login" not in str(there)
    assert len([one for one in await desk.h.published() if isinstance(one, ConsultationAttended)]) == 6
    desk.h.clock.set(AT + timedelta(seconds=3601))
    await ok(desk.second, f"{path}/sign-in", code)
    desk.h.clock.set(AT + timedelta(seconds=7201))
    await refused(desk.second, f"{path}/sign-in", "sign-in-code", code)
    assert await unaltered(desk) == []


async def test_it_stands_beside_the_record_and_confirms_nothing(desk: Desk) -> None:
    assignment_id, path = await called(desk)
    await name_everybody(desk.h)
    desk.h.clock.set(AT)
    code = await shown(desk, path)
    for who in (desk.first, desk.second):
        await ok(who, f"{path}/sign-in", code)
    await ok(desk.lead, f"{path}/attendance", RESIDENT)
    plan = f"/assignments/{assignment_id}/agree-plan"
    await refused(desk.lead, plan, "gate-before", {"plan": "分步实施"})
    held: dict[str, Any] = a_meeting(assignment_id, present=PRESENT, points=[], scheduled_id=path.rsplit("/", 1)[1])
    for name in ("participants", "points_raised", "points_agreed"):
        del held[name]
    recorded = await ok(desk.lead, "/consultations", held)
    assert (recorded["state"], recorded["confirmed_by"]) == ("recorded", [])
    assert [(one["name"], one["named"], one["way"]) for one in recorded["attendance"][:3]] == [
        ("副局长", True, None), ("委员一", True, "code"), ("居民甲", True, "entered"),
    ]  # fmt: skip
    assert [(one["member_id"], one["named"]) for one in recorded["attendance"][3:]] == [("M2", False)]
    await refused(desk.lead, plan, "gate-before", {"plan": "分步实施"})
    for who, command, body in ((desk.first, "sign-in", code), (desk.lead, "attendance", RESIDENT)):
        await refused(who, f"{path}/{command}", "consultation-state", body)
    assert (await desk.lead.get(f"{path}/sign-in-code")).json()["rule"] == "consultation-state"
    text = read_docx((await desk.first.get(f"{path}/minutes?format=docx")).content)
    proposers = "示例委员1（扫码签到）、示例委员2（扫码签到，记录未列名）"
    assert f"出席：承办单位：副局长；提案者：{proposers}；受益群众：居民甲（现场登记）" in text
    assert "签到只说明到场，不代表对记录的确认" in text
    await ok(desk.first, f"{path}/confirm")
    await ok(desk.lead, plan, {"plan": "分步实施"})


async def test_what_is_only_due_is_signed_in_to_by_nobody(desk: Desk) -> None:
    await desk.issued(await desk.planned())
    (due,) = (await desk.lead.get("/consultations?phase=after")).json()["items"]
    path = f"/consultations/{due['id']}"
    assert (await desk.lead.get(f"{path}/sign-in-code")).json()["rule"] == "sign-in-window"
    await refused(desk.lead, f"{path}/attendance", "sign-in-window", RESIDENT)

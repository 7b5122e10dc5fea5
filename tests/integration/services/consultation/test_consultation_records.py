"""What a consultation's record says: who took part in which role, and the points themselves."""

from typing import Any

from contracts.consultation import ConsultationDisputed, ConsultationRecorded
from tests.support.desk import Desk, a_meeting, ok, refused
from tests.support.letters import a_filing

PRESENT = [
    {"name": "副局长", "role": "unit"},
    {"name": "委员一", "role": "proposer", "member_id": "M1"},
    {"name": "小区居民代表", "role": "beneficiary"},
]
POINTS = [{"text": "先改电网", "agreed": True}, {"text": "电梯费用如何分担", "agreed": False}]


def in_full(assignment_id: str, **fields: Any) -> dict[str, Any]:
    said = a_meeting(assignment_id)
    for name in ("participants", "points_raised", "points_agreed"):
        del said[name]
    return said | {"present": PRESENT, "points": POINTS} | fields


async def accepted(desk: Desk) -> str:
    assignment_id = await desk.assign()
    await ok(desk.lead, f"/assignments/{assignment_id}/accept")
    return assignment_id


async def test_a_record_in_full_says_roles_and_points_and_a_dispute_names_one(desk: Desk) -> None:
    assignment_id = await accepted(desk)
    held = await ok(desk.lead, "/consultations", in_full(assignment_id))
    assert [one["role"] for one in held["present"]] == ["unit", "proposer", "beneficiary"]
    assert [(p["number"], p["agreed"]) for p in held["points"]] == [(1, True), (2, False)]
    # Whoever reads names and counts alone goes on reading them.
    assert held["participants"] == ["副局长", "委员一", "小区居民代表"]
    assert (held["points_raised"], held["points_agreed"], held["disputed_points"]) == (2, 1, [])
    (recorded,) = [e for e in await desk.h.published() if isinstance(e, ConsultationRecorded)]
    assert recorded.points is not None
    assert recorded.points[1].text == "电梯费用如何分担"

    path, statement = f"/consultations/{held['id']}/dispute", "费用没有谈"
    await refused(desk.first, path, "point-unknown", {"statement": statement, "points": [3]})
    disputed = await ok(desk.first, path, {"statement": statement, "points": [2]})
    assert (disputed["state"], disputed["disputed_points"]) == ("disputed", [2])
    assert isinstance((event := (await desk.h.published())[-1]), ConsultationDisputed)
    assert event.points == (2,)


async def test_a_record_in_full_is_checked(desk: Desk) -> None:
    assignment_id = await accepted(desk)
    unit_alone = in_full(assignment_id, present=PRESENT[:1])
    assert "as a proposer" in await refused(desk.lead, "/consultations", "participants", unit_alone)
    stranger = [PRESENT[0], {"name": "委员九", "role": "proposer", "member_id": "M9"}]
    await refused(desk.lead, "/consultations", "participants", in_full(assignment_id, present=stranger))
    await refused(desk.lead, "/consultations", "points", in_full(assignment_id, points_raised=9))
    for rule, missing in (
        ("participants", {"present": None}),
        ("points", {"points": None}),
        ("points", {"points": None, "points_raised": 1}),
        ("participants", {"participants": ["M1"]}),
    ):
        await refused(desk.lead, "/consultations", rule, in_full(assignment_id, **missing))
    for missing in (
        {"present": [PRESENT[0] | {"role": "lead"}]},
        {"points": [{"text": "", "agreed": True}]},
    ):
        r = await desk.lead.post("/consultations", json=in_full(assignment_id, **missing))
        assert r.status_code == 422, missing
    assert (await desk.lead.get("/consultations")).json()["items"] == []
    assert (await ok(desk.lead, "/consultations", in_full(assignment_id, points=[])))["points_raised"] == 0


async def test_names_and_counts_alone_are_taken_and_say_no_more(desk: Desk) -> None:
    assignment_id = await accepted(desk)
    held = await ok(desk.lead, "/consultations", a_meeting(assignment_id))
    assert (held["participants"], held["present"], held["points"]) == (["M1"], None, None)
    body = {"statement": "没有见面", "points": [1]}
    await refused(desk.first, f"/consultations/{held['id']}/dispute", "point-unknown", body)
    assert (await ok(desk.first, f"/consultations/{held['id']}/dispute", {"statement": "没有见面"}))["points"] is None


async def test_for_a_body_comes_who_is_no_member(desk: Desk) -> None:
    assignment_id = await accepted(desk)
    came = [PRESENT[0], {"name": "民盟县委会来人", "role": "proposer"}]
    await refused(desk.lead, "/consultations", "participants", in_full(assignment_id, present=came))
    await desk.h.deliver(a_filing("P1", "M1", "B1"), "P1")
    assert (await ok(desk.lead, "/consultations", in_full(assignment_id, present=came)))["state"] == "recorded"

"""Proposals shared out to be read blind: by lot, without conflicts, handed over by event, calibrated."""

import asyncio
from typing import Any

from contracts.base import Event
from contracts.evaluation import AssessmentOpened, ReadingHandedOver, ReadingsSharedOut
from contracts.submission import ProposalAmended, ProposalWithdrawn
from services.evaluation.allotment import sharing
from tests.support.facts import admitted, assigned, filed, refused, sound
from tests.support.harness import Client, Harness

INDICATORS: list[dict[str, Any]] = [
    {"code": "topic", "name": "选题", "maximum": 40, "levels": [
        {"at_least": 30, "name": "好", "says": "选题准，切口小"},
        {"at_least": 0, "name": "一般", "says": "选题空泛"},
    ]},
    {"code": "advice", "name": "建议", "maximum": 60},
]  # fmt: skip
PANEL = {"members": ["M1", "M2", "M7", "M8"], "experts": ["e1", "e2", "e3"]}


async def told(h: Harness, event: Event, id: str) -> None:
    """To every consumer, as the bus does."""
    message = h.message(h.envelope(event, id))
    for reader in h.runtime.readers:
        await reader.consumer.on_batch([message])


async def scheme(h: Harness, *, indicators: list[dict[str, Any]] | None = None, **rules: Any) -> str:
    groups = [{"code": "members", "name": "委员", "weight": 50}, {"code": "experts", "name": "专家", "weight": 50}]
    body = {
        "subject": "proposal_quality",
        "title": "示例阅评方案",
        "categories": [{"name": "提案", "indicators": indicators or INDICATORS}],
        "rules": {"groups": groups} | rules,
    }
    answer = await h.client("county_admin").post("/schemes", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def session(h: Harness, count: int, **rules: Any) -> tuple[str, Client]:
    """``count`` admitted proposals of M1 and M2, P1 handled by U1, whose e1 is; a scheme with its panel."""
    for n in range(1, count + 1):
        await told(h, filed(f"P{n}"), f"P{n}")
        await told(h, admitted(f"P{n}"), f"P{n}")
    await h.deliver(assigned("P1", "U1"), "A-P1-U1")
    id = await scheme(h, **rules)
    clerk = h.client("clerk")
    answer = await clerk.post(f"/schemes/{id}/panel", json={"groups": PANEL, "units": {"e1": ["U1"]}})
    assert answer.status_code == 201, answer.text
    return id, clerk


def assessor(h: Harness, id: str, **claims: Any) -> Client:
    who = {"member_id": id} if id.startswith("M") else {"subject": id}
    return h.client("assessor", **who, **claims)


def readers(allotment: dict[str, Any], proposal: str) -> set[str]:
    (reading,) = [one for one in allotment["readings"] if one["proposal_id"] == proposal]
    return {reader["assessor"] for reader in reading["readers"]}


async def test_a_session_is_shared_out_evenly_and_to_nobody_it_concerns(h: Harness) -> None:
    id, clerk = await session(h, 7)
    path, body = f"/schemes/{id}/allotments", {"session_id": "S1", "seed": "示例种子", "readers": 1}
    assert (await h.client("assessor").post(path, json=body)).status_code == 403
    assert refused(await clerk.post(path, json=body | {"session_id": "S9"})) == "nothing-to-read"
    assert refused(await clerk.post(path, json={"session_id": "S1"})) == "readers"
    answer = await clerk.post(path, json=body)
    assert answer.status_code == 201, answer.text
    shared = answer.json()
    every = [reader for one in shared["readings"] for reader in one["readers"]]
    loads = {one: sum(reader["assessor"] == one for reader in every) for people in PANEL.values() for one in people}
    assert (loads["M1"], loads["M2"]) == (0, 0)  # they propose all of them
    assert {loads["M7"], loads["M8"]} == {3, 4}
    assert sorted(loads[one] for one in PANEL["experts"]) == [2, 2, 3]
    assert "e1" not in readers(shared, "P1")
    again = {
        group: sharing.share("示例种子", [f"P{n}" for n in range(1, 8)], people, 1, loads={}, excluded={
            f"P{n}": {"M1", "M2"} | ({"e1"} if n == 1 else set()) for n in range(1, 8)
        })
        for group, people in PANEL.items()
    }  # fmt: skip
    for one in shared["readings"]:
        of = {reader["group"]: (reader["assessor"],) for reader in one["readers"]}
        assert of == {group: found[one["proposal_id"]] for group, found in again.items()}
    assert refused(await clerk.post(path, json=body)) == "nothing-to-read"
    # What comes later is shared out behind what stands.
    await told(h, filed("P8"), "P8")
    await told(h, admitted("P8"), "P8")
    later = (await clerk.post(path, json=body)).json()
    assert later["readings"][:7] == shared["readings"]
    assert (len(later["readings"]), later["version"], len(later["drawings"])) == (8, 2, 2)
    opened = [event for event in await h.published() if isinstance(event, AssessmentOpened)]
    assert {event.proposal_id for event in opened} == {f"P{n}" for n in range(1, 9)}
    assert {event.allotment_id for event in opened} == {shared["id"]}
    (summary,) = (await clerk.get("/allotments", params={"session_id": "S1"})).json()["items"]
    assert (summary["proposals"], (await clerk.get("/allotments?session_id=S9")).json()["items"]) == (8, [])
    await sound(h)


async def test_two_clerks_share_out_once(h: Harness) -> None:
    id, clerk = await session(h, 3, readers=2)
    path, body = f"/schemes/{id}/allotments", {"session_id": "S1"}
    assert refused(await clerk.post(path, json=body | {"readers": 3})) == "readers"
    answers = await asyncio.gather(*(clerk.post(path, json=body) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers)[0] == 201
    assert all(answer.status_code in (409, 412) for answer in answers if answer.status_code != 201)
    events = await h.published()
    assert len([event for event in events if isinstance(event, ReadingsSharedOut)]) == 1
    assert len([event for event in events if isinstance(event, AssessmentOpened)]) == 3
    await sound(h)


async def test_an_assessor_reads_blind_and_only_what_is_theirs(h: Harness) -> None:
    id, clerk = await session(h, 4)
    shared = (await clerk.post(f"/schemes/{id}/allotments", json={"session_id": "S1", "readers": 1})).json()
    m7 = assessor(h, "M7")
    mine = (await m7.get("/readings")).json()
    own = {one["proposal_id"] for one in shared["readings"] if "M7" in readers(shared, one["proposal_id"])}
    assert {one["proposal_id"] for one in mine["items"]} == own
    assert (mine["to_do"], mine["done"], len(own)) == (2, 0, 2)
    first = mine["items"][0]
    await told(h, ProposalAmended(
        proposal_id=first["proposal_id"], text=filed("P1").text.model_copy(update={"title": "关于改后的提案"}),
        before=filed("P1").text, refiled=False,
    ), first["proposal_id"])  # fmt: skip
    answer = await m7.get(f"/readings/{first['assessment_id']}")
    read = answer.json()
    assert (read["text"]["title"], read["text"]["suggestions"][0]["text"]) == ("关于改后的提案", "甲")
    assert [level["name"] for level in read["indicators"][0]["levels"]] == ["好", "一般"]
    for given in (answer.text, (await m7.get("/readings")).text, (await m7.get("/assessments")).text):
        assert not {"M1", "M2", "M8", "e1"} & {word.strip('"') for word in given.replace(",", " ").split()}
        assert '"M1"' not in given
        assert "proposer" not in given
    other = next(one for one in shared["readings"] if one["proposal_id"] not in own)
    assert (await m7.get(f"/readings/{other['assessment_id']}")).status_code == 404
    assert (await m7.get("/readings/nothing")).status_code == 404
    points = {"points": {"topic": 35, "advice": 50}}
    assert refused(await m7.post(f"/assessments/{other['assessment_id']}/scores", json=points)) == "not-a-reader"
    assert (await m7.post(f"/assessments/{first['assessment_id']}/scores", json=points)).status_code == 200
    done = (await m7.get("/readings", params={"done": True})).json()
    assert (done["to_do"], done["done"], [one["proposal_id"] for one in done["items"]]) == (
        1,
        1,
        [first["proposal_id"]],
    )
    assert (await m7.get(f"/readings/{first['assessment_id']}")).json()["given"]["points"] == points["points"]
    for path in ("", "/progress", "/calibration"):
        assert (await m7.get(f"/allotments/{shared['id']}{path}")).status_code == 403
    await sound(h)


async def test_an_assessor_steps_back_and_another_takes_it(h: Harness) -> None:
    id, clerk = await session(h, 3)
    shared = (await clerk.post(f"/schemes/{id}/allotments", json={"session_id": "S1", "readers": 1})).json()
    of = {reader["assessor"]: one for one in shared["readings"] for reader in one["readers"]}
    reading, reason = of["M7"], {"reason": "与提案涉及的企业有往来"}
    path = f"/readings/{reading['assessment_id']}/step-back"
    assert (await assessor(h, "M1").post(path, json=reason)).status_code == 404
    answer = await assessor(h, "M7").post(path, json=reason)
    assert answer.status_code == 200, answer.text
    assert "M8" not in answer.text
    (event,) = [one for one in await h.published() if isinstance(one, ReadingHandedOver)]
    assert (event.assessor, event.taken_by, event.handed_over_by) == ("M7", "M8", None)
    assert (await assessor(h, "M7").post(path, json=reason)).status_code == 404
    mine = (await assessor(h, "M8").get("/readings")).json()["items"]
    assert reading["assessment_id"] in {one["assessment_id"] for one in mine}
    # Nobody else of the group may: the clerk sees what wants a reader.
    assert (await assessor(h, "M8").post(path, json=reason)).status_code == 200
    seen = (await clerk.get(f"/allotments/{shared['id']}/progress")).json()
    assert [(one["proposal_id"], one["short"]) for one in seen["wanting"]] == [(reading["proposal_id"], {"members": 1})]
    # Asked again, whoever is on the panel by now fills the gap, and nobody who stepped back.
    again = {"session_id": "S1", "readers": 1}
    assert refused(await clerk.post(f"/schemes/{id}/allotments", json=again)) == "nothing-to-read"
    panel = {**PANEL, "members": [*PANEL["members"], "M9"]}
    await clerk.post(f"/schemes/{id}/panel", json={"groups": panel, "units": {"e1": ["U1"]}})
    filled = (await clerk.post(f"/schemes/{id}/allotments", json=again)).json()
    assert "M9" in readers(filled, reading["proposal_id"])
    assert {"M7", "M8"}.isdisjoint(readers(filled, reading["proposal_id"]))
    assert len(filled["readings"]) == len(shared["readings"])
    assert (await clerk.get(f"/allotments/{shared['id']}/progress")).json()["wanting"] == []
    # What is scored stays whose it is, also where a clerk would hand it over.
    other = of["e2"]
    points = {"points": {"topic": 35, "advice": 50}}
    assert (
        await assessor(h, "e2").post(f"/assessments/{other['assessment_id']}/scores", json=points)
    ).status_code == 200
    take = {"proposal_id": other["proposal_id"], "assessor": "e2", "reason": "示例"}
    assert refused(await clerk.post(f"/allotments/{shared['id']}/hand-over", json=take)) == "scored"
    take = {"proposal_id": of["e3"]["proposal_id"], "assessor": "e3", "reason": "生病"}
    handed = await clerk.post(f"/allotments/{shared['id']}/hand-over", json=take)
    assert (handed.status_code, handed.json()["handed_over"][-1]["by"]) == (200, "clerk")
    assert refused(await clerk.post(f"/allotments/{shared['id']}/hand-over", json=take)) == "not-a-reader"
    await sound(h)


async def test_of_scoring_and_handing_over_at_once_one_is_first(h: Harness) -> None:
    id, clerk = await session(h, 8)
    shared = (await clerk.post(f"/schemes/{id}/allotments", json={"session_id": "S1", "readers": 1})).json()
    points = {"points": {"topic": 35, "advice": 50}}
    for one in shared["readings"]:
        (reader,) = [found["assessor"] for found in one["readers"] if found["group"] == "members"]
        take = {"proposal_id": one["proposal_id"], "assessor": reader, "reason": "示例"}
        given, handed = await asyncio.gather(
            assessor(h, reader).post(f"/assessments/{one['assessment_id']}/scores", json=points),
            clerk.post(f"/allotments/{shared['id']}/hand-over", json=take),
        )
        assert sorted((given.status_code, handed.status_code)) == [200, 409], (given.text, handed.text)
    await sound(h)


async def test_what_becomes_a_conflict_later_is_shown_and_cannot_be_scored(h: Harness) -> None:
    id, clerk = await session(h, 2)
    shared = (await clerk.post(f"/schemes/{id}/allotments", json={"session_id": "S1", "readers": 2})).json()
    await h.deliver(assigned("P2", "U1"), "A-P2-U1")
    seen = (await clerk.get(f"/allotments/{shared['id']}/progress")).json()
    late = next(one for one in shared["readings"] if one["proposal_id"] == "P2")
    if "e1" in readers(shared, "P2"):
        assert [one["conflicts"] for one in seen["wanting"] if one["proposal_id"] == "P2"] == [["e1"]]
    points = {"points": {"topic": 35, "advice": 50}}
    of_unit = h.client("assessor", "unit", subject="e3", unit_id="U1")
    path = f"/assessments/{late['assessment_id']}/scores"
    assert refused(await of_unit.post(path, json=points)) == "conflict-of-interest"
    await told(h, ProposalWithdrawn(proposal_id="P2", reason="示例"), "P2")
    assert refused(await clerk.post(f"/schemes/{id}/allotments", json={"session_id": "S1", "readers": 2})) == (
        "nothing-to-read"
    )


async def test_the_clerk_sees_how_assessors_stand_to_each_other(h: Harness) -> None:
    id, clerk = await session(h, 2, readers=2)
    shared = (await clerk.post(f"/schemes/{id}/allotments", json={"session_id": "S1"})).json()
    for one in shared["readings"]:
        for who, topic in (("M7", 40), ("M8", 20)):
            points = {"points": {"topic": topic, "advice": 50}}
            answer = await assessor(h, who).post(f"/assessments/{one['assessment_id']}/scores", json=points)
            assert answer.status_code == 200, answer.text
    seen = (await clerk.get(f"/allotments/{shared['id']}/calibration")).json()
    by = {one["assessor"]: (one["scored"], one["mean"], one["distance"], one["spread"]) for one in seen["assessors"]}
    assert by == {"M7": (2, 90, 20, 0), "M8": (2, 70, -20, 0)}
    assert seen["pairs"] == [{"one": "M7", "other": "M8", "common": 2, "distance": 20, "lean": 20}]
    done = (await clerk.get(f"/allotments/{shared['id']}/progress")).json()
    assert (done["readings"], done["done"], done["proposals"]) == (8, 4, 2)


async def test_what_is_wrong_with_levels_and_readers_is_told_with_its_place(h: Harness) -> None:
    levels = [{"at_least": 5, "name": "差", "says": "差"}, {"at_least": 30, "name": "好", "says": "好"}]
    body = {
        "subject": "proposal_quality",
        "title": "示例",
        "categories": [{"name": "提案", "indicators": [INDICATORS[1], {
            "code": "a", "name": "甲", "maximum": 20, "levels": levels,
        }, {"code": "b", "name": "乙", "maximum": 20, "formula": "on_time", "levels": [
            {"at_least": 0, "name": "差", "says": "差"},
        ]}]}],
        "rules": {"readers": 1, "groups": [{"code": "g", "name": "组", "weight": 100, "at_least": 2}]},
    }  # fmt: skip
    answer = await h.client("county_admin").post("/schemes", json=body)
    assert refused(answer) == "levels"
    assert [one["pointer"] for one in answer.json()["errors"]] == [
        "/body/categories/0/indicators/1/levels/1/at_least",
        "/body/categories/0/indicators/1/levels",
        "/body/categories/0/indicators/2/levels",
        "/body/rules/readers",
    ]
    clerk = h.client("clerk")
    plain = await scheme(h)
    wrong = {"groups": PANEL, "units": {"nobody": ["U1"]}}
    assert refused(await clerk.post(f"/schemes/{plain}/panel", json=wrong)) == "not-on-panel"
    share = {"session_id": "S1", "readers": 1}
    assert refused(await clerk.post(f"/schemes/{plain}/allotments", json=share)) == "no-panel"
    await clerk.post("/schemes/examples")
    assert refused(await clerk.post("/schemes/example-proposal/allotments", json=share)) == "no-groups"
    assert refused(await clerk.post("/schemes/example-handling/allotments", json=share)) == "subject"


async def test_whose_people_the_panel_names_score_nothing_that_their_unit_handles(h: Harness) -> None:
    """Also where nothing was shared out, and nobody was spared them."""
    id, clerk = await session(h, 2)
    opened = {}
    for proposal in ("P1", "P2"):
        body = {"scheme_id": id, "proposal_id": proposal}
        answer = await clerk.post("/assessments", json=body)
        assert answer.status_code == 201, answer.text
        opened[proposal] = answer.json()["id"]
    points = {"points": {"topic": 30, "advice": 50}}
    expert = assessor(h, "e1")
    assert refused(await expert.post(f"/assessments/{opened['P1']}/scores", json=points)) == "conflict-of-interest"
    assert (await expert.post(f"/assessments/{opened['P2']}/scores", json=points)).status_code == 200
    assert (await assessor(h, "e2").post(f"/assessments/{opened['P1']}/scores", json=points)).status_code == 200


async def test_a_panel_that_somebody_changed_meanwhile_is_not_replaced_unseen(h: Harness) -> None:
    id, clerk = await session(h, 1)
    path = f"/schemes/{id}/panel"
    seen = (await clerk.get(path)).headers["ETag"]
    body = {"groups": PANEL, "units": {"e1": ["U1", "U2"]}}
    assert (await clerk.post(path, json=body, headers={"If-Match": seen})).status_code == 201
    assert (await clerk.post(path, json={"groups": PANEL}, headers={"If-Match": seen})).status_code == 412
    assert (await clerk.get(path)).json()["units"] == {"e1": ["U1", "U2"]}
    assert (await clerk.post("/schemes/none/panel", json=body)).status_code == 404

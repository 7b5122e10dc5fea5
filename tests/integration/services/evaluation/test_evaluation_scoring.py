"""Schemes of a county's own, over HTTP: checked, tried, revised, judged by groups, drawn by lot, appealed, frozen."""

import asyncio
import io
from datetime import date, timedelta
from typing import Any

from python_calamine import CalamineWorkbook
from sqlalchemy import select

from contracts.evaluation import AppealDecided, RankingFrozen, SampleDrawn, ScoreComputed
from contracts.submission import ProposalWithdrawn
from services.evaluation.facts.store import HANDLINGS
from services.evaluation.sample import domain as sampling
from tests.support.facts import (
    JUDGED,
    admitted,
    assigned,
    consulted,
    deadline,
    filed,
    issued,
    kept,
    made,
    opened,
    refused,
    signed,
    sound,
    verified,
)
from tests.support.harness import Client, Harness

GROUPS = [
    {"code": "members", "name": "委员", "weight": 40, "at_least": 2},
    {"code": "offices", "name": "两办", "weight": 60},
]
INDICATORS: list[dict[str, Any]] = [
    {"code": "attitude", "name": "态度", "maximum": 10, "evidence": True},
    {"code": "timeliness", "name": "时限", "maximum": 10, "expression": "on_time * 10"},
    {"code": "talks", "name": "协商", "maximum": 10, "expression": "otherwise(phases_held / 3, 0) * 10"},
    {"code": "again", "name": "重办", "maximum": 4, "kind": "deduction", "expression": "max(cycles - 1, 0) * 3"},
    {"code": "fruit", "name": "成果", "maximum": 5, "kind": "bonus", "expression": "outcomes_verified * 5"},
]


def scheme(indicators: list[dict[str, Any]] | None = None, **fields: Any) -> dict[str, Any]:
    categories = [{"name": "办理", "indicators": indicators or INDICATORS}]
    return {"subject": "handling_quality", "title": "示例自定方案", "categories": categories} | fields


async def published(h: Harness, **fields: Any) -> str:
    answer = await h.client("county_admin").post("/schemes", json=scheme(**fields))
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def handled(h: Harness, proposal: str = "P1", unit: str = "U1") -> None:
    """Answered in time, consulted before and after, with one verified outcome."""
    await h.deliver(filed(proposal), f"{proposal}")
    await h.deliver(admitted(proposal), f"{proposal}")
    await h.deliver(assigned(proposal, unit), f"A-{proposal}-{unit}")
    await h.deliver(issued(proposal, unit=unit), f"R-{proposal}-{unit}")
    await consulted(h, f"C1-{proposal}-{unit}", "before", proposal=proposal, unit=unit)
    await consulted(h, f"C2-{proposal}-{unit}", "after", proposal=proposal, unit=unit)


async def open_by(clerk: Client, scheme_id: str, unit: str = "U1", proposal: str = "P1") -> str:
    body = {"scheme_id": scheme_id, "proposal_id": proposal, "unit_id": unit}
    answer = await clerk.post("/assessments", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def test_every_mistake_in_a_scheme_is_told_with_its_place(h: Harness) -> None:
    admin = h.client("county_admin")
    wrong = scheme(
        [
            {"code": "a", "name": "甲", "maximum": 10, "expression": "on_tme * 10"},
            {"code": "b", "name": "乙", "maximum": 5, "expression": "points(c)"},
            {"code": "c", "name": "丙", "maximum": 5, "expression": "points(b)"},
        ],
        rules={"groups": [{"code": "m", "name": "委员", "weight": 90}], "bonus_cap": -1},
    )
    for path in ("/schemes", "/schemes/dry-run"):
        answer = await admin.post(path, json=wrong)
        assert refused(answer) == "expression"
        assert [error["pointer"] for error in answer.json()["errors"]] == [
            "/body/categories/0/indicators/0/expression",
            "/body/categories/0/indicators/1/expression",
            "/body/rules/groups",
            "/body/rules/groups",
            "/body/rules/bonus_cap",
        ]
    rules = [error["rule"] for error in answer.json()["errors"]]
    assert rules == ["expression", "cycle", "weights", "unreachable", "cap"]
    details = [error["detail"] for error in answer.json()["errors"]]
    assert details[0] == "a, line 1, column 1: no fact on_tme is recorded; did you mean on_time?"
    assert details[1].endswith("b → c → b")
    assert details[2] == "the weights come to 90 and not to 100"
    assert (await admin.get("/schemes")).json()["items"] == []
    language = (await h.client("clerk").get("/formula-language")).json()
    assert {"on_time", "cycles"} <= {fact["name"] for fact in language["facts"]}


async def test_a_scheme_has_editions_and_the_last_one_is_assessed_by(h: Harness) -> None:
    await handled(h)
    clerk, admin = h.client("clerk"), h.client("county_admin")
    first = await published(h)
    begun = await open_by(clerk, first)
    wanted = scheme(title="示例修订", revises=first)
    answers = await asyncio.gather(*(admin.post("/schemes", json=wanted) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    second = next(answer.json() for answer in answers if answer.status_code == 201)
    assert (second["edition"], second["revises"], second["state"]) == (2, first, "published")
    old = (await clerk.get(f"/schemes/{first}")).json()
    assert (old["state"], old["revised_by"], old["edition"]) == ("revised", second["id"], 1)
    await h.deliver(admitted("P2"), "P2")
    await h.deliver(assigned("P2"), "A-P2-U1")
    body = {"scheme_id": first, "proposal_id": "P2", "unit_id": "U1"}
    assert refused(await clerk.post("/assessments", json=body)) == "scheme-revised"
    assert (await clerk.post("/assessments", json=body | {"scheme_id": second["id"]})).status_code == 201
    given = await h.client("assessor").post(f"/assessments/{begun}/scores", json={"points": {"attitude": 9}})
    assert given.status_code == 200  # what is open by the earlier edition goes on
    other = scheme([INDICATORS[0]], revises=second["id"], subject="proposal_quality")
    assert refused(await admin.post("/schemes", json=other)) == "subject"
    assert (await clerk.get(f"/schemes/{second['id']}")).json()["state"] == "published"
    assert (await admin.post("/schemes", json=scheme(revises="nowhere"))).status_code == 404
    await sound(h)


async def test_a_draft_is_tried_on_recorded_facts_and_nothing_is_stored(h: Harness) -> None:
    await handled(h, "P1", "U1")
    await handled(h, "P2", "U2")
    await h.deliver(deadline(date(2026, 6, 1)), "D-1")
    await h.deliver(verified("O1", "P2"), "O1")
    clerk = h.client("clerk")
    before = len(await h.published())
    tried = (await clerk.post("/schemes/dry-run", json=scheme(session_id="S1"))).json()
    assert (tried["handlings"], tried["judged_maximum"]) == (2, 10)
    runs = {one["code"]: one for one in tried["indicators"]}
    assert (runs["timeliness"]["known"], runs["timeliness"]["unknown"]) == (1, 1)
    assert (runs["talks"]["lowest"], runs["talks"]["highest"]) == (6.67, 6.67)
    assert (runs["attitude"]["judged"], runs["attitude"]["mean"]) == (True, None)
    assert [(unit["unit_id"], unit["rank"], unit["score"]) for unit in tried["units"]] == [
        ("U1", 1, 16.67), ("U2", 2, 11.67),
    ]  # fmt: skip
    assert "talks 6.67 of 10" in tried["examples"][0]["why"][2]
    assert (await clerk.post("/schemes/dry-run", json=scheme(year=2026))).json() == tried
    for scope in ({"year": 2025}, {"session_id": "S9"}):
        assert refused(await clerk.post("/schemes/dry-run", json=scheme(**scope))) == "nothing-handled"
    assert (await h.client("assessor").post("/schemes/dry-run", json=scheme())).status_code == 403
    assert len(await h.published()) == before
    own = await published(h)
    assert (await clerk.post(f"/schemes/{own}/dry-run", json={"session_id": "S1"})).json() == tried
    await clerk.post("/schemes/examples")
    proposals = (await clerk.post("/schemes/example-proposal/dry-run", json={})).json()
    assert (proposals["handlings"], proposals["units"], proposals["judged_maximum"]) == (2, [], 100)


async def test_judges_are_weighed_by_their_groups_and_every_point_says_where_it_comes_from(h: Harness) -> None:
    await handled(h)
    await h.deliver(deadline(date(2026, 6, 1)), "D-1")
    await h.deliver(issued(cycle=2), "R-P1-U1")
    await h.deliver(verified("O1"), "O1")
    clerk = h.client("clerk")
    id = await published(
        h, rules={"groups": GROUPS, "trim_from": 3, "deduction_cap": 2, "bonus_cap": 1, "wide_spread": 9.5}
    )
    assessment = await open_by(clerk, id)
    path = f"/assessments/{assessment}/scores"

    def assessor(name: str) -> Client:
        return h.client("assessor", subject=name)

    assert refused(await assessor("m1").post(path, json={"points": {"attitude": 9}})) == "not-on-panel"
    panel = f"/schemes/{id}/panel"
    assert (await clerk.get(panel)).status_code == 404
    people = {"members": ["m1", "m2", "m3"], "offices": ["o1"]}
    for groups, rule in (
        ({"members": ["m1"], "offices": ["o1"]}, "group-small"),
        (people | {"others": ["x"]}, "unknown-group"),
        (people | {"offices": ["o1", "m1"]}, "twice"),
    ):
        assert refused(await clerk.post(panel, json={"groups": groups})) == rule
    assert (await clerk.post(panel, json={"groups": people})).status_code == 201
    assert (await clerk.get(panel)).json()["groups"] == people
    assert (await h.client("assessor").get(panel)).status_code == 403
    for name, points in (("m1", 10), ("o1", 7)):
        assert (await assessor(name).post(path, json={"points": {"attitude": points}})).status_code == 200
    answer = await clerk.post(f"/assessments/{assessment}/compute")
    assert (refused(answer), "委员" in answer.json()["detail"]) == ("group-missing", True)
    for name, points in (("m2", 8.25), ("m3", 0)):
        assert (await assessor(name).post(path, json={"points": {"attitude": points}})).status_code == 200
    result = (await clerk.post(f"/assessments/{assessment}/compute")).json()["result"]
    # 0.4 × 8.25, the middle one of the members, + 0.6 × 7
    assert result["points"] == {"attitude": 7.5, "timeliness": 10, "talks": 6.67, "again": 3, "fruit": 5}
    assert result["total"] == 7.5 + 10 + 6.67 - 2 + 1
    assert (result["spread"], result["wide"], result["maximum"]) == (10, True, 30)
    steps = {step["code"]: step for step in result["steps"]}
    assert steps["attitude"]["groups"][0] == {
        "group": "members", "weight": 40, "scores": 3, "left_out": 2, "mean": "33/4", "spread": 10,
    }  # fmt: skip
    assert (steps["talks"]["exact"], steps["talks"]["rule"]) == ("20/3", INDICATORS[2]["expression"])
    (fact,) = steps["talks"]["facts"]
    assert (fact["name"], fact["value"]) == ("phases_held", "2")
    assert [(source["kind"], source["id"]) for source in fact["sources"]] == [
        ("consultation", "C1-P1-U1"), ("consultation", "C2-P1-U1"),
    ]  # fmt: skip
    assert all(len(source["events"]) == 2 for source in fact["sources"])  # recorded, and confirmed
    assert (result["policy_version"], result["trim_from"], result["computed_on"]) == (0, 3, "2026-03-02")
    async with h.owner.connect() as connection:
        ids = (await connection.execute(select(HANDLINGS.c.told_by).order_by(HANDLINGS.c.cycle))).scalars().all()
    (told,) = steps["timeliness"]["facts"]
    assert told["sources"] == [{"kind": "handling", "id": "A-P1-U1 1", "events": ids[0]}]
    assert len(ids[0]) == 3  # assigned, replied, and its deadline set
    await sound(h)


async def test_a_self_assessment_names_its_evidence_where_the_scheme_asks(h: Harness) -> None:
    await handled(h)
    id = await open_by(h.client("clerk"), await published(h))
    unit, path = h.client("unit", unit_id="U1"), f"/assessments/{id}/self-assessment"
    own: dict[str, Any] = {"points": {"attitude": 9}}
    assert refused(await unit.post(path, json=own)) == "evidence"
    assert refused(await unit.post(path, json=own | {"evidence": {"talks": "x"}})) == "not-judged"
    answer = await unit.post(path, json=own | {"evidence": {"attitude": "走访记录"}})
    assert answer.json()["self_assessment"]["evidence"] == {"attitude": "走访记录"}
    await sound(h)


async def test_a_sample_is_drawn_once_and_can_be_drawn_again_by_anybody(h: Harness) -> None:
    for proposal in ("P1", "P2", "P3"):
        await handled(h, proposal, "U1")
    await handled(h, "P4", "U2")
    await handled(h, "P5", "U2")
    await h.deliver(ProposalWithdrawn(proposal_id="P5", reason="r"), "P5")
    clerk = h.client("clerk")
    plain = await published(h)
    draw = {"session_id": "S1", "seed": "2026-0417"}
    assert refused(await clerk.post(f"/schemes/{plain}/samples", json=draw)) == "no-sample"
    id = await published(h, rules={"per_unit": 2})
    body = {"scheme_id": id, "proposal_id": "P4", "unit_id": "U2"}
    assert refused(await clerk.post("/assessments", json=body)) == "not-drawn"
    assert refused(await clerk.post(f"/schemes/{id}/samples", json=draw | {"session_id": "S9"})) == "nothing-handled"
    answers = await asyncio.gather(*(clerk.post(f"/schemes/{id}/samples", json=draw) for _ in range(3)))
    sample = next(answer.json() for answer in answers if answer.status_code == 201)
    assert [answer.status_code for answer in answers].count(201) == 1
    assert refused(await clerk.post(f"/schemes/{id}/samples", json=draw | {"seed": "2"})) == "drawn-already"
    population = [sampling.Drawn(unit_id="U1", proposal_id=p) for p in ("P1", "P2", "P3")]
    population.append(sampling.Drawn(unit_id="U2", proposal_id="P4"))
    again = sampling.draw("2026-0417", 2, reversed(population))
    assert sample["drawn"] == [one.model_dump() for one in again]
    assert (sample["population"], sample["population_hash"]) == (4, sampling.population_hash(population))
    left = ({"P1", "P2", "P3"} - {one["proposal_id"] for one in sample["drawn"]}).pop()
    out = {"scheme_id": id, "proposal_id": left, "unit_id": "U1"}
    assert refused(await clerk.post("/assessments", json=out)) == "not-drawn"
    assert (await clerk.post("/assessments", json=body)).status_code == 201
    assert (await h.client("assessor").get(f"/samples/{sample['id']}")).json() == sample
    assert (await clerk.get("/samples")).json()["items"] == [sample]
    (event,) = [event for event in await h.published() if isinstance(event, SampleDrawn)]
    assert event.seed == "2026-0417"
    await sound(h)


async def a_computed(h: Harness, unit: str = "U1", proposal: str = "P1", *, points: float = 6) -> str:
    """By the example, with ``points`` for how lead and helpers worked together."""
    id = await opened(h, "example-handling", unit, proposal=proposal)
    given = {"points": JUDGED | {"cooperation": points}}
    assert (await h.client("assessor").post(f"/assessments/{id}/scores", json=given)).status_code == 200
    assert (await h.client("clerk").post(f"/assessments/{id}/compute")).status_code == 200
    return id


async def _appeals_until(unit: Client, id: str) -> str | None:
    """As the list and the one say."""
    (listed,) = [one for one in (await unit.get("/assessments")).json()["items"] if one["id"] == id]
    one = (await unit.get(f"/assessments/{id}")).json()
    assert listed["appeal_until"] == one["appeal_until"]
    return one["appeal_until"]


async def test_an_appeal_changes_what_it_is_about_by_an_event_with_its_reason(h: Harness) -> None:
    await handled(h)
    id = await a_computed(h, points=2)
    clerk, unit, chair = h.client("clerk"), h.client("unit", unit_id="U1"), h.client("chair")
    path = f"/assessments/{id}/appeal"
    body: dict[str, Any] = {"indicators": ["cooperation", "timeliness"], "statement": "会办记录齐全"}
    decision: dict[str, Any] = {"upheld": True, "points": {"cooperation": 5.5}, "reason": "补充记录属实"}
    assert refused(await chair.post(f"{path}/decide", json=decision)) == "no-appeal"
    assert (await h.client("unit", unit_id="U2").post(path, json=body)).status_code == 404
    assert refused(await unit.post(path, json=body | {"indicators": ["nothing"]})) == "unknown-indicator"
    until = h.clock.now().date() + timedelta(days=10)
    assert await _appeals_until(unit, id) == until.isoformat()
    assert (await unit.post(path, json=body)).json()["appeals"][0]["upheld"] is None
    assert await _appeals_until(unit, id) is None
    assert refused(await unit.post(path, json=body)) == "appeal-open"
    ranking = {"scheme_id": "example-handling", "title": "示例"}
    assert refused(await clerk.post("/rankings", json=ranking)) == "appeal-open"
    for wrong, rule in (
        ({"points": {}}, "decision"),
        ({"upheld": False}, "decision"),
        ({"points": {"format": 1}}, "not-appealed"),
        ({"points": {"cooperation": 6.5}}, "maximum"),
    ):
        assert refused(await chair.post(f"{path}/decide", json=decision | wrong)) == rule
    judge = h.client("chair", "assessor", subject="assessor")
    assert refused(await judge.post(f"{path}/decide", json=decision)) == "conflict-of-interest"
    # A fact that came in since is no part of the appeal.
    await h.deliver(verified("O1"), "O1")
    before = (await clerk.get(f"/assessments/{id}")).json()["result"]
    after = (await chair.post(f"{path}/decide", json=decision)).json()
    result = after["result"]
    assert result["total"] == before["total"] + 3.5
    assert {code for code in result["points"] if result["points"][code] != before["points"][code]} == {"cooperation"}
    step = next(step for step in result["steps"] if step["code"] == "cooperation")
    assert (step["appeal"], step["exact"], step["says"]) == (1, "2", "mean of 1 scores; decided by appeal 1")
    assert after["appeals"][0] == {
        "indicators": ["cooperation", "timeliness"], "statement": "会办记录齐全", "evidence": None, "upheld": True,
        "points": {"cooperation": 5.5}, "reason": "补充记录属实", "decided_by": after["appeals"][0]["decided_by"],
    }  # fmt: skip
    decided = [event for event in await h.published() if isinstance(event, AppealDecided | ScoreComputed)][-2:]
    assert isinstance(decided[0], AppealDecided)
    assert (decided[0].total, decided[1].total) == (decided[0].total, decided[0].total)
    again = (await clerk.post(f"/assessments/{id}/compute")).json()["result"]
    assert (again["points"]["cooperation"], again["points"]["conversion"]) == (5.5, 6)
    assert (await unit.post(path, json=body)).status_code == 200
    refused_one = await chair.post(f"{path}/decide", json={"upheld": False, "reason": "无新证据"})
    assert refused_one.json()["result"] == again
    h.clock.set(h.clock.now() + timedelta(days=11))
    assert refused(await unit.post(path, json=body)) == "appeal-late"
    await sound(h)


async def test_what_is_frozen_is_neither_computed_again_nor_appealed_against(h: Harness) -> None:
    await handled(h)
    id = await a_computed(h)
    clerk, unit = h.client("clerk"), h.client("unit", unit_id="U1")
    path, body = f"/assessments/{id}/appeal", {"indicators": ["format"], "statement": "示例"}
    ranking = {"scheme_id": "example-handling", "title": "示例"}
    answers = await asyncio.gather(
        clerk.post("/rankings", json=ranking), unit.post(path, json=body), clerk.post(f"/assessments/{id}/compute")
    )
    frozen, appealed, _ = answers
    # Whichever came first: no appeal stands beside a ranking that was made without it.
    assert {frozen.status_code, appealed.status_code} == {201 if frozen.status_code == 201 else 200, 409}
    if frozen.status_code != 201:
        decide = {"upheld": False, "reason": "示例"}
        assert (await h.client("chair").post(f"{path}/decide", json=decide)).status_code == 200
        assert (await clerk.post("/rankings", json=ranking)).status_code == 201
    assert refused(await unit.post(path, json=body)) == "frozen"
    assert refused(await clerk.post(f"/assessments/{id}/compute")) == "frozen"
    (event,) = [event for event in await h.published() if isinstance(event, RankingFrozen)]
    (cited,) = event.units[0].of
    assert (cited.assessment_id, cited.version) == (id, (await clerk.get(f"/assessments/{id}")).json()["version"])
    await sound(h)


async def test_where_the_county_says_so_a_ranking_waits_for_the_time_of_appeals(h: Harness) -> None:
    await handled(h)
    await a_computed(h)
    admin, clerk = h.client("county_admin"), h.client("clerk")
    present = await admin.get("/policies/assessment")
    document = present.json()["document"] | {"freeze_after_appeals": True, "appeal_days": 3}
    changed = await admin.put(
        "/policies/assessment", json={"document": document}, headers={"If-Match": present.headers["etag"]}
    )
    assert changed.status_code == 200, changed.text
    h.clock.set(h.clock.now() + timedelta(days=3))
    ranking = {"scheme_id": "example-handling", "title": "示例"}
    assert refused(await clerk.post("/rankings", json=ranking)) == "appeal-time"
    h.clock.set(h.clock.now() + timedelta(days=1))
    assert (await clerk.post("/rankings", json=ranking)).status_code == 201


async def a_frozen_ranking(h: Harness) -> str:
    for proposal, unit in (("P1", "U1"), ("P2", "U1"), ("P3", "U2")):
        await handled(h, proposal, unit)
    await h.deliver(deadline(date(2026, 6, 1)), "D-1")
    await h.deliver(made("K1"), "K1")
    await h.deliver(kept("K1"), "K1")
    await h.deliver(signed("mostly_satisfied"), "S-1")
    for proposal, unit, points in (("P1", "U1", 3.33), ("P2", "U1", 5), ("P3", "U2", 6)):
        await a_computed(h, unit, proposal, points=points)
    answer = await h.client("clerk").post("/rankings", json={"scheme_id": "example-handling", "title": "=示例排名"})
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def test_a_ranking_is_the_same_when_it_is_computed_once_more(h: Harness) -> None:
    id = await a_frozen_ranking(h)
    clerk = h.client("clerk")
    frozen = (await clerk.get(f"/rankings/{id}")).json()
    found = (await clerk.get(f"/rankings/{id}/comparison")).json()
    assert (found["again"]["same"], found["now"]["same"], found["without_steps"]) == (True, True, [])
    assert found["again"]["units"] == frozen["units"] == found["now"]["units"]
    await h.deliver(verified("O1", "P3"), "O1")
    later = (await clerk.get(f"/rankings/{id}/comparison")).json()
    assert (later["again"], later["now"]["same"]) == (found["again"], False)
    changed = [(one["unit_id"], one["code"], one["frozen"], one["found"]) for one in later["now"]["differences"]]
    assert changed[0] == ("U2", "conversion", 0, 6)
    assert [code for _, code, _, _ in changed] == ["conversion", None]
    # Somebody alters a stored figure behind its back.
    async with h.owner.begin() as connection:
        altered = await connection.exec_driver_sql(
            """UPDATE assessments SET state = replace(state, '"cooperation":3.33', '"cooperation":3.34')"""
        )
        assert altered.rowcount
    again = (await clerk.get(f"/rankings/{id}/comparison")).json()["again"]
    assert again["same"] is False
    assert (await h.client("member", member_id="M1").get(f"/rankings/{id}/comparison")).status_code == 403
    async with h.owner.begin() as connection:
        # As an earlier release froze it.
        older = r"""UPDATE rankings SET state = regexp_replace(state, ',"of":\[[^]]*\]', '', 'g')"""
        await connection.exec_driver_sql(older)
    refused = await clerk.get(f"/rankings/{id}/comparison")
    assert (refused.status_code, refused.json()["rule"]) == (409, "no-scores-cited")


async def test_a_unit_sees_why_it_is_where_it_is_down_to_each_event(h: Harness) -> None:
    id = await a_frozen_ranking(h)
    unit = h.client("unit", unit_id="U1")
    found = (await unit.get(f"/rankings/{id}/units/U1")).json()
    assert [one["proposal_id"] for one in found["assessments"]] == ["P1", "P2"]
    mean = (found["assessments"][0]["total"] + found["assessments"][1]["total"]) / 2
    assert abs(found["unit"]["score"] - mean) <= 0.005
    steps = {step["code"]: step for step in found["assessments"][0]["steps"]}
    (fact,) = steps["satisfaction"]["facts"]
    assert (fact["value"], steps["satisfaction"]["exact"], steps["satisfaction"]["points"]) == ("3/5", "42/5", 8.4)
    assert [source["kind"] for source in fact["sources"]] == ["signature"]
    assert "assessor" not in str(found)
    assert (await unit.get(f"/rankings/{id}/units/U2")).status_code == 404
    assert (await h.client("clerk").get(f"/rankings/{id}/units/U2")).status_code == 200
    assert (await h.client("clerk").get(f"/rankings/{id}/units/U9")).status_code == 404


async def test_the_workbook_holds_what_is_frozen(h: Harness) -> None:
    id = await a_frozen_ranking(h)
    clerk = h.client("clerk")
    answer = await clerk.get(f"/rankings/{id}/export.xlsx")
    assert answer.headers["content-type"].endswith("spreadsheetml.sheet")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    assert book.sheet_names == ["排名", "逐件得分", "得分依据", "方案"]
    ranks, points, grounds, rules = (book.get_sheet_by_name(name).to_python() for name in book.sheet_names)
    frozen = (await clerk.get(f"/rankings/{id}")).json()
    assert ranks[0] == ["名次", "单位", "得分", "满分", "评估件数"]
    assert ranks[1:] == [[u["rank"], u["unit_id"], u["score"], 100, u["assessments"]] for u in frozen["units"]]
    cited = {one["assessment_id"]: one["total"] for unit in frozen["units"] for one in unit["of"]}
    assert {row[2]: row[3] for row in points[1:]} == cited
    for row in points[1:]:
        assert abs(sum(row[5:]) - row[3]) < 0.001
    assert len(grounds) == 1 + 3 * 11
    assert any("42/5" in row for row in grounds)
    assert [row[1] for row in rules[1:]] == [step[2] for step in grounds[1:12]]
    assert (await h.client("unit", unit_id="U1").get(f"/rankings/{id}/export.xlsx")).status_code == 403

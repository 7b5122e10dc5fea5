"""Score sheets of on-site panels: to whom they are given, what they say, and what they never say."""

from typing import Any

from tests.integration.services.evaluation.test_evaluation_scoring import handled, open_by, published
from tests.support.facts import admitted, filed, refused
from tests.support.harness import Client, Harness
from tests.support.statements import counted

GROUPS = [{"code": "members", "name": "委员", "weight": 40}, {"code": "offices", "name": "两办", "weight": 60}]
LEVELS = [{"at_least": 7, "name": "好", "says": "主动上门"}, {"at_least": 0, "name": "一般", "says": "只回一纸"}]
INDICATORS: list[dict[str, Any]] = [
    {"code": "attitude", "name": "态度", "maximum": 10, "levels": LEVELS},
    {"code": "timeliness", "name": "时限", "maximum": 10, "expression": "on_time * 10"},
]
PANEL = {"members": ["M7", "M1"], "offices": ["o1", "o2"]}


async def world(h: Harness) -> tuple[Client, dict[str, str]]:
    """P1 of M1 and M2 and P2, handled by U1, and P2 by U2; one scheme with its panel, of which o2 is of U2."""
    for proposal, unit in (("P1", "U1"), ("P2", "U1"), ("P2", "U2")):
        await handled(h, proposal, unit)
    clerk = h.client("clerk")
    scheme = await published(h, categories=[{"name": "办理", "indicators": INDICATORS}], rules={"groups": GROUPS})
    body = {"groups": PANEL, "units": {"o2": ["U2"]}}
    assert (await clerk.post(f"/schemes/{scheme}/panel", json=body)).status_code == 201
    pairs = (("P2", "U2"), ("P1", "U1"), ("P2", "U1"))
    return clerk, {f"{proposal} {unit}": await open_by(clerk, scheme, unit, proposal) for proposal, unit in pairs}


def on_site(h: Harness, id: str, **claims: Any) -> Client:
    return h.client("assessor", **({"member_id": id} if id.startswith("M") else {"subject": id}), **claims)


async def listed(client: Client, **query: Any) -> dict[str, Any]:
    answer = await client.get("/sheets", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def ids(client: Client) -> list[str]:
    return [one["assessment_id"] for one in (await listed(client))["items"]]


async def test_an_assessor_has_what_is_open_first_and_behind_it_what_they_scored(h: Harness) -> None:
    clerk, of = await world(h)
    mine, other = on_site(h, "M7"), on_site(h, "o1")
    assert await ids(mine) == [of["P1 U1"], of["P2 U1"], of["P2 U2"]]
    given = {"points": {"attitude": 6.5}, "comment": "示例评语"}
    assert (await other.post(f"/assessments/{of['P1 U1']}/scores", json={"points": {"attitude": 3}})).status_code == 200
    assert (await mine.post(f"/assessments/{of['P1 U1']}/scores", json=given)).status_code == 200
    found = await listed(mine)
    assert (found["to_do"], found["done"]) == (2, 1)
    assert [(one["assessment_id"], one["done"]) for one in found["items"]] == [
        (of["P2 U1"], False), (of["P2 U2"], False), (of["P1 U1"], True),
    ]  # fmt: skip
    assert [one["assessment_id"] for one in (await listed(mine, done=True))["items"]] == [of["P1 U1"]]
    # Once it is computed it stays with who scored it, and is nobody else's any more.
    assert (await clerk.post(f"/assessments/{of['P1 U1']}/compute")).status_code == 200
    (scored,) = (await listed(mine, done=True))["items"]
    assert scored["closed"]
    assert of["P1 U1"] in await ids(other)
    assert of["P1 U1"] not in await ids(on_site(h, "o2"))


async def test_a_sheet_has_the_rubric_and_the_units_word_and_names_nobody(h: Harness) -> None:
    _, of = await world(h)
    own = {"points": {"attitude": 9}, "statement": "示例自评", "evidence": {"attitude": "示例照片"}}
    unit = h.client("unit", unit_id="U1")
    assert (await unit.post(f"/assessments/{of['P1 U1']}/self-assessment", json=own)).status_code == 200
    other = {"points": {"attitude": 2.5}, "comment": "他人评语"}
    assert (await on_site(h, "o1").post(f"/assessments/{of['P1 U1']}/scores", json=other)).status_code == 200
    mine = on_site(h, "M7")
    answer = await mine.get(f"/sheets/{of['P1 U1']}")
    sheet = answer.json()
    assert (sheet["unit"], sheet["case_number"], sheet["given"]) == ("U1", 1, None)
    assert sheet["title"] == "关于示例的提案"
    assert [(one["code"], one["levels"]) for one in sheet["indicators"]] == [("attitude", LEVELS)]
    assert sheet["self_assessment"] == own
    # Neither who proposed it nor what others gave.
    everything = answer.text + (await mine.get("/sheets")).text
    assert not [word for word in ("M1", "M2", "o1", "2.5", "他人评语") if word in everything]
    assert (await mine.post(f"/assessments/{of['P1 U1']}/scores", json={"points": {"attitude": 8}})).status_code == 200
    assert (await mine.get(f"/sheets/{of['P1 U1']}")).json()["given"]["points"] == {"attitude": 8}


async def test_a_sheet_is_nobodys_whom_it_concerns_or_who_is_not_on_the_panel(h: Harness) -> None:
    _, of = await world(h)
    every = set(of.values())
    for client, theirs in (
        (on_site(h, "M7"), every),
        (on_site(h, "M1"), set[str]()),  # proposes both
        (on_site(h, "o1", unit_id="U1"), {of["P2 U2"]}),
        (on_site(h, "o2"), {of["P1 U1"], of["P2 U1"]}),  # the panel says whose they are
        (on_site(h, "stranger"), set[str]()),
        (on_site(h, "M7", county="330106"), set[str]()),
    ):
        assert set(await ids(client)) == theirs
        for id in every:
            assert (await client.get(f"/sheets/{id}")).status_code == (200 if id in theirs else 404)
    for role in ("clerk", "member", "unit", "chair", "city_viewer"):
        assert (await h.client(role).get("/sheets")).status_code == 403
        assert (await h.client(role).get(f"/sheets/{of['P1 U1']}")).status_code == 403
    # What has no sheet for somebody takes no points of theirs either.
    points = {"points": {"attitude": 8}}
    for client, id in (
        (on_site(h, "M1"), of["P1 U1"]), (on_site(h, "o1", unit_id="U1"), of["P1 U1"]), (on_site(h, "o2"), of["P2 U2"]),
    ):  # fmt: skip
        assert refused(await client.post(f"/assessments/{id}/scores", json=points)) == "conflict-of-interest"


async def test_without_groups_every_assessor_has_the_sheets_of_handling_alone(h: Harness) -> None:
    await handled(h)
    clerk = h.client("clerk")
    handling = await open_by(clerk, await published(h, categories=[{"name": "办理", "indicators": INDICATORS}]))
    plain = [{"code": "topic", "name": "选题", "maximum": 10}]
    quality = await published(h, subject="proposal_quality", categories=[{"name": "提案", "indicators": plain}])
    body = {"scheme_id": quality, "proposal_id": "P1"}
    read = (await clerk.post("/assessments", json=body)).json()["id"]
    anybody = on_site(h, "anybody")
    assert await ids(anybody) == [handling]
    assert (await anybody.get(f"/sheets/{read}")).status_code == 404
    assert (await anybody.get("/sheets/none")).status_code == 404


async def test_a_list_costs_five_statements_however_long(h: Harness) -> None:
    clerk, of = await world(h)
    mine = on_site(h, "M7")
    told: list[int] = []
    for proposal in ("P3", "P4"):
        with counted(h.runtime.database) as seen:
            found = await ids(mine)
        told.append(len(seen))
        assert of["P1 U1"] in found
        await h.deliver(filed(proposal), proposal)
        await h.deliver(admitted(proposal), proposal)
        await handled(h, proposal)
        scheme = (await clerk.get(f"/assessments/{of['P1 U1']}")).json()["scheme_id"]
        await open_by(clerk, scheme, proposal=proposal)
    with counted(h.runtime.database) as seen:
        await mine.get(f"/sheets/{of['P1 U1']}")
    assert [*told, len(seen)] == [5, 5, 5]

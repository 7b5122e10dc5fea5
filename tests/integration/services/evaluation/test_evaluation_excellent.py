"""Excellent proposals over HTTP: ranked, frozen, decided with reasons, awarded, announced."""

import asyncio

from contracts.evaluation import AwardGranted, ExcellentProposalsDecided
from contracts.submission import ProposalWithdrawn
from services.evaluation.excellent.policy import POLICY
from tests.integration.services.evaluation.test_evaluation_readings import told
from tests.support.facts import admitted, filed, opened, refused, sound
from tests.support.harness import Client, Harness

FULL = {"topic": 20, "research": 20, "analysis": 20, "suggestions": 30, "writing": 10}


async def session(h: Harness, totals: dict[str, int], *collective: str) -> tuple[Client, dict[str, str]]:
    """Admitted proposals with a computed assessment each; (clerk, proposal → assessment). Half of them are places."""
    document = POLICY.default().model_dump(mode="json") | {"share": 0.5}
    answer = await h.client("county_admin").put(
        "/policies/excellent", json={"document": document}, headers={"If-Match": '"0-000000000000"'}
    )
    assert answer.status_code == 200, answer.text
    clerk, found = h.client("clerk"), dict[str, str]()
    for id, total in totals.items():
        event = filed(id, **({"kind": "collective", "body_id": "B1"} if id in collective else {}))
        await told(h, event, id)
        await told(h, admitted(id), id)
        found[id] = await opened(h, "example-proposal", proposal=id)
        points = {"points": FULL | {"suggestions": total - 70}}
        assert (await h.client("assessor").post(f"/assessments/{found[id]}/scores", json=points)).status_code == 200
        assert (await clerk.post(f"/assessments/{found[id]}/compute")).status_code == 200
    return clerk, found


PATH = "/schemes/example-proposal/excellent-selections"
S1 = {"session_id": "S1"}


async def test_the_order_is_frozen_decided_awarded_and_announced(h: Harness) -> None:
    clerk, assessments = await session(h, {"P1": 95, "P2": 90, "P3": 85, "P4": 80}, "P4")
    assert refused(await clerk.post(PATH, json={"session_id": "S9"})) == "no-assessments"
    assert (await h.client("assessor").post(PATH, json=S1)).status_code == 403
    ranked = (await clerk.post(PATH, json=S1)).json()
    assert (ranked["admitted"], ranked["places"], ranked["collective_places"]) == (4, 2, 1)
    order = [(one["rank"], one["proposal_id"], one["standing"]) for one in ranked["candidates"]]
    assert order == [(1, "P1", "in"), (2, "P2", "out"), (3, "P3", "out"), (4, "P4", "in")]
    assert refused(await clerk.post(f"/assessments/{assessments['P2']}/compute")) == "frozen"
    path = f"/excellent-selections/{ranked['id']}"
    assert (await h.client("member", member_id="M1").get(path)).status_code == 403
    body = {"chosen": ["P1", "P2"], "citation": "选题精准、建议务实"}
    wrong = await clerk.post(f"{path}/decide", json=body)
    assert refused(wrong) == "departure"
    assert [one["pointer"] for one in wrong.json()["errors"]] == ["/body/reasons/P2", "/body/reasons/P4"]
    body["reasons"] = {"P2": "成效显著", "P4": "与上年提案重复"}
    answers = await asyncio.gather(*(clerk.post(f"{path}/decide", json=body) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    assert (await clerk.get(path)).json()["chosen"] == ["P1", "P2"]
    assert refused(await clerk.post(PATH, json=S1)) == "decided"
    events = await h.published()
    granted = [event for event in events if isinstance(event, AwardGranted)]
    assert [(event.subject_id, event.rank, event.ranking_id) for event in granted] == [
        ("P1", 1, ranked["id"]), ("P2", 2, ranked["id"]),
    ]  # fmt: skip
    (decided,) = [event for event in events if isinstance(event, ExcellentProposalsDecided)]
    assert decided.departures == body["reasons"]
    for role, claims in (("member", {"member_id": "M9"}), ("unit", {"unit_id": "U9"}), ("assessor", {})):
        seen = (await h.client(role, **claims).get("/excellent-proposals", params={"year": 2026})).json()["items"]
        assert {(one["proposal_id"], one["title"], one["rank"]) for one in seen} == {
            ("P1", "关于示例的提案", 1), ("P2", "关于示例的提案", 2),
        }  # fmt: skip
        assert "重复" not in str(seen)
    award = next(one["award_id"] for one in seen if one["proposal_id"] == "P2")
    assert (await h.client("chair").post(f"/awards/{award}/revoke", json={"reason": "示例"})).status_code == 200
    left = (await clerk.get("/excellent-proposals")).json()["items"]
    assert [one["proposal_id"] for one in left] == ["P1"]
    assert (await clerk.get("/excellent-proposals", params={"year": 2025})).json()["items"] == []
    await sound(h)


async def test_ranked_again_before_it_is_decided_it_takes_what_has_come(h: Harness) -> None:
    clerk, _ = await session(h, {"P1": 95})
    first = (await clerk.post(PATH, json=S1)).json()
    await session_more(h, clerk, "P2")
    second = (await clerk.post(PATH, json=S1)).json()
    assert (second["id"], second["version"], len(second["candidates"])) == (first["id"], 2, 2)
    await told(h, ProposalWithdrawn(proposal_id="P2", reason="示例"), "P2")
    gone = {"chosen": ["P2"], "citation": "示例"}
    assert refused(await clerk.post(f"/excellent-selections/{first['id']}/decide", json=gone)) == "unknown-subject"
    assert (await clerk.get(f"/excellent-selections/{first['id']}")).json()["state"] == "ranked"
    third = (await clerk.post(PATH, json=S1)).json()
    assert [one["proposal_id"] for one in third["candidates"]] == ["P1"]
    await sound(h)


async def session_more(h: Harness, clerk: Client, id: str) -> None:
    await told(h, filed(id), id)
    await told(h, admitted(id), id)
    assessment = await opened(h, "example-proposal", proposal=id)
    assert (
        await h.client("assessor").post(f"/assessments/{assessment}/scores", json={"points": FULL})
    ).status_code == 200
    assert (await clerk.post(f"/assessments/{assessment}/compute")).status_code == 200


async def test_where_a_filing_is_still_to_be_read_it_says_so(h: Harness) -> None:
    await h.deliver(filed("P1"), "P1")
    await h.deliver(admitted("P1"), "P1")
    assessment = await opened(h, "example-proposal")
    await h.client("assessor").post(f"/assessments/{assessment}/scores", json={"points": FULL})
    clerk = h.client("clerk")
    assert (await clerk.post(f"/assessments/{assessment}/compute")).status_code == 200
    assert refused(await clerk.post(PATH, json=S1)) == "filing-unread"
    assert refused(await clerk.post(PATH.replace("proposal", "handling", 1), json=S1)) == "subject"

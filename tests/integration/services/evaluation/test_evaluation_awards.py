"""Self-assessment, ranking and awards over HTTP."""

import asyncio
from typing import Any

from contracts.evaluation import AwardGranted, RankingFrozen, SelfAssessmentGiven
from contracts.submission import ProposalWithdrawn
from tests.support.facts import JUDGED, admitted, issued, opened, refused, sound
from tests.support.harness import Harness

AWARD: dict[str, Any] = {"kind": "advanced_unit", "subject_id": "U1", "reason": "办理扎实"}


async def scored(h: Harness, unit: str, cooperation: int, *, proposal: str = "P1") -> str:
    id = await opened(h, "example-handling", unit, proposal=proposal)
    points = {"points": JUDGED | {"cooperation": cooperation}}
    assert (await h.client("assessor").post(f"/assessments/{id}/scores", json=points)).status_code == 200
    assert (await h.client("clerk").post(f"/assessments/{id}/compute")).status_code == 200
    return id


async def test_a_unit_assesses_itself_first_and_sees_no_assessor(h: Harness) -> None:
    await h.deliver(admitted("P1"), "P1")
    id = await opened(h, "example-handling", "U1")
    unit, other = h.client("unit", unit_id="U1"), h.client("unit", unit_id="U2")
    path, body = f"/assessments/{id}/self-assessment", {"points": JUDGED, "statement": "自评"}
    assert (await other.post(path, json=body)).status_code == 404
    assert (await other.get(f"/assessments/{id}")).status_code == 404
    assert (await other.get("/assessments")).json()["items"] == []
    assert (await h.client("clerk").post(path, json=body)).status_code == 403
    assert refused(await unit.post(path, json=body | {"points": {}})) == "incomplete"
    answer = await unit.post(path, json=body)
    assert (answer.status_code, answer.json()["self_assessment"]["statement"]) == (200, "自评")
    assert refused(await unit.post(path, json=body)) == "self-assessed"
    low = {"points": JUDGED | {"cooperation": 0}}
    assert (await h.client("assessor").post(f"/assessments/{id}/scores", json=low)).status_code == 200
    assert (await h.client("clerk").post(f"/assessments/{id}/compute")).json()["result"]["total"] == 20
    for seen in ((await unit.get(f"/assessments/{id}")).json(), *(await unit.get("/assessments")).json()["items"]):
        assert (seen["scores"], seen["result"]["total"]) == ([], 20)
    (given,) = [event for event in await h.published() if isinstance(event, SelfAssessmentGiven)]
    assert (given.unit_id, given.points) == ("U1", JUDGED)
    late = await opened(h, "example-handling", "U2")
    assert (await h.client("assessor").post(f"/assessments/{late}/scores", json=low)).status_code == 200
    assert refused(await other.post(f"/assessments/{late}/self-assessment", json=body)) == "panel-started"
    whole = await opened(h, "example-proposal")
    assert (await unit.post(f"/assessments/{whole}/self-assessment", json=body)).status_code == 404
    await sound(h)


async def test_a_ranking_is_frozen_from_what_is_computed(h: Harness) -> None:
    for proposal in ("P1", "P2", "P3"):
        await h.deliver(admitted(proposal), proposal)
    clerk = h.client("clerk")
    body = {"scheme_id": "example-handling", "title": "示例年度办理质量排名"}
    assert (await clerk.post("/rankings", json=body)).status_code == 404
    await opened(h, "example-handling", "U9")  # open, so it says nothing yet
    assert refused(await clerk.post("/rankings", json=body)) == "no-assessments"
    assert refused(await clerk.post("/rankings", json=body | {"scheme_id": "example-proposal"})) == "subject"
    await scored(h, "U1", 6)
    await scored(h, "U1", 2, proposal="P2")
    await scored(h, "U2", 4)
    await scored(h, "U3", 6, proposal="P3")
    await h.deliver(ProposalWithdrawn(proposal_id="P3", reason="r"), "P3")
    frozen = (await clerk.post("/rankings", json=body)).json()
    ranks = [(unit["rank"], unit["unit_id"], unit["score"], unit["assessments"]) for unit in frozen["units"]]
    assert ranks == [(1, "U1", 24, 2), (1, "U2", 24, 1)]
    await scored(h, "U2", 6, proposal="P2")
    for reader in (h.client("unit", unit_id="U2"), h.client("member", member_id="M1")):
        assert (await reader.get(f"/rankings/{frozen['id']}")).json() == frozen
        assert (await reader.get("/rankings")).json()["items"] == [frozen]
    assert (await h.client("assessor").post("/rankings", json=body)).status_code == 403
    (event,) = [event for event in await h.published() if isinstance(event, RankingFrozen)]
    assert (event.maximum, len(event.units)) == (100, 2)
    await sound(h)


async def test_awards_are_granted_once_a_year_and_on_grounds(h: Harness) -> None:
    await h.deliver(admitted("P1"), "P1")
    await scored(h, "U1", 6)
    clerk = h.client("clerk")
    ranking = (await clerk.post("/rankings", json={"scheme_id": "example-handling", "title": "示例排名"})).json()["id"]
    assert refused(await clerk.post("/awards", json=AWARD)) == "unknown-subject"
    await h.deliver(issued(), "R1")
    await h.deliver(issued(unit="U2"), "R2")
    assert (
        refused(await clerk.post("/awards", json=AWARD | {"subject_id": "U2", "ranking_id": ranking})) == "not-ranked"
    )
    assert (await clerk.post("/awards", json=AWARD | {"ranking_id": "nowhere"})).status_code == 404
    cited = AWARD | {"ranking_id": ranking}
    answers = await asyncio.gather(*(clerk.post("/awards", json=cited) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers)[0] == 201
    assert {answer.status_code for answer in answers[1:]} <= {201, 409, 412}
    assert refused(await clerk.post("/awards", json=AWARD)) == "awarded"
    proposal = {"kind": "excellent_proposal", "subject_id": "P1", "reason": "调研扎实"}
    assert refused(await clerk.post("/awards", json=proposal | {"subject_id": "P2"})) == "unknown-subject"
    assert refused(await clerk.post("/awards", json=proposal | {"ranking_id": ranking})) == "ranking"
    granted = (await h.client("chair").post("/awards", json=proposal)).json()
    member = h.client("member", member_id="M1")
    listed = (await member.get("/awards", params={"kind": "excellent_proposal", "year": 2026})).json()["items"]
    assert listed == [granted] == [(await member.get(f"/awards/{granted['id']}")).json()]
    assert (await member.get("/awards", params={"year": 2025})).json()["items"] == []
    events = [event for event in await h.published() if isinstance(event, AwardGranted)]
    assert [(event.subject_id, event.rank) for event in events] == [("U1", 1), ("P1", None)]
    await h.deliver(ProposalWithdrawn(proposal_id="P1", reason="r"), "P1")
    again = proposal | {"reason": "再评"}
    assert refused(await clerk.post("/awards", json=again)) == "unknown-subject"
    await sound(h)

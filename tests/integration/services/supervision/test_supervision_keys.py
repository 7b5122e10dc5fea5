"""A session's key proposals: nominated, scored, recommended, decided, corrected."""

import asyncio
from typing import Any

import pytest

from contracts.submission import ProposalWithdrawn
from contracts.supervision import KeyDesignationRevoked, KeyProposalDesignated, KeyProposalsDecided
from services.supervision.app import SERVICE
from tests.support.harness import Client, Harness, Serve
from tests.support.keyselection import DECISION, POINTS, decide, listed, nominate, recommend
from tests.support.watched import admit

S = "S15-1"


@pytest.fixture
async def h(serve: Serve) -> Harness:
    return await serve(SERVICE)


async def class_of(h: Harness, id: str) -> tuple[str, int | None, str]:
    found = (await h.client("clerk").get(f"/oversights/{id}")).json()
    return found["supervision_class"], found["key_number"], found["supervisor"]


async def rule(client: Client, path: str, body: dict[str, Any], method: str = "POST", **headers: str) -> str | None:
    answer = await client.request(method, path, json=body, headers=headers)
    return answer.json().get("rule") if answer.status_code == 409 else str(answer.status_code)


async def test_scorers_see_their_own_sheet_and_the_committee_sees_mean_and_spread(h: Harness) -> None:
    await admit(h, "p1")
    clerk = h.client("clerk")
    body = {"proposal_id": "p1", "nominated_by": "示例专委会", "reason": "群众关注"}
    twice = await asyncio.gather(*(clerk.post("/key-nominees", json=body) for _ in range(2)))
    assert sorted(answer.status_code for answer in twice) == [201, 409]
    scorers = [h.client("assessor", subject=f"a{n}", member_id=f"M{n + 2}") for n in range(3)]
    given = [POINTS | {"importance": n * 5} for n in range(3)]
    both = zip(scorers, given, strict=True)
    answers = await asyncio.gather(*(one.post("/key-nominees/p1/score", json={"points": p}) for one, p in both))
    assert [answer.status_code for answer in answers] == [200] * 3
    own = answers[0].json()
    assert ([sheet["scorer"] for sheet in own["sheets"]], own["mean"], own["spread"]) == (["a0"], None, None)
    # 70 of each but for importance, of which 5 points are 15 of 100.
    found = (await clerk.get("/key-nominees/p1")).json()
    assert (found["scored_by"], found["mean"], found["spread"]) == (3, 64.0, 30.0)
    assert len((await scorers[1].get("/key-nominees/p1")).json()["sheets"]) == 1
    proposer = h.client("assessor", subject="own", member_id="M1")
    assert await rule(proposer, "/key-nominees/p1/score", {"points": POINTS}) == "own-proposal"
    (line,) = (await clerk.get(f"/key-nominees?session_id={S}&state=nominated")).json()["items"]
    assert (line["title"], line["case_number"], line["topic_group"]) == ("关于增设老年助餐点的提案", 1, "民生")
    assert (await h.client("member", member_id="M1").get("/key-nominees")).status_code == 403
    taken_back = {"nominated_by": "示例专委会", "reason": "并入他案"}
    assert (await clerk.post("/key-nominees/p1/withdraw", json=taken_back)).json()["state"] == "withdrawn"
    assert (await clerk.get(f"/key-nominees?session_id={S}&state=nominated")).json()["items"] == []


async def test_a_decision_designates_once_and_is_corrected_with_its_history_kept(h: Harness) -> None:
    ids = [f"p{n}" for n in range(1, 21)]
    await admit(h, *ids)
    clerk, chair = h.client("clerk"), h.client("chair")
    quota = (await clerk.get(f"/key-selections/{S}/quota")).json()
    assert (quota["admitted"], quota["fewest"], quota["most"], quota["recommended"]["numerator"]) == (20, 3, 5, 0)
    wanted = {"items": listed("p1", "p2", "p3", "p4")}
    path = f"/key-selections/{S}/recommendation"
    assert await rule(clerk, path, wanted, "PUT") == "not-nominated"
    await nominate(h, "p1", "p2", "p3", "p4", "p5")
    other = {"items": listed("p1", "p2", "none")}
    assert await rule(clerk, path, other, "PUT") == "not-admitted"
    assert (await chair.post(f"/key-selections/{S}/decide", json=DECISION | wanted)).status_code == 404
    await recommend(h, "p1", "p2", "p3", "p4")
    assert await rule(clerk, path, wanted, "PUT") == "list-stands"
    few = {"items": listed("p1", "p2")}
    current = (await clerk.get(f"/key-selections/{S}")).headers["etag"]
    assert await rule(clerk, path, few, "PUT", **{"If-Match": current}) == "share-reason"
    quota = (await clerk.get(f"/key-selections/{S}/quota")).json()
    assert (quota["recommended"]["value"], quota["recommended"]["within"], quota["designated"]["within"]) == (
        0.2, True, False
    )  # fmt: skip

    # Two who record the same decision: one does, and its repeated request has its first answer.
    body = DECISION | {"items": listed("p1", "p2", "p3", "p6")}
    body["differences"] = [{"proposal_id": "p6", "why": "社情突出"}, {"proposal_id": "p4", "why": "已列入年度计划"}]
    key = {"Idempotency-Key": "decide-1"}
    both = await asyncio.gather(
        chair.post(f"/key-selections/{S}/decide", json=body, headers=key),
        h.client("chair", subject="chair2").post(f"/key-selections/{S}/decide", json=body),
        chair.post(f"/key-selections/{S}/decide", json=body, headers=key),
    )
    assert sorted(answer.status_code for answer in both) in ([200, 200, 409], [200, 409, 409])
    assert {answer.json().get("rule") for answer in both if answer.status_code == 409} == {"decision-stands"}
    assert [await class_of(h, id) for id in ("p1", "p2", "p3", "p6", "p4")] == [
        ("key", 1, "县委书记"), ("key", 2, "县长"), ("key", 3, "县政协主席"), ("key", None, "提案委员会"),
        ("general", None, "提案委员会"),
    ]  # fmt: skip
    kinds = [type(event) for event in await h.published()]
    assert (kinds.count(KeyProposalsDecided), kinds.count(KeyProposalDesignated)) == (1, 4)
    taken = {"key_number": 2, "leader": "县长"}
    assert await rule(chair, "/oversights/p7/designate-key", taken) == "key-number-taken"

    # One was withdrawn, two change their numbers, one stays as it is: a further decision, with its reason.
    await h.deliver(ProposalWithdrawn(proposal_id="p3", reason="撤案"), "p3")
    changed = DECISION | {"items": listed("p2", "p1", "p5", "p6"), "document_number": "示例政协〔2026〕9号"}
    changed["differences"] = [{"proposal_id": "p5", "why": "递补"}, {"proposal_id": "p3", "why": "撤案"}]
    assert await rule(chair, f"/key-selections/{S}/decide", changed) == "decision-stands"
    changed |= {"corrects": 1, "correction": "第3号已撤案"}
    withdrawn = changed | {"items": listed("p2", "p1", "p3", "p6"), "differences": []}
    assert await rule(chair, f"/key-selections/{S}/decide", withdrawn) == "not-open"
    answer = await chair.post(f"/key-selections/{S}/decide", json=changed)
    assert answer.status_code == 200, answer.text
    assert [(one["decision"], one["document_number"]) for one in answer.json()["decisions"]] == [
        (1, DECISION["document_number"]), (2, "示例政协〔2026〕9号"),
    ]  # fmt: skip
    assert [await class_of(h, id) for id in ("p2", "p1", "p5", "p6")] == [
        ("key", 1, "县委书记"), ("key", 2, "县长"), ("key", 3, "县政协主席"), ("key", None, "提案委员会"),
    ]  # fmt: skip
    revoked = [event.proposal_id for event in await h.published() if isinstance(event, KeyDesignationRevoked)]
    assert sorted(revoked) == ["p1", "p2", "p3"]
    assert (await clerk.get(f"/key-selections/{S}/quota")).json()["designated"]["numerator"] == 4


async def test_one_designated_alone_is_on_the_list_or_dropped_with_a_reason(h: Harness) -> None:
    await admit(h, *(f"p{n}" for n in range(1, 11)))
    chair = h.client("chair")
    alone = {"key_number": 2, "leader": "县长"}
    assert (await chair.post("/oversights/p9/designate-key", json=alone)).status_code == 200
    await nominate(h, "p1", "p2")
    await recommend(h, "p1", "p2")
    body = DECISION | {"items": listed("p1", "p2")}
    assert await rule(chair, f"/key-selections/{S}/decide", body) == "unexplained"
    body["differences"] = [{"proposal_id": "p9", "why": "改由委室办理"}]
    assert (await decide(h, "p1", "p2", differences=body["differences"]))["state"] == "decided"
    assert [await class_of(h, id) for id in ("p2", "p9")] == [
        ("key", 2, "县长"), ("general", None, "提案委员会")
    ]  # fmt: skip


async def test_a_single_designation_and_a_decision_at_once_give_each_number_once(h: Harness) -> None:
    await admit(h, *(f"p{n}" for n in range(1, 11)))
    await nominate(h, "p1", "p2")
    await recommend(h, "p1", "p2")
    alone = {"key_number": 2, "leader": "县长"}
    answers = await asyncio.gather(
        h.client("chair").post("/oversights/p9/designate-key", json=alone),
        h.client("chair", subject="c2").post(
            f"/key-selections/{S}/decide", json=DECISION | {"items": listed("p1", "p2")}
        ),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    numbers = [await class_of(h, id) for id in ("p1", "p2", "p9")]
    assert sum(number == 2 for _, number, _ in numbers) == 1

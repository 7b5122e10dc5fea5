"""A proposer's view: all that became of their proposals, of nobody else's, and what the public reads of it."""

from datetime import UTC, date, datetime

from services.conversion.app import SERVICE
from tests.support.harness import Serve
from tests.support.promises import admitted, closed, issued, outcome, refused, sound

GAIN = {
    "kind": "development",
    "title": "助餐点建成",
    "facts": {
        "project": "社区助餐点", "indicator": "处数", "before": "4处", "after": "12处", "money": 1_200_000,
        "beneficiaries": 3000,
    },
}  # fmt: skip


async def test_a_proposer_sees_all_that_became_of_theirs_and_nothing_of_others(serve: Serve) -> None:
    h = await serve(SERVICE)
    for id in ("P1", "P2"):
        await h.deliver(admitted(id), id)
    await h.deliver(admitted("P3").model_copy(update={"proposers": ("M9",)}), "P3")
    await h.deliver(issued("R1", date(2026, 6, 30)), "R1")
    clerk, second = h.client("clerk"), h.client("clerk", subject="clerk-2")
    made = (await clerk.post("/outcomes", json=outcome(**GAIN))).json()
    assert made["facts"] | GAIN["facts"] == made["facts"]
    assert (await clerk.get("/figures")).json()["gained"] == {"money": 0, "beneficiaries": 0, "reach": 0}
    assert (await second.post(f"/outcomes/{made['id']}/verify")).json()["verified_as"] == "committee"
    assert (await clerk.get("/figures")).json()["gained"]["beneficiaries"] == 3000

    member = h.client("member", member_id="M2")
    first, other = (await member.get("/mine")).json()["items"]
    assert (first["proposal_id"], other["proposal_id"]) == ("P1", "P2")
    assert [one["id"] for one in first["commitments"]] == ["R1.2"]
    assert [(one["state"], one["facts"]["after"]) for one in first["outcomes"]] == [("verified", "12处")]
    assert (first["mark"], first["public"], other["commitments"], other["outcomes"]) == (None, None, [], [])
    assert (await clerk.post("/proposals/P1/publication", json={"mark": "public"})).status_code == 200
    first = (await member.get("/mine", params={"limit": 1})).json()["items"][0]
    assert (first["mark"], first["public"]["title"]) == ("public", "关于增设老年助餐点的提案")

    # Nothing came of the other one, and its proposer reads why it is to be tracked.
    await h.deliver(closed("P2"), "S-P2")
    h.clock.set(datetime(2026, 9, 2, 2, tzinfo=UTC))
    await h.tick()
    page = (await member.get("/mine", params={"limit": 1})).json()
    (other,) = (await member.get("/mine", params={"limit": 1, "after": page["next"]})).json()["items"]
    assert (other["followup"], "无经核实的转化成果" in other["recommended_for"]) == ("recommended", True)

    assert [one["proposal_id"] for one in (await h.client("member", member_id="M9").get("/mine")).json()["items"]] == [
        "P3"
    ]
    assert (await h.client("member", member_id="M2", county="330103").get("/mine")).json()["items"] == []
    assert (await h.client("member").get("/mine")).status_code == 403
    assert (await clerk.get("/mine")).status_code == 403
    await sound(h)


async def test_facts_of_another_kind_are_refused_by_their_place(serve: Serve) -> None:
    h = await serve(SERVICE)
    await h.deliver(admitted(), "P1")
    answer = await h.client("clerk").post("/outcomes", json=outcome(facts={"reach": 3}))
    assert refused(answer) == "facts-kind"
    assert [one["pointer"] for one in answer.json()["errors"]] == ["/facts/reach"]
    wrong = await h.client("clerk").post("/outcomes", json=outcome(kind="consensus", facts={"reach": -3}))
    assert wrong.status_code == 422

"""A return with comments at paragraphs, as its proposer sees it, and what the next text made of them."""

from tests.integration.services.submission.test_submission_api import body, filed, h, member
from tests.integration.services.submission.test_submission_reviewers import refused
from tests.support.harness import Harness

__all__ = ["h"]

PLACES = [
    {"part": "situation", "number": 1, "quote": "只有四处", "comment": "请写明统计年份"},
    {"part": "suggestions", "number": 2, "comment": "请写明标准依据"},
]


async def test_the_proposer_sees_each_comment_at_its_place(h: Harness) -> None:
    id = await filed(h)
    clerk = h.client("clerk")
    wrong = {"comments": "请修改", "places": [PLACES[0] | {"number": 9}]}
    assert refused(await clerk.post(f"/proposals/{id}/return", json=wrong)) == "comment-place"
    wrong = {"comments": "请修改", "places": [PLACES[0] | {"quote": "只有五处"}]}
    assert refused(await clerk.post(f"/proposals/{id}/return", json=wrong)) == "comment-quote"
    assert (await clerk.get(f"/proposals/{id}")).json()["state"] == "filed"
    assert (await member(h).get(f"/proposals/{id}/returns")).json() == []
    # Of a text that has changed since it was read no place is certain.
    read = {"If-Match": (await clerk.get(f"/proposals/{id}")).headers["etag"]}
    text = body()["text"]
    edited = text | {"situation": text["situation"] + "\n另有两处在建。"}
    assert (await clerk.put(f"/proposals/{id}/text", json=edited, headers=read)).is_success
    sent = {"comments": "请修改", "places": PLACES}
    assert (await clerk.post(f"/proposals/{id}/return", json=sent, headers=read)).status_code == 412
    assert (await clerk.post(f"/proposals/{id}/return", json=sent)).status_code == 200
    (shown,) = (await member(h).get(f"/proposals/{id}/returns")).json()
    assert (shown["text_version"], shown["refiled"]) == (2, False)
    assert shown["places"][0] == PLACES[0] | {"stood": text["situation"], "changed": None}
    again = edited | {"suggestions": [text["suggestions"][0], "把助餐补贴提高到每餐三元，依据省级标准列入预算。"]}
    assert (await member(h).post(f"/proposals/{id}/refile", json=again)).is_success
    for by in (member(h), clerk):
        (shown,) = (await by.get(f"/proposals/{id}/returns")).json()
        assert (shown["refiled"], [one["changed"] for one in shown["places"]]) == (True, [False, True])
    assert (await member(h, "M2").get(f"/proposals/{id}/returns")).status_code == 404


async def test_its_proposers_see_what_a_clerk_edited_and_what_it_was(h: Harness) -> None:
    id, clerk = await filed(h, kind="joint", cosigners=["M2"]), h.client("clerk")
    text = body()["text"]
    present = (await clerk.get(f"/proposals/{id}")).headers["etag"]
    edited = text | {"analysis": "场地和补贴都不足。"}
    assert (await clerk.put(f"/proposals/{id}/text", json=edited, headers={"If-Match": present})).is_success
    assert (await member(h, "M2").post(f"/proposals/{id}/cosign", json={"agreed": False})).is_success
    assert (await clerk.post(f"/proposals/{id}/return", json={"comments": "请补充"})).is_success
    again = edited | {"title": "关于扩大老年助餐的提案", "suggestions": text["suggestions"][:1]}
    assert (await member(h).post(f"/proposals/{id}/refile", json=again)).is_success
    for by, actors in ((clerk, ["M1", "clerk", "M1"]), (member(h), [None] * 3), (member(h, "M2"), [None] * 3)):
        found = (await by.get(f"/proposals/{id}/texts")).json()
        assert [(one["version"], one["how"], one["changed"]) for one in found] == [
            (1, "filed", []), (2, "edited", ["analysis"]), (3, "filed_again", ["title", "suggestions"]),
        ]  # fmt: skip
        assert [one["actor"] for one in found] == actors
        assert [one["text"]["analysis"] for one in found] == [text["analysis"], *[edited["analysis"]] * 2]
    assert (await member(h, "M3").get(f"/proposals/{id}/texts")).status_code == 404

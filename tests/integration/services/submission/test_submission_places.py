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

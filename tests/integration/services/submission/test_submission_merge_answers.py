"""Proposers of what is merged are asked where the county asks them, and the master waits for them."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest

from chassis.eventlog import verify
from contracts.submission import MergeAnswered, MergeObjectionsOverruled, ProposalMergedInto
from services.submission.app import SERVICE
from tests.integration.services.submission.test_submission_api import body, filed, h, member
from tests.support.harness import Harness, Serve
from tests.support.twin import equals_its_twin

__all__ = ["h"]

MERGE = {"opinion": "同一事项"}
ADMIT = {"topic_group": "民生"}
OBJECT = {"agreed": False, "reason": "不是同一事项"}


@pytest.fixture
async def asking(h: Harness) -> Harness:
    """The county asks for a day."""
    admin = h.client("county_admin")
    present = await admin.get("/policies/filing")
    sent = {"document": present.json()["document"] | {"merge_hours": 24}}
    changed = await admin.put("/policies/filing", json=sent, headers={"If-Match": present.headers["etag"]})
    assert changed.is_success, changed.text
    return h


async def merged(h: Harness, *more: str) -> tuple[str, str]:
    master, child = await filed(h, "M1"), await filed(h, "M2")
    await ok(await h.client("clerk").post(f"/proposals/{master}/merge", json=MERGE | {"children": [child, *more]}))
    return master, child


async def ok(answer: httpx.Response) -> dict[str, Any]:
    assert answer.is_success, answer.text
    return answer.json()


def refused(answer: httpx.Response, rule: str) -> None:
    assert (answer.status_code, answer.json().get("rule")) == (409, rule), answer.text


async def answered(h: Harness, id: str, who: str, **sent: Any) -> httpx.Response:
    return await member(h, who).post(f"/proposals/{id}/answer-merge", json={"agreed": True} | sent)


async def test_where_nobody_is_asked_the_master_is_admitted_at_once(h: Harness) -> None:
    master, child = await merged(h)
    refused(await answered(h, child, "M2"), "merge-not-asked")
    await ok(await h.client("clerk").post(f"/proposals/{master}/admit", json=ADMIT))


async def test_the_master_waits_until_all_have_agreed_or_the_time_is_over(asking: Harness, serve: Serve) -> None:
    h, clerk = asking, asking.client("clerk")
    officer = h.client("body_officer", member_id="M3", body_id="B1")
    of_body = (await ok(await officer.post("/proposals", json=body(kind="collective", body_id="B1"))))["id"]
    master, child = await merged(h, of_body)
    for way, sent in (
        ("admit", ADMIT),
        ("return", {"comments": "补充"}),
        ("decline", {"reason_code": "vague", "explanation": "空泛"}),
        ("merge", MERGE | {"children": [await filed(h, "M1")]}),
    ):
        refused(await clerk.post(f"/proposals/{master}/{way}", json=sent), "merge-open")
    batch = await ok(await clerk.post("/review-batches/admit", json={"items": [{"id": master}]} | ADMIT))
    assert batch["items"][0]["rule"] == "merge-open"
    assert (await answered(h, child, "M3")).status_code == 404
    assert (await answered(h, child, "M1")).status_code in (404, 409)
    assert (await clerk.post(f"/proposals/{child}/answer-merge", json={"agreed": True})).status_code == 403
    refused(await answered(h, child, "M2", agreed=False), "reason-needed")
    view = await ok(await answered(h, child, "M2"))
    assert (view["id"], [one["answer"] for one in view["merge_answers"]]) == (master, ["open", "agreed", "open"])
    await ok(await answered(h, master, "M1"))
    refused(await answered(h, master, "M1", **OBJECT), "answered-already")
    refused(await clerk.post(f"/proposals/{master}/admit", json=ADMIT), "merge-open")
    await ok(await officer.post(f"/proposals/{of_body}/answer-merge", json={"agreed": True}))
    assert (await ok(await clerk.post(f"/proposals/{master}/admit", json=ADMIT)))["case_number"] == 1
    other, silent = await merged(h)
    h.clock.set(h.clock.now() + timedelta(hours=24, seconds=1))
    refused(await answered(h, silent, "M2", **OBJECT), "too-late")
    await ok(await clerk.post(f"/proposals/{other}/admit", json=ADMIT))
    asked = [e.answer_by for e in await h.published() if isinstance(e, ProposalMergedInto)]
    assert all(asked)
    async with h.owner.connect() as connection:
        assert (await verify(connection, SERVICE.metadata))[1] == []
    await equals_its_twin(serve, h, [])


async def test_an_objection_is_overruled_by_another_or_the_merge_is_undone(asking: Harness) -> None:
    h, clerk, chair = asking, asking.client("clerk"), asking.client("chair")
    master, child = await merged(h)
    await ok(await answered(h, child, "M2", **OBJECT))
    h.clock.set(h.clock.now() + timedelta(days=9))
    refused(await clerk.post(f"/proposals/{master}/admit", json=ADMIT), "merge-objected")
    overrule, why = f"/proposals/{master}/overrule-merge-objections", {"explanation": "两案诉求一致"}
    refused(await clerk.post(overrule, json=why), "four-eyes")
    assert (await member(h, "M2").post(overrule, json=why)).status_code == 403
    # Overruled by two at once, it is overruled once.
    answers = await asyncio.gather(chair.post(overrule, json=why), h.client("county_admin").post(overrule, json=why))
    assert sorted(one.status_code for one in answers) == [200, 409]
    assert len([e for e in await h.published() if isinstance(e, MergeObjectionsOverruled)]) == 1
    await ok(await clerk.post(f"/proposals/{master}/admit", json=ADMIT))
    other, objecting = await merged(h)
    await ok(await answered(h, objecting, "M2", **OBJECT))
    view = await ok(await clerk.post(f"/proposals/{other}/undo-merge", json={"reason": "采纳异议"}))
    assert (view["merge_answers"], view["merge_answer_by"], view["children"]) == ([], None, [])
    for id in (other, objecting):
        await ok(await clerk.post(f"/proposals/{id}/admit", json=ADMIT))


async def test_an_answer_and_what_ends_the_merge_at_one_moment(asking: Harness) -> None:
    h, clerk = asking, asking.client("clerk")
    for _ in range(4):
        master, child = await merged(h)
        said, undone = await asyncio.gather(
            answered(h, child, "M2", **OBJECT),
            clerk.post(f"/proposals/{master}/undo-merge", json={"reason": "合并有误"}),
        )
        # Whichever was first: nothing waits for ever, and what is undone holds no answer.
        assert said.status_code in (200, 409, 412), said.text
        view = await ok(await clerk.get(f"/proposals/{master}"))
        assert undone.status_code in (200, 412), undone.text
        assert (view["merge_answers"] == []) == undone.is_success
    twice = await merged(h)
    both = await asyncio.gather(answered(h, twice[1], "M2"), answered(h, twice[1], "M2", **OBJECT))
    assert sorted(one.status_code for one in both) == [200, 409]
    assert len([e for e in await h.published() if isinstance(e, MergeAnswered) and e.proposal_id == twice[0]]) == 1

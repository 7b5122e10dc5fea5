"""What becomes of an entry from paper that was refused, and of a returned proposal that is answered on paper."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from chassis.eventlog import verify
from contracts.submission import PaperProposalDiscarded, ProposalAmended
from services.submission.app import SERVICE
from tests.integration.services.submission.test_submission_paper import (
    TEXT,
    entered,
    entry,
    filed,
    first,
    h,
    ok,
    refused,
    scan,
    second,
)
from tests.support import files
from tests.support.harness import Harness, Serve
from tests.support.twin import equals_its_twin

__all__ = ["h"]

BETTER = TEXT | {"situation": "助餐点只有四处，农村没有。"}


def refiling(**changes: Any) -> dict[str, Any]:
    return {"text": BETTER, "received_on": "2026-03-06"} | changes


async def returned(h: Harness, id: str | None = None) -> str:
    """Filed by its proposer in the plenary, and returned after it; three days later."""
    own = h.client("member", member_id="M1")
    id = id or (await ok(own, "/proposals", {"text": TEXT, "publish_consent": True}))["id"]
    h.clock.set(datetime(2026, 3, 4, 2, tzinfo=UTC))
    await ok(h.client("clerk"), f"/proposals/{id}/return", {"comments": "请补充农村情况"})
    h.clock.set(datetime(2026, 3, 7, 2, tzinfo=UTC))
    return id


async def entered_again(h: Harness, proposal: str, **changes: Any) -> str:
    id = (await ok(first(h), f"/proposals/{proposal}/paper-refilings", refiling(**changes)))["id"]
    assert (await scan(first(h), id)).status_code == 201
    return id


async def test_a_refused_entry_is_given_up_and_stays_readable(h: Harness, serve: Serve) -> None:
    id = await entered(h)
    path, reason = f"/paper-proposals/{id}/discard", {"reason": "与网上提交的重复"}
    refused(await first(h).post(path, json=reason), "state")
    await ok(second(h), f"/paper-proposals/{id}/refuse", {"reason": "与网上的重复"})
    refused(await second(h).post(path, json=reason), "not-entered-by-you")
    assert (await first(h).post(path, json={"reason": ""})).status_code == 422
    # Given up and corrected at once: one of the two holds.
    etag = (await first(h).get(f"/paper-proposals/{id}")).headers["etag"]
    headers = {"If-Match": etag}
    answers = await asyncio.gather(
        first(h).post(path, json=reason, headers=headers),
        first(h).put(f"/paper-proposals/{id}", json=entry(), headers=headers),
    )
    assert sorted(one.is_success for one in answers) == [False, True]
    if not answers[0].is_success:
        await ok(second(h), f"/paper-proposals/{id}/refuse", {"reason": "与网上的重复"})
        await ok(first(h), path, reason)
    view = (await second(h).get(f"/paper-proposals/{id}")).json()
    assert (view["state"], view["discarded"], view["discarded_by"]) == ("discarded", "与网上提交的重复", "clerk-1")
    for client, way, body in ((second(h), "confirm", None), (first(h), "discard", reason)):
        refused(await client.post(f"/paper-proposals/{id}/{way}", json=body), "state")
    refused(await scan(first(h), id, files.PNG), "state")
    (kept,) = (await second(h).get(f"/paper-proposals/{id}/attachments")).json()
    assert (await second(h).get(f"/attachments/{kept['id']}")).content == files.pdf()
    listed = (await first(h).get("/paper-proposals", params={"state": "discarded"})).json()["items"]
    assert [one["id"] for one in listed] == [id]
    assert (await first(h).get("/figures")).json()["papers"] == {"discarded": 1}
    assert len([e for e in await h.published() if isinstance(e, PaperProposalDiscarded)]) == 1
    await equals_its_twin(serve, h, [])


async def test_a_returned_proposal_is_filed_again_from_paper(h: Harness, serve: Serve) -> None:
    proposal = await returned(h)
    id = await entered_again(h, proposal)
    refused(await first(h).post(f"/paper-proposals/{id}/confirm"), "four-eyes")
    waiting = (await second(h).get(f"/paper-proposals/{id}")).json()
    assert (waiting["refiles"], waiting["entry"]["member_id"]) == (proposal, "M1")
    etag = (await first(h).get(f"/paper-proposals/{id}")).headers["etag"]
    refused(await first(h).put(f"/paper-proposals/{id}", json=entry(), headers={"If-Match": etag}), "refiling")
    await ok(second(h), f"/paper-proposals/{id}/refuse", {"reason": "漏了一句"})
    etag = (await first(h).get(f"/paper-proposals/{id}")).headers["etag"]
    whole = refiling(text=BETTER | {"analysis": "场地不足，补贴偏低，距离远。"})
    path = f"/paper-proposals/{id}/refiling"
    assert (await first(h).put(path, json=whole, headers={"If-Match": etag})).json()["state"] == "waiting"
    answers = await asyncio.gather(*(second(h).post(f"/paper-proposals/{id}/confirm") for _ in range(2)))
    assert sorted(one.status_code for one in answers) == [200, 409]
    view = (await h.client("member", member_id="M1").get(f"/proposals/{proposal}")).json()
    assert (view["state"], view["text"]["analysis"]) == ("filed", "场地不足，补贴偏低，距离远。")
    assert (view["assisted"]["paper_id"], view["refiled_on_paper"]) == (id, True)
    # It belongs where it first came in, though its correction came days after the cut-off.
    assert (view["channel"], view["session_id"], view["received_at"][:10]) == ("plenary", "S15-1", "2026-03-02")
    assert [one["purpose"] for one in view["attachments"]] == ["paper_scan"]
    (amended,) = [e for e in await h.published() if isinstance(e, ProposalAmended)]
    assert amended.received_at == datetime(2026, 3, 6, 16, tzinfo=UTC) - timedelta(microseconds=1)
    member = h.client("member", member_id="M1")
    await ok(member, f"/proposals/{proposal}/object-to-entry", {"reason": "不是我改的"})
    third, settle = h.client("clerk", subject="clerk-3"), f"/proposals/{proposal}/settle-objection"
    refused(await third.post(settle, json={"outcome": "withdrawn", "explanation": "不是"}), "filed-before")
    await ok(third, settle, {"outcome": "stands", "explanation": "与纸质件一致"})
    await ok(third, f"/proposals/{proposal}/admit", {"topic_group": "民生"})
    async with h.owner.connect() as connection:
        assert (await verify(connection, SERVICE.metadata))[1] == []
    await equals_its_twin(serve, h, [])


async def test_a_correction_comes_in_after_the_return_and_before_it_is_entered(h: Harness) -> None:
    proposal = await filed(h)
    path = f"/proposals/{proposal}/paper-refilings"
    refused(await first(h).post(path, json=refiling(received_on="2026-03-02")), "state")
    await returned(h, proposal)
    for wrong in ({"received_on": "2026-03-03"}, {"received_on": "2026-03-04", "received_time": "09:55:00"}):
        refused(await first(h).post(path, json=refiling(**wrong)), "received-on")
    refused(await first(h).post(path, json=refiling(received_on="2026-03-08")), "received-on")
    refused(await first(h).post(path, json=refiling(text=TEXT | {"analysis": ""})), "text-form")
    own = h.client("clerk", "member", subject="clerk-9", member_id="M1")
    refused(await own.post(path, json=refiling()), "conflict-of-interest")
    assert (await h.client("member", member_id="M1").post(path, json=refiling())).status_code == 403
    elsewhere = h.client("clerk", county="330103")
    assert (await elsewhere.post(path, json=refiling())).status_code == 404
    assert (await first(h).post(path, json=refiling(received_on="2026-03-04"))).status_code == 201
    unscanned = (await first(h).post(path, json=refiling(received_on="2026-03-04", received_time="10:05:00"))).json()
    refused(await second(h).post(f"/paper-proposals/{unscanned['id']}/confirm"), "scan-missing")


async def test_whoever_files_again_first_answers_the_return(h: Harness) -> None:
    proposal = await returned(h)
    id = await entered_again(h, proposal)
    member = h.client("member", member_id="M1")
    confirm, refile = f"/paper-proposals/{id}/confirm", f"/proposals/{proposal}/refile"
    answers = await asyncio.gather(second(h).post(confirm), member.post(refile, json=BETTER))
    assert sorted(one.status_code for one in answers) == [200, 409], [one.text for one in answers]
    other = await returned(h)
    stale = await entered_again(h, other)
    assert (await member.post(f"/proposals/{other}/refile", json=BETTER)).is_success
    await ok(h.client("clerk"), f"/proposals/{other}/return", {"comments": "再补充"})
    # Returned once more: the entry answers what was asked before.
    refused(await second(h).post(f"/paper-proposals/{stale}/confirm"), "filed-again-already")
    await ok(second(h), f"/paper-proposals/{stale}/refuse", {"reason": "委员已自行提交"})
    await ok(first(h), f"/paper-proposals/{stale}/discard", {"reason": "委员已自行提交"})

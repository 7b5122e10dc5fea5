"""Opinions from forms and meetings, who answers for them by when, and that nobody else closes them."""

import asyncio
import io
from datetime import timedelta
from typing import Any

from python_calamine import CalamineWorkbook
from sqlalchemy import text

from contracts.evaluation import ServiceIssueOverdue, ServiceIssueRaised, ServiceIssueVerified
from contracts.submission import ProposalWithdrawn
from services.evaluation.opinion_form.policy import POLICY
from tests.integration.services.evaluation.test_evaluation_refold import backfill
from tests.support.facts import admitted, filed, issued, refused, sound
from tests.support.harness import COUNTY, Client, Harness

HERE = {"X-County": COUNTY}


def anybody(h: Harness) -> Client:
    """Whose token says nothing: no open route reads it."""
    client = h.client("member", member_id="M1")
    client.headers = client.headers.__class__({**HERE})
    return client


async def form(h: Harness, **more: Any) -> str:
    answer = await h.client("clerk").post("/opinion-forms", json={"title": "服务质量意见表（示例）"} | more)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def written(h: Harness, form_id: str, opinion: str = "答复电话没人接") -> str:
    """The receipt."""
    public = anybody(h)
    receipt = (await public.get(f"/public/opinion-forms/{form_id}")).json()["receipt"]
    body = {"opinion": opinion, "receipt": receipt}
    answer = await public.post(f"/public/opinion-forms/{form_id}/opinions", json=body)
    assert answer.status_code == 201, answer.text
    assert receipt not in answer.text
    return receipt


async def listed(h: Harness, **params: Any) -> list[dict[str, Any]]:
    answer = await h.client("clerk").get("/service-issues", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def test_who_stays_unnamed_follows_and_closes_by_the_receipt_alone(h: Harness) -> None:
    form_id = await form(h)
    receipt = await written(h, form_id)
    (issue,) = await listed(h)
    assert (issue["raised_by"], issue["source"], issue["form_id"]) == (None, "form", form_id)
    assert "receipt" not in issue
    clerk, public = h.client("clerk"), anybody(h)
    path = f"/service-issues/{issue['id']}"
    assert refused(await public.post("/public/opinions/verify", json={"receipt": receipt})) == "issue-state"
    owner = {"owner": "示例负责人", "due": "2026-03-10"}
    assert (await clerk.post(f"{path}/assign", json=owner)).status_code == 200
    assert (await clerk.post(f"{path}/resolve", json={"proof": "已设专线"})).status_code == 200
    seen = (await public.post("/public/opinions/follow", json={"receipt": receipt})).json()
    assert (seen["state"], seen["owner"], seen["proof"]) == ("resolved", "示例负责人", "已设专线")
    # Neither a clerk nor another member, nor somebody whose login is called like the mark of the unnamed.
    assert (await clerk.post(f"{path}/verify")).status_code == 403
    for who in ("M1", "public", f"unnamed:{issue['id']}"):
        assert (await h.client("member", subject=who).post(f"{path}/verify")).status_code == 404
    for wrong in ("2" * 24, receipt[::-1]):
        assert (await public.post("/public/opinions/verify", json={"receipt": wrong})).status_code == 404
        assert (await public.post("/public/opinions/follow", json={"receipt": wrong})).status_code == 404
    done = await public.post("/public/opinions/verify", json={"receipt": receipt})
    assert (done.status_code, done.json()["state"]) == (200, "verified")
    assert isinstance((await h.published())[-1], ServiceIssueVerified)
    other = await public.post("/public/opinions/follow", json={"receipt": receipt}, headers={"X-County": "330103"})
    assert other.status_code == 404
    await sound(h)


async def test_the_receipt_is_nowhere_in_the_store(h: Harness) -> None:
    receipt = await written(h, await form(h))
    (raised,) = [event for event in await h.published() if isinstance(event, ServiceIssueRaised)]
    assert raised.receipt is not None
    async with h.owner.connect() as connection:
        tables = (
            await connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        ).scalars()
        for table in tables.all():
            rows = (await connection.execute(text(f'SELECT t::text FROM "{table}" t'))).scalars().all()
            assert not [row for row in rows if receipt in row], table


async def test_a_repeated_request_writes_once(h: Harness) -> None:
    form_id, public = await form(h), anybody(h)
    receipt = (await public.get(f"/public/opinion-forms/{form_id}")).json()["receipt"]
    path, body = f"/public/opinion-forms/{form_id}/opinions", {"opinion": "示例意见", "receipt": receipt}
    key = {"Idempotency-Key": "once"}
    answers = await asyncio.gather(*(public.post(path, json=body, headers=key) for _ in range(4)))
    assert {answer.status_code for answer in answers} == {201}
    assert len(await listed(h)) == 1
    # Another opinion under the same receipt would be somebody else's to close.
    assert refused(await public.post(path, json=body | {"opinion": "另一条"})) == "already-exists"
    assert (await public.post(path, json=body | {"receipt": "short"})).status_code == 422


async def test_a_form_is_closed_by_a_clerk_or_by_its_last_day(h: Harness) -> None:
    clerk, public = h.client("clerk"), anybody(h)
    assert refused(await clerk.post("/opinion-forms", json={"title": "示例", "closes_on": "2026-03-01"})) == "closes-on"
    assert (await public.get("/public/opinion-forms/nothing")).status_code == 404
    assert (await h.client("member", member_id="M1").post("/opinion-forms", json={"title": "示例"})).status_code == 403
    today, closed = await form(h, closes_on="2026-03-02"), await form(h)
    await written(h, today)
    assert (await clerk.post(f"/opinion-forms/{closed}/close")).json()["state"] == "closed"
    assert refused(await clerk.post(f"/opinion-forms/{closed}/close")) == "form-closed"
    h.clock.set(h.clock.now() + timedelta(days=1))
    for id in (today, closed):
        seen = (await public.get(f"/public/opinion-forms/{id}")).json()
        assert seen["open"] is False
        body = {"opinion": "示例", "receipt": seen["receipt"]}
        assert refused(await public.post(f"/public/opinion-forms/{id}/opinions", json=body)) == "form-closed"
    assert [one["id"] for one in (await clerk.get("/opinion-forms", params={"state": "closed"})).json()["items"]] == [
        closed
    ]
    link = (await clerk.get(f"/opinion-forms/{today}/link")).json()
    assert link["link"] == f"/portal/opinions#{COUNTY}/{today}"
    assert link["svg"].startswith("<svg")
    assert (await h.client("member", member_id="M1").get(f"/opinion-forms/{today}/link")).status_code == 403
    await sound(h)


async def test_a_day_brings_so_many_and_no_more(h: Harness) -> None:
    document = POLICY.default().model_dump(mode="json") | {"per_address": 2, "page": "https://shili.example/opinions"}
    answer = await h.client("county_admin").put(
        "/policies/opinion_form", json={"document": document}, headers={"If-Match": '"0-000000000000"'}
    )
    assert answer.status_code == 200, answer.text
    form_id, public = await form(h), anybody(h)
    for _ in range(2):
        await written(h, form_id)
    receipt = (await public.get(f"/public/opinion-forms/{form_id}")).json()["receipt"]
    body = {"opinion": "示例", "receipt": receipt}
    assert (await public.post(f"/public/opinion-forms/{form_id}/opinions", json=body)).status_code == 429
    assert len(await listed(h)) == 2
    h.clock.set(h.clock.now() + timedelta(days=1))
    await written(h, form_id)
    async with h.owner.connect() as connection:
        rows = (await connection.execute(text("SELECT DISTINCT day FROM opinion_intake"))).all()
    assert len(rows) == 1  # of yesterday nothing is left
    link = (await h.client("clerk").get(f"/opinion-forms/{form_id}/link")).json()["link"]
    assert link.startswith("https://shili.example/opinions#")


async def test_what_was_said_at_a_meeting_is_closed_by_who_said_it(h: Harness) -> None:
    clerk = h.client("clerk")
    body = {"opinion": "会前材料太晚", "gathered_at": "示例座谈会", "raised_by": "M2"}
    assert (await h.client("member", member_id="M2").post("/service-issues/gathered", json=body)).status_code == 403
    nobody = body | {"raised_by": "unnamed:x"}
    assert refused(await clerk.post("/service-issues/gathered", json=nobody)) == "raised-by"
    issue = (await clerk.post("/service-issues/gathered", json=body)).json()
    assert (issue["source"], issue["gathered_at"], issue["raised_by"]) == ("meeting", "示例座谈会", "M2")
    own = (await h.client("member", member_id="M2").get("/service-issues")).json()["items"]
    assert [one["id"] for one in own] == [issue["id"]]
    both = h.client("chair", "member", member_id="M3")
    assert len((await both.get("/service-issues")).json()["items"]) == 1
    assert (await both.get("/service-issues?mine=true")).json()["items"] == []
    path = f"/service-issues/{issue['id']}"
    await clerk.post(f"{path}/assign", json={"owner": "示例负责人", "due": "2026-03-10"})
    await clerk.post(f"{path}/resolve", json={"proof": "已提前三天发放"})
    assert (await h.client("member", member_id="M3").post(f"{path}/verify")).status_code == 404
    assert (await h.client("member", member_id="M2").post(f"{path}/verify")).json()["state"] == "verified"


async def test_what_is_overdue_is_told_once_and_seen_in_the_lists(h: Harness) -> None:
    clerk = h.client("clerk")
    ids: list[str] = []
    for opinion in ("甲", "乙", "丙"):
        answer = await h.client("member", member_id="M1").post("/service-issues", json={"opinion": opinion})
        ids.append(answer.json()["id"])
    for id in ids[:2]:
        await clerk.post(f"/service-issues/{id}/assign", json={"owner": "示例负责人", "due": "2026-03-03"})
    await clerk.post(f"/service-issues/{ids[1]}/resolve", json={"proof": "已办"})
    h.clock.set(h.clock.now() + timedelta(days=1))
    assert await h.tick() == 0  # the day itself is the owner's
    h.clock.set(h.clock.now() + timedelta(days=1))
    assert (await h.tick(), await h.tick()) == (1, 0)
    assert [type(event) for event in await h.published()].count(ServiceIssueOverdue) == 1
    assert [one["id"] for one in await listed(h, overdue=True)] == [ids[0]]
    assert {one["id"] for one in await listed(h, owner="示例负责人")} == set(ids[:2])
    assert [one["id"] for one in await listed(h, state="raised")] == [ids[2]]
    assert {one["id"] for one in await listed(h, due_by="2026-03-03", source="portal")} == set(ids[:2])
    assert await listed(h, due_by="2026-03-02") == []
    book = CalamineWorkbook.from_filelike(io.BytesIO((await clerk.get("/service-issues/export.xlsx")).content))
    problems, duties = (book.get_sheet_by_name(name).to_python() for name in ("问题清单", "责任清单"))
    assert (len(problems), [row[4] for row in duties[1:]]) == (4, ["是", "否"])
    assert (await h.client("member", member_id="M1").get("/service-issues/export.xlsx")).status_code == 403
    # Assigned anew it has a new day, and may be late again.
    again = await clerk.post(f"/service-issues/{ids[0]}/assign", json={"owner": "示例接办人", "due": "2026-03-05"})
    assert again.json()["overdue"] is False
    h.clock.set(h.clock.now() + timedelta(days=5))
    assert await h.tick() == 1
    assert [one["owner"] for one in await listed(h, overdue=True)] == ["示例接办人"]
    await sound(h)


async def test_the_migration_finds_owners_days_and_timers_of_what_there_was(h: Harness) -> None:
    clerk = h.client("clerk")
    id = (await h.client("member", member_id="M1").post("/service-issues", json={"opinion": "甲"})).json()["id"]
    await clerk.post(f"/service-issues/{id}/assign", json={"owner": "示例负责人", "due": "2026-03-03"})
    async with h.owner.begin() as connection:
        await connection.execute(text("DELETE FROM timers"))
        await connection.execute(text("UPDATE service_issues SET owner = NULL, due = NULL, source = ''"))
        for statement in backfill("0016_service"):
            await connection.execute(text(statement))
    await sound(h)
    assert [one["id"] for one in await listed(h, owner="示例负责人", due_by="2026-03-03")] == [id]
    h.clock.set(h.clock.now() + timedelta(days=1))
    assert await h.tick() == 0
    h.clock.set(h.clock.now() + timedelta(days=1))
    assert await h.tick() == 1


async def test_beneficiaries_rate_a_result_and_nobody_takes_it_for_a_signature(h: Harness) -> None:
    clerk, public = h.client("clerk"), anybody(h)
    asking = {"title": "对老旧小区供水改造的评价（示例）", "about": "P1"}
    assert refused(await clerk.post("/opinion-forms", json=asking)) == "not-admitted"
    await h.deliver(filed("P1"), "P1")
    assert refused(await clerk.post("/opinion-forms", json=asking)) == "not-admitted"
    await h.deliver(admitted("P1"), "P1")
    assert refused(await clerk.post("/opinion-forms", json=asking)) == "not-answered"
    await h.deliver(issued("P1", at=h.clock.now()), "R-P1-U1-1")
    about, service = await form(h, **asking), await form(h)
    seen = (await public.get(f"/public/opinion-forms/{about}")).json()
    assert (seen["asks"], seen["receipt"], "about" in seen) == ("rating", None, False)
    path = f"/public/opinion-forms/{about}/ratings"
    key = {"Idempotency-Key": "once"}
    first = {"rating": "satisfied", "opinion": "水压够了"}
    answers = await asyncio.gather(*(public.post(path, json=first, headers=key) for _ in range(4)))
    assert {(answer.status_code, answer.json()["rating"]) for answer in answers} == {(201, "satisfied")}
    assert (await public.post(path, json={"rating": "dissatisfied"})).status_code == 201
    assert (await public.post(path, json={"rating": "very good"})).status_code == 422
    # Each form takes what it asks for.
    assert refused(await public.post(f"/public/opinion-forms/{service}/ratings", json=first)) == "form-asks"
    opinion = {"opinion": "示例", "receipt": (await public.get(f"/public/opinion-forms/{service}")).json()["receipt"]}
    assert refused(await public.post(f"/public/opinion-forms/{about}/opinions", json=opinion)) == "form-asks"
    gains = (await clerk.get("/boards/five-gains")).json()["gains"]
    recognised = gains[2]["parts"]["recognised"]
    assert (recognised["numerator"], recognised["denominator"]) == (1, 2)
    assert gains[2]["figure"]["denominator"] == 0  # nobody was asked to sign
    behind = (await clerk.get("/boards/five-gains/3/proposals", params={"part": "recognised"})).json()["items"]
    assert [(one["proposal_id"], one["title"]) for one in behind] == [("P1", "关于示例的提案")] * 2
    for query in ({"form_id": about}, {"proposal_id": "P1"}):
        given = (await clerk.get("/beneficiary-ratings", params=query)).json()["items"]
        assert [(one["rating"], one["opinion"]) for one in given] == [("satisfied", "水压够了"), ("dissatisfied", None)]
        assert {one["id"] for one in given} == {one["id"] for one in behind}
    assert (await clerk.get("/beneficiary-ratings", params={"form_id": service})).json()["items"] == []
    for role in ("member", "unit"):
        assert (await h.client(role, member_id="M1", unit_id="U1").get("/beneficiary-ratings")).status_code == 403
    assert await listed(h) == []  # a rating is no problem to be assigned
    await h.deliver(ProposalWithdrawn(proposal_id="P1", reason="r"), "P1")
    # It would be counted nowhere, and nobody is told otherwise.
    assert refused(await public.post(path, json=first)) == "not-admitted"
    assert (await public.get(f"/public/opinion-forms/{about}")).json()["open"] is False
    await clerk.post(f"/opinion-forms/{about}/close")
    assert refused(await public.post(path, json=first)) == "form-closed"
    gains = (await clerk.get("/boards/five-gains")).json()["gains"]
    assert gains[2]["parts"]["recognised"]["denominator"] == 0
    await sound(h)


async def test_what_an_address_may_send_a_day_holds_for_ratings_too(h: Harness) -> None:
    document = POLICY.default().model_dump(mode="json") | {"per_address": 2}
    await h.client("county_admin").put(
        "/policies/opinion_form", json={"document": document}, headers={"If-Match": '"0-000000000000"'}
    )
    await h.deliver(filed("P1"), "P1")
    await h.deliver(admitted("P1"), "P1")
    await h.deliver(issued("P1", at=h.clock.now()), "R-P1-U1-1")
    service = await form(h)
    for _ in range(2):
        await written(h, service)
    path = f"/public/opinion-forms/{await form(h, about='P1')}/ratings"
    answers = await asyncio.gather(*(anybody(h).post(path, json={"rating": "satisfied"}) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201, 201, 429, 429, 429]
    given = (await h.client("clerk").get("/beneficiary-ratings")).json()["items"]
    assert len(given) == 2

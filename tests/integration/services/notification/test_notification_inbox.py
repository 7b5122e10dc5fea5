"""Each person's inbox: what is theirs, in their language, read by themselves, page by page."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from contracts.consultation import AssignmentReturned
from contracts.policy import PolicyChanged
from contracts.submission import BodyEnrolled, BodyRetired, ProposalReturned
from contracts.supervision import PaperSignOffEntered, SupervisorAppointed
from services.notification.app import SERVICE
from tests.support.harness import Client, Harness, Serve
from tests.support.life import TITLE, Said, admitted, assigned, filed, of
from tests.support.statements import counted


@pytest.fixture
async def h(serve: Serve) -> Harness:
    harness = await serve(SERVICE)
    await hear(harness, filed("P1", "M1"), admitted("P1", "M1"), assigned("P1", "A1", "U1"))
    return harness


async def hear(h: Harness, *said: Said, county: str = "330102") -> None:
    for one in said:
        await h.deliver(one.event, one.aggregate_id, county)


async def ok(answer: httpx.Response) -> dict[str, Any]:
    assert answer.is_success, answer.text
    return answer.json()


async def inbox(client: Client, query: str = "") -> list[dict[str, Any]]:
    return (await ok(await client.get(f"/notices{query}")))["items"]


async def unread(client: Client) -> tuple[int, int]:
    found = await ok(await client.get("/notices/unread-count"))
    return found["unread"], found["to_do"]


async def test_a_member_reads_what_became_of_theirs_newest_first(h: Harness) -> None:
    member = h.client("member", member_id="M1")
    found = await inbox(member)
    assert [one["kind"] for one in found] == ["assigned_to", "admitted", "filed"]
    newest = found[0]
    assert newest["title"] == "提案已交办"
    assert newest["text"] == f"提案《{TITLE}》已交由U1办理（单办）。"
    assert newest["link"] == "/consultation/assignments/A1"
    assert (newest["to"], newest["urgency"], newest["due"], newest["read_at"]) == ("member:M1", "know", None, None)
    assert newest["facts"] == {"proposal": TITLE, "case_number": 7, "unit": "U1", "role": "sole"}
    assert await inbox(h.client("member", member_id="M9")) == []
    assert await inbox(h.client("clerk")) == []


async def test_a_unit_is_told_what_to_do_and_until_when(h: Harness) -> None:
    (found,) = await inbox(h.client("unit", unit_id="U1"))
    assert (found["kind"], found["urgency"], found["due"]) == ("assigned", "act", "2026-03-09")
    assert found["text"].endswith("请签收；如需退办，请在2026年3月9日前提出。")
    assert await inbox(h.client("unit", unit_id="U2")) == []
    successor = h.client("unit", unit_id="U2", former_unit_ids=["U1"])
    assert [one["to"] for one in await inbox(successor)] == ["unit:U1"]
    # The unit's name alone does not open its mailbox.
    assert await inbox(h.client("member", unit_id="U1", member_id="M7")) == []


async def test_english_where_it_is_preferred(h: Harness) -> None:
    member = h.client("member", member_id="M1")
    answer = await member.get("/notices?kind=admitted", headers={"Accept-Language": "en-GB"})
    (found,) = answer.json()["items"]
    assert found["title"] == "Your proposal is admitted"
    assert found["text"].startswith(f"The proposal “{TITLE}” is admitted as number 7.")


async def test_what_one_user_of_a_unit_has_read_another_has_not(h: Harness) -> None:
    one, leader = h.client("unit", unit_id="U1", subject="one"), h.client("unit_leader", unit_id="U1", subject="two")
    (notice,) = await inbox(one)
    assert await unread(one) == (1, 1)
    read = await ok(await one.post(f"/notices/{notice['id']}/read"))
    assert read["read_at"] is not None
    assert await unread(one) == (0, 0)
    assert await inbox(one, "?unread=true") == []
    assert (await inbox(one))[0]["read_at"] == read["read_at"]
    assert await unread(leader) == (1, 1)
    assert (await inbox(leader))[0]["read_at"] is None
    # Read again, later: the first moment stays.
    h.clock.offset += timedelta(hours=1)
    again = await ok(await one.post(f"/notices/{notice['id']}/read"))
    assert again["read_at"] == read["read_at"]


async def test_a_notice_of_somebody_else_does_not_exist(h: Harness) -> None:
    (notice,) = await inbox(h.client("unit", unit_id="U1"))
    member = h.client("member", member_id="M1")
    for path, body in ((f"/notices/{notice['id']}/read", None), ("/notices/read-all", {"up_to": notice["id"]})):
        answer = await member.post(path, json=body)
        assert (answer.status_code, answer.json()["type"]) == (404, "urn:cppcc:problem:not-found")
    assert await unread(h.client("unit", unit_id="U1")) == (1, 1)
    assert (await h.client("auditor").post("/notices/nothing/read")).status_code == 404


async def test_read_all_marks_what_was_seen_and_leaves_what_came_meanwhile(h: Harness) -> None:
    member = h.client("member", member_id="M1")
    seen = (await inbox(member))[0]["id"]
    await hear(h, of(ProposalReturned, "P1", proposal_id="P1", comments="示例意见"))
    assert await unread(member) == (4, 1)
    assert await ok(await member.post("/notices/read-all", json={"up_to": seen})) == {
        "marked": 3, "unread": 1, "to_do": 1
    }  # fmt: skip
    (left,) = await inbox(member, "?unread=true")
    assert (left["kind"], "示例意见" in left["text"]) == ("returned", True)
    # Nothing more is marked, whoever asks again.
    assert (await ok(await member.post("/notices/read-all", json={"up_to": seen})))["marked"] == 0
    assert (await ok(await member.post("/notices/read-all", json={"up_to": left["id"]})))["unread"] == 0


async def test_one_request_sent_twice_is_done_once(h: Harness) -> None:
    member = h.client("member", member_id="M1")
    notice = (await inbox(member))[0]["id"]
    answers = [await member.post(f"/notices/{notice}/read", headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert answers[1].headers["idempotency-replayed"] == "true"
    assert (await member.post(f"/notices/{notice}/read", headers={"Idempotency-Key": ""})).status_code == 400


async def test_pages_go_on_where_they_ended_whatever_comes_on_top(h: Harness) -> None:
    member = h.client("member", member_id="M1")
    for number in range(2, 9):
        await hear(h, filed(f"P{number}", "M1"))
    every = [one["id"] for one in await inbox(member, "?limit=200")]
    assert len(every) == 10
    found: list[str] = []
    after = ""
    while True:
        page = await ok(await member.get(f"/notices?limit=3{after}"))
        found += [one["id"] for one in page["items"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
        await hear(h, filed(f"N{len(found)}", "M1"))
    assert found == every
    assert (await member.get("/notices?after=nonsense")).status_code == 422
    assert (await member.get("/notices?kind=unknown")).status_code == 422
    wanted = await inbox(member, "?kind=admitted&kind=assigned_to")
    assert {one["kind"] for one in wanted} == {"admitted", "assigned_to"}


async def test_another_county_has_its_own(h: Harness) -> None:
    await hear(h, filed("P1", "M1", title="关于另一个县的提案"), county="330105")
    home, away = h.client("member", member_id="M1"), h.client("member", member_id="M1", county="330105")
    assert [one["kind"] for one in await inbox(away)] == ["filed"]
    assert {one["facts"]["proposal"] for one in await inbox(home)} == {TITLE}
    theirs = (await inbox(away))[0]["id"]
    assert (await home.post(f"/notices/{theirs}/read")).status_code == 404
    assert (await home.get("/notices", headers={"X-County": "330105"})).status_code == 404


async def test_the_body_is_told_and_its_present_officers_see_it(h: Harness) -> None:
    await hear(h, filed("P2", "M3", body="B1"))
    speaks = {"member_id": "M3", "body_id": "B1"}
    officer = h.client("member", "body_officer", subject="officer", **speaks)
    # The register has not come yet.
    assert await inbox(officer) == []
    await hear(h, Said(BodyEnrolled(body_id="B1", name="示例界别", kind="sector", officers=("M3",)), "B1"))
    assert [(one["kind"], one["to"]) for one in await inbox(officer)] == [("filed", "body:B1")]
    assert await inbox(h.client("member", member_id="M3")) == []
    other = h.client("member", "body_officer", member_id="M4", body_id="B1", subject="other")
    assert await inbox(other) == []
    await hear(h, Said(BodyEnrolled(body_id="B1", name="示例界别", kind="sector", officers=("M4",)), "B1"))
    assert await inbox(officer) == []
    assert len(await inbox(other)) == 1
    await hear(h, of(BodyRetired, "B1", body_id="B1"))
    assert await inbox(other) == []


async def test_a_role_is_told_together_and_reads_apart(h: Harness) -> None:
    returned = of(
        AssignmentReturned, "A1", proposal_id="P1", assignment_id="A1", unit_id="U1", suggested_unit="U2", reason="示例"
    )
    await hear(h, returned, of(PaperSignOffEntered, "R1", proposal_id="P1", reply_id="R1", member_id="M1"))
    office = h.client("assigning_office")
    (notice,) = await inbox(office)
    assert (notice["kind"], notice["urgency"]) == ("assignment_returned", "act")
    clerks = [h.client("clerk", subject=subject) for subject in ("clerk1", "clerk2")]
    assert [(await inbox(clerk))[0]["kind"] for clerk in clerks] == ["paper_to_confirm"] * 2
    await ok(await clerks[0].post(f"/notices/{(await inbox(clerks[0]))[0]['id']}/read"))
    assert [await unread(clerk) for clerk in clerks] == [(0, 0), (1, 1)]
    # Nobody signs for a member: the member hears at once that a form was entered.
    mine = (await inbox(h.client("member", member_id="M1")))[0]
    assert (mine["kind"], mine["urgency"]) == ("paper_entered", "urgent")


async def test_supervisors_find_their_committees(h: Harness) -> None:
    for number, committee in ((1, "示例委员会"), (2, "另一委员会")):
        await hear(h, filed(f"S{number}", "M8"), admitted(f"S{number}", "M8"))
        await hear(h, of(SupervisorAppointed, f"S{number}", proposal_id=f"S{number}", supervisor=committee))
    supervisor = h.client("supervisor")
    assert len(await inbox(supervisor)) == 2
    (one,) = await inbox(supervisor, "?supervisor=示例委员会")
    assert one["to"] == "supervisor:示例委员会"
    assert await inbox(h.client("clerk"), "?supervisor=示例委员会") == []


async def test_a_county_words_it_its_own_way(h: Harness) -> None:
    admin, member = h.client("county_admin"), h.client("member", member_id="M1")
    shown = await admin.get("/policies/wording")
    words = {"zh": "《{proposal}》收到了", "en": "“{proposal}” is here"}
    document = {
        "notices": {"filed": {"title": words, "text": words}},
        "terms": {"role": {"sole": {"zh": "独办", "en": "s"}}},
    }
    change = {"document": document}
    headers = {"If-Match": shown.headers["etag"]}
    assert (await member.put("/policies/wording", json=change, headers=headers)).status_code == 403
    await ok(await admin.put("/policies/wording", json=change, headers=headers))
    found = {one["kind"]: one for one in await inbox(member)}
    assert found["filed"]["title"] == f"《{TITLE}》收到了"
    assert found["admitted"]["title"] == "提案已立案"
    assert "独办" in found["assigned_to"]["text"]
    published = await h.published()
    assert [type(event) for event in published] == [PolicyChanged]
    bad = {"document": {"notices": {"filed": {"title": words, "text": {"zh": "{contact}", "en": "x"}}}, "terms": {}}}
    again = {"If-Match": (await admin.get("/policies/wording")).headers["etag"]}
    refused = await admin.put("/policies/wording", json=bad, headers=again)
    assert refused.status_code == 422
    assert "filed has no fact contact" in refused.text


async def test_reading_publishes_nothing(h: Harness) -> None:
    member = h.client("member", member_id="M1")
    await ok(await member.post("/notices/read-all", json={"up_to": (await inbox(member))[0]["id"]}))
    assert await h.published() == []


async def test_nobody_reads_without_signing_in(h: Harness) -> None:
    member = h.client("member", member_id="M1")
    for path in ("/notices", "/notices/unread-count"):
        assert (await member.get(path, headers={"Authorization": "Bearer nonsense"})).status_code == 401


async def test_whether_something_came_costs_a_statement_however_much_is_there(h: Harness) -> None:
    """Every page that is looked at asks it once a minute (docs/adr/0020-pages-look.md)."""
    people: list[tuple[str, dict[str, str], int]] = [
        ("member", {"member_id": "M1"}, 1),
        ("unit", {"unit_id": "U1"}, 1),
        ("clerk", {}, 1),
        # Whether the body still names them is asked of its register.
        ("body_officer", {"member_id": "M1", "body_id": "B1"}, 2),
    ]
    for role, claims, costs in people:
        with counted(h.runtime.database) as statements:
            await unread(h.client(role, **claims))
        assert len(statements) == costs, role

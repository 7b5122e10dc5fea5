import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from contracts.consultation import AssignmentCancelled, AssignmentIssued, AssignmentReassigned
from contracts.submission import (
    CosignLapsed,
    MergeUndone,
    ProposalAdmitted,
    ProposalAmended,
    ProposalFiled,
    ProposalUnmerged,
)
from services.submission.app import SERVICE
from tests.support.harness import Client, Harness, Serve

OPENS = datetime(2026, 3, 1, tzinfo=UTC)
CUTOFF = datetime(2026, 3, 3, tzinfo=UTC)


def body(**changes: Any) -> dict[str, Any]:
    return {
        "session_id": "S15-1",
        "publish_consent": True,
        "text": {
            "title": "关于增设老年助餐点的提案",
            "situation": "全县六十岁以上老人占三成，助餐点只有四处。",
            "analysis": "场地不足，补贴标准偏低，社会力量进入意愿不强。",
            "suggestions": ["在每个街道至少增设两处老年助餐点。", "把助餐补贴提高到每餐三元并列入预算。"],
        },
    } | changes


@pytest.fixture
async def h(serve: Serve) -> Harness:
    harness = await serve(SERVICE)
    clerk = harness.client("clerk")
    for member in ("M1", "M2", "M3"):
        enrolled = {"member_id": member, "name": f"示例委员{member}", "sector": "经济界", "term": 15}
        assert (await clerk.post("/members", json=enrolled)).status_code == 201
    units = {"unit_id": "U1", "name": "示例局", "system": "government", "linked_committee": "示例委"}
    assert (await clerk.post("/units", json=units)).status_code == 201
    party = {"body_id": "B1", "name": "示例党派", "kind": "party_group", "officers": ["M3"]}
    assert (await clerk.post("/bodies", json=party)).status_code == 201
    session = {"session_id": "S15-1", "term": 15, "number": 1}
    window = {"plenary_opens": OPENS.isoformat(), "plenary_cutoff": CUTOFF.isoformat()}
    assert (await clerk.post("/sessions", json=session | window)).status_code == 201
    return harness


def member(h: Harness, id: str = "M1") -> Client:
    return h.client("member", member_id=id)


async def filed(h: Harness, id: str = "M1", **changes: Any) -> str:
    answer = await member(h, id).post("/proposals", json=body(**changes))
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def test_receipt_time_decides_the_channel(h: Harness) -> None:
    await filed(h)
    h.clock.set(CUTOFF + timedelta(seconds=1))
    await filed(h)
    channels = [e.channel for e in await h.published() if isinstance(e, ProposalFiled)]
    assert channels == ["plenary", "between_sessions"]


async def test_twenty_admitted_at_once_get_numbers_without_gap(h: Harness) -> None:
    ids = await asyncio.gather(*(filed(h) for _ in range(20)))
    clerk = h.client("clerk")

    async def admit(id: str) -> httpx.Response:
        return await clerk.post(f"/proposals/{id}/admit", json={"topic_group": "民生"})

    # Each is asked twice at once under two keys: the second is refused and must not burn a number.
    answers = await asyncio.gather(*(admit(id) for id in [*ids, *ids]))
    numbers = [a.json()["case_number"] for a in answers if a.status_code == 200]
    assert sorted(numbers) == list(range(1, 21))
    assert [a.json()["rule"] for a in answers if a.status_code == 409] == ["state"] * 20
    admitted = [e.case_number for e in await h.published() if isinstance(e, ProposalAdmitted)]
    assert sorted(admitted) == list(range(1, 21))


async def test_fifty_admitted_at_once_by_four_processes_get_numbers_without_gap(h: Harness) -> None:
    ids = await asyncio.gather(*(filed(h) for _ in range(50)))
    stores = [one.url.render_as_string() for one in (h.runtime.database.engine, h.runtime.worker_database.engine)]
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.support.admitting", *stores, *ids[first::4], stdin=PIPE, stdout=PIPE
        )
        for first in range(4)
    ]
    for process in processes:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"ready\n"
    told = await asyncio.gather(*(process.communicate(b"\n") for process in processes))
    answers = [tuple(answer) for out, _ in told for answer in json.loads(out)]
    assert [status for status, _ in answers] == [200] * 50
    assert sorted(number for _, number in answers) == list(range(1, 51))
    admitted = [e.case_number for e in await h.published() if isinstance(e, ProposalAdmitted)]
    assert sorted(admitted) == list(range(1, 51))


async def test_a_joint_proposal_waits_for_its_answers(h: Harness) -> None:
    id = await filed(h, kind="joint", cosigners=["M2", "M3"])
    clerk = h.client("clerk")
    early = await clerk.post(f"/proposals/{id}/admit", json={"topic_group": "民生"})
    assert (early.status_code, early.json()["rule"]) == (409, "cosign-open")
    agreed = await member(h, "M2").post(f"/proposals/{id}/cosign", json={"agreed": True, "opinion": "情况属实，同意"})
    assert agreed.status_code == 200
    h.clock.set(h.clock.now() + timedelta(hours=4))
    await h.tick()
    assert [e.member_id for e in await h.published() if isinstance(e, CosignLapsed)] == ["M3"]
    admitted = await clerk.post(f"/proposals/{id}/admit", json={"topic_group": "民生"})
    assert admitted.json()["proposers"] == ["M1", "M2"]


async def test_returned_amended_and_admitted_keeps_the_before_image(h: Harness) -> None:
    id = await filed(h)
    clerk = h.client("clerk")
    assert (await clerk.post(f"/proposals/{id}/return", json={"comments": "请补充数据"})).status_code == 200
    stranger = await member(h, "M2").post(f"/proposals/{id}/refile", json=body()["text"])
    assert stranger.status_code == 404
    better = body()["text"] | {"situation": "截至上月，全县六十岁以上老人占三成一。"}
    assert (await member(h).post(f"/proposals/{id}/refile", json=better)).status_code == 200
    (amended,) = [e for e in await h.published() if isinstance(e, ProposalAmended)]
    assert amended.refiled
    assert amended.before.situation.startswith("全县")


async def test_declining_needs_a_reason_of_the_county(h: Harness) -> None:
    id = await filed(h)
    clerk = h.client("clerk")
    wrong = await clerk.post(f"/proposals/{id}/decline", json={"reason_code": "dislike", "explanation": "不妥"})
    assert (wrong.status_code, wrong.json()["rule"]) == (409, "reason-code")
    right = await clerk.post(
        f"/proposals/{id}/decline", json={"reason_code": "vague", "explanation": "建议过于空泛", "redirect": "社情民意"}
    )
    assert right.json()["state"] == "declined"
    told = (await member(h).get(f"/proposals/{id}")).json()
    assert (told["decline_explanation"], told["redirect"]) == ("建议过于空泛", "社情民意")


async def test_a_merge_counts_children_as_merged(h: Harness) -> None:
    master, child = await filed(h), await filed(h, "M2")
    clerk = h.client("clerk")
    merged = await clerk.post(f"/proposals/{master}/merge", json={"children": [child], "opinion": "同一事项"})
    assert merged.json()["proposers"] == ["M1", "M2"]
    assert (await clerk.get(f"/proposals/{child}")).json()["master_id"] == master
    assert (await clerk.get("/figures")).json()["status"] == {"filed": 1, "merged": 1}


async def test_an_undone_merge_gives_everybody_their_own_back(h: Harness) -> None:
    master, child = await filed(h), await filed(h, "M2")
    clerk = h.client("clerk")
    merged = await clerk.post(f"/proposals/{master}/merge", json={"children": [child], "opinion": "同一事项"})
    assert merged.json()["children"] == [child]
    assert len((await member(h, "M2").get("/proposals")).json()["items"]) == 2
    undone = await clerk.post(f"/proposals/{master}/undo-merge", json={"reason": "事项不同"})
    assert (undone.status_code, undone.json()["children"], undone.json()["proposers"]) == (200, [], ["M1"])
    own = await member(h, "M2").get("/proposals")
    assert [(p["id"], p["state"], p["master_id"]) for p in own.json()["items"]] == [(child, "filed", None)]
    again = await clerk.post(f"/proposals/{master}/undo-merge", json={"reason": "事项不同"})
    assert again.json()["rule"] == "not-merged"
    events = [e for e in await h.published() if isinstance(e, (MergeUndone, ProposalUnmerged))]
    assert sorted(e.proposal_id for e in events) == sorted([master, child])


async def test_of_undoing_and_admitting_at_once_both_are_done_in_some_order(h: Harness) -> None:
    master, child = await filed(h), await filed(h, "M2")
    clerk = h.client("clerk")
    await clerk.post(f"/proposals/{master}/merge", json={"children": [child], "opinion": "同一事项"})

    async def undo() -> httpx.Response:
        return await clerk.post(f"/proposals/{master}/undo-merge", json={"reason": "事项不同"})

    admitting = clerk.post(f"/proposals/{master}/admit", json={"topic_group": "民生"})
    admitted, undone = await asyncio.gather(admitting, undo())
    assert (admitted.status_code, admitted.json()["case_number"]) == (200, 1)
    # It had read the master before it was admitted: nothing of it was done, and it is simply asked for again.
    assert undone.status_code in (200, 412)
    assert undone.status_code == 200 or (await undo()).status_code == 200
    master_now, child_now = [(await clerk.get(f"/proposals/{id}")).json() for id in (master, child)]
    assert (master_now["case_number"], master_now["proposers"], child_now["state"]) == (1, ["M1"], "filed")


async def test_what_is_repeated_is_known_and_earlier(h: Harness) -> None:
    earlier, later = await filed(h), await filed(h, "M2")
    clerk = h.client("clerk")
    for id, repeats in ((earlier, later), (later, later), (later, "A-2024-3")):
        refused = await clerk.post(f"/proposals/{id}/admit", json={"topic_group": "民生", "repeats": repeats})
        assert refused.json()["rule"] == "repeats-unknown"
    admitted = await clerk.post(f"/proposals/{later}/admit", json={"topic_group": "民生", "repeats": earlier})
    assert (admitted.status_code, admitted.json()["case_number"]) == (200, 1)


async def test_without_a_session_named_it_is_the_latest_within_a_year(h: Harness) -> None:
    clerk = h.client("clerk")
    for id, opens in (("S15-2", OPENS + timedelta(days=360)), ("S15-3", OPENS + timedelta(days=700))):
        window = {"plenary_opens": opens.isoformat(), "plenary_cutoff": (opens + timedelta(days=3)).isoformat()}
        await clerk.post("/sessions", json={"session_id": id, "term": 15, "number": int(id[-1]), **window})
    nameless = {k: v for k, v in body().items() if k != "session_id"}
    h.clock.set(CUTOFF + timedelta(microseconds=1))
    answer = await member(h).post("/proposals", json=nameless)
    assert (answer.status_code, answer.json()["session_id"]) == (201, "S15-2")


async def test_only_the_current_and_the_next_session_are_filed_with(h: Harness) -> None:
    clerk = h.client("clerk")
    for id, opens in (("S15-2", OPENS + timedelta(days=300)), ("S15-3", OPENS + timedelta(days=700))):
        window = {"plenary_opens": opens.isoformat(), "plenary_cutoff": (opens + timedelta(days=3)).isoformat()}
        posted = await clerk.post("/sessions", json={"session_id": id, "term": 15, "number": int(id[-1]), **window})
        assert posted.status_code == 201

    async def answers() -> list[int | str]:
        each = [await member(h).post("/proposals", json=body(session_id=f"S15-{n}")) for n in (1, 2, 3)]
        return [a.status_code if a.status_code == 201 else a.json()["rule"] for a in each]

    assert await answers() == [201, 201, "session-ahead"]
    h.clock.set(OPENS + timedelta(days=300) - timedelta(seconds=1))
    assert await answers() == [201, 201, "session-ahead"]
    h.clock.set(OPENS + timedelta(days=300))
    assert await answers() == ["session-over", 201, 201]


async def test_a_text_edited_after_an_agreement_says_so(h: Harness) -> None:
    id = await filed(h, kind="joint", cosigners=["M2"])
    await member(h, "M2").post(f"/proposals/{id}/cosign", json={"agreed": True, "opinion": "情况属实，同意"})
    clerk = h.client("clerk")
    before = await clerk.get(f"/proposals/{id}")
    assert before.json()["invitations"][0]["text_changed_since"] is False
    text = body()["text"] | {"situation": "截至上月，全县六十岁以上老人占三成一。"}
    headers = {"If-Match": before.headers["etag"]}
    edited = (await clerk.put(f"/proposals/{id}/text", json=text, headers=headers)).json()
    (invitation,) = edited["invitations"]
    assert (invitation["answer"], invitation["agreed_version"], edited["text_version"]) == ("agreed", 1, 2)
    assert invitation["text_changed_since"] is True


async def test_no_invitation_lapses_after_a_withdrawal(h: Harness) -> None:
    id = await filed(h, kind="joint", cosigners=["M2"])
    assert (await member(h).post(f"/proposals/{id}/withdraw", json={"reason": "另行提出"})).status_code == 200
    h.clock.set(h.clock.now() + timedelta(days=2))
    assert await h.tick() == 0
    assert not [e for e in await h.published() if isinstance(e, CosignLapsed)]


async def test_withdrawal_ends_with_the_assignment(h: Harness) -> None:
    id = await filed(h)
    assignment = AssignmentIssued(
        proposal_id=id,
        assignment_id="a1",
        unit_id="U1",
        role="sole",
        cycle=1,
        issued_at=h.clock.now(),
        return_until=h.clock.now().date(),
        policy_version=0,
    )
    await h.deliver(assignment, "a1")
    refused = await member(h).post(f"/proposals/{id}/withdraw", json={"reason": "另行提出"})
    assert refused.json()["rule"] == "assigned-already"
    # The office re-assigns it, and cancels what took its place.
    moved = AssignmentReassigned(proposal_id=id, assignment_id="a1", successor_id="a2", unit_id="U2")
    await h.deliver(assignment.model_copy(update={"assignment_id": "a2", "unit_id": "U2"}), "a2")
    await h.deliver(moved, "a1")
    refused = await member(h).post(f"/proposals/{id}/withdraw", json={"reason": "另行提出"})
    assert refused.json()["rule"] == "assigned-already"
    await h.deliver(AssignmentCancelled(proposal_id=id, assignment_id="a2", unit_id="U2", reason="交办有误"), "a2")
    assert (await member(h).post(f"/proposals/{id}/withdraw", json={"reason": "另行提出"})).status_code == 200


async def test_a_unit_reads_what_it_handles_for_as_long_and_a_leader_who_supervises_everything(h: Harness) -> None:
    id = await filed(h)
    unit, former = h.client("unit", unit_id="U1"), h.client("unit_leader", unit_id="U3", former_unit_ids=["U1"])
    readers = [h.client("unit", unit_id="U2"), unit, former, h.client("clerk", unit_id="U1"), h.client("supervisor")]
    paths = f"/proposals/{id}", f"/proposals/{id}/attachments"

    async def seen() -> list[bool]:
        answers = [[(await one.get(path)).status_code for path in paths] for one in readers]
        assert all(found in ([200, 200], [404, 404]) for found in answers)
        return [found == [200, 200] for found in answers]

    assert await seen() == [False, False, False, True, True]
    await h.deliver(
        AssignmentIssued(
            proposal_id=id, assignment_id="a1", unit_id="U1", role="sole", cycle=1, issued_at=h.clock.now(),
            return_until=h.clock.now().date(), policy_version=0,
        ),
        "a1",
    )  # fmt: skip
    assert await seen() == [False, True, True, True, True]
    assert (await unit.get(f"/proposals/{id}")).json()["text"]["suggestions"]
    await h.deliver(AssignmentCancelled(proposal_id=id, assignment_id="a1", unit_id="U1", reason="交办有误"), "a1")
    assert await seen() == [False, False, False, True, True]


async def test_a_retired_member_acts_no_more(h: Harness) -> None:
    own = await filed(h)
    signed = await filed(h, "M2", kind="joint", cosigners=["M1"])
    clerk = h.client("clerk")
    assert (await clerk.post(f"/proposals/{own}/return", json={"comments": "请补充"})).status_code == 200
    assert (await clerk.post("/members/M1/retire", json={"reason": "撤销委员资格"})).status_code == 200
    for path, said in (
        (f"/proposals/{own}/refile", body()["text"]),
        (f"/proposals/{own}/withdraw", {"reason": "已解决"}),
        (f"/proposals/{signed}/cosign", {"agreed": True, "opinion": "情况属实，同意"}),
    ):
        answer = await member(h).post(path, json=said)
        assert (answer.status_code, answer.json()["rule"]) == (409, "not-a-member"), path
    assert (await member(h).get(f"/proposals/{own}")).status_code == 200


async def test_a_body_s_present_officers_act_on_its_proposals(h: Harness) -> None:
    former, present = (h.client("body_officer", member_id=m, body_id="B1", subject=m) for m in ("M3", "M2"))
    other = h.client("body_officer", member_id="M2", body_id="B2", subject="other")
    ids = [(await former.post("/proposals", json=body(kind="collective", body_id="B1"))).json()["id"] for _ in "12"]
    await filed(h)
    clerk = h.client("clerk")
    assert (await clerk.post(f"/proposals/{ids[0]}/return", json={"comments": "请补充"})).status_code == 200
    refile, withdraw = f"/proposals/{ids[0]}/refile", f"/proposals/{ids[1]}/withdraw"
    assert (await present.post(refile, json=body()["text"])).json()["rule"] == "body-officer"
    tag = (await clerk.get("/bodies/B1")).headers["etag"]
    changed = {"name": "示例党派", "kind": "party_group", "officers": ["M2"]}
    assert (await clerk.put("/bodies/B1", json=changed, headers={"If-Match": tag})).status_code == 200
    for path, said in ((refile, body()["text"]), (withdraw, {"reason": "已解决"})):
        assert (await former.post(path, json=said)).json()["rule"] == "body-officer"
        assert (await other.post(path, json=said)).status_code == 404
        assert (await present.post(path, json=said)).status_code == 200
    assert sorted(p["id"] for p in (await present.get("/proposals")).json()["items"]) == sorted(ids)
    assert (await other.get("/proposals")).json()["items"] == []
    assert (await other.get(f"/proposals/{ids[0]}")).status_code == 404


async def test_nobody_reviews_their_own(h: Harness) -> None:
    own, other, signed = await filed(h), await filed(h, "M3"), await filed(h, "M3", kind="joint", cosigners=["M1"])
    clerk = h.client("clerk", "reviewer", member_id="M1", subject="clerk-m1")
    tag = (await clerk.get(f"/proposals/{signed}")).headers["etag"]
    text = await clerk.put(f"/proposals/{signed}/text", json=body()["text"], headers={"If-Match": tag})
    assert (text.status_code, text.json()["rule"]) == (409, "conflict-of-interest")
    agreed = await member(h).post(f"/proposals/{signed}/cosign", json={"agreed": True, "opinion": "情况属实，同意"})
    assert agreed.status_code == 200
    for id in (own, signed):
        for command, said in (
            ("return", {"comments": "请补充"}),
            ("admit", {"topic_group": "民生"}),
            ("decline", {"reason_code": "vague", "explanation": "空泛"}),
            ("merge", {"children": [other], "opinion": "同一事项"}),
        ):
            answer = await clerk.post(f"/proposals/{id}/{command}", json=said)
            assert (answer.status_code, answer.json()["rule"]) == (409, "conflict-of-interest"), command
    as_child = await clerk.post(f"/proposals/{other}/merge", json={"children": [own], "opinion": "同一事项"})
    assert as_child.json()["rule"] == "conflict-of-interest"
    assert (await clerk.post(f"/proposals/{other}/admit", json={"topic_group": "民生"})).status_code == 200
    colleague = h.client("clerk", member_id="M2", subject="clerk-m2")
    assert (await colleague.post(f"/proposals/{own}/admit", json={"topic_group": "民生"})).status_code == 200


async def test_members_see_their_own(h: Harness) -> None:
    id = await filed(h)
    assert (await member(h, "M2").get(f"/proposals/{id}")).status_code == 404
    assert (await member(h, "M2").get("/proposals")).json()["items"] == []
    assert [p["id"] for p in (await member(h).get("/proposals")).json()["items"]] == [id]


async def test_a_stale_tag_tells_a_stranger_nothing(h: Harness) -> None:
    """To whom a record does not exist, no version of it does, either."""
    id = await filed(h)
    stale, path = {"If-Match": '"0-none"'}, f"/proposals/{id}"
    commands = {"cosign": {"agreed": False}, "refile": body()["text"], "withdraw": {"reason": "另行提出"}}
    stranger = member(h, "M2")
    assert (await stranger.get(path, headers=stale)).status_code == 404
    for command, sent in commands.items():
        assert (await stranger.post(f"{path}/{command}", json=sent, headers=stale)).status_code == 404
        assert (await member(h).post(f"{path}/{command}", json=sent, headers=stale)).status_code == 412


async def test_a_login_bound_to_no_member_sees_nothing(h: Harness) -> None:
    await filed(h)
    assert (await h.client("body_officer", body_id="B1").get("/proposals")).json()["items"] == []


async def test_an_invited_member_finds_the_invitation(h: Harness) -> None:
    id = await filed(h, kind="joint", cosigners=["M2"])
    assert [p["id"] for p in (await member(h, "M2").get("/proposals")).json()["items"]] == [id]


async def test_waiting_for_a_connection_does_not_make_a_filing_late(h: Harness) -> None:
    """The headers arrive before the cut-off; the store answers only after it."""
    h.clock.set(CUTOFF - timedelta(seconds=1))
    pool = [await h.runtime.database.engine.connect() for _ in range(10)]
    waiting = asyncio.create_task(filed(h))
    await asyncio.sleep(0.2)
    h.clock.set(CUTOFF + timedelta(hours=1))
    assert not waiting.done()
    for connection in pool:
        await connection.close()
    await waiting
    assert [e.channel for e in await h.published() if isinstance(e, ProposalFiled)] == ["plenary"]


async def test_waiting_for_a_connection_does_not_make_an_answer_late(h: Harness) -> None:
    id = await filed(h, kind="joint", cosigners=["M2"])
    h.clock.set(h.clock.now() + timedelta(hours=3) - timedelta(seconds=1))
    pool = [await h.runtime.database.engine.connect() for _ in range(10)]
    answer = {"agreed": True, "opinion": "情况属实，同意"}
    waiting = asyncio.create_task(member(h, "M2").post(f"/proposals/{id}/cosign", json=answer))
    await asyncio.sleep(0.2)
    h.clock.set(h.clock.now() + timedelta(hours=1))
    assert not waiting.done()
    for connection in pool:
        await connection.close()
    assert (await waiting).json()["proposers"] == ["M1", "M2"]


async def test_a_body_files_through_the_officer_that_its_register_names(h: Harness) -> None:
    collective = body(kind="collective", body_id="B1")
    officer = h.client("body_officer", member_id="M3", body_id="B1")
    answer = await officer.post("/proposals", json=collective)
    assert (answer.status_code, answer.json()["body_id"]) == (201, "B1")
    plain = h.client("member", member_id="M3", body_id="B1")
    unnamed = h.client("body_officer", member_id="M2", body_id="B1")
    other = h.client("body_officer", member_id="M3", body_id="B2")
    for client in (plain, unnamed, other):
        assert (await client.post("/proposals", json=collective)).json()["rule"] == "body-officer"
    unknown = await other.post("/proposals", json=body(kind="collective", body_id="B2"))
    assert unknown.json()["rule"] == "body-unknown"
    clerk = h.client("clerk")
    current = await clerk.get("/bodies/B1")
    changed = {"name": "示例党派", "kind": "party_group", "officers": ["M2"]}
    assert (await clerk.put("/bodies/B1", json=changed)).status_code == 428
    headers = {"If-Match": current.headers["etag"]}
    assert (await clerk.put("/bodies/B1", json=changed, headers=headers)).json()["officers"] == ["M2"]
    assert (await officer.post("/proposals", json=collective)).json()["rule"] == "body-officer"
    assert (await unnamed.post("/proposals", json=collective)).status_code == 201
    assert (await clerk.post("/bodies/B1/retire", json={"reason": "换届"})).json()["active"] is False
    assert (await unnamed.post("/proposals", json=collective)).json()["rule"] == "body-unknown"


async def test_an_officer_is_a_member(h: Harness) -> None:
    stranger = {"body_id": "B9", "name": "示例界别", "kind": "sector", "officers": ["M404"]}
    clerk = h.client("clerk")
    assert (await clerk.post("/bodies", json=stranger)).json()["rule"] == "not-a-member"
    assert [b["id"] for b in (await clerk.get("/bodies")).json()["items"]] == ["B1"]
    assert (await member(h).post("/bodies", json=stranger)).status_code == 403


async def test_pages_give_everything_once(h: Harness) -> None:
    ids = {await filed(h) for _ in range(7)}
    clerk, seen, after = h.client("clerk"), list[str](), None
    while True:
        found = (await clerk.get("/proposals", params={"limit": 3} | ({"after": after} if after else {}))).json()
        seen += [p["id"] for p in found["items"]]
        after = found["next"]
        if after is None:
            break
    assert len(seen) == 7
    assert set(seen) == ids


@pytest.mark.parametrize(
    ("change", "status", "about"),
    [
        ({"session_id": "none"}, 409, "session-unknown"),
        ({"text": {**body()["text"], "suggestions": []}}, 409, "text-form"),
        ({"text": {**body()["text"], "title": "助餐"}}, 409, "text-form"),
        ({"misspelt": 1}, 422, None),
        ({"kind": "joint", "cosigners": ["M404"]}, 409, "not-a-member"),
        ({"kind": "collective", "body_id": "B1"}, 409, "body-officer"),
        ({"suggested_units": ["U1", "U404"]}, 409, "unit-unknown"),
        ({"text": {**body()["text"], "situation": "", "analysis": " "}}, 409, "text-form"),
        ({"booking_id": "none"}, 409, "booking-unknown"),
        ({"research_date": "2099-01-01"}, 409, "research-date"),
    ],
)
async def test_bad_filings_get_a_clear_answer(
    h: Harness, change: dict[str, Any], status: int, about: str | None
) -> None:
    answer = await member(h).post("/proposals", json=body(**change))
    assert answer.status_code == status
    if about:
        assert answer.json()["rule"] == about
    else:
        assert answer.json()["errors"][0]["pointer"] == "/body/misspelt"
    assert not [e for e in await h.published() if isinstance(e, ProposalFiled)]


async def test_what_no_service_could_store_is_not_taken(h: Harness) -> None:
    text = body()["text"]
    for part in (
        {"title": "关于增设\0助餐点的提案"},
        {"situation": "老年人\0"},
        {"suggestions": [*text["suggestions"], "把助餐补贴\0列入预算。"]},
    ):
        answer = await member(h).post("/proposals", json=body(text=text | part))
        assert answer.status_code == 422, answer.text
    id = await filed(h)
    comments = await h.client("clerk").post(f"/proposals/{id}/return", json={"comments": "请\0补充"})
    assert comments.status_code == 422
    assert len([e for e in await h.published() if isinstance(e, ProposalFiled)]) == 1

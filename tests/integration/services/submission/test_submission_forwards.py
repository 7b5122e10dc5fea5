"""A proposal is forwarded to the city and its answers come back; two counties in one store, and the wall between."""

import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from chassis.eventlog import verify
from contracts.consultation import AssignmentIssued, ReplyIssued
from contracts.submission import ForwardAnswered, ProposalFiled, ProposalForwarded
from services.submission.forward.domain import text_hash
from services.submission.metadata import METADATA
from tests.integration.services.submission.test_submission_api import CUTOFF, OPENS, body, filed, h, member
from tests.support.golden import golden
from tests.support.harness import COUNTY, Client, Harness
from tests.support.recorder import read_own

__all__ = ["h"]  # the fixture of the same desk

CITY = "330100"
DECLINED = {"reason_code": "vague", "explanation": "属市级事权"}
REASON = {"reason": "属市级事权，需全市统筹"}


def at_city(h: Harness, *roles: str, **claims: Any) -> Client:
    return h.client(*roles, county=CITY, **claims)


async def ok(client: Client, path: str, said: dict[str, Any] | None = None, status: int = 200) -> dict[str, Any]:
    answer = await client.post(path, json=said)
    assert answer.status_code == status, answer.text
    return answer.json()


def refused(answer: httpx.Response) -> str:
    assert answer.status_code == 409, answer.text
    return answer.json()["rule"]


@pytest.fixture
async def two(h: Harness) -> Harness:
    """The county's desk, and a city with two members, a unit, a body and a session of its own; both are registered."""
    clerk = at_city(h, "clerk")
    for id in ("C1", "C2"):
        await ok(clerk, "/members", {"member_id": id, "name": f"示例市委员{id}", "sector": "农业界", "term": 9}, 201)
    await ok(
        clerk, "/units", {"unit_id": "U1", "name": "示例市局", "system": "government", "linked_committee": "委"}, 201
    )
    await ok(clerk, "/bodies", {"body_id": "B9", "name": "示例专委会", "kind": "committee", "officers": ["C2"]}, 201)
    window = {"plenary_opens": CUTOFF.isoformat(), "plenary_cutoff": (CUTOFF + (CUTOFF - OPENS)).isoformat()}
    await ok(clerk, "/sessions", {"session_id": "S9-1", "term": 9, "number": 1, **window}, 201)
    for county, name in ((COUNTY, "示例县政协"), (CITY, "示例市政协")):
        entered = await h.client("county_admin", county=county).put(
            "/conference", json={"name": name, "receives": True}
        )
        assert entered.status_code == 200, entered.text
    return h


async def declined(h: Harness, **changes: Any) -> str:
    id = await filed(h, **changes)
    await ok(h.client("clerk"), f"/proposals/{id}/decline", DECLINED)
    return id


async def asked(h: Harness, id: str, receiver: str = CITY) -> str:
    asking = await ok(h.client("clerk"), f"/proposals/{id}/forwards", {"receiver": receiver, **REASON}, 201)
    return asking["id"]


async def consent(h: Harness, forward_id: str, agreed: bool = True, **changes: Any) -> httpx.Response:
    return await member(h).post(f"/forwards/{forward_id}/answer-consent", json={"agreed": agreed}, **changes)


async def arrived(h: Harness, id: str | None = None) -> tuple[str, str]:
    """The forward's id, and the received record's."""
    forward_id = await asked(h, id or await declined(h))
    assert (await consent(h, forward_id)).status_code == 200
    await read_own(h)
    return forward_id, f"F-{COUNTY}-{forward_id}"


async def taken_up(h: Harness, received_id: str, by: str = "C1") -> str:
    await ok(at_city(h, "clerk"), f"/received-forwards/{received_id}/offer", {"member_id": by})
    taken = await ok(
        at_city(h, "member", member_id=by), f"/received-forwards/{received_id}/take-up", {"publish_consent": True}
    )
    return taken["filed_as"]


async def steps(h: Harness, forward_id: str) -> list[dict[str, Any]]:
    await read_own(h)
    found = (await h.client("clerk").get(f"/forwards/{forward_id}")).json()["steps"]
    return [{name: value for name, value in step.items() if value is not None and name != "at"} for step in found]


async def parked(h: Harness) -> list[str]:
    async with h.owner.connect() as connection:
        return list((await connection.execute(text("SELECT error FROM parked_events"))).scalars())


async def test_it_is_filed_there_and_every_answer_finds_its_way_back(two: Harness) -> None:
    h = two
    id = await declined(h)
    forward_id, received_id = await arrived(h, id)
    clerk = at_city(h, "clerk")
    (waiting,) = (await clerk.get("/received-forwards")).json()["items"]
    assert (waiting["id"], waiting["state"], waiting["origin"], waiting["origin_name"]) == (
        received_id, "received", COUNTY, "示例县政协",
    )  # fmt: skip
    assert waiting["proposal"]["proposer"] == "示例委员M1"

    h.clock.set(CUTOFF)  # over in the county, and open in the city
    there = await taken_up(h, received_id)
    proposal = (await at_city(h, "member", member_id="C1").get(f"/proposals/{there}")).json()
    assert (proposal["proposers"], proposal["session_id"], proposal["channel"]) == (["C1"], "S9-1", "plenary")
    origin = (await member(h).get(f"/proposals/{id}")).json()
    assert proposal["text"] == origin["text"]
    assert (proposal["origin"]["proposal_id"], proposal["origin"]["received_at"]) == (id, origin["received_at"])
    assert proposal["received_at"] > origin["received_at"]

    admitted = await ok(clerk, f"/proposals/{there}/admit", {"topic_group": "民生"})
    assigned = golden(AssignmentIssued).model_copy(
        update={"proposal_id": there, "assignment_id": "A1", "unit_id": "U1"}
    )
    await h.deliver(assigned, "A1", CITY)
    reply = golden(ReplyIssued).model_copy(update={"proposal_id": there, "assignment_id": "A1", "number": "市函1号"})
    await h.deliver(reply, "R1", CITY)
    assert await steps(h, forward_id) == [
        {"number": 1, "stage": "accepted"},
        {"number": 2, "stage": "assigned", "there_unit": "示例市局"},
        {
            "number": 3, "stage": "replied", "reply_number": "市函1号", "reply_class": "solved",
            "reply_on": "2026-03-02",
        },
        {"number": 4, "stage": "admitted", "there_number": admitted["case_number"]},
    ]  # fmt: skip
    here = (await member(h).get(f"/proposals/{id}/forwards")).json()
    assert [(one["id"], one["state"], one["text_hash"]) for one in here["forwards"]] == [
        (forward_id, "accepted", proposal["origin"]["text_hash"])
    ]
    trail = (await at_city(h, "member", member_id="C1").get(f"/received-forwards/{received_id}")).json()
    assert trail["steps"] == here["forwards"][0]["steps"]
    assert (trail["filed_as"], await parked(h)) == (there, [])
    (event,) = [event for event in await h.published() if isinstance(event, ProposalForwarded)]
    assert event.proposal.text_hash == text_hash(event.proposal.text)
    async with h.owner.connect() as connection:
        assert (await verify(connection, METADATA))[1] == []


async def test_nothing_leaves_before_the_proposer_agrees(two: Harness) -> None:
    h = two
    filed_only, id = await filed(h), await declined(h)
    clerk, ask = h.client("clerk"), {"receiver": CITY, **REASON}
    assert refused(await clerk.post(f"/proposals/{filed_only}/forwards", json=ask)) == "forward-state"
    for receiver, rule in (("999999", "receiver-unknown"), (COUNTY, "forward-self")):
        answer = await clerk.post(f"/proposals/{id}/forwards", json=ask | {"receiver": receiver})
        assert refused(answer) == rule
    forward_id = await asked(h, id)
    assert refused(await clerk.post(f"/proposals/{id}/forwards", json=ask)) == "forwarded-already"
    await read_own(h)
    assert (await at_city(h, "clerk").get("/received-forwards")).json()["items"] == []
    for stranger in (
        member(h, "M2"),
        at_city(h, "member", member_id="M1"),
        at_city(h, "clerk", "member", member_id="C1"),
    ):
        answer = await stranger.post(f"/forwards/{forward_id}/answer-consent", json={"agreed": True})
        assert answer.status_code == 404
        assert (await stranger.get(f"/forwards/{forward_id}")).status_code == 404
        assert (await stranger.get("/forwards")).json()["items"] == []
    (waiting,) = (await member(h).get("/forwards", params={"state": "asked"})).json()["items"]
    assert (waiting["id"], waiting["proposal_id"], waiting["receiver_name"]) == (forward_id, id, "示例市政协")
    assert (await clerk.post(f"/forwards/{forward_id}/answer-consent", json={"agreed": True})).status_code == 403
    assert (await consent(h, forward_id, agreed=False)).json()["state"] == "refused"
    assert refused(await consent(h, forward_id)) == "state"
    await read_own(h)
    assert (await at_city(h, "clerk").get("/received-forwards")).json()["items"] == []
    assert [type(event) for event in await h.published(CITY) if "Forward" in type(event).__name__] == []
    # Refused, it may be asked again.
    await asked(h, id)


async def test_a_body_consents_by_its_officer_and_a_body_takes_up(two: Harness) -> None:
    h = two
    officer = h.client("body_officer", "member", member_id="M3", body_id="B1")
    filed_by = await officer.post("/proposals", json=body(kind="collective", body_id="B1"))
    await ok(h.client("clerk"), f"/proposals/{filed_by.json()['id']}/admit", {"topic_group": "民生"})
    forward_id = await asked(h, filed_by.json()["id"])
    plain = await member(h, "M3").post(f"/forwards/{forward_id}/answer-consent", json={"agreed": True})
    assert refused(plain) == "body-officer"
    for reader in (officer, h.client("body_officer", "member", member_id="M4", body_id="B1")):
        assert [one["id"] for one in (await reader.get("/forwards")).json()["items"]] == [forward_id]
    assert (await h.client("body_officer", "member", member_id="M4", body_id="B2").get("/forwards")).json()[
        "items"
    ] == []
    assert (await officer.post(f"/forwards/{forward_id}/answer-consent", json={"agreed": True})).status_code == 200
    await read_own(h)
    received_id, clerk = f"F-{COUNTY}-{forward_id}", at_city(h, "clerk")
    assert (await clerk.get(f"/received-forwards/{received_id}")).json()["proposal"]["proposer"] == "示例党派"
    for to, rule in (({"member_id": "M1"}, "not-a-member"), ({"body_id": "B1"}, "body-unknown")):
        assert refused(await clerk.post(f"/received-forwards/{received_id}/offer", json=to)) == rule
    both = await clerk.post(f"/received-forwards/{received_id}/offer", json={"member_id": "C1", "body_id": "B9"})
    assert both.status_code == 422
    await ok(clerk, f"/received-forwards/{received_id}/offer", {"member_id": "C1"})
    turned = await ok(
        at_city(h, "member", member_id="C1"), f"/received-forwards/{received_id}/turn-down", {"reason": "不熟悉"}
    )
    assert (turned["state"], turned["member_id"]) == ("received", None)
    await ok(clerk, f"/received-forwards/{received_id}/offer", {"body_id": "B9"})
    take = {"publish_consent": True}
    assert (await at_city(h, "member", member_id="C1").post(
        f"/received-forwards/{received_id}/take-up", json=take
    )).status_code == 404  # fmt: skip
    # A former officer, whose login speaks for the body still.
    former = at_city(h, "body_officer", "member", member_id="C1", body_id="B9")
    for command, said in (("take-up", take), ("turn-down", {})):
        assert refused(await former.post(f"/received-forwards/{received_id}/{command}", json=said)) == "body-officer"
    there = at_city(h, "body_officer", "member", member_id="C2", body_id="B9")
    assert [one["id"] for one in (await there.get("/received-forwards")).json()["items"]] == [received_id]
    filed_there = (await ok(there, f"/received-forwards/{received_id}/take-up", take))["filed_as"]
    shown = (await there.get(f"/proposals/{filed_there}")).json()
    assert (shown["kind"], shown["body_id"], shown["origin"]["proposer"]) == ("collective", "B9", "示例党派")


async def test_declined_there_it_may_be_forwarded_again(two: Harness) -> None:
    h = two
    id = await declined(h, publish_consent=False, consent_refusal="含未公开数据")
    forward_id, received_id = await arrived(h, id)
    clerk = at_city(h, "clerk")
    # Two answers at once: one of them counts.
    await ok(clerk, f"/received-forwards/{received_id}/offer", {"member_id": "C1"})
    taking, declining = await asyncio.gather(
        at_city(h, "member", member_id="C1").post(
            f"/received-forwards/{received_id}/take-up", json={"publish_consent": True}
        ),
        clerk.post(f"/received-forwards/{received_id}/decline", json={"reason": "不属本级"}),
    )
    assert sorted((taking.status_code, declining.status_code)) in ([200, 409], [200, 412])
    told = [event.stage for event in await h.published(CITY) if isinstance(event, ForwardAnswered)]
    filed_there = [event for event in await h.published(CITY) if isinstance(event, ProposalFiled)]
    assert (told, len(filed_there)) == ((["accepted"], 1) if taking.status_code == 200 else (["declined"], 0))
    # What its author keeps from the public stays so.
    assert not any(event.publish_consent for event in filed_there)
    await read_own(h)
    state = (await h.client("clerk").get(f"/forwards/{forward_id}")).json()["state"]
    assert state == told[0]
    other_forward, other = await arrived(h, await declined(h))
    key = {"Idempotency-Key": "k1"}
    for _ in range(2):
        answer = await clerk.post(f"/received-forwards/{other}/decline", json={"reason": "不属本级"}, headers=key)
        assert answer.json()["state"] == "declined"
    assert await steps(h, other_forward) == [{"number": 1, "stage": "declined", "reason": "不属本级"}]
    again = (await h.client("clerk").get(f"/forwards/{other_forward}")).json()
    assert again["state"] == "declined"
    await asked(h, again["proposal_id"])


async def test_a_withdrawal_is_told_wherever_the_forward_is(two: Harness) -> None:
    h = two
    ids = []
    for _ in range(3):
        ids.append(await filed(h))
        await ok(h.client("clerk"), f"/proposals/{ids[-1]}/admit", {"topic_group": "民生"})
    waiting = await asked(h, ids[0])
    sent, accepted = await arrived(h, ids[1]), await arrived(h, ids[2])
    there = await taken_up(h, accepted[1])
    await read_own(h)
    for id in ids:
        await ok(member(h), f"/proposals/{id}/withdraw", {"reason": "已另行解决"})
    states = [(await h.client("clerk").get(f"/forwards/{one}")).json() for one in (waiting, sent[0], accepted[0])]
    assert [(one["state"], one["recalled"]) for one in states] == [
        ("recalled", "withdrawn"), ("recalled", "withdrawn"), ("accepted", "withdrawn"),
    ]  # fmt: skip
    assert refused(await consent(h, waiting)) == "state"
    await read_own(h)
    clerk = at_city(h, "clerk")
    gone, stays = [(await clerk.get(f"/received-forwards/{one}")).json() for one in (sent[1], accepted[1])]
    assert (gone["state"], stays["state"], stays["filed_as"]) == ("recalled", "accepted", there)
    assert stays["recalled"] == "withdrawn"
    assert (await clerk.get(f"/proposals/{there}")).json()["state"] == "filed"
    late = await clerk.post(f"/received-forwards/{sent[1]}/offer", json={"member_id": "C1"})
    assert refused(late) == "state"
    assert "已另行解决" not in "".join(event.model_dump_json() for event in await h.published(CITY))


async def test_a_clerk_recalls_until_it_is_answered_and_a_merge_ends_the_question(two: Harness) -> None:
    h = two
    forward_id, received_id = await arrived(h)
    clerk = h.client("clerk")
    assert (await ok(clerk, f"/forwards/{forward_id}/recall", {"reason": "误转"}))["state"] == "recalled"
    assert refused(await clerk.post(f"/forwards/{forward_id}/recall", json={"reason": "误转"})) == "state"
    # The city answers before it hears of it.
    there = await taken_up(h, received_id)
    assert [step["stage"] for step in await steps(h, forward_id)] == ["accepted"]
    kept = (await clerk.get(f"/forwards/{forward_id}")).json()
    assert (kept["state"], kept["recalled"]) == ("accepted", "clerk")
    seen = (await at_city(h, "clerk").get(f"/received-forwards/{received_id}")).json()
    assert (seen["state"], seen["recalled"], seen["recall_reason"], seen["filed_as"]) == (
        "accepted", "clerk", "误转", there,
    )  # fmt: skip

    child, master = await declined(h), await filed(h, "M2")
    forward_id = await asked(h, child)
    await ok(member(h), f"/proposals/{child}/reconsider", {"grounds": "理由"})
    await ok(h.client("chair"), f"/proposals/{child}/decide-reconsideration", {"reopened": True, "explanation": "可"})
    assert refused(await consent(h, forward_id)) == "forward-state"
    await ok(clerk, f"/proposals/{master}/merge", {"children": [child], "opinion": "同一事项"})
    forward = (await clerk.get(f"/forwards/{forward_id}")).json()
    assert (forward["state"], forward["recalled"]) == ("recalled", "merged")
    await read_own(h)
    assert len((await at_city(h, "clerk").get("/received-forwards")).json()["items"]) == 1


async def test_a_topic_goes_at_once_and_a_call_there_takes_it(two: Harness) -> None:
    h = two
    clerk, there = h.client("clerk"), at_city(h, "clerk")
    call: dict[str, Any] = {
        "call_id": "c1", "kind": "catalogue", "title": "目录", "basis": "办法", "closes_on": "2026-12-31",
        "topics": [{"title": "甲", "source": "文史委"}, {"title": "跨县河道治理", "source": "农业农村委"}],
    }  # fmt: skip
    await ok(clerk, "/calls", call, 201)
    said = {"receiver": CITY, **REASON}
    assert refused(await clerk.post("/calls/c1/topics/7/forwards", json=said)) == "topic-unknown"
    sent = [clerk.post("/calls/c1/topics/1/forwards", json=said) for _ in range(2)]
    answers = await asyncio.gather(*sent)
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    forward_id = next(answer.json()["id"] for answer in answers if answer.status_code == 201)
    assert (await member(h).get(f"/forwards/{forward_id}")).status_code == 404
    await read_own(h)
    received_id = f"F-{COUNTY}-{forward_id}"
    assert refused(await there.post(f"/received-forwards/{received_id}/offer", json={"member_id": "C1"})) == (
        "forward-topic"
    )
    await ok(there, f"/received-forwards/{received_id}/accept")
    assert refused(await there.post(f"/received-forwards/{received_id}/accept")) == "state"
    (suggested,) = (await there.get("/suggested-topics")).json()["items"]
    assert (suggested["suggestion_id"], suggested["topic"]) == (received_id, "跨县河道治理")
    taking = {"title": "跨县河道治理", "source": "示例县政协", "suggestion_id": received_id}
    await ok(there, "/calls", call | {"topics": [taking]}, 201)
    assert await steps(h, forward_id) == [{"number": 1, "stage": "accepted"}]


async def test_the_origin_of_what_was_merged_there_hears_what_becomes_of_its_master(two: Harness) -> None:
    h, clerk = two, at_city(two, "clerk")
    (one, first), (other, second) = await arrived(h), await arrived(h)
    there, beside = await taken_up(h, first), await taken_up(h, second, "C2")
    member_there = at_city(h, "member", member_id="C2")
    answer = await member_there.post("/proposals", json=body(session_id=None))
    assert answer.status_code == 201, answer.text
    middle = answer.json()["id"]
    top = (await member_there.post("/proposals", json=body(session_id=None))).json()["id"]
    # By way of another: the first into the middle one, that one into the top one, and the second as well.
    merge = {"opinion": "同一事项"}
    await ok(clerk, f"/proposals/{middle}/merge", {"children": [there], **merge})
    await ok(clerk, f"/proposals/{top}/merge", {"children": [middle, beside], **merge})
    assert [step["stage"] for step in await steps(h, one)] == ["accepted", "merged", "merged"]
    number = (await ok(clerk, f"/proposals/{top}/admit", {"topic_group": "民生"}))["case_number"]
    assert (await steps(h, one))[3:] == [{"number": 4, "stage": "admitted", "there_number": number}]
    await ok(clerk, f"/proposals/{top}/undo-merge", {"reason": "事项不同"})
    # The middle one stands on its own again, with what was merged into it, whose number is no more; the second is free.
    assert [step["stage"] for step in await steps(h, other)] == ["accepted", "merged", "admitted", "unmerged"]
    assert (await steps(h, one))[4:] == [{"number": 5, "stage": "unmerged"}]
    declined_there = {"reason_code": "vague", "explanation": "没有可办的建议"}
    await ok(clerk, f"/proposals/{middle}/decline", declined_there)
    assert (await steps(h, one))[5:] == [{"number": 6, "stage": "not_admitted", "reason": "没有可办的建议"}]
    await ok(clerk, f"/proposals/{middle}/undo-merge", {"reason": "各自单独审查"})
    own = (await ok(clerk, f"/proposals/{there}/admit", {"topic_group": "民生"}))["case_number"]
    told = (await steps(h, one))[6:]
    assert [step["stage"] for step in told] == ["unmerged", "admitted"]
    assert told[1]["there_number"] == own != number
    # Merged and assigned, it is answered with its master.
    last = (await ok(clerk, f"/proposals/{beside}/admit", {"topic_group": "民生"}))["case_number"]
    await h.deliver(
        golden(AssignmentIssued).model_copy(update={"proposal_id": top, "assignment_id": "A1", "unit_id": "U1"}),
        "A1",
        CITY,
    )
    assert (await steps(h, other))[4:] == [{"number": 5, "stage": "admitted", "there_number": last}]
    assert await parked(h) == []
    async with h.owner.connect() as connection:
        assert (await verify(connection, METADATA))[1] == []


async def test_what_is_assigned_and_answered_with_its_master_is_told_to_each_origin_once(two: Harness) -> None:
    h, clerk = two, at_city(two, "clerk")
    forwards = [await arrived(h) for _ in range(2)]
    top, child = [await taken_up(h, received_id) for _, received_id in forwards]
    await ok(clerk, f"/proposals/{top}/merge", {"children": [child], "opinion": "同一事项"})
    await ok(clerk, f"/proposals/{top}/admit", {"topic_group": "民生"})
    await read_own(h)
    issued = golden(AssignmentIssued).model_copy(update={"proposal_id": top, "assignment_id": "A1", "unit_id": "U1"})
    reply = golden(ReplyIssued).model_copy(update={"proposal_id": top, "assignment_id": "A1", "number": "市函1号"})
    await h.deliver(issued, "A1", CITY)
    await h.deliver(reply, "R1", CITY)
    for forward_id, _ in forwards:
        told = await steps(h, forward_id)
        assert [step["stage"] for step in told if step["stage"] != "merged"] == [
            "accepted", "admitted", "assigned", "replied",
        ]  # fmt: skip
        assert (told[-2]["there_unit"], told[-1]["reply_number"]) == ("示例市局", "市函1号")
    assert await parked(h) == []

"""Whatever order the events of a handling come in, the supervision ends in the same state."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from contracts.base import Event, UnitRole
from contracts.consultation import (
    Answer,
    AssignmentIssued,
    AssignmentReassigned,
    HelperOpinionGiven,
    ReplyContent,
    ReplyIssued,
)
from contracts.submission import ProposalAdmitted, Suggestion, UnitEnrolled
from contracts.supervision import UrgeAnswered, UrgeIssued
from services.supervision.app import SERVICE
from services.supervision.handling import store as handlings
from tests.support.harness import Harness, Serve

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
SAID = {"result": "satisfied", "process": "satisfied", "visited": True, "view": "agree"}
Come = tuple[str, Event]
"""(aggregate, event)"""


@pytest.fixture
async def h(serve: Serve) -> Harness:
    return await serve(SERVICE)


def admitted(p: str, session: str = "S15-1") -> Come:
    return p, ProposalAdmitted(
        proposal_id=p, case_number=1, session_id=session, channel="plenary", kind="individual", title="示例提案",
        topic_group="民生", proposers=("M1",), suggestions=(Suggestion(number=1, text="示例建议"),),
        publish_consent=True, policy_version=0,
    )  # fmt: skip


def issued(p: str, a: str, unit: str, role: UnitRole) -> Come:
    return f"{p}-{a}", AssignmentIssued(
        proposal_id=p, assignment_id=f"{p}-{a}", unit_id=unit, role=role, cycle=1, issued_at=AT,
        return_until=AT.date(), policy_version=0,
    )  # fmt: skip


def replied(p: str, a: str, unit: str, cycle: int = 1) -> Come:
    content = ReplyContent(
        answer_class="solved", letter="A", answers=(Answer(suggestion=1, adoption="adopted", why="已采纳"),),
        signatory="示例负责人", contact="示例科室", text="答复",
    )  # fmt: skip
    r = f"{p}-{a}-r{cycle}"
    return r, ReplyIssued(
        proposal_id=p, reply_id=r, assignment_id=f"{p}-{a}", unit_id=unit, cycle=cycle, reply_version=1,
        number="示例函〔2026〕1号", content=content, content_hash="ab" * 32, copies_to=("M1",), issued_at=AT,
    )  # fmt: skip


def reassigned(p: str, a: str, successor: str, unit: str) -> Come:
    return f"{p}-{a}", AssignmentReassigned(
        proposal_id=p, assignment_id=f"{p}-{a}", successor_id=f"{p}-{successor}", unit_id=unit
    )


def opinion(p: str, a: str, unit: str) -> Come:
    r = f"{p}-a1-r1"
    return r, HelperOpinionGiven(proposal_id=p, reply_id=r, assignment_id=f"{p}-{a}", unit_id=unit)


def sole(p: str) -> list[Come]:
    return [admitted(p), issued(p, "a1", "U1", "sole"), replied(p, "a1", "U1")]


def led(p: str) -> list[Come]:
    lead, helper = issued(p, "a1", "U1", "lead"), issued(p, "a2", "U2", "helper")
    return [admitted(p), lead, helper, opinion(p, "a2", "U2"), replied(p, "a1", "U1")]


def split(p: str) -> list[Come]:
    first, second = issued(p, "a1", "U1", "split"), issued(p, "a2", "U2", "split")
    ended, successor = reassigned(p, "a2", "a3", "U3"), issued(p, "a3", "U3", "split")
    return [admitted(p), first, second, ended, successor, replied(p, "a1", "U1"), replied(p, "a3", "U3")]


def orders(events: Sequence[Come]) -> Iterator[list[Come]]:
    """Every order that keeps that of each aggregate."""
    if not events:
        yield []
    heads: set[str] = set()
    for at, (aggregate, _) in enumerate(events):
        if aggregate not in heads:
            heads.add(aggregate)
            for rest in orders([*events[:at], *events[at + 1 :]]):
                yield [events[at], *rest]


async def sign_all(h: Harness, p: str, said: dict[str, Any] = SAID) -> None:
    """On paper, as that needs no device."""
    for r in (f"{p}-a1-r1", f"{p}-a3-r1", f"{p}-a1-r2"):
        clerk, second = h.client("clerk"), h.client("clerk", subject="clerk2")
        entered = await clerk.post(f"/sign-offs/{r}/paper", json=said | {"member_id": "M1", "scan_sha256": "f" * 64})
        if entered.status_code == 200:
            assert (await second.post(f"/sign-offs/{r}/paper/M1/confirm")).status_code == 200


async def state(h: Harness, p: str) -> Any:
    """All that is known of the proposal, without its name."""
    staff = h.client("clerk")
    oversight = (await staff.get(f"/oversights/{p}")).json()
    rows: list[Any] = []
    async with h.owner.connect() as connection:
        t = handlings.HANDLINGS
        for row in (await connection.execute(select(t).where(t.c.proposal_id == p))).mappings():
            deadline = (await staff.get(f"/deadlines/{row['assignment_id']}")).json()
            kept = {
                k: deadline.get(k) for k in ("state", "due", "due_version", "cycle", "why", "met_on_time", "met_late")
            }
            rows.append({k: v for k, v in row.items() if k != "proposal_id"} | kept)
    told = {k: oversight[k] for k in ("state", "supervisor", "by_default", "supervision_class")}
    rows.sort(key=lambda row: row["assignment_id"])
    return json.loads(json.dumps((told, rows), default=str).replace(f"{p}-", ""))


@pytest.mark.parametrize("handling", [sole, led, split])
async def test_every_order_ends_in_the_same_state(h: Harness, handling: Any) -> None:
    for unit in ("U1", "U2", "U3"):
        enrolled = UnitEnrolled(unit_id=unit, name=unit, system="government", linked_committee=f"{unit}的委员会")
        await h.deliver(enrolled, unit)
    ends: list[Any] = []
    every = list(orders(handling("p")))
    # The first, the last and some between: each order is a proposal of its own on a real store.
    step = max(1, len(every) // 12)
    for n in range(0, len(every), step):
        p = f"p{n}"
        names = [list(o) for o in orders(handling(p))][n]
        for aggregate, event in names:
            await h.deliver(event, aggregate)
        assert (await h.client("clerk").get(f"/oversights/{p}")).json()["state"] == "open"
        await sign_all(h, p)
        ends.append(await state(h, p))
    assert ends[0][0]["state"] == "closed"
    assert {row["state"] for row in ends[0][1]} <= {"met", "lifted"}
    assert all(end == ends[0] for end in ends)


@pytest.mark.parametrize("late", ["issue", "in order"])
async def test_a_rehandling_is_met_even_when_the_assignment_comes_last(h: Harness, late: str) -> None:
    first = [admitted("p"), replied("p", "a1", "U1")]
    assignment = issued("p", "a1", "U1", "sole")
    for aggregate, event in first if late == "issue" else [first[0], assignment, first[1]]:
        await h.deliver(event, aggregate)
    await sign_all(h, "p", SAID | {"result": "dissatisfied"})
    again = replied("p", "a1", "U1", cycle=2)
    await h.deliver(again[1], again[0])
    if late == "issue":
        await h.deliver(assignment[1], assignment[0])
    deadline = (await h.client("clerk").get("/deadlines/p-a1")).json()
    assert (deadline["state"], deadline["cycle"], deadline["due_version"]) == ("met", 2, 2)
    assert (deadline["met_on_time"], deadline["met_late"]) == (2, 0)
    assert await h.tick() == 0
    await sign_all(h, "p")
    assert (await h.client("clerk").get("/oversights/p")).json()["state"] == "closed"


async def test_a_proposal_waits_for_the_successor_of_a_reassigned_split(h: Harness) -> None:
    come = split("p")
    for aggregate, event in [come[0], come[1], come[2], come[5], come[3]]:
        await h.deliver(event, aggregate)
    await sign_all(h, "p")
    staff = h.client("clerk")
    assert (await staff.get("/oversights/p")).json()["state"] == "open"
    for aggregate, event in (come[6], come[4]):
        await h.deliver(event, aggregate)
    await sign_all(h, "p")
    assert (await staff.get("/oversights/p")).json()["state"] == "closed"


async def test_two_chairs_give_one_number_once_a_session(h: Harness) -> None:
    for n in range(4):
        await h.deliver(admitted(f"p{n}")[1], f"p{n}")
    body = {"key_number": 2, "leader": "示例领导"}
    chairs = [h.client("chair", subject=f"chair{n}") for n in range(4)]
    answers = await asyncio.gather(
        *(chair.post(f"/oversights/p{n}/designate-key", json=body) for n, chair in enumerate(chairs))
    )
    assert sorted(a.status_code for a in answers) == [200, 409, 409, 409]
    assert {a.json()["rule"] for a in answers if a.status_code == 409} == {"key-number-taken"}
    await h.deliver(admitted("next", "S15-2")[1], "next")
    given = await chairs[0].post("/oversights/next/designate-key", json=body)
    assert (given.status_code, given.json()["case_number"]) == (200, 1)


async def test_an_urge_is_answered_once_by_the_unit_that_was_urged(h: Harness) -> None:
    for aggregate, event in sole("p")[:2]:
        await h.deliver(event, aggregate)
    supervisor = h.client("supervisor")

    async def urge(assignment: str) -> Any:
        return await supervisor.post("/oversights/p/urges", json={"assignment_id": assignment, "text": "请加快办理"})

    assert (await urge("other")).status_code == 404
    assert (await urge("p-a1")).status_code == 200
    # The login of a unit that has taken over answers for the one that was urged.
    own, other = h.client("unit", unit_id="U5", former_unit_ids=["U1"]), h.client("unit", unit_id="U2")
    (listed,) = (await own.get("/urges")).json()["items"]
    assert (await other.get("/urges")).json()["items"] == []
    path, answer = f"/urges/{listed['urge_id']}/answer", {"text": "已安排"}
    assert (await other.post(path, json=answer)).status_code == 404
    answers = await asyncio.gather(*(own.post(path, json=answer) for _ in range(3)))
    assert sorted(a.status_code for a in answers) == [200, 409, 409]
    assert (await supervisor.get("/urges?answered=true")).json()["items"][0]["answer"] == "已安排"
    await h.deliver(sole("p")[2][1], "p-a1-r1")
    assert (await urge("p-a1")).json()["rule"] == "not-due"
    kinds = [type(e) for e in await h.published() if isinstance(e, (UrgeIssued, UrgeAnswered))]
    assert kinds == [UrgeIssued, UrgeAnswered]

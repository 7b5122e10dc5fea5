"""The exchange on a real broker, with the reference client as the other side."""

from collections.abc import AsyncGenerator, Generator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from chassis import cluster
from chassis.app import Runtime
from chassis.clock import wall_date
from contracts import external
from contracts.submission import UnitEnrolled
from ops.embedded import ApacheKafka
from services.supervision.app import SERVICE
from tests.conftest import broker
from tests.integration.chassis.test_bus import eventually, worker
from tests.support import signing, watched
from tests.support.harness import COUNTY, Harness, Serve
from tests.support.otherside import OtherSide, directive, publish, put

TOPICS = [SERVICE.topic, *SERVICE.subscriptions, external.INBOUND, external.OUTBOUND]


@pytest.fixture
def line(tmp_path: Path) -> Generator[ApacheKafka]:
    """Each test's own: on a topic with another store's events a service rightly stops."""
    yield from broker(tmp_path / "kafka")


@pytest.fixture
async def h(serve: Serve, line: ApacheKafka) -> Harness:
    """Two proposals, each with a unit that handles it; their events lie on the bus."""
    h = await serve(SERVICE)
    servers = line.servers
    await cluster.ensure_topics(servers, TOPICS, partitions=4, replication=1)
    unit = UnitEnrolled(unit_id="U1", name="示例县民政局", system="government", linked_committee="示例委员会")
    await publish(h, servers, ("U1", unit))
    for id in ("p1", "p2"):
        assigned = signing.assigned(h, f"a-{id}").model_copy(update={"proposal_id": id})
        await publish(h, servers, (id, watched.admitted(id)), (f"a-{id}", assigned))
    return h


@pytest.fixture
async def running(h: Harness, line: ApacheKafka) -> AsyncGenerator[Runtime]:
    runtime = worker(h, SERVICE, line.servers)
    async with runtime.run():
        await known(h)
        yield runtime


async def known(h: Harness) -> None:
    clerk = h.client("clerk")

    async def assigned() -> bool:
        return len((await clerk.get("/deadlines")).json()["items"]) == 2

    await eventually(assigned)


async def listed(h: Harness, path: str, role: str = "integration", county: str = COUNTY) -> list[dict[str, Any]]:
    answered = await h.client(role, county=county).get(f"/exchange/{path}", params={"limit": 200})
    assert answered.is_success, answered.text
    return answered.json()["items"]


async def posted(h: Harness, role: str, path: str, body: Any = None, **claims: Any) -> dict[str, Any]:
    answered = await h.client(role, **claims).post(path, json=body)
    assert answered.is_success, answered.text
    return answered.json()


async def sent_all(h: Harness, messages: int) -> None:
    async def all_out() -> bool:
        items = await listed(h, "sent")
        return len(items) >= messages and all(one["sent_at"] for one in items)

    await eventually(all_out)


async def test_the_other_side_receives_everything_says_its_own_and_ends_with_no_difference(
    h: Harness, line: ApacheKafka, tmp_path: Path
) -> None:
    side = OtherSide(line.servers, tmp_path)
    began = wall_date(h.clock.now()).isoformat()
    async with worker(h, SERVICE, line.servers).run():
        await known(h)
        await posted(h, "clerk", "/oversights/p1/order")
        await posted(h, "clerk", "/oversights/p1/urges", {"assignment_id": "a-p1", "text": "催办，电话13800000000"})
        (urge,) = (await h.client("clerk").get("/urges")).json()["items"]
        await posted(h, "unit", f"/urges/{urge['urge_id']}/answer", {"text": "将于月底答复"}, unit_id="U1")
        await sent_all(h, 3)
        await side.receive()
        said = await side.say("DirectiveGiven", directive("x", 1).data, "p1")
        wrong = await side.say("DirectiveGiven", directive("x", 1, "p9").data, "p9")

        async def both() -> bool:
            return len(await listed(h, "received")) == 2

        await eventually(both)
    # The other side is away, and the service begins anew in the middle.
    replied = signing.replied(h, "r-p1-1", "a-p1").model_copy(update={"proposal_id": "p1"})
    await publish(h, line.servers, ("r-p1-1", replied))
    async with worker(h, SERVICE, line.servers).run():

        async def asked() -> bool:
            return (await h.client("clerk").get("/sign-offs/r-p1-1")).is_success

        await eventually(asked)
        await watched.sign_on_paper(h, "p1")
        h.clock.set(h.clock.now() + timedelta(days=200))
        missed = wall_date(h.clock.now()).isoformat()
        # order, urge, its answer, reply, signature, its completion, miss; acknowledgement, rejection
        await sent_all(h, 9)
        await side.receive()
        status = await side.status()
        kinds = {kind: one["messages"] for kind, one in status["received"].items()}
        assert kinds == {
            "OrderIssued": 1, "UrgeIssued": 1, "UrgeAnswered": 1, "ReplyIssued": 1, "SignOffGiven": 1,
            "SignOffCompleted": 1, "DeadlineMissed": 1, "Acknowledged": 1, "Rejected": 1,
        }  # fmt: skip
        answers = {one["id"]: one["answer"] for one in status["sent"]}
        assert answers == {said: "Acknowledged", wrong: "proposal-unknown"}
        assert side.forget("UrgeIssued") == 1
        theirs = (await listed(h, "received"))[0]["origin"]["sent_at"]
        days = sorted({began, missed, wall_date(external.CloudEvent.model_validate(
            directive("x", 1, time=theirs).model_dump()).time).isoformat()})  # fmt: skip
        await side.report(*days)

        async def differences(day: str) -> int | None:
            answered = await h.client("auditor").get("/exchange/reconciliation", params={"day": day})
            assert answered.is_success, answered.text
            return answered.json()["differences"]

        async def reported() -> bool:
            return [await differences(day) for day in days].count(None) == 0

        await eventually(reported)
        assert await differences(began) == 1
        again = await posted(h, "ops", "/exchange/resend", {"day": began})
        assert again["messages"] >= 3
        await sent_all(h, 9)
        await side.receive()
        assert (await side.status())["received"]["OrderIssued"] == {"messages": 1, "times": 2}
        await side.report(*days)

        async def agreed() -> bool:
            return [await differences(day) for day in days] == [0] * len(days)

        await eventually(agreed)
        await side.receive()
        compared = (await side.status())["compared"]
        assert [one["differences"] for one in compared[-len(days) :]] == [0] * len(days)
    events = await h.published()
    assert "13800000000" in str(events)
    assert "13800000000" not in str(await listed(h, "sent"))


async def test_what_went_out_since_a_backup_is_taken_back_with_its_numbers(
    h: Harness, line: ApacheKafka, tmp_path: Path
) -> None:
    query = text(
        "SELECT number, message_id, type, subject, said_at, day, is_answer, data FROM external_outbound ORDER BY 1"
    )

    async def sent_messages() -> list[Any]:
        async with h.owner.connect() as connection:
            return list((await connection.execute(query)).all())

    async with worker(h, SERVICE, line.servers).run():
        await known(h)
        await posted(h, "clerk", "/oversights/p1/order")
        await posted(h, "clerk", "/oversights/p1/urges", {"assignment_id": "a-p1", "text": "示例催办"})
        await OtherSide(line.servers, tmp_path).say("DirectiveGiven", directive("x", 1).data, "p1")
        await sent_all(h, 3)
    before = await sent_messages()
    assert [row.number for row in before] == [1, 2, 3]
    # What nobody here can have said stands on the topic, too, and is passed over.
    stranger = directive("z", 9).model_copy(update={"type": external.UrgeIssued.wire_name()})
    await put(line.servers, stranger, b"no event", topic=external.OUTBOUND)
    async with h.owner.begin() as connection:
        await connection.execute(text("DELETE FROM external_outbound WHERE number > 1"))
        await connection.execute(text("UPDATE external_numbers SET last = 1"))
        await connection.execute(text("DELETE FROM positions WHERE consumer = 'supervision.external:own'"))
        # Read again, they would be told in another order.
        await connection.execute(text("DELETE FROM positions WHERE consumer = 'supervision.external'"))

    async def taken_back() -> bool:
        return await sent_messages() == before

    async with worker(h, SERVICE, line.servers).run():
        await eventually(taken_back)
        await posted(h, "clerk", "/oversights/p1/urges", {"assignment_id": "a-p1", "text": "示例催办二"})
        await sent_all(h, 4)
    assert [row.number for row in await sent_messages()] == [1, 2, 3, 4]


async def test_a_broker_that_was_lost_whole_is_filled_again(h: Harness, line: ApacheKafka, tmp_path: Path) -> None:
    async with worker(h, SERVICE, line.servers).run():
        await known(h)
        await posted(h, "clerk", "/oversights/p1/order")
        await posted(h, "clerk", "/oversights/p1/urges", {"assignment_id": "a-p1", "text": "示例催办"})
        await sent_all(h, 2)
    side = OtherSide(line.servers, tmp_path)
    await side.receive()
    line.stop()
    for other in broker(tmp_path / "other"):
        await cluster.ensure_topics(other.servers, TOPICS, partitions=4, replication=1)
        side.servers = other.servers
        async with worker(h, SERVICE, other.servers).run():

            async def again() -> bool:
                await side.receive()
                return {kind: tuple(one.values()) for kind, one in (await side.status())["received"].items()} == {
                    "OrderIssued": (1, 2),
                    "UrgeIssued": (1, 2),
                }

            await eventually(again)


async def test_what_is_no_message_repeated_reused_or_early_stops_nobody(
    h: Harness, running: Runtime, line: ApacheKafka
) -> None:
    first, second, third = directive("d1", 1), directive("d2", 2, "p2"), directive("d3", 3)
    other = directive("d1", 4, data=first.data | {"text": "另一批示"})
    city = running.settings.city
    await put(line.servers, b"\xff\x00", b"{}", third, first, first, other, b"[" * 100_000)

    async def came(status: str, *ids: str) -> None:
        async def there() -> bool:
            items = await listed(h, "received")
            return sorted(one["origin"]["message_id"] for one in items if one["status"] == status) == sorted(ids)

        await eventually(there)

    async def malformed() -> bool:
        held = await listed(h, "quarantine", county=city)
        return sorted(one["bytes"] for one in held) == [2, 2, 100_000]

    await came("received", "d1")
    await eventually(malformed)
    held = await listed(h, "quarantine")
    # Both came in one moment, and what comes in one moment is listed in any order.
    waits = sorted((one["sequence"], one["message_id"], one["reason"]) for one in held)
    assert waits == [(3, "d3", "gap"), (4, "d1", "gap")]
    await put(line.servers, second)
    await came("received", "d1", "d2", "d3")
    await came("rejected", "d1")
    assert await listed(h, "quarantine") == []
    rejected = next(one for one in await listed(h, "received") if one["status"] == "rejected")
    assert rejected["rule"] == "id-reused"
    answers = [one for one in await listed(h, "sent") if one["type"].endswith(("Acknowledged.v1", "Rejected.v1"))]
    assert len(answers) == 4, "the repeated one was answered by the same answer"


async def test_a_gap_is_given_up_by_decision_and_what_comes_late_is_refused(
    h: Harness, running: Runtime, line: ApacheKafka
) -> None:
    late, early, last = (directive(f"g{n}", n, source="/gap") for n in (1, 2, 4))
    await put(line.servers, last, early)

    async def held(*ids: str) -> None:
        async def there() -> bool:
            return sorted(one["message_id"] for one in await listed(h, "quarantine")) == sorted(ids)

        await eventually(there)

    await held("g2", "g4")
    two = next(one for one in await listed(h, "quarantine") if one["message_id"] == "g4")
    refused = await h.client("ops").post(
        f"/exchange/quarantine/{two['id']}/decide", json={"decision": "retry", "because": "示例理由"}
    )
    assert (refused.status_code, refused.json()["rule"]) == (409, "not-poison")
    await posted(h, "ops", f"/exchange/quarantine/{two['id']}/decide", {"decision": "give_up", "because": "示例理由"})
    await held()
    await put(line.servers, late)

    async def rules() -> dict[str, str | None]:
        return {one["origin"]["message_id"]: one["rule"] for one in await listed(h, "received")}

    async def all_judged() -> bool:
        return len(await rules()) == 3

    await eventually(all_judged)
    assert await rules() == {"g1": "sequence-passed", "g2": None, "g4": None}


async def test_what_the_contract_or_the_record_does_not_have_is_rejected_with_its_reason(
    h: Harness, running: Runtime, line: ApacheKafka
) -> None:
    assessed = {"unit_id": "U9", "year": 2026, "points": 91.5, "grade": "good", "assessed_by": "示例考核办"}
    kind = external.AssessmentPublished.wire_name()
    said: list[external.CloudEvent] = []
    for n, more in enumerate(
        (
            {"type": "cppcc.external.Unheard.v1"},
            {"data": {"proposal_id": "p1"}},
            {"subject": "p2"},
            {"county": "999999"},
            {"type": kind, "data": assessed, "subject": None},
            {"type": kind, "data": assessed | {"unit_id": "U1"}, "subject": None},
        ),
        1,
    ):
        said.append(directive(f"w{n}", n, source="/wrong", **more))
    ours = directive("w7", 1, source="/cppcc/330100/supervision")
    untimed = directive("w8", 7, source="/wrong").encode().replace(b"2026-03-02T03:00:00Z", b"yesterday")
    await put(line.servers, *said, ours, untimed)

    async def rules() -> dict[str, str | None]:
        items = await listed(h, "received") + await listed(h, "received", county=running.settings.city)
        return {one["origin"]["message_id"]: one["rule"] for one in items}

    async def all_judged() -> bool:
        return len(await rules()) == 8

    await eventually(all_judged)
    assert await rules() == {
        "w1": "type-unknown", "w2": "invalid", "w3": "invalid", "w4": "county-unknown", "w5": "unit-unknown",
        "w6": None, "w7": "source-ours", "w8": "invalid",
    }  # fmt: skip
    assert [one for one in await listed(h, "quarantine") if one["source"] == "/wrong"] == []

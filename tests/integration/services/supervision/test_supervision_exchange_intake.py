"""Taking messages in, batch by batch, without a broker: failures, repetitions and a restored store."""

from typing import Any

import pytest
from sqlalchemy import text

from chassis.bus import Message
from chassis.eventlog import SYSTEM, Tx
from chassis.inbox import Inbox
from contracts import external
from contracts.external.base import CloudEvent
from contracts.supervision import DirectiveReceived
from services.supervision.app import SERVICE
from services.supervision.exchange import commands
from services.supervision.exchange.intake import Intake
from services.supervision.exchange.tables import MESSAGES
from tests.support import watched
from tests.support.harness import COUNTY, Harness, Serve
from tests.support.otherside import directive


@pytest.fixture
async def h(serve: Serve) -> Harness:
    h = await serve(SERVICE)
    await watched.admit(h, "p1", "p2")
    return h


@pytest.fixture
def intake(h: Harness) -> Intake:
    return Intake(h.runtime)


def batch(*events: CloudEvent, begin: int = 0) -> list[Message]:
    values = [event.encode() for event in events]
    return [Message(external.INBOUND, 0, begin + n, None, value, {}) for n, value in enumerate(values)]


async def rows(h: Harness, query: str) -> list[Any]:
    async with h.owner.connect() as connection:
        return list((await connection.execute(text(query))).scalars())


async def received(h: Harness) -> list[str]:
    events = await h.published()
    return [one.origin.message_id for one in events if isinstance(one, DirectiveReceived)]


async def test_one_that_fails_is_held_alone_and_taken_in_when_it_is_tried_again(
    h: Harness, intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = commands._check

    async def fails(tx: Tx, said: external.Message) -> None:
        if getattr(said, "proposal_id", None) == "p2":
            raise RuntimeError("a fault of ours")
        await check(tx, said)

    monkeypatch.setattr(commands, "_check", fails)
    await intake.on_batch(batch(directive("a", 1), directive("b", 2, "p2"), directive("c", 3)))
    assert await received(h) == ["a", "c"]
    ops = h.client("ops")
    (held,) = (await ops.get("/exchange/quarantine")).json()["items"]
    assert (held["reason"], held["message_id"]) == ("poison", "b")
    assert "a fault of ours" in held["error"]
    whole = (await ops.get(f"/exchange/quarantine/{held['id']}")).json()
    assert whole["bytes"] == len(directive("b", 2, "p2").encode())

    async def retry() -> None:
        body = {"decision": "retry", "because": "示例：已修复"}
        answered = await ops.post(f"/exchange/quarantine/{held['id']}/decide", json=body)
        assert answered.json()["decided_by"] == "ops"
        await intake.obey()

    await retry()
    (held,) = (await ops.get("/exchange/quarantine")).json()["items"]
    assert held["decision"] is None, "it failed again, and waits for another decision"
    monkeypatch.setattr(commands, "_check", check)
    await retry()
    assert (await ops.get("/exchange/quarantine")).json()["items"] == []
    assert await received(h) == ["a", "c", "b"]


async def test_names_that_nobody_can_keep_are_told_without_them(h: Harness, intake: Intake) -> None:
    odd = {"\0": 1, "x" * 500: 2, "13800000000": 3}
    await intake.on_batch(batch(directive("a", 1, data=directive("a", 1).data | odd), directive("b", 2)))
    assert await received(h) == ["b"]
    items = (await h.client("clerk").get("/exchange/received")).json()["items"]
    (rejected,) = (one for one in items if one["status"] == "rejected")
    assert (rejected["rule"], len(rejected["detail"])) == ("invalid", 3)
    assert (await h.client("ops").get("/exchange/quarantine")).json()["items"] == []
    (answer,) = (
        one for one in (await h.client("ops").get("/exchange/sent")).json()["items"] if "Rejected" in one["type"]
    )
    assert "13800000000" not in str(answer)


async def test_a_batch_that_is_not_stored_whole_is_not_stored_at_all(
    h: Harness, intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_positions = Inbox.store_positions

    async def lost(*_: Any) -> None:
        raise RuntimeError("the store went away")

    monkeypatch.setattr(Inbox, "store_positions", lost)
    messages = batch(directive("a", 1), directive("b", 2))
    with pytest.raises(RuntimeError, match="went away"):
        await intake.on_batch(messages)
    assert await received(h) == []
    assert await rows(h, "SELECT source FROM external_sources") == []
    monkeypatch.setattr(Inbox, "store_positions", store_positions)
    await intake.on_batch(messages)
    await intake.on_batch(messages)
    assert await received(h) == ["a", "b"]
    assert await rows(h, "SELECT next_offset FROM positions WHERE consumer = 'supervision.external'") == [2]
    assert await rows(h, "SELECT next FROM external_sources") == [3]
    assert await rows(h, "SELECT number FROM external_outbound ORDER BY 1") == [1, 2]


async def test_after_a_restore_what_is_read_again_is_known_and_answered_and_what_is_new_goes_on(
    h: Harness, intake: Intake
) -> None:
    wrong = directive("b", 2, "p9")
    await intake.on_batch(batch(directive("a", 1), wrong))
    answers = await rows(h, "SELECT message_id FROM external_outbound ORDER BY 1")
    async with h.owner.begin() as connection:
        # As of a backup before both; the aggregates are taken back from the own topic, and rebuilt beside.
        for table in ("external_ids", "external_sources", "external_outbound", "external_numbers", "positions"):
            await connection.execute(text(f"DELETE FROM {table}"))
        kept = (await connection.execute(text("SELECT id FROM external_messages"))).scalars().all()
    async with h.runtime.worker_database.transaction([COUNTY]) as connection:
        tx = Tx(connection, COUNTY, SYSTEM, h.clock.now(), "c")
        for id in kept:
            await commands.note(tx, await MESSAGES.load(tx, id))
    await intake.on_batch(batch(directive("a", 1), wrong, directive("c", 3)))
    assert await received(h) == ["a", "c"]
    again = await rows(h, "SELECT message_id FROM external_outbound ORDER BY 1")
    assert set(answers) < set(again)
    assert len(again) == 3


async def test_a_report_compares_what_both_have_and_an_earlier_one_that_comes_late_changes_nothing(
    h: Harness, intake: Intake
) -> None:
    one = directive("a", 1)

    def report(id: str, sequence: int, sent: list[str], received: list[str]) -> CloudEvent:
        data = {"day": "2026-03-02", "received": received, "sent": sent}
        return directive(id, sequence, type=external.DayReported.wire_name(), subject=None, data=data)

    await intake.on_batch(batch(one, report("r1", 2, ["a"], []), report("r2", 3, ["a", "x"], ["y"])))

    async def compared() -> list[dict[str, Any]]:
        items = (await h.client("integration").get("/exchange/sent")).json()["items"]
        return [one["data"] for one in items if one["type"] == external.DayCompared.wire_name()]

    second, first = await compared()
    assert first["differences"] == 0
    assert (second["differences"], second["missing_here"], second["unknown_there"]) == (2, ["x"], ["y"])
    view = await h.client("clerk").get("/exchange/reconciliation", params={"day": "2026-03-02"})
    assert (view.json()["differences"], view.json()["received"]) == (2, 1)
    assert view.json()["received_digest"] == external.digest(["a"])
    empty = await h.client("clerk").get("/exchange/reconciliation", params={"day": "2026-03-03"})
    assert empty.json()["differences"] is None, "nobody has reported: that is not agreement"


@pytest.mark.parametrize("body", [{}, {"first": 1}, {"day": "2026-03-02", "first": 1, "last": 2}])
async def test_a_range_is_named_in_one_way(h: Harness, body: dict[str, Any]) -> None:
    ops = h.client("ops")
    assert (await ops.post("/exchange/resend", json=body)).status_code == 422
    backwards = await ops.post("/exchange/resend", json={"first": 2, "last": 1})
    assert (backwards.status_code, backwards.json()["rule"]) == (409, "no-range")


async def test_a_range_is_sent_again_once_for_a_key_and_not_by_everybody(h: Harness, intake: Intake) -> None:
    await intake.on_batch(batch(*(directive(f"m{n}", n) for n in range(1, 5))))
    async with h.owner.begin() as connection:
        await connection.execute(text("UPDATE external_outbound SET sent_at = now()"))
    wanted = {"first": 2, "last": 3}
    assert (await h.client("clerk").post("/exchange/resend", json=wanted)).status_code == 403
    elsewhere = await h.client("ops", county="330103").post("/exchange/resend", json=wanted)
    assert elsewhere.json() == {"messages": 0}
    headers = {"Idempotency-Key": "once"}
    for _ in range(2):
        answered = await h.client("ops").post("/exchange/resend", json=wanted, headers=headers)
        assert answered.json() == {"messages": 2}
    assert await rows(h, "SELECT number FROM external_outbound WHERE sent_at IS NULL ORDER BY 1") == [2, 3]


async def test_what_is_held_of_another_county_does_not_exist(h: Harness, intake: Intake) -> None:
    await intake.on_batch(batch(directive("late", 5)))
    (held,) = (await h.client("ops").get("/exchange/quarantine")).json()["items"]
    stranger = h.client("ops", county="330103")
    assert (await stranger.get("/exchange/quarantine")).json()["items"] == []
    assert (await stranger.get(f"/exchange/quarantine/{held['id']}")).status_code == 404
    body = {"decision": "give_up", "because": "示例理由"}
    assert (await stranger.post(f"/exchange/quarantine/{held['id']}/decide", json=body)).status_code == 404
    for nothing in ("held-0", "held-999999999", "held-99999999999999999999", "1"):
        assert (await h.client("ops").get(f"/exchange/quarantine/{nothing}")).status_code == 404

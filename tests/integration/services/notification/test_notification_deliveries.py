"""What leaves the portal: after its commit, by urgency and hour, at least once under one id, failures shown as such."""

import asyncio
import dataclasses
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from chassis import metrics
from contracts.submission import BodyEnrolled, ProposalReturned
from contracts.supervision import PasskeyRevoked
from services.notification.app import SERVICE
from services.notification.delivery.gateways import MailOverSmtp, Message, Outcome, SmsOverHttp
from services.notification.delivery.sending import Sender
from tests.support.gateways import SECRET, MailServer, SmsServer, listening
from tests.support.golden import golden
from tests.support.harness import Harness, Serve
from tests.support.life import admitted, filed
from tests.support.reaching import MAIL, PHONE, entered, members, sandboxed, sender

REVOKED = golden(PasskeyRevoked).model_copy(update={"member_id": "M1", "reason": "手机遗失"})
"""Urgent."""


@pytest.fixture
async def h(serve: Serve) -> Harness:
    harness = await serve(SERVICE)
    await members(harness, "M1", "M2")
    for said in (filed("P1", "M1"), admitted("P1", "M1")):
        await harness.deliver(said.event, said.aggregate_id)
    return harness


@pytest.fixture
async def sms() -> AsyncGenerator[SmsServer]:
    async with listening(SmsServer()) as server:
        yield server


@pytest.fixture
async def mail() -> AsyncGenerator[MailServer]:
    async with listening(MailServer()) as server:
        yield server


def texting(h: Harness, sms: SmsServer, seconds: float = 20) -> Sender:
    return sender(h, {"mobile": SmsOverHttp(sms.url, SECRET, seconds)})


def mailing(h: Harness, mail: MailServer) -> Sender:
    return sender(h, {"mail": MailOverSmtp("127.0.0.1", mail.port, "tian@shili.example", 5, "no")})


async def urgent(h: Harness, id: str = "K-M1") -> None:
    await h.deliver(REVOKED, id)


async def asked(h: Harness, id: str = "P1") -> None:
    """Something is to be done."""
    event = golden(ProposalReturned).model_copy(update={"proposal_id": id})
    await h.deliver(event, id)


async def listed(h: Harness, query: str = "") -> list[dict[str, Any]]:
    return (await h.client("clerk").get(f"/deliveries{query}")).json()["items"]


def later(h: Harness, **by: float) -> None:
    h.clock.set(h.clock.now() + timedelta(**by))


async def test_an_urgent_notice_is_texted_once(h: Harness, sms: SmsServer) -> None:
    await entered(h)
    await urgent(h)
    (waits,) = await listed(h)
    assert (waits["state"], waits["attempts"], waits["kind"]) == ("waiting", 0, "passkey_revoked")
    assert await texting(h, sms).send_due() == 1
    assert await texting(h, sms).send_due() == 0
    (message,) = sms.asked
    assert message["to"] == PHONE
    assert message["text"].startswith("您的一把签名钥匙已停用")
    (sent,) = await listed(h)
    assert (sent["state"], sent["attempts"], sent["reason"], sent["next_at"]) == ("sent", 1, None, None)


async def test_by_urgency_nothing_what_was_chosen_or_every_channel(h: Harness) -> None:
    await entered(h)
    await entered(h, MAIL, "mail")
    await asked(h)
    await urgent(h)
    assert sorted((one["kind"], one["channel"]) for one in await listed(h)) == [
        ("passkey_revoked", "mail"), ("passkey_revoked", "mobile"), ("returned", "mobile"),
    ]  # fmt: skip
    member = h.client("member", member_id="M1")
    await member.put("/contacts/M1/preferences", json={"channels": []})
    before = len(await listed(h))
    await asked(h)
    assert len(await listed(h)) == before
    # To be known only: the inbox has it.
    assert [one["kind"] for one in (await member.get("/notices?kind=admitted")).json()["items"]] == ["admitted"]


async def test_a_bodys_officers_are_told_and_a_stranger_is_not(h: Harness) -> None:
    body = BodyEnrolled(body_id="B1", name="示例民盟", kind="party_group", officers=("M2",))
    await h.deliver(body, "B1")
    collective = filed("P2", "M1")
    await h.deliver(collective.event.model_copy(update={"body_id": "B1"}), "P2")
    await entered(h)
    await entered(h, "10000000009", member="M2")
    await asked(h, "P2")
    assert [one["member_id"] for one in await listed(h)] == ["M2"]


async def test_at_night_what_can_wait_waits_and_what_is_urgent_does_not(h: Harness, sms: SmsServer) -> None:
    await entered(h)
    h.clock.set(datetime(2026, 3, 2, 14, 30, tzinfo=UTC))  # 22:30 there
    await asked(h)
    await urgent(h)
    assert await texting(h, sms).send_due() == 1
    (waits,) = await listed(h, "?state=waiting")
    assert datetime.fromisoformat(waits["next_at"]) == datetime(2026, 3, 3, 0, 0, tzinfo=UTC)
    h.clock.set(datetime(2026, 3, 3, 0, 0, tzinfo=UTC))
    assert await texting(h, sms).send_due() == 1
    assert len(sms.messages) == 2


async def test_what_is_long_past_is_in_the_inbox_alone(h: Harness) -> None:
    """A service that is started beside a platform of years must not send those years."""
    await entered(h)
    envelope = h.envelope(REVOKED, "K-M1")
    later(h, days=3)
    await h.runtime.consumer.on_batch([h.message(envelope)])
    assert await listed(h) == []
    member = h.client("member", member_id="M1")
    assert len((await member.get("/notices?kind=passkey_revoked")).json()["items"]) == 1


async def test_a_failure_is_tried_again_ever_later_under_one_id_and_in_the_end_shown_as_failed(
    h: Harness, sms: SmsServer, capfd: pytest.CaptureFixture[str]
) -> None:
    await entered(h)
    await urgent(h)
    sms.course = ["busy"] * 20
    waits: list[float] = []
    for tries in range(1, 9):
        assert await texting(h, sms).send_due() == 1
        (one,) = await listed(h)
        assert (one["attempts"], one["attempts_allowed"], one["reason"]) == (tries, 8, "answered-503")
        if tries < 8:
            assert one["state"] == "waiting"
            waits.append(round((datetime.fromisoformat(one["next_at"]) - h.clock.now()).total_seconds(), -1))
            h.clock.set(datetime.fromisoformat(one["next_at"]))
    assert waits == [30, 60, 120, 240, 480, 960, 1920]
    assert one["state"] == "failed"
    assert len(sms.asked) == 8
    assert len(sms.messages) == 1
    # What the gateway said of the number is kept nowhere.
    said = capfd.readouterr()
    assert PHONE not in said.out + said.err + str(await listed(h))
    later(h, days=1)
    assert await texting(h, sms).send_due() == 0
    sms.course = []
    clerk = h.client("clerk")
    again = await clerk.post(f"/deliveries/{one['id']}/retry")
    assert (again.json()["state"], again.json()["attempts"]) == ("waiting", 0)
    assert (await clerk.post(f"/deliveries/{one['id']}/retry")).json()["rule"] == "not-failed"
    assert await texting(h, sms).send_due() == 1
    assert [one["state"] for one in await listed(h)] == ["sent"]


@pytest.mark.parametrize(
    ("word", "state", "reason"),
    [
        ("blocked", "failed", "number-blocked"),
        ("quotes", "failed", "answered-422"),
        # Our own secret was wrong.
        ("stranger", "waiting", "answered-401"),
        ("stall", "waiting", "no-answer"),
        ("drop", "waiting", "unreachable"),
        ("twice", "sent", None),
        ("garbage", "waiting", "unexpected-answer"),
        ("delivered", "delivered", None),
    ],
)
async def test_whatever_a_gateway_does_has_a_state_and_a_reason(
    h: Harness, sms: SmsServer, word: str, state: str, reason: str | None
) -> None:
    await entered(h)
    await urgent(h)
    sms.course = [word]
    await texting(h, sms, seconds=1 if word == "stall" else 20).send_due()
    (one,) = await listed(h)
    assert (one["state"], one["reason"]) == (state, reason)
    assert len(sms.asked) == 1 or word == "stall"


async def test_a_gateway_that_is_not_there_is_tried_again_and_one_that_nobody_named_is_not(h: Harness) -> None:
    await entered(h)
    await entered(h, "shili-m1", "wecom")
    await urgent(h)
    await sender(h, {"mobile": SmsOverHttp("http://127.0.0.1:1/x", SECRET, 1)}).send_due()
    assert sorted((one["channel"], one["state"], one["reason"]) for one in await listed(h)) == [
        ("mobile", "waiting", "unreachable"), ("wecom", "failed", "no-gateway"),
    ]  # fmt: skip


async def test_one_that_stalls_holds_up_no_other(h: Harness, sms: SmsServer) -> None:
    await entered(h)
    await entered(h, "10000000009", member="M2")
    await urgent(h)
    await h.deliver(REVOKED.model_copy(update={"member_id": "M2"}), "K-M2")
    sms.course = ["stall"]
    sending = asyncio.create_task(texting(h, sms).send_due())
    while "sent" not in {one["state"] for one in await listed(h)}:
        await asyncio.sleep(0.05)
    assert sorted(one["state"] for one in await listed(h)) == ["sent", "waiting"]
    sms.released.set()
    assert await sending == 2


async def test_two_senders_at_once_send_each_once(h: Harness, sms: SmsServer) -> None:
    await entered(h)
    for n in range(30):
        await urgent(h, f"K-{n}")
    counts = await asyncio.gather(*(texting(h, sms).send_due() for _ in range(4)))
    while await texting(h, sms).send_due():
        pass
    assert sum(counts) > 20
    assert len(sms.asked) == len(sms.messages) == 30


async def test_a_sender_that_died_in_between_is_followed_when_its_claim_is_over(h: Harness, sms: SmsServer) -> None:
    await entered(h)
    await urgent(h)
    sms.course = ["stall"]
    dying = asyncio.create_task(texting(h, sms, seconds=30).send_due())
    while not sms.asked:
        await asyncio.sleep(0.01)
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    assert await texting(h, sms).send_due() == 0
    later(h, seconds=91)
    assert await texting(h, sms).send_due() == 1
    assert len(sms.asked) == 2
    assert len(sms.messages) == 1, "the gateway knows it by its id"
    (one,) = await listed(h)
    assert (one["state"], one["attempts"]) == ("sent", 2)


async def test_a_late_answer_does_not_undo_what_was_done_since(h: Harness, sms: SmsServer) -> None:
    await entered(h)
    await urgent(h)
    sms.course = ["stall"]
    slow = asyncio.create_task(texting(h, sms, seconds=30).send_due())
    while not sms.asked:
        await asyncio.sleep(0.01)
    later(h, seconds=91)
    assert await texting(h, sms).send_due() == 1
    sms.released.set()
    await slow
    (one,) = await listed(h)
    assert (one["state"], one["attempts"]) == ("sent", 2)


async def test_nothing_is_sent_of_what_is_not_committed(h: Harness, sms: SmsServer) -> None:
    await entered(h)
    async with h.owner.begin() as connection:
        await connection.execute(text("CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                                      "RAISE EXCEPTION 'no'; END $$"))  # fmt: skip
        await connection.execute(text("CREATE CONSTRAINT TRIGGER no AFTER INSERT ON deliveries DEFERRABLE INITIALLY "
                                      "DEFERRED FOR EACH ROW EXECUTE FUNCTION no()"))  # fmt: skip
    with pytest.raises(DBAPIError, match="no"):
        await urgent(h)
    assert await texting(h, sms).send_due() == 0
    assert (await h.client("member", member_id="M1").get("/notices?kind=passkey_revoked")).json()["items"] == []


async def test_mail_goes_over_smtp(h: Harness, mail: MailServer) -> None:
    await entered(h, MAIL, "mail")
    await urgent(h)
    mail.course = ["450 later", "drop"]
    for state, reason in (("waiting", "answered-450"), ("waiting", "unreachable"), ("sent", None)):
        assert await mailing(h, mail).send_due() == 1
        (one,) = await listed(h)
        assert (one["state"], one["reason"]) == (state, reason)
        later(h, minutes=5)
    (got,) = mail.mails
    assert (got["To"], got["Subject"]) == (MAIL, "签名钥匙已停用")
    assert got["Message-ID"] == f"<{one['id']}@shili.example>"
    assert "手机遗失" in got.get_content()  # type: ignore[attr-defined]  # an EmailMessage, by its policy
    await urgent(h, "K-2")
    mail.course = [f"550 no such user {MAIL}"]
    await mailing(h, mail).send_due()
    (failed,) = await listed(h, "?state=failed")
    assert failed["reason"] == "answered-550"


async def test_mail_that_was_taken_is_sent_whatever_the_server_says_to_the_farewell(
    h: Harness, mail: MailServer
) -> None:
    await entered(h, MAIL, "mail")
    await urgent(h)
    mail.farewell = "421 too many"
    assert await mailing(h, mail).send_due() == 1
    (one,) = await listed(h)
    assert (one["state"], len(mail.mails)) == ("sent", 1)


async def test_what_nobody_foresaw_is_settled_and_ends_and_the_others_are_sent(h: Harness, sms: SmsServer) -> None:
    await entered(h)
    await entered(h, MAIL, "mail")
    await urgent(h)

    class Broken:
        async def send(self, message: Message) -> Outcome:
            raise ValueError(f"{message.to} cannot be read")

    found = texting(h, sms)
    both = dataclasses.replace(found, gateways={**found.gateways, "mail": Broken()})
    for _ in range(20):
        await both.send_due()
        later(h, minutes=24 * 60)
    states = {one["channel"]: (one["state"], one["reason"]) for one in await listed(h)}
    assert states == {"mobile": ("sent", None), "mail": ("failed", "unexpected")}


async def test_what_was_replaced_meanwhile_is_not_sent_to_the_old_one(h: Harness, sms: SmsServer) -> None:
    await entered(h)
    await urgent(h)
    await entered(h, "10000000002")
    await texting(h, sms).send_due()
    assert len(sms.asked) == 1
    assert "已更换" in sms.asked[0]["text"]
    (stale,) = await listed(h, "?state=failed")
    assert stale["reason"] == "contact-changed"


async def test_staff_see_what_became_of_each_and_the_sandbox_sends_nothing(h: Harness) -> None:
    await entered(h)
    await urgent(h)
    (kept,) = await sandboxed(h)
    assert (kept["to"], kept["subject"]) == (PHONE, "签名钥匙已停用")
    (one,) = await listed(h)
    assert (one["state"], one["reason"]) == ("sent", "sandbox")
    for stranger in (h.client("member", member_id="M1"), h.client("unit", unit_id="U1"), h.client("auditor")):
        assert (await stranger.get("/deliveries")).status_code == 403
        assert (await stranger.get("/sandbox-messages")).status_code == 403
    away = h.client("clerk", county="330103")
    assert (await away.get("/deliveries")).json()["items"] == []
    assert (await away.get("/sandbox-messages")).json()["items"] == []
    assert (await away.post(f"/deliveries/{one['id']}/retry")).status_code == 404


async def test_metrics_tell_what_waits_and_what_failed_and_no_member(h: Harness, sms: SmsServer) -> None:
    await entered(h)
    await urgent(h)
    exposed = (await h.client("ops").get("/metrics")).text
    assert 'cppcc_deliveries_waiting{county="330102"} 1.0' in exposed
    before = metrics.DELIVERIES.labels("mobile", "failed")._value.get()
    sms.course = ["blocked"]
    await texting(h, sms).send_due()
    exposed = (await h.client("ops").get("/metrics")).text
    assert 'cppcc_deliveries_failed{county="330102"} 1.0' in exposed
    assert 'cppcc_deliveries_waiting{county="330102"} 0.0' in exposed
    assert metrics.DELIVERIES.labels("mobile", "failed")._value.get() == before + 1
    assert PHONE not in exposed
    assert "M1" not in exposed

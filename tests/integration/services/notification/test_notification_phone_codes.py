"""A key bound by a code to the member's own phone, through both services: and every way in which it must not be.

What each says on the bus is handed to the other, whole and in order, as the bus would.
"""

import asyncio
import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from chassis.eventlog import verify
from contracts.base import Event
from contracts.notification import PhoneCodeIssued, PhoneCodeRefused, PhoneCodeTried, PhoneConfirmed
from contracts.supervision import PasskeyEnrolmentBegun, PasskeyEnrolmentLapsed, PasskeyRegistered
from ops.authenticator import SoftwareAuthenticator
from services.notification.app import SERVICE as NOTIFICATION
from services.supervision.app import SERVICE as SUPERVISION
from services.supervision.signoff.file import Altered, check, parse
from tests.support import signing
from tests.support.harness import Client, Harness, Serve
from tests.support.reaching import OTHER, PHONE, confirmed, entered, members, sandboxed
from tests.support.signing import ORIGIN

KEYS = "/members/M1/passkeys"


@dataclass
class Both:
    supervision: Harness
    notification: Harness
    heard: dict[str, int] = field(default_factory=dict[str, int])

    def member(self, harness: Harness, id: str = "M1") -> Client:
        return harness.client("member", member_id=id)

    async def pass_on(self) -> None:
        """What each has published and the other has not heard."""
        one, other = self.supervision, self.notification
        # And what comes of it.
        for source, target in ((one, other), (other, one)) * 2:
            name = source.runtime.service.name
            events = await source.published()
            taken = target.runtime.service.subscriptions.get(f"{name}.events", {})
            for event in events[self.heard.get(name, 0) :]:
                if type(event) in taken:
                    await target.deliver(event, f"{name}-{getattr(event, 'member_id', 'x')}")
            self.heard[name] = len(events)

    async def begin(self, device: SoftwareAuthenticator | None = None, member: str = "M1") -> str:
        """The member's, or whoever's has their login: the reference that the code is given with."""
        client = self.member(self.supervision, member)
        options = await client.post("/passkeys/by-phone/options")
        assert options.status_code == 200, options.text
        device = device or SoftwareAuthenticator(ORIGIN)
        begun = await client.post("/passkeys/by-phone", json={"credential": device.create(options.json())})
        assert begun.status_code == 201, begun.text
        await self.pass_on()
        return begun.json()["pending"]["enrolment_id"]

    async def code(self, member: str = "M1") -> str:
        """What the member reads on their phone."""
        return next(
            found[1]
            for one in await sandboxed(self.notification, member)
            if (found := re.search(r"验证码是 (\d{6})", one["text"]))
        )

    async def give(self, reference: str, code: str, member: str = "M1", **kwargs: Any) -> httpx.Response:
        client = self.member(self.notification, member)
        answer = await client.post(f"/phone-codes/{reference}/confirm", json={"code": code}, **kwargs)
        await self.pass_on()
        return answer

    async def keys(self) -> list[dict[str, Any]]:
        answer = await self.supervision.client("clerk").get(KEYS)
        return answer.json()["keys"] if answer.status_code == 200 else []

    async def state(self, reference: str) -> dict[str, Any]:
        return (await self.member(self.notification).get(f"/phone-codes/{reference}")).json()

    async def tried(self) -> list[tuple[str, str]]:
        return [(e.rule, e.tried_by) for e in await self.notification.published() if isinstance(e, PhoneCodeTried)]

    def later(self, **by: float) -> None:
        at = self.supervision.clock.now() + timedelta(**by)
        for harness in (self.supervision, self.notification):
            harness.clock.set(at)

    async def sound(self) -> None:
        for harness in (self.supervision, self.notification):
            async with harness.owner.connect() as connection:
                assert (await verify(connection, harness.runtime.service.metadata))[1] == []


@pytest.fixture
async def both(serve: Serve) -> Both:
    """The member's phone was entered a week ago by one clerk."""
    found = Both(await serve(SUPERVISION), await serve(NOTIFICATION))
    await members(found.notification, "M1", "M2")
    await entered(found.notification)
    found.later(days=7)
    return found


def other(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def rule(answer: httpx.Response) -> tuple[int, str | None]:
    return answer.status_code, answer.json().get("rule")


def of(kind: type[Event], events: list[Event]) -> list[Any]:
    return [event for event in events if isinstance(event, kind)]


async def test_a_member_binds_a_key_with_the_code_and_signs_a_day_later(both: Both) -> None:
    device = SoftwareAuthenticator(ORIGIN)
    reference = await both.begin(device)
    assert await both.keys() == []
    sent = await sandboxed(both.notification)
    assert {one["subject"] for one in sent} == {"验证码", "正在用手机验证码办理签名钥匙"}
    assert all(one["to"] == PHONE for one in sent)
    code = await both.code()
    assert (await both.state(reference))["attempts_left"] == 5
    done = await both.give(reference, code)
    assert (done.status_code, done.json()["state"]) == (200, "confirmed")
    (key,) = await both.keys()
    (registered,) = of(PasskeyRegistered, await both.supervision.published())
    assert registered.enrolment_id == reference
    assert registered.phone.entered_by == "clerk"
    assert key["usable_from"] == registered.usable_from.isoformat().replace("+00:00", "Z")
    # It is told on every channel, so that its owner has a day to object.
    assert (await sandboxed(both.notification))[0]["subject"] == "新的签名钥匙"
    h = both.supervision
    await h.deliver(signing.admitted(), "p1")
    await h.deliver(signing.assigned(h), "a1")
    await h.deliver(signing.replied(h), "r1")
    early = await both.member(h).post("/sign-offs/r1/challenge", json=signing.SAID)
    refused = await both.member(h).post(
        "/sign-offs/r1/sign",
        json={"signed_json": early.json()["signed_json"], "credential": device.get(early.json()["options"])},
    )
    assert rule(refused) == (409, "key-new")
    both.later(hours=24, minutes=1)
    assert (await signing.signed(h, device)).status_code == 200
    evidence = (await h.client("clerk").get("/sign-offs/r1/evidence")).text
    verdict = check(parse(evidence))
    assert "本人手机验证码绑定" in verdict.signed[0].zh
    assert "由 clerk 录入" in verdict.signed[0].zh
    assert "当面核验" not in verdict.signed[0].zh
    await both.sound()


async def test_no_code_is_in_an_event_in_the_store_or_in_what_is_said(
    both: Both, capfd: pytest.CaptureFixture[str]
) -> None:
    reference = await both.begin()
    code = await both.code()
    wrong = await both.give(reference, other(code))
    await both.give(reference, code)
    events = [*await both.supervision.published(), *await both.notification.published()]
    async with both.notification.owner.connect() as connection:
        names = (
            await connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        ).scalars()
        stored = [
            str((await connection.execute(text(f"SELECT json_agg(t)::text FROM {name} t"))).scalar()) for name in names
        ]
    listed = (await both.notification.client("clerk").get("/deliveries")).text
    said = capfd.readouterr()
    for one in (*(event.model_dump_json() for event in events), *stored, listed, wrong.text, said.out, said.err):
        # Six digits may stand in some id by chance, where no border is.
        assert not re.search(rf"(?<![0-9a-f-]){code}(?![0-9a-f-])", one)


async def test_a_login_without_the_phone_binds_nothing(both: Both) -> None:
    """Whoever has taken over a session has everything but the code."""
    thief = SoftwareAuthenticator(ORIGIN)
    reference = await both.begin(thief)
    code = await both.code()
    for n in range(5):
        guess = f"{(int(code) + 1 + n) % 1_000_000:06}"
        assert rule(await both.give(reference, guess)) == (409, "code")
    assert rule(await both.give(reference, code)) == (409, "code-attempts")
    assert await both.keys() == []
    assert (await both.state(reference))["attempts_left"] == 0
    assert [one for one, _ in await both.tried()] == ["code"] * 5 + ["code-attempts"]
    # Nor another way: what the member's routes take is a code or the staff's.
    member = both.member(both.supervision)
    assert rule(await member.post("/passkeys", json={"code": code * 4, "credential": {}})) == (409, "code")
    assert (
        await both.member(both.notification).put("/contacts/M1/channels/mobile", json={"value": OTHER})
    ).status_code == 403
    await both.sound()


async def test_of_a_thousand_guesses_at_once_no_more_are_judged_than_are_allowed(both: Both) -> None:
    reference = await both.begin()
    code = await both.code()
    guesses = [f"{(int(code) + 1 + n) % 1_000_000:06}" for n in range(40)]
    member = both.member(both.notification)
    answers = await asyncio.gather(
        *(member.post(f"/phone-codes/{reference}/confirm", json={"code": one}) for one in guesses)
    )
    assert sum(rule(one) == (409, "code") for one in answers) <= 5
    assert all(one.status_code in (409, 412, 503) for one in answers)
    (issued,) = of(PhoneCodeIssued, await both.notification.published())
    assert issued.attempts == 5
    tried = await both.tried()
    assert len([one for one, _ in tried if one == "code"]) <= 5
    assert len(tried) <= 20


async def test_somebody_elses_code_is_as_none_and_costs_its_owner_nothing(both: Both) -> None:
    reference = await both.begin()
    code = await both.code()
    for given in (code, other(code)):
        assert (await both.give(reference, given, "M2")).status_code == 404
    assert (await both.member(both.notification, "M2").get(f"/phone-codes/{reference}")).status_code == 404
    assert await both.tried() == [("not-yours", "M2")] * 2
    for _ in range(30):
        await both.give(reference, other(code), "M2")
    # Whoever tries for long fills no log.
    assert len(await both.tried()) == 20
    assert (await both.give(reference, code)).status_code == 200
    assert len(await both.keys()) == 1
    # One member's code for another's enrolment.
    await entered(both.notification, OTHER, member="M2")
    await confirmed(both.notification, OTHER, member="M2")
    both.later(minutes=1)
    second, foreign = await both.begin(), await both.begin(member="M2")
    assert await both.code("M2") != await both.code()
    assert rule(await both.give(second, await both.code("M2"))) == (409, "code")
    assert (await both.give(foreign, await both.code("M2"), "M1")).status_code == 404


async def test_whoever_has_filled_the_log_with_others_tries_has_no_more_guesses(both: Both) -> None:
    reference = await both.begin()
    code = await both.code()
    for _ in range(25):
        await both.give(reference, code, "M2")
    for _ in range(5):
        assert rule(await both.give(reference, other(code))) == (409, "code")
    assert rule(await both.give(reference, other(code))) == (409, "code-attempts")
    assert rule(await both.give(reference, code)) == (409, "code-attempts")
    assert await both.keys() == []


async def test_a_late_code_and_a_used_one_are_refused_and_recorded(both: Both) -> None:
    reference = await both.begin()
    code = await both.code()
    both.later(minutes=10)
    assert rule(await both.give(reference, code)) == (409, "code-late")
    assert await both.keys() == []
    fresh = await both.begin()
    code = await both.code()
    assert rule(await both.give(reference, code)) == (409, "code-late")
    assert (await both.give(fresh, code)).status_code == 200
    assert rule(await both.give(fresh, code)) == (409, "code-used")
    assert [one for one, _ in await both.tried()] == ["code-late", "code-late", "code-used"]
    assert len(await both.keys()) == 1
    assert len(of(PhoneConfirmed, await both.notification.published())) == 1
    await both.sound()


async def test_a_repeated_request_has_its_first_answer_and_binds_once(both: Both) -> None:
    reference = await both.begin()
    code, key = await both.code(), {"Idempotency-Key": "k1"}
    first = await both.give(reference, code, headers=key)
    again = await both.give(reference, code, headers=key)
    assert (again.status_code, again.json()) == (200, first.json())
    assert await both.tried() == []
    assert len(await both.keys()) == 1
    many = await asyncio.gather(
        *(
            both.member(both.notification).post(f"/phone-codes/{reference}/confirm", json={"code": code})
            for _ in range(5)
        )
    )
    assert all(one.status_code == 409 for one in many)


async def test_one_clerk_who_changes_the_phone_gets_no_code(both: Both) -> None:
    """With the member's login in hand, too."""
    await entered(both.notification, OTHER, by="clerk9")
    told = await sandboxed(both.notification)
    assert [one["to"] for one in told] == [PHONE], "the old phone hears of it"
    reference = await both.begin()
    (refused,) = of(PhoneCodeRefused, await both.notification.published())
    assert (refused.reference, refused.rule) == (reference, "phone-new")
    found = await both.state(reference)
    assert (found["state"], found["refused"]) == ("refused", "phone-new")
    assert rule(await both.give(reference, "000000")) == (409, "no-code")
    assert not any("验证码是" in one["text"] for one in await sandboxed(both.notification))
    alone = both.notification.client("clerk", subject="clerk9")
    answer = await alone.post("/contacts/M1/channels/mobile/confirm", json={"value": OTHER})
    assert rule(answer) == (409, "two-staff")
    both.later(days=6, hours=23)
    assert (await both.state(await both.begin()))["refused"] == "phone-new"
    # Taken away and entered again it is new again.
    await alone.post("/contacts/M1/channels/mobile/remove", json={"reason": "示例"})
    assert (await both.state(await both.begin()))["refused"] == "no-phone"
    await entered(both.notification, OTHER, by="clerk9")
    both.later(days=1)
    assert (await both.state(await both.begin()))["refused"] == "phone-new"
    assert await both.keys() == []
    await both.sound()


async def test_two_of_the_staff_make_a_new_phone_count_at_once_and_it_is_in_the_evidence(both: Both) -> None:
    await entered(both.notification, OTHER)
    await confirmed(both.notification, OTHER)
    reference = await both.begin()
    assert (await both.give(reference, await both.code())).status_code == 200
    (registered,) = of(PasskeyRegistered, await both.supervision.published())
    assert (registered.phone.entered_by, registered.phone.checked_by) == ("clerk", "clerk2")


async def test_a_phone_that_is_taken_away_meanwhile_confirms_nothing(both: Both) -> None:
    reference = await both.begin()
    code = await both.code()
    clerk = both.notification.client("clerk")
    await clerk.post("/contacts/M1/channels/mobile/remove", json={"reason": "手机被盗"})
    assert rule(await both.give(reference, code)) == (409, "phone-changed")
    assert await both.keys() == []


async def test_begun_again_the_earlier_code_binds_nothing(both: Both) -> None:
    """So a second login cannot slip its own key under the code that the member is about to give."""
    mine, thief = SoftwareAuthenticator(ORIGIN), SoftwareAuthenticator(ORIGIN)
    reference = await both.begin(mine)
    code = await both.code()
    await both.begin(thief)
    assert (await both.give(reference, code)).status_code == 200
    assert await both.keys() == []
    (lapsed,) = of(PasskeyEnrolmentLapsed, await both.supervision.published())
    assert (lapsed.enrolment_id, lapsed.rule) == (reference, "not-pending")
    kinds = [one["kind"] for one in (await both.member(both.notification).get("/notices")).json()["items"]]
    assert "passkey_lapsed" in kinds
    await both.sound()


async def test_there_are_limits_a_day_to_beginning_and_to_codes(both: Both) -> None:
    for _ in range(5):
        await both.begin()
    member = both.member(both.supervision)
    assert rule(await member.post("/passkeys/by-phone/options")) == (409, "too-many-enrolments")
    await policy(both.supervision, "passkey", by_phone_per_day=50)
    assert (await both.state(await both.begin()))["refused"] == "too-many-codes"
    both.later(days=1)
    assert (await both.state(await both.begin()))["state"] == "issued"


async def policy(h: Harness, name: str, **change: Any) -> None:
    admin = h.client("county_admin")
    current = await admin.get(f"/policies/{name}")
    document = current.json()["document"] | change
    put = await admin.put(
        f"/policies/{name}", json={"document": document}, headers={"If-Match": current.headers["etag"]}
    )
    assert put.status_code == 200, put.text


async def test_a_county_may_not_allow_it_also_between_code_and_key(both: Both) -> None:
    reference = await both.begin()
    code = await both.code()
    await policy(both.supervision, "passkey", by_phone=False)
    assert (await both.give(reference, code)).status_code == 200
    (lapsed,) = of(PasskeyEnrolmentLapsed, await both.supervision.published())
    assert lapsed.rule == "by-phone"
    member = both.member(both.supervision)
    assert rule(await member.post("/passkeys/by-phone/options")) == (409, "by-phone")
    assert await both.keys() == []


async def test_a_devices_answer_counts_once_for_its_member_and_not_for_long(both: Both) -> None:
    h, device = both.supervision, SoftwareAuthenticator(ORIGIN)
    member = both.member(h)
    options = (await member.post("/passkeys/by-phone/options")).json()
    credential = device.create(options)
    stranger = both.member(h, "M2")
    assert rule(await stranger.post("/passkeys/by-phone", json={"credential": credential})) == (409, "challenge")
    await stranger.post("/passkeys/by-phone/options")
    assert rule(await stranger.post("/passkeys/by-phone", json={"credential": credential})) == (409, "registration")
    unverified = SoftwareAuthenticator(ORIGIN, verify_user=False).create(options)
    elsewhere = SoftwareAuthenticator("https://elsewhere.example").create(options)
    for bad in (unverified, elsewhere, {}):
        assert rule(await member.post("/passkeys/by-phone", json={"credential": bad})) == (409, "registration")
    assert (await member.post("/passkeys/by-phone", json={"credential": credential})).status_code == 201
    assert rule(await member.post("/passkeys/by-phone", json={"credential": credential})) == (409, "challenge")
    stale = (await member.post("/passkeys/by-phone/options")).json()
    both.later(minutes=15)
    late = await member.post("/passkeys/by-phone", json={"credential": device.create(stale)})
    assert rule(late) == (409, "challenge")


async def test_a_key_that_is_bound_already_is_not_begun_again(both: Both) -> None:
    device = SoftwareAuthenticator(ORIGIN)
    reference = await both.begin(device)
    await both.give(reference, await both.code())
    member = both.member(both.supervision)
    options = (await member.post("/passkeys/by-phone/options")).json()
    again = await member.post("/passkeys/by-phone", json={"credential": device.create(options)})
    assert rule(again) == (409, "key-known")


async def test_what_was_begun_long_ago_gets_no_code(both: Both) -> None:
    """Notification was away for an hour: the device has given up by now."""
    client = both.member(both.supervision)
    options = (await client.post("/passkeys/by-phone/options")).json()
    begun = await client.post("/passkeys/by-phone", json={"credential": SoftwareAuthenticator(ORIGIN).create(options)})
    both.later(hours=1)
    await both.pass_on()
    reference = begun.json()["pending"]["enrolment_id"]
    assert (await both.state(reference))["refused"] == "code-late"


async def test_a_forged_or_older_confirmation_binds_nothing(both: Both) -> None:
    await both.begin()
    (begun,) = of(PasskeyEnrolmentBegun, await both.supervision.published())
    said: dict[str, Any] = {
        "member_id": "M1", "purpose": "passkey", "reference": begun.enrolment_id, "entry": 1,
        "confirmed_at": begun.expires_at, "issued_at": begun.begun_at, "on_file_since": begun.begun_at,
        "entered_by": "clerk", "checked_by": None, "days_required": 7,
    }  # fmt: skip
    await both.supervision.deliver(PhoneConfirmed(**said), "PC-1")
    await both.supervision.deliver(PhoneConfirmed(**said | {"member_id": "M9"}), "PC-2")
    (lapsed,) = of(PasskeyEnrolmentLapsed, await both.supervision.published())
    assert lapsed.rule == "enrolment-late"
    assert await both.keys() == []


async def test_evidence_of_a_phone_that_one_clerk_had_just_entered_is_not_proven(both: Both) -> None:
    """Whoever holds the services' store and writes the chain anew still has to say so."""
    device = SoftwareAuthenticator(ORIGIN)
    reference = await both.begin(device)
    (begun,) = of(PasskeyEnrolmentBegun, await both.supervision.published())
    at = begun.begun_at
    await both.supervision.deliver(
        PhoneConfirmed(
            member_id="M1", purpose="passkey", reference=reference, entry=1, confirmed_at=at + timedelta(minutes=1),
            issued_at=at, on_file_since=at - timedelta(hours=1), entered_by="clerk", checked_by="clerk",
            days_required=7,
        ),
        "PC-1",
    )  # fmt: skip
    h = both.supervision
    await h.deliver(signing.admitted(), "p1")
    await h.deliver(signing.assigned(h), "a1")
    await h.deliver(signing.replied(h), "r1")
    both.later(hours=25)
    assert (await signing.signed(h, device)).status_code == 200
    evidence = (await h.client("clerk").get("/sign-offs/r1/evidence")).text
    with pytest.raises(Altered, match="one member of staff had just entered"):
        check(parse(evidence))

"""Contacts: sealed, masked, confirmed by a second of the staff, told to their owner, and found nowhere else."""

import asyncio
import base64
import hashlib
import os
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from chassis import vault
from chassis.app import Runtime
from chassis.eventlog import verify
from contracts.notification import ContactChanged, ContactConfirmed, ContactPreferencesSet
from ops.notification import rotate
from services.notification import sealing
from services.notification.app import SERVICE
from tests.support.harness import COUNTY, VAULT_KEYS, Client, Harness, Serve
from tests.support.reaching import MAIL, OTHER, PHONE, confirmed, entered, members, sandboxed

MOBILE = "/contacts/M1/channels/mobile"


@pytest.fixture
async def h(serve: Serve) -> Harness:
    harness = await serve(SERVICE)
    await members(harness, "M1", "M2")
    return harness


async def sound(h: Harness) -> None:
    async with h.owner.connect() as connection:
        assert (await verify(connection, SERVICE.metadata))[1] == []


async def everything(h: Harness) -> str:
    """All that the store holds, of every table, as text."""
    async with h.owner.connect() as connection:
        names = (
            await connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        ).scalars()
        found = [
            str((await connection.execute(text(f"SELECT json_agg(t)::text FROM {name} t"))).scalar()) for name in names
        ]
    return "\n".join(found)


async def values(h: Harness) -> list[tuple[Any, ...]]:
    async with h.owner.connect() as connection:
        query = text("SELECT member_id, channel, entry, key_id FROM contact_values ORDER BY 1, 2, 3")
        return [tuple(row) for row in await connection.execute(query)]


async def seen(client: Client, member: str = "M1") -> dict[str, Any]:
    answer = await client.get(f"/contacts/{member}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def rule(answer: Any) -> tuple[int, str | None]:
    return answer.status_code, answer.json().get("rule")


async def test_what_a_clerk_enters_is_shown_masked_and_is_readable_nowhere(
    h: Harness, capfd: pytest.CaptureFixture[str]
) -> None:
    await entered(h, "+86 100-0000-0001")
    await entered(h, MAIL, "mail")
    (mobile, mail) = (await seen(h.client("member", member_id="M1")))["contacts"]
    assert (mobile["masked"], mail["masked"]) == ("100****0001", "m***@shili.example")
    assert (mobile["entered_by"], mobile["confirmed_by"]) == ("clerk", None)
    wrong = h.client("clerk")
    bodies = [
        (await wrong.put(MOBILE, json={"value": f"{PHONE}9"})).text,
        (await wrong.put(MOBILE, json={"value": PHONE, "more": PHONE})).text,
        (await wrong.put(MOBILE, json={"value": PHONE})).text,
        (await wrong.post(f"{MOBILE}/confirm", json={"value": PHONE})).text,
        (await wrong.get("/contacts")).text,
        (await wrong.get("/deliveries")).text,
        (await wrong.get("/metrics")).text,
        str(await h.published()),
        await everything(h),
    ]
    await sandboxed(h)
    said = capfd.readouterr()
    for one in (*bodies, await everything(h), said.out, said.err):
        for secret in (PHONE, "0000-0001", MAIL, "m1@"):
            assert secret not in one
    # Nor by trying: of a body with one number in it a bare digest says which.
    tried = hashlib.sha256(b'{"value":"+86 100-0000-0001"}').hexdigest()
    assert tried not in await everything(h)
    await sound(h)


async def test_a_second_of_the_staff_confirms_by_entering_the_same_once_more(h: Harness) -> None:
    await entered(h)
    confirm = f"{MOBILE}/confirm"
    second = h.client("clerk", subject="clerk2")
    (line,) = (await second.get("/contacts")).json()["items"]
    assert [(one["channel"], one["entered_by"]) for one in line["waiting"]] == [("mobile", "clerk")]
    assert rule(await h.client("clerk").post(confirm, json={"value": PHONE})) == (409, "two-staff")
    assert rule(await second.post(confirm, json={"value": OTHER})) == (409, "contact-differs")
    assert (await second.post(confirm, json={"value": "100 0000 0001"})).json()["contacts"][0][
        "confirmed_by"
    ] == "clerk2"
    assert rule(await second.post(confirm, json={"value": PHONE})) == (409, "contact-confirmed")
    (line,) = (await second.get("/contacts")).json()["items"]
    assert (line["on_file"], line["waiting"]) == (["mobile"], [])
    # What is entered anew is confirmed anew.
    await entered(h, OTHER)
    assert (await seen(second))["contacts"][0]["confirmed_by"] is None
    assert [e.confirmed_by for e in await h.published() if isinstance(e, ContactConfirmed)] == ["clerk2"]
    await sound(h)


async def test_bad_input_gets_a_clear_answer_and_changes_nothing(h: Harness) -> None:
    clerk = h.client("clerk")
    for channel, value in (
        ("mobile", "1380000"),
        ("mail", "nobody"),
        ("mail", "a@b.c\r\nBcc: x@y.z"),
        ("mail", "a..b@shili.example"),
        ("mail", ".a@shili.example"),
        ("mail", "a.@shili.example"),
        ("wecom", "李 四"),
    ):
        answer = await clerk.put(f"/contacts/M1/channels/{channel}", json={"value": value})
        assert rule(answer) == (409, "contact-form")
    assert rule(await clerk.put("/contacts/M77/channels/mobile", json={"value": PHONE})) == (409, "member-unknown")
    assert (await clerk.put("/contacts/M1/channels/fax", json={"value": PHONE})).status_code == 422
    assert (await clerk.get("/contacts/M77")).status_code == 404
    assert rule(await clerk.post("/contacts/M1/erase", json={"reason": "示例"})) == (404, None)
    await entered(h)
    assert rule(await clerk.put(MOBILE, json={"value": PHONE})) == (409, "contact-same")
    assert rule(await clerk.post("/contacts/M1/channels/mail/remove", json={"reason": "示例"})) == (409, "no-contact")
    assert [(e.channel, e.change, e.entry) for e in await h.published() if isinstance(e, ContactChanged)] == [
        ("mobile", "entered", 1)
    ]


async def test_nobody_else_sees_or_sets_what_is_a_members(h: Harness) -> None:
    await entered(h)
    for stranger, status in (
        (h.client("member", member_id="M2"), 404),
        (h.client("unit", unit_id="U1"), 403),
        (h.client("clerk", county="330103"), 404),
        (h.client("auditor"), 403),
    ):
        assert (await stranger.get("/contacts/M1")).status_code == status
    member = h.client("member", member_id="M1")
    # Whoever took over the login must not be able to send the codes to themselves.
    assert (await member.put(MOBILE, json={"value": OTHER})).status_code == 403
    assert (await member.get("/contacts")).status_code == 403
    assert (await h.client("clerk", county="330103").get("/contacts")).json()["items"] == []
    other = h.client("member", member_id="M2")
    assert (await other.put("/contacts/M1/preferences", json={"channels": []})).status_code == 404


async def test_row_level_security_hides_sealed_values_of_other_counties(h: Harness) -> None:
    await entered(h)
    for database in (h.runtime.database, h.runtime.worker_database):
        async with database.transaction(["330103"]) as connection:
            assert (await connection.execute(text("SELECT count(*) FROM contact_values"))).scalar_one() == 0
        async with database.transaction([COUNTY]) as connection:
            assert (await connection.execute(text("SELECT count(*) FROM contact_values"))).scalar_one() == 1


async def test_a_value_that_is_moved_in_the_store_is_not_taken_for_the_members(h: Harness) -> None:
    """Who can write the store, and has no key, cannot put their own phone under somebody else."""
    await entered(h)
    await entered(h, OTHER, member="M2")
    async with h.owner.begin() as connection:
        await connection.execute(
            text(
                "UPDATE contact_values SET sealed = (SELECT sealed FROM contact_values WHERE member_id = 'M2')"
                " WHERE member_id = 'M1'"
            )
        )
    assert (await seen(h.client("clerk")))["contacts"][0]["masked"] is None
    await entered(h, "10000000003")
    assert await sandboxed(h) == []
    (failed,) = (await h.client("clerk").get("/deliveries?member_id=M1")).json()["items"]
    assert (failed["state"], failed["reason"]) == ("failed", "contact-unreadable")


async def test_a_change_is_told_on_the_old_channel_and_then_the_old_one_is_gone(h: Harness) -> None:
    await entered(h)
    await entered(h, OTHER)
    # Until it is told, the old one is kept; nothing else is sent there.
    assert [row[2] for row in await values(h)] == [1, 2]
    (told,) = await sandboxed(h)
    assert (told["to"], told["subject"]) == (PHONE, "您的联系方式有变动")
    assert told["text"].startswith("您登记的手机号码：已更换。")
    assert [row[2] for row in await values(h)] == [2]
    removed = await h.client("clerk").post(f"{MOBILE}/remove", json={"reason": "示例：本人停用"})
    assert removed.json()["contacts"] == []
    assert [one["to"] for one in await sandboxed(h)] == [OTHER, PHONE]
    assert await values(h) == []
    changes = [e for e in await h.published() if isinstance(e, ContactChanged)]
    assert [(e.change, e.entry, e.changed_by) for e in changes] == [
        ("entered", 1, "clerk"), ("replaced", 2, "clerk"), ("removed", 2, "clerk"),
    ]  # fmt: skip
    await sound(h)


async def test_two_changes_before_the_first_is_told_are_both_told(h: Harness) -> None:
    third = "10000000003"
    for one in (PHONE, OTHER, third):
        await entered(h, one)
    assert sorted(one["to"] for one in await sandboxed(h)) == [PHONE, OTHER]
    assert [row[2] for row in await values(h)] == [3]


async def test_a_change_is_in_the_inbox_and_on_every_channel_that_is_left(h: Harness) -> None:
    await entered(h)
    await entered(h, MAIL, "mail")
    await sandboxed(h)
    await entered(h, OTHER)
    event = [e for e in await h.published() if isinstance(e, ContactChanged)][-1]
    await h.deliver(event, "C-M1")
    (notice,) = (await h.client("member", member_id="M1").get("/notices")).json()["items"]
    assert (notice["kind"], notice["urgency"], notice["link"]) == (
        "contact_changed", "urgent", "/notification/contacts/M1",
    )  # fmt: skip
    assert sorted(one["to"] for one in await sandboxed(h)) == [PHONE, OTHER, MAIL]


async def test_who_leaves_is_erased_and_told_so(h: Harness) -> None:
    await entered(h)
    await entered(h, MAIL, "mail")
    member = h.client("member", member_id="M1")
    assert (await member.put("/contacts/M1/preferences", json={"channels": ["mail"]})).status_code == 200
    assert (await member.post("/contacts/M1/erase", json={"reason": "示例"})).status_code == 403
    erased = await h.client("clerk").post("/contacts/M1/erase", json={"reason": "示例：任期届满"})
    assert erased.json()["contacts"] == []
    assert erased.json()["own"] is False
    assert sorted(one["to"] for one in await sandboxed(h)) == [PHONE, MAIL]
    assert await values(h) == []
    changes = [e for e in await h.published() if isinstance(e, ContactChanged) and e.change == "erased"]
    assert [(e.channel, e.reason) for e in changes] == [("mail", "示例：任期届满"), ("mobile", "示例：任期届满")]
    await sound(h)


async def test_a_member_chooses_channels_and_quiet_hours(h: Harness) -> None:
    member = h.client("member", member_id="M1")
    found = await seen(member)
    assert (found["channels"], found["quiet_from"], found["quiet_until"], found["own"]) == (["mobile"], 21, 8, False)
    chosen = {"channels": ["mail", "mobile"], "quiet_from": 12, "quiet_until": 14}
    answer = await member.put("/contacts/M1/preferences", json=chosen)
    assert answer.json()["channels"] == ["mobile", "mail"]
    assert rule(await member.put("/contacts/M1/preferences", json={"quiet_from": 12})) == (409, "quiet-hours")
    assert (await member.put("/contacts/M1/preferences", json={"quiet_from": 24, "quiet_until": 1})).status_code == 422
    assert (await seen(member))["quiet_from"] == 12
    assert len([e for e in await h.published() if isinstance(e, ContactPreferencesSet)]) == 1
    await sound(h)


async def test_an_import_is_all_or_nothing_and_names_each_mistake(h: Harness) -> None:
    clerk = h.client("clerk")
    rows: list[dict[str, Any]] = [
        {"member_id": "M1", "mobile": PHONE, "mail": MAIL},
        {"member_id": "M2", "mobile": OTHER},
    ]
    wrong = [*rows, {"member_id": "M9", "mobile": "12"}, {"member_id": "M1", "wecom": "示例 一"}]
    report = (await clerk.post("/contacts/import", json={"rows": wrong})).json()
    assert [(one["row"], one["field"]) for one in report["mistakes"]] == [
        (3, "member_id"), (3, "mobile"), (4, "member_id"), (4, "wecom"),
    ]  # fmt: skip
    assert report["entered"] == 0
    assert await values(h) == []
    preview = (await clerk.post("/contacts/import", json={"rows": rows, "preview": True})).json()
    assert (preview["entered"], preview["unchanged"], await values(h)) == (3, 0, [])
    assert (await clerk.post("/contacts/import", json={"rows": rows})).json()["entered"] == 3
    assert (await clerk.post("/contacts/import", json={"rows": rows})).json() == {
        "entered": 0, "unchanged": 3, "mistakes": [],
    }  # fmt: skip
    listed = (await clerk.get("/contacts")).json()["items"]
    assert [(one["member_id"], one["on_file"], one["confirmed"]) for one in listed] == [
        ("M1", ["mobile", "mail"], []), ("M2", ["mobile"], []),
    ]  # fmt: skip
    await sound(h)


async def test_a_repeated_request_has_its_first_answer_and_two_at_once_end_in_one_order(h: Harness) -> None:
    clerk, key = h.client("clerk"), {"Idempotency-Key": "k1"}
    first = await clerk.put(MOBILE, json={"value": PHONE}, headers=key)
    again = await clerk.put(MOBILE, json={"value": PHONE}, headers=key)
    assert (again.status_code, again.json()) == (200, first.json())
    other = await clerk.put(MOBILE, json={"value": OTHER}, headers=key)
    assert (other.status_code, other.json()["type"]) == (422, "urn:cppcc:problem:key-reused")
    answers = await asyncio.gather(
        *(h.client("clerk", subject=f"c{n}").put(MOBILE, json={"value": f"1000000010{n}"}) for n in range(5))
    )
    done = [one for one in answers if one.status_code == 200]
    assert done
    assert all(one.status_code in (200, 412) for one in answers)
    changes = [e.entry for e in await h.published() if isinstance(e, ContactChanged)]
    assert changes == list(range(1, len(done) + 2))
    (current,) = (await seen(h.client("clerk")))["contacts"]
    assert current["masked"] in {f"100****010{n}" for n in range(5)}
    await sound(h)


async def test_keys_are_rotated_and_the_old_one_can_go(h: Harness) -> None:
    await entered(h)
    await entered(h, OTHER, member="M2")
    await confirmed(h)
    await sandboxed(h)
    fresh = f"new:{base64.b64encode(os.urandom(32)).decode()}"
    both, only = vault.parse(f"{fresh}\n{VAULT_KEYS}"), vault.parse(fresh)
    database = h.runtime.worker_database
    lost = await sealing.rotate(database, only, [COUNTY], 1)
    assert lost == (0, 2, {"test": 2})
    # As the command does it, which finds the counties itself.
    assert await rotate(h.runtime.settings, both) == (2, 0, {"new": 2})
    assert await sealing.rotate(database, both, [COUNTY], 1) == (0, 0, {"new": 2})
    with_new(h.runtime, only)
    assert (await seen(h.client("clerk")))["contacts"][0]["masked"] == "100****0001"


def with_new(runtime: Runtime, keys: vault.Vault) -> None:
    runtime.vault = runtime.app.state.vault = keys


async def test_without_keys_nothing_is_taken(h: Harness) -> None:
    h.runtime.vault = h.runtime.app.state.vault = None
    answer = await h.client("clerk").put(MOBILE, json={"value": PHONE})
    assert (answer.status_code, "CPPCC_VAULT_KEYS_FILE" in answer.json()["detail"]) == (503, True)


async def test_a_value_of_an_older_backup_is_not_taken_for_the_one_entered_since(h: Harness) -> None:
    """Events come back from the topic, contacts do not: the older phone may be anybody's by now."""
    await entered(h)
    async with h.owner.connect() as connection:
        before = (await connection.execute(text("SELECT * FROM contact_values"))).mappings().one()
    await entered(h, OTHER)
    async with h.owner.begin() as connection:
        await connection.execute(text("DELETE FROM contact_values WHERE entry = 2"))
    assert before["entry"] == 1
    assert (await seen(h.client("clerk")))["contacts"][0]["masked"] is None
    h.clock.set(h.clock.now() + timedelta(days=1))
    # It is entered anew, as if it were another.
    await entered(h, OTHER)
    assert (await seen(h.client("clerk")))["contacts"][0]["masked"] == "100****0002"

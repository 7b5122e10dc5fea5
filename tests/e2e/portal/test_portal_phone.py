"""A member binds a device with a code that only their phone gets, in a real browser."""

import re

from playwright.sync_api import Browser, expect

from tests.support.browser import Seat
from tests.support.caller import eventually
from tests.support.walking import Walk

PHONE = "10000000001"
"""A number that cannot exist."""


def _codes(walk: Walk) -> list[str]:
    """What the sandbox has kept for M001 instead of sending it, the newest first."""
    kept = walk.clerk.get("/notification/sandbox-messages?member_id=M001").json()["items"]
    return [found[1] for one in kept if (found := re.search(r"验证码是 (\d{6})", one["text"]))]


def _on_file(walk: Walk) -> None:
    """Entered by one of the staff and confirmed by another."""

    def entered() -> bool:
        # Until notification has heard of the member it takes no contact of theirs.
        put = walk.clerk.client.put(
            "/notification/contacts/M001/channels/mobile",
            json={"value": PHONE},
            headers={"Idempotency-Key": "enter-phone"},
        )
        return put.is_success

    eventually(entered, what="the member's phone")
    walk.platform.caller("clerk2").post("/notification/contacts/M001/channels/mobile/confirm", {"value": PHONE})


def test_a_member_binds_a_device_by_a_code_to_the_phone(walk: Walk, browser: Browser) -> None:
    seat = Seat(browser, walk.platform.named_origin)
    page = seat.page
    seat.device()
    seat.sign_in("M001")
    begin = page.get_by_role("button", name="在本机确认，发送验证码")

    # Without a phone on file there is no code, and the page says why.
    page.goto(f"{seat.origin}/portal/keys")
    expect(page.get_by_text("没有查到您登记的手机号码")).to_be_visible()
    begin.click()
    expect(page.get_by_text("没有登记您的手机号码，验证码没有发出")).to_be_visible(timeout=30_000)
    assert seat.violations() == []

    _on_file(walk)
    page.reload()
    expect(page.get_by_text("100****0001")).to_be_visible()
    begin.click()
    field = page.get_by_label("手机验证码（6 位数字）")
    expect(field).to_be_visible(timeout=30_000)
    assert seat.violations() == []
    code = eventually(lambda: _codes(walk), what="the code")[0]
    field.fill(f"{(int(code) + 1) % 1_000_000:06}")
    page.get_by_role("button", name="提交验证码").click()
    expect(page.get_by_text("验证码不对")).to_be_visible()
    field.fill(code)
    page.get_by_role("button", name="提交验证码").click()
    expect(page.get_by_text("已绑定。")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("可以签字", exact=True)).to_be_visible()
    assert seat.violations() == []
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="By a code to your phone")).to_be_visible()
    assert code not in page.content()

    keys = walk.clerk.get("/supervision/members/M001/passkeys").json()["keys"]
    assert [bool(one["enrolment_id"]) for one in keys if not one["revoked"]] == [True]
    assert seat.strangers == []
    assert [said for said in seat.complaints if "409" not in said and "404" not in said] == []
    seat.close()

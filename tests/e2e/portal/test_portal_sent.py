"""What became of messages to members, in the browser: kept on trial, failed with a reason, sent again."""

import json

from playwright.sync_api import Browser, Route, ViewportSize, expect

from tests.support.browser import PHONE, Seat
from tests.support.caller import eventually
from tests.support.walking import Walk

WIDE = ViewportSize(width=1440, height=900)
MOBILE = "10000000001"
expect.set_options(timeout=20_000)


def _reached(walk: Walk) -> None:
    """One of the staff enters how the member is reached, another confirms it."""
    path = "/notification/contacts/M001"
    eventually(lambda: walk.clerk.client.get(path).is_success, what="notification's member")
    own = {"value": MOBILE}
    client = walk.clerk.client
    assert client.put(f"{path}/channels/mobile", json=own, headers={"Idempotency-Key": "sent-enter"}).is_success
    walk.platform.caller("clerk2").post(f"{path}/channels/mobile/confirm", own)


def _failed(route: Route) -> None:
    """As if the gateway had not answered."""
    answer = route.fetch()
    listed = answer.json()
    listed["items"] = [one | {"state": "failed", "reason": "no-answer"} for one in listed["items"][:1]]
    route.fulfill(response=answer, body=json.dumps(listed))


def test_the_staff_see_what_was_sent_and_send_again_what_failed(walk: Walk, browser: Browser) -> None:
    _reached(walk)
    walk.answered()
    kept = "/notification/sandbox-messages"
    eventually(lambda: walk.clerk.get(kept).json()["items"], what="a message that is kept instead of sent")
    seat = Seat(browser, walk.platform.named_origin, WIDE)
    page = seat.page
    seat.sign_in("clerk", "/portal/sent")
    expect(page.get_by_role("heading", name="试用：不真正发送")).to_be_visible()
    expect(page.get_by_text(f"收件 {MOBILE}").first).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="试用，只保存").first).to_contain_text("示例委员一")
    seat.sound()
    page.get_by_label("状态").select_option(label="发送失败")
    expect(page.get_by_text("没有这样的记录。")).to_be_visible()

    page.route("**/notification/deliveries?*", _failed)
    page.get_by_label("状态").select_option(label="全部")
    expect(page.get_by_role("row").filter(has_text="网关没有应答")).to_be_visible()
    seat.sound()
    # To the service it has not failed: refused, and said so.
    page.get_by_role("button", name="重新发送").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.route("**/retry", lambda route: route.fulfill(json={}))
    page.unroute("**/notification/deliveries?*")
    page.get_by_role("button", name="重新发送").click()
    expect(page.get_by_text("已重新排队，马上发送。")).to_be_visible()
    page.set_viewport_size(PHONE)
    seat.sound()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Messages sent")).to_be_visible()
    seat.sound()
    seat.end("409")

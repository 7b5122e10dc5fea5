"""Whoever runs the platform, in the browser: one service is away, a message is tried again and given up, a replay."""

from playwright.sync_api import Browser, ViewportSize, expect

from tests.support.browser import PHONE, Seat
from tests.support.walking import Walk

WIDE = ViewportSize(width=1440, height=900)
ALONE = True
expect.set_options(timeout=20_000)
_UNREADABLE = (
    "INSERT INTO parked_events (consumer, source, county, aggregate_id, version, hash, reason, error, attempts, "
    "headers, key, value, topic, partition, \"offset\", parked_at) VALUES ('consultation', '', '', '', 0, '', "
    "'malformed', '示例：消息头缺少 ce_type', 1, '{}', 'k', '\\xff', 'submission.events', 0, 99999, now())"
)


def test_services_are_watched_a_message_given_up_and_history_sent_again(walk: Walk, browser: Browser) -> None:
    walk.platform.psql("consultation", _UNREADABLE)
    seat = Seat(browser, walk.platform.named_origin, WIDE)
    page = seat.page
    page.goto(seat.origin + "/portal/")
    page.locator('button[value="ops"]').click()
    page.wait_for_url(seat.origin + "/portal/operations")
    expect(page.get_by_text("1 个服务需要处理。")).to_be_visible()
    expect(page.get_by_text("有 1 个搁置的事件要人处理。")).to_be_visible()
    seat.sound()

    # One that is away takes no other with it, and comes back by itself.
    away = "**/evaluation/operations/**"
    page.route(away, lambda route: route.fulfill(status=503, body="{}"))
    page.get_by_role("button", name="立即刷新").click()
    expect(page.get_by_text("联系不上这个服务。")).to_be_visible()
    expect(page.get_by_text("2 个服务需要处理。")).to_be_visible()
    seat.sound()
    page.unroute(away)
    page.get_by_role("button", name="立即刷新").click()
    expect(page.get_by_text("1 个服务需要处理。")).to_be_visible()

    # History once more: asked for once however often, and skipped by whoever has it.
    page.get_by_role("button", name="要求重发").click()
    page.get_by_label("哪个服务的").select_option("supervision")
    seat.sound()
    page.get_by_role("button", name="开始重发").click()
    expect(page.get_by_text("已开始重发。")).to_be_visible()

    page.get_by_role("link", name="无法识别的消息").click()
    expect(page.get_by_role("heading", name="无法识别")).to_be_visible()
    seat.sound()
    page.get_by_role("button", name="重新处理").click()
    expect(page.get_by_text("仍未能应用，事件保持搁置。")).to_be_visible()
    page.get_by_label("理由（会永久保存）").fill("示例：测试消息")
    page.get_by_role("button", name="放弃这个事件").click()
    expect(page.get_by_text("已放弃，理由已记录。")).to_be_visible()
    address = page.url
    page.get_by_role("link", name="回到平台运行").click()
    expect(page.get_by_text("没有搁置的事件。")).to_be_visible()
    expect(page.get_by_text("六个服务都正常。")).to_be_visible()
    kept = walk.platform.psql("consultation", "SELECT dropped_because FROM dropped_events")
    assert "示例：测试消息" in kept

    phone = Seat(browser, walk.platform.named_origin, PHONE)
    phone.sign_in("ops", "/portal/operations")
    expect(phone.page.get_by_text("六个服务都正常。")).to_be_visible()
    phone.sound()
    phone.page.goto(address)
    expect(phone.page.get_by_text("这个事件已经不在搁置之列")).to_be_visible()
    phone.sound()
    seat.end()
    phone.end()


def test_desks_that_do_not_fit_are_behind_one_button(walk: Walk, browser: Browser) -> None:
    seat = Seat(browser, walk.platform.named_origin, PHONE)
    seat.sign_in("clerk", "/portal/desk")
    more = seat.page.get_by_role("button", name="更多")
    more.click()
    seat.sound()
    seat.page.get_by_role("link", name="绑定签字设备").click()
    seat.page.wait_for_url(seat.origin + "/portal/enrolments")
    expect(seat.page.get_by_role("link", name="绑定签字设备")).to_have_count(0)
    seat.page.get_by_role("button", name="更多").click()
    seat.page.keyboard.press("Escape")
    expect(seat.page.get_by_role("link", name="绑定签字设备")).to_have_count(0)
    seat.end()

"""The county's rules in the browser: what differs from what was shipped, a change with its day, who changed it when."""

from datetime import datetime, timedelta

from playwright.sync_api import Browser, ViewportSize, expect

from chassis.clock import WALL
from tests.support.browser import PHONE, Seat
from tests.support.walking import Walk

WIDE = ViewportSize(width=1440, height=900)
PATH = "/submission/policies/booking"
expect.set_options(timeout=20_000)


def _changed_by_api(walk: Walk, **fields: object) -> None:
    stored = walk.clerk.get(PATH)
    put = walk.clerk.client.put(
        PATH,
        json={"document": stored.json()["document"] | fields},
        headers={"If-Match": stored.headers["ETag"], "Idempotency-Key": f"policy {sorted(fields)}"},
    )
    assert put.is_success, put.text


def test_a_rule_is_changed_for_what_was_read_and_from_its_day_on(walk: Walk, browser: Browser) -> None:
    seat = Seat(browser, walk.platform.named_origin, WIDE)
    page = seat.page
    seat.context.route("**/notification/policies", lambda route: route.abort())
    seat.sign_in("clerk", "/portal/policies")
    expect(page.get_by_text("消息通知的规则暂时取不到，其余不受影响。")).to_be_visible()
    seat.sound()
    page.get_by_role("link", name="题目预约").click()
    expect(page.get_by_text("现行的是出厂设置")).to_be_visible()
    expect(page.get_by_text("没有改过。")).to_be_visible()
    seat.sound()

    # A number, and one of a group; what does not fit is said, and what will change.
    page.get_by_role("button", name="修改", exact=True).click()
    page.get_by_label("每人同时预约数").fill("")
    expect(page.get_by_text("“每人同时预约数”填写的格式不对。")).to_be_visible()
    page.get_by_label("每人同时预约数").fill("5")
    group = page.get_by_role("group", name="每题可约名额")
    group.get_by_label("重点题目约稿").fill("2")
    group.get_by_label("重点题目约稿").press("Tab")
    expect(page.get_by_text("将改动 2 项")).to_be_visible()
    seat.sound()

    # Changed by somebody else meanwhile: what was typed is kept, and theirs is not undone.
    _changed_by_api(walk, team_at_most=30)
    page.get_by_role("button", name="确定修改").click()
    expect(page.get_by_text("别人刚改过这项规则")).to_be_visible()
    expect(page.get_by_label("每人同时预约数")).to_have_value("5")
    seat.sound()
    page.get_by_role("button", name="确定修改").click()
    expect(page.get_by_text("已修改，立即生效。")).to_be_visible()
    now = walk.clerk.get(PATH).json()["document"]
    assert (now["open_per_holder"], now["holders_per_topic"]["commissioned"], now["team_at_most"]) == (5, 2, 30)
    expect(page.get_by_text("现行第 2 版")).to_be_visible()
    expect(page.get_by_text("每人同时预约数：3 → 5")).to_be_visible()

    # The service's own bounds, and a change that is to come.
    page.get_by_role("button", name="修改", exact=True).click()
    page.get_by_label("节点提前提醒天数").fill("-4")
    page.get_by_role("button", name="确定修改").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("节点提前提醒天数").fill("4")
    page.get_by_role("radio", name="从某时起").check()
    coming = (datetime.now(WALL) + timedelta(days=3)).strftime("%Y-%m-%dT09:00")
    page.get_by_label("生效时间（北京时间）").fill(coming)
    page.get_by_role("button", name="确定修改").click()
    expect(page.get_by_text("（待生效）")).to_be_visible()
    stored = walk.clerk.get(PATH).json()
    assert (stored["document"]["milestone_reminder_days"], stored["in_force"]) == (3, 2)
    assert datetime.fromisoformat(stored["history"][-1]["effective_from"]).astimezone(WALL).hour == 9
    page.get_by_role("button", name="修改", exact=True).click()
    expect(page.get_by_label("节点提前提醒天数")).to_have_value("3")
    page.get_by_label("改用待生效的内容作底稿").check()
    expect(page.get_by_label("节点提前提醒天数")).to_have_value("4")
    seat.sound()

    # Who is no administrator reads, on a phone.
    other = Seat(browser, walk.platform.named_origin, PHONE)
    other.sign_in("clerk2", "/portal/policies/submission/booking")
    expect(other.page.get_by_text("只有县管理员可以修改。")).to_be_visible()
    expect(other.page.get_by_role("button", name="修改", exact=True)).to_have_count(0)
    other.sound()
    # Rules of every shape have their form, in which nothing has changed before somebody changes it.
    shapes = ("submission/filing", "consultation/letter", "supervision/deadline", "evaluation/ledger")
    for rule in (*shapes, "notification/wording"):
        page.goto(f"{seat.origin}/portal/policies/{rule}")
        page.get_by_role("button", name="修改", exact=True).click()
        expect(page.get_by_text("没有任何改动。")).to_be_visible()
    seat.sound()
    seat.end()
    other.end()

"""Dates in the browser: a unit asks for more time, the office decides beside what was asked before, both see why."""

from datetime import date, timedelta

from playwright.sync_api import Browser, ViewportSize, expect

from tests.support.browser import PHONE, Seat
from tests.support.caller import eventually
from tests.support.walking import TITLE, Walk

WIDE = ViewportSize(width=1440, height=900)
expect.set_options(timeout=20_000)


def test_more_time_is_asked_for_refused_asked_again_and_given(walk: Walk, browser: Browser) -> None:
    id = walk.filed()
    walk.admitted(id)
    assignment = walk.accepted(id)
    eventually(lambda: walk.office.get(f"/supervision/deadlines/{assignment}").status_code == 200)
    due = date.fromisoformat(walk.office.get(f"/supervision/deadlines/{assignment}").json()["due"])
    wished = (due + timedelta(days=21)).isoformat()
    unit = Seat(browser, walk.platform.named_origin, PHONE)
    unit.sign_in("U001", f"/portal/handling/{assignment}")
    own = unit.page.get_by_role("region", name="答复期限")

    # Beyond what the rules allow the service refuses, and what was typed stays.
    own.get_by_role("button", name="申请延期").click()
    expect(own.get_by_text("按本县规定最晚可到")).to_be_visible()
    unit.sound()
    own.get_by_label("延期至").evaluate("field => field.removeAttribute('max')")
    own.get_by_label("延期至").fill((due + timedelta(days=400)).isoformat())
    own.get_by_label("为什么需要延期").fill("示例：等待上级批复。")
    own.get_by_role("button", name="申请延期").click()
    expect(own.get_by_role("alert")).to_contain_text("超过本县规定的最长期限")
    own.get_by_label("延期至").fill(wished)
    # The network is lost on the way: sent once more, it is asked once.
    away = lambda route: route.abort()  # noqa: E731
    unit.page.route("**/request-extension", away)
    own.get_by_role("button", name="申请延期").click()
    expect(own.get_by_role("alert")).to_contain_text("网络断开")
    unit.page.unroute("**/request-extension", away)
    own.get_by_role("button", name="申请延期").click()
    expect(own.get_by_text("等待两办决定。")).to_be_visible()
    unit.sound()

    # It is on the desk of who decides, with reason and what the rule allows.
    office = Seat(browser, walk.platform.named_origin, WIDE)
    page = office.page
    office.sign_in("office", "/portal/desk")
    page.get_by_role("link", name="延期申请待决定").click()
    one = page.get_by_role("article", name=f"{TITLE} 示例局")
    expect(one.get_by_text("示例：等待上级批复。").first).to_be_visible()
    expect(one.get_by_text("按本县规定最晚可到")).to_be_visible()
    office.sound()

    # The unit says more while the office writes: it looks again before it decides.
    one.get_by_role("button", name="不同意").click()
    one.get_by_label("不同意的理由（单位会看到）").fill("示例：时间还充足。")
    walk.unit.post(
        f"/supervision/deadlines/{assignment}/request-extension", {"due": wished, "reason": "示例：批复已在途中。"}
    )
    one.get_by_role("button", name="不同意").click()
    expect(one.get_by_role("alert")).to_contain_text("您阅读之后有了变化")
    expect(one.get_by_text("示例：批复已在途中。").first).to_be_visible()
    office.sound()
    one.get_by_role("button", name="不同意").click()
    expect(page.get_by_role("button", name="待决定的延期 0")).to_be_visible()

    # The unit reads why not, and asks again.
    unit.page.reload()
    expect(own.get_by_text("未获同意：示例：时间还充足。")).to_be_visible()
    unit.sound()
    own.get_by_role("button", name="申请延期").click()
    own.get_by_label("延期至").fill(wished)
    own.get_by_label("为什么需要延期").fill("示例：批复延至下月。")
    own.get_by_role("button", name="申请延期").click()
    expect(own.get_by_text("等待两办决定。")).to_be_visible()
    page.get_by_role("button", name="刷新").click()
    expect(one.get_by_text("不同意延至").first).to_be_visible()
    office.sound()
    one.get_by_role("button", name="同意延期").click()
    one.get_by_role("button", name="同意延期").click()
    expect(page.get_by_role("button", name="待决定的延期 0")).to_be_visible()

    # Stopped and run again by the office; both ends say why it is that day.
    page.get_by_role("button", name="未到期 1").click()
    one.get_by_role("button", name="中止计时").click()
    one.get_by_label("为什么中止（如等待上级批复）").fill("示例：等待规划调整。")
    one.get_by_role("button", name="中止计时").click()
    page.get_by_role("button", name="已中止 1").click()
    expect(one.get_by_text("起中止计时：示例：等待规划调整。")).to_be_visible()
    office.sound()
    one.get_by_role("button", name="恢复计时").click()
    expect(one.get_by_text("中止的天数顺延到期限里")).to_be_visible()
    one.get_by_role("button", name="恢复计时").click()
    page.get_by_role("button", name="未到期 1").click()
    one.get_by_text("为什么是这一天").click()
    expect(one.get_by_text("示例：批复延至下月。").first).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("button", name="导出表格").click()
    with open(taken.value.path(), encoding="utf-8") as sheet:
        assert "示例：批复延至下月。" in sheet.read()
    page.set_viewport_size(PHONE)
    office.sound()
    unit.page.reload()
    own.get_by_text("为什么是这一天").click()
    expect(own.get_by_text("示例：批复延至下月。").first).to_be_visible()
    unit.sound()
    office.end()
    unit.end()

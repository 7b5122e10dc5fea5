"""Tracking in the browser: who calls for it, taken with a reason, looked at again, found; and what nobody signs."""

import secrets
from datetime import datetime, timedelta

from playwright.sync_api import Browser, ViewportSize, expect

from chassis.clock import WALL
from tests.support.browser import PHONE, Seat
from tests.support.caller import eventually
from tests.support.office import xlsx
from tests.support.walking import TITLE, Walk

WIDE = ViewportSize(width=1440, height=900)
COLUMNS = ("年度", "届次", "案号", "案由", "提案者", "承办单位", "答复类别", "满意度", "未了事项")
PIPES = "关于更新老旧供水管网的提案"
expect.set_options(timeout=20_000)


def _archived(walk: Walk) -> None:
    rows = [
        ("2024", "十五届三次", 7, PIPES, "示例甲", "示例局", "B", "满意", "示例：二期管网尚未通水。"),
        ("2024", "十五届三次", 8, "关于建设口袋公园的提案", "示例甲", "示例局", "A", "不满意", ""),
    ]
    key = {"Idempotency-Key": secrets.token_hex(8)}
    sent = walk.clerk.client.post("/submission/archive/import", content=xlsx(COLUMNS, *rows), headers=key)
    assert sent.is_success, sent.text
    eventually(lambda: len(walk.clerk.get("/supervision/tracking-candidates").json()["items"]) == 2)


def test_one_of_the_archive_is_tracked_looked_at_again_and_found(walk: Walk, browser: Browser) -> None:
    seat = Seat(browser, walk.platform.named_origin, WIDE)
    page = seat.page
    seat.sign_in("clerk", "/portal/tracking")
    expect(page.get_by_text("没有建议跟踪的提案。")).to_be_visible()
    seat.sound()
    _archived(walk)
    page.get_by_role("button", name="刷新").click()
    one = page.get_by_role("article", name=PIPES)
    expect(one.get_by_text("示例：二期管网尚未通水。")).to_be_visible()
    expect(one.get_by_text("列入计划")).to_be_visible()
    seat.sound()

    # The network is lost on the way: sent once more, it is taken once.
    one.get_by_role("button", name="列为跟踪").click()
    one.get_by_label("为什么跟踪、跟踪到什么时候").fill("示例：跟踪到二期通水。")
    away = lambda route: route.abort()  # noqa: E731
    page.route("**/designate", away)
    one.get_by_role("button", name="列为跟踪").click()
    expect(one.get_by_role("alert")).to_contain_text("网络断开")
    page.unroute("**/designate", away)
    one.get_by_role("button", name="列为跟踪").click()
    expect(page.get_by_role("button", name="建议跟踪 1")).to_be_visible()
    page.get_by_role("button", name="跟踪中 1").click()
    expect(one.get_by_text("还没有回看过")).to_be_visible()
    seat.sound()

    # Looked at again, with the next day; then what was found ends it.
    one.get_by_role("link", name="回看与登记").click()
    expect(page.get_by_role("heading", name=PIPES)).to_be_visible()
    expect(page.get_by_text("示例：跟踪到二期通水。")).to_be_visible()
    page.get_by_role("button", name="登记督办活动").click()
    page.get_by_label("情况和要求").fill("示例：现场查看，管道已铺八成。")
    after = (datetime.now(WALL) + timedelta(days=30)).date().isoformat()
    page.get_by_label("下次督办日期（可不填）").fill(after)
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("联系 1 次")).to_be_visible()
    seat.sound()
    page.goto(seat.origin + "/portal/tracking")
    page.get_by_role("button", name="跟踪中 1").click()
    expect(one.get_by_text("下次回看")).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("button", name="导出表格").click()
    with open(taken.value.path(), encoding="utf-8") as sheet:
        assert after in sheet.read()
    one.get_by_role("link", name=PIPES).click()
    page.get_by_role("button", name="结束跟踪").click()
    page.get_by_label("核查结果（办成了什么、还差什么）").fill("示例：二期已于今年通水。")
    seat.sound()
    page.get_by_role("button", name="结束跟踪").click()
    expect(page.get_by_text("示例：二期已于今年通水。")).to_be_visible()
    expect(page.get_by_role("button", name="结束跟踪")).to_have_count(0)
    page.goto(seat.origin + "/portal/tracking")
    page.get_by_role("button", name="已结束 1").click()
    expect(one.get_by_text("结论：示例：二期已于今年通水。")).to_be_visible()
    page.set_viewport_size(PHONE)
    seat.sound()
    seat.end()


def test_the_chair_closes_unsigned_under_its_conditions_and_it_is_tracked_after_its_end(
    walk: Walk, browser: Browser
) -> None:
    id, reply = walk.answered()
    seat = Seat(browser, walk.platform.named_origin, WIDE)
    page = seat.page
    seat.sign_in("chair", f"/portal/watch/{id}")
    page.get_by_role("button", name="不经签字办结").click()
    part = page.get_by_role("region", name="跟踪与办结")
    expect(part.get_by_text("等签字的答复 1 份，已催签 0 次（本县规定先催 3 次）。")).to_be_visible()
    part.get_by_label("联系不上").check()
    expect(part.get_by_text("催签次数还不够；委员去世或离任的除外。")).to_be_visible()
    part.get_by_label("具体情况").fill("示例：电话无人接听。")
    seat.sound()
    part.get_by_role("button", name="不经签字办结").click()
    expect(part.get_by_role("alert")).to_contain_text("催签次数还不够")
    part.get_by_label("委员离任").check()
    part.get_by_label("具体情况").fill("示例：委员已调离本县。")
    part.get_by_role("button", name="不经签字办结").click()
    expect(part.get_by_text("不经签字办结（委员离任）")).to_be_visible()
    expect(page.get_by_text("督办已结束。")).to_be_visible()
    seat.sound()
    assert walk.clerk.get(f"/supervision/oversights/{id}").json()["state"] == "closed_unsigned"
    assert walk.member.get(f"/supervision/sign-offs/{reply}").status_code == 200

    # After its end the clerk tracks what of it is still to be seen.
    clerk = Seat(browser, walk.platform.named_origin, PHONE)
    clerk.sign_in("clerk", f"/portal/watch/{id}")
    part = clerk.page.get_by_role("region", name="跟踪与办结")
    part.get_by_role("button", name="列为跟踪").click()
    part.get_by_label("为什么跟踪、跟踪到什么时候").fill("示例：看助餐点是否开业。")
    clerk.sound()
    part.get_by_role("button", name="列为跟踪").click()
    expect(part.get_by_text("示例：看助餐点是否开业。")).to_be_visible()
    expect(clerk.page.get_by_role("button", name="登记督办活动")).to_be_visible()
    clerk.page.goto(clerk.origin + "/portal/tracking")
    clerk.page.get_by_role("button", name="跟踪中").click()
    expect(clerk.page.get_by_role("article", name=TITLE)).to_be_visible()
    clerk.sound()
    for one in (seat, clerk):
        one.end()

"""A clerk calls for topics in the browser: suggested, announced, published, corrected, booked, offered, closed."""

from datetime import datetime, timedelta

from playwright.sync_api import Browser, ViewportSize, expect

from chassis.clock import WALL
from tests.support.browser import PHONE, Seat
from tests.support.walking import Walk

WIDE = ViewportSize(width=1440, height=900)
TOPIC, ELSE = "示例：农村快递进村的末端配送", "示例：县城停车难"
expect.set_options(timeout=20_000)


def _day(days: int) -> str:
    return (datetime.now(WALL) + timedelta(days=days)).date().isoformat()


def test_topics_are_suggested_called_for_booked_and_offered(walk: Walk, browser: Browser) -> None:
    for title in (TOPIC, "示例：农村快递进村末端配送", ELSE):
        walk.member.post("/submission/topic-suggestions", {"title": title, "grounds": "示例：走访时多人反映。"})
    seat = Seat(browser, walk.platform.named_origin, WIDE)
    page = seat.page
    seat.sign_in("clerk", "/portal/calling")
    expect(page.get_by_text("还没有征集。")).to_be_visible()
    seat.sound()

    # What was suggested: one accepted in other words, one merged into it, one declined.
    page.get_by_role("link", name="有 3 条题目建议等您审看").click()
    page.get_by_role("article", name=TOPIC).get_by_role("button", name="采用", exact=True).click()
    page.get_by_label("题目（可改写）").fill(f"{TOPIC}研究")
    seat.sound()
    page.get_by_role("button", name="确定").click()
    expect(page.get_by_role("article")).to_have_count(2)
    page.get_by_role("article", name="示例：农村快递进村末端配送").get_by_role("button", name="并入相同的").click()
    page.get_by_role("radio", name=f"{TOPIC}研究").check()
    page.get_by_role("button", name="确定").click()
    expect(page.get_by_role("article")).to_have_count(1)
    page.get_by_role("article", name=ELSE).get_by_role("button", name="不采用").click()
    page.get_by_label("不采用的理由（建议人会看到）").fill("示例：去年已有专题。")
    page.get_by_role("button", name="确定").click()
    expect(page.get_by_text("没有等您审看的建议。")).to_be_visible()
    page.get_by_label("只看等审看的").uncheck()
    expect(page.get_by_text("理由：示例：去年已有专题。")).to_be_visible()
    seat.sound()

    # Announced first, and published under the same id with a topic of the pool and one of its own.
    page.get_by_role("link", name="征集", exact=True).click()
    page.get_by_role("button", name="起草一次征集").click()
    page.get_by_label("种类").select_option("commissioned")
    page.get_by_label("标题", exact=True).fill("示例：重点题目约稿")
    page.get_by_label("先预告（题目以后再定）").check()
    page.get_by_role("button", name="发出预告").click()
    expect(page.get_by_text("还须填写：依据的文件、应发布的日期、由谁发布")).to_be_visible()
    seat.sound()
    page.get_by_label("依据的文件").fill("示例：提案提交管理办法")
    page.get_by_label("应发布的日期").fill(_day(3))
    page.get_by_label("由谁发布").fill("示例提案委")
    page.get_by_role("button", name="发出预告").click()
    page.get_by_role("button", name="发布这次征集").click()
    expect(page.get_by_label("种类")).to_be_disabled()
    page.get_by_text("从题目库里选（1 个未用）").click()
    page.get_by_role("button", name=f"选用 {TOPIC}研究").click()
    page.get_by_role("button", name="加一个题目").click()
    second = page.get_by_role("group", name="第 2 个题目")
    second.get_by_label("题目", exact=True).fill("示例：老旧小区加装电梯")
    second.get_by_label("来源").fill("示例调研")
    page.get_by_label("最后一天").fill(_day(30))

    # A network that is lost loses nothing of the draft: sent again, it is the same call.
    seat.context.set_offline(True)
    page.get_by_role("button", name="发布征集").click()
    expect(page.get_by_text("填写的内容已保留，可以原样再提交；不会重复处理。")).to_be_visible()
    seat.context.set_offline(False)
    seat.sound()
    page.get_by_role("button", name="发布征集").click()
    expect(page.get_by_text("征集中")).to_be_visible()
    expect(page.get_by_text("还可约 1 名")).to_have_count(2)
    seat.sound()
    (call,) = walk.clerk.get("/submission/calls").json()["items"]

    # Offered to a member; the member books the other topic, and somebody corrects the call meanwhile.
    page.get_by_role("button", name=f"约人承办 {TOPIC}研究").click()
    page.get_by_label("姓名或名称（从列表中选）").fill("没有这个人")
    expect(page.get_by_text("名录中没有；请从列表中选。")).to_be_visible()
    page.get_by_label("姓名或名称（从列表中选）").fill("示例委员一")
    page.get_by_label("附言（可不填）").fill("示例：请于下月交初稿。")
    seat.sound()
    page.get_by_role("button", name="发出邀约").click()
    expect(page.get_by_text("等答复")).to_be_visible()
    walk.member.post("/submission/bookings", {"call_id": call["id"], "topic": 1})
    page.get_by_role("button", name="更正", exact=True).click()
    page.get_by_label("更正的理由").fill("示例：延长十天。")
    page.get_by_label("最后一天").fill(_day(40))
    walk.clerk.post(
        f"/submission/calls/{call['id']}/correct", {"reason": "示例：改标题。", "title": "示例：重点题目约稿（二）"}
    )
    page.get_by_role("button", name="发布更正").click()
    expect(page.get_by_text("这次征集刚由他人改动过")).to_be_visible()
    expect(page.get_by_label("更正的理由")).to_have_value("示例：延长十天。")
    page.get_by_label("标题", exact=True).fill("示例：重点题目约稿（二）")
    page.get_by_role("button", name="发布更正").click()
    expect(page.get_by_text("示例：延长十天。")).to_be_visible()
    seat.sound()

    # The board: extended, taken back; an offer withdrawn.
    page.get_by_role("link", name="示例委员一").first.click()
    expect(page.get_by_role("heading", name="示例：老旧小区加装电梯")).to_be_visible()
    (booked,) = walk.clerk.get("/submission/bookings").json()["items"]
    page.get_by_role("button", name="延期").click()
    due = (datetime.fromisoformat(booked["due"]) + timedelta(days=10)).date().isoformat()
    page.get_by_label("延到").fill(due)
    page.get_by_label("延期的理由").fill("示例：调研推迟。")
    page.get_by_role("button", name="延期").click()
    expect(page.get_by_text("已延期 1 次")).to_be_visible()
    seat.sound()
    page.get_by_role("button", name="收回邀约").click()
    page.get_by_label("收回的理由").fill("示例：改由专委会承办。")
    page.get_by_role("button", name="收回邀约").click()
    expect(page.get_by_text("理由：示例：改由专委会承办。")).to_be_visible()
    page.get_by_role("button", name="收回这个预约").click()
    page.get_by_label("收回的理由").fill("示例：持有人调离。")
    page.get_by_role("button", name="收回", exact=True).click()
    expect(page.get_by_role("region", name="预约详情").get_by_text("已放弃")).to_be_visible()

    # On a phone, and closed by hand.
    phone = Seat(browser, walk.platform.named_origin, PHONE)
    phone.sign_in("clerk2", f"/portal/calling/calls/{call['id']}")
    expect(phone.page.get_by_role("button", name="提前截止")).to_be_visible()
    phone.sound()
    phone.page.get_by_role("button", name="提前截止").click()
    phone.page.get_by_role("button", name="确定截止").click()
    expect(phone.page.get_by_text("已截止")).to_be_visible()
    for path in ("calling", "calling/suggestions", "calling/bookings"):
        phone.page.goto(f"{seat.origin}/portal/{path}")
        expect(phone.page.get_by_role("navigation", name="征集与预约")).to_be_visible()
        phone.sound()
    found = walk.clerk.get(f"/submission/calls/{call['id']}").json()
    assert (found["state"], found["closes_on"]) == ("closed", _day(40))
    assert [one["source"] for one in found["topics"]] == ["委员建议", "示例调研"]
    seat.end()
    phone.end()

"""Who watches, in the browser: risk and its reasons, a visit with what units are to do, an urge, and their answers."""

from datetime import datetime, timedelta

from playwright.sync_api import Browser, ViewportSize, expect

from chassis.clock import WALL
from tests.support.browser import PHONE, Seat
from tests.support.caller import eventually
from tests.support.walking import TITLE, Walk

WIDE = ViewportSize(width=1440, height=900)
expect.set_options(timeout=20_000)


def test_a_supervisor_visits_asks_and_verifies_and_the_unit_answers(walk: Walk, browser: Browser) -> None:
    id = walk.filed()
    walk.admitted(id)
    assignment = walk.accepted(id)
    eventually(lambda: walk.office.get(f"/supervision/deadlines/{assignment}").status_code == 200)
    seat = Seat(browser, walk.platform.named_origin, WIDE)
    page = seat.page
    page.goto(seat.origin + "/portal/")
    page.locator('button[value="supervisor"]').click()
    page.wait_for_url(seat.origin + "/portal/watch")
    expect(page.get_by_text("共 1 件，按风险从高到低")).to_be_visible()
    seat.sound()
    page.get_by_role("link", name=TITLE).click()

    # A visit, with what the unit is to do by when.
    page.get_by_role("button", name="登记督办活动").click()
    page.get_by_label("情况和要求").fill("现场查看两处选址。")
    page.get_by_label("示例委员一").check()
    page.get_by_label("示例局").check()
    page.get_by_role("button", name="加一项").click()
    page.get_by_label("事项").fill("月底前报送选址方案。")
    due = (datetime.now(WALL) + timedelta(days=10)).date().isoformat()
    page.get_by_label("期限", exact=True).fill(due)
    seat.sound()
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("联系 1 次")).to_be_visible()
    expect(page.get_by_text("参加：示例委员一、示例局")).to_be_visible()
    page.get_by_role("button", name="催办", exact=True).click()
    page.get_by_label("催办内容").fill("请尽快约见委员。")
    page.get_by_role("button", name="发出催办").click()
    expect(page.get_by_text("等待单位答复")).to_be_visible()
    seat.sound()

    # Both are on the unit's desk, and answered on a phone.
    unit = Seat(browser, walk.platform.named_origin, PHONE)
    unit.sign_in("U001", "/portal/unit")
    expect(unit.page.get_by_text("月底前报送选址方案。")).to_be_visible()
    unit.sound()
    unit.page.get_by_role("region", name="督办方面等答复的").get_by_role("link").first.click()
    asked = unit.page.get_by_role("region", name="催办与落实")
    for text, said in (("请尽快约见委员。", "已约下周二。"), ("月底前报送选址方案。", "方案已报。")):
        asked.get_by_role("article").filter(has_text=text).get_by_role("button", name="答复这一项").click()
        asked.get_by_label("答复内容").fill(said)
        asked.get_by_role("button", name="送出答复").click()
        expect(asked.get_by_text(f"答复：{said}")).to_be_visible()
    unit.sound()

    # Only who watches says that it is so.
    page.reload()
    asked = page.get_by_role("region", name="催办与落实")
    asked.get_by_role("button", name="核实并结束").click()
    asked.get_by_label("核实情况").fill("方案属实。")
    asked.get_by_role("button", name="核实并结束").click()
    expect(asked.get_by_text("已核实：方案属实。")).to_be_visible()
    seat.sound()
    found = walk.clerk.get(f"/supervision/follow-ups?proposal_id={id}").json()["items"]
    assert [(one["state"], one["answer"]) for one in found] == [("closed", "方案已报。")]
    seat.end()
    unit.end()

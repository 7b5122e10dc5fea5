"""Whoever has a form's link writes without a name on their own phone, and alone says that it is settled."""

import re

from playwright.sync_api import Browser, expect

from tests.support.browser import PHONE, Seat
from tests.support.walking import Walk

expect.set_options(timeout=20_000)


def test_an_opinion_without_a_name_is_followed_and_settled_by_its_receipt(walk: Walk, browser: Browser) -> None:
    form = walk.clerk.post("/evaluation/opinion-forms", {"title": "示例提案办理意见", "note": "示例说明。"})["id"]
    link = walk.clerk.get(f"/evaluation/opinion-forms/{form}/link").json()["link"]
    seat = Seat(browser, walk.platform.named_origin, PHONE)
    page = seat.page
    page.goto(seat.origin + link)
    expect(page.get_by_role("heading", name="示例提案办理意见")).to_be_visible()
    seat.sound()
    page.get_by_label("您的意见").fill("办事窗口午间没有人。")
    page.get_by_role("button", name="提交意见").click()
    expect(page.get_by_text("意见已经收到。")).to_be_visible()
    receipt = page.locator(".receipt").inner_text()
    assert re.fullmatch(r"(?:[2-9A-Z]{4} ){5}[2-9A-Z]{4}", receipt)
    seat.sound()

    (issue,) = walk.clerk.get("/evaluation/service-issues").json()["items"]
    assert (issue["opinion"], issue["raised_by"]) == ("办事窗口午间没有人。", None)
    path = f"/evaluation/service-issues/{issue['id']}"
    walk.clerk.post(f"{path}/assign", {"owner": "示例窗口负责人", "due": "2099-12-31"})
    walk.clerk.post(f"{path}/resolve", {"proof": "午间已安排值班。"})
    # On another day, with what was written down: spaces and small letters make no difference.
    page.reload()
    page.get_by_label("回执（24 位）").fill(receipt.lower())
    page.get_by_role("button", name="查询").click()
    expect(page.get_by_text("午间已安排值班。")).to_be_visible()
    seat.sound()
    page.get_by_role("button", name="确认已经办好").click()
    expect(page.get_by_text("您已确认办好")).to_be_visible()
    assert walk.clerk.get(path).json()["state"] == "verified"

    page.get_by_label("回执（24 位）").fill("2" * 24)
    page.get_by_role("button", name="查询").click()
    expect(page.get_by_role("alert")).to_contain_text("没有找到")
    walk.clerk.post(f"/evaluation/opinion-forms/{form}/close")
    # What is behind the # alone would not be loaded anew.
    page.goto("about:blank")
    page.goto(seat.origin + link)
    expect(page.get_by_text("这张意见表已经关闭")).to_be_visible()
    seat.sound()
    seat.end()

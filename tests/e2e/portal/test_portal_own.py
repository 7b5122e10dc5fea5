"""What is a member's own, on a phone: how they are told, their points, and what came of their proposals."""

from datetime import timedelta

from playwright.sync_api import Browser, expect

from tests.support.browser import PHONE, Seat
from tests.support.caller import eventually
from tests.support.walking import CONTENT, TITLE, Walk

expect.set_options(timeout=20_000)


def _promised(walk: Walk) -> None:
    """One proposal with a reply that promises something."""
    id = walk.filed()
    walk.admitted(id)
    assignment = walk.accepted(id)
    walk.consulted(assignment)
    due = (walk.today() + timedelta(days=60)).isoformat()
    answer = CONTENT["answers"][0] | {"adoption": "planned", "commitment": {"promise": "示例：建成两处。", "due": due}}
    walk.replied(assignment, CONTENT | {"answer_class": "planned", "answers": [answer]})


def test_a_member_sees_points_promises_and_chooses_how_to_be_told(walk: Walk, browser: Browser) -> None:
    _promised(walk)
    eventually(lambda: walk.member.get("/conversion/mine").json()["items"][0]["commitments"], what="the promise")
    eventually(lambda: len(walk.member.get("/evaluation/ledger/mine").json()["lines"]) == 2, what="the points")
    seat = Seat(browser, walk.platform.named_origin, PHONE)
    page = seat.page
    seat.sign_in("M001", "/portal/mine")
    seat.sound()
    page.get_by_role("link", name="我的提案办成了什么").click()
    expect(page.get_by_role("link", name=TITLE)).to_be_visible()
    expect(page.get_by_text("示例：建成两处。")).to_be_visible()
    expect(page.get_by_text("落实中")).to_be_visible()
    seat.sound()
    page.go_back()
    page.get_by_role("link", name="我的履职积分").click()
    lines = page.get_by_role("region", name="逐条记录").get_by_role("listitem")
    expect(lines).to_have_count(2)
    expect(lines.filter(has_text="立案")).to_be_visible()
    seat.sound()

    # How to be told: nothing is on file; a choice that the network loses is kept on the page and sent again.
    page.go_back()
    page.get_by_role("link", name="怎样通知我").click()
    expect(page.get_by_text("没有登记联系方式。")).to_be_visible()
    expect(page.get_by_text("现在按本县的规定。")).to_be_visible()
    page.get_by_label("邮件").check()
    page.get_by_label("从").select_option("20")
    seat.sound()
    seat.context.set_offline(True)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert")).to_contain_text("网络断开")
    seat.context.set_offline(False)
    expect(page.get_by_label("邮件")).to_be_checked()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已保存。")).to_be_visible()
    expect(page.get_by_text("这是您自己的选择。")).to_be_visible()
    stored = walk.member.get("/notification/contacts/M001").json()
    assert (stored["channels"], stored["quiet_from"], stored["own"]) == (["mobile", "mail"], 20, True)
    page.get_by_role("button", name="恢复本县的规定").click()
    expect(page.get_by_text("现在按本县的规定。")).to_be_visible()
    expect(page.get_by_label("邮件")).not_to_be_checked()
    seat.sound()
    seat.end("ERR_INTERNET_DISCONNECTED")

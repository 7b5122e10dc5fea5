"""Orders in the browser: a whole selection issued by a job, each letter taken, and what a unit sees of them."""

from playwright.sync_api import Browser, ViewportSize, expect

from tests.support.browser import PHONE, Seat
from tests.support.walking import TEXT, Walk

WIDE = ViewportSize(width=1440, height=900)
expect.set_options(timeout=20_000)


def test_letters_are_issued_for_a_selection_and_reach_their_unit(walk: Walk, browser: Browser) -> None:
    title = "关于示例停车的提案"
    id = walk.filed(text=TEXT | {"title": title})
    walk.admitted(id)
    walk.accepted(id)
    seat = Seat(browser, walk.platform.named_origin, WIDE)
    page = seat.page
    seat.sign_in("clerk", "/portal/orders")
    expect(page.get_by_text("还没有发出过。")).to_be_visible()
    seat.sound()

    # The network is lost while it is sent: what was chosen stays, and one job comes of it.
    away = lambda route: route.abort()  # noqa: E731
    page.route("**/supervision/order-jobs", away)
    page.get_by_role("button", name="开始发出").click()
    expect(page.get_by_role("alert").first).to_contain_text("网络断开")
    page.unroute("**/supervision/order-jobs", away)
    page.get_by_role("button", name="开始发出").click()
    expect(page.get_by_text("发出 1 件")).to_be_visible()
    expect(page.get_by_text(title)).to_be_visible()
    seat.sound()
    for format, beginning in (("PDF", b"%PDF"), ("Word", b"PK")):
        with page.expect_download() as taken:
            page.get_by_role("button", name=format).click()
        with open(taken.value.path(), "rb") as file:
            assert file.read(4).startswith(beginning)
    # What has one already keeps it.
    page.get_by_role("button", name="开始发出").click()
    expect(page.get_by_text("完成")).to_have_count(2)
    assert len(walk.clerk.get("/supervision/orders").json()["items"]) == 1
    page.get_by_label("查找（文号、案号、案由、单位）").fill("没有这件")
    expect(page.get_by_text(title)).to_have_count(0)

    unit = Seat(browser, walk.platform.named_origin, PHONE)
    unit.sign_in("U001", "/portal/orders")
    expect(unit.page.get_by_text("发给本单位的督办通知和督办函。")).to_be_visible()
    expect(unit.page.get_by_text(title)).to_be_visible()
    expect(unit.page.get_by_role("button", name="开始发出")).to_have_count(0)
    unit.sound()
    for one in (seat, unit):
        one.end()

"""A member's own, on a phone: how they are told, what came meanwhile, their ledger line by line."""

from playwright.sync_api import Browser, ViewportSize, expect
from python_calamine import CalamineWorkbook

from tests.support.browser import Seat
from tests.support.caller import eventually
from tests.support.walking import TITLE, Walk

WIDE = ViewportSize(width=1440, height=900)
expect.set_options(timeout=20_000)


def test_a_member_chooses_how_to_be_told(walk: Walk, browser: Browser) -> None:
    eventually(lambda: walk.clerk.get("/notification/contacts/M001").status_code == 200)
    entered = walk.clerk.client.put(
        "/notification/contacts/M001/channels/mobile",
        json={"value": "10000000001"},
        headers={"Idempotency-Key": "enter-mobile"},
    )
    assert entered.is_success, entered.text
    seat = Seat(browser, walk.platform.named_origin)
    page = seat.page
    seat.sign_in("M001", "/portal/notices")
    page.get_by_role("link", name="怎样通知我").click()
    expect(page.get_by_text("还待第二名工作人员核对")).to_be_visible()
    expect(page.get_by_text("10000000001")).to_have_count(0)
    expect(page.get_by_text("现在按本县的统一规定。")).to_be_visible()
    expect(page.get_by_role("checkbox", name="手机短信")).to_be_checked()
    seat.sound()
    page.get_by_role("checkbox", name="手机短信").uncheck()
    page.get_by_role("combobox").first.select_option(label="19:00")
    expect(page.get_by_text("都不发，只看本平台消息")).to_be_visible()

    # The network is away for a moment: what was chosen stays, and is saved when it is back.
    seat.context.set_offline(True)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("checkbox", name="手机短信")).not_to_be_checked()
    seat.context.set_offline(False)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已保存。")).to_be_visible()
    expect(page.get_by_text("现在按您自己的选择。")).to_be_visible()
    stored = walk.member.get("/notification/contacts/M001").json()
    assert (stored["channels"], stored["quiet_from"], stored["own"]) == ([], 19, True)
    seat.sound()
    page.get_by_role("button", name="改回本县的统一规定").click()
    expect(page.get_by_text("现在按本县的统一规定。")).to_be_visible()
    assert walk.member.get("/notification/contacts/M001").json()["own"] is False
    seat.end()


def test_what_comes_is_shown_on_the_page_that_is_open(walk: Walk, browser: Browser) -> None:
    id = walk.filed()
    seat = Seat(browser, walk.platform.named_origin)
    page = seat.page
    page.clock.install()
    seat.sign_in("M001", "/portal/")
    article = page.get_by_role("article").first
    expect(article.get_by_text("未编号", exact=False)).to_be_visible()
    before = walk.member.get("/notification/notices/unread-count").json()["unread"]
    number = walk.admitted(id)["case_number"]
    eventually(lambda: walk.member.get("/notification/notices/unread-count").json()["unread"] > before)
    page.clock.fast_forward(61_000)
    expect(article.get_by_text(f"第 {number} 号")).to_be_visible()
    expect(page.get_by_role("link", name="消息").get_by_text("未读")).to_be_attached()
    seat.sound()
    seat.end()


def test_a_members_ledger_names_each_record(walk: Walk, browser: Browser) -> None:
    id = walk.filed()
    walk.admitted(id)
    # Filed and admitted: what an earlier journey left has lines of its own.
    ledger = "/evaluation/ledger/mine"
    eventually(lambda: [one["proposal_id"] for one in walk.member.get(ledger).json()["lines"]].count(id) == 2)
    total = next(iter(walk.member.get(ledger).json()["years"].values()))["total"]
    seat = Seat(browser, walk.platform.named_origin)
    page = seat.page
    seat.sign_in("M001", "/portal/mine")
    page.get_by_role("link", name="我的履职台账").click()
    expect(page.get_by_text(f"合计 {total:g} 分")).to_be_visible()
    page.get_by_text("逐笔明细").click()
    expect(page.get_by_role("link", name=TITLE).first).to_be_visible()
    seat.sound()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_text(f"{total:g} points in all")).to_be_visible()
    seat.sound()
    seat.end()

    # The committee opens the same lines from the list of all members.
    desk = Seat(browser, walk.platform.named_origin, WIDE)
    desk.sign_in("clerk", "/portal/ledgers")
    row = desk.page.get_by_role("row").filter(has=desk.page.get_by_role("link", name="示例委员一", exact=True))
    expect(row.get_by_role("cell").nth(1)).to_have_text(f"{total:g}")
    desk.sound()
    with desk.page.expect_download() as taken:
        desk.page.get_by_role("button", name="下载逐笔明细（xlsx）").click()
    sheets = CalamineWorkbook.from_path(taken.value.path()).sheet_names
    assert len(sheets) == 2
    row.get_by_role("link").click()
    expect(desk.page.get_by_role("heading", name="示例委员一的履职台账")).to_be_visible()
    desk.page.get_by_text("逐笔明细").click()
    expect(desk.page.get_by_role("link", name=TITLE).first).to_be_visible()
    desk.sound()
    desk.page.goto(f"{desk.origin}/portal/ledgers?year=2001")
    expect(desk.page.get_by_text("这一年还没有计分的事。")).to_be_visible()
    desk.end()

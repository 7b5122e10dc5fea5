"""Talks about the process in the browser: called by a signature, held, ended; the member reads what came of it."""

from datetime import timedelta

from playwright.sync_api import Browser, ViewportSize, expect

from tests.support.browser import PHONE, Seat
from tests.support.caller import eventually
from tests.support.walking import TITLE, Walk

WIDE = ViewportSize(width=1440, height=900)
expect.set_options(timeout=20_000)


def _dissatisfied(walk: Walk) -> str:
    """With the process alone, on paper; the id of the talk that this calls for."""
    _, reply = walk.answered()
    said = {"result": "satisfied", "process": "dissatisfied", "visited": False, "view": "agree"}
    paper = said | {"member_id": "M001", "scan_sha256": "f" * 64, "comment": "示例：办理中没有见过面。"}
    walk.clerk.post(f"/supervision/sign-offs/{reply}/paper", paper)
    walk.platform.caller("clerk2").post(f"/supervision/sign-offs/{reply}/paper/M001/confirm")
    (found,) = [one for one in walk.clerk.get("/supervision/process-talks").json()["items"] if one["reply_id"] == reply]
    return found["id"]


def test_a_member_is_heard_and_reads_what_came_of_it(walk: Walk, browser: Browser) -> None:
    seat = Seat(browser, walk.platform.named_origin, WIDE)
    page = seat.page
    seat.sign_in("clerk", "/portal/talks")
    expect(page.get_by_text("没有等着约谈的委员。")).to_be_visible()
    seat.sound()
    talk = _dissatisfied(walk)
    page.get_by_role("button", name="刷新").click()
    one = page.get_by_role("article", name=f"{TITLE} 示例委员一")
    expect(one.get_by_text("委员意见：示例：办理中没有见过面。")).to_be_visible()
    seat.sound()

    # A day before it was called for is refused, and what was typed stays.
    one.get_by_role("button", name="登记约谈").click()
    one.get_by_label("约谈日期").evaluate("field => field.removeAttribute('min')")
    one.get_by_label("约谈日期").fill((walk.today() - timedelta(days=30)).isoformat())
    one.get_by_label("方式").select_option(label="电话")
    one.get_by_label("谈了什么、有何结果（委员会看到）").fill("示例：单位已致歉，约定每月通报。")
    one.get_by_role("button", name="登记约谈").click()
    expect(one.get_by_role("alert")).to_contain_text("日期不对")
    seat.sound()
    one.get_by_label("约谈日期").fill(walk.today().isoformat())
    one.get_by_role("button", name="登记约谈").click()
    page.get_by_role("button", name="谈过，未结束 1").click()
    expect(one.get_by_text("示例：单位已致歉，约定每月通报。")).to_be_visible()

    # The member is told, and reads it where the notice leads.
    member = Seat(browser, walk.platform.named_origin, PHONE)
    link = f"/supervision/process-talks/{talk}"
    eventually(lambda: any(one["link"] == link for one in walk.member.get("/notification/notices").json()["items"]))
    member.sign_in("M001", "/portal/notices")
    member.page.locator(f'a[href="/portal/process-talks/{talk}"]').first.click()
    expect(member.page.get_by_text("提案委已与您谈过，还未结束。")).to_be_visible()
    expect(member.page.get_by_text("示例：单位已致歉，约定每月通报。")).to_be_visible()
    member.sound()

    # Ended while the network goes: once.
    one.get_by_role("button", name="结束约谈").click()
    one.get_by_label("结论（委员会看到）").fill("示例：委员表示理解。")
    away = lambda route: route.abort()  # noqa: E731
    page.route("**/process-talks/*/end", away)
    one.get_by_role("button", name="结束约谈").click()
    expect(one.get_by_role("alert")).to_contain_text("网络断开")
    page.unroute("**/process-talks/*/end", away)
    one.get_by_role("button", name="结束约谈").click()
    page.get_by_role("button", name="已结束 1").click()
    expect(one.get_by_text("结论：示例：委员表示理解。")).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("button", name="导出表格").click()
    with open(taken.value.path(), encoding="utf-8") as sheet:
        assert "示例：委员表示理解。" in sheet.read()
    page.set_viewport_size(PHONE)
    seat.sound()
    member.page.reload()
    expect(member.page.get_by_text("约谈已结束。")).to_be_visible()
    expect(member.page.get_by_text("结论：示例：委员表示理解。")).to_be_visible()
    member.sound()

    # The chair reads the list and records nothing.
    chair = Seat(browser, walk.platform.named_origin, WIDE)
    chair.sign_in("chair", "/portal/talks")
    _dissatisfied(walk)
    chair.page.reload()
    expect(chair.page.get_by_role("article")).to_have_count(1)
    expect(chair.page.get_by_role("button", name="登记约谈")).to_have_count(0)
    for each in (seat, member, chair):
        each.end()

"""Service quality in the browser: a form with its QR code, problems, who is responsible, and their raisers' word."""

from datetime import datetime, timedelta
from io import BytesIO

import python_calamine
from playwright.sync_api import Browser, ViewportSize, expect

from chassis.clock import WALL
from tests.support.browser import PHONE, Seat
from tests.support.caller import eventually
from tests.support.walking import TEXT, Walk

WIDE = ViewportSize(width=1440, height=900)
expect.set_options(timeout=20_000)


def test_a_problem_is_raised_assigned_proven_and_closed_by_who_raised_it(walk: Walk, browser: Browser) -> None:
    seat = Seat(browser, walk.platform.named_origin, WIDE)
    page = seat.page
    seat.sign_in("clerk", "/portal/service")
    expect(page.get_by_text("还没有开过意见表。")).to_be_visible()
    seat.sound()

    # A form, its link and code; what the code says leads a phone to it.
    page.get_by_role("button", name="开一张意见表").click()
    page.get_by_label("标题（写的人会看到）").fill("示例：窗口服务意见")
    page.get_by_role("button", name="开放", exact=True).click()
    page.get_by_role("button", name="链接和二维码").click()
    expect(page.get_by_role("img", name="意见表“示例：窗口服务意见”的二维码")).to_be_visible()
    expect(page.get_by_text("本县还没有填写对外的完整网址")).to_be_visible()
    seat.sound()
    with page.expect_download() as taken:
        page.get_by_role("button", name="下载二维码").click()
    assert taken.value.suggested_filename.endswith(".svg")
    phone = Seat(browser, walk.platform.named_origin, PHONE)
    phone.page.goto(page.locator(".link a").get_attribute("href") or "")
    phone.page.get_by_label("您的意见").fill("示例：午间没有人。")
    phone.page.get_by_role("button", name="提交意见").click()
    expect(phone.page.get_by_text("意见已经收到。")).to_be_visible()

    # A member writes their own, while the service is away for a moment: it is raised once.
    member = Seat(browser, walk.platform.named_origin, PHONE)
    member.sign_in("M001", "/portal/mine")
    member.page.get_by_role("link", name="对服务的意见").click()
    member.page.get_by_label("您的意见").fill("示例：回访电话打得太晚。")
    away = lambda route: route.abort()  # noqa: E731
    member.page.route("**/evaluation/service-issues", away)
    member.page.get_by_role("button", name="提交意见").click()
    expect(member.page.get_by_role("alert").first).to_contain_text("网络断开")
    member.page.unroute("**/evaluation/service-issues", away)
    member.page.get_by_role("button", name="提交意见").click()
    expect(member.page.get_by_text("已提交，进入问题清单。")).to_be_visible()
    member.sound()

    # And one that was said at a meeting is written down; all three are problems.
    page.get_by_role("button", name="记一条会上意见").click()
    page.get_by_label("意见", exact=True).fill("示例：座谈会没有发材料。")
    page.get_by_label("在哪次会上").fill("示例座谈会")
    page.get_by_label("谁提的（从名录中选，由本人确认销号）").fill("示例委员一")
    page.get_by_role("button", name="记入问题清单").click()
    expect(page.get_by_role("article")).to_have_count(3)
    seat.sound()

    # An owner and a day; a day that is over is refused by the service, and what was typed stays.
    one = page.get_by_role("article", name="示例：回访电话打得太晚。")
    one.get_by_role("button", name="定责任人和期限").click()
    one.get_by_label("责任人（单位或姓名）").fill("示例科室")
    one.get_by_label("期限").evaluate("field => field.removeAttribute('min')")
    one.get_by_label("期限").fill("2020-01-01")
    one.get_by_role("button", name="确定").click()
    expect(one.get_by_role("alert")).to_contain_text("日期不在规定的范围内")
    due = (datetime.now(WALL) + timedelta(days=10)).date().isoformat()
    one.get_by_label("期限").fill(due)
    one.get_by_role("button", name="确定").click()
    expect(page.get_by_role("article")).to_have_count(2)
    page.get_by_role("button", name="责任清单 1").click()
    one = page.get_by_role("article", name="示例：回访电话打得太晚。")
    one.get_by_role("button", name="办好了，填证明").click()
    one.get_by_label("怎么办好的、有何证明").fill("示例：已改在工作时间回访。")
    seat.sound()
    with page.expect_download() as taken:
        page.get_by_role("button", name="导出这张清单（Excel）").click()
    with open(taken.value.path(), "rb") as file:
        book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(file.read()))
    cells = [str(cell) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]
    assert "示例：回访电话打得太晚。" in cells
    assert "示例：午间没有人。" not in cells
    one.get_by_role("button", name="提交证明").click()
    page.get_by_role("button", name="等提出人确认 1").click()
    expect(page.get_by_text("办理证明：示例：已改在工作时间回访。")).to_be_visible()
    seat.sound()

    # Only who raised it closes it.
    member.page.reload()
    expect(member.page.get_by_text("示例：座谈会没有发材料。")).to_be_visible()
    member.sound()
    member.page.get_by_role("button", name="办好了，我确认").click()
    expect(member.page.get_by_text("已确认", exact=True)).to_be_visible()
    page.get_by_role("button", name="刷新").click()
    page.get_by_role("button", name="已销号 1").click()
    expect(page.get_by_text("提出人已确认。")).to_be_visible()
    page.get_by_role("button", name="停止收意见").click()
    page.get_by_role("button", name="确定停止").click()
    expect(page.get_by_text("已停止")).to_be_visible()
    seat.page.set_viewport_size(PHONE)
    seat.sound()
    for one_seat in (seat, phone, member):
        one_seat.end()


def test_beneficiaries_rate_a_result_by_a_code_and_the_board_shows_it(walk: Walk, browser: Browser) -> None:
    id, _ = walk.answered()
    title = TEXT["title"]
    # Evaluation has heard of the reply, before which there is nothing to ask about.
    records = f"/evaluation/boards/proposals/{id}"
    eventually(lambda: any(one["values"].get("replied_on") for one in walk.clerk.get(records).json()["records"]))
    seat = Seat(browser, walk.platform.named_origin, WIDE)
    page = seat.page
    seat.sign_in("clerk", "/portal/service")
    page.get_by_role("button", name="开一张意见表").click()
    page.get_by_label("标题（写的人会看到）").fill("示例：供水改造，您满意吗")
    page.get_by_label("请一件提案的受益群众评价办理结果（计入群众认可度）").check()
    opening = page.get_by_role("button", name="开放", exact=True)
    expect(opening).to_be_disabled()
    page.get_by_label("哪件提案（按标题查找）").fill(title)
    seat.sound()
    opening.click()
    row = page.get_by_role("listitem").filter(has_text="示例：供水改造，您满意吗")
    row.get_by_role("button", name="链接和二维码").click()
    link = page.locator(".link a").get_attribute("href") or ""
    for rating, opinion in (("满意", "示例：水压够了。"), ("不满意", "")):
        phone = Seat(browser, walk.platform.named_origin, PHONE)
        phone.page.goto(link)
        send = phone.page.get_by_role("button", name="提交评价")
        expect(send).to_be_disabled()
        phone.page.get_by_label(rating, exact=True).check()
        phone.page.get_by_label("还想说的（可不填）").fill(opinion)
        phone.sound()
        send.click()
        expect(phone.page.get_by_text(f"您的评价“{rating}”已经收到")).to_be_visible()
        expect(phone.page.get_by_text("凭回执查询")).to_have_count(0)
        phone.sound()
        phone.end()
    row.get_by_role("button", name="看评价").click()
    expect(row.get_by_text("共 2 份评价")).to_be_visible()
    expect(row.get_by_text("示例：水压够了。")).to_be_visible()
    seat.sound()
    page.goto(seat.origin + "/portal/boards/five-gains")
    expect(page.get_by_role("link", name="群众认可度 50%")).to_be_visible()
    seat.sound()
    seat.end()

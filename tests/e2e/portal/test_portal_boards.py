"""The heads' boards in the browser: from a figure to the events behind it, in groups, and the yearly reports."""

import json
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, Route, ViewportSize, expect
from python_calamine import CalamineWorkbook

from tests.support.browser import PHONE, Seat
from tests.support.caller import eventually
from tests.support.walking import TITLE, Walk

WIDE = ViewportSize(width=1440, height=900)
BOARD = "/portal/boards/six-problems"
ALONE = True
expect.set_options(timeout=20_000)


def _answered(walk: Walk) -> None:
    """One proposal up to its reply, as the boards see it."""
    if walk.clerk.get("/submission/proposals").json()["items"]:
        return
    walk.answered()

    def there() -> bool:
        found = walk.clerk.get("/evaluation/boards/six-problems").json()["problems"]
        return found[1]["figure"]["numerator"] == 1 and found[3]["parts"]["during"]["numerator"] == 1

    eventually(there)


def _card(page: Page, name: str) -> Locator:
    return page.get_by_role("article").filter(has=page.get_by_role("heading", name=name))


def _unit(page: Page) -> Locator:
    return page.get_by_role("combobox", name=re.compile("^承办单位"))


def test_a_head_goes_from_a_figure_down_to_the_events_and_back(walk: Walk, browser: Browser, tmp_path: Path) -> None:
    _answered(walk)
    seat = Seat(browser, walk.platform.named_origin, WIDE)
    seat.sign_in("chair", BOARD)
    page = seat.page
    talks = _card(page, "重见面轻沟通")
    expect(talks.get_by_text("三个阶段均有经确认的协商的立案提案 0 ÷ 1 立案的提案")).to_be_visible()
    # What has nothing to divide by is no zero, and says what is lacking.
    kept = _card(page, "重答复轻落实")
    expect(kept.get_by_text(re.compile("^没有到期应兑现的承诺.*无从计算$")).first).to_be_visible()
    expect(kept.get_by_role("link")).to_have_count(0)
    seat.sound()

    # The filter stands in the address, and outlives a reload.
    _unit(page).select_option(label="示例局")
    page.wait_for_url(re.compile(r"unit_id=U001"))
    page.reload()
    expect(_unit(page)).to_have_value("U001")
    expect(talks.get_by_role("link", name="办前协商率 100%")).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("button", name="下载数据表（xlsx）").first.click()
    workbook = tmp_path / taken.value.suggested_filename
    taken.value.save_as(workbook)
    assert workbook.name == "六个问题.xlsx"
    assert CalamineWorkbook.from_path(workbook).sheet_names == ["数值", "口径"]

    # A figure → the proposals behind it → what is recorded of one, event by event; and the same way back.
    talks.get_by_role("link", name="办前协商率 100%").click()
    expect(page.get_by_role("heading", name="办前协商率 100%")).to_be_visible()
    expect(page.get_by_text("范围：示例局")).to_be_visible()
    expect(page.get_by_text("共 1 项，计入 1 项")).to_be_visible()
    seat.sound()
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("heading", name="协商 · 示例局").first).to_be_visible()
    page.get_by_text(re.compile("来自 . 个事件")).first.click()
    seat.sound()
    page.get_by_role("button", name="返回").click()
    page.get_by_role("link", name="返回看板").click()
    expect(_unit(page)).to_have_value("U001")
    seat.end()


def test_groups_are_drawn_and_read_as_a_table_and_fail_alone(walk: Walk, browser: Browser) -> None:
    _answered(walk)
    seat = Seat(browser, walk.platform.named_origin, PHONE)
    page = seat.page

    # Only the groups' part is away: the figures stand, and it is asked for again by itself.
    def away(route: Route) -> None:
        problem = {"type": "about:blank", "title": "暂时不可用", "status": 503}
        route.fulfill(status=503, content_type="application/problem+json", body=json.dumps(problem))

    page.route("**/evaluation/boards/**/trend*", away)
    seat.sign_in("chair", BOARD)
    groups = page.get_by_role("region", name="走势与对照", exact=True)
    expect(groups.get_by_role("alert")).to_contain_text("暂时不可用")
    expect(_card(page, "重数量轻质量").get_by_text("100%").first).to_be_visible()
    expect(page.get_by_text("提交年份暂时取不到")).to_be_visible()
    seat.sound()
    page.unroute("**/evaluation/boards/**/trend*")
    groups.get_by_role("button", name="再试").click()
    chart = groups.get_by_role("img")
    expect(chart).to_have_attribute("aria-label", re.compile(r"立案率：\d{4}年为 100%。"))
    expect(chart.locator("canvas")).to_be_visible()
    groups.get_by_role("button", name="看表格").click()
    expect(groups.get_by_role("link", name=re.compile("年 立案率 100%"))).to_be_visible()
    seat.sound()

    # Units side by side, one problem with its parts; a cell leads to what it counts.
    groups.get_by_label("分组").select_option(label="按承办单位")
    groups.get_by_label("指标").select_option(label="4 重见面轻沟通")
    page.wait_for_url(re.compile(r"by=unit&figure=4"))
    seat.sound()
    groups.get_by_role("link", name="示例局 办中协商率 100%").click()
    expect(page.get_by_text("共 1 项，计入 1 项")).to_be_visible()
    assert "unit_id=U001" in page.url
    seat.sound()

    # Without a network nothing that was read is lost.
    seat.context.set_offline(True)
    page.get_by_role("link", name="返回看板").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    seat.context.set_offline(False)
    page.get_by_role("button", name="再试").first.click()
    expect(_card(page, "重数量轻质量").get_by_text("100%").first).to_be_visible()
    seat.end("ERR_INTERNET_DISCONNECTED")


def test_a_city_begins_with_its_counties_and_goes_into_one(walk: Walk, browser: Browser) -> None:
    _answered(walk)
    seat = Seat(browser, walk.platform.named_origin, WIDE)
    page = seat.page
    page.goto(seat.origin + "/portal/")
    page.locator('button[value="city"]').click()
    page.wait_for_url(seat.origin + BOARD + "/counties")
    grid = page.get_by_role("region", name="六个问题：各县对照")
    other = grid.get_by_role("row").filter(has_text="330105")
    expect(other.get_by_text("无从计算").first).to_be_visible()
    expect(page.get_by_text("各县对所示指标的规定相同")).to_be_visible()
    seat.sound()
    grid.get_by_role("link", name="330102 立案率 100%").click()
    expect(page.get_by_role("link", name=TITLE)).to_be_visible()
    # From here on it is that county which is looked at, also after a reload.
    page.goto(seat.origin + BOARD)
    expect(page.get_by_label("当前的县")).to_have_value("330102")
    expect(_card(page, "重数量轻质量").get_by_text("100%").first).to_be_visible()
    page.get_by_label("当前的县").select_option("330105")
    expect(page.get_by_text("这个范围内还没有提案")).to_be_visible()
    seat.sound()
    seat.end()


def test_a_county_with_a_rule_of_its_own_is_marked(walk: Walk, browser: Browser) -> None:
    _answered(walk)
    admin = walk.platform.caller("示例县管理员", roles=["county_admin"], counties=["330105"])
    stored = admin.get("/evaluation/policies/board")
    document = stored.json()["document"] | {"watched_within_days": 30}
    headers = {"If-Match": stored.headers["ETag"], "Idempotency-Key": "watched"}
    put = admin.client.put("/evaluation/policies/board", json={"document": document}, headers=headers)
    assert put.is_success, put.text
    seat = Seat(browser, walk.platform.named_origin, PHONE)
    seat.sign_in("city", BOARD + "/counties?figure=5")
    page = seat.page
    notes = page.get_by_role("region", name="各县规定不同的指标")
    expect(notes.get_by_role("heading", name="※ 近期有督办联系的占比", exact=True)).to_be_visible()
    expect(notes.get_by_text("30天").first).to_be_visible()
    expect(notes.get_by_text("90天").first).to_be_visible()
    seat.sound()
    seat.end()


def test_a_yearly_report_is_begun_left_and_taken(walk: Walk, browser: Browser, tmp_path: Path) -> None:
    _answered(walk)
    seat = Seat(browser, walk.platform.named_origin, WIDE)
    seat.sign_in("clerk", "/portal/reports")
    page = seat.page
    expect(page.get_by_text("还没有生成过报告")).to_be_visible()
    page.get_by_label("报告年份").fill("26")
    page.get_by_role("button", name="生成报告").click()
    expect(page.get_by_role("alert")).to_contain_text("1949 到 2199")
    page.get_by_label("报告年份").fill("2026")
    page.get_by_role("button", name="生成报告").click()
    seat.sound()
    # Left, and come back to.
    page.get_by_role("link", name="五大提升").click()
    expect(page.get_by_role("heading", name="共识度")).to_be_visible()
    page.get_by_role("link", name="年度报告").click()
    report = page.get_by_role("article", name="2026 年度报告")
    expect(report.get_by_text("已完成")).to_be_visible(timeout=60_000)
    for button, ending, begins in (("下载报告（PDF）", "pdf", b"%PDF"), ("下载数据表（xlsx）", "xlsx", b"PK")):
        with page.expect_download() as taken:
            report.get_by_role("button", name=button).click()
        assert taken.value.suggested_filename == f"2026 年度报告.{ending}"
        taken.value.save_as(tmp_path / ending)
        assert (tmp_path / ending).read_bytes().startswith(begins)
    seat.sound()
    seat.end()


def test_what_became_of_a_report_says_what_to_do(walk: Walk, browser: Browser) -> None:
    """States that a report is in for moments only, or never in a sound platform, as the service publishes them."""
    moment = "2026-03-01T08:00:00Z"
    unread = {"files": None, "at": None, "snapshot": None, "empty": None, "refused": {}, "error": None}
    base = {"address": "/evaluation/yearly-reports/R", "done": 0, **unread}
    base |= {"created_by": "clerk", "created_at": moment, "changed_at": moment}
    whole = {"files": 2, "done": 2, "refused": {"pdf": "没有字体"}, "empty": True}
    reports = [
        base | {"id": "R1", "state": "running", "year": 2025, "files": 2, "done": 1},
        base | {"id": "R2", "state": "failed", "year": 2024, "error": "示例的原因"},
        base | {"id": "R3", "state": "done", "year": 2023, **whole},
    ]
    cancelled: list[str] = []
    begun: list[Any] = []

    def answer(route: Route) -> None:
        request = route.request
        path = request.url.split("/yearly-reports")[1].split("?")[0]
        if request.method == "POST" and path.endswith("/cancel"):
            cancelled.append(path)
            reports[0] = reports[0] | {"state": "cancelled"}
            return route.fulfill(json=reports[0])
        if request.method == "POST":
            begun.append(request.post_data_json)
            return route.fulfill(status=202, json=base | {"id": "R4", "state": "waiting", "year": None})
        if path:
            found = [one for one in reports if one["id"] == path.strip("/")]
            return route.fulfill(json=found[0] if found else base | {"id": "R4", "state": "waiting", "year": None})
        return route.fulfill(json={"items": reports, "next": None})

    seat = Seat(browser, walk.platform.named_origin, PHONE)
    page = seat.page
    page.route("**/evaluation/yearly-reports**", answer)
    seat.sign_in("clerk", "/portal/reports")
    running = page.get_by_role("article", name="2025 年度报告")
    expect(running.get_by_text("已完成 1 / 2 个文件")).to_be_visible()
    seat.sound()
    running.get_by_role("button", name="停止生成").click()
    expect(running.get_by_text("已停止")).to_be_visible()
    assert cancelled == ["/R1/cancel"]
    failed = page.get_by_role("article", name="2024 年度报告")
    expect(failed.get_by_text("示例的原因")).to_be_visible()
    done = page.get_by_role("article", name="2023 年度报告")
    expect(done.get_by_text("PDF 报告没有生成：没有字体")).to_be_visible()
    expect(done.get_by_role("button")).to_have_count(1)
    failed.get_by_role("button", name="重新生成").click()
    expect(page.get_by_text("排队等候中……")).to_be_visible()
    assert begun == [{"year": 2024, "ranking_id": None}]
    seat.sound()
    seat.end()

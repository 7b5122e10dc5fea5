"""A scheme written, tried, published and revised in the browser."""

from typing import Any

from playwright.sync_api import Browser, ViewportSize, expect

from tests.support.browser import PHONE, Seat
from tests.support.caller import eventually
from tests.support.walking import Walk

WIDE = ViewportSize(width=1440, height=900)
expect.set_options(timeout=20_000)


def _handled(walk: Walk) -> tuple[str, str]:
    """A proposal with its reply, of which evaluation has heard; its assignment."""
    id = walk.filed()
    walk.admitted(id)
    assignment = walk.accepted(id)
    walk.consulted(assignment)
    walk.replied(assignment)

    def heard() -> bool:
        found = walk.clerk.get(f"/evaluation/boards/proposals/{id}")
        records = found.json()["records"] if found.is_success else []
        replied = any(one["kind"] == "handling" and one["values"]["replied_on"] for one in records)
        return replied and sum(one["kind"] == "consultation" for one in records) == 2

    eventually(heard, what="the handling")
    return id, assignment


def _scheme(walk: Walk, **more: Any) -> str:
    indicators = [
        {"code": "order", "name": "组织领导", "maximum": 20},
        {"code": "talks", "name": "协商", "maximum": 3, "expression": "phases_held"},
    ]
    body = {
        "subject": "handling_quality",
        "title": "示例排名方案",
        "categories": [{"name": "办理", "indicators": indicators}],
    }
    return walk.clerk.post("/evaluation/schemes", body | more)["id"]


def test_a_scheme_is_written_tried_published_and_revised(walk: Walk, browser: Browser) -> None:
    _handled(walk)
    seat = Seat(browser, walk.platform.named_origin, WIDE)
    page = seat.page
    seat.sign_in("clerk", "/portal/running")
    page.get_by_role("button", name="写办理质量方案").click()
    expect(page.get_by_label("方案名称")).to_be_visible()
    page.get_by_role("button", name="检查并试算").click()
    expect(page.get_by_role("alert")).to_contain_text("有 4 处要改")
    seat.sound()

    # What the service finds stands at its place, with what it says.
    page.get_by_label("方案名称").fill("示例：办理质量评估方案")
    page.get_by_label("类别名称").fill("办理")
    first = page.get_by_role("group", name="指标 1.1")
    first.get_by_label("指标名称").fill("组织领导")
    first.get_by_role("spinbutton", name="满分").fill("20")
    page.get_by_role("button", name="加一个指标").click()
    second = page.get_by_role("group", name="指标 1.2")
    second.get_by_label("指标名称").fill("协商")
    second.get_by_role("spinbutton", name="满分").fill("3")
    second.get_by_label("怎样得分").select_option("expression")
    second.get_by_role("textbox", name="算式").fill("phases_hold")
    page.get_by_role("button", name="加一组").click()
    page.get_by_role("textbox", name="组名").fill("专家")
    page.get_by_role("spinbutton", name="权重").fill("90")
    expect(page.get_by_text("权重合计 90，须为 100")).to_be_visible()
    page.get_by_role("button", name="检查并试算").click()
    expect(page.get_by_role("alert")).to_contain_text("有 2 处要改")
    expect(second).to_contain_text("算式不对")
    expect(second).to_contain_text("did you mean phases_held?")
    # It stays with its indicator, wherever that is moved.
    second.get_by_role("button", name="上移").click()
    moved = page.get_by_role("group", name="指标 1.1")
    expect(moved).to_contain_text("算式不对")
    page.get_by_role("alert").get_by_role("button", name="指标 1.1“协商” · 算式").click()
    seat.sound()
    moved.get_by_role("textbox", name="算式").fill("phases_held")
    page.get_by_role("spinbutton", name="权重").fill("100")
    page.locator("summary").filter(has_text="算式怎样写").click()
    expect(page.get_by_role("cell", name="limit(x, y, z)")).to_be_visible()
    seat.sound()

    # What is lost by the network is asked again; the draft outlives a reload.
    page.route("**/schemes/dry-run", lambda route: route.abort())
    page.get_by_role("button", name="检查并试算").click()
    expect(page.get_by_role("alert")).to_contain_text("网络断开")
    page.unroute("**/schemes/dry-run")
    page.reload()
    expect(page.get_by_label("方案名称")).to_have_value("示例：办理质量评估方案")
    page.get_by_role("button", name="检查并试算").click()
    expect(page.get_by_text("共 1 件")).to_be_visible()
    expect(page.get_by_text("另有 20 分由评审打分，试算不计。")).to_be_visible()
    expect(page.get_by_role("region", name="单位名次（只按事实）")).to_contain_text("示例局")
    page.locator("summary").filter(has_text="怎样算出来的").click()
    expect(page.get_by_text("协商 2 of 3: 已协商的阶段数 (已协商的阶段数 2)")).to_be_visible()
    seat.sound()
    page.get_by_role("button", name="公布方案").click()
    seat.sound()
    page.get_by_role("button", name="确定公布").click()
    expect(page.get_by_role("heading", name="示例：办理质量评估方案")).to_be_visible()
    (published,) = walk.clerk.get("/evaluation/schemes").json()["items"]
    assert [one["code"] for one in published["categories"][0]["indicators"]] == ["zb2", "zb1"]
    assert page.url.endswith(published["id"])
    page.get_by_role("button", name="试算", exact=True).click()
    expect(page.get_by_text("共 1 件")).to_be_visible()
    seat.sound()

    # Its next edition; somebody else was faster with the one after that.
    page.get_by_role("button", name="写下一版").click()
    expect(page.get_by_text("是《示例：办理质量评估方案》第 1 版的下一版")).to_be_visible()
    page.get_by_label("方案名称").fill("示例：办理质量评估方案（修订）")
    page.get_by_role("button", name="公布方案").click()
    page.get_by_role("button", name="确定公布").click()
    expect(page.get_by_text("第 2 版")).to_be_visible()
    schemes = walk.clerk.get("/evaluation/schemes").json()["items"]
    (edition,) = [one for one in schemes if one["edition"] == 2]
    assert edition["revises"] == published["id"]
    page.get_by_role("button", name="写下一版").click()
    expect(page.get_by_text("第 2 版的下一版")).to_be_visible()
    _scheme(walk, revises=edition["id"])
    page.get_by_role("button", name="公布方案").click()
    page.get_by_role("button", name="确定公布").click()
    expect(page.get_by_role("alert")).to_contain_text("方案已有新版")
    seat.sound()
    page.get_by_role("button", name="改为另立方案").click()
    page.get_by_role("button", name="公布方案").click()
    page.get_by_role("button", name="确定公布").click()
    expect(page.get_by_text("第 1 版")).to_be_visible()
    page.get_by_role("button", name="以此为底稿写新方案").click()
    expect(page.get_by_label("方案名称")).to_be_visible()
    page.set_viewport_size(PHONE)
    seat.sound()
    page.get_by_role("link", name="回到年度评估").click()
    expect(page.get_by_text("没有公布的草稿（只在这台设备上）")).to_be_visible()
    page.get_by_role("button", name="删去草稿").click()
    page.get_by_role("button", name="确定删去").click()
    expect(page.get_by_text("没有公布的草稿（只在这台设备上）")).to_have_count(0)
    seat.sound()
    seat.end("ERR_FAILED")

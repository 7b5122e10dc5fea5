"""A scheme written, tried, published and revised in the browser; a ranking computed once more; an award taken back."""

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


def test_a_ranking_is_computed_once_more_and_an_award_taken_back(walk: Walk, browser: Browser) -> None:
    proposal, assignment = _handled(walk)
    scheme = _scheme(walk)
    wanted = {"scheme_id": scheme, "proposal_id": proposal, "unit_id": "U001"}
    assessment = walk.clerk.post("/evaluation/assessments", wanted)["id"]
    walk.platform.caller("J01").post(f"/evaluation/assessments/{assessment}/scores", {"points": {"order": 16.5}})
    walk.clerk.post(f"/evaluation/assessments/{assessment}/compute")
    ranking = walk.clerk.post("/evaluation/rankings", {"scheme_id": scheme, "title": "示例年度排名"})["id"]
    seat = Seat(browser, walk.platform.named_origin, WIDE)
    page = seat.page
    page.route("**/comparison", lambda route: route.abort())
    seat.sign_in("chair", "/portal/rankings")
    page.get_by_role("link", name="重算对照").click()
    expect(page.get_by_role("alert")).to_contain_text("网络断开")
    page.unroute("**/comparison")
    page.get_by_role("button", name="再试一次").click()
    expect(page.get_by_text("与定下的名次逐位相同。")).to_be_visible()
    expect(page.get_by_text("定名次以后没有新的记录影响任何一分。")).to_be_visible()
    seat.sound()

    # The third phase is held afterwards: today it would be a point more, and the frozen ranking stays.
    held = walk.met(assignment, "after")
    walk.member.post(f"/consultation/consultations/{held}/confirm")
    path = f"/evaluation/rankings/{ranking}/comparison"
    eventually(lambda: not walk.clerk.get(path).json()["now"]["same"], what="the third phase")
    page.get_by_role("button", name="刷新").click()
    expect(page.get_by_text("定名次以后有新的记录：1 个得分会不同，0 个单位的名次会不同。")).to_be_visible()
    expect(page.get_by_text("与定下的名次逐位相同。")).to_be_visible()
    expect(page.get_by_role("region", name="用今天的记录重算").get_by_role("row").nth(1)).to_contain_text("协商")
    seat.sound()
    page.set_viewport_size(PHONE)
    seat.sound()
    page.set_viewport_size(WIDE)

    page.goto(f"{seat.origin}/portal/running/{scheme}")
    place = page.get_by_role("article", name="示例年度排名")
    place.get_by_role("button", name="授予先进承办单位").click()
    page.get_by_label("示例局：授予理由（公布）").fill("示例：沟通充分。")
    page.get_by_role("button", name="授予", exact=True).click()
    place.get_by_role("button", name="撤销表彰").click()
    page.get_by_label("示例局：撤销理由（公布）").fill("示例：材料有误。")
    page.route("**/revoke", lambda route: route.abort())
    page.get_by_role("button", name="确定撤销").click()
    expect(page.get_by_role("alert")).to_contain_text("网络断开")
    seat.sound()
    page.unroute("**/revoke")
    page.get_by_role("button", name="确定撤销").click()
    expect(place.get_by_text("示例：材料有误。")).to_be_visible()
    expect(place.get_by_text("先进承办单位", exact=True)).to_have_count(0)
    (award,) = [one for one in walk.clerk.get("/evaluation/awards").json()["items"] if one["kind"] == "advanced_unit"]
    assert (award["state"], award["revoked"]) == ("revoked", "示例：材料有误。")
    expect(place.get_by_role("button", name="授予先进承办单位")).to_be_visible()
    seat.sound()
    seat.end("ERR_FAILED")

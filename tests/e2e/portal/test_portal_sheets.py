"""An on-site panel scores a unit's handling on a phone: without a network in between, and the points arrive once."""

from typing import Any

from playwright.sync_api import Browser, ViewportSize, expect

from tests.support.browser import PHONE, Seat
from tests.support.caller import eventually
from tests.support.walking import TITLE, Walk

WIDE = ViewportSize(width=1440, height=900)
expect.set_options(timeout=20_000)
INDICATORS: list[dict[str, Any]] = [
    {"code": "order", "name": "组织领导", "maximum": 20, "evidence": True, "levels": [
        {"at_least": 15, "name": "好", "says": "主要领导亲自办理"},
        {"at_least": 0, "name": "一般", "says": "只由经办人办理"},
    ]},
    {"code": "visit", "name": "上门走访", "maximum": 10},
    {"code": "on_time", "name": "按时答复", "maximum": 10, "formula": "on_time"},
]  # fmt: skip


def _opened(walk: Walk) -> list[str]:
    """Two schemes by which the same handling is assessed, one assessed by the unit itself; the assessments' ids."""
    proposal, _ = walk.answered()
    unit_known = "/evaluation/boards/six-problems/units"
    eventually(lambda: [one["label"] for one in walk.clerk.get(unit_known).json()["columns"] if one["key"] == "U001"])
    found: list[str] = []
    for title in ("示例现场评分方案甲", "示例现场评分方案乙"):
        body = {
            "subject": "handling_quality", "title": title, "categories": [{"name": "办理", "indicators": INDICATORS}],
            "rules": {"groups": [{"code": "panel", "name": "评估组", "weight": 100}]},
        }  # fmt: skip
        scheme = walk.clerk.post("/evaluation/schemes", body)["id"]
        walk.clerk.post(f"/evaluation/schemes/{scheme}/panel", {"groups": {"panel": ["J01"]}})
        wanted = {"scheme_id": scheme, "proposal_id": proposal, "unit_id": "U001"}
        found.append(walk.clerk.post("/evaluation/assessments", wanted)["id"])
    own = {"points": {"order": 18, "visit": 9}, "statement": "示例自评说明。", "evidence": {"order": "示例会议纪要"}}
    walk.unit.post(f"/evaluation/assessments/{found[0]}/self-assessment", own)
    return found


def test_a_panel_scores_without_a_network_and_the_points_arrive_once(walk: Walk, browser: Browser) -> None:
    first, second = _opened(walk)
    seat = Seat(browser, walk.platform.named_origin, PHONE)
    seat.sign_in("J01", "/portal/sheets")
    page = seat.page
    expect(page.get_by_text("还要评 2 项")).to_be_visible()
    expect(page.get_by_text("示例局").first).to_be_visible()
    seat.sound()
    page.wait_for_load_state("networkidle")
    # Both are on the phone already; from here on there is no network.
    seat.context.set_offline(True)
    page.locator(f'a[href$="{first}"]').click()
    expect(page.get_by_role("heading", name="示例局")).to_be_visible()
    expect(page.get_by_text(TITLE)).to_be_visible()
    expect(page.get_by_text("自评 18 分")).to_be_visible()
    expect(page.get_by_text("依据：示例会议纪要")).to_be_visible()
    assert "示例委员" not in page.locator("main").inner_text()
    page.get_by_text("评分参考").click()
    expect(page.get_by_text("主要领导亲自办理")).to_be_visible()
    seat.sound()
    page.get_by_label("组织领导").fill("21")
    page.get_by_role("button", name="提交评分").click()
    expect(page.get_by_role("alert")).to_contain_text("组织领导须在 0 到 20 之间")
    page.get_by_label("组织领导").fill("16.5")
    page.get_by_label("上门走访").fill("8")
    expect(page.get_by_text("合计 24.5 分（满分 30）")).to_be_visible()
    page.get_by_role("button", name="提交评分").click()
    expect(page.get_by_text("评分已存在本机，联网后自动提交")).to_be_visible()
    # The next one is begun meanwhile, and left half done.
    page.get_by_role("link", name="回到列表").click()
    expect(page.get_by_text("已存本机")).to_be_visible()
    page.locator(f'a[href$="{second}"]').click()
    page.get_by_label("组织领导").fill("12")
    page.get_by_role("link", name="回到列表").click()
    seat.context.set_offline(False)
    expect(page.get_by_text("还要评 1 项")).to_be_visible()
    expect(page.get_by_text("已评 1 件")).to_be_visible()
    seat.sound()
    scores = [walk.clerk.get(f"/evaluation/assessments/{id}").json()["scores"] for id in (first, second)]
    assert [[one["points"] for one in given] for given in scores] == [[{"order": 16.5, "visit": 8}], []]

    # What was begun is there after a reload, too; who is no longer on the panel is refused, and loses nothing.
    page.reload()
    page.locator(f'a[href$="{second}"]').click()
    expect(page.get_by_label("组织领导")).to_have_value("12")
    page.get_by_label("上门走访").fill("5")
    scheme = walk.clerk.get(f"/evaluation/assessments/{second}").json()["scheme_id"]
    walk.clerk.post(f"/evaluation/schemes/{scheme}/panel", {"groups": {"panel": ["J02"]}})
    page.get_by_role("button", name="提交评分").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("上门走访")).to_have_value("5")
    seat.end("ERR_INTERNET_DISCONNECTED")

    desk = Seat(browser, walk.platform.named_origin, WIDE)
    desk.sign_in("J01", f"/portal/sheets/{first}")
    expect(desk.page.get_by_text("您的评分已经提交，不能再改。")).to_be_visible()
    desk.sound()
    desk.end()

"""An assessor reads blind on a phone: without a network in between, and the points arrive once."""

from typing import Any

from playwright.sync_api import Browser, expect

from tests.support.browser import PHONE, Seat
from tests.support.caller import eventually
from tests.support.filings import text
from tests.support.walking import Walk

expect.set_options(timeout=20_000)
GROUPS = [{"code": "experts", "name": "专家", "weight": 100}]
INDICATORS: list[dict[str, Any]] = [
    {"code": "topic", "name": "选题", "maximum": 40, "levels": [
        {"at_least": 30, "name": "好", "says": "选题准，切口小"}, {"at_least": 0, "name": "一般", "says": "选题空泛"},
    ]},
    {"code": "advice", "name": "建议", "maximum": 60},
]  # fmt: skip


def _shared_out(walk: Walk) -> list[dict[str, Any]]:
    for number in (1, 2):
        body = {"session_id": "S15-1", "publish_consent": True, "text": text(number)}
        walk.admitted(walk.member.post("/submission/proposals", body)["id"])
    body = {
        "subject": "proposal_quality", "title": "示例阅评方案", "rules": {"groups": GROUPS},
        "categories": [{"name": "提案", "indicators": INDICATORS}],
    }  # fmt: skip
    scheme = walk.clerk.post("/evaluation/schemes", body)["id"]
    walk.clerk.post(f"/evaluation/schemes/{scheme}/panel", {"groups": {"experts": ["J01"]}})
    board = "/evaluation/boards/six-problems"
    eventually(lambda: walk.clerk.get(board).json()["problems"][1]["figure"]["numerator"] == 2)
    shared = walk.clerk.post(f"/evaluation/schemes/{scheme}/allotments", {"session_id": "S15-1", "readers": 1})
    assert len(shared["readings"]) == 2
    mine = walk.platform.caller("J01")
    eventually(lambda: all(one["title"] for one in mine.get("/evaluation/readings").json()["items"]))
    return shared["readings"]


def test_points_given_without_a_network_arrive_once(walk: Walk, browser: Browser) -> None:
    readings = _shared_out(walk)
    seat = Seat(browser, walk.platform.named_origin, PHONE)
    page = seat.page
    page.goto(seat.origin + "/portal/")
    page.locator('button[value="J01"]').click()
    page.wait_for_url(seat.origin + "/portal/readings")
    expect(page.get_by_text("还要评 2 件")).to_be_visible()
    expect(page.get_by_text(text(1)["title"])).to_be_visible()
    seat.sound()
    # Both are on the phone already.
    page.get_by_role("listitem").filter(has_text=text(2)["title"]).get_by_role("link").click()
    expect(page.get_by_role("heading", name=text(2)["title"])).to_be_visible()
    assert "示例委员" not in page.locator("main").inner_text()
    page.get_by_text("评分参考").click()
    seat.sound()
    page.get_by_role("link", name="回到列表").click()
    seat.context.set_offline(True)
    page.get_by_role("listitem").filter(has_text=text(1)["title"]).get_by_role("link").click()
    expect(page.get_by_role("heading", name=text(1)["title"])).to_be_visible()
    page.get_by_label("选题").fill("41")
    page.get_by_label("评语（可不填）").fill("切口小，建议可行。")
    page.get_by_role("button", name="提交评分").click()
    expect(page.get_by_role("alert")).to_contain_text("选题须在 0 到 40 之间")
    page.get_by_label("选题").fill("35.5")
    page.get_by_label("建议").fill("50")
    expect(page.get_by_text("合计 85.5 分（满分 100）")).to_be_visible()
    page.get_by_role("button", name="提交评分").click()
    expect(page.get_by_text("评分已存在本机，联网后自动提交")).to_be_visible()
    seat.context.set_offline(False)
    expect(page.get_by_text("您的评分已经提交，不能再改。")).to_be_visible()
    seat.sound()
    found = [walk.clerk.get(f"/evaluation/assessments/{one['assessment_id']}").json() for one in readings]
    assert sorted(len(one["scores"]) for one in found) == [0, 1]
    (scored,) = [one["scores"][0] for one in found if one["scores"]]
    assert (scored["assessor"], scored["points"]) == ("J01", {"topic": 35.5, "advice": 50})
    page.get_by_role("link", name="回到列表").click()
    expect(page.get_by_text("还要评 1 件")).to_be_visible()

    # Who knows whose it is steps back, and it is nobody's of theirs any more.
    page.get_by_role("link", name="阅评", exact=True).first.click()
    page.get_by_role("button", name="申请回避").click()
    page.get_by_label("回避理由").fill("与提案者同单位。")
    page.get_by_role("button", name="确认回避").click()
    expect(page.get_by_text("已经回避，由他人阅评。")).to_be_visible()
    page.get_by_role("link", name="回到列表").click()
    expect(page.get_by_text("已评 1 件")).to_be_visible()
    expect(page.get_by_role("listitem")).to_have_count(1)
    # Without a network a browser complains of each request.
    seat.end("ERR_INTERNET_DISCONNECTED")

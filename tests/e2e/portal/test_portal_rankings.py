"""From a unit's rank down to the events that its points were computed from, in the browser."""

import re
from typing import Any

from playwright.sync_api import Browser, ViewportSize, expect

from tests.support.browser import PHONE, Seat
from tests.support.caller import eventually
from tests.support.walking import TITLE, Walk

WIDE = ViewportSize(width=1440, height=900)
expect.set_options(timeout=20_000)
INDICATORS: list[dict[str, Any]] = [
    {"code": "order", "name": "组织领导", "maximum": 20},
    {"code": "talks", "name": "协商", "maximum": 3, "expression": "phases_held"},
]


def _frozen(walk: Walk) -> tuple[str, str]:
    """The ids of the assessment and of the ranking that is made from it."""
    proposal, _ = walk.answered()
    units = "/evaluation/boards/six-problems/units"
    eventually(lambda: [one for one in walk.clerk.get(units).json()["columns"] if one["key"] == "U001"])
    board = "/evaluation/boards/six-problems"
    eventually(lambda: walk.clerk.get(board).json()["problems"][3]["parts"]["during"]["numerator"] == 1)
    categories = [{"name": "办理", "indicators": INDICATORS}]
    body = {"subject": "handling_quality", "title": "示例排名方案", "categories": categories}
    scheme = walk.clerk.post("/evaluation/schemes", body)["id"]
    wanted = {"scheme_id": scheme, "proposal_id": proposal, "unit_id": "U001"}
    assessment = walk.clerk.post("/evaluation/assessments", wanted)["id"]
    own = {"points": {"order": 19}, "statement": "示例自评说明。", "evidence": {}}
    walk.unit.post(f"/evaluation/assessments/{assessment}/self-assessment", own)
    given = {"points": {"order": 16.5}}
    walk.platform.caller("J01").post(f"/evaluation/assessments/{assessment}/scores", given)
    walk.clerk.post(f"/evaluation/assessments/{assessment}/compute")
    frozen = walk.clerk.post("/evaluation/rankings", {"scheme_id": scheme, "title": "示例年度排名"})
    return assessment, frozen["id"]


def test_a_rank_opens_down_to_the_events(walk: Walk, browser: Browser) -> None:
    seat = Seat(browser, walk.platform.named_origin, WIDE)
    page = seat.page
    seat.sign_in("chair", "/portal/rankings")
    expect(page.get_by_text("还没有冻结的排名。")).to_be_visible()
    assessment, ranking = _frozen(walk)
    # A service that is away says so, and what was read stays until it is back.
    page.route("**/evaluation/rankings*", lambda route: route.abort())
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("网络断开")
    page.unroute("**/evaluation/rankings*")
    page.get_by_role("button", name="再试一次").click()
    expect(page.get_by_role("heading", name="示例年度排名")).to_be_visible()
    seat.sound()
    with page.expect_download() as taken:
        page.get_by_role("button", name="下载（xlsx）").click()
    assert taken.value.suggested_filename == "示例年度排名.xlsx"
    page.get_by_role("link", name="示例局").click()
    expect(page.get_by_text("1 件评估的平均 18.5 分")).to_be_visible()
    expect(page.get_by_role("heading", name=f"{TITLE}：18.5 分")).to_be_visible()
    expect(page.get_by_text("1 人评分，平均 16.5")).to_be_visible()
    expect(page.get_by_text("已协商的阶段数 2")).to_be_visible()
    page.get_by_text(re.compile("由 . 条记录")).click()
    seat.sound()
    assert ranking in page.url
    page.get_by_role("link", name="这一件评估").click()
    expect(page.get_by_text("18.5 分（满分 23）")).to_be_visible()
    expect(page.get_by_text("示例自评说明。")).to_be_visible()
    seat.sound()
    seat.end("ERR_FAILED")

    # An auditor reads the same on a phone, and is shown no way that is closed to them.
    phone = Seat(browser, walk.platform.named_origin, PHONE)
    phone.sign_in("auditor", f"/portal/assessments/{assessment}")
    expect(phone.page.get_by_role("rowheader", name="组织领导")).to_be_visible()
    expect(phone.page.get_by_role("link", name="这件提案的记录")).to_have_count(0)
    phone.sound()
    phone.end()

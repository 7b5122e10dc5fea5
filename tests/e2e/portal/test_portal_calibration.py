"""Calibration in the browser: decided proposals judged once more, blind, and how far each reviewer agrees."""

import secrets
from typing import Any

from playwright.sync_api import Browser, ViewportSize, expect

from tests.support.browser import PHONE, Seat
from tests.support.walking import TEXT, Walk

WIDE = ViewportSize(width=1440, height=900)
expect.set_options(timeout=20_000)
KEPT = "关于示例甲事项的提案"
DECLINED = "关于示例乙事项的提案"


def _decided(walk: Walk) -> str:
    """One admitted, one declined; the ground of the latter, in words."""
    kept, declined = (walk.filed(text=TEXT | {"title": title}) for title in (KEPT, DECLINED))
    walk.admitted(kept)
    grounds: dict[str, Any] = walk.clerk.get("/submission/policies/filing").json()["document"]["decline_reasons"]
    code, words = next(iter(grounds.items()))
    walk.clerk.post(f"/submission/proposals/{declined}/decline", {"reason_code": code, "explanation": "示例说明。"})
    return words


def test_reviewers_judge_what_was_decided_and_see_how_far_they_agree(walk: Walk, browser: Browser) -> None:
    ground = _decided(walk)
    walk.clerk.post("/submission/reviewers", {"reviewer_id": "R2", "name": "示例审查员乙", "login": "clerk2"})
    seat = Seat(browser, walk.platform.named_origin, WIDE)
    page = seat.page
    seat.sign_in("clerk", "/portal/calibrations")
    expect(page.get_by_text("还没有做过校准。")).to_be_visible()
    seat.sound()
    page.get_by_role("button", name="做一次校准").click()
    page.get_by_label("名称").fill("示例校准一")
    page.get_by_role("checkbox", name=KEPT).check()
    page.get_by_label("查找已决定的提案（案由、案号）").fill("乙事项")
    page.get_by_role("checkbox", name=DECLINED).check()
    expect(page.get_by_text("已选 2 件，最多 50 件")).to_be_visible()
    seat.sound()
    page.get_by_role("button", name="开始校准").click()
    one = page.get_by_role("article", name="示例校准一")
    expect(one.get_by_text("进行中")).to_be_visible()
    # Who is on no roster takes no part, and is told so.
    one.get_by_role("link", name="去判断").click()
    expect(page.get_by_text("您不在审查人员名册中，不参加校准。")).to_be_visible()
    seat.sound()

    # The reviewer sees texts and no people; one is said, the other too, at last wrongly.
    reviewer = Seat(browser, walk.platform.named_origin, PHONE)
    desk = reviewer.page
    reviewer.sign_in("clerk2", "/portal/calibrations")
    desk.get_by_role("link", name="去判断").click()
    expect(desk.get_by_text("还有 2 件没有判断。")).to_be_visible()
    expect(desk.get_by_text("示例委员一")).to_have_count(0)
    reviewer.sound()
    first = desk.get_by_role("article").filter(has_text=DECLINED)
    first.get_by_label("不予立案").check()
    first.get_by_label("理由").select_option(label=ground)
    away = lambda route: route.abort()  # noqa: E731
    desk.route("**/calibrations/*/judge", away)
    desk.get_by_role("button", name="提交判断（1 件）").click()
    expect(desk.get_by_role("alert")).to_contain_text("网络断开")
    desk.unroute("**/calibrations/*/judge", away)
    # What is typed outlives a reload.
    desk.reload()
    desk.get_by_role("button", name="提交判断（1 件）").click()
    expect(desk.get_by_text("还有 1 件没有判断。")).to_be_visible()
    expect(desk.get_by_text("您判为：不予立案")).to_be_visible()
    expect(desk.get_by_text("与决定一致")).to_have_count(0)
    second = desk.get_by_role("article").filter(has_text=KEPT)
    second.get_by_label("不予立案").check()
    second.get_by_label("理由").select_option(label=ground)
    reviewer.sound()
    desk.get_by_role("button", name="提交判断（1 件）").click()
    expect(desk.get_by_text("与决定一致 1／2 件。")).to_be_visible()
    expect(desk.get_by_text("同判不予立案的 1 件中，理由相同的 1 件。")).to_be_visible()
    reviewer.sound()

    # The clerk sees everybody's, and closes it; after that nothing is judged.
    page.goto(seat.origin + "/portal/calibrations")
    one.get_by_role("button", name="各人一致情况").click()
    expect(one.get_by_role("row", name="示例审查员乙")).to_contain_text("50%")
    seat.sound()
    one.get_by_role("button", name="结束校准").click()
    one.get_by_role("button", name="确定结束").click()
    expect(one.get_by_text("已结束")).to_be_visible()
    (id,) = [each["id"] for each in walk.clerk.get("/submission/calibrations").json()["items"]]
    late = walk.platform.caller("clerk2").client.post(
        f"/submission/calibrations/{id}/judge",
        json={"judgements": [{"number": 1, "outcome": "admit"}]},
        headers={"Idempotency-Key": secrets.token_hex(8)},
    )
    assert late.json()["rule"] == "calibration-closed"
    page.set_viewport_size(PHONE)
    seat.sound()
    desk.reload()
    expect(desk.get_by_text("这次校准已经结束。")).to_be_visible()
    reviewer.sound()
    for each in (seat, reviewer):
        each.end()

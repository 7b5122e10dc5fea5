"""A unit's whole work in the browser: from the notice to the letter, its commitments, and what it gives back."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from chassis.clock import WALL
from tests.support.browser import PHONE, Seat
from tests.support.caller import eventually
from tests.support.filings import text
from tests.support.walking import Walk

WIDE = ViewportSize(width=1440, height=900)
expect.set_options(timeout=20_000)
OTHER = "示例生态环境保护综合行政执法大队（生态环境保护督察整改工作专班）"


@pytest.fixture(scope="module")
def county(walk: Walk) -> Walk:
    unit = {"unit_id": "U002", "name": OTHER, "system": "government", "linked_committee": "经济委员会"}
    walk.clerk.post("/submission/units", unit)
    eventually(lambda: len(walk.office.get("/consultation/units").json()["items"]) == 2)
    return walk


def _assigned(walk: Walk, number: int) -> str:
    """The assignment's id."""
    body = {"session_id": "S15-1", "publish_consent": True, "text": text(number)}
    id = walk.member.post("/submission/proposals", body)["id"]
    walk.admitted(id)
    eventually(lambda: walk.office.get(f"/consultation/matters/{id}").status_code == 200)
    eventually(lambda: walk.clerk.get(f"/supervision/oversights/{id}").status_code == 200)
    wanted = {"proposal_id": id, "unit_id": "U001", "role": "sole"}
    assignment = walk.office.post("/consultation/assignments", wanted)["id"]
    eventually(lambda: walk.office.get(f"/supervision/deadlines/{assignment}").status_code == 200)
    return assignment


def _state(walk: Walk, assignment: str) -> Any:
    return walk.office.get(f"/consultation/assignments/{assignment}").json()["state"]


def _seat(walk: Walk, browser: Browser, subject: str, path: str, size: ViewportSize = WIDE) -> Seat:
    seat = Seat(browser, walk.platform.named_origin, size)
    seat.sign_in(subject, path)
    return seat


def _record(page: Page, phase: str) -> None:
    page.get_by_role("button", name="登记已进行的协商").click()
    page.get_by_label("阶段").select_option(label=phase)
    page.get_by_label("地点").fill("示例会议室")
    page.get_by_label("由谁提出").fill("承办单位")
    page.get_by_label("示例委员一").check()
    page.get_by_label("姓名").fill("示例经办人")
    page.get_by_label("第 1 条", exact=True).fill("助餐点选址")
    page.get_by_label("达成一致").check()
    page.get_by_label("协商情况").fill("逐条交换意见。")
    page.get_by_role("button", name="登记已进行的协商").click()
    expect(page.get_by_text("等提案者确认")).to_be_visible()


def _confirmed(walk: Walk, assignment: str) -> None:
    found = walk.member.get("/consultation/consultations").json()["items"]
    (open,) = [one for one in found if one["assignment_id"] == assignment and one["state"] == "recorded"]
    walk.member.post(f"/consultation/consultations/{open['id']}/confirm")


def test_a_unit_takes_a_proposal_to_its_letter(county: Walk, browser: Browser, tmp_path: Path) -> None:
    assignment = _assigned(county, 1)
    seat = Seat(browser, county.platform.named_origin, WIDE)
    page = seat.page
    page.goto(seat.origin + "/portal/")
    page.locator('button[value="U001"]').click()
    page.wait_for_url(seat.origin + "/portal/unit")
    expect(page.get_by_role("listitem").filter(has_text="待签收")).to_have_count(2)
    seat.sound()
    page.get_by_role("link", name=text(1)["title"]).first.click()
    page.wait_for_url(seat.origin + f"/portal/handling/{assignment}")
    expect(page.get_by_text("还差 1 次")).to_have_count(2)
    page.get_by_text("为什么是这一天").first.click()
    seat.sound()
    page.get_by_role("button", name="签收", exact=True).click()
    expect(page.get_by_role("heading", name="签收或申请退办")).to_have_count(0)
    assert _state(county, assignment) == "accepted"

    # A plan is refused until the proposer was heard, and what was typed stays.
    page.get_by_label("怎样办理、谁负责、何时完成").fill("分三步办理。")
    page.get_by_role("button", name="确定方案").click()
    expect(page.get_by_role("alert")).to_contain_text("办前协商还没有完成")
    _record(page, "办前协商")
    seat.sound()
    _confirmed(county, assignment)
    page.reload()
    expect(page.get_by_text("还差 1 次")).to_have_count(1)
    page.get_by_label("怎样办理、谁负责、何时完成").fill("分三步办理。")
    page.get_by_role("button", name="确定方案").click()
    expect(page.get_by_role("link", name="起草答复")).to_be_visible()
    _record(page, "办中协商")
    _confirmed(county, assignment)

    # A version that lacks something is not sent, and says what; it outlives a reload.
    page.get_by_role("link", name="起草答复").click()
    page.get_by_label("答复正文").fill("现答复如下。")
    page.get_by_role("button", name="交存这一稿").click()
    expect(page.get_by_role("alert")).to_contain_text("还须填写：第 1 条的办理情况")
    seat.sound()
    page.reload()
    expect(page.get_by_label("答复正文")).to_have_value("现答复如下。")
    for number, kind in ((1, "列入计划"), (2, "采纳")):
        one = page.get_by_role("region", name=f"第 {number} 条建议")
        one.get_by_role("radio", name=kind, exact=True).check()
        one.get_by_label("办理情况或理由").fill("已列入实施方案。")
    due = (datetime.now(WALL) + timedelta(days=90)).date()
    page.get_by_label("承诺办理的事").fill("新增两处助餐点。")
    page.get_by_label("完成期限").fill(due.isoformat())
    page.get_by_label("答复分类").select_option(label="列入计划逐步解决")
    page.get_by_label("签发人").fill("示例负责人")
    page.get_by_label("联系人和电话").fill("示例科室")
    page.get_by_role("button", name="交存这一稿").click()
    page.wait_for_url(seat.origin + f"/portal/handling/{assignment}")
    expect(page.get_by_text("第 1 轮第 1 稿")).to_be_visible()
    seat.sound()

    # The unit's leader, then the assigning office.
    leader = _seat(county, browser, "U001-leader", f"/portal/handling/{assignment}")
    leader.page.get_by_role("button", name="审签", exact=True).click()
    leader.page.get_by_role("button", name="审签", exact=True).click()
    expect(leader.page.get_by_text("已审签")).to_be_visible()
    office = _seat(county, browser, "office", "/portal/desk")
    office.page.get_by_role("link", name=text(1)["title"]).first.click()
    for deed, became in (("审核通过", "已审核"), ("印发", "已印发")):
        office.page.get_by_role("button", name=deed, exact=True).click()
        if deed == "印发":
            office.page.get_by_label("文号").fill("示例函〔2026〕501号")
        office.page.get_by_role("button", name=deed, exact=True).click()
        expect(office.page.get_by_text(became, exact=True)).to_be_visible()
    assert _state(county, assignment) == "replied"
    office.sound()
    with office.page.expect_download() as letter:
        office.page.get_by_role("button", name="答复函（PDF）").click()
    saved = tmp_path / "letter.pdf"
    letter.value.save_as(saved)
    assert saved.read_bytes().startswith(b"%PDF")

    # What was promised is on its desk, and reported with its proof.
    def held() -> list[dict[str, Any]]:
        return county.unit.get("/conversion/commitments").json()["items"]

    eventually(lambda: len(held()) == 1)
    page.goto(seat.origin + "/portal/unit")
    page.get_by_role("link", name="新增两处助餐点。").click()
    page.get_by_role("button", name="报告已完成").click()
    page.get_by_label("完成情况和佐证").fill("两处均已开门，见照片。")
    page.get_by_role("button", name="报告已完成").click()
    expect(page.get_by_text("等待提案者或提案委核实")).to_be_visible()
    assert held()[0]["state"] == "claimed"
    seat.sound()
    seat.end()
    leader.end()
    office.end()


def test_what_is_not_the_units_is_given_back_on_a_phone_and_objected_to_once(county: Walk, browser: Browser) -> None:
    assignment = _assigned(county, 2)
    seat = _seat(county, browser, "U001", f"/portal/handling/{assignment}", PHONE)
    page = seat.page
    page.get_by_role("button", name="申请退办").click()
    page.get_by_label("退办理由").fill("不属于本单位职责。")
    page.get_by_label("建议改由哪个单位办理").select_option(label=OTHER)
    seat.sound()
    page.get_by_role("button", name="申请退办").last.click()
    expect(page.get_by_text("退办申请已送交办部门，等待决定。")).to_be_visible()
    county.office.post(f"/consultation/assignments/{assignment}/refuse-return", {"reason": "属于本单位职责。"})
    leader = _seat(county, browser, "U001-leader", f"/portal/handling/{assignment}", PHONE)
    leader.page.get_by_role("button", name="书面申诉").click()
    leader.page.get_by_label("申诉理由").fill("职责分工见三定方案。")
    leader.sound()
    leader.page.get_by_role("button", name="书面申诉").last.click()
    expect(leader.page.get_by_text("申诉已送领导裁定。")).to_be_visible()
    assert _state(county, assignment) == "disputed"
    seat.end()
    leader.end()


def test_a_reply_that_was_sent_back_is_written_again_from_what_it_said(county: Walk, browser: Browser) -> None:
    assignment = _assigned(county, 3)
    county.unit.post(f"/consultation/assignments/{assignment}/accept")
    county.consulted(assignment)
    answers = [{"suggestion": number, "adoption": "adopted", "why": "已列入实施方案。"} for number in (1, 2)]
    content = {
        "answer_class": "solved", "answers": answers, "signatory": "示例负责人", "contact": "示例科室",
        "text": "现答复如下。",
    }  # fmt: skip
    reply = county.unit.post("/consultation/replies", {"assignment_id": assignment, "content": content})["id"]
    county.leader.post(f"/consultation/replies/{reply}/approve")
    office = _seat(county, browser, "office", f"/portal/handling/{assignment}")
    office.page.get_by_role("button", name="退回修改").click()
    office.page.get_by_label("退回理由").fill("第 2 条须写明时限。")
    office.page.get_by_role("button", name="退回修改").click()
    expect(office.page.get_by_text("退回理由：第 2 条须写明时限。")).to_be_visible()

    seat = _seat(county, browser, "U001", f"/portal/handling/{assignment}")
    page = seat.page
    page.get_by_role("link", name="重新起草").click()
    second = page.get_by_role("region", name="第 2 条建议")
    expect(second.get_by_label("办理情况或理由")).to_have_value("已列入实施方案。")
    second.get_by_label("办理情况或理由").fill("已列入实施方案，年底前完成。")
    page.get_by_role("button", name="交存这一稿").click()
    expect(page.get_by_text("第 1 轮第 2 稿")).to_be_visible()
    page.get_by_role("button", name="与上一稿的不同").click()
    expect(page.locator("ins")).to_contain_text("年底前完成")
    seat.sound()
    # In English, too.
    page.get_by_role("button", name="English").click()
    expect(page.get_by_text("Hide the difference")).to_be_visible()
    expect(page.get_by_text("Cycle 1, version 2")).to_be_visible()
    seat.end()
    office.end()

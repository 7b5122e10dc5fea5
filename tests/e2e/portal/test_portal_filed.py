"""What a member books, and does with what is filed: mends what was returned, withdraws, sees who must act next."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from chassis.clock import WALL
from tests.support.browser import Seat
from tests.support.walking import TITLE, Walk

LONG = "示例县经济技术开发区管理委员会产业发展与营商环境优化服务中心驻县政协联络处"


@pytest.fixture(scope="module", autouse=True)
def second_member(walk: Walk) -> None:
    body = {"member_id": "M002", "name": f"示例委员二（{LONG}）", "sector": "教育界", "term": 15}
    walk.clerk.client.post("/submission/members", json=body, headers={"Idempotency-Key": "M002"})


def _call(walk: Walk, id: str, kind: str, *titles: str) -> None:
    body = {
        "call_id": id,
        "kind": kind,
        "title": f"示例征集 {id}",
        "basis": "示例县政协年度协商计划",
        "topics": [{"title": title, "source": "示例来源"} for title in titles],
        "closes_on": (datetime.now(WALL) + timedelta(days=30)).date().isoformat(),
    }
    walk.clerk.post("/submission/calls", body)


def _closed(*seats: Seat) -> None:
    for seat in seats:
        assert seat.strangers == []
        assert [said for said in seat.complaints if "Failed to load resource" not in said] == []
        seat.close()


def _sideways(seat: Seat) -> bool:
    """Whether the page is wider than the phone, so that a reader must push it about."""
    return seat.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def test_two_members_want_the_last_place_of_a_topic(walk: Walk, browser: Browser) -> None:
    seat, other = Seat(browser, walk.platform.named_origin), Seat(browser, walk.platform.named_origin)
    page = seat.page
    _call(walk, "E2E-1", "commissioned", "社区助餐点怎样持续", LONG * 2)
    seat.sign_in("M001", "/portal/calls")
    other.sign_in("M002", "/portal/calls")
    call = page.get_by_role("region", name="示例征集 E2E-1")
    expect(call.get_by_text("还有 1 个名额")).to_have_count(2)
    assert seat.violations() == []
    assert not _sideways(seat)
    wanted = "预约这个题目 社区助餐点怎样持续"
    expect(other.page.get_by_role("button", name=wanted)).to_be_visible()
    page.get_by_role("button", name=wanted).click()
    expect(page.get_by_text("已预约“社区助餐点怎样持续”。")).to_be_visible()
    other.page.get_by_role("button", name=wanted).click()
    expect(other.page.get_by_text("名额已满")).to_be_visible()
    expect(other.page.get_by_role("button", name=wanted)).to_have_count(0)

    # Written upon, the draft bears the booking; and given back, its place is free for the other.
    page.get_by_role("link", name="去写").click()
    page.get_by_label("案由").fill("关于社区助餐点怎样持续的提案")
    page.get_by_text("已保存").wait_for()
    page.get_by_role("link", name="2 事项").click()
    expect(page.get_by_label("社区助餐点怎样持续")).to_be_checked()
    page.get_by_role("link", name="征集", exact=True).click()
    page.get_by_role("button", name="退掉 社区助餐点怎样持续").click()
    page.get_by_role("button", name="确定退掉").click()
    expect(page.get_by_text("已退掉“社区助餐点怎样持续”")).to_be_visible()
    assert seat.violations() == []
    # What is left is looked up again by itself.
    expect(other.page.get_by_role("button", name=wanted)).to_be_visible(timeout=25_000)
    _closed(seat, other)


def test_a_topic_that_is_offered_is_accepted_or_declined_with_a_reason(walk: Walk, browser: Browser) -> None:
    _call(walk, "E2E-2", "commissioned", "校园周边交通", "农村养老")
    for topic in (0, 1):
        walk.clerk.post("/submission/topic-offers", {"call_id": "E2E-2", "topic": topic, "member_id": "M001"})
    seat = Seat(browser, walk.platform.named_origin)
    page = seat.page
    seat.sign_in("M001", "/portal/calls")
    offers = page.get_by_role("region", name="请您承担一个题目")
    expect(offers).to_have_count(2)
    assert seat.violations() == []
    declined = offers.filter(has_text="校园周边交通")
    declined.get_by_role("button", name="不承担").click()
    declined.get_by_label("为什么不承担").fill("今年已承担两个题目。")
    declined.get_by_role("button", name="确定不承担").click()
    expect(offers).to_have_count(1)
    offers.get_by_role("button", name="承担", exact=True).click()
    expect(offers).to_have_count(0)
    expect(page.get_by_role("region", name="我预约的题目")).to_contain_text("农村养老")
    found = walk.member.get("/submission/topic-offers?call_id=E2E-2").json()["items"]
    assert {(one["title"], one["state"], one["reason"]) for one in found} == {
        ("校园周边交通", "declined", "今年已承担两个题目。"),
        ("农村养老", "accepted", None),
    }
    _closed(seat)


def _returned(walk: Walk) -> str:
    id = walk.filed()
    proposal = walk.clerk.get(f"/submission/proposals/{id}").json()
    body: dict[str, Any] = {
        "comments": "请补充数据，建议再具体一些。",
        "places": [
            {"part": "situation", "number": 1, "quote": "四处", "comment": "请写明在哪里。"},
            {"part": "suggestions", "number": 1, "comment": "请写明由谁来做。"},
        ],
    }
    headers = {"Idempotency-Key": id, "If-Match": proposal["etag"]}
    walk.clerk.client.post(f"/submission/proposals/{id}/return", json=body, headers=headers).raise_for_status()
    return id


def test_what_was_returned_is_mended_beside_the_comments_and_filed_again(walk: Walk, browser: Browser) -> None:
    id = _returned(walk)
    seat = Seat(browser, walk.platform.named_origin)
    page = seat.page
    seat.sign_in("M001", "/portal/mine")
    page.get_by_label("等我办", exact=False).check()
    page.get_by_role("article").filter(has_text=TITLE).get_by_role("link", name="去修改").first.click()
    expect(page.get_by_text("请补充数据，建议再具体一些。")).to_be_visible()
    expect(page.get_by_text("请写明在哪里。")).to_be_visible()
    expect(page.get_by_text("请写明由谁来做。")).to_be_visible()
    assert seat.violations() == []
    page.goto(f"{seat.origin}/portal/proposals/{id}/revise")
    page.get_by_label("情况").fill("助餐点只有四处，都在城东。")
    expect(page.get_by_text("修改的内容保存在本机")).to_be_visible()
    # The tab is closed; what was mended is still there.
    page.goto("about:blank")
    page.goto(f"{seat.origin}/portal/proposals/{id}/revise")
    expect(page.get_by_label("情况")).to_have_value("助餐点只有四处，都在城东。")
    page.get_by_label("建议 1").fill("短")
    page.get_by_role("button", name="重新提交").click()
    expect(page.get_by_role("alert")).to_contain_text("正文的形式还不符合规定")
    page.get_by_label("建议 1").fill("由县民政局在每个街道至少增设两处助餐点。")
    page.get_by_role("button", name="重新提交").click()
    expect(page.get_by_text("已重新提交")).to_be_visible()
    stored = walk.clerk.get(f"/submission/proposals/{id}").json()
    assert (stored["state"], stored["text"]["situation"]) == ("filed", "助餐点只有四处，都在城东。")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('cppcc.kept'))") == []

    page.get_by_role("link", name="看这件提案").click()
    page.get_by_role("link", name="撤回提案").click()
    sure = page.get_by_role("button", name="确定撤回")
    expect(sure).to_be_disabled()
    page.get_by_label("为什么撤回").fill("与他人合并另提。")
    assert seat.violations() == []
    sure.click()
    expect(page.get_by_text("已撤回。")).to_be_visible()
    assert walk.clerk.get(f"/submission/proposals/{id}").json()["state"] == "withdrawn"
    _closed(seat)


def test_the_list_says_who_must_act_next_in_both_languages_and_with_large_letters(walk: Walk, browser: Browser) -> None:
    text = {"title": "关于长名字的提案", "situation": LONG * 3, "analysis": LONG, "suggestions": [LONG * 2]}
    body = {"kind": "joint", "session_id": "S15-1", "publish_consent": True, "text": text, "cosigners": ["M002"]}
    id = walk.member.post("/submission/proposals", body)["id"]
    seat = Seat(browser, walk.platform.named_origin)
    page = seat.page
    seat.sign_in("M001", "/portal/mine")
    card = page.get_by_role("article").filter(has_text="关于长名字的提案")
    expect(card).to_contain_text("联名委员")
    page.get_by_role("button", name="大字").click()
    assert seat.violations() == []
    assert not _sideways(seat)
    page.goto(f"{seat.origin}/portal/proposals/{id}/people")
    expect(page.get_by_text("等答复")).to_be_visible()
    assert seat.violations() == []
    assert not _sideways(seat)
    page.get_by_role("button", name="English").click()
    page.get_by_role("button", name="Take the invitation back").click()
    expect(page.get_by_text("taken back")).to_be_visible()
    page.goto(f"{seat.origin}/portal/mine")
    expect(page.get_by_role("article").filter(has_text="关于长名字的提案")).to_contain_text("the committee (review)")
    assert seat.violations() == []
    page.goto(f"{seat.origin}/portal/write")
    expect(page.get_by_role("heading", name="Write a proposal")).to_be_visible()
    _closed(seat)

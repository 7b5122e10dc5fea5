"""The assignment board and the staff's first page: one by one, in a meeting, many at once, and what units send back."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.support.browser import PHONE, Seat
from tests.support.caller import eventually
from tests.support.filings import text
from tests.support.walking import Walk

WIDE = ViewportSize(width=1440, height=900)
# Filing by the hundred keeps the platform busy for a while.
expect.set_options(timeout=20_000)
TABLET = ViewportSize(width=1024, height=768)
BOARD = "/portal/assignment"
UNITS = {
    "U002": "示例民政局",
    "U003": "示例住房和城乡建设局",
    "U004": "示例生态环境保护综合行政执法大队（生态环境保护督察整改工作专班）",
}


@pytest.fixture(scope="module")
def county(walk: Walk) -> Walk:
    """With units beside the first, one of them with a name as long as they come."""
    for id, name in UNITS.items():
        unit = {"unit_id": id, "name": name, "system": "government", "linked_committee": "经济委员会"}
        walk.clerk.post("/submission/units", unit)
    eventually(lambda: len(walk.office.get("/consultation/units").json()["items"]) == len(UNITS) + 1)
    return walk


def _admitted(walk: Walk, first: int, *units: str) -> str:
    body = {"session_id": "S15-1", "publish_consent": True, "text": text(first), "suggested_units": list(units)}
    id = walk.member.post("/submission/proposals", body)["id"]
    walk.admitted(id)
    eventually(lambda: walk.office.get(f"/consultation/matters/{id}").status_code == 200)
    return id


def _seat(walk: Walk, browser: Browser, size: ViewportSize = WIDE, subject: str = "office") -> Seat:
    seat = Seat(browser, walk.platform.named_origin, size)
    seat.sign_in(subject, BOARD)
    expect(seat.page.locator("li[data-id]").first).to_be_visible(timeout=60_000)
    return seat


def _open(page: Page, id: str) -> None:
    page.locator(f'li[data-id="{id}"] button').click()
    expect(page.get_by_role("heading", name="办理经过")).to_be_visible()


def _assigned(walk: Walk, id: str) -> list[dict[str, Any]]:
    found = walk.office.get(f"/consultation/assignments?proposal_id={id}").json()["items"]
    return sorted(found, key=lambda one: (one["issued_at"], one["unit_id"]))


def test_a_meeting_assigns_one_after_the_other_by_keyboard(county: Walk, browser: Browser) -> None:
    first, second, third = (_admitted(county, n, "U002", "U003") for n in (1, 2, 3))
    seat = _seat(county, browser)
    page, keys = seat.page, seat.page.keyboard
    keys.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("选用第 1–9 个推荐单位")
    keys.press("Escape")
    keys.press("v")
    expect(page.get_by_text("第 1 件，共 3 件")).to_be_visible()
    expect(page.get_by_text("提案者建议由其承办（第1顺位）")).to_be_visible()
    assert seat.violations() == []

    # One unit alone, on the fast track.
    keys.press("1")
    keys.press("u")
    keys.press("Control+Enter")
    expect(page.get_by_text("已交办：示例民政局。")).to_be_visible()
    (sole,) = _assigned(county, first)
    assert (sole["unit_id"], sole["role"], sole["urgent"]) == ("U002", "sole", True)

    # A lead and a helper.
    expect(page.get_by_text("第 1 件，共 2 件")).to_be_visible()
    expect(page.get_by_role("heading", name="办理经过")).to_be_visible()
    keys.press("1")
    keys.press("w")
    keys.press("2")
    expect(page.locator(".plan")).to_contain_text("会办：示例住房和城乡建设局")
    keys.press("Control+Enter")
    expect(page.get_by_text("第 1 件，共 1 件")).to_be_visible()
    assert [(one["unit_id"], one["role"]) for one in _assigned(county, second)] == [
        ("U002", "lead"),
        ("U003", "helper"),
    ]

    # In parts: no suggestion is left to nobody.
    expect(page.get_by_role("heading", name="办理经过")).to_be_visible()
    keys.press("w")
    keys.press("w")
    keys.press("1")
    keys.press("2")
    page.get_by_role("group", name="示例民政局办理的建议").get_by_label("第 1 条").check()
    page.get_by_role("group", name="示例住房和城乡建设局办理的建议").get_by_label("第 1 条").check()
    expect(page.get_by_text("有建议没有单位办理")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^交办 "))).to_be_disabled()
    page.get_by_role("group", name="示例住房和城乡建设局办理的建议").get_by_label("第 2 条").check()
    assert seat.violations() == []
    page.get_by_role("button", name=re.compile("^交办 ")).click()
    expect(page.get_by_text("没有待交办的提案").or_(page.get_by_text("显示 0 件")).first).to_be_visible()
    assert {one["unit_id"]: one["suggestions"] for one in _assigned(county, third)} == {"U002": [1], "U003": [1, 2]}
    assert seat.strangers == []
    assert seat.complaints == []
    seat.close()


def test_many_at_once_say_of_each_what_became_of_it(county: Walk, browser: Browser) -> None:
    ids = [_admitted(county, n, "U004") for n in range(10, 15)]
    bare = _admitted(county, 15)
    seat = _seat(county, browser)
    page, keys = seat.page, seat.page.keyboard
    expect(page.locator("li[data-id]")).to_have_count(6)
    keys.press("*")
    page.get_by_role("button", name="用首选单位").click()
    expect(page.locator(".list").get_by_text("方案已定")).to_have_count(5)
    # What was settled is there after a reload, too.
    page.goto(seat.origin + BOARD)
    expect(page.locator(".list").get_by_text("方案已定")).to_have_count(5)
    keys.press("*")
    keys.press("b")
    expect(page.get_by_text("5 件方案已定，1 件还缺内容")).to_be_visible()
    assert seat.violations() == []
    # A colleague is quicker with one of them.
    county.office.post("/consultation/assignments", {"proposal_id": ids[0], "unit_id": "U001", "role": "sole"})
    page.get_by_role("button", name="交办这 5 件").click()
    expect(page.get_by_text("办成 4 件", exact=True)).to_be_visible()
    expect(page.get_by_role("region", name="未办成 1 件")).to_contain_text("这个办理角色已有单位")
    assert seat.violations() == []
    for id in ids[1:]:
        assert [(one["unit_id"], one["role"]) for one in _assigned(county, id)] == [("U004", "sole")]
    assert [one["unit_id"] for one in _assigned(county, ids[0])] == ["U001"]
    assert _assigned(county, bare) == []
    expect(page.locator(f'li[data-id="{bare}"] input')).to_be_checked()
    assert seat.complaints == []
    seat.close()


def test_what_a_unit_sends_back_is_decided_with_its_history(county: Walk, browser: Browser) -> None:
    id = _admitted(county, 20, "U001")
    given = county.office.post("/consultation/assignments", {"proposal_id": id, "unit_id": "U001", "role": "sole"})[
        "id"
    ]
    sent_back = {"reason": "此项职责已划转。", "suggested_unit": "U003"}
    county.unit.post(f"/consultation/assignments/{given}/return", sent_back)
    seat = _seat(county, browser)
    page = seat.page
    page.get_by_role("region", name="待裁定的事项").get_by_role("button").first.click()
    expect(page.get_by_text("此项职责已划转。").first).to_be_visible()
    expect(page.get_by_text("请先在下方办理经过中决定改办或驳回")).to_be_visible()
    page.get_by_role("button", name="同意退办，改由他单位办理").click()
    expect(page.get_by_label("单位", exact=False).last).to_be_visible()
    assert page.get_by_role("combobox", name="承办单位").last.input_value() == "U003"
    assert seat.violations() == []

    # The session ends before it is sent: what was chosen is still there.
    page.route("**/reassign", lambda route: route.continue_(headers={"Authorization": "Bearer ended"}))
    page.locator("form").get_by_role("button", name="同意退办").click()
    expect(page.get_by_text("登录已过期。请重新登录")).to_be_visible()
    page.unroute_all()
    page.get_by_role("button", name="重新登录").click()
    expect(page.locator("form").get_by_role("button", name="同意退办")).to_be_enabled()
    page.locator("form").get_by_role("button", name="同意退办").click()
    expect(page.get_by_text("已改办")).to_be_visible()
    assert [(one["unit_id"], one["state"]) for one in _assigned(county, id)] == [
        ("U001", "reassigned"),
        ("U003", "issued"),
    ]
    page.get_by_text("为什么是这一天").first.click()
    expect(page.get_by_text("可在 5 个工作日内退办").first).to_be_visible()
    assert seat.violations() == []
    seat.close()


@pytest.mark.parametrize("size", [WIDE, TABLET, PHONE], ids=["desk", "tablet", "phone"])
def test_the_board_and_the_first_page_fit_every_size(county: Walk, browser: Browser, size: ViewportSize) -> None:
    id = _admitted(county, 30, "U004", "U002")
    seat = _seat(county, browser, size)
    page = seat.page
    _open(page, id)

    def fits() -> None:
        assert seat.violations() == []
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{wide} px stick out"

    fits()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="History")).to_be_visible()
    fits()
    page.get_by_role("button", name=re.compile("^Meeting mode")).click()
    fits()
    page.get_by_role("button", name="中文").click()
    # The first page leads here.
    page.goto(f"{seat.origin}/portal/")
    expect(page).to_have_url(f"{seat.origin}/portal/desk")
    expect(page.get_by_role("heading", name="等着办的事")).to_be_visible()
    expect(page.get_by_role("heading", name="各单位待办")).to_be_visible()
    fits()
    page.get_by_role("link", name=re.compile("待交办")).click()
    expect(page.locator("li[data-id]").first).to_be_visible()
    assert seat.complaints == []
    seat.close()


def test_the_first_page_stands_while_one_service_is_away(county: Walk, browser: Browser) -> None:
    seat = Seat(browser, county.platform.named_origin, WIDE)
    page = seat.page
    seat.context.route("**/consultation/**", lambda route: route.fulfill(status=503, body="{}"))
    seat.sign_in("clerk", "/portal/desk")
    expect(page.get_by_text("办理情况暂时取不到")).to_be_visible(timeout=20_000)
    expect(page.get_by_role("heading", name="本县提案")).to_be_visible()
    assert seat.violations() == []
    seat.context.unroute_all()
    page.get_by_role("button", name="刷新").click()
    expect(page.get_by_role("heading", name="各单位待办")).to_be_visible()
    expect(page.get_by_role("table", name="各单位待办")).to_contain_text("示例民政局")
    page.get_by_role("table", name="各单位待办").get_by_role("button", name="待办").click()
    counts = [int(one) for one in page.locator("table").first.locator("tbody td:nth-child(2)").all_inner_texts()]
    assert counts == sorted(counts, reverse=True)
    seat.close()

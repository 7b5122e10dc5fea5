"""A member writes on a phone and files: through a lost network, an ended session, a second device and a lost answer."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.support.browser import Seat
from tests.support.caller import eventually
from tests.support.files import PNG
from tests.support.office import docx
from tests.support.walking import Walk

LONG = "示例县经济技术开发区管理委员会产业发展与营商环境优化服务中心驻县政协联络处"


@pytest.fixture(scope="module", autouse=True)
def second_member(walk: Walk) -> None:
    body = {"member_id": "M002", "name": "示例委员二", "sector": "教育界", "term": 15}
    walk.clerk.client.post("/submission/members", json=body, headers={"Idempotency-Key": "M002"})


def _begin(seat: Seat, title: str) -> Page:
    page = seat.page
    seat.sign_in("M001", "/portal/write")
    page.get_by_role("button", name="写一件新提案").click()
    page.get_by_label("案由").fill(title)
    page.get_by_label("情况").fill("助餐点只有四处。")
    page.get_by_label("分析").fill("场地不足，补贴偏低。")
    page.get_by_label("建议 1").fill("在每个街道至少增设两处助餐点。")
    _saved(page)
    return page


def _saved(page: Page) -> None:
    expect(page.get_by_text("已保存", exact=False)).to_be_visible(timeout=15_000)


def _draft_id(page: Page) -> str:
    return page.url.split("/write/")[1].split("/")[0]


def _versions(walk: Walk, draft: str, section: str) -> list[dict[str, Any]]:
    return walk.member.get(f"/submission/drafts/{draft}/sections/{section}/versions").json()


def _filed(walk: Walk, title: str) -> list[dict[str, Any]]:
    found = walk.member.get("/submission/proposals?limit=200").json()["items"]
    return [one for one in found if one["text"]["title"] == title]


def _clean(*seats: Seat) -> None:
    for seat in seats:
        assert seat.strangers == []
        assert [said for said in seat.complaints if "Failed to load resource" not in said] == []
        seat.close()


def test_what_is_written_without_a_network_is_kept_saved_once_checked_cosigned_and_filed(
    walk: Walk, browser: Browser
) -> None:
    title = "关于增设社区助餐点的提案"
    seat, other = Seat(browser, walk.platform.named_origin), Seat(browser, walk.platform.named_origin)
    page = seat.page
    seat.sign_in("M001")
    page.get_by_role("link", name="写提案", exact=True).click()
    page.get_by_role("button", name="写一件新提案").click()
    page.get_by_label("案由").fill(title)
    _saved(page)
    draft = _draft_id(page)
    assert not draft.startswith("new-")

    # The network goes while somebody writes, and with it the tab; the words stay on the device.
    seat.context.set_offline(True)
    page.get_by_label("情况").fill("助餐点只有四处。")
    expect(page.get_by_text("没有网络：写下的内容保存在本机")).to_be_visible(timeout=15_000)
    assert seat.violations() == []
    page.goto("about:blank")
    seat.context.set_offline(False)
    page.goto(f"{seat.origin}/portal/write/{draft}")
    expect(page.get_by_label("情况")).to_have_value("助餐点只有四处。")
    _saved(page)
    assert [one["content"] for one in _versions(walk, draft, "situation")] == ["助餐点只有四处。"]

    # And it comes back while the tab is open.
    seat.context.set_offline(True)
    page.get_by_label("建议 1").fill("增设。")
    expect(page.get_by_text("没有网络：写下的内容保存在本机")).to_be_visible(timeout=15_000)
    seat.context.set_offline(False)
    _saved(page)
    assert [one["content"] for one in _versions(walk, draft, "suggestions")] == [["增设。"]]

    # What the check finds stands below its field, and goes when that is mended.
    page.get_by_role("button", name="检查一下").click()
    expect(page.get_by_text("缺少分析部分")).to_be_visible()
    expect(page.get_by_text("写明由谁、做什么、做到什么程度。")).to_be_visible()
    assert seat.violations() == []
    page.get_by_label("分析").fill("场地不足，补贴偏低。")
    page.get_by_label("建议 1").fill("在每个街道至少增设两处助餐点。")
    page.get_by_role("button", name="检查一下").click()
    expect(page.get_by_text("检查过了：可以提交。")).to_be_visible()

    page.get_by_role("link", name="下一步").click()
    page.get_by_label("联名提案").check()
    page.get_by_label("请谁联名").fill("委员二")
    page.get_by_role("button", name="示例委员二").click()
    page.get_by_label("同意公开", exact=True).check()
    assert seat.violations() == []
    _saved(page)
    page.get_by_role("link", name="5 提交").click()
    page.get_by_role("button", name="提交提案").dblclick()
    expect(page.get_by_text("已提交，谢谢您")).to_be_visible()
    assert seat.violations() == []
    (filed,) = _filed(walk, title)
    expect(page.get_by_text(filed["id"])).to_be_visible()
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('cppcc.kept'))") == []

    # The other answers on the own phone.
    other.sign_in("M002")
    expect(other.page.get_by_text("请答复联名邀请")).to_be_visible()
    other.page.get_by_role("link", name="去答复").click()
    expect(other.page.get_by_text("示例委员一请您联名这件提案")).to_be_visible()
    agree = other.page.get_by_role("button", name="同意联名")
    expect(agree).to_be_disabled()
    other.page.get_by_label("您的意见").fill("赞成，先在老旧小区试点。")
    assert other.violations() == []
    agree.click()
    expect(other.page.get_by_text("您已同意联名。")).to_be_visible()
    page.get_by_role("link", name="看这件提案").click()
    page.get_by_role("link", name="联名人").click()
    expect(page.get_by_text("已同意")).to_be_visible()
    assert seat.violations() == []
    assert _filed(walk, title)[0]["proposers"] == ["M001", "M002"]
    _clean(seat, other)


def test_an_ended_session_keeps_what_is_typed_and_signing_out_leaves_nothing(walk: Walk, browser: Browser) -> None:
    seat = Seat(browser, walk.platform.named_origin)
    page = _begin(seat, "关于加装电梯的提案")
    draft = _draft_id(page)
    page.route("**/submission/**", lambda route: route.continue_(headers={"Authorization": "Bearer ended"}))
    page.get_by_label("分析").fill("会话在写的时候结束。")
    expect(page.get_by_text("登录已过期：写下的内容保存在本机")).to_be_visible(timeout=15_000)
    assert seat.violations() == []
    page.unroute_all()
    page.get_by_role("button", name="重新登录").click()
    expect(page.get_by_label("分析")).to_have_value("会话在写的时候结束。")
    _saved(page)
    assert _versions(walk, draft, "analysis")[0]["content"] == "会话在写的时候结束。"

    seat.context.set_offline(True)
    page.get_by_label("分析").fill("还没有保存。")
    expect(page.get_by_text("没有网络：写下的内容保存在本机")).to_be_visible(timeout=15_000)
    kept = page.evaluate("Object.entries(localStorage).filter(([key]) => key.startsWith('cppcc.kept'))")
    assert [draft in key and "还没有保存。" in text for key, text in kept] == [True]
    # Who signs out with something unsaved is asked once, and then nothing of it is left.
    page.route("**/submission/**", lambda route: route.abort())
    seat.context.set_offline(False)
    page.get_by_role("button", name="退出", exact=True).click()
    expect(page.get_by_text("退出后会从本机删去")).to_be_visible()
    assert seat.violations() == []
    page.get_by_role("button", name="仍要退出").click()
    # The issuer's page is of the same origin here.
    expect(page.locator('button[value="M001"]')).to_be_visible()
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('cppcc.kept'))") == []
    _clean(seat)


def test_two_devices_stand_side_by_side_and_nothing_is_overwritten_silently(walk: Walk, browser: Browser) -> None:
    phone, desk = Seat(browser, walk.platform.named_origin), Seat(browser, walk.platform.named_origin)
    page = _begin(phone, "关于两台设备的提案")
    draft = _draft_id(page)
    desk.sign_in("M001", f"/portal/write/{draft}")
    expect(desk.page.get_by_label("情况")).to_have_value("助餐点只有四处。")
    desk.page.get_by_label("情况").fill("电脑上写的。")
    _saved(desk.page)
    eventually(lambda: _versions(walk, draft, "situation")[0]["content"] == "电脑上写的。")
    page.get_by_label("情况").fill("手机上写的。")
    conflict = page.get_by_role("alert", name="两份不同的文字")
    expect(conflict).to_contain_text("电脑上写的。", timeout=15_000)
    expect(conflict).to_contain_text("手机上写的。")
    assert phone.violations() == []
    conflict.get_by_role("button", name="两份都要").click()
    expect(page.get_by_label("情况")).to_have_value("电脑上写的。\n\n手机上写的。")
    eventually(lambda: _versions(walk, draft, "situation")[0]["content"] == "电脑上写的。\n\n手机上写的。")
    assert {one["content"] for one in _versions(walk, draft, "situation")} >= {"电脑上写的。", "手机上写的。"}
    # Filed on the one, it is said on the other.
    walk.member.client.put(
        f"/submission/drafts/{draft}/sections/form",
        json={"content": {"publish_consent": True}, "base_version": 0, "device": "x"},
    )
    walk.member.post(f"/submission/drafts/{draft}/file")
    desk.page.get_by_label("分析").fill("晚了一步。")
    expect(desk.page.get_by_text("这件提案已经提交。")).to_be_visible(timeout=15_000)
    expect(desk.page.get_by_label("分析")).to_have_value("晚了一步。")
    _clean(phone, desk)


def test_an_answer_that_is_lost_files_once_and_shows_the_receipt(walk: Walk, browser: Browser) -> None:
    title = "关于回答丢失的提案"
    seat = Seat(browser, walk.platform.named_origin)
    page = _begin(seat, title)
    page.get_by_role("link", name="2 事项").click()
    page.get_by_label("不同意公开").check()
    page.get_by_label("为什么不公开").fill("涉及个别企业的经营数据。")
    _saved(page)
    page.get_by_role("link", name="4 比对").click()
    expect(page.get_by_role("heading", name="有没有人提过")).to_be_visible()
    assert seat.violations() == []
    page.get_by_role("link", name="下一步").click()
    # Opened anew, the page looks at what is saved and not at an empty text.
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    expect(page.get_by_role("button", name="提交提案")).to_be_enabled()

    def lost(route: Route) -> None:
        # It arrives; its answer does not.
        route.fetch()
        route.abort()

    page.route("**/file", lost)
    page.get_by_role("button", name="提交提案").click()
    expect(page.get_by_role("alert")).to_contain_text("网络断开", timeout=20_000)
    page.unroute_all()
    page.get_by_role("button", name="再试一次").click()
    expect(page.get_by_text("已提交，谢谢您")).to_be_visible()
    assert len(_filed(walk, title)) == 1
    assert _filed(walk, title)[0]["consent_refusal"] == "涉及个别企业的经营数据。"
    _clean(seat)


def test_a_word_file_fills_a_draft_a_pasted_list_becomes_items_and_files_are_taken_or_refused(
    walk: Walk, browser: Browser
) -> None:
    seat = Seat(browser, walk.platform.named_origin)
    page = seat.page
    seat.sign_in("M001", "/portal/write")
    page.get_by_role("button", name="写一件新提案").click()
    page.get_by_label("情况").fill("手机上先写的。")
    word = docx(
        "关于增设老年助餐点的提案", "一、情况", "助餐点只有四处。", "二、分析", "场地不足。", "三、建议",
        "1. 在每个街道至少增设两处助餐点。", "2. 把补贴提高到每餐三元。",
    )  # fmt: skip
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    page.locator('input[type="file"]').set_input_files({"name": "提案.docx", "mimeType": kind, "buffer": word})
    expect(page.get_by_label("案由")).to_have_value("关于增设老年助餐点的提案")
    expect(page.get_by_label("建议 2")).to_have_value("把补贴提高到每餐三元。")
    # What stood there is not overwritten.
    conflict = page.get_by_role("alert", name="两份不同的文字")
    expect(conflict).to_contain_text("手机上先写的。")
    assert seat.violations() == []
    conflict.get_by_role("button", name="用另一份").click()
    expect(page.get_by_label("情况")).to_have_value("助餐点只有四处。")
    page.locator('input[type="file"]').set_input_files({"name": "x.docx", "mimeType": kind, "buffer": b"no zip"})
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_role("button", name="再试一次").click()

    seat.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("navigator.clipboard.writeText('（一）列入预算。\\r\\n（二）按季公布\\u200b进度。')")
    page.get_by_role("button", name="再加一条建议").click()
    page.get_by_label("建议 3").press("Control+V")
    expect(page.get_by_label("建议 4")).to_have_value("按季公布进度。")
    expect(page.get_by_label("建议 3")).to_have_value("列入预算。")
    _saved(page)

    page.get_by_role("link", name="3 附件").click()
    expect(page.get_by_role("heading", name="附件")).to_be_visible()
    files = page.locator('input[type="file"]')
    files.set_input_files({"name": f"{LONG}调研照片.png", "mimeType": "image/png", "buffer": PNG})
    expect(page.get_by_text("调研照片.png")).to_be_visible()
    files.set_input_files({"name": "程序.exe", "mimeType": "application/octet-stream", "buffer": b"MZ" + bytes(99)})
    expect(page.get_by_role("alert")).to_contain_text("这种文件不收")
    assert seat.violations() == []
    page.get_by_role("button", name="去掉").click()
    page.get_by_role("button", name="确定去掉").click()
    expect(page.get_by_text("没有附件。")).to_be_visible()
    _clean(seat)

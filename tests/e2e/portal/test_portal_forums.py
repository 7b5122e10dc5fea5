"""Meetings of the three levels in the browser, and what is put to units there."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from chassis.clock import WALL
from tests.support.browser import PHONE, Seat
from tests.support.caller import eventually
from tests.support.filings import text
from tests.support.walking import Walk

WIDE = ViewportSize(width=1440, height=900)
expect.set_options(timeout=20_000)


def _seat(walk: Walk, browser: Browser, subject: str, path: str, size: ViewportSize) -> Seat:
    seat = Seat(browser, walk.platform.named_origin, size)
    seat.sign_in(subject, path)
    return seat


@pytest.fixture(scope="module")
def proposal(walk: Walk) -> str:
    """Selected for the committee and for the standing committee."""
    id: str = walk.member.post(
        "/submission/proposals", {"session_id": "S15-1", "publish_consent": True, "text": text(1)}
    )["id"]
    walk.admitted(id)
    walk.accepted(id)
    chair, year = walk.platform.caller("chair"), walk.today().year
    for level in ("proposal_committee", "standing_committee"):
        item = {"proposal_id": id, "grounds": "key"}
        walk.clerk.post("/consultation/selections", {"year": year, "level": level, "items": [item]})
        chair.post(f"/consultation/selections/{year}-{level}/decide")
    return id


def _convened(walk: Walk, proposal: str, level: str, title: str, after: timedelta) -> str:
    at = datetime.now(WALL) + after
    body: dict[str, Any] = {
        "selection_id": f"{walk.today().year}-{level}",
        "title": title,
        "convener": "示例委员会",
        "form": "meeting",
        "at": at.isoformat(timespec="seconds"),
        "place": "示例会议室",
        "proposals": [proposal],
        "units": ["U001"],
        "members": ["M001"],
    }
    return walk.clerk.post("/consultation/forums", body)["id"]


def test_a_clerk_takes_a_meeting_to_its_opinions(walk: Walk, browser: Browser, proposal: str, tmp_path: Path) -> None:
    seat = _seat(walk, browser, "clerk", "/portal/forums", WIDE)
    page = seat.page
    expect(page.get_by_text("没有与您有关的会议。")).to_be_visible()
    page.get_by_role("button", name="召集会议").click()
    page.get_by_label("依据的协商选题").select_option(label=f"{walk.today().year} 年提案委员会议选题")
    page.get_by_label("会议名称").fill("示例专题协商会")
    page.get_by_label("召集人").fill("示例委员会")
    page.get_by_label("时间").fill("2020-01-01T09:00")
    page.get_by_label("地点").fill("示例会议室")
    page.get_by_label(text(1)["title"]).check()
    page.get_by_label("示例局").check()
    page.get_by_label("示例委员一").check()
    page.get_by_role("button", name="召集并通知").click()
    # A time that is past is refused in words, and nothing that was typed is lost.
    expect(page.get_by_role("alert")).to_contain_text("时间不对")
    expect(page.get_by_label("会议名称")).to_have_value("示例专题协商会")
    seat.sound()
    soon = datetime.now(WALL) + timedelta(minutes=1)
    page.get_by_label("时间").fill(soon.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_role("button", name="召集并通知").click()
    expect(page.get_by_role("heading", name="示例专题协商会")).to_be_visible()
    forum = page.url.rsplit("/", 1)[1]
    page.get_by_role("button", name="添加材料").click()
    agenda = tmp_path / "示例议程.pdf"
    agenda.write_bytes(b"%PDF-1.4\n% agenda\n%%EOF\n")
    page.get_by_label("选择文件").set_input_files(agenda)
    expect(page.get_by_role("button", name="下载 示例议程.pdf")).to_be_visible()
    with page.expect_response("**/sign-in-code?*") as shown:
        page.get_by_role("button", name="显示签到码").click()
    link = shown.value.json()["link"]
    seat.sound()

    # A member's phone, not signed in yet.
    phone = Seat(browser, walk.platform.named_origin, PHONE)
    phone.page.goto(link)
    phone.page.locator('button[value="M001"]').click()
    expect(phone.page.get_by_text("已签到")).to_be_visible()
    phone.page.get_by_role("link", name="看这次会议").click()
    expect(phone.page.get_by_role("button", name="下载 示例议程.pdf")).to_be_visible()
    phone.sound()
    phone.end()
    # Who has no phone is entered; without a unit and before its time it is no meeting.
    expect(page.get_by_role("listitem").filter(has_text="扫码签到")).to_be_visible()
    page.get_by_role("button", name="登记到场").first.click()
    page.get_by_label("哪个单位").select_option(label="示例局")
    page.get_by_label("姓名").fill("示例科长")
    page.get_by_role("button", name="登记到场").click()
    expect(page.get_by_text("示例科长（示例局）")).to_be_visible()
    page.get_by_role("button", name="先不填").first.click()
    page.get_by_role("button", name="登记会议情况").click()
    page.get_by_label("会议纪要").fill("逐项协商。")
    page.get_by_label("达成的共识（每行一条）").fill("新增两处。\n落实补贴。")
    expect(page.get_by_role("button", name="登记已召开")).to_be_enabled(timeout=90_000)
    page.get_by_role("button", name="登记已召开").click()
    expect(page.get_by_text("落实补贴。")).to_be_visible()
    page.get_by_role("button", name="送达意见").click()
    page.get_by_label("关于哪件提案").select_option(label=text(1)["title"])
    page.get_by_label("意见内容").fill("请写明资金来源。")
    page.get_by_role("button", name="送达", exact=True).click()
    page.get_by_role("link", name="请写明资金来源。").click()
    expect(page.get_by_text("单位还没有答复。")).to_be_visible()
    seat.sound()

    # The unit answers; the committee presses, the unit answers again, and that does.
    (opinion,) = walk.clerk.get(f"/consultation/points?forum_id={forum}").json()["items"]
    answer = {"text": "列入预算。", "adoption": "planned"}
    walk.unit.post(f"/consultation/points/{opinion['id']}/answer", answer)
    page.reload()
    page.get_by_role("button", name="不到位，追问").click()
    page.get_by_label("理由").fill("没有写明年度。")
    page.get_by_role("button", name="送出追问").click()
    expect(page.get_by_text("追问：没有写明年度。")).to_be_visible()
    walk.unit.post(f"/consultation/points/{opinion['id']}/answer", answer | {"text": "列入明年预算。"})
    page.reload()
    page.get_by_role("button", name="答复到位").click()
    page.get_by_role("button", name="确认到位").click()
    expect(page.get_by_text("答复已确认到位。")).to_be_visible()
    seat.sound()
    seat.end()


def test_a_member_asks_and_alone_says_whether_it_is_answered(walk: Walk, browser: Browser, proposal: str) -> None:
    forum = _convened(walk, proposal, "standing_committee", "示例常委会议", timedelta(hours=3))
    seat = _seat(walk, browser, "M001", "/portal/mine", PHONE)
    page = seat.page
    page.get_by_role("link", name="协商会议和我的询问").click()
    seat.sound()
    page.get_by_role("link", name="示例常委会议").click()
    page.get_by_role("button", name="向参加单位询问").click()
    page.get_by_label("询问的内容").fill("何时完工？")
    page.route("**/questions", lambda route: route.abort())
    page.get_by_role("button", name="提出询问").click()
    expect(page.get_by_role("alert")).to_contain_text("网络")
    expect(page.get_by_label("询问的内容")).to_have_value("何时完工？")
    page.unroute("**/questions")
    seat.sound()
    page.get_by_role("button", name="提出询问").click()
    expect(page.get_by_role("link", name="何时完工？")).to_be_visible()
    (question,) = walk.clerk.get(f"/consultation/points?forum_id={forum}").json()["items"]

    unit = _seat(walk, browser, "U001", f"/portal/asked/{question['id']}", WIDE)
    unit.page.wait_for_url(f"{unit.origin}/portal/points/{question['id']}")
    unit.page.get_by_label("答复内容").fill("年底前。")
    unit.page.get_by_role("button", name="送出答复").click()
    expect(unit.page.get_by_text("已答复，等对方确认。")).to_be_visible()
    unit.sound()
    unit.end()
    # Who asked is led there from the first page; a clerk can close it alone.
    eventually(lambda: walk.member.get("/consultation/desk").json()["items"])
    page.goto(f"{seat.origin}/portal/asked/{question['id']}")
    expect(page.get_by_text("年底前。")).to_be_visible()
    page.get_by_role("button", name="答复到位").click()
    seat.sound()
    walk.clerk.post(f"/consultation/points/{question['id']}/close", {"reason": "示例理由"})
    page.get_by_role("button", name="确认到位").click()
    expect(page.get_by_role("alert")).to_contain_text("有了变化")
    page.get_by_role("button", name="再试一次").click()
    expect(page.get_by_text("已终止：示例理由")).to_be_visible()
    seat.end()

    clerk = _seat(walk, browser, "clerk", f"/portal/forums/{forum}", WIDE)
    clerk.page.get_by_role("button", name="取消会议").click()
    clerk.page.get_by_label("取消的原因").fill("与全会冲突。")
    clerk.page.get_by_role("button", name="确认取消").click()
    expect(clerk.page.get_by_text("取消的原因：与全会冲突。")).to_be_visible()
    clerk.sound()
    clerk.end()

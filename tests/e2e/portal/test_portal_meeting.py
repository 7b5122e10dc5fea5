"""A consultation of the two parties in the browser: the code in the room, who comes, files, objections, calls."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from chassis.clock import WALL
from tests.support.browser import PHONE, Seat
from tests.support.filings import text
from tests.support.walking import Walk

WIDE = ViewportSize(width=1440, height=900)
expect.set_options(timeout=20_000)


def _handled(walk: Walk, number: int) -> tuple[str, str]:
    """The proposal's id, and that of its assignment, accepted."""
    body = {"session_id": "S15-1", "publish_consent": True, "text": text(number)}
    id = walk.member.post("/submission/proposals", body)["id"]
    walk.admitted(id)
    return id, walk.accepted(id)


def _called(walk: Walk, assignment: str) -> str:
    """A consultation that is fixed for soon: its id."""
    at = (datetime.now(WALL) + timedelta(minutes=20)).isoformat(timespec="seconds")
    body = {"phase": "before", "at": at, "place": "示例会议室", "invited": ["示例委员一", "示例社区居民"]}
    return walk.unit.post(f"/consultation/assignments/{assignment}/schedule", body)["id"]


def _seat(walk: Walk, browser: Browser, subject: str, path: str, size: ViewportSize) -> Seat:
    seat = Seat(browser, walk.platform.named_origin, size)
    seat.sign_in(subject, path)
    return seat


def _met(walk: Walk, id: str) -> Any:
    return walk.clerk.get(f"/consultation/consultations/{id}").json()


@pytest.fixture(scope="module")
def fixed(walk: Walk) -> tuple[str, str]:
    _, assignment = _handled(walk, 1)
    return assignment, _called(walk, assignment)


def test_who_comes_signs_in_by_the_code_on_the_wall(walk: Walk, browser: Browser, fixed: tuple[str, str]) -> None:
    assignment, id = fixed
    unit = _seat(walk, browser, "U001", f"/portal/handling/{assignment}", WIDE)
    room = unit.page
    room.get_by_role("link", name="签到与材料").click()
    room.wait_for_url(f"{unit.origin}/portal/consultations/{id}")
    with room.expect_response("**/sign-in-code?*") as shown:
        room.get_by_role("button", name="显示签到码").click()
    link, code = shown.value.json()["link"], shown.value.json()["code"]
    assert link == f"{unit.origin}/portal/consultations/{id}/sign-in#{code}"
    expect(room.get_by_text(f"{code[:4]} {code[4:]}")).to_be_visible()
    expect(room.get_by_role("img", name="签到的二维码")).to_be_visible()
    unit.sound()

    # Scanned by a phone that nobody has signed in on: the way over the issuer keeps where it leads.
    phone = Seat(browser, walk.platform.named_origin, PHONE)
    page = phone.page
    page.goto(link)
    page.locator('button[value="M001"]').click()
    expect(page.get_by_text("已签到")).to_be_visible()
    expect(page.get_by_text("示例会议室")).to_be_visible()
    assert page.url == link.split("#")[0], "a code is not left in the address"
    phone.sound()
    page.get_by_role("link", name="看这次协商").click()
    expect(page.get_by_text("您已于")).to_be_visible()
    phone.sound()
    phone.end()

    # The wall sees who comes; who has no phone is written down; a proposer cannot be.
    expect(room.get_by_role("listitem").filter(has_text="扫码签到")).to_be_visible()
    room.get_by_role("button", name="登记没有手机的人").click()
    room.get_by_label("姓名").fill("示例社区居民")
    room.get_by_role("button", name="登记到场").click()
    expect(room.get_by_text("代为登记")).to_be_visible()
    unit.sound()
    came = [(one["role"], one["way"]) for one in _met(walk, id)["attendance"]]
    assert came == [("proposer", "code"), ("beneficiary", "entered")]
    # Without a network no code is shown, and it comes by itself when the network is back.
    room.get_by_role("button", name="收起签到码").click()
    room.route("**/sign-in-code?*", lambda route: route.abort())
    room.get_by_role("button", name="显示签到码").click()
    expect(room.get_by_text("签到码暂时取不到")).to_be_visible()
    room.unroute("**/sign-in-code?*")
    expect(room.get_by_role("img", name="签到的二维码")).to_be_visible()
    unit.end()


def test_a_code_that_is_not_the_rooms_is_refused_in_words(walk: Walk, browser: Browser, fixed: tuple[str, str]) -> None:
    _, id = fixed
    walk.unit.get(f"/consultation/consultations/{id}/sign-in-code")
    seat = _seat(walk, browser, "U001-leader", f"/portal/consultations/{id}/sign-in", PHONE)
    page = seat.page
    page.get_by_label("签到码").fill("abcd efgh")
    page.get_by_role("button", name="签到", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("签到码不对或已更换")
    expect(page.get_by_label("签到码")).to_have_value("abcd efgh")
    seat.sound()
    code = walk.unit.get(f"/consultation/consultations/{id}/sign-in-code").json()["code"]
    page.get_by_label("签到码").fill(f"{code[:4]} {code[4:].lower()}")
    page.get_by_role("button", name="签到", exact=True).click()
    expect(page.get_by_text("已签到")).to_be_visible()
    seat.end()


def _pdf(tmp_path: Path, name: str, said: str) -> Path:
    file = tmp_path / name
    file.write_bytes(f"%PDF-1.4\n% {said}\n%%EOF\n".encode())
    return file


def _bring(page: Page, file: Path) -> None:
    page.get_by_role("button", name="添加材料").click()
    page.get_by_label("选择文件").set_input_files(file)


def test_each_side_brings_files_and_takes_its_own_away(
    walk: Walk, browser: Browser, fixed: tuple[str, str], tmp_path: Path
) -> None:
    _, id = fixed
    path = f"/portal/consultations/{id}"
    unit = _seat(walk, browser, "U001", path, WIDE)
    page = unit.page
    _bring(page, _pdf(tmp_path, "示例选址方案.pdf", "plan"))
    expect(page.get_by_role("button", name="下载 示例选址方案.pdf")).to_be_visible()
    # What is no document is refused in words, and nothing of it is kept.
    strange = tmp_path / "示例.pdf"
    strange.write_bytes(b"no document")
    _bring(page, strange)
    expect(page.get_by_role("alert")).to_contain_text("不收这种文件")
    unit.sound()

    member = _seat(walk, browser, "M001", path, PHONE)
    phone = member.page
    with phone.expect_download() as taken:
        phone.get_by_role("button", name="下载 示例选址方案.pdf").click()
    saved = tmp_path / "taken.pdf"
    taken.value.save_as(saved)
    assert saved.read_bytes().startswith(b"%PDF")
    expect(phone.get_by_role("button", name="删除 示例选址方案.pdf")).to_have_count(0)
    _bring(phone, _pdf(tmp_path, "示例居民意见.pdf", "voices"))
    phone.get_by_role("button", name="删除 示例居民意见.pdf").click()
    phone.get_by_label("删除的原因").fill("传错了。")
    member.sound()
    phone.get_by_role("button", name="确认删除").click()
    expect(phone.get_by_text("示例居民意见.pdf")).to_have_count(0)
    member.end()
    # Only the conference still reads it.
    clerk = _seat(walk, browser, "clerk", path, WIDE)
    clerk.page.get_by_text("已删除的材料").click()
    expect(clerk.page.get_by_role("button", name="下载 示例居民意见.pdf")).to_be_visible()
    clerk.sound()
    clerk.end()
    unit.end()


def test_the_committee_settles_what_a_proposer_objects_to(walk: Walk, browser: Browser) -> None:
    _, assignment = _handled(walk, 2)
    id = walk.met(assignment, "before")
    walk.member.post(f"/consultation/consultations/{id}/dispute", {"statement": "那天没有见面。"})
    seat = _seat(walk, browser, "clerk", "/portal/desk", WIDE)
    page = seat.page
    page.get_by_role("region", name="办理中等您的事").get_by_role("link", name=text(2)["title"]).click()
    page.wait_for_url(f"{seat.origin}/portal/consultations/{id}")
    expect(page.get_by_text("那天没有见面。")).to_be_visible()
    page.get_by_label("异议成立，记录不作数").check()
    page.get_by_label("核实的情况和理由").fill("经核实，当日未见面。")
    seat.sound()
    # Meanwhile another clerk has settled it: nothing is done twice, and what was found is shown.
    walk.clerk.post(f"/consultation/consultations/{id}/settle", {"upheld": True, "finding": "另一名工作人员已核实。"})
    page.get_by_role("button", name="作出结论").click()
    expect(page.get_by_role("alert")).to_contain_text("有了变化")
    page.reload()
    expect(page.get_by_text("另一名工作人员已核实。")).to_be_visible()
    expect(page.get_by_role("button", name="作出结论")).to_have_count(0)
    again = walk.met(assignment, "before")
    walk.member.post(f"/consultation/consultations/{again}/dispute", {"statement": "记录的地点不对。"})
    page.goto(f"{seat.origin}/portal/consultations/{again}")
    page.get_by_label("异议不成立，记录属实").check()
    page.get_by_label("核实的情况和理由").fill("有签到记录。")
    page.get_by_role("button", name="作出结论").click()
    expect(page.get_by_text("有签到记录。")).to_be_visible()
    assert _met(walk, again)["state"] in ("stands", "confirmed")
    seat.end()


def test_a_consultation_is_called_for_waived_and_released(walk: Walk, browser: Browser) -> None:
    # A day is not waited for.
    stored = walk.clerk.get("/consultation/policies/consultation-gates")
    put = walk.clerk.client.put(
        "/consultation/policies/consultation-gates",
        json={"document": stored.json()["document"] | {"release_attempts": 1}},
        headers={"If-Match": stored.headers["ETag"], "Idempotency-Key": "attempts"},
    )
    assert put.is_success, put.text
    id, assignment = _handled(walk, 3)
    member = _seat(walk, browser, "M001", f"/portal/proposals/{id}", PHONE)
    page = member.page
    page.get_by_role("link", name="协商情况").click()
    page.get_by_role("button", name="请求协商").click()
    page.get_by_label("想协商什么").fill("选址须再商量。")
    member.sound()
    page.get_by_role("button", name="送出请求").click()
    expect(page.get_by_text("已提出")).to_be_visible()
    page.get_by_role("button", name="免去协商").click()
    page.get_by_label("哪一阶段").select_option(label="办理中协商")
    page.get_by_label("为什么不需要").fill("电话里已经谈清。")
    member.sound()
    page.get_by_role("button", name="确认免去").click()
    expect(page.get_by_text("提案者已免去")).to_be_visible()
    member.end()

    clerk = _seat(walk, browser, "clerk", f"/portal/dossier/{id}", WIDE)
    page = clerk.page
    page.get_by_role("link", name="办理与协商：示例局").click()
    # One at a time: the call of the member waits, and the other phase is given up.
    expect(page.get_by_role("button", name="请求协商")).to_be_visible()
    page.get_by_role("button", name="豁免协商").click()
    page.get_by_role("button", name="删去").last.click()
    page.get_by_label("日期").fill((walk.today() - timedelta(days=1)).isoformat())
    page.get_by_label("怎样联系的").fill("电话联系，无人接听")
    page.get_by_label("情况说明").fill("多次联系不上。")
    page.get_by_role("button", name="确认豁免").click()
    expect(page.get_by_role("alert")).to_contain_text("联系的日期或次数不合本县规定")
    page.get_by_label("日期").fill(walk.today().isoformat())
    clerk.sound()
    page.get_by_role("button", name="确认豁免").click()
    expect(page.get_by_text("提案委解除")).to_be_visible()
    clerk.end()
    found = walk.clerk.get(f"/consultation/consultations?assignment_id={assignment}").json()["items"]
    given_up = {one["phase"]: one["state"] for one in found if one["state"] in ("waived", "released")}
    assert given_up == {"before": "released", "during": "waived"}

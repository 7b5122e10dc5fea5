"""One of the directory, the archive of earlier years, contacts by two and a booking's plan, in the browser."""

import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, FilePayload, Page, ViewportSize, expect

from tests.support.browser import PHONE, Seat
from tests.support.caller import eventually
from tests.support.files import packed
from tests.support.office import docx, xlsx
from tests.support.walking import Walk

WIDE = ViewportSize(width=1440, height=900)
expect.set_options(timeout=20_000)


def _look(page: Page, name: str) -> None:
    """What the page looks like, for whoever asks for it."""
    if to := os.environ.get("CPPCC_LOOK"):
        page.screenshot(path=Path(to) / f"{name}.png", full_page=True)


def _put(walk: Walk, path: str, changes: dict[str, Any]) -> None:
    """What somebody else does at the same time."""
    client = walk.platform.caller("clerk2").client
    read = client.get(path)
    fields = {
        name: value for name, value in read.json().items() if name in ("name", "sector", "party_group", "committee")
    }
    headers = {"If-Match": read.headers["ETag"], "Idempotency-Key": secrets.token_hex(8)}
    answer = client.put(path, json=fields | changes, headers=headers)
    assert answer.is_success, answer.text


def test_one_is_enrolled_put_right_and_ended(walk: Walk, browser: Browser) -> None:
    seat = Seat(browser, walk.platform.named_origin, WIDE)
    page = seat.page
    seat.sign_in("clerk", "/portal/directory")
    enrol = page.get_by_role("region", name="登记一名委员")
    enrol.get_by_role("button", name="登记", exact=True).click()
    # An id that is somebody's is told before anything is sent.
    enrol.get_by_label("编号").fill("M001")
    expect(enrol.get_by_text("这个编号已是示例委员一的。")).to_be_visible()
    enrol.get_by_label("姓名").fill("示例委员五〇一")
    enrol.get_by_label("界别").fill("教育界")
    expect(enrol.get_by_role("button", name="登记这名委员")).to_be_disabled()
    enrol.get_by_label("编号").fill("M501")
    seat.sound()
    _look(page, "enrol")
    enrol.get_by_role("button", name="登记这名委员").click()
    expect(page.get_by_role("heading", name="示例委员五〇一", level=1)).to_be_visible()
    expect(page.get_by_role("region", name="登记经过").get_by_text("首次登记")).to_be_visible()
    seat.sound()

    # Somebody else is faster: their change is told, what is typed here stays, and nothing is overwritten unseen.
    recorded = page.get_by_role("region", name="登记内容")
    recorded.get_by_role("button", name="更正").click()
    recorded.get_by_label("专委会").fill("社法委")
    _put(walk, "/submission/members/M501", {"sector": "科技界", "committee": "经济委"})
    recorded.get_by_role("button", name="保存更正").click()
    told = recorded.get_by_role("alert")
    expect(told).to_contain_text("这条登记刚刚被他人改过。")
    expect(told).to_contain_text("界别：教育界 → 科技界")
    expect(told).to_contain_text("（您填的不同，先按您的保留）")
    expect(recorded.get_by_label("界别")).to_have_value("科技界")
    expect(recorded.get_by_label("专委会")).to_have_value("社法委")
    seat.sound()
    _look(page, "stale")
    # The network goes for a moment; nothing is lost.
    seat.context.set_offline(True)
    recorded.get_by_role("button", name="核对过了，保存").click()
    expect(recorded.get_by_role("alert").last).to_contain_text("网络断开")
    seat.context.set_offline(False)
    recorded.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已保存。")).to_be_visible()
    stored = walk.clerk.get("/submission/members/M501").json()
    assert (stored["sector"], stored["committee"], stored["version"]) == ("科技界", "社法委", 3)
    expect(page.get_by_role("region", name="登记经过").get_by_text("专委会：经济委 → 社法委")).to_be_visible()

    # A body with its officer, who is found by name.
    page.goto(f"{seat.origin}/portal/directory?list=bodies")
    seat_in = page.get_by_role("region", name="登记一个团体、界别或专委会")
    seat_in.get_by_role("button", name="登记", exact=True).click()
    seat_in.get_by_label("编号", exact=False).first.fill("B501")
    seat_in.get_by_label("名称", exact=True).fill("示例党派")
    seat_in.get_by_label("类别").select_option("党派团体")
    seat_in.get_by_label("添加授权人").fill("示例委员五〇一")
    expect(seat_in.get_by_role("button", name="移除 示例委员五〇一")).to_be_visible()
    seat.sound()
    seat_in.get_by_role("button", name="登记这个团体").click()
    expect(page.get_by_role("heading", name="示例党派", level=1)).to_be_visible()
    seat.sound()
    page.get_by_role("link", name="示例委员五〇一").click()
    expect(page.get_by_role("link", name="示例党派")).to_be_visible()
    _look(page, "member")

    # A unit: the refusal of an alias that leads to another stands at the form; then another takes over.
    page.goto(f"{seat.origin}/portal/directory?list=units")
    units = page.get_by_role("region", name="登记一个承办单位")
    units.get_by_role("button", name="登记", exact=True).click()
    units.get_by_label("编号").fill("U501")
    units.get_by_label("名称", exact=True).fill("示例旧局")
    units.get_by_label("系统").select_option("政府")
    units.get_by_label("对口专委会").fill("经济委员会")
    units.get_by_label("别名").fill("示例局")
    units.get_by_role("button", name="登记这个单位").click()
    expect(units.get_by_role("alert")).to_contain_text("别名已是另一单位的名称或别名")
    seat.sound()
    units.get_by_label("别名").fill("示例旧办")
    units.get_by_role("button", name="登记这个单位").click()
    expect(page.get_by_role("heading", name="示例旧局", level=1)).to_be_visible()
    change = page.get_by_role("region", name="变动")
    change.get_by_role("button", name="撤销或更名，由他单位承接").click()
    change.get_by_label("由哪个单位承接").fill("示例局")
    change.get_by_label("原因").fill("机构改革")
    seat.sound()
    _look(page, "succeed")
    change.get_by_role("button", name="撤销或更名，由他单位承接：示例旧局").click()
    expect(page.get_by_text("已登记承接单位。")).to_be_visible()
    expect(page.get_by_role("region", name="登记经过").get_by_text("原因：机构改革")).to_be_visible()
    seat.sound()
    page.set_viewport_size(PHONE)
    seat.sound()
    _look(page, "unit-phone")
    page.get_by_role("region", name="登记内容").get_by_role("link", name="示例局").click()
    expect(page.get_by_role("heading", name="示例局", level=1)).to_be_visible()
    expect(page.get_by_role("link", name="示例旧局")).to_be_visible()
    seat.sound()
    # Whoever undoes it says why; a member who leaves stays to be read.
    page.get_by_role("link", name="示例旧局").click()
    change.get_by_role("button", name="撤回承接").click()
    change.get_by_label("原因").fill("登记有误")
    change.get_by_role("button", name="撤回承接：示例旧局").click()
    expect(page.get_by_text("承接已撤回。")).to_be_visible()
    page.goto(f"{seat.origin}/portal/directory/members/M501")
    change.get_by_role("button", name="离任", exact=True).click()
    change.get_by_label("原因").fill("辞去委员")
    change.get_by_role("button", name="离任：示例委员五〇一").click()
    expect(page.get_by_text("已办理。")).to_be_visible()
    expect(page.get_by_role("region", name="登记内容").get_by_text("已离任")).to_be_visible()
    expect(page.get_by_role("region", name="登记内容").get_by_role("button", name="更正")).to_have_count(0)
    seat.sound()
    seat.end("ERR_INTERNET_DISCONNECTED")


COLUMNS = ("年度", "届次", "案号", "案由", "提案者", "承办单位", "答复类别", "满意度", "未了事项")
ZIP, XLSX = "application/zip", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _earlier(number: int, title: str, answer: str = "A") -> tuple[Any, ...]:
    return ("2024", "十五届三次", number, title, "示例甲", "示例局", answer, "满意", "")


def _file(name: str, kind: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": kind, "buffer": content}


def test_earlier_years_come_in_and_are_found(walk: Walk, browser: Browser) -> None:
    seat = Seat(browser, walk.platform.named_origin, WIDE)
    page = seat.page
    seat.sign_in("clerk", "/portal/archive")
    expect(page.get_by_text("还没有往年提案。")).to_be_visible()
    seat.sound()
    page.get_by_role("button", name="导入", exact=True).click()

    # The list alone: what is wrong is told by its row, and nothing comes in.
    alone = page.get_by_role("region", name="导入往年提案目录")
    good = _earlier(1, "关于建设口袋公园的提案")
    wrong = xlsx(COLUMNS, good, _earlier(2, "", "示例类"))
    alone.locator('input[type="file"]').set_input_files(_file("示例目录.xlsx", XLSX, wrong))
    expect(alone.get_by_role("alert")).to_contain_text("一行也不会导入")
    expect(alone.get_by_role("cell", name="案由")).to_be_visible()
    seat.sound()
    _look(page, "archive-wrong")
    alone.locator('input[type="file"]').set_input_files(_file("示例目录.xlsx", XLSX, xlsx(COLUMNS, good)))
    alone.get_by_role("button", name="导入 1 行").click()
    expect(page.get_by_role("link", name="关于建设口袋公园的提案")).to_be_visible()

    # With texts: looked at as a job, file by file; the network goes, and nothing has to be chosen again.
    meals = docx(
        "关于增设助餐点的提案",
        "一、情况",
        "助餐点只有四处。",
        "二、分析",
        "场地不足。",
        "三、建议",
        "1.利用闲置校舍办助餐点。",
    )
    lines = (_earlier(12, "关于增设助餐点的提案"), _earlier(13, "关于路口增设信号灯的提案"))
    pack = packed(**{"清单.xlsx": xlsx(COLUMNS, *lines), "12.docx": meals, "13.docx": b"PK", "99.docx": meals})
    texts = page.get_by_role("region", name="目录连同正文导入")
    seat.context.set_offline(True)
    texts.locator('input[type="file"]').set_input_files(_file("示例正文.zip", ZIP, pack))
    expect(texts.get_by_role("alert")).to_contain_text("网络断开")
    seat.context.set_offline(False)
    texts.get_by_role("button", name="再试一次").click()
    expect(texts.get_by_text("预览完毕：新增或变更 2 件，不变 0 件，1 个文件对上了。")).to_be_visible()
    jobs = page.get_by_role("region", name="导入任务")
    jobs.get_by_text("文件 3 个，其中没有对上或读不出来 2 个").click()
    expect(jobs.get_by_text("没有对应的行")).to_be_visible()
    expect(jobs.get_by_text("读不出来", exact=True)).to_be_visible()
    seat.sound()
    _look(page, "archive-seen")
    assert len(walk.clerk.get("/submission/archive").json()["items"]) == 1
    texts.get_by_role("button", name="照此导入 2 件").click()
    expect(texts.get_by_text("已转为后台任务")).to_be_visible()
    # It goes on without the page.
    page.goto("about:blank")
    page.goto(f"{seat.origin}/portal/archive")
    expect(page.get_by_role("link", name="关于增设助餐点的提案")).to_be_visible()
    seat.sound()
    _look(page, "archive")

    # Found by words and by year, which stand in the address; one is read whole.
    page.get_by_label("按案由查找").fill("助餐")
    expect(page.get_by_role("link", name="关于建设口袋公园的提案")).to_have_count(0)
    expect(page).to_have_url(f"{seat.origin}/portal/archive?q=%E5%8A%A9%E9%A4%90")
    with page.expect_download() as taken:
        page.get_by_role("button", name="导出表格").click()
    assert "关于增设助餐点的提案" in taken.value.path().read_text("utf-8-sig")
    page.get_by_label("年度").fill("2023")
    page.get_by_label("年度").press("Enter")
    expect(page.get_by_text("没有找到，请换个词或年度。")).to_be_visible()
    page.get_by_label("年度").fill("")
    page.get_by_label("年度").press("Enter")
    page.get_by_role("link", name="关于增设助餐点的提案").click()
    expect(page.get_by_text("助餐点只有四处。")).to_be_visible()
    expect(page.get_by_text("只有工作人员能看")).to_be_visible()
    seat.sound()
    page.set_viewport_size(PHONE)
    seat.sound()
    _look(page, "archived-phone")
    page.go_back()
    expect(page.get_by_role("link", name="关于增设助餐点的提案")).to_be_visible()
    seat.sound()
    seat.end("ERR_INTERNET_DISCONNECTED")


def _entered(walk: Walk, who: str, member: str, channel: str, value: str) -> None:
    client = walk.platform.caller(who).client
    eventually(lambda: client.get(f"/notification/contacts/{member}").is_success, what="notification's member")
    path = f"/notification/contacts/{member}/channels/{channel}"
    answer = client.put(path, json={"value": value}, headers={"Idempotency-Key": secrets.token_hex(8)})
    assert answer.is_success, answer.text


def test_contacts_are_confirmed_by_another_who_enters_the_same(walk: Walk, browser: Browser) -> None:
    for number in (1, 2):
        enrolled = {"member_id": f"M70{number}", "name": f"示例委员七〇{number}", "sector": "经济界", "term": 15}
        walk.clerk.post("/submission/members", enrolled)
    _entered(walk, "clerk", "M701", "mobile", "10000000701")
    _entered(walk, "clerk", "M701", "mail", "m701@shili.example")
    _entered(walk, "clerk2", "M702", "mobile", "10000000702")
    seat = Seat(browser, walk.platform.named_origin, WIDE)
    page = seat.page
    seat.sign_in("clerk2", "/portal/directory/contacts")
    others, mine = page.get_by_role("region", name="等您复核"), page.get_by_role("region", name="您登记的")
    expect(others.get_by_role("listitem")).to_have_count(2)
    expect(mine.get_by_text("示例委员七〇2")).to_be_visible()
    expect(mine.get_by_role("textbox")).to_have_count(0)
    seat.sound()
    # What differs is refused at its line, and what was entered stays unknown to whoever tries.
    mobile, mail = others.get_by_label("示例委员七〇1的手机"), others.get_by_label("示例委员七〇1的邮箱")
    mobile.fill("10000000799")
    mobile.press("Enter")
    expect(others.get_by_role("alert")).to_contain_text("与登记的不一致")
    seat.sound()
    _look(page, "waiting")
    # The network goes for a moment; the same again is one command.
    seat.context.set_offline(True)
    mobile.fill("100 0000 0701")
    mobile.press("Enter")
    expect(others.get_by_role("alert")).to_contain_text("网络断开")
    seat.context.set_offline(False)
    mobile.press("Enter")
    expect(others.get_by_text("已复核")).to_be_visible()
    expect(mail).to_be_focused()
    assert "10000000701" not in page.content()
    stored = {one["channel"]: one for one in walk.clerk.get("/notification/contacts/M701").json()["contacts"]}
    assert (stored["mobile"]["confirmed_by"], stored["mail"]["confirmed_by"]) == ("clerk2", None)

    # By itself: entered, replaced, confirmed, removed on the member's own page; one's own is another's to confirm.
    others.get_by_role("link", name="示例委员七〇1").first.click()
    card = page.get_by_role("region", name="联系方式")
    expect(card.get_by_text("100****0701")).to_be_visible()
    card.get_by_role("button", name="登记 企业微信").click()
    card.get_by_label("内容").fill("空 格")
    card.get_by_role("button", name="登记", exact=True).click()
    expect(card.get_by_role("alert")).to_contain_text("格式不对")
    card.get_by_label("内容").fill("m701")
    card.get_by_role("button", name="登记", exact=True).click()
    expect(card.get_by_text("已登记，等另一名工作人员复核。")).to_be_visible()
    expect(card.get_by_text("由您登记的，须由另一名工作人员复核。")).to_be_visible()
    expect(card.get_by_role("button", name="复核 企业微信")).to_have_count(0)
    card.get_by_role("button", name="复核 邮箱").click()
    card.get_by_label("照委员提供的再输一遍").fill("m701@shili.example")
    card.get_by_role("button", name="复核", exact=True).click()
    expect(card.get_by_text("已复核。")).to_be_visible()
    seat.sound()
    _look(page, "contacts")
    card.get_by_role("button", name="删除 企业微信").click()
    card.get_by_label("删除的原因").fill("不再使用")
    card.get_by_role("button", name="删除", exact=True).click()
    expect(card.get_by_text("已删除，并按旧的联系方式告知本人。")).to_be_visible()
    page.set_viewport_size(PHONE)
    seat.sound()
    _look(page, "contacts-phone")
    page.goto(f"{seat.origin}/portal/directory/contacts")
    expect(others.get_by_text("没有等您复核的。")).to_be_visible()
    seat.sound()
    # A sheet as Excel saves it in China; looked at first.
    page.goto(f"{seat.origin}/portal/directory")
    page.get_by_role("button", name="粘贴导入").click()
    contacts = page.get_by_role("region", name="导入联系方式")
    sheet = "编号,手机,邮箱,企业微信\r\nM702,10000000702,m702@shili.example,\r\n".encode("gb18030")
    contacts.locator('input[type="file"]').set_input_files(_file("示例联系方式.csv", "text/csv", sheet))
    contacts.get_by_role("button", name="检查", exact=True).click()
    expect(contacts.get_by_text("没有错误：将录入 1 项，不变 1 项。")).to_be_visible()
    seat.sound()
    seat.end("ERR_INTERNET_DISCONNECTED")


def test_a_holder_plans_a_booked_topic_on_a_phone(walk: Walk, browser: Browser) -> None:
    last = (walk.today() + timedelta(days=60)).isoformat()
    enrolled = {"member_id": "M801", "name": "示例委员八〇一", "sector": "经济界", "term": 15}
    walk.clerk.post("/submission/members", enrolled)
    topics = [{"title": "社区助餐点怎样持续", "source": "示例来源"}]
    call = {"call_id": "PLAN-1", "kind": "catalogue", "title": "示例征集", "basis": "示例计划", "topics": topics}
    walk.clerk.post("/submission/calls", call | {"closes_on": last})
    booked = walk.member.post("/submission/bookings", {"call_id": "PLAN-1", "topic": 0})
    seat = Seat(browser, walk.platform.named_origin, PHONE)
    page = seat.page
    seat.sign_in("M001", "/portal/calls")
    page.get_by_role("link", name="调研计划 社区助餐点怎样持续").click()
    expect(page.get_by_role("heading", name="社区助餐点怎样持续", level=1)).to_be_visible()
    seat.sound()
    page.get_by_role("button", name="写调研计划").click()
    page.get_by_role("button", name="再加一步").click()
    page.get_by_label("做什么").fill("走访三个社区")
    expect(page.get_by_text("有一步没有写何时完成。")).to_be_visible()
    expect(page.get_by_role("button", name="保存计划")).to_be_disabled()
    day = (walk.today() + timedelta(days=10)).isoformat()
    page.get_by_label("何时完成").fill(day)
    page.get_by_label("调研组成员").fill("八〇一")
    page.get_by_role("button", name="示例委员八〇一").click()
    page.get_by_label("名录以外的人").fill("示例专家")
    seat.sound()
    _look(page, "plan-form")
    # Meanwhile the same holder has planned on another device: both are seen, and nothing that was typed is lost.
    read = walk.member.client.get(f"/submission/bookings/{booked['id']}")
    headers = {"If-Match": read.headers["ETag"], "Idempotency-Key": secrets.token_hex(8)}
    other = {"research_from": walk.today().isoformat(), "research_until": day}
    assert walk.member.client.put(f"/submission/bookings/{booked['id']}/plan", json=other, headers=headers).is_success
    page.get_by_role("button", name="保存计划").click()
    expect(page.get_by_role("alert")).to_contain_text("改的是：从哪天起、到哪天。")
    expect(page.get_by_label("到哪天")).to_have_value(day)
    expect(page.get_by_label("做什么")).to_have_value("走访三个社区")
    seat.sound()
    seat.context.set_offline(True)
    page.get_by_role("button", name="保存计划").click()
    expect(page.get_by_text("网络断开")).to_be_visible()
    seat.context.set_offline(False)
    page.get_by_role("button", name="保存计划").click()
    expect(page.get_by_text("计划已保存。")).to_be_visible()
    expect(page.get_by_text("示例委员八〇一、示例专家")).to_be_visible()
    seat.sound()
    _look(page, "plan")
    page.get_by_role("button", name="完成了 走访三个社区").click()
    page.get_by_role("button", name="确认完成").click()
    expect(page.get_by_text("“走访三个社区”已记为完成。")).to_be_visible()
    stored = walk.member.get(f"/submission/bookings/{booked['id']}").json()
    assert [(one["name"], one["done_on"]) for one in stored["milestones"]] == [
        ("走访三个社区", walk.today().isoformat())
    ]
    assert (stored["team"], stored["others"], stored["research_until"]) == (["M801"], ["示例专家"], day)
    # What is done stays in the plan; what the service refuses is said in words.
    page.get_by_role("button", name="修改计划").click()
    expect(page.get_by_label("做什么")).to_have_count(0)
    page.get_by_role("button", name="再加一步").click()
    page.get_by_label("做什么").fill("座谈")
    page.get_by_label("何时完成").fill((walk.today() - timedelta(days=1)).isoformat())
    page.get_by_role("button", name="保存计划").click()
    expect(page.get_by_text("日期不对：新的一步从今天起")).to_be_visible()
    seat.sound()
    page.set_viewport_size(WIDE)
    seat.sound()
    seat.end("ERR_INTERNET_DISCONNECTED")

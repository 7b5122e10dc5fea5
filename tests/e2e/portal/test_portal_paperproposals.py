"""Proposals that came on paper, in the browser: one clerk enters them beside the scan, another holds both."""

from secrets import token_hex

from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.support.browser import PHONE, Seat
from tests.support.walking import TEXT, TITLE, Walk

WIDE = ViewportSize(width=1440, height=900)
expect.set_options(timeout=20_000)


def _scan(page: Page, scan: bytes) -> None:
    page.locator('input[type="file"]').first.set_input_files(
        {"name": "示例纸质提案.png", "mimeType": "image/png", "buffer": scan}
    )


def test_one_clerk_enters_a_proposal_and_another_files_it(walk: Walk, browser: Browser) -> None:
    first = Seat(browser, walk.platform.named_origin, WIDE)
    page = first.page
    first.sign_in("clerk", "/portal/paper-proposals")
    expect(page.get_by_text("没有等您复核的。")).to_be_visible()
    first.sound()
    page.get_by_role("link", name="录入一件").click()
    page.get_by_role("button", name="录入，交另一人复核").click()
    expect(page.get_by_text("还须填写：扫描件、第一提案人、案由")).to_be_visible()
    first.sound()
    page.get_by_role("combobox", name="第一提案人").fill("示例委员一")
    page.get_by_label("收到日期（收文章）").fill(walk.today().isoformat())
    page.get_by_role("textbox", name="案由", exact=True).fill(TITLE)
    page.get_by_label("情况").fill(TEXT["situation"])
    page.get_by_label("分析").fill(TEXT["analysis"])
    page.get_by_role("textbox", name="各条建议之间空一行").fill("在每个街道至少增设一处助餐点。")
    page.get_by_role("group", name="是否同意公开").get_by_label("同意", exact=True).check()
    _scan(page, page.screenshot())

    # The entry arrives, its scan is lost on the way: the entry's own page sends it again, and entering is over.
    lost = lambda route: route.abort()  # noqa: E731
    page.route("**/attachments?*", lost)
    page.get_by_role("button", name="录入，交另一人复核").click()
    expect(page.get_by_text("录入已保存，不必再录。还没有传完：示例纸质提案.png。")).to_be_visible()
    expect(page.get_by_role("button", name="录入，交另一人复核")).to_have_count(0)
    first.sound()
    page.unroute("**/attachments?*", lost)
    page.get_by_role("button", name="再传一次").click()
    expect(page.get_by_text("还没有传完")).to_have_count(0)
    expect(page.get_by_text("这件由您录入，须由另一名工作人员复核。")).to_be_visible()
    expect(page.get_by_role("img", name="“示例纸质提案.png”的扫描件")).to_be_visible()
    expect(page.get_by_role("button", name="与纸面一致，确认提交")).to_have_count(0)
    first.sound()
    (paper,) = walk.clerk.get("/submission/paper-proposals").json()["items"]

    # Another clerk, on a phone, finds a difference and says which.
    second = Seat(browser, walk.platform.named_origin, PHONE)
    other = second.page
    second.sign_in("clerk2", "/portal/desk")
    other.get_by_role("link", name="1 纸质代录待复核").click()
    other.get_by_role("link", name=f"去复核 {TITLE}").click()
    expect(other.get_by_role("img", name="“示例纸质提案.png”的扫描件")).to_be_visible()
    second.sound()
    other.get_by_role("button", name="不一致，退回录入").click()
    other.get_by_label("哪里不一致（录入人会看到）").fill("示例：纸面写的是两处。")
    other.get_by_role("button", name="退回录入", exact=True).click()
    expect(other.get_by_text("clerk2 复核未通过：示例：纸面写的是两处。")).to_be_visible()
    second.sound()

    page.reload()
    expect(page.get_by_text("clerk2 复核未通过")).to_be_visible()
    page.get_by_role("button", name="更正").click()
    page.get_by_role("textbox", name="各条建议之间空一行").fill(TEXT["suggestions"][0])
    first.sound()
    page.get_by_role("button", name="保存更正，交另一人复核").click()
    expect(page.get_by_text("这件由您录入，须由另一名工作人员复核。")).to_be_visible()

    # Corrected once more while the other looks: what they saw is not what is filed.
    other.reload()
    expect(other.get_by_role("button", name="与纸面一致，确认提交")).to_be_enabled()
    entry = walk.clerk.get(f"/submission/paper-proposals/{paper['id']}")
    again = {"member_id": "M001", "publish_consent": False, "consent_refusal": "示例：纸面未同意。", "text": TEXT}
    put = walk.clerk.client.put(
        f"/submission/paper-proposals/{paper['id']}",
        json=again | {"received_on": walk.today().isoformat()},
        headers={"If-Match": entry.headers["ETag"], "Idempotency-Key": token_hex(8)},
    )
    assert put.is_success, put.text
    other.get_by_role("button", name="与纸面一致，确认提交").click()
    expect(other.get_by_text("您看的时候内容有变动。")).to_be_visible()
    expect(other.get_by_text("示例：纸面未同意。")).to_be_visible()
    other.get_by_role("button", name="与纸面一致，确认提交").click()
    expect(other.get_by_text("clerk2 已复核，提案已提交。")).to_be_visible()
    second.sound()
    id = walk.clerk.get(f"/submission/paper-proposals/{paper['id']}").json()["proposal_id"]
    filed = walk.clerk.get(f"/submission/proposals/{id}").json()
    assert (filed["state"], filed["assisted"]["confirmed_by"], len(filed["attachments"])) == ("filed", "clerk2", 1)

    # Its member objects; neither of the two settles that.
    walk.member.post(f"/submission/proposals/{id}/object-to-entry", {"reason": "示例：我同意公开。"})
    other.reload()
    expect(other.get_by_text("录入和复核的人不处理异议")).to_be_visible()
    third = Seat(browser, walk.platform.named_origin, WIDE)
    page = third.page
    third.sign_in("chair", "/portal/paper-proposals")
    page.get_by_role("region", name="提案者有异议的（1 件）").get_by_role("link", name="去处理").click()
    expect(page.get_by_text("提案者说：示例：我同意公开。")).to_be_visible()
    page.get_by_role("button", name="作出处理").click()
    expect(page.get_by_text("请选处理结果并写明说明。")).to_be_visible()
    page.get_by_label("已更正文字").check()
    page.get_by_label("说明（提案者会看到）").fill("示例：已与本人核对。")
    page.get_by_role("button", name="作出处理").click()
    expect(page.get_by_text("文字还没有更正，请先在审查台修改")).to_be_visible()
    third.sound()
    page.get_by_label("录入无误，维持").check()
    page.get_by_role("button", name="作出处理").click()
    expect(page.get_by_text("已处理：录入无误，维持。示例：已与本人核对。")).to_be_visible()
    third.sound()
    for seat in (first, second, third):
        seat.end()


def test_a_returned_one_is_answered_on_paper(walk: Walk, browser: Browser) -> None:
    id = walk.filed()
    walk.clerk.post(f"/submission/proposals/{id}/return", {"comments": "示例：请写明街道。"})
    seat = Seat(browser, walk.platform.named_origin, WIDE)
    page = seat.page
    seat.sign_in("clerk", "/portal/paper-proposals")
    page.get_by_role("link", name=f"录入修改稿 {TITLE}").click()
    expect(page.get_by_text("示例：请写明街道。")).to_be_visible()
    expect(page.get_by_label("情况")).to_have_value(TEXT["situation"])
    page.get_by_label("情况").fill("城东、城西两个街道只有四处助餐点。")
    page.get_by_label("收到日期（收文章）").fill(walk.today().isoformat())
    _scan(page, page.screenshot())
    seat.sound()
    page.get_by_role("button", name="录入，交另一人复核").click()
    expect(page.get_by_text("这件由您录入")).to_be_visible()
    seat.sound()
    other = Seat(browser, walk.platform.named_origin, WIDE)
    other.sign_in("clerk2", page.url.removeprefix(seat.origin))
    other.page.get_by_role("button", name="与纸面一致，确认重新提交").click()
    expect(other.page.get_by_text("clerk2 已复核，提案已提交。")).to_be_visible()
    again = walk.clerk.get(f"/submission/proposals/{id}").json()
    assert (again["state"], again["refiled_on_paper"]) == ("filed", True)
    assert again["text"]["situation"] == "城东、城西两个街道只有四处助餐点。"

    # A refused entry is given up by who entered it, with a reason, and stays to be read.
    entry = {"member_id": "M001", "publish_consent": True, "text": TEXT, "received_on": walk.today().isoformat()}
    paper = walk.clerk.post("/submission/paper-proposals", entry)["id"]
    refused = {"reason": "示例：已在网上提交过。"}
    walk.platform.caller("clerk2").post(f"/submission/paper-proposals/{paper}/refuse", refused)
    page.goto(f"{seat.origin}/portal/paper-proposals/{paper}")
    page.get_by_role("button", name="作废").click()
    page.get_by_label("为什么作废").fill("示例：重复。")
    page.get_by_role("button", name="作废这件录入").click()
    expect(page.get_by_text("clerk 已作废：示例：重复。")).to_be_visible()
    page.get_by_role("link", name="回到纸质提案").click()
    expect(page.get_by_role("row").filter(has_text="已作废")).to_be_visible()
    seat.sound()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Proposals on paper")).to_be_visible()
    seat.sound()
    seat.end()
    other.end()

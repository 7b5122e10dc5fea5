"""What a member does between filing and signing: hears of it, confirms what was held, objects to what was not."""

from playwright.sync_api import Browser, expect

from tests.support.browser import Seat
from tests.support.caller import eventually
from tests.support.walking import TITLE, Walk


def test_a_member_confirms_one_consultation_and_objects_to_another(walk: Walk, browser: Browser) -> None:
    proposal = walk.filed()
    walk.admitted(proposal)
    assignment = walk.accepted(proposal)
    before = walk.met(assignment, "before")
    seat = Seat(browser, walk.platform.named_origin)
    page = seat.page
    seat.sign_in("M001")
    expect(page.get_by_text("请确认一次协商")).to_be_visible()
    page.get_by_role("link", name="去确认").click()
    expect(page.get_by_role("heading", name="办理前协商")).to_be_visible()
    expect(page.get_by_text("逐条交换意见。")).to_be_visible()
    expect(page.get_by_text("当面")).to_be_visible()
    assert seat.violations() == []
    page.get_by_role("button", name="是，确认").click()
    expect(page.get_by_text("您已确认这次协商。")).to_be_visible()
    assert walk.clerk.get(f"/consultation/consultations/{before}").json()["confirmed_by"] == ["M001"]
    walk.unit.post(f"/consultation/assignments/{assignment}/agree-plan", {"plan": "分三步办理。"})

    during = walk.met(assignment, "during")
    page.goto(f"{seat.origin}/portal/consultations/{during}")
    page.get_by_role("button", name="不是，有异议").click()
    send = page.get_by_role("button", name="提交异议")
    expect(send).to_be_disabled()
    page.get_by_label("请说明哪里不对").fill("那天没有人来过。")
    assert seat.violations() == []
    send.click()
    expect(page.get_by_text("有异议", exact=True)).to_be_visible()
    expect(page.get_by_text("那天没有人来过。")).to_be_visible()
    stored = walk.clerk.get(f"/consultation/consultations/{during}").json()
    assert (stored["state"], stored["statement"], stored["member_id"]) == ("disputed", "那天没有人来过。", "M001")
    assert seat.strangers == []
    assert seat.complaints == []
    seat.close()


def test_a_member_reads_what_they_were_told(walk: Walk, browser: Browser) -> None:
    proposal = walk.filed()
    walk.admitted(proposal)
    eventually(lambda: [
        one for one in walk.member.get("/notification/notices").json()["items"]
        if (one["proposal_id"], one["kind"]) == (proposal, "admitted")
    ])  # fmt: skip
    seat = Seat(browser, walk.platform.named_origin)
    page = seat.page
    seat.sign_in("M001", "/portal/notices")
    newest = page.get_by_role("listitem").first
    expect(newest).to_contain_text(TITLE)
    expect(newest).to_contain_text("未读")
    assert seat.violations() == []
    page.get_by_role("button", name="全部标为已读").click()
    expect(page.get_by_text("未读")).to_have_count(0)
    assert walk.member.get("/notification/notices/unread-count").json()["unread"] == 0
    # Its text follows the reader's language, too.
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Notices")).to_be_visible()
    expect(page.get_by_role("listitem").first).to_contain_text("admitted")
    newest.get_by_role("link", name="See the proposal").click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    assert seat.strangers == []
    seat.close()

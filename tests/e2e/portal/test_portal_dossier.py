"""One proposal whole in the browser: five services side by side, one of them away, and what is not for the reader."""

from io import BytesIO

import pytest
from playwright.sync_api import Browser, Page, Route, ViewportSize, expect
from pypdf import PdfReader

from tests.support.browser import PHONE, Seat
from tests.support.caller import eventually
from tests.support.walking import CONTENT, TITLE, Walk

WIDE = ViewportSize(width=1440, height=900)
expect.set_options(timeout=20_000)
PROMISED = CONTENT | {
    "answer_class": "planned",
    "answers": [
        {
            "suggestion": 1,
            "adoption": "planned",
            "why": "已列入下年计划。",
            "commitment": {"promise": "新增两处助餐点。", "due": "2099-06-30"},
        }
    ],
}


@pytest.fixture(scope="module")
def proposal(walk: Walk) -> str:
    """Talked through, answered in a second version, signed, with an outcome and somebody who watches."""
    id = walk.filed()
    walk.admitted(id)
    assignment = walk.accepted(id)
    walk.consulted(assignment)
    draft = {"assignment_id": assignment, "content": CONTENT}
    first = walk.unit.post("/consultation/replies", draft)["id"]
    walk.leader.post(f"/consultation/replies/{first}/approve")
    walk.office.post(f"/consultation/replies/{first}/reject", {"reason": "须写明时限。"})
    reply = walk.replied(assignment, PROMISED)
    said = {"kind": "site_visit", "held_on": walk.today().isoformat(), "findings": "现场查看两处选址。"}
    walk.clerk.post(f"/supervision/oversights/{id}/activities", said)
    walk.signed_on_paper(id, reply)

    def known() -> bool:
        found = walk.clerk.get(f"/conversion/dossiers/{id}")
        return found.status_code == 200 and found.json()["followup"] is not None

    eventually(known)
    eventually(lambda: walk.clerk.get(f"/evaluation/boards/proposals/{id}").status_code == 200)
    return id


def _away(page: Page, service: str) -> None:
    def refuse(route: Route) -> None:
        route.fulfill(status=503, content_type="application/problem+json", body='{"status": 503, "title": "away"}')

    page.route(f"**/{service}/**", refuse)


def test_a_proposal_stands_whole_and_a_service_that_is_away_takes_nothing_else_with_it(
    walk: Walk, browser: Browser, proposal: str
) -> None:
    seat = Seat(browser, walk.platform.named_origin, WIDE)
    page = seat.page
    for service in ("supervision", "submission"):
        _away(page, service)
    seat.sign_in("clerk", f"/portal/dossier/{proposal}")
    # Its name is said by whoever answers; the two that do not are named, and the rest stands.
    expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()
    expect(page.get_by_text("督办暂时取不到，其余内容不受影响；恢复后会自动补上。")).to_be_visible()
    expect(page.get_by_text("提案暂时取不到，其余内容不受影响；恢复后会自动补上。")).to_be_visible()
    replies = page.get_by_role("region", name="答复", exact=True)
    expect(replies.get_by_text("已列入下年计划。")).to_be_visible()
    expect(page.get_by_role("region", name="转化", exact=True).get_by_text("新增两处助餐点。")).to_be_visible()
    seat.sound()

    # They come back by themselves.
    page.unroute("**/supervision/**")
    page.unroute("**/submission/**")
    expect(page.get_by_text("提案者：示例委员一")).to_be_visible(timeout=40_000)
    expect(page.get_by_text("现场查看两处选址。")).to_be_visible(timeout=40_000)
    expect(page.get_by_text("场地不足，补贴偏低。").first).to_be_visible(timeout=40_000)
    expect(page.get_by_text("暂时取不到")).to_have_count(0)
    signed = page.get_by_role("region", name="签字确认")
    expect(signed.get_by_text("纸质代录")).to_be_visible()
    expect(signed.get_by_text("签字是否属实，要用下载的存证离线核验")).to_be_visible()
    with page.expect_download() as evidence:
        signed.get_by_role("button", name="下载签字存证").click()
    assert evidence.value.suggested_filename.startswith("sign-off-")

    # What the second version says otherwise than the first.
    replies.get_by_role("button", name="与上一稿的不同").click()
    expect(replies.locator("ins").first).to_be_visible()
    expect(page.get_by_role("region", name="经过", exact=True).get_by_text("立案，开始督办")).to_be_visible()
    seat.sound()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Handling and talks")).to_be_visible()
    seat.end()


def test_a_dossier_is_printed_whole_and_folded_again(walk: Walk, browser: Browser, proposal: str) -> None:
    seat = Seat(browser, walk.platform.named_origin, WIDE)
    page = seat.page
    seat.sign_in("clerk", f"/portal/dossier/{proposal}")
    expect(page.get_by_text("现场查看两处选址。")).to_be_visible()
    folded = page.locator(".dossier details:not([open])")
    before = folded.count()
    assert before > 0
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert folded.count() == 0
    expect(page.get_by_role("button", name="打印")).to_be_hidden()
    expect(page.locator("nav.contents")).to_be_hidden()
    expect(page.get_by_text("本页由五个服务分别提供")).to_be_visible()
    # Which says itself when it begins and ends.
    pages = PdfReader(BytesIO(page.pdf(format="A4"))).pages
    assert "现场查看两处选址。" in "".join(one.extract_text() for one in pages)
    page.emulate_media(media="screen")
    assert folded.count() == before
    seat.end()


def test_whoever_may_not_see_a_part_is_told_so_once(walk: Walk, browser: Browser, proposal: str) -> None:
    # A unit that handles it is given no scores of others; a stranger to it nothing at all.
    seat = Seat(browser, walk.platform.named_origin, PHONE)
    seat.sign_in("U001", f"/portal/dossier/{proposal}")
    page = seat.page
    expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()
    expect(page.get_by_role("region", name="答复", exact=True).get_by_text("已列入下年计划。")).to_be_visible()
    expect(page.get_by_role("region", name="签字确认")).to_have_count(0)
    expect(page.get_by_role("alert")).to_have_count(0)
    seat.sound()
    page.goto(f"{seat.origin}/portal/dossier/unknown")
    expect(page.get_by_text("没有这件提案，或不在您的查阅范围内。")).to_be_visible()
    seat.sound()
    seat.end()

"""One field in the header of every staff page finds proposals by number, words, unit or proposer."""

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from tests.support.browser import PHONE, Seat
from tests.support.caller import eventually
from tests.support.walking import TITLE, Walk

WIDE = ViewportSize(width=1440, height=900)
expect.set_options(timeout=20_000)


@pytest.fixture(scope="module")
def proposal(walk: Walk) -> str:
    id, reply = walk.answered()
    walk.signed_on_paper(id, reply)
    eventually(lambda: walk.clerk.get(f"/conversion/dossiers/{id}").status_code == 200)
    return id


def test_a_proposal_is_found_from_every_page_by_one_field(walk: Walk, browser: Browser, proposal: str) -> None:
    seat = Seat(browser, walk.platform.named_origin, WIDE)
    page = seat.page
    seat.sign_in("clerk", "/portal/desk")
    field = page.get_by_role("combobox", name="查找提案")
    expect(field).to_be_visible()
    page.locator("h1, h2").first.click()
    page.keyboard.press("/")
    expect(field).to_be_focused()
    field.fill("助餐")
    option = page.get_by_role("option", name=TITLE)
    expect(option).to_be_visible()
    seat.sound()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{seat.origin}/portal/dossier/{proposal}")
    expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()

    # By number, by unit and by member; and what is not there is said.
    for words in ("1", "第1号", "示例局", "示例委员一"):
        field.fill(words)
        expect(page.get_by_role("option", name=TITLE)).to_be_visible()
    field.fill("没有这样的提案")
    expect(page.get_by_text("没有找到。")).to_be_visible()
    page.route("**/submission/search?*", lambda route: route.abort())
    field.fill("助餐点")
    expect(page.get_by_text("查找暂时不能用，输入的内容还在。")).to_be_visible()
    seat.sound()
    page.unroute("**/submission/search?*")
    page.get_by_role("button", name="再试一次").click()
    expect(page.get_by_role("option", name=TITLE)).to_be_visible()
    page.keyboard.press("Escape")

    # A page with a list of its own keeps the key for it.
    page.goto(f"{seat.origin}/portal/review")
    expect(page.get_by_placeholder("查找案由、提案者、案号")).to_be_visible()
    page.keyboard.press("/")
    expect(page.get_by_placeholder("查找案由、提案者、案号")).to_be_focused()
    seat.end()

    # Who may not ask submission finds what is its own, on a phone too.
    unit = Seat(browser, walk.platform.named_origin, PHONE)
    unit.sign_in("U001", "/portal/unit")
    unit.page.get_by_role("combobox", name="查找提案").fill("助餐")
    unit.page.get_by_role("option", name=TITLE).click()
    unit.page.wait_for_url(f"{unit.origin}/portal/dossier/{proposal}")
    unit.sound()
    unit.end()

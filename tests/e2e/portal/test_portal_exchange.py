"""The exchange with the supervision system in the browser: a day of it, and a message that cannot be read."""

from playwright.sync_api import Browser, ViewportSize, expect

from tests.support.browser import PHONE, Seat
from tests.support.caller import eventually
from tests.support.walking import Walk

WIDE = ViewportSize(width=1440, height=900)
expect.set_options(timeout=20_000)
_HELD = """INSERT INTO external_quarantine
           (held_at, topic, partition, "offset", county, reason, error, content_hash, value)
           VALUES (now(), 'external.inbound', 0, 0, '{}', 'malformed', '示例：正文不是 JSON', '{}', '\\x68656c6c6f')"""


def test_a_day_of_the_exchange_and_what_is_held_back_of_it(walk: Walk, browser: Browser) -> None:
    walk.answered()
    eventually(lambda: len(walk.clerk.get("/supervision/exchange/sent").json()["items"]) > 0)
    seat = Seat(browser, walk.platform.named_origin, WIDE)
    page = seat.page
    seat.sign_in("clerk", "/portal/exchange")
    expect(page.get_by_text("对方还没有报来这一天的清单，无从比对。")).to_be_visible()
    expect(page.get_by_role("region", name="发出").get_by_role("listitem").first).to_contain_text("第")
    # Whoever only reads the exchange keeps nothing of it.
    expect(page.get_by_text("暂存待处理")).to_have_count(0)
    expect(page.get_by_role("button", name="把这一天的重新发一遍")).to_have_count(0)
    seat.sound()
    page.get_by_label("日期").fill("2020-01-01")
    expect(page.get_by_text("这一天没有发出。")).to_be_visible()
    page.set_viewport_size(PHONE)
    seat.sound()

    walk.platform.psql("supervision", _HELD.format(walk.platform.county, "0" * 64))
    keeper = Seat(browser, walk.platform.named_origin, WIDE)
    room = keeper.page
    room.goto(keeper.origin + "/portal/exchange")
    room.locator('button[value="ops"]').click()
    row = room.get_by_role("region", name="暂存待处理").get_by_role("listitem")
    expect(row.get_by_text("示例：正文不是 JSON")).to_be_visible()
    keeper.sound()
    give_up = row.get_by_role("button", name="放弃")
    expect(give_up).to_be_disabled()
    row.get_by_label("理由").fill("示例：对方已重发。")
    give_up.click()
    expect(room.get_by_text("没有暂存的消息。")).to_be_visible()
    before = len(walk.clerk.get("/supervision/exchange/sent").json()["items"])
    room.get_by_role("button", name="把这一天的重新发一遍").click()
    expect(room.get_by_text(f"已重新发出 {before} 条，编号不变。")).to_be_visible()
    keeper.sound()
    for one in (seat, keeper):
        one.end()

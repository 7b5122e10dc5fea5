"""Unit and first proposer rate each other in the browser: what waits, back to back, what is read when it is over."""

from playwright.sync_api import Browser, ViewportSize, expect

from tests.support.browser import PHONE, Seat
from tests.support.caller import eventually
from tests.support.walking import TITLE, Walk

WIDE = ViewportSize(width=1440, height=900)
OF_PROPOSAL = {"科学性": "18", "严肃性": "20", "可行性": "15.5", "规范性": "20", "影响性": "10"}
OF_HANDLING = {"attitude": 20, "contact": 20, "timely": 20, "to_the_point": 12, "effect": 8}
expect.set_options(timeout=20_000)


def _opened(walk: Walk) -> str:
    """The county wants them from now on; the review that a first reply opened."""
    stored = walk.clerk.get("/evaluation/policies/mutual_review")
    put = walk.clerk.client.put(
        "/evaluation/policies/mutual_review",
        json={"document": stored.json()["document"] | {"open": True}},
        headers={"If-Match": stored.headers["ETag"], "Idempotency-Key": "mutual"},
    )
    assert put.is_success, put.text
    walk.answered()
    eventually(lambda: walk.member.get("/evaluation/mutual-reviews").json()["items"], what="the mutual review")
    return walk.member.get("/evaluation/mutual-reviews").json()["items"][0]["id"]


def test_both_rate_and_read_each_other_once_it_is_over(walk: Walk, browser: Browser) -> None:
    member = Seat(browser, walk.platform.named_origin, PHONE)
    page = member.page
    member.sign_in("M001", "/portal/mutual")
    expect(page.get_by_text("本县没有开展双向评议，不需要您评议。")).to_be_visible()
    member.sound()
    id = _opened(walk)
    # Evaluation away: home lives, and says which part does not.
    page.route("**/evaluation/mutual-reviews*", lambda route: route.abort())
    page.goto(f"{member.origin}/portal/")
    expect(page.get_by_text("双向评议暂时取不到，其余内容不受影响。")).to_be_visible()
    page.unroute("**/evaluation/mutual-reviews*")
    page.reload()
    expect(page.get_by_text("请评议办理工作（双向评议）")).to_be_visible()
    member.sound()

    # The unit finds it on its desk; what the network loses is kept, and sent once when it is back.
    unit = Seat(browser, walk.platform.named_origin, WIDE)
    desk = unit.page
    unit.sign_in("U001", "/portal/unit")
    rating = desk.get_by_role("region", name="请评议提案（双向评议）")
    unit.sound()
    rating.get_by_role("link", name=TITLE).click()
    expect(desk.get_by_role("heading", name=TITLE)).to_be_visible()
    desk.get_by_role("button", name="提交评分").click()
    expect(desk.get_by_role("alert")).to_contain_text("还没有评：科学性")
    for name, points in OF_PROPOSAL.items():
        desk.get_by_label(name).fill(points)
    desk.get_by_label("科学性").fill("21")
    expect(desk.get_by_role("alert")).to_contain_text("科学性须在 0 到 20 之间")
    unit.sound()
    desk.get_by_label("科学性").fill(OF_PROPOSAL["科学性"])
    desk.get_by_label("评语").fill("示例：建议具体。")
    desk.route("**/rate-proposal", lambda route: route.abort())
    desk.get_by_role("button", name="提交评分").click()
    expect(desk.get_by_text("没有网络。评分已存在本机")).to_be_visible()
    desk.unroute("**/rate-proposal")
    desk.evaluate("dispatchEvent(new Event('online'))")
    expect(desk.get_by_text("您的评议已经送达，不能再改。")).to_be_visible()
    expect(desk.get_by_text("合计 83.5 分（满分 100）")).to_be_visible()
    expect(desk.get_by_role("region", name="提案者对办理工作的评议").get_by_text("还没有评。")).to_be_visible()
    unit.sound()

    # The notice leads the member there; the unit's rating is hidden. Rated from another device meanwhile, the page
    # shows what stands.
    page.goto(f"{member.origin}/portal/notices")
    expect(page.get_by_role("heading", name="请评议办理工作")).to_be_visible()
    member.sound()
    asked = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="请评议办理工作"))
    asked.get_by_role("link", name="去办理").first.click()
    page.wait_for_url(f"**/portal/mutual/{id}")
    theirs = page.get_by_role("region", name="承办单位对提案的评议")
    expect(theirs).to_contain_text("已经评过。双方都评完")
    for name in ("办理态度", "沟通协商", "办理时效", "答复针对性", "落实成效"):
        page.get_by_label(name).fill("10")
    member.sound()
    walk.member.post(f"/evaluation/mutual-reviews/{id}/rate-handling", {"points": OF_HANDLING})
    page.get_by_role("button", name="提交评分").click()
    expect(theirs).to_contain_text("评语：示例：建议具体。")
    expect(page.get_by_role("region", name="提案者对办理工作的评议")).to_contain_text("合计 80 分（满分 100）")
    member.sound()
    page.get_by_role("link", name="回到双向评议").click()
    expect(page.get_by_text("已结束", exact=True)).to_be_visible()
    member.sound()
    member.end("ERR_FAILED")

    desk.get_by_role("link", name="回到双向评议").click()
    desk.get_by_role("link", name="看一看").click()
    expect(desk.get_by_text("合计 80 分（满分 100）")).to_be_visible()
    unit.sound()
    unit.end("ERR_FAILED")

"""What a member signed on paper, in the browser: one clerk enters it, another holds it against the scan."""

from playwright.sync_api import Browser, Locator, ViewportSize, expect

from tests.support.browser import PHONE, Seat
from tests.support.walking import TITLE, Walk

WIDE = ViewportSize(width=1440, height=900)
expect.set_options(timeout=20_000)


def _fill(form: Locator, scan: bytes, result: str) -> None:
    form.locator('input[type="file"]').set_input_files(
        {"name": "示例签字表.png", "mimeType": "image/png", "buffer": scan}
    )
    for legend, said in (
        ("对办理结果", result),
        ("对办理过程", "满意"),
        ("对结果的看法", "理解"),
        ("是否上门走访", "是"),
    ):
        form.get_by_role("group", name=legend).get_by_label(said, exact=True).check()


def test_one_clerk_enters_what_a_member_signed_and_another_confirms_it(walk: Walk, browser: Browser) -> None:
    id, reply = walk.answered()
    first = Seat(browser, walk.platform.named_origin, WIDE)
    page = first.page
    first.sign_in("clerk", "/portal/paper")
    expect(page.get_by_text("没有等复核的表。")).to_be_visible()
    first.sound()
    page.get_by_role("link", name="示例委员一").click()
    form = page.locator("form")
    form.get_by_role("button", name="录入，交另一人复核").click()
    expect(page.get_by_text("还须填写：扫描件、对办理结果")).to_be_visible()
    first.sound()

    # The entry arrives, its scan is lost on the way: sent again, it is entered once.
    scan = page.screenshot()
    _fill(form, scan, "基本满意")
    lost = lambda route: route.abort()  # noqa: E731
    page.route("**/scan?*", lost)
    form.get_by_role("button", name="录入，交另一人复核").click()
    expect(page.get_by_text("录入已保存，扫描件还没有传上。")).to_be_visible()
    page.unroute("**/scan?*", lost)
    form.get_by_role("button", name="录入，交另一人复核").click()

    # Whoever entered it does not confirm it, and takes a wrong one back.
    expect(page.get_by_text("这张表由您录入，须由另一名工作人员复核。")).to_be_visible()
    expect(page.get_by_role("img", name="示例委员一的签字表扫描件")).to_be_visible()
    expect(page.get_by_role("button", name="与扫描件一致，确认签字")).to_have_count(0)
    refused = walk.clerk.client.post(
        f"/supervision/sign-offs/{reply}/paper/M001/confirm", headers={"Idempotency-Key": "own"}
    )
    assert (refused.status_code, refused.json()["rule"]) == (409, "two-staff")
    first.sound()
    page.get_by_role("button", name="录错了，撤回").click()
    page.get_by_label("撤回的理由（委员会看到）").fill("示例：看错了一栏。")
    page.get_by_role("button", name="撤回这张表").click()
    form = page.locator("form")
    expect(form.get_by_role("heading", name="录入纸质表")).to_be_visible()
    _fill(form, scan, "满意")
    form.get_by_role("button", name="录入，交另一人复核").click()
    expect(page.get_by_text("这张表由您录入")).to_be_visible()

    # The other clerk finds it among what waits, on a phone.
    second = Seat(browser, walk.platform.named_origin, PHONE)
    page = second.page
    second.sign_in("clerk2", "/portal/desk")
    task = page.get_by_role("link", name="1 纸质签字待复核")
    expect(task).to_be_visible()
    second.sound()
    task.click()
    expect(page.get_by_role("listitem").filter(has_text=TITLE)).to_be_visible()
    second.sound()
    page.get_by_role("link", name="去复核").click()
    expect(page.get_by_role("img", name="示例委员一的签字表扫描件")).to_be_visible()
    second.sound()

    # Entered anew while they look: what they saw is not what is confirmed.
    entered = walk.clerk.get(f"/supervision/sign-offs/{reply}/paper/M001").json()
    again = entered["opinion"] | {"view": "reserve"}
    walk.clerk.post(
        f"/supervision/sign-offs/{reply}/paper",
        again | {"member_id": "M001", "scan_sha256": entered["scan_sha256"]},
    )
    page.get_by_role("button", name="与扫描件一致，确认签字").click()
    expect(page.get_by_text("您看的时候内容有变动。")).to_be_visible()
    expect(page.get_by_text("保留意见")).to_be_visible()
    second.sound()
    page.get_by_role("button", name="与扫描件一致，确认签字").click()
    expect(page.get_by_text("委员已签字（纸质代录）。")).to_be_visible()
    second.sound()

    found = walk.clerk.get(f"/supervision/sign-offs/{reply}").json()
    assert [(one["member_id"], one["result"], one["method"]) for one in found["signatures"]] == [
        ("M001", "satisfied", "paper")
    ]
    assert walk.clerk.get(f"/supervision/oversights/{id}").json()["state"] == "closed"
    first.end()
    second.end()

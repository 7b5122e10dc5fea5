"""Model proposals: chosen by a clerk, read by a member who is about to write, taken back with a reason."""

from secrets import token_hex

from playwright.sync_api import Browser, ViewportSize, expect

from tests.support.browser import Seat
from tests.support.walking import TITLE, Walk

WIDE = ViewportSize(width=1440, height=900)
expect.set_options(timeout=30_000)


def test_a_clerk_chooses_one_and_members_learn_from_it(walk: Walk, browser: Browser) -> None:
    id, filed = walk.filed(), walk.filed()
    walk.admitted(id)
    clerk, member = Seat(browser, walk.platform.named_origin, WIDE), Seat(browser, walk.platform.named_origin)
    page, other = clerk.page, member.page
    member.sign_in("M001", "/portal/write")
    other.get_by_role("link", name="看看范文怎么写").click()
    expect(other.get_by_text("还没有范文。")).to_be_visible()
    member.sound()

    # What is not admitted is none.
    clerk.sign_in("clerk", f"/portal/models/{filed}")
    page.get_by_label("好在哪里（委员会看到）").fill("示例：建议具体。")
    page.get_by_role("button", name="设为范文").click()
    expect(page.get_by_text("只有已立案的提案可以作范文。")).to_be_visible()
    page.goto(f"{clerk.origin}/portal/dossier/{id}")
    page.get_by_role("link", name="设为范文").click()
    page.get_by_label("好在哪里（委员会看到）").fill("示例：建议写明了地点和数量。")
    page.get_by_label("标签（用逗号分开，可空）").fill("民生，建议具体")
    clerk.sound()
    page.get_by_role("button", name="设为范文").click()
    expect(page.get_by_role("button", name="不再作范文")).to_be_visible()
    clerk.sound()

    other.reload()
    other.get_by_label("标签").select_option("建议具体")
    member.sound()
    other.get_by_role("link", name=TITLE).click()
    good = other.get_by_role("region", name="好在哪里")
    expect(good.get_by_text("示例：建议写明了地点和数量。")).to_be_visible()
    expect(other.get_by_text("示例委员一")).to_have_count(0)
    expect(other.get_by_text("经过")).to_have_count(0)
    member.sound()

    # Another clerk changes the note meanwhile: this one's is not saved over it unseen.
    page.get_by_role("button", name="修改说明").click()
    page.get_by_label("好在哪里（委员会看到）").fill("示例：建议写明了由谁办。")
    read = walk.clerk.get(f"/submission/model-proposals/{id}")
    put = walk.platform.caller("clerk2").client.put(
        f"/submission/model-proposals/{id}",
        json={"comment": "示例：数据扎实。", "tags": []},
        headers={"If-Match": read.headers["ETag"], "Idempotency-Key": token_hex(8)},
    )
    assert put.is_success, put.text
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("刚刚有人改过，上面是现在的内容")).to_be_visible()
    expect(page.get_by_role("region", name="好在哪里").get_by_text("示例：数据扎实。")).to_be_visible()
    expect(page.get_by_label("好在哪里（委员会看到）")).to_have_value("示例：建议写明了由谁办。")
    clerk.sound()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("region", name="好在哪里").get_by_text("示例：建议写明了由谁办。")).to_be_visible()
    page.get_by_role("button", name="不再作范文").click()
    page.get_by_label("为什么不再作范文").fill("示例：情况已变。")
    page.get_by_role("button", name="取消范文").click()
    expect(page.get_by_text("已不再作范文：示例：情况已变。")).to_be_visible()
    expect(page.get_by_text("取消范文：示例：情况已变。")).to_be_visible()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Make it a model again")).to_be_visible()
    clerk.sound()
    other.reload()
    expect(other.get_by_text("这件提案不是范文。")).to_be_visible()
    clerk.end()
    member.end()

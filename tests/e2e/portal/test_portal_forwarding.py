"""From one county to another in the browser: asked for, consented to, taken back, offered, taken up, told of."""

from secrets import token_hex

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from tests.support.browser import Seat
from tests.support.caller import eventually
from tests.support.walking import TITLE, Walk

CITY = "330100"
WIDE = ViewportSize(width=1440, height=900)
expect.set_options(timeout=20_000)


@pytest.fixture(scope="module")
def city(walk: Walk) -> Walk:
    """Another county of the platform, with people of its own; it is registered."""
    found = Walk(walk.platform.in_county(CITY)).prepared()
    entry = {"name": "示例市政协", "receives": True}
    put = found.clerk.client.put(
        "/submission/conference", json=entry, headers={"Idempotency-Key": token_hex(8)}
    )  # fmt: skip
    assert put.is_success or put.json()["rule"] == "registered-already", put.text
    return found


def test_a_proposal_goes_there_with_consent_and_its_answer_comes_back(walk: Walk, city: Walk, browser: Browser) -> None:
    id = walk.filed()
    walk.admitted(id)
    clerk = Seat(browser, walk.platform.named_origin, WIDE)
    page = clerk.page
    clerk.sign_in("clerk", "/portal/forwarding")
    expect(page.get_by_text("还没有登记，不能转出，也收不到转来的。")).to_be_visible()
    clerk.sound()
    page.get_by_role("button", name="登记").click()
    page.get_by_label("政协名称（对方看到的）").fill("示例县政协")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("以“示例县政协”的名义转送。")).to_be_visible()
    page.goto(f"{clerk.origin}/portal/dossier/{id}")
    page.get_by_role("link", name="转送", exact=True).first.click()
    page.get_by_role("button", name="征求提案者意见").click()
    expect(page.get_by_text("请选转往哪里，并写明理由。")).to_be_visible()
    page.get_by_label("转往").select_option(label="示例市政协")
    page.get_by_label("转送的理由（提案者和对方会看到）").fill("示例：属市级事权。")
    clerk.sound()
    page.get_by_role("button", name="征求提案者意见").click()
    expect(page.get_by_text("等提案者同意")).to_be_visible()
    clerk.sound()
    forward = page.url.rsplit("/", 1)[1]

    # The proposer agrees; the city declines it, and both read why.
    walk.member.post(f"/submission/forwards/{forward}/answer-consent", {"agreed": True})
    received = f"F-{walk.platform.county}-{forward}"
    eventually(lambda: city.clerk.get(f"/submission/received-forwards/{received}").status_code == 200)
    city.clerk.post(f"/submission/received-forwards/{received}/decline", {"reason": "示例：已列入市里计划。"})
    eventually(lambda: walk.clerk.get(f"/submission/forwards/{forward}").json()["state"] == "declined")
    # What was shown meanwhile is out of date: recalling it is refused, and the page says what it is now.
    page.get_by_role("button", name="撤回转送").click()
    page.get_by_label("为什么撤回（对方和提案者会看到）").fill("示例：重复转送。")
    page.get_by_role("button", name="撤回", exact=True).click()
    expect(page.get_by_text("示例：已列入市里计划。")).to_be_visible()
    expect(page.get_by_role("button", name="撤回转送")).to_have_count(0)
    clerk.sound()

    member = Seat(browser, walk.platform.named_origin)
    member.sign_in("M001", f"/portal/proposals/{id}/answers")
    member.page.get_by_role("link", name="看办到哪一步").click()
    expect(member.page.get_by_text("示例：已列入市里计划。")).to_be_visible()
    member.sound()

    # One that is not answered yet is taken back with a reason.
    ask = {"receiver": CITY, "reason": "示例：再转一次。"}
    again = walk.clerk.post(f"/submission/proposals/{id}/forwards", ask)["id"]
    page.goto(f"{clerk.origin}/portal/forwarding")
    expect(page.get_by_role("row").filter(has_text="对方不接收")).to_be_visible()
    page.get_by_role("row").filter(has_text="等提案者同意").get_by_role("link", name=TITLE).click()
    page.get_by_role("button", name="撤回转送").click()
    page.get_by_label("为什么撤回（对方和提案者会看到）").fill("示例：转错了。")
    page.get_by_role("button", name="撤回", exact=True).click()
    expect(page.get_by_text("已撤回：示例：转错了。")).to_be_visible()
    assert walk.clerk.get(f"/submission/forwards/{again}").json()["state"] == "recalled"
    page.get_by_role("link", name="回到转送").click()
    expect(page.get_by_role("row").filter(has_text="已撤回")).to_be_visible()
    clerk.sound()
    clerk.end()
    member.end()


def test_what_comes_is_offered_taken_up_and_a_topic_accepted(walk: Walk, city: Walk, browser: Browser) -> None:
    own = {"name": "示例县政协二", "receives": True}
    walk.clerk.client.put("/submission/conference", json=own, headers={"Idempotency-Key": token_hex(8)})
    id = city.filed()
    city.admitted(id)
    ask = {"receiver": walk.platform.county, "reason": "示例：属县级事权。"}
    forward = city.clerk.post(f"/submission/proposals/{id}/forwards", ask)["id"]
    city.member.post(f"/submission/forwards/{forward}/answer-consent", {"agreed": True})
    received = f"F-{CITY}-{forward}"
    eventually(lambda: walk.clerk.get(f"/submission/received-forwards/{received}").status_code == 200)

    clerk = Seat(browser, walk.platform.named_origin, WIDE)
    page = clerk.page
    clerk.sign_in("clerk", "/portal/forwarding")
    page.get_by_role("row").filter(has_text="示例市政协").filter(has_text="等处理").get_by_role("link").click()
    expect(page.get_by_text("示例：属县级事权。")).to_be_visible()
    page.get_by_role("button", name="请人提交").click()
    page.get_by_role("combobox", name="委员", exact=True).fill("示例委员一")
    clerk.sound()
    page.get_by_role("button", name="请他答复").click()
    expect(page.get_by_text("已请示例委员一，等答复。")).to_be_visible()
    clerk.sound()

    member = Seat(browser, walk.platform.named_origin)
    other = member.page
    member.sign_in("M001", "/portal/")
    waiting = other.get_by_role("listitem").filter(has_text="请您作为提案者提交转来的提案")
    waiting.get_by_role("link", name="去答复").click()
    other.get_by_role("button", name="由我提交").click()
    expect(other.get_by_text("请先选是否同意公开。")).to_be_visible()
    member.sound()
    other.get_by_label("同意公开", exact=True).check()
    # The network is away: what was chosen stays, and it is filed once.
    member.context.set_offline(True)
    other.get_by_role("button", name="由我提交").click()
    expect(other.get_by_text("您填写的内容还在，可以再试一次。")).to_be_visible()
    member.context.set_offline(False)
    other.get_by_role("button", name="由我提交").click()
    expect(other.get_by_role("link", name="看这里提交的提案")).to_be_visible()
    member.sound()
    there = walk.clerk.get(f"/submission/received-forwards/{received}").json()
    filed = walk.member.get(f"/submission/proposals/{there['filed_as']}").json()
    assert (there["state"], filed["proposers"], filed["publish_consent"]) == ("accepted", ["M001"], True)
    assert filed["origin"]["proposal_id"] == id

    # A topic of a call needs nobody: it goes among those that a call may take.
    call = {
        "call_id": "CITY-1", "kind": "quarterly", "title": "示例市征集", "basis": "示例办法",
        "topics": [{"title": "社区助餐点怎样持续", "source": "示例局"}],
        "closes_on": walk.today().replace(year=walk.today().year + 1).isoformat(),
    }  # fmt: skip
    city.clerk.post("/submission/calls", call)
    topic = city.clerk.post("/submission/calls/CITY-1/topics/0/forwards", ask)["id"]
    eventually(lambda: walk.clerk.get(f"/submission/received-forwards/F-{CITY}-{topic}").status_code == 200)
    page.goto(f"{clerk.origin}/portal/received-forwards/F-{CITY}-{topic}")
    page.get_by_role("button", name="接收，放入题目库").click()
    expect(page.get_by_text("已接收").first).to_be_visible()
    suggested = walk.clerk.get("/submission/suggested-topics").json()["items"]
    assert "社区助餐点怎样持续" in [one["topic"] for one in suggested]
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="From 示例市政协")).to_be_visible()
    clerk.sound()
    clerk.end()
    member.end()

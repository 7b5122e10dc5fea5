"""What a member is asked, answered on a phone: where a declined one goes, a merge, an entry from paper, a forward."""

from secrets import token_hex
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import Seat
from tests.support.caller import eventually
from tests.support.platform import Platform
from tests.support.walking import TEXT, TITLE, Walk

CITY = "330100"
expect.set_options(timeout=20_000)


def _declined(walk: Walk, **more: Any) -> str:
    id = walk.filed()
    said = {"reason_code": "vague", "explanation": "示例：建议不够具体。", **more}
    walk.clerk.post(f"/submission/proposals/{id}/decline", said)
    return id


def _answer(page: Page, question: str, said: str) -> None:
    card = page.get_by_role("region", name=question)
    card.get_by_label(said, exact=True).check()
    card.get_by_role("button", name="提交答复").click()


def test_a_declined_one_stays_with_its_proposer_who_asks_once_more(walk: Walk, browser: Browser) -> None:
    id = _declined(walk, redirect="转委员来信")
    eventually(
        lambda: any(one["kind"] == "redirect_asked" for one in walk.member.get("/notification/notices").json()["items"])
    )
    seat = Seat(browser, walk.platform.named_origin)
    page = seat.page
    seat.sign_in("M001", "/portal/notices")
    notice = page.get_by_role("listitem").filter(has_text="转委员来信").first
    expect(notice.get_by_role("link", name="去办理")).to_have_attribute("href", f"/portal/proposals/{id}/answers")
    page.goto(f"{seat.origin}/portal/")
    expect(page.get_by_role("listitem").filter(has_text="不予立案，可申请复议")).to_be_visible()
    seat.sound()
    page.get_by_role("listitem").filter(has_text="是否同意转办").get_by_role("link", name="去答复").click()
    card = page.get_by_role("region", name="是否同意转办")
    expect(card.get_by_text("示例：建议不够具体。")).to_be_visible()
    card.get_by_role("button", name="提交答复").click()
    expect(card.get_by_text("请先选一项。")).to_be_visible()
    seat.sound()

    # The network is away: what was chosen stays, and is sent once it is back.
    seat.context.set_offline(True)
    _answer(page, "是否同意转办", "不同意")
    expect(card.get_by_text("您填写的内容还在，可以再试一次。")).to_be_visible()
    expect(card.get_by_label("不同意", exact=True)).to_be_checked()
    seat.context.set_offline(False)
    card.get_by_role("button", name="提交答复").click()
    expect(page.get_by_role("region", name="您以前的答复").get_by_text("您没有同意。")).to_be_visible()
    again = page.get_by_role("region", name="不予立案，可申请复议")
    again.get_by_label("为什么应当立案").fill("示例：第二条写明了地点和单位。")
    seat.sound()

    # Asked for on another device meanwhile: this one says so, and shows what is.
    walk.member.post(f"/submission/proposals/{id}/reconsider", {"grounds": "示例：已在另一台设备上申请。"})
    again.get_by_role("button", name="申请复议").click()
    expect(page.get_by_text("您已申请复议，等提案委决定。")).to_be_visible()
    expect(page.get_by_text("这件提案现在没有要您答复的事。")).to_be_visible()
    stored = walk.member.get(f"/submission/proposals/{id}").json()
    assert (stored["redirect_agreed"], stored["reconsideration"]) == (False, "asked")
    seat.sound()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Your answer is asked for")).to_be_visible()
    seat.sound()
    seat.end()


@pytest.fixture
def asking(walk: Walk) -> Walk:
    """The county asks the proposers of what is merged."""
    walk.clerk.post("/submission/members", {"member_id": "M002", "name": "示例委员二", "sector": "教育界", "term": 15})
    stored = walk.clerk.get("/submission/policies/filing")
    headers = {"If-Match": stored.headers["ETag"], "Idempotency-Key": token_hex(8)}
    document = stored.json()["document"] | {"merge_hours": 24}
    put = walk.clerk.client.put("/submission/policies/filing", json={"document": document}, headers=headers)
    assert put.is_success, put.text
    return walk


def test_who_is_merged_agrees_or_says_why_not(asking: Walk, browser: Browser) -> None:
    walk = asking
    master = walk.filed()
    body = {"session_id": "S15-1", "publish_consent": True, "text": TEXT | {"title": "关于多设老年助餐点的提案"}}
    child = walk.platform.caller("M002").post("/submission/proposals", body)["id"]
    walk.clerk.post(f"/submission/proposals/{master}/merge", {"children": [child], "opinion": "同一件事。"})

    first, other = Seat(browser, walk.platform.named_origin), Seat(browser, walk.platform.named_origin)
    first.sign_in("M001", f"/portal/proposals/{master}")
    first.page.get_by_role("link", name="对并案有无意见").click()
    expect(first.page.get_by_text("有 1 件同类提案要并入您的提案")).to_be_visible()
    _answer(first.page, "对并案有无意见", "同意并案")
    expect(first.page.get_by_text("您已同意。")).to_be_visible()

    other.sign_in("M002", "/portal/")
    page = other.page
    page.get_by_role("listitem").filter(has_text="对并案有无意见").get_by_role("link", name="去答复").click()
    card = page.get_by_role("region", name="对并案有无意见")
    card.get_by_text(f"并入的提案：{TITLE}").click()
    expect(card.get_by_text("助餐点只有四处。")).to_be_visible()
    _answer(page, "对并案有无意见", "不同意并案")
    expect(card.get_by_text("请写明理由。")).to_be_visible()
    other.sound()
    card.get_by_label("为什么不同意").fill("示例：我写的是乡镇，不是街道。")
    card.get_by_role("button", name="提交答复").click()
    expect(page.get_by_text("您写的理由：示例：我写的是乡镇，不是街道。")).to_be_visible()
    other.sound()
    found = walk.clerk.get(f"/submission/proposals/{master}").json()["merge_answers"]
    assert {one["of"]: one["answer"] for one in found} == {master: "agreed", child: "objected"}
    first.end()
    other.end()


def test_what_was_entered_for_them_is_held_against_its_scan(walk: Walk, browser: Browser) -> None:
    seat = Seat(browser, walk.platform.named_origin)
    page = seat.page
    seat.sign_in("M001", "/portal/")
    entry = {
        "member_id": "M001", "session_id": "S15-1", "publish_consent": True, "text": TEXT,
        "received_on": walk.today().isoformat(),
    }  # fmt: skip
    paper = walk.clerk.post("/submission/paper-proposals", entry)["id"]
    sent = walk.clerk.client.post(
        f"/submission/paper-proposals/{paper}/attachments?name=示例纸质提案.png&purpose=paper_scan",
        content=page.screenshot(),
        headers={"Content-Type": "application/octet-stream", "Idempotency-Key": token_hex(8)},
    )
    assert sent.is_success, sent.text
    id = walk.platform.caller("clerk2").post(f"/submission/paper-proposals/{paper}/confirm")["proposal_id"]
    page.goto(f"{seat.origin}/portal/proposals/{id}")
    page.get_by_role("link", name="核对代您录入的提案").click()
    card = page.get_by_role("region", name="核对代您录入的提案")
    card.get_by_role("button", name="看扫描件（示例纸质提案.png）").click()
    expect(card.get_by_role("img", name="示例纸质提案.png")).to_be_visible()
    card.get_by_text("录入的内容").click()
    seat.sound()
    card.get_by_label("哪里不对").fill("示例：第二条建议漏了。")
    card.get_by_role("button", name="提出异议").click()
    expect(page.get_by_text("您已提出异议，等提案委处理。")).to_be_visible()
    walk.platform.caller("chair").post(
        f"/submission/proposals/{id}/settle-objection", {"outcome": "stands", "explanation": "示例：与扫描件一致。"}
    )
    page.reload()
    expect(page.get_by_text("提案委的说明：示例：与扫描件一致。")).to_be_visible()
    seat.sound()
    seat.end()


def _registered(platform: Platform, name: str) -> None:
    entered = platform.caller("clerk").client.put(
        "/submission/conference", json={"name": name, "receives": True}, headers={"Idempotency-Key": token_hex(8)}
    )
    # Another module may have entered the city under this name.
    assert entered.is_success or entered.json()["rule"] == "registered-already", entered.text


def test_nothing_is_forwarded_before_its_proposer_agrees(walk: Walk, browser: Browser) -> None:
    _registered(walk.platform, "示例县政协")
    _registered(walk.platform.in_county(CITY), "示例市政协")
    id = _declined(walk)
    ask = {"receiver": CITY, "reason": "示例：属市级事权。"}
    forward = walk.clerk.post(f"/submission/proposals/{id}/forwards", ask)["id"]
    seat = Seat(browser, walk.platform.named_origin)
    page = seat.page
    seat.sign_in("M001", "/portal/")
    page.get_by_role("listitem").filter(has_text="是否同意转送").get_by_role("link", name="去答复").click()
    card = page.get_by_role("region", name="是否同意转送")
    expect(card.get_by_text("提案委想把这件提案转送示例市政协。")).to_be_visible()
    seat.sound()
    assert walk.member.get(f"/submission/forwards/{forward}").json()["state"] == "asked"
    _answer(page, "是否同意转送", "同意转送")
    expect(card).to_have_count(0)
    expect(page.get_by_role("region", name="您以前的答复").get_by_text("转送示例市政协")).to_be_visible()
    assert walk.member.get(f"/submission/forwards/{forward}").json()["state"] == "sent"
    seat.sound()
    seat.end()

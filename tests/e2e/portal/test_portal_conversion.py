"""After the reply, in the browser: a claim refused and repeated, an outcome accepted, what is public, a book."""

from datetime import timedelta
from typing import Any

from playwright.sync_api import Browser, ViewportSize, expect

from tests.support.browser import PHONE, Seat
from tests.support.caller import eventually
from tests.support.walking import CONTENT, Walk

WIDE = ViewportSize(width=1440, height=900)
expect.set_options(timeout=20_000)


def promised(walk: Walk) -> tuple[str, str]:
    """A proposal whose reply promises something; and that promise."""
    due = (walk.today() + timedelta(days=20)).isoformat()
    answer = {
        "suggestion": 1, "adoption": "planned", "why": "分步实施。",
        "commitment": {"promise": "示例：年内建成两处老年助餐点。", "due": due},
    }  # fmt: skip
    content: dict[str, Any] = CONTENT | {"answer_class": "planned", "answers": [answer]}
    id = walk.filed()
    walk.admitted(id)
    assignment = walk.accepted(id)
    walk.consulted(assignment)
    reply = walk.replied(assignment, content)
    promise = f"{reply}.1"
    eventually(lambda: walk.unit.get(f"/conversion/commitments/{promise}").status_code == 200)
    return id, promise


def claim(walk: Walk, promise: str, proof: str) -> None:
    walk.unit.post(f"/conversion/commitments/{promise}/claim", {"proof": proof})


def test_a_promise_is_judged_an_outcome_accepted_and_both_made_public(walk: Walk, browser: Browser) -> None:
    id, promise = promised(walk)
    claim(walk, promise, "示例：已发文。")

    # The member, on a phone: it is not so; the network is away at first, and nothing that was written is lost.
    member = Seat(browser, walk.platform.named_origin, PHONE)
    member.sign_in("M001", "/portal/became")
    expect(member.page.get_by_text("等您核实 1 项")).to_be_visible()
    member.sound()
    member.page.get_by_role("button", name="不属实").click()
    member.page.get_by_label("哪里不属实").fill("只发了文，还没有建。")
    member.sound()
    member.context.set_offline(True)
    member.page.get_by_role("button", name="提交").click()
    expect(member.page.get_by_role("alert")).to_be_visible()
    member.context.set_offline(False)
    expect(member.page.get_by_label("哪里不属实")).to_have_value("只发了文，还没有建。")
    member.page.get_by_role("button", name="提交").click()
    expect(member.page.get_by_text("现在没有要您核实的。")).to_be_visible()
    expect(member.page.get_by_text("上次核实不属实：只发了文，还没有建。")).to_be_visible()

    claim(walk, promise, "示例：两处均已开张。")
    member.page.goto(member.origin + "/portal/mine")
    member.page.get_by_role("link", name="我的提案办成了什么").click()
    member.page.get_by_role("button", name="属实，已办成").click()
    expect(member.page.get_by_text("由提案者核实办成")).to_be_visible()
    member.sound()

    # The unit records what it achieved, and opens its answer.
    unit = Seat(browser, walk.platform.named_origin, WIDE)
    unit.sign_in("U001", "/portal/unit")
    assignment = walk.unit.get(f"/consultation/assignments?proposal_id={id}").json()["items"][0]["id"]
    unit.page.goto(f"{unit.origin}/portal/handling/{assignment}")
    unit.page.get_by_role("link", name="登记成果、决定公开").click()
    unit.page.get_by_role("button", name="登记成果").click()
    unit.page.get_by_label("类别").select_option(label="转化为发展实效")
    unit.page.get_by_label("成果名称").fill("示例：两处助餐点开张")
    unit.page.get_by_label("依据").fill("示例验收单。")
    unit.page.get_by_label("办成日期").fill(walk.today().isoformat())
    unit.page.get_by_label("受益人数").fill("800")
    unit.sound()
    unit.page.get_by_role("button", name="登记", exact=True).click()
    expect(unit.page.get_by_text("等核实")).to_be_visible()
    unit.page.get_by_role("button", name="作出公开决定").click()
    unit.page.get_by_role("combobox", name="决定").select_option(label="全部公开")
    unit.page.get_by_role("button", name="确定").click()
    expect(unit.page.get_by_text("示例局：全部公开")).to_be_visible()
    unit.sound()

    # The committee accepts it from its desk.
    clerk = Seat(browser, walk.platform.named_origin, WIDE)
    clerk.sign_in("clerk", "/portal/conversion")
    clerk.sound()
    clerk.page.get_by_role("button", name="属实，予以认定").click()
    expect(clerk.page.get_by_text("没有等核实的。")).to_be_visible()
    expect(clerk.page.get_by_text("成果 1 项")).to_be_visible()
    clerk.page.get_by_role("region", name="全部提案").get_by_role("link").first.click()
    expect(clerk.page.get_by_text("由提案委核实")).to_be_visible()
    clerk.page.get_by_role("button", name="作出公开决定").click()
    clerk.page.get_by_role("combobox", name="决定").select_option(label="不公开")
    expect(clerk.page.get_by_role("button", name="确定")).to_be_disabled()
    clerk.page.get_by_role("combobox", name="决定").select_option(label="全部公开")
    clerk.page.get_by_role("button", name="确定").click()
    expect(clerk.page.get_by_text("提案委：全部公开")).to_be_visible()
    clerk.sound()

    # And has the session's book made, which is looked after while it lasts.
    clerk.page.get_by_role("link", name="回到转化台").click()
    clerk.page.get_by_role("button", name="开始编排").click()
    expect(clerk.page.get_by_text("收入 1 件")).to_be_visible(timeout=60_000)
    with clerk.page.expect_download() as taken:
        clerk.page.get_by_role("button", name="下载").click()
    assert taken.value.path().read_bytes().startswith(b"%PDF")
    clerk.sound()
    for seat in (member, unit, clerk):
        seat.end()

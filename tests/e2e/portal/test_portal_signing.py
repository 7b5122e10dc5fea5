"""A member binds a device and signs in a real browser; nothing but that device signs, and the evidence verifies."""

import secrets
from pathlib import Path

from playwright.sync_api import Browser, Route, expect

from tests.support.browser import DESK, Seat
from tests.support.walking import TITLE, Walk


def _rate(seat: Seat, result: str = "满意") -> None:
    for name, answer in (("对办理结果", result), ("对办理过程", "满意")):
        seat.page.get_by_role("group", name=name).get_by_label(answer, exact=True).check()
    seat.page.get_by_role("group", name="承办单位上门走访了吗").get_by_label("走访了", exact=True).check()
    seat.page.get_by_role("group", name="对结果的看法").get_by_label("同意", exact=True).check()


def test_a_member_binds_a_device_and_signs_and_the_evidence_verifies_offline(
    walk: Walk, browser: Browser, tmp_path: Path
) -> None:
    platform, origin = walk.platform, walk.platform.named_origin
    proposal, reply = walk.answered()

    clerk, clerk2 = Seat(browser, origin, DESK), Seat(browser, origin, DESK)
    member = Seat(browser, origin)
    device = member.device()

    # Two members of staff: the one who begins cannot confirm.
    for seat, subject in ((clerk, "clerk"), (clerk2, "clerk2")):
        seat.sign_in(subject, "/portal/enrolments")
        seat.page.get_by_label("委员编号").fill("M001")
    clerk.page.get_by_role("button", name="开始登记").click()
    expect(clerk.page.get_by_role("status")).to_contain_text("请由另一名工作人员")
    clerk.page.get_by_role("button", name="确认并生成登记码").click()
    expect(clerk.page.get_by_role("alert")).to_be_visible()
    assert clerk.violations() == []
    clerk2.page.get_by_role("button", name="确认并生成登记码").click()
    code = clerk2.page.get_by_test_id("code").inner_text()

    member.sign_in("M001")
    expect(member.page.get_by_role("heading", name="示例委员001，您好")).to_be_visible()
    expect(member.page.get_by_text("请对答复签字确认")).to_be_visible()
    assert member.violations() == []

    # Without a device the page says so, and leads to where one is bound.
    member.page.get_by_role("link", name="去签字").click()
    expect(member.page.get_by_role("heading", name="对答复签字确认")).to_be_visible()
    expect(member.page.get_by_text("已在本机核对")).to_be_visible()
    expect(member.page.get_by_text("您还没有可用的签字设备。")).to_be_visible()
    member.page.get_by_role("link", name="去绑定设备").click()
    member.page.get_by_label("登记码").fill(code)
    member.page.get_by_role("button", name="绑定这台设备").click()
    expect(member.page.get_by_text("可以签字", exact=True)).to_be_visible()
    assert member.violations() == []

    member.page.goto(f"{origin}/portal/sign-offs/{reply}")
    expect(member.page.get_by_text(TITLE)).to_be_visible()
    sign = member.page.get_by_role("button", name="用本机签字")
    sign.click()
    expect(member.page.get_by_role("alert")).to_contain_text("请先选")
    _rate(member)
    # Somebody else holds the device: nothing is sent, and nothing is signed.
    member.holder_is(device, known=False)
    sign.click()
    expect(member.page.get_by_role("status")).to_contain_text("您取消了签字")
    assert walk.clerk.get(f"/supervision/sign-offs/{reply}").json()["signatures"] == []
    assert member.violations() == []
    member.holder_is(device, known=True)
    sign.click()
    expect(member.page.get_by_text("签字完成，谢谢您")).to_be_visible()
    assert member.violations() == []

    signed = walk.clerk.get(f"/supervision/sign-offs/{reply}").json()
    assert [(one["member_id"], one["method"], one["result"]) for one in signed["signatures"]] == [
        ("M001", "passkey", "satisfied")
    ]
    with member.page.expect_download() as downloading:
        member.page.get_by_role("button", name="下载签字存证").click()
    evidence = tmp_path / "evidence.json"
    downloading.value.save_as(evidence)
    proven = platform.command_alone("audit", "signoff", str(evidence))
    assert proven.returncode == 0, proven.stdout + proven.stderr
    assert "M001" in proven.stdout
    text = evidence.read_text("utf-8")
    evidence.write_text(text.replace("已列入实施方案", "已列入实施方茶"), "utf-8")
    altered = platform.command_alone("audit", "signoff", str(evidence))
    assert altered.returncode == 1

    # A device is taken out of use on the second word, with a reason, and never signs again.
    member.page.goto(f"{origin}/portal/keys")
    member.page.get_by_role("button", name="停用这台设备").click()
    assert member.violations() == []
    member.page.get_by_label("已换设备").check()
    member.page.get_by_role("button", name="确定停用").click()
    expect(member.page.get_by_text("已停用")).to_be_visible()

    # A reload asks the issuer, not the member; the page speaks English as well.
    member.page.goto(f"{origin}/portal/proposals/{proposal}")
    expect(member.page.get_by_role("heading", name=TITLE)).to_be_visible()
    member.page.get_by_role("button", name="English").click()
    expect(member.page.get_by_role("heading", name="Who must act next")).to_be_visible()
    assert member.page.locator("html").get_attribute("lang") == "en"
    assert member.violations() == []
    kept = member.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "eyJ" not in kept, "a token lies in the browser's storage"

    for seat in (clerk, clerk2, member):
        assert seat.strangers == []
        assert [said for said in seat.complaints if "409" not in said and "404" not in said] == []
        seat.close()


def _bound(walk: Walk, seat: Seat) -> str:
    """The seat's device, enrolled for M001 by two members of staff."""
    device, code = seat.device(), secrets.token_urlsafe(24)
    walk.clerk.post("/supervision/members/M001/enrolments")
    walk.platform.caller("clerk2").post("/supervision/members/M001/enrolments/confirm", {"code": code})
    seat.page.goto(f"{seat.origin}/portal/keys")
    seat.page.get_by_label("登记码").fill(code)
    seat.page.get_by_role("button", name="绑定这台设备").click()
    expect(seat.page.get_by_text("已绑定。")).to_be_visible()
    return device


def test_a_lost_network_an_ended_session_and_a_service_away_lose_nothing(walk: Walk, browser: Browser) -> None:
    proposal, reply = walk.answered()
    seat = Seat(browser, walk.platform.named_origin)
    page = seat.page
    seat.sign_in("M001")
    _bound(walk, seat)

    # One service away: its part says so, the others' parts stand.
    page.route("**/conversion/**", lambda route: route.fulfill(status=503, body="{}"))
    page.goto(f"{seat.origin}/portal/proposals/{proposal}")
    expect(page.get_by_text("转化情况暂时取不到")).to_be_visible()
    expect(page.get_by_text("已列入实施方案")).to_be_visible()
    page.unroute_all()

    page.get_by_role("link", name="请对答复签字确认").click()
    _rate(seat, "不满意")
    expect(page.get_by_text("承办单位须重新办理")).to_be_visible()
    page.get_by_label("您的意见").fill("助餐点还没有动工。")
    seat.context.set_offline(True)
    page.get_by_role("button", name="用本机签字").click()
    expect(page.get_by_role("alert")).to_contain_text("网络断开", timeout=15_000)
    seat.context.set_offline(False)

    # The session ends: signed in again, the member goes on where they were, with what they filled in.
    page.route("**/supervision/**", lambda route: route.continue_(headers={"Authorization": "Bearer ended"}))
    page.get_by_role("button", name="再试一次").click()
    expect(page.get_by_text("登录已过期")).to_be_visible()
    page.unroute_all()
    page.get_by_role("button", name="重新登录").click()
    expect(page.get_by_text("已在本机核对")).to_be_visible()
    expect(page.get_by_label("您的意见")).to_have_value("助餐点还没有动工。")

    # An answer that says something else than was chosen is not signed.
    def changed(route: Route) -> None:
        answer = route.fetch()
        said = answer.json()
        said["signed_json"] = said["signed_json"].replace('"dissatisfied"', '"satisfied"')
        route.fulfill(response=answer, json=said)

    page.route("**/challenge", changed)
    page.get_by_role("button", name="用本机签字").click()
    expect(page.get_by_text("要签的内容不是您刚才选的")).to_be_visible()
    page.unroute_all()
    page.get_by_role("button", name="用本机签字").click()
    expect(page.get_by_text("签字完成，谢谢您")).to_be_visible()
    stored = walk.clerk.get(f"/supervision/sign-offs/{reply}").json()
    assert [(one["member_id"], one["result"]) for one in stored["signatures"]] == [("M001", "dissatisfied")]
    assert seat.strangers == []
    seat.close()

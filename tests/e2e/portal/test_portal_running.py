"""Who runs the year's assessment, in the browser: panel, readings, lots, scores, an appeal, ranking, excellent ones."""

from typing import Any

from playwright.sync_api import Browser, Route, ViewportSize, expect

from tests.support.browser import PHONE, Seat
from tests.support.caller import eventually
from tests.support.filings import text
from tests.support.walking import TITLE, Walk

WIDE = ViewportSize(width=1440, height=900)
GROUPS = [{"code": "experts", "name": "专家", "weight": 100}]
JUDGED = [{"name": "示例类", "indicators": [{"code": "topic", "name": "选题", "maximum": 100}]}]
expect.set_options(timeout=20_000)


def _scheme(walk: Walk, subject: str, title: str, **rules: Any) -> str:
    body = {"subject": subject, "title": title, "categories": JUDGED, "rules": {"groups": GROUPS} | rules}
    return walk.clerk.post("/evaluation/schemes", body)["id"]


def _scored(walk: Walk, assessment: str, points: float) -> None:
    walk.platform.caller("J01").post(f"/evaluation/assessments/{assessment}/scores", {"points": {"topic": points}})


def _appointed(seat: Seat, title: str) -> None:
    """From the list of schemes, its panel of one."""
    page = seat.page
    page.get_by_role("link", name=title).click()
    expect(page.get_by_text("还没有定评审组。")).to_be_visible()
    page.get_by_role("button", name="调整评审组").click()
    page.get_by_label("评审员（委员从列表中选，其他人填登录名）").fill("J01")
    page.get_by_role("button", name="加入专家").click()
    seat.sound()
    page.get_by_role("button", name="确定评审组").click()
    expect(page.get_by_role("region", name="评审组").locator("dd")).to_have_text("J01")


def test_proposals_are_shared_out_scored_and_the_excellent_ones_chosen(walk: Walk, browser: Browser) -> None:
    ids: list[str] = []
    for number in (1, 2, 3):
        body = {"session_id": "S15-1", "publish_consent": True, "text": text(number)}
        ids.append(walk.member.post("/submission/proposals", body)["id"])
        walk.admitted(ids[-1])
    seat = Seat(browser, walk.platform.named_origin, WIDE)
    page = seat.page
    seat.sign_in("clerk", "/portal/running")
    expect(page.get_by_text("还没有评估方案。")).to_be_visible()
    seat.sound()
    _scheme(walk, "proposal_quality", "示例：提案质量方案")
    board = "/evaluation/boards/six-problems"
    eventually(lambda: walk.clerk.get(board).json()["problems"][1]["figure"]["numerator"] == 3)
    page.get_by_role("button", name="刷新").click()
    _appointed(seat, "示例：提案质量方案")

    # Shared out, its progress, and a reader who cannot: where nobody else may read it, the page says that it wants one.
    page.get_by_label("每组几人读一件").fill("1")
    page.get_by_label("抽签数字").fill("20261130")
    page.get_by_role("button", name="分发", exact=True).click()
    expect(page.get_by_text("S15-1：已分发 3 件")).to_be_visible()
    readings = walk.clerk.get("/evaluation/assessments").json()["items"]
    points = {one["proposal_id"]: 60 + 10 * number for number, one in enumerate(readings[:2])}
    _scored(walk, readings[0]["id"], points[readings[0]["proposal_id"]])
    page.get_by_role("button", name="看进度与尺度").click()
    expect(page.get_by_text("已读 1／3 份，共 3 件提案")).to_be_visible()
    expect(page.get_by_text("每件都有人读。")).to_be_visible()
    seat.sound()
    page.locator("summary").filter(has_text="换人读").click()
    sharing = page.get_by_role("region", name="分发提案")
    sharing.get_by_label("提案").select_option(readings[2]["proposal_id"])
    page.get_by_label("理由", exact=True).fill("示例：因病请假。")
    page.get_by_role("button", name="换人", exact=True).click()
    expect(page.get_by_text("缺人读或须换人的（1 件）")).to_be_visible()
    expect(page.get_by_text("专家还缺 1 人")).to_be_visible()
    seat.sound()

    # Computed one by one: where the network fails what is done stands, and the rest is computed afterwards.
    _scored(walk, readings[1]["id"], points[readings[1]["proposal_id"]])
    page.get_by_role("button", name="刷新").click()
    seen: list[str] = []

    def second_is_lost(route: Route) -> None:
        seen.append(route.request.url)
        if len(seen) == 1:
            route.continue_()
        else:
            route.abort()

    page.route("**/compute", second_is_lost)
    page.get_by_role("button", name="计分 2 件", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("网络断开")
    expect(page.get_by_text("未送出 1 件")).to_be_visible()
    page.unroute("**/compute", second_is_lost)
    seat.sound()
    page.get_by_role("button", name="计分 1 件", exact=True).click()
    expect(page.get_by_role("button", name="计分 0 件", exact=True)).to_be_visible()
    seat.sound()

    # One place: the second best is chosen instead of the best, with a reason for each.
    page.get_by_role("button", name="按得分排序").click()
    expect(page.get_by_text("本县名额 1 件")).to_be_visible()
    order = sorted(points, key=lambda id: -points[id])
    titles = {one["id"]: one["text"]["title"] for one in walk.clerk.get("/submission/proposals").json()["items"]}
    best, next_best = titles[order[0]], titles[order[1]]
    page.get_by_label(f"选“{best}”").uncheck()
    page.get_by_label(f"选“{next_best}”").check()
    page.get_by_label("表彰词（公布）").fill("示例：选题准，建议实。")
    expect(page.get_by_role("button", name="确定优秀提案（定后不变）")).to_be_disabled()
    page.get_by_label(f"“{best}”不入选的理由").fill("示例：去年已表彰同一题目。")
    page.get_by_label(f"“{next_best}”入选的理由").fill("示例：成效更实。")
    seat.sound()
    page.get_by_role("button", name="确定优秀提案（定后不变）").click()
    expect(page.get_by_text("已确定，示例 提案委工作人员。")).to_be_visible()
    (chosen,) = walk.member.get("/evaluation/excellent-proposals").json()["items"]
    assert chosen["proposal_id"] == order[1]
    seat.page.set_viewport_size(PHONE)
    seat.sound()
    seat.end()
    reader = Seat(browser, walk.platform.named_origin)
    reader.sign_in("M001", "/portal/mine")
    reader.page.get_by_role("link", name="优秀提案").click()
    expect(reader.page.get_by_role("article")).to_contain_text([next_best])
    expect(reader.page.get_by_role("article")).to_contain_text(["示例：选题准，建议实。"])
    reader.sound()
    reader.end()


def _replied(walk: Walk, proposal: str) -> bool:
    """Whether evaluation has heard of the reply, and so of all before it."""
    found = walk.clerk.get(f"/evaluation/boards/proposals/{proposal}")
    records = found.json()["records"] if found.is_success else []
    kinds = {one["kind"] for one in records if one["kind"] != "handling" or one["values"]["replied_on"]}
    return {"proposal", "handling"} <= kinds


def _spoken_for(walk: Walk, browser: Browser) -> Seat:
    """The unit assesses itself, on a phone, before the panel begins."""
    seat = Seat(browser, walk.platform.named_origin, PHONE)
    page = seat.page
    seat.sign_in("U001", "/portal/assessed")
    expect(page.get_by_text("等本单位自评：1 件")).to_be_visible()
    seat.sound()
    page.get_by_role("link", name=TITLE).click()
    page.get_by_label("选题").fill("101")
    page.get_by_role("button", name="提交评分").click()
    expect(page.get_by_role("alert")).to_contain_text("选题须在 0 到 100 之间")
    seat.sound()
    page.get_by_label("选题").fill("90")
    page.get_by_label("凭什么得这些分").fill("示例：会议纪要。")
    # What was typed outlives the page.
    page.reload()
    expect(page.get_by_label("凭什么得这些分")).to_have_value("示例：会议纪要。")
    page.get_by_role("button", name="提交评分").click()
    expect(page.get_by_text("自评已提交。")).to_be_visible()
    expect(page.get_by_role("region", name="单位自评（不计入得分）")).to_contain_text("90")
    return seat


def _appealed(seat: Seat) -> None:
    page = seat.page
    page.get_by_role("link", name="返回本单位的考评").click()
    expect(page.get_by_text("已算分")).to_be_visible()
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("button", name="对得分申诉").click()
    page.get_by_role("button", name="提交申诉").click()
    expect(page.get_by_role("alert")).to_contain_text("请选择至少一项")
    seat.sound()
    page.get_by_role("checkbox", name="选题").check()
    page.get_by_label("理由").fill("示例：漏看一份材料。")
    page.get_by_role("button", name="提交申诉").click()
    expect(page.get_by_text("申诉待决定")).to_be_visible()
    seat.sound()
    seat.end()


def test_handlings_are_drawn_scored_appealed_and_ranked(walk: Walk, browser: Browser) -> None:
    id, _ = walk.answered()
    _scheme(walk, "handling_quality", "示例：办理质量方案", per_unit=1)
    seat = Seat(browser, walk.platform.named_origin, WIDE)
    page = seat.page
    seat.sign_in("clerk", "/portal/running")
    _appointed(seat, "示例：办理质量方案")
    # Until evaluation has heard of the handling there is nothing to draw.
    eventually(lambda: _replied(walk, id), what="the handling")
    page.get_by_role("button", name="抽样", exact=True).click()
    expect(page.get_by_text("S15-1：从 1 件中抽出 1 件")).to_be_visible()
    page.get_by_role("button", name="开始评估抽中的 1 件").click()
    expect(page.get_by_text("办成 1 件")).to_be_visible()
    seat.sound()
    assessments = walk.clerk.get("/evaluation/assessments").json()["items"]
    (one,) = [found for found in assessments if found["subject"] == "handling_quality"]
    unit = _spoken_for(walk, browser)
    _scored(walk, one["id"], 70)
    page.get_by_role("button", name="刷新").click()
    page.get_by_role("button", name="计分 1 件", exact=True).click()
    expect(page.get_by_text("已计分 70 分")).to_be_visible()

    # The unit appeals: no ranking before it is decided.
    _appealed(unit)
    page.get_by_role("button", name="刷新").click()
    page.get_by_label("名次表的标题").fill("示例：年度名次")
    page.get_by_role("button", name="定名次（定后不变）").click()
    expect(page.get_by_role("alert")).to_contain_text("还有申诉没有裁定")
    seat.sound()
    page.get_by_role("button", name="裁定").click()
    page.get_by_role("radio", name="申诉成立，改分").check()
    page.get_by_label("选题：改为几分").fill("75")
    page.get_by_label("裁定理由").fill("示例：材料属实。")
    seat.sound()
    page.get_by_role("button", name="作出裁定").click()
    expect(page.get_by_text("等裁定的申诉")).to_have_count(0)
    page.get_by_role("button", name="定名次（定后不变）").click()
    ranking = page.get_by_role("article", name="示例：年度名次")
    expect(ranking.get_by_text("75")).to_be_visible()
    with page.expect_download() as taken:
        ranking.get_by_role("button", name="导出（Excel）").click()
    assert taken.value.suggested_filename == "示例：年度名次.xlsx"
    ranking.get_by_role("button", name="授予先进承办单位").click()
    page.get_by_label("示例局：授予理由（公布）").fill("示例：沟通充分。")
    seat.sound()
    page.get_by_role("button", name="授予", exact=True).click()
    expect(ranking.get_by_text("先进承办单位", exact=True)).to_be_visible()
    (award,) = [one for one in walk.clerk.get("/evaluation/awards").json()["items"] if one["kind"] == "advanced_unit"]
    assert (award["subject_id"], award["rank"]) == ("U001", 1)
    seat.sound()
    seat.end()

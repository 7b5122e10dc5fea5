"""The review panel in the browser: roster, groups, what goes to which, opinions in one go, and the report."""

import secrets
from typing import Any

from playwright.sync_api import Browser, ViewportSize, expect

from tests.support.browser import PHONE, Seat
from tests.support.walking import TEXT, Walk

WIDE = ViewportSize(width=1440, height=900)
expect.set_options(timeout=20_000)
STAGE = {"stage": "preliminary", "by": "members", "opinions": 2, "hours": 48, "near_hours": 12, "blind": False}


def _review_policy(walk: Walk, **more: Any) -> None:
    stored = walk.clerk.get("/submission/policies/review")
    headers = {"If-Match": stored.headers["ETag"], "Idempotency-Key": secrets.token_hex(8)}
    document = stored.json()["document"] | more
    put = walk.clerk.client.put("/submission/policies/review", json={"document": document}, headers=headers)
    assert put.is_success, put.text


def test_a_panel_is_formed_distributed_to_gives_opinions_and_reports(walk: Walk, browser: Browser) -> None:
    titles = [f"关于示例事项{number}的提案" for number in range(1, 4)]
    for title in titles:
        walk.filed(text=TEXT | {"title": title})
    seat = Seat(browser, walk.platform.named_origin, WIDE)
    page = seat.page
    seat.sign_in("clerk", "/portal/panel")
    expect(page.get_by_text("名册是空的。")).to_be_visible()
    seat.sound()

    # Two are enrolled; a login that is another's is refused, and what was typed stays.
    for name, login in (("示例审查员甲", "clerk"), ("示例审查员乙", "clerk2")):
        page.get_by_role("button", name="登记审查人员").click()
        page.get_by_label("姓名", exact=True).fill(name)
        page.get_by_label("登录名（由统一登录给出，本人用它登录系统）").fill(login)
        page.get_by_label("熟悉的主题（每行一个，或用顿号分开）").fill("民生、养老")
        seat.sound()
        page.get_by_role("button", name="保存").click()
        expect(page.get_by_role("article", name=name)).to_be_visible()
    one = page.get_by_role("article", name="示例审查员乙")
    one.get_by_role("button", name="更正").click()
    login = one.get_by_label("登录名（由统一登录给出，本人用它登录系统）")
    login.fill("clerk")
    one.get_by_role("button", name="保存").click()
    expect(one.get_by_role("alert")).to_contain_text("这个登录名已是另一名审查人员的")
    expect(login).to_have_value("clerk")
    # Meanwhile a colleague corrects the same one: it is said, and nothing is overwritten unseen.
    stored = walk.clerk.get("/submission/reviewers/clerk2")
    body = {"name": "示例审查员乙", "login": "clerk2", "topics": ["教育"]}
    headers = {"If-Match": stored.headers["ETag"], "Idempotency-Key": secrets.token_hex(8)}
    assert walk.clerk.client.put("/submission/reviewers/clerk2", json=body, headers=headers).is_success
    login.fill("clerk2")
    one.get_by_label("熟悉的主题（每行一个，或用顿号分开）").fill("民生、养老、示例")
    one.get_by_role("button", name="保存").click()
    expect(one.get_by_role("alert")).to_contain_text("教育")
    seat.sound()
    one.get_by_role("button", name="保存").click()
    expect(one.get_by_text("熟悉的主题：民生、养老、示例")).to_be_visible()

    # A group of both; nobody retires whom it counts on.
    page.get_by_role("button", name="审查小组").click()
    expect(page.get_by_text("这次会议还没有编组。")).to_be_visible()
    page.get_by_role("button", name="编一个小组").click()
    page.get_by_label("小组名称").fill("示例一组")
    page.get_by_label("审查哪些主题（每行一个，或用顿号分开）").fill("养老")
    page.get_by_label("示例审查员甲").check()
    page.get_by_label("示例审查员乙").check()
    page.get_by_label("组长").select_option(label="示例审查员乙")
    seat.sound()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("组长：示例审查员乙")).to_be_visible()
    page.get_by_role("button", name="审查人员").click()
    one.get_by_role("button", name="退出名册").click()
    one.get_by_label("退出的原因").fill("示例：调离。")
    one.get_by_role("button", name="退出名册").click()
    expect(one.get_by_role("alert")).to_contain_text("还在审查小组中")
    one.get_by_role("button", name="先不办").click()

    # Nothing is distributed where a clerk decides; with stages, all of it in one go, an answer for each.
    page.get_by_role("button", name="分发").click()
    expect(page.get_by_text("本县的审查不分阶段")).to_be_visible()
    _review_policy(walk, stages=[STAGE], final_word=["clerk"])
    page.reload()
    expect(page.get_by_text(titles[0])).to_be_visible()
    page.get_by_label("全选").check()
    seat.sound()
    away = lambda route: route.abort()  # noqa: E731
    page.route("**/review-batches/distribute", away)
    page.get_by_role("button", name="分发这 3 件").click()
    expect(page.get_by_role("alert")).to_contain_text("网络断开")
    page.unroute("**/review-batches/distribute", away)
    page.get_by_role("button", name="分发这 3 件").click()
    expect(page.get_by_text("办成 3 件", exact=True)).to_be_visible()
    expect(page.get_by_text("没有等着分发的提案。")).to_be_visible()
    seat.sound()

    # A reviewer's opinions on all that waits for them, in one go.
    reviewer = Seat(browser, walk.platform.named_origin, WIDE)
    reviewer.sign_in("clerk2", "/portal/review?waits=mine")
    desk = reviewer.page
    desk.get_by_label("全选").check()
    desk.keyboard.press("b")
    desk.get_by_role("radio", name="发表审查意见").check()
    desk.get_by_role("radio", name="立案", exact=True).last.check()
    desk.get_by_label("主题分类").fill("养老")
    reviewer.sound()
    desk.get_by_role("button", name="处理这 3 件").click()
    expect(desk.get_by_text("办成 3 件", exact=True)).to_be_visible()
    reviewer.sound()
    (first, *_) = walk.clerk.get("/submission/reviews").json()["items"]
    (given,) = first["stages"][0]["opinions"]
    assert (given["reviewer_id"], given["outcome"], given["topics"]) == ("clerk2", "admit", ["养老"])

    # The session's report, a draft while something is open, and as a Word file.
    page.get_by_role("button", name="审查情况报告").click()
    expect(page.get_by_text("还有 3 件没有决定，这是草稿。")).to_be_visible()
    seat.sound()
    with page.expect_download() as taken:
        page.get_by_role("button", name="下载 Word 报告").click()
    with open(taken.value.path(), "rb") as file:
        assert file.read(2) == b"PK"
    page.set_viewport_size(PHONE)
    for part in ("审查情况报告", "分发", "审查小组", "审查人员"):
        page.get_by_role("button", name=part, exact=True).click()
        seat.sound()
    for each in (seat, reviewer):
        each.end()

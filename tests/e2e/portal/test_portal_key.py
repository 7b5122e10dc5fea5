"""A session's key proposals in the browser: nominated, scored, listed, decided with reasons, given to leaders."""

from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.support.browser import PHONE, Seat
from tests.support.caller import eventually
from tests.support.walking import TEXT, Walk

WIDE = ViewportSize(width=1440, height=900)
expect.set_options(timeout=20_000)


def _admitted(walk: Walk, title: str) -> str:
    id = walk.filed(text=TEXT | {"title": title})
    walk.admitted(id)
    eventually(lambda: walk.clerk.get(f"/supervision/oversights/{id}").status_code == 200)
    eventually(lambda: walk.clerk.get(f"/consultation/matters/{id}").status_code == 200)
    return id


def _nominate(page: Page, title: str) -> None:
    page.get_by_role("button", name="提名一件").click()
    page.get_by_label("哪件提案（按标题查找）").fill(title)
    page.get_by_label("提名单位（如某专委会）").fill("示例专委会")
    page.get_by_label("提名理由").fill("示例：群众关注。")
    page.get_by_role("button", name="提名", exact=True).click()
    expect(page.get_by_role("link", name=title)).to_be_visible()


def test_key_proposals_are_nominated_scored_listed_decided_and_given_to_leaders(walk: Walk, browser: Browser) -> None:
    titles = [f"关于示例{what}的提案" for what in ("供水", "公交", "停车", "托育")]
    ids = [_admitted(walk, title) for title in titles]
    seat = Seat(browser, walk.platform.named_origin, WIDE)
    page = seat.page
    seat.sign_in("clerk", "/portal/key")
    expect(page.get_by_text("还没有提名。")).to_be_visible()
    seat.sound()
    for title in titles:
        _nominate(page, title)
        expect(page.get_by_role("button", name="提名一件")).to_be_visible()
    seat.sound()

    # A scorer fills in their own sheet, on a phone too; two more send theirs.
    phone = Seat(browser, walk.platform.named_origin, PHONE)
    phone.sign_in("J01", "/portal/key")
    row = phone.page.get_by_role("listitem").filter(has_text=titles[0])
    row.get_by_role("button", name="评分").click()
    for name in ("围绕中心服务大局", "群众关注程度", "调研深度", "建议可操作性"):
        row.get_by_label(name).fill("8")
    phone.sound()
    row.get_by_role("button", name="保存评分").click()
    expect(phone.page.get_by_role("button", name="我的评分")).to_be_visible()
    phone.sound()
    phone.end()
    points = {"points": dict.fromkeys(("importance", "concern", "research", "feasibility"), 6)}
    for scorer in ("J02", "J03"):
        caller = walk.platform.caller(scorer, name=f"示例评估人员{scorer}", roles=["assessor"])
        caller.post(f"/supervision/key-nominees/{ids[0]}/score", points)
    page.get_by_role("button", name="刷新").click()
    expect(page.get_by_text("3 人评分")).to_be_visible()

    # The committee's list: only what enough have scored can be on it, and beyond the bounds it says why.
    page.get_by_role("checkbox", name=titles[0]).click()
    expect(page.get_by_role("checkbox", name=titles[1])).to_have_count(0)
    expect(page.get_by_text("1 号，县委书记领衔")).to_be_visible()
    listing = page.get_by_role("region", name="提案委员会推荐名单")
    # One of four lies within the bounds: nothing has to be explained.
    expect(listing.get_by_label("超出范围的理由")).to_have_count(0)
    listing.get_by_role("button", name="保存推荐名单").click()
    expect(listing.get_by_text("示例 提案委工作人员 推荐")).to_be_visible()
    seat.sound()

    # The chair's meeting takes up three more, and says why; a day to come is refused, and what was typed stays.
    chair = Seat(browser, walk.platform.named_origin, WIDE)
    room = chair.page
    chair.sign_in("chair", "/portal/key")
    deciding = room.get_by_role("region", name="主席会议决定")
    for title in titles[1:]:
        deciding.get_by_role("checkbox", name=title).click()
    deciding.get_by_label("文号").fill("示例政协〔2026〕3号")
    save = deciding.get_by_role("button", name="记录决定")
    expect(save).to_be_disabled()
    for title in titles[1:]:
        deciding.get_by_label(f"列入“{title}”的理由").fill("示例：主席会议提出。")
    deciding.get_by_label("超出范围的理由").fill("示例：本届提案少。")
    chair.sound()
    deciding.get_by_label("会议日期").evaluate("field => field.removeAttribute('max')")
    deciding.get_by_label("会议日期").fill("2099-01-01")
    save.click()
    expect(deciding.get_by_role("alert")).to_be_visible()
    expect(deciding.get_by_label("文号")).to_have_value("示例政协〔2026〕3号")
    deciding.get_by_label("会议日期").fill(walk.today().isoformat())
    save.click()
    expect(deciding.get_by_text("第 1 次决定：")).to_be_visible()
    chair.sound()

    # Whoever is not led by a principal is given to a leader, by a proposal that people may change.
    page.get_by_role("button", name="刷新").click()
    page.get_by_role("button", name="按分管和件数拟一个方案").click()
    giving = page.get_by_role("region", name="分工领衔")
    line = giving.get_by_role("listitem").filter(has_text=titles[3])
    line.get_by_role("button", name="改为").click()
    named = line.locator("strong").inner_text()
    options = line.get_by_label("领衔领导").locator("option").all_inner_texts()
    line.get_by_label("领衔领导").select_option(next(one for one in options if one != named))
    line.get_by_label("调整理由").fill("示例：分管领导外出。")
    seat.sound()
    line.get_by_role("button", name="调整", exact=True).click()
    expect(giving.get_by_text("已人工调整")).to_be_visible()
    room.get_by_role("button", name="刷新").click()
    room.get_by_role("button", name="确认分工").click()
    expect(room.get_by_text("已确认，领导已就位。")).to_be_visible()
    room.set_viewport_size(PHONE)
    chair.sound()
    assert walk.clerk.get(f"/supervision/oversights/{ids[0]}").json()["supervision_class"] == "key"
    for one in (seat, chair):
        one.end()

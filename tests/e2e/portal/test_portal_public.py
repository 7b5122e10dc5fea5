"""What anybody reads of a county: nothing until it lets them in, then what was agreed to, without signing in."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from tests.support.browser import PHONE, Seat
from tests.support.caller import eventually
from tests.support.walking import CONTENT, TITLE, Walk

WIDE = ViewportSize(width=1440, height=900)
expect.set_options(timeout=20_000)
PROMISE = {"promise": "新增两处助餐点，电话 13800000000。", "due": "2099-06-30"}
ANSWERS = [{"suggestion": 1, "adoption": "planned", "why": "已列入下年计划。", "commitment": PROMISE}]


@pytest.fixture(scope="module")
def proposal(walk: Walk) -> str:
    id = walk.filed()
    walk.admitted(id)
    assignment = walk.accepted(id)
    walk.consulted(assignment)
    walk.replied(assignment, CONTENT | {"answer_class": "planned", "answers": ANSWERS})
    eventually(lambda: bool(walk.clerk.get(f"/conversion/commitments?proposal_id={id}").json()["items"]))
    return id


def _open(walk: Walk, *, open: bool) -> None:
    admin = walk.platform.caller("county-admin", roles=["county_admin"], counties=[walk.platform.county])
    found = admin.get("/conversion/policies/public")
    put = admin.client.put(
        "/conversion/policies/public",
        json={"document": found.json()["document"] | {"open": open}},
        headers={"If-Match": found.headers["ETag"], "Idempotency-Key": f"public {open} {found.headers['ETag']}"},
    )
    assert put.is_success, put.text


def test_the_public_reads_what_was_agreed_to_and_nothing_before(
    walk: Walk, browser: Browser, proposal: str, tmp_path: Path
) -> None:
    seat = Seat(browser, walk.platform.named_origin, PHONE)
    page = seat.page
    page.goto(f"{seat.origin}/portal/public/{walk.platform.county}")
    expect(page.get_by_text("这个县没有向公众开放提案，或地址有误。")).to_be_visible()
    seat.sound()
    _open(walk, open=True)
    eventually(lambda: page.request.get(f"{seat.origin}/conversion/public/{walk.platform.county}/proposals").ok)
    page.goto(f"{seat.origin}/portal/public/{walk.platform.county}?q=x")
    page.goto(f"{seat.origin}/portal/public/{walk.platform.county}")
    expect(page.get_by_text("还没有公开的提案。")).to_be_visible()
    seat.sound()

    walk.clerk.post(f"/conversion/proposals/{proposal}/publication", {"mark": "public"})
    eventually(
        lambda: bool(walk.clerk.get(f"/conversion/public/{walk.platform.county}/proposals?limit=20").json()["items"])
    )
    # Not from what the browser keeps, which may be a minute old.
    page.get_by_label("案由中的词").fill("助餐")
    page.get_by_role("button", name="查找").click()
    expect(page.get_by_text("已列出 1 件")).to_be_visible()
    assert "q=" in page.url
    seat.sound()
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()
    expect(page.get_by_text("已列入下年计划。")).to_be_visible()
    # No person and no contact.
    expect(page.get_by_text("新增两处助餐点，电话 〔已隐去〕。")).to_be_visible()
    shown = page.locator("main").inner_text()
    assert not any(hidden in shown for hidden in ("示例委员一", "示例负责人", "示例科室", "13800000000"))
    seat.sound()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_text("All published proposals")).to_be_visible()
    page.get_by_role("button", name="中文").click()

    page.goto(f"{seat.origin}/portal/public/{walk.platform.county}/open-data")
    commitments = page.get_by_role("region", name="答复中的承诺")
    commitments.get_by_text("各列说明").click()
    seat.sound()
    with page.expect_download() as taken:
        commitments.get_by_role("button", name="下载全部（CSV）").click()
    saved = tmp_path / "commitments.csv"
    taken.value.save_as(saved)
    assert "新增两处助餐点" in saved.read_text("utf-8-sig")

    # A service that is away is said, with what was read before, and the way on.
    page.goto(f"{seat.origin}/portal/public/{walk.platform.county}?q=助")
    expect(page.get_by_text("已列出 1 件")).to_be_visible()
    page.route("**/conversion/public/**", lambda route: route.abort())
    page.get_by_label("案由中的词").fill("老年")
    page.get_by_role("button", name="查找").click()
    expect(page.get_by_role("alert")).to_be_visible()
    seat.sound()
    page.unroute("**/conversion/public/**")
    page.get_by_role("button", name="再试一次").click()
    expect(page.get_by_text("已列出 1 件")).to_be_visible()

    # What is closed is gone.
    walk.clerk.post(f"/conversion/proposals/{proposal}/publication", {"mark": "closed", "reason": "涉及隐私。"})
    address = f"/conversion/public/{walk.platform.county}/proposals/{proposal}"
    eventually(lambda: walk.clerk.get(address).status_code == 404)
    other = Seat(browser, walk.platform.named_origin, WIDE)
    other.page.goto(f"{seat.origin}/portal/public/{walk.platform.county}/proposals/{proposal}")
    expect(other.page.get_by_text("没有这件提案，或没有公开。")).to_be_visible()
    other.sound()
    seat.end()
    other.end()
    _open(walk, open=False)

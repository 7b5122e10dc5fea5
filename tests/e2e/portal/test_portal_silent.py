"""A helper that does not answer, in the browser: the office says when it asked, and the reply waits no longer."""

import os
from pathlib import Path

from playwright.sync_api import Browser, ViewportSize, expect

from tests.support.browser import PHONE, Seat
from tests.support.caller import eventually
from tests.support.walking import CONTENT, Walk

WIDE = ViewportSize(width=1440, height=900)
expect.set_options(timeout=20_000)


def _drafted(walk: Walk) -> str:
    """The lead's assignment, with a version that waits for its helper."""
    unit = {"unit_id": "U002", "name": "示例协办局", "system": "government", "linked_committee": "经济委员会"}
    walk.clerk.post("/submission/units", unit)
    id = walk.filed()
    walk.admitted(id)
    eventually(lambda: walk.clerk.get(f"/supervision/oversights/{id}").status_code == 200)
    eventually(lambda: walk.office.get(f"/consultation/matters/{id}").status_code == 200)
    eventually(lambda: len(walk.office.get("/consultation/units").json()["items"]) == 2)
    wanted = {"proposal_id": id, "unit_id": "U001", "role": "lead"}
    assignment = walk.office.post("/consultation/assignments", wanted)["id"]
    walk.office.post("/consultation/assignments", wanted | {"unit_id": "U002", "role": "helper"})
    walk.unit.post(f"/consultation/assignments/{assignment}/accept")
    walk.consulted(assignment)
    walk.unit.post("/consultation/replies", {"assignment_id": assignment, "content": CONTENT})
    return assignment


def test_a_helper_that_does_not_answer_is_waited_for_no_longer(walk: Walk, browser: Browser) -> None:
    assignment = _drafted(walk)
    seat = Seat(browser, walk.platform.named_origin, WIDE)
    page = seat.page
    seat.sign_in("office", f"/portal/handling/{assignment}")
    replies = page.get_by_role("region", name="答复", exact=True)
    expect(replies.get_by_text("等待会签：示例协办局")).to_be_visible()
    replies.get_by_role("button", name="会办单位不答复").click()
    send = replies.get_by_role("button", name="登记，不再等它")
    expect(send).to_be_disabled()
    replies.get_by_label("日期").fill(walk.today().isoformat())
    replies.get_by_label("怎样催的").fill("电话联系示例科室")
    seat.sound()
    # The county wants more attempts than one: said at the form, which keeps what was typed.
    send.click()
    expect(replies.get_by_role("alert")).to_contain_text("不合本县规定")
    expect(replies.get_by_label("怎样催的")).to_have_value("电话联系示例科室")
    seat.sound()
    if to := os.environ.get("CPPCC_LOOK"):
        page.screenshot(path=Path(to) / "silent.png", full_page=True)
    stored = walk.clerk.get("/consultation/policies/reply")
    document = stored.json()["document"] | {"silent_helper": {"attempts": 1, "days": 0}}
    headers = {"If-Match": stored.headers["ETag"], "Idempotency-Key": "silent"}
    put = walk.clerk.client.put("/consultation/policies/reply", json={"document": document}, headers=headers)
    assert put.is_success, put.text
    seat.context.set_offline(True)
    send.click()
    expect(replies.get_by_role("alert")).to_contain_text("网络断开")
    seat.context.set_offline(False)
    send.click()
    expect(replies.get_by_text("逾期未答")).to_be_visible()
    expect(replies.get_by_text("电话联系示例科室（示例 两办工作人员 登记）")).to_be_visible()
    expect(replies.get_by_text("等待会签")).to_have_count(0)
    expect(replies.get_by_role("button", name="会办单位不答复")).to_have_count(0)
    seat.sound()
    page.set_viewport_size(PHONE)
    seat.sound()
    (reply,) = walk.office.get(f"/consultation/replies?assignment_id={assignment}").json()["items"]
    assert reply["helper_silent"] == ["U002"]
    seat.end("ERR_INTERNET_DISCONNECTED")

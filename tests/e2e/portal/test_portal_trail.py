"""An auditor reads a proposal's whole record, and checks it in the browser and offline."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, ViewportSize, expect

from tests.support.browser import PHONE, Seat
from tests.support.caller import eventually
from tests.support.walking import TITLE, Walk

WIDE = ViewportSize(width=1440, height=900)
expect.set_options(timeout=20_000)
TRAIL = "核对"


@pytest.fixture(scope="module")
def proposal(walk: Walk) -> str:
    id, reply = walk.answered()
    walk.signed_on_paper(id, reply)
    eventually(lambda: walk.clerk.get(f"/conversion/dossiers/{id}").status_code == 200)
    return id


def test_an_auditor_reads_and_checks_the_whole_record(
    walk: Walk, browser: Browser, proposal: str, tmp_path: Path
) -> None:
    seat = Seat(browser, walk.platform.named_origin, WIDE)
    page = seat.page
    seat.sign_in("auditor", f"/portal/dossier/{proposal}")
    page.get_by_role("link", name="全程记录").click()
    expect(page.get_by_text("没有发现改动")).to_be_visible()
    # What no witness has sealed is not called verified, whatever the hashes say.
    proof = page.get_by_role("region", name=TRAIL, exact=True)
    expect(proof.get_by_text("未证实", exact=True)).to_be_visible()
    record = page.get_by_role("region", name="全程记录", exact=True)
    for said in ("提交提案", "立案", "开始督办", "交办", "印发答复", "签字完成"):
        expect(record.get_by_text(said, exact=True).first).to_be_visible()
    record.get_by_label("事项、人、理由").fill("印发答复")
    expect(record.get_by_role("listitem")).to_have_count(1)
    record.get_by_text("原文").click()
    expect(record.get_by_text("cppcc.ReplyIssued.v1")).to_be_visible()
    seat.sound()
    record.get_by_label("事项、人、理由").fill("")

    # Offline, by the command that the page names: the record, and who signed.
    with page.expect_download() as taken:
        proof.get_by_role("button", name="下载记录文件").click()
    saved = tmp_path / "trail.json"
    taken.value.save_as(saved)
    done = walk.platform.command_alone("audit", "trail", str(saved))
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("unproven: no sealed heads yet") == 5
    whole = json.loads(saved.read_text("utf-8"))
    whole["services"]["consultation"]["events"][0]["actor"] = "other"
    saved.write_text(json.dumps(whole), "utf-8")
    again = walk.platform.command_alone("audit", "trail", str(saved))
    assert (again.returncode, "was altered" in again.stdout) == (1, True)
    with page.expect_download() as signed:
        page.get_by_role("button", name="下载签字存证").click()
    signed.value.save_as(tmp_path / "signed.json")
    proven = walk.platform.command_alone("audit", "signoff", str(tmp_path / "signed.json"))
    assert proven.returncode == 0, proven.stdout + proven.stderr
    page.get_by_role("button", name="English").click()
    expect(page.get_by_text("no alteration found")).to_be_visible()
    expect(page.get_by_text("Proposal filed", exact=True)).to_be_visible()
    seat.end()


def test_what_was_altered_is_marked_and_who_is_away_is_unproven(walk: Walk, browser: Browser, proposal: str) -> None:
    seat = Seat(browser, walk.platform.named_origin, PHONE)
    page = seat.page

    def altered(route: Route) -> None:
        answer = route.fetch()
        told = answer.json()
        told["items"][1]["data"] = told["items"][1]["data"].replace("}", " }", 1)
        route.fulfill(response=answer, json=told)

    page.route("**/submission/events?*", altered)
    page.route("**/evaluation/events?*", lambda route: route.abort())
    seat.sign_in("auditor", f"/portal/dossier/{proposal}/trail")
    expect(page.get_by_text("评估取不到，这一部分未证实。")).to_be_visible()
    expect(page.get_by_role("alert").filter(has_text="有 1 条记录与哈希或前一条不符")).to_be_visible()
    expect(page.get_by_text("内容被改", exact=True)).to_be_visible()
    expect(page.get_by_text("没有发现改动")).to_have_count(0)
    seat.sound()
    seat.end()


def test_nobody_but_who_audits_reads_the_record(walk: Walk, browser: Browser, proposal: str) -> None:
    seat = Seat(browser, walk.platform.named_origin, WIDE)
    seat.sign_in("chair", f"/portal/dossier/{proposal}/trail")
    expect(seat.page.get_by_text("没有记录，或不在您的查阅范围内")).to_be_visible()
    seat.page.goto(f"{seat.origin}/portal/dossier/{proposal}")
    expect(seat.page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()
    expect(seat.page.get_by_role("link", name="全程记录")).to_have_count(0)
    seat.end()

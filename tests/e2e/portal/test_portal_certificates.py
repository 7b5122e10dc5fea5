"""Two of the staff register a member's SM2 certificate in the browser; who sees the signature sees how it was made."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.support.browser import DESK, Seat
from tests.support.certificates import Issuer
from tests.support.walking import Walk

SAID = {"result": "satisfied", "process": "satisfied", "visited": True, "view": "agree"}


def test_a_certificate_is_seen_by_two_registered_used_and_shown(walk: Walk, browser: Browser, tmp_path: Path) -> None:
    platform, origin = walk.platform, walk.platform.named_origin
    issuer = Issuer(tmp_path / "issuer")
    holder = issuer.member("m1", "示例委员一")
    stored = walk.clerk.get("/supervision/policies/certificate")
    put = walk.clerk.client.put(
        "/supervision/policies/certificate",
        json={"document": {"anchors": [issuer.pem]}},
        headers={"If-Match": stored.headers["ETag"], "Idempotency-Key": "anchors"},
    )
    assert put.is_success, put.text
    proposal, reply = walk.answered()
    clerk, clerk2, member = Seat(browser, origin, DESK), Seat(browser, origin, DESK), Seat(browser, origin)
    for seat, subject in ((clerk, "clerk"), (clerk2, "clerk2")):
        seat.sign_in(subject, "/portal/enrolments")
        seat.page.get_by_label("委员编号").fill("M001")

    clerk2.page.get_by_role("button", name="查看待确认的证书").click()
    expect(clerk2.page.get_by_role("status")).to_contain_text("没有待确认的证书")
    # As issuers hand it out: the bare bytes.
    certificate = {"name": "示例委员一.cer", "mimeType": "application/pkix-cert", "buffer": holder.der}
    clerk.page.get_by_label("证书文件").set_input_files(certificate)
    clerk.page.get_by_role("button", name="录入证书").click()
    expect(clerk.page.get_by_test_id("certificate")).to_contain_text("CN=示例委员一")
    assert clerk.violations() == []
    clerk.page.get_by_role("button", name="与本人核对无误").click()
    expect(clerk.page.get_by_role("alert")).to_contain_text("Another member of staff")
    clerk2.page.get_by_role("button", name="查看待确认的证书").click()
    expect(clerk2.page.get_by_test_id("certificate")).to_contain_text("CN=Sample ca")
    clerk2.page.get_by_role("button", name="与本人核对无误").click()
    expect(clerk2.page.get_by_role("status")).to_contain_text("已登记")
    assert clerk2.violations() == []

    member.sign_in("M001", "/portal/keys")
    expect(member.page.get_by_text("SM2 证书", exact=True)).to_be_visible()
    expect(member.page.get_by_text("持有人：CN=示例委员一")).to_be_visible()
    expect(member.page.get_by_text("可以签字", exact=True)).to_be_visible()
    assert member.violations() == []

    said = walk.member.post(f"/supervision/sign-offs/{reply}/challenge", SAID)["signed_json"]
    body = {"method": "sm2", "signed_json": said, "credential": holder.sign(said)}
    walk.member.post(f"/supervision/sign-offs/{reply}/sign", body)
    member.page.goto(f"{origin}/portal/proposals/{proposal}")
    expect(member.page.get_by_text("SM2 证书")).to_be_visible()
    with member.page.expect_download() as downloading:
        member.page.get_by_role("button", name="下载签字存证").click()
    evidence = tmp_path / "evidence.json"
    downloading.value.save_as(evidence)
    proven = platform.command_alone("audit", "signoff", str(evidence), "--anchor", str(issuer.file))
    assert proven.returncode == 0, proven.stdout + proven.stderr
    assert "示例委员一" in proven.stdout

    member.page.goto(f"{origin}/portal/keys")
    member.page.get_by_role("button", name="停用这张证书").click()
    assert member.violations() == []
    member.page.get_by_label("证书介质遗失").check()
    member.page.get_by_role("button", name="确定停用").click()
    expect(member.page.get_by_text("已停用")).to_be_visible()
    for seat in (clerk, clerk2, member):
        assert seat.strangers == []
        assert [said for said in seat.complaints if "409" not in said and "404" not in said] == []
        seat.close()

"""The directory in the browser: lists with a preview, mistakes as a sheet, a long one as a job; contacts, masked."""

import csv
from io import StringIO

from playwright.sync_api import Browser, FilePayload, Page, ViewportSize, expect

from tests.support.browser import PHONE, Seat
from tests.support.caller import eventually
from tests.support.walking import Walk

WIDE = ViewportSize(width=1440, height=900)
HEAD = "编号,姓名,界别,党派,专委会,届\n"
expect.set_options(timeout=20_000)


def _list(*rows: str) -> FilePayload:
    text = HEAD + "".join(f"{row}\n" for row in rows)
    return {"name": "示例委员名册.csv", "mimeType": "text/csv", "buffer": text.encode("utf-8-sig")}


def _chosen(page: Page, file: FilePayload) -> None:
    page.get_by_role("region", name="导入委员").locator('input[type="file"]').set_input_files(file)


def test_members_come_in_as_a_list_and_their_contacts_after_them(walk: Walk, browser: Browser) -> None:
    seat = Seat(browser, walk.platform.named_origin, WIDE)
    page = seat.page
    seat.sign_in("clerk", "/portal/directory")
    expect(page.get_by_role("cell", name="示例委员一")).to_be_visible()
    seat.sound()

    # With a mistake nothing comes in, and every one is told by its row, also as a sheet.
    good = "M301,示例委员三〇一,教育界,,提案委,15"
    _chosen(page, _list(good, "M302,,教育界,,,15", "M303,示例委员三〇三,教育界,,,示例"))
    expect(page.get_by_text("有 2 处错误，一行也不会导入。")).to_be_visible()
    expect(page.get_by_role("button", name="导入 1 行")).to_have_count(0)
    seat.sound()
    with page.expect_download() as taken:
        page.get_by_role("button", name="导出问题清单").click()
    rows = list(csv.reader(StringIO(taken.value.path().read_text("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == ["3", "4"]
    assert all(one["id"] != "M301" for one in walk.clerk.get("/submission/members?limit=200").json()["items"])

    # Mended, while the network is away for a moment; and once more, which changes nothing.
    seat.context.set_offline(True)
    _chosen(page, _list(good))
    expect(page.get_by_role("alert")).to_contain_text("网络断开")
    seat.context.set_offline(False)
    _chosen(page, _list(good))
    expect(page.get_by_text("共 1 行：新增或变更 1 行，不变 0 行。")).to_be_visible()
    page.get_by_role("button", name="导入 1 行").click()
    expect(page.get_by_text("已导入：新增或变更 1 行")).to_be_visible()
    expect(page.get_by_role("cell", name="示例委员三〇一")).to_be_visible()
    _chosen(page, _list(good))
    expect(page.get_by_text("与名录一致，没有要导入的。")).to_be_visible()
    seat.sound()

    # A job of somebody else's is seen with its end.
    sent = walk.clerk.client.post(
        "/submission/members/import?background=true",
        content=_list("M304,示例委员三〇四,教育界,,,15")["buffer"],
        headers={"Idempotency-Key": "background"},
    )
    assert sent.status_code == 202, sent.text
    page.get_by_role("button", name="刷新").click()
    jobs = page.get_by_role("region", name="导入任务")
    expect(jobs.get_by_text("已完成")).to_be_visible()
    expect(jobs.get_by_text("新增或变更 1 行，不变 0 行，错误 0 处")).to_be_visible()
    seat.sound()

    # Contacts are pasted, checked whole and entered whole; nobody reads them unmasked.
    eventually(lambda: walk.clerk.client.get("/notification/contacts/M301").is_success, what="notification's member")
    page.get_by_role("button", name="粘贴导入").click()
    page.get_by_label("粘贴内容").fill("编号\t手机\t邮箱\t企业微信\nM301\t10000000301\t\t\nM999\t10000000999\t\t")
    page.get_by_role("button", name="检查", exact=True).click()
    expect(page.get_by_text("一项也没有录入。")).to_be_visible()
    seat.sound()
    page.get_by_label("粘贴内容").fill("M301\t10000000301")
    page.get_by_role("button", name="检查", exact=True).click()
    expect(page.get_by_text("没有错误：将录入 1 项")).to_be_visible()
    page.get_by_role("button", name="录入", exact=True).click()
    expect(page.get_by_text("已录入 1 项")).to_be_visible()
    assert "10000000301" not in page.content()
    stored = walk.clerk.get("/notification/contacts/M301").json()["contacts"]
    assert [(one["channel"], one["confirmed_by"]) for one in stored] == [("mobile", None)]
    for name in ("团体、界别、专委会", "承办单位"):
        page.get_by_role("group", name="名录").get_by_role("button", name=name).click()
        seat.sound()
    expect(page.get_by_role("cell", name="示例局")).to_be_visible()
    page.set_viewport_size(PHONE)
    seat.sound()
    seat.end("ERR_INTERNET_DISCONNECTED")

"""Letters over the API: what was issued and nothing else, as it was called then, for whoever may see it."""

import asyncio
import base64
import hashlib
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from contracts.submission import MemberEnrolled, UnitEnrolled
from tests.support.desk import Desk, a_meeting, a_reply, ok
from tests.support.harness import Client
from tests.support.letters import a_filing, name_everybody, read_docx, read_pdf


@pytest.fixture(autouse=True)
def _fonts(monkeypatch: pytest.MonkeyPatch, letter_fonts: Path) -> None:
    monkeypatch.setenv("CPPCC_LETTER_FONTS", str(letter_fonts))


@pytest.fixture
async def named(desk: Desk) -> Desk:
    await name_everybody(desk.h)
    return desk


async def got(client: Client, path: str) -> httpx.Response:
    r = await client.get(path)
    assert r.status_code == 200, r.text
    digest = base64.b64encode(hashlib.sha256(r.content).digest()).decode()
    assert r.headers["repr-digest"] == f"sha-256=:{digest}:"
    return r


def problem(r: httpx.Response) -> tuple[int, str]:
    return r.status_code, r.json()["rule"]


async def reworded(desk: Desk, **changes: str) -> httpx.Response:
    admin = desk.h.client("county_admin")
    found = await admin.get("/policies/letter")
    body = {"document": found.json()["document"] | changes}
    return await admin.put("/policies/letter", json=body, headers={"If-Match": found.headers["etag"]})


async def test_an_issued_reply_is_the_same_letter_for_ever(named: Desk) -> None:
    """Neither a new name of a member or a unit nor new wording of the county changes what went out."""
    reply_id = await named.issued(await named.planned())
    path = f"/replies/{reply_id}/letter"
    pdf, docx = await got(named.first, path), await got(named.first, f"{path}?format=docx")
    assert "filename*=UTF-8''%E5%BB%BA%E5%87%BD%E3%80%942026%E3%80%951%E5%8F%B7" in pdf.headers["content-disposition"]
    text = "".join(read_pdf(pdf.content))
    for said in (
        "示例单位U1文件", "建函〔2026〕1号", "关于政协示例县第五届委员会第五次会议第7号提案的答复函",
        "示例委员1、示例委员2委员：", "你们提出的《关于加快老旧小区改造的提案》（第7号提案）收悉",
        "一、关于第1条建议“一”", "采纳情况：列入计划。", "办理承诺：年内完成（2026年12月31日前完成）。",
        "2026年3月2日", "（联系人及电话：办公室）", "抄送：示例县人民政府办公室，政协示例县委员会提案委员会。",
    ):  # fmt: skip
        assert said in text, said
        assert said in read_docx(docx.content), said
    assert "草稿" not in text + read_docx(docx.content)

    named.h.clock.set(datetime(2026, 4, 1, tzinfo=UTC))
    await named.h.deliver(MemberEnrolled(member_id="M1", name="改名委员", sector="示例界", term=5), "M1")
    unit = UnitEnrolled(unit_id="U1", name="改名单位", system="government", linked_committee="示例委员会")
    await named.h.deliver(unit, "U1")
    assert (await reworded(named, county="改名县")).status_code == 200
    named.h.clock.set(datetime(2026, 4, 2, tzinfo=UTC))
    assert (await got(named.first, path)).content == pdf.content
    assert (await got(named.first, f"{path}?format=docx")).content == docx.content
    # What is issued today says today's names.
    r = await named.office.post("/assignments", json={"proposal_id": "P1", "unit_id": "U3", "role": "helper"})
    notice = read_docx((await got(named.office, f"/assignments/{r.json()['id']}/letter?format=docx")).content)
    assert "改名委员、示例委员2" in notice
    assert "主办：改名单位" in notice
    assert "改名县人民政府办公室" in notice
    for session in ("{届次}", "{county", "{county!r}", "{county.x}"):
        r = await reworded(named, session=session)
        assert (r.status_code, [e["pointer"] for e in r.json()["errors"]]) == (422, ["/body/document/session"])


async def test_what_was_not_issued_is_a_draft_and_no_proposers(named: Desk) -> None:
    assignment_id = await named.planned()
    reply_id = await named.drafted(assignment_id)
    path = f"/replies/{reply_id}/letter"
    for client, status in ((named.first, 404), (named.other, 404), (named.lead, 200), (named.office, 200)):
        assert (await client.get(path)).status_code == status
    pages = read_pdf((await got(named.lead, path)).content)
    assert len(pages) == 2
    assert all("草稿" in page for page in pages)
    assert "（未编号）" in pages[0]
    assert "（未签发）" in pages[-1]
    assert "印发" not in "".join(pages)
    assert "草稿" in read_docx((await got(named.lead, f"{path}?format=docx")).content)
    await ok(named.leader, f"/replies/{reply_id}/approve")
    await ok(named.office, f"/replies/{reply_id}/reject", {"reason": "请改"})
    assert "草稿" in read_pdf((await got(named.office, path)).content)[0]


async def test_a_body_is_addressed_by_its_name_and_not_by_its_officer(named: Desk) -> None:
    await named.h.deliver(a_filing("P1", "M1", "B1"), "P1")
    reply_id = await named.issued(await named.planned())
    text = read_docx((await got(named.office, f"/replies/{reply_id}/letter?format=docx")).content)
    assert "示例县工商联、示例委员2委员：" in text
    assert "示例委员1" not in text


async def test_the_notice_to_a_unit_says_what_it_is_to_do(named: Desk) -> None:
    assignment_id = await named.assign()
    helper = await named.office.post("/assignments", json={"proposal_id": "P1", "unit_id": "U2", "role": "helper"})
    path = f"/assignments/{assignment_id}/letter"
    text = "".join(read_pdf((await got(named.lead, path)).content))
    for said in (
        "示例提交〔2026〕7号", "示例单位U1：", "（提案者：示例委员1、示例委员2）交你单位主办", "请于2026年3月9日前退办",
        "其他承办单位：会办：示例单位U2。", "1.一", "2.二", "2026年3月2日印发",
    ):  # fmt: skip
        assert said in text, said
    assert (await named.other.get(path)).status_code == 404
    assert (await named.h.client("clerk", county="330109").get(path)).status_code == 404
    await ok(named.office, f"/assignments/{helper.json()['id']}/cancel", {"reason": "r"})
    cancelled = await got(named.office, f"/assignments/{helper.json()['id']}/letter")
    assert all("已撤销" in page for page in read_pdf(cancelled.content))


async def test_minutes_show_how_far_they_are_agreed(named: Desk) -> None:
    assignment_id = await named.assign()
    await ok(named.lead, f"/assignments/{assignment_id}/accept")
    meeting = a_meeting(assignment_id, participants=["M1", "示例单位U1经办人"], minutes="先试行。\n再推开。")
    consultation_id = (await ok(named.lead, "/consultations", meeting))["id"]
    path = f"/consultations/{consultation_id}/minutes?format=docx"
    text = read_docx((await got(named.lead, path)).content)
    assert "待确认" in text
    assert "出席：示例委员1、示例单位U1经办人" in text
    await ok(named.first, f"/consultations/{consultation_id}/confirm")
    text = read_docx((await got(named.first, path)).content)
    assert "上述记录已经示例委员1确认。" in text
    assert "待确认" not in text
    await ok(named.first, f"/consultations/{consultation_id}/dispute", {"statement": "没有谈到试行"})
    text = read_docx((await got(named.first, path)).content)
    assert "有异议" in text
    assert "没有谈到试行" in text
    assert (await named.other.get(path)).status_code == 404
    waived = await ok(named.first, f"/assignments/{assignment_id}/waive", {"phase": "during", "reason": "r"})
    r = await named.first.get(f"/consultations/{waived['id']}/minutes")
    assert problem(r) == (409, "not-held")


async def test_nothing_goes_out_under_an_id_in_place_of_a_name(desk: Desk) -> None:
    assignment_id = await desk.assign()
    assert problem(await desk.office.get(f"/assignments/{assignment_id}/letter")) == (409, "not-known-yet")
    await name_everybody(desk.h)
    assert (await desk.office.get(f"/assignments/{assignment_id}/letter")).status_code == 200


async def test_where_no_pdf_can_be_made_there_is_the_word_file(named: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A character that no font has is no box in a sealed letter; without fonts there is no PDF at all."""
    assignment_id = await named.planned()
    body = a_reply(assignment_id)
    body["content"]["text"] = "姓名用字\U000f0000"
    path = f"/replies/{(await ok(named.lead, '/replies', body))['id']}/letter"
    assert problem(await named.lead.get(path)) == (409, "letter-character")
    assert "姓名用字\U000f0000" in read_docx((await got(named.lead, f"{path}?format=docx")).content)
    monkeypatch.delenv("CPPCC_LETTER_FONTS")
    r = await named.lead.get(path)
    assert (r.status_code, "CPPCC_LETTER_FONTS" in r.json()["detail"]) == (503, True)
    assert (await named.lead.get(f"{path}?format=docx")).status_code == 200


async def test_others_are_answered_while_letters_are_laid_out(named: Desk) -> None:
    """Twenty letters at once are all whole and one like the other; between them other requests have their turn."""
    path = f"/assignments/{await named.assign()}/letter"
    done: list[str] = []

    async def letter() -> bytes:
        made = await got(named.office, path)
        done.append("letter")
        return made.content

    async def other() -> None:
        assert (await named.office.get("/matters")).status_code == 200
        done.append("other")

    letters, _ = await asyncio.gather(asyncio.gather(*(letter() for _ in range(20))), other())
    assert len(set(letters)) == 1
    assert done.index("other") < len(done) - 1

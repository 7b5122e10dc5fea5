"""The review report of a session over HTTP, as figures and as a Word file."""

from io import BytesIO
from typing import Any

from docx import Document

from tests.integration.services.submission.test_submission_api import body, filed, h, member
from tests.support.harness import Harness

__all__ = ["h"]

EARLIER = {
    "session_id": "S14-5", "term": 14, "number": 5, "plenary_opens": "2025-03-01T00:00:00Z",
    "plenary_cutoff": "2025-03-03T00:00:00Z",
}  # fmt: skip


async def test_the_same_evening_a_draft_and_when_all_is_decided_the_report(h: Harness) -> None:
    clerk = h.client("clerk")
    assert (await clerk.post("/sessions", json=EARLIER)).status_code == 201
    master, child, declined, left = [await filed(h, id) for id in ("M1", "M2", "M1", "M1")]
    officer = h.client("body_officer", member_id="M3", body_id="B1")
    body_s = await officer.post("/proposals", json=body(kind="collective", body_id="B1"))
    assert body_s.status_code == 201

    async def ok(path: str, sent: dict[str, Any]) -> None:
        answer = await clerk.post(path, json=sent)
        assert answer.is_success, answer.text

    await ok(f"/proposals/{master}/merge", {"children": [child], "opinion": "同一事项"})
    for id, topic in ((master, "民生"), (body_s.json()["id"], "城建")):
        await ok(f"/proposals/{id}/admit", {"topic_group": topic})
    reason = {"reason_code": "vague", "explanation": "没有可办的建议", "redirect": "转社情民意"}
    await ok(f"/proposals/{declined}/decline", reason)
    told = (await clerk.get("/review-reports/S15-1")).json()
    assert (told["total"], told["open"], told["draft"], told["masters"]) == (5, 1, True, 1)
    assert told["outcomes"] == {
        "admitted": 2, "declined": 1, "merged": 1, "returned": 0, "filed": 1, "withdrawn": 0,
    }  # fmt: skip
    assert {row["name"]: row["total"] for row in told["sectors"]} == {"经济界": 4, "示例党派": 1}
    # The merged one goes with its master; what has no topic is counted, too.
    by_topic = {row["name"]: (row["total"], row["outcomes"]["admitted"]) for row in told["topics"]}
    assert by_topic == {"民生": (2, 1), "城建": (1, 1), "—": (2, 0)}
    for state, count in told["outcomes"].items():
        assert sum(row["outcomes"][state] for row in told["topics"]) == count
    assert [(one["case_number"], one["proposers"]) for one in told["admitted"]] == [
        (1, ["示例委员M1", "示例委员M2"]),
        (2, ["示例党派"]),
    ]
    assert told["reasons"] == [{"code": "vague", "text": "内容空泛、没有具体建议的", "count": 1}]
    assert (told["before"]["session_id"], told["before"]["total"]) == ("S14-5", 0)
    assert (await member(h).post(f"/proposals/{left}/withdraw", json={"reason": "重复"})).is_success
    answer = await h.client("chair").get("/review-reports/S15-1.docx")
    assert answer.headers["content-type"].endswith("wordprocessingml.document")
    document = Document(BytesIO(answer.content))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    rows = [[cell.text for cell in row.cells] for row in document.tables[3].rows]
    assert rows[0][0] == "主题分组（并案随主案）"
    assert sum(int(row[1]) for row in rows[1:]) == 5
    assert "草稿" not in text
    assert "共收到提案5件，其中立案2件、不予立案1件、并案1件、撤回1件。" in text
    assert "收到增加5件（0件→5件）" in text
    for path in ("/review-reports/S9", "/review-reports/S9.docx"):
        assert (await clerk.get(path)).status_code == 404
    assert (await member(h).get("/review-reports/S15-1.docx")).status_code == 403
    assert (await h.client("clerk", county="330103").get("/review-reports/S15-1")).status_code == 404

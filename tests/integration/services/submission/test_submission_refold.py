"""Rows that an earlier version wrote are, after the migration, what their events fold to."""

import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import text

from chassis.eventlog import verify
from services.submission.app import SERVICE
from tests.support.harness import Client, Harness, Serve
from tests.support.office import xlsx

VERSIONS = Path(__file__).parents[4] / "services/submission/migrations/versions"
NEW = (
    "text_version", "suggested_units", "booking_id", "children", "attachments", "replaced_units", "assisted",
    "objection", "origin", "refiled_on_paper",
    "merge_answers", "merge_answer_by", "merged_by", "consent_refusal", "signatory",
)  # fmt: skip
COLUMNS = ("年度", "届次", "案号", "案由", "提案者", "承办单位", "答复类别", "满意度", "未了事项")
OF_UNITS, OF_MEMBERS = ("aliases", "successor_id", "ended_on"), ("carries_on",)
OF_PAPERS = ("refiles", "refiles_version", "discarded", "discarded_by")
TEXT = {
    "title": "关于增设老年助餐点的提案",
    "situation": "全县六十岁以上老人占三成，助餐点只有四处。",
    "analysis": "场地不足，补贴标准偏低，社会力量进入意愿不强。",
    "suggestions": ["在每个街道至少增设两处老年助餐点。"],
}


def refold(*revisions: str) -> Iterator[str]:
    """The statements by which these migrations bring rows to a later state."""
    for revision in revisions:
        spec = importlib.util.spec_from_file_location("revision", VERSIONS / revision)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        yield from module.REFOLD


def older(state: dict[str, Any]) -> dict[str, Any]:
    without = {name: value for name, value in state.items() if name not in NEW}
    for invitation in without["invitations"]:
        del invitation["agreed_version"], invitation["on_paper"]
    return without


async def test_the_migration_refolds_what_it_finds(serve: Serve) -> None:
    h = await serve(SERVICE)
    clerk = h.client("clerk")

    async def ok(client: Client, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = await client.post(path, json=body)
        assert answer.is_success, answer.text
        return answer.json()

    for id in ("M1", "M2", "M3", "M4"):
        await ok(clerk, "/members", {"member_id": id, "name": f"示例委员{id}", "sector": "经济界", "term": 15})
    await ok(clerk, "/units", {"unit_id": "U1", "name": "示例局", "system": "party", "linked_committee": "示例委"})
    window = {"plenary_opens": "2026-03-01T00:00:00Z", "plenary_cutoff": "2026-03-03T00:00:00Z"}
    await ok(clerk, "/sessions", {"session_id": "S15-1", "term": 15, "number": 1, **window})

    async def file(h: Harness, member: str, **changes: Any) -> str:
        body = {"session_id": "S15-1", "publish_consent": True, "text": TEXT} | changes
        return (await ok(h.client("member", member_id=member), "/proposals", body))["id"]

    joint = await file(h, "M1", kind="joint", cosigners=["M2", "M3", "M4"], suggested_units=["U1"])
    other, plain = await file(h, "M2"), await file(h, "M4")
    for member, agreed in (("M2", True), ("M3", False)):
        body = {"agreed": agreed, "opinion": "情况属实"}
        await ok(h.client("member", member_id=member), f"/proposals/{joint}/cosign", body)
    # The text changes between two agreements, and once more after both.
    for situation in ("一、情况有变。", "二、情况又变。"):
        current = await clerk.get(f"/proposals/{joint}")
        headers = {"If-Match": current.headers["etag"]}
        edited = await clerk.put(f"/proposals/{joint}/text", json=TEXT | {"situation": situation}, headers=headers)
        assert edited.is_success
        if situation.startswith("一"):
            body = {"agreed": True, "opinion": "同意"}
            await ok(h.client("member", member_id="M4"), f"/proposals/{joint}/cosign", body)
    for child in (other, plain):
        await ok(clerk, f"/proposals/{joint}/merge", {"children": [child], "opinion": "同一事项"})
    paper = {"member_id": "M1", "text": TEXT, "publish_consent": True, "received_on": "2026-03-02"}
    await ok(clerk, "/paper-proposals", paper)
    old = xlsx(COLUMNS, ("2024", "十五届三次", 1, "示例往年提案", "示例甲", "示例局", "A", "满意", ""))
    assert (await clerk.post("/archive/import", content=old)).is_success
    async with h.owner.begin() as connection:
        said = "SELECT state FROM proposals WHERE id = :id"
        merged_by = json.loads((await connection.execute(text(said), {"id": joint})).scalar_one())["merged_by"]
        for id, state in (await connection.execute(text("SELECT id, state FROM proposals"))).all():
            stored = json.dumps(older(json.loads(state)), ensure_ascii=False, separators=(",", ":"))
            await connection.execute(
                text("UPDATE proposals SET state = :state WHERE id = :id"), {"state": stored, "id": id}
            )
        for table, names in (
            ("units", OF_UNITS), ("members", OF_MEMBERS), ("paper_proposals", OF_PAPERS),
            ("archived_proposals", ("text",)),
        ):  # fmt: skip
            for id, state in (await connection.execute(text(f"SELECT id, state FROM {table}"))).all():
                old = {name: value for name, value in json.loads(state).items() if name not in names}
                if table == "paper_proposals":
                    del old["entry"]["consent_refusal"], old["entry"]["signatory"]
                stored = json.dumps(old, ensure_ascii=False, separators=(",", ":"))
                await connection.execute(
                    text(f"UPDATE {table} SET state = :state WHERE id = :id"), {"state": stored, "id": id}
                )
    async with h.owner.connect() as connection:
        assert len((await verify(connection, SERVICE.metadata))[1]) == 3 + 1 + 4 + 1 + 1
    async with h.owner.begin() as connection:
        revisions = (
            "0002_calls", "0015_attachments", "0017_unit_successors", "0018_term_ends", "0019_paper", "0023_forwards",
            "0030_paper_refilings", "0032_merge_answers", "0034_archived_texts",
            "0036_consent_and_signatory",
        )  # fmt: skip
        for statement in refold(*(f"{name}.py" for name in revisions)):
            await connection.exec_driver_sql(statement)
        # The event is of this version, and says who merged; one of an earlier version does not, and its row neither.
        await connection.execute(
            text("UPDATE proposals SET state = replace(state, :nobody, :somebody) WHERE id = :id"),
            {"nobody": '"merged_by":null', "somebody": f'"merged_by":"{merged_by}"', "id": joint},
        )
    async with h.owner.connect() as connection:
        assert (await verify(connection, SERVICE.metadata))[1] == []
    view = (await clerk.get(f"/proposals/{joint}")).json()
    assert [i["agreed_version"] for i in view["invitations"]] == [1, None, 2]
    assert (view["text_version"], view["children"], view["suggested_units"]) == (3, [other, plain], ["U1"])

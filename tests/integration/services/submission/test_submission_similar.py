"""Similar texts on a real PostgreSQL: who sees what, what is shown of it, and what happens without the model."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from chassis.eventlog import SYSTEM, Tx
from contracts.base import Event
from contracts.consultation import Answer, ReplyContent, ReplyIssued
from contracts.submission import ArchivedProposalRecorded, ProposalAmended, ProposalFiled
from ops.embedded import Postgres
from services.submission.app import SERVICE
from services.submission.archive import domain
from services.submission.archive.store import ARCHIVE
from services.submission.similar import commands, embed
from services.submission.similar.projection import Indexer
from tests.support.harness import COUNTY, Client, Harness, Serve

OTHER = "330103"
MEALS: dict[str, Any] = {
    "title": "关于在乡镇增设老年助餐点的提案",
    "situation": "全县六十岁以上老人占三成，助餐点只有四处，且都在县城。乡镇独居老人常常一锅饭吃两天。",
    "analysis": "场地不足，补贴标准偏低，社会力量进入意愿不强。",
    "suggestions": ["利用闲置校舍办助餐点，由村集体统一配送。", "每餐补贴三元并列入财政预算。"],
}
SAID_OTHERWISE: dict[str, Any] = {
    "title": "关于解决农村空巢长者吃饭难的提案",
    "situation": "子女外出务工后，村里不少高龄长辈图省事，剩饭剩菜热了又热，营养跟不上。",
    "analysis": "没有地方、没有钱，也没有人愿意来办。",
    "suggestions": ["把空着的旧教室改成食堂，按就餐人次给点补助，腿脚不便的由志愿者送上门。"],
}
PARKING: dict[str, Any] = {
    "title": "关于缓解县城停车难的提案",
    "situation": "县城机动车九万辆，公共泊位不足两万，老城区双侧占道，消防车进不来。",
    "analysis": "规划欠账多，机关单位车位夜间闲置。",
    "suggestions": ["利用边角地建五处立体车库，机关单位夜间向市民开放车位。"],
}


@pytest.fixture
async def h(serve: Serve, monkeypatch: pytest.MonkeyPatch, embedding_model: Path) -> Harness:
    monkeypatch.setenv("CPPCC_EMBEDDING_MODEL", str(embedding_model))
    harness = await serve(SERVICE)
    for county in (COUNTY, OTHER):
        clerk = harness.client("clerk", county=county)
        for id in ("M1", "M2"):
            enrolled = {"member_id": id, "name": f"示例委员{id}", "sector": "经济界", "term": 15}
            assert (await clerk.post("/members", json=enrolled)).status_code == 201
        session = {"session_id": "S15-1", "term": 15, "number": 1}
        window = {"plenary_opens": "2026-03-01T00:00:00+00:00", "plenary_cutoff": "2026-03-03T00:00:00+00:00"}
        assert (await clerk.post("/sessions", json=session | window)).status_code == 201
    return harness


def member(h: Harness, id: str = "M1", county: str = COUNTY) -> Client:
    return h.client("member", member_id=id, county=county)


async def project(h: Harness, event: Event, id: str, county: str = COUNTY) -> None:
    await h.runtime.readers[1].consumer.on_batch([h.message(h.envelope(event, id, county))])


async def indexed(h: Harness) -> int:
    """The worker's chore until nothing waits."""
    chore, done = Indexer(), 0
    while made := await chore(h.runtime):
        done += made
    return done


async def file(h: Harness, given: dict[str, Any], id: str = "M1", county: str = COUNTY, *, consent: bool = True) -> str:
    """Filed, and its event read by the projection, as it comes back over the bus."""
    body = {"session_id": "S15-1", "publish_consent": consent, "text": given}
    body |= {} if consent else {"consent_refusal": "涉及个案。"}
    answer = await member(h, id, county).post("/proposals", json=body)
    assert answer.status_code == 201, answer.text
    proposal_id: str = answer.json()["id"]
    (event,) = [e for e in await h.published(county) if isinstance(e, ProposalFiled) and e.proposal_id == proposal_id]
    await project(h, event, proposal_id, county)
    return proposal_id


async def admit(h: Harness, id: str, county: str = COUNTY) -> None:
    answer = await h.client("clerk", county=county).post(f"/proposals/{id}/admit", json={"topic_group": "民生"})
    assert answer.status_code == 200, answer.text


async def ask(caller: Client, given: dict[str, Any] = SAID_OTHERWISE, **more: Any) -> dict[str, Any]:
    answer = await caller.post("/similar", json=given | more)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_the_same_matter_in_other_words_comes_first_with_its_passages(h: Harness) -> None:
    meals, parking = await file(h, MEALS), await file(h, PARKING)
    before = await ask(h.client("clerk"))
    assert (before["indexed"], before["waiting"], before["items"]) == (0, 2, [])
    assert await indexed(h) == 2
    told = await ask(h.client("clerk"))
    assert (told["method"], told["degraded"], told["indexed"], told["waiting"]) == ("meaning", False, 2, 0)
    first = told["items"][0]
    assert (first["id"], first["kind"], first["state"], first["session"]) == (meals, "proposal", "filed", "S15-1")
    assert 0.5 < first["score"] <= 1
    assert not first["near_copy"]
    assert 1 <= len(first["passages"]) <= 2
    for passage in first["passages"]:
        assert passage["text"] in [MEALS["title"], *MEALS["suggestions"]] or passage["text"] in MEALS["situation"]
        assert 0 <= passage["score"] <= 1
    assert [p["score"] for p in first["passages"]] == sorted((p["score"] for p in first["passages"]), reverse=True)
    assert parking not in [item["id"] for item in told["items"][:1]]


async def test_a_copy_with_changes_is_called_one_and_a_filed_text_is_not_like_itself(h: Harness) -> None:
    meals = await file(h, MEALS)
    await indexed(h)
    edited = MEALS | {"situation": MEALS["situation"].replace("三成", "四成").replace("四处", "五处")}
    (item,) = (await ask(h.client("clerk"), edited))["items"]
    assert item["near_copy"]
    assert item["wording"] > 0.9
    assert item["score"] > 0.9
    assert (await ask(h.client("clerk"), MEALS, exclude=meals))["items"] == []


async def test_an_amended_text_replaces_the_one_before(h: Harness) -> None:
    id = await file(h, PARKING)
    await indexed(h)
    assert (await ask(h.client("clerk")))["items"] == []
    clerk = h.client("clerk")
    current = (await clerk.get(f"/proposals/{id}")).headers["etag"]
    assert (await clerk.put(f"/proposals/{id}/text", json=MEALS, headers={"If-Match": current})).status_code == 200
    (event,) = [e for e in await h.published() if isinstance(e, ProposalAmended)]
    await project(h, event, id)
    assert (await ask(clerk))["waiting"] == 1
    await indexed(h)
    assert [item["id"] for item in (await ask(clerk))["items"]] == [id]


async def test_a_change_while_its_vector_is_made_is_not_lost(
    h: Harness, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    await file(h, PARKING)
    made = commands.vectors_of

    def meanwhile(*arguments: Any) -> Any:
        # As if an amendment came in while the model works.
        postgres.psql("UPDATE similar_pending SET queued = clock_timestamp()", h.owner.url.database or "")
        return made(*arguments)

    monkeypatch.setattr(commands, "vectors_of", meanwhile)
    await commands.embed_waiting(h.runtime.worker_database, h.runtime.clock, embed.installed())
    assert (await ask(h.client("clerk"), PARKING))["waiting"] == 1


async def test_the_archive_and_replies_are_found_under_their_proposal(h: Harness) -> None:
    recorded = ArchivedProposalRecorded(
        proposal_id="A-2019-7", year=2019, session="示例一次", case_number=7, title="关于乡镇老年食堂建设的提案",
        proposers=("示例委员",), units=("示例局",), answer_class="planned",
    )  # fmt: skip
    await archive_row(h, recorded)
    await project(h, recorded, "A-2019-7")
    parking = await file(h, PARKING)
    await admit(h, parking)
    await project(h, reply(parking, "我局已在示例镇开办三处老年食堂，为空巢老人送餐上门。"), "AS1")
    await indexed(h)
    told = {item["id"]: item for item in (await ask(h.client("clerk"), MEALS))["items"]}
    assert told.keys() == {"A-2019-7", parking}
    assert (told["A-2019-7"]["kind"], told["A-2019-7"]["year"], told["A-2019-7"]["case_number"]) == ("archive", 2019, 7)
    assert told[parking]["passages"][0]["field"] == "reply"
    # A stranger among the members sees no reply of others: whether it is public, conversion decides.
    assert parking not in [item["id"] for item in (await ask(member(h, "M2"), MEALS))["items"]]
    assert parking in [item["id"] for item in (await ask(member(h, "M1"), MEALS))["items"]]


def reply(proposal_id: str, body: str) -> ReplyIssued:
    answers = (Answer(suggestion=1, adoption="adopted", why="已列入年度计划。"),)
    content = ReplyContent(
        answer_class="solved", letter="A", answers=answers, signatory="示例局长", contact="示例科", text=body
    )
    return ReplyIssued(
        proposal_id=proposal_id, reply_id="R1", assignment_id="AS1", unit_id="U1", cycle=1, reply_version=1,
        number="示例函〔2026〕1号", content=content, content_hash="0" * 64, copies_to=(),
        issued_at=datetime(2026, 3, 2, tzinfo=UTC),
    )  # fmt: skip


async def archive_row(h: Harness, recorded: ArchivedProposalRecorded) -> None:
    """As an import leaves it."""
    async with h.runtime.worker_database.transaction([COUNTY]) as connection:
        tx = Tx(connection, COUNTY, SYSTEM, h.clock.now(), correlation_id="c")
        await ARCHIVE.append(tx, recorded.proposal_id, None, domain.record(None, recorded))


async def test_members_see_their_own_and_what_was_admitted_with_consent(h: Harness) -> None:
    open_, closed, filed = (
        await file(h, MEALS), await file(h, MEALS, consent=False), await file(h, MEALS)
    )  # fmt: skip
    await admit(h, open_)
    await admit(h, closed)
    await indexed(h)

    async def seen(caller: Client) -> set[str]:
        return {item["id"] for item in (await ask(caller))["items"]}

    assert await seen(h.client("clerk")) == {open_, closed, filed}
    assert await seen(member(h, "M1")) == {open_, closed, filed}
    assert await seen(member(h, "M2")) == {open_}
    await change(h, members_see="own")
    assert await seen(member(h, "M2")) == set()
    assert await seen(member(h, "M1")) == {open_, closed, filed}


async def change(h: Harness, county: str = COUNTY, **fields: Any) -> None:
    admin = h.client("county_admin", county=county)
    found = await admin.get("/policies/similar")
    put = await admin.put(
        "/policies/similar",
        json={"document": found.json()["document"] | fields},
        headers={"If-Match": found.headers["etag"]},
    )
    assert put.status_code == 200, put.text


async def test_another_countys_texts_are_shown_only_where_both_policies_say_so(h: Harness) -> None:
    theirs, unpublished = await file(h, MEALS, county=OTHER), await file(h, MEALS, county=OTHER)
    await admit(h, theirs, OTHER)
    await indexed(h)
    clerk = h.client("clerk")
    assert (await ask(clerk))["items"] == []
    await change(h, OTHER, share_with_city=True)
    assert (await ask(clerk))["items"] == []
    await change(h, search_city=True)
    (item,) = (await ask(clerk))["items"]
    assert (item["id"], item["county"]) == (theirs, OTHER)
    assert unpublished not in [i["id"] for i in (await ask(clerk))["items"]]
    await change(h, OTHER, share_with_city=False)
    assert (await ask(clerk))["items"] == []


async def test_the_index_stands_behind_the_countys_wall(h: Harness) -> None:
    await file(h, MEALS)
    await indexed(h)
    async with h.runtime.database.transaction([OTHER]) as connection:
        for table in ("similar_codes", "similar_vectors", "similar_replies", "similar_pending"):
            assert (await connection.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one() == 0, table


async def test_who_neither_files_nor_reviews_may_not_ask(h: Harness) -> None:
    assert (await h.client("unit", unit_id="U1").post("/similar", json=MEALS)).status_code == 403


async def test_without_the_model_characters_are_compared_and_the_answer_says_so(
    h: Harness, monkeypatch: pytest.MonkeyPatch, embedding_model: Path
) -> None:
    meals = await file(h, MEALS)
    await file(h, PARKING)
    await indexed(h)
    monkeypatch.delenv("CPPCC_EMBEDDING_MODEL")
    gone = await ask(h.client("clerk"))
    assert (gone["method"], gone["degraded"], gone["indexed"]) == ("characters", True, 0)
    assert await indexed(h) == 2
    edited = MEALS | {"situation": MEALS["situation"][:20]}
    told = await ask(h.client("clerk"), edited)
    assert (told["indexed"], told["waiting"], told["items"][0]["id"]) == (2, 0, meals)
    monkeypatch.setenv("CPPCC_EMBEDDING_MODEL", str(embedding_model))
    assert await indexed(h) == 2
    assert (await ask(h.client("clerk")))["method"] == "meaning"


async def test_a_file_that_is_not_the_model_is_refused_and_characters_are_compared(
    h: Harness, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / embed.MODEL_FILE).write_bytes(b"another")
    monkeypatch.setenv("CPPCC_EMBEDDING_MODEL", str(tmp_path))
    assert (await ask(h.client("clerk")))["method"] == "characters"

"""Tracking: who calls for it, who is taken, and that one of the archive never counts as admitted."""

import asyncio

import pytest

from contracts.conversion import CommitmentKept, CommitmentReleased, OutcomeVerified, TrackingRecommended
from contracts.supervision import SupervisionOpened, TrackingFinished
from services.supervision.app import SERVICE
from tests.support.harness import Harness, Serve
from tests.support.watched import admitted, archive, archived

WHY = {"reason": "上年承诺尚未落实，继续督办"}
VISIT = {"kind": "site_visit", "held_on": "2026-03-01", "findings": "查看现场，已完成八成"}


@pytest.fixture
async def h(serve: Serve) -> Harness:
    return await serve(SERVICE)


async def test_candidates_carry_their_reasons_and_say_who_was_taken(h: Harness) -> None:
    await archive(
        h,
        archived(1, answer_class="planned", unfinished="二期管网"),
        archived(2, result="dissatisfied"),
        archived(3, answer_class="solved", result="satisfied"),
    )
    await h.deliver(admitted("p1"), "p1")
    await h.deliver(TrackingRecommended(proposal_id="p1", reason="结案满六个月，无成果"), "F-p1")
    clerk = h.client("clerk")
    assert (await clerk.post("/tracking/A-2025-1/designate", json=WHY)).status_code == 200

    first = (await clerk.get("/tracking-candidates", params={"limit": 2})).json()
    rest = (await clerk.get("/tracking-candidates", params={"limit": 2, "after": first["next"]})).json()
    found = {item["proposal_id"]: item for item in first["items"] + rest["items"]}
    assert rest["next"] is None
    assert {id: item["reasons"] for id, item in found.items()} == {
        "A-2025-1": ["planned", "unfinished"],
        "A-2025-2": ["dissatisfied"],
        "p1": ["recommended"],
    }
    assert {id: item["taken"] for id, item in found.items()} == {"A-2025-1": True, "A-2025-2": False, "p1": False}
    assert (found["p1"]["state"], found["p1"]["supervision_class"]) == ("open", "general")
    assert found["A-2025-2"]["state"] is None
    for taken, ids in ((True, {"A-2025-1"}), (False, {"A-2025-2", "p1"})):
        only = (await clerk.get("/tracking-candidates", params={"taken": taken})).json()["items"]
        assert {item["proposal_id"] for item in only} == ids
    assert (await h.client("member", member_id="M1").get("/tracking-candidates")).status_code == 403


async def test_why_it_is_tracked_and_what_was_found_is_told(h: Harness) -> None:
    await archive(h, archived(1, answer_class="planned"))
    await h.deliver(admitted("p1"), "p1")
    clerk = h.client("clerk")
    assert (await clerk.post("/tracking/A-2025-1/designate", json=WHY)).status_code == 200
    assert (await clerk.post("/tracking/A-2025-1/finish", json={"finding": "二期已通水"})).status_code == 200
    told = (await h.client("chair").get("/tracking/A-2025-1")).json()["steps"]
    assert [(one["what"], one["text"]) for one in told] == [("designated", WHY["reason"]), ("finished", "二期已通水")]
    assert (await clerk.get("/tracking/p1")).json() == {"steps": []}
    assert (await clerk.get("/tracking/unknown")).status_code == 404
    assert (await h.client("unit", unit_id="U1").get("/tracking/A-2025-1")).status_code == 403


async def test_a_correction_of_the_archive_takes_the_reason_away(h: Harness) -> None:
    await archive(h, archived(1, answer_class="planned"), archived(1, answer_class="solved"))
    assert (await h.client("clerk").get("/tracking-candidates")).json()["items"] == []


async def test_an_archived_one_is_tracked_to_its_end_and_never_counts_as_admitted(h: Harness) -> None:
    await archive(h, archived(7, answer_class="planned"))
    await h.deliver(admitted("p1", 7), "p1")
    clerk = h.client("clerk")
    assert (await clerk.post("/oversights/A-2025-7/activities", json=VISIT)).status_code == 404
    opened = await clerk.post("/tracking/A-2025-7/designate", json=WHY)
    assert opened.status_code == 200, opened.text
    assert opened.json()["supervision_class"] == "tracked"
    assert (opened.json()["archived_year"], opened.json()["case_number"]) == (2025, 7)
    assert opened.json()["supervisor"] == "提案委员会"

    visited = await h.client("supervisor").post("/oversights/A-2025-7/activities", json=VISIT)
    assert visited.json()["last_contact"] == "2026-03-01"
    listed = (await clerk.get("/oversights")).json()["items"]
    assert {item["proposal_id"]: item["supervision_class"] for item in listed} == {
        "A-2025-7": "tracked",
        "p1": "general",
    }
    figures = (await clerk.get("/figures")).json()
    assert (figures["admitted"], figures["supervised"], figures["coverage"]) == (1, 1, 1.0)

    chair = await h.client("chair").post("/oversights/A-2025-7/designate-key", json={"leader": "示例领导"})
    assert chair.json()["rule"] == "archived"
    urged = await clerk.post("/oversights/A-2025-7/urges", json={"assignment_id": "a1", "text": "请加快"})
    assert urged.status_code in (404, 409)

    done = await clerk.post("/tracking/A-2025-7/finish", json={"finding": "二期管网建成"})
    assert (done.json()["state"], done.json()["finding"]) == ("finished", "二期管网建成")
    for path, body in (
        ("/tracking/A-2025-7/finish", {"finding": "再次"}),
        ("/tracking/A-2025-7/designate", WHY),
        ("/oversights/A-2025-7/activities", VISIT),
    ):
        late = await clerk.post(path, json=body)
        assert (late.status_code, late.json()["rule"]) == (409, "state"), path
    (event,) = [e for e in await h.published() if isinstance(e, TrackingFinished)]
    assert event.finding == "二期管网建成"
    (first,) = [e for e in await h.published() if isinstance(e, SupervisionOpened) and e.archived_year]
    assert (first.supervision_class, first.proposers) == ("tracked", ())


@pytest.mark.tampered
async def test_an_unwatched_admission_is_not_hidden_by_an_archived_one(h: Harness) -> None:
    """Coverage must be able to fail: the archive's supervisions are no substitute."""
    await archive(h, archived(1, answer_class="planned"))
    await h.deliver(admitted("p1"), "p1")
    assert (await h.client("clerk").post("/tracking/A-2025-1/designate", json=WHY)).status_code == 200
    async with h.owner.begin() as connection:
        await connection.exec_driver_sql("UPDATE oversights SET supervisor = NULL WHERE proposal_id = 'p1'")
    figures = (await h.client("clerk").get("/figures")).json()
    assert (figures["admitted"], figures["supervised"], figures["coverage"]) == (1, 0, 0.0)


async def test_one_of_this_platform_is_marked_and_ends_with_its_own_course(h: Harness) -> None:
    await h.deliver(admitted("p1"), "p1")
    clerk = h.client("clerk")
    early = await clerk.post("/tracking/p1/finish", json={"finding": "已落实"})
    assert early.json()["rule"] == "not-tracked"
    marked = await clerk.post("/tracking/p1/designate", json=WHY)
    assert (marked.json()["supervision_class"], marked.json()["archived_year"]) == ("tracked", None)
    assert (await clerk.post("/tracking/p1/designate", json=WHY)).json()["rule"] == "class"
    running = await clerk.post("/tracking/p1/finish", json={"finding": "已落实"})
    assert (running.status_code, running.json()["rule"]) == (409, "still-handled")


async def test_nobody_knows_it_and_nobody_else_may(h: Harness) -> None:
    await archive(h, archived(1, answer_class="planned"))
    for path, body in (("designate", WHY), ("finish", {"finding": "已落实"})):
        assert (await h.client("clerk").post(f"/tracking/A-2025-9/{path}", json=body)).status_code == 404
        assert (await h.client("unit", unit_id="U1").post(f"/tracking/A-2025-1/{path}", json=body)).status_code == 403
        empty = await h.client("clerk").post(f"/tracking/A-2025-1/{path}", json={})
        assert empty.status_code == 422
    assert (await h.client("clerk").post("/tracking/A-2025-1/finish", json={"finding": "x"})).status_code == 404
    elsewhere = h.client("clerk", county="330103")
    assert (await elsewhere.post("/tracking/A-2025-1/designate", json=WHY)).status_code == 404
    assert (await elsewhere.get("/tracking-candidates")).json()["items"] == []


async def test_two_clerks_at_once_open_one_supervision(h: Harness) -> None:
    await archive(h, archived(1, answer_class="planned"))
    clerks = [h.client("clerk", subject=f"clerk{n}") for n in range(4)]
    answers = await asyncio.gather(*(clerk.post("/tracking/A-2025-1/designate", json=WHY) for clerk in clerks))
    assert sorted(a.status_code for a in answers)[0] == 200
    assert {a.status_code for a in answers} <= {200, 409, 412}
    assert [a.status_code for a in answers].count(200) == 1
    opened = [e for e in await h.published() if isinstance(e, SupervisionOpened)]
    assert len(opened) == 1


async def test_what_was_recommended_is_taken_back_unless_it_is_tracked_by_then(h: Harness) -> None:
    """Each alone: what nothing came of, and each promise that stayed broken."""
    for id in ("p1", "p2"):
        await h.deliver(admitted(id, int(id[1])), id)
        for source in (None, f"R-{id}.1", f"R-{id}.2"):
            said = TrackingRecommended(proposal_id=id, reason=f"{source or '无成果'}逾期", commitment_id=source)
            await h.deliver(said, source or f"F-{id}")
    clerk = h.client("clerk")

    async def reasons() -> dict[str, str]:
        items = (await clerk.get("/tracking-candidates")).json()["items"]
        return {item["proposal_id"]: item["recommended"] for item in items}

    assert (await reasons())["p1"] == "无成果逾期；R-p1.1逾期；R-p1.2逾期"
    assert (await clerk.post("/tracking/p2/designate", json=WHY)).status_code == 200
    for id in ("p1", "p2"):
        kept = CommitmentKept(proposal_id=id, commitment_id=f"R-{id}.1", unit_id="U1", verified_by="M1", on_time=False)
        await h.deliver(kept, f"R-{id}.1")
        await h.deliver(
            OutcomeVerified(proposal_id=id, outcome_id=f"O-{id}", kind="duty", suggestion=1, verified_by="M1"),
            f"O-{id}",
        )
    whole = "无成果逾期；R-p2.1逾期；R-p2.2逾期"
    assert await reasons() == {"p1": "R-p1.2逾期", "p2": whole}
    for id in ("p1", "p2"):
        released = CommitmentReleased(proposal_id=id, commitment_id=f"R-{id}.2", unit_id="U1", reason="条件变化")
        await h.deliver(released, f"R-{id}.2")
    assert await reasons() == {"p2": whole}


async def test_the_recommendation_may_come_before_the_admission(h: Harness) -> None:
    await h.deliver(TrackingRecommended(proposal_id="p1", reason="无成果"), "F-p1")
    (item,) = (await h.client("clerk").get("/tracking-candidates")).json()["items"]
    assert (item["state"], item["taken"]) == (None, False)
    await h.deliver(admitted("p1"), "p1")
    (item,) = (await h.client("clerk").get("/tracking-candidates")).json()["items"]
    assert item["state"] == "open"

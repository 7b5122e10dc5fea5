"""What is put to a unit is reminded of before its day and after it, once each, and not once it is answered."""

import asyncio
import importlib.util
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text

from chassis.eventlog import verify
from contracts.consultation import OpinionAnswered, OpinionNear, OpinionOverdue, QuestionNear, QuestionOverdue
from services.consultation.app import SERVICE
from tests.support.desk import Desk, ok
from tests.support.levels import Levels

REVISION = Path(__file__).parents[4] / "services/consultation/migrations/versions/0017_point_reminders.py"
OPINION = {"proposal_id": "P1", "unit_id": "U1", "text": "请立项。"}
ANSWER = {"text": "已列入计划", "adoption": "planned"}


async def at(desk: Desk, moment: str) -> None:
    """The time passes to ``moment`` in the county, and the ticker has looked."""
    desk.h.clock.set(datetime.fromisoformat(f"{moment}:00+08:00"))
    await desk.h.tick()


async def reminders(desk: Desk, point_id: str) -> list[tuple[str, int | None]]:
    """Of what was recorded: near with its tier, or overdue; only what is announced."""
    found: list[tuple[str, int | None]] = []
    for one in await desk.h.published():
        match one:
            case OpinionNear() | QuestionNear() if one.point_id == point_id and one.announce:
                found.append((type(one).__name__, one.tier))
            case OpinionOverdue() | QuestionOverdue() if one.point_id == point_id:
                found.append((type(one).__name__, None))
            case _:
                pass
    return found


async def timers(desk: Desk) -> list[tuple[str, int]]:
    async with desk.h.owner.connect() as connection:
        query = "SELECT aggregate_id, tier FROM timers WHERE kind = 'point-due' ORDER BY 1, 2"
        return [(row[0], row[1]) for row in await connection.execute(text(query))]


async def delivered(levels: Levels, count: int = 1) -> list[str]:
    """Opinions of a meeting on 10 March, due on the 31st."""
    forum = await levels.convene(await levels.select())
    await levels.hold(forum)
    return [(await ok(levels.desk.clerk, f"/forums/{forum}/opinions", OPINION))["id"] for _ in range(count)]


async def test_near_once_overdue_once_and_anew_when_it_is_pressed(levels: Levels) -> None:
    desk = levels.desk
    (id,) = await delivered(levels)
    await at(desk, "2026-03-23T23:59")
    assert await reminders(desk, id) == []
    for moment in ("2026-03-24T00:00", "2026-03-25T09:00"):
        await at(desk, moment)
        assert await reminders(desk, id) == [("OpinionNear", 7)]
    await at(desk, "2026-03-31T23:59")
    told = [("OpinionNear", 7), ("OpinionNear", 0)]
    assert await reminders(desk, id) == told
    for moment in ("2026-04-01T00:00", "2026-04-08T09:00"):
        await at(desk, moment)
        assert await reminders(desk, id) == [*told, ("OpinionOverdue", None)]
    (late,) = [one for one in await desk.h.published() if isinstance(one, OpinionOverdue)]
    assert (late.unit_id, late.due.isoformat(), late.overseers, late.policy_version) == (
        "U1", "2026-03-31", ("clerk",), 0
    )  # fmt: skip
    await ok(desk.lead, f"/points/{id}/answer", ANSWER)
    assert await timers(desk) == []
    # Due on 29 April; answered before, so that only the first reminder of the second round is given.
    pressed = await ok(desk.clerk, f"/points/{id}/press", {"reason": "没有时间表"})
    assert pressed["due"] == "2026-04-29"
    await at(desk, "2026-04-22T08:00")
    await ok(desk.lead, f"/points/{id}/answer", ANSWER)
    await at(desk, "2026-05-30T08:00")
    assert await reminders(desk, id) == [*told, ("OpinionOverdue", None), ("OpinionNear", 7)]
    async with desk.h.owner.connect() as connection:
        count, findings = await verify(connection, SERVICE.metadata)
    assert (count > 0, findings) == (True, [])


async def test_after_downtime_only_the_last_reminder_speaks_and_a_closed_one_never(levels: Levels) -> None:
    desk = levels.desk
    down, closed = await delivered(levels, 2)
    await ok(desk.clerk, f"/points/{closed}/close", {"reason": "与另一意见重复"})
    await at(desk, "2026-04-20T08:00")
    assert await reminders(desk, down) == [("OpinionOverdue", None)]
    assert await reminders(desk, closed) == []
    assert [one.tier for one in await desk.h.published() if isinstance(one, OpinionNear)] == [7, 0]
    assert await timers(desk) == []


async def test_the_policy_says_when_and_who_oversees_and_a_question_s_reminder_names_who_asked(levels: Levels) -> None:
    desk = levels.desk
    admin = desk.h.client("county_admin")

    async def changed(document: dict[str, Any]) -> int:
        headers = {"If-Match": (await admin.get("/policies/point")).headers["etag"]}
        return (await admin.put("/policies/point", json={"document": document}, headers=headers)).status_code

    assert await changed({"answer_working_days": 3, "tiers": [-1], "overseers": []}) == 422
    assert await changed({"answer_working_days": 3, "tiers": [1], "overseers": ["nobody"]}) == 422
    # Three calendar days before is gone by already when it is asked.
    assert await changed({"answer_working_days": 1, "tiers": [3, 1], "overseers": ["chair", "supervisor"]}) == 200
    standing = await levels.convene(
        await levels.select("standing_committee", ()), form="meeting", proposals=[], units=["U1"]
    )
    asked = await ok(desk.first, f"/forums/{standing}/questions", {"unit_id": "U1", "text": "何时兑现？"})
    assert (asked["due"], await timers(desk)) == ("2026-03-03", [(asked["id"], -1), (asked["id"], 1)])
    await at(desk, "2026-03-02T11:00")
    assert await reminders(desk, asked["id"]) == [("QuestionNear", 1)]
    # Who oversees is asked for on the day itself.
    assert await changed({"answer_working_days": 1, "tiers": [1], "overseers": ["chair"]}) == 200
    await at(desk, "2026-03-04T00:00")
    (late,) = [one for one in await desk.h.published() if isinstance(one, QuestionOverdue)]
    assert (late.member_id, late.overseers, late.policy_version) == ("M1", ("chair",), 2)


async def test_of_an_answer_and_the_reminder_at_one_moment_each_has_its_one_effect(levels: Levels) -> None:
    desk = levels.desk
    ids = await delivered(levels, 6)
    desk.h.clock.set(datetime.fromisoformat("2026-04-01T00:00:00+08:00"))
    _, *answers = await asyncio.gather(
        desk.h.tick(), *(desk.lead.post(f"/points/{id}/answer", json=ANSWER) for id in ids), desk.h.tick()
    )
    assert [one.status_code for one in answers[:-1]] == [200] * len(ids)
    await desk.h.tick()
    published = await desk.h.published()
    for id in ids:
        of = [one for one in published if isinstance(one, OpinionOverdue | OpinionAnswered) and one.point_id == id]
        assert [type(one) for one in of] in ([OpinionAnswered], [OpinionOverdue, OpinionAnswered])
    assert await timers(desk) == []


async def test_the_migration_refolds_what_was_put_before_and_reminds_of_it(levels: Levels) -> None:
    desk = levels.desk
    admin = desk.h.client("county_admin")
    headers = {"If-Match": (await admin.get("/policies/point")).headers["etag"]}
    none = {"answer_working_days": 15, "tiers": [], "overseers": ["clerk"]}
    assert (await admin.put("/policies/point", json={"document": none}, headers=headers)).status_code == 200
    waiting, answered = await delivered(levels, 2)
    await ok(desk.lead, f"/points/{answered}/answer", ANSWER)
    expected = await timers(desk)
    assert expected == [(waiting, -1)]
    spec = importlib.util.spec_from_file_location("revision", REVISION)
    assert spec is not None
    assert spec.loader is not None
    revision = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(revision)
    async with desk.h.owner.begin() as connection:
        for id, state in (await connection.execute(text("SELECT id, state FROM points"))).all():
            older = {name: value for name, value in json.loads(state).items() if name not in ("planned", "reminded")}
            stored = json.dumps(older, ensure_ascii=False, separators=(",", ":"))
            await connection.execute(
                text("UPDATE points SET state = :state WHERE id = :id"), {"state": stored, "id": id}
            )
        await connection.execute(text("DELETE FROM timers"))
    async with desk.h.owner.connect() as connection:
        assert len((await verify(connection, SERVICE.metadata))[1]) == 2
    async with desk.h.owner.begin() as connection:
        for statement in (*revision.REFOLD, revision.TIMERS):
            await connection.exec_driver_sql(statement)
    async with desk.h.owner.connect() as connection:
        assert (await verify(connection, SERVICE.metadata))[1] == []
    assert await timers(desk) == expected
    await at(desk, "2026-03-31T23:59")
    assert await reminders(desk, waiting) == []
    await at(desk, "2026-04-01T00:00")
    assert await reminders(desk, waiting) == [("OpinionOverdue", None)]

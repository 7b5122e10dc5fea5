"""What is urgent is returned in less time, says so to everybody, and stays so with whoever has it next."""

from datetime import UTC, datetime

from contracts.consultation import AssignmentIssued
from tests.support.desk import Desk, ok, refused
from tests.support.letters import name_everybody, read_docx

BACK = {"reason": "不属本单位职责", "suggested_unit": "U9"}


async def test_an_urgent_one_has_a_day_to_be_returned_and_stays_urgent_with_its_helper_and_its_next_unit(
    desk: Desk,
) -> None:
    await name_everybody(desk.h)
    wanted = {"proposal_id": "P1", "unit_id": "U1", "role": "sole", "urgent": True}
    batch = await ok(desk.office, "/assignment-batches", {"items": [wanted]})
    first = batch["items"][0]["assignment"]
    # Monday 2 March, and one working day.
    assert (first["urgent"], first["return_until"]) == (True, "2026-03-03")
    (step,) = (await desk.lead.get("/desk")).json()["items"]
    assert (step["what"], step["due"], step["urgent"]) == ("accept", "2026-03-03", True)
    notice = await desk.lead.get(f"/assignments/{first['id']}/letter?format=docx")
    assert read_docx(notice.content).startswith("加急")
    await ok(desk.lead, f"/assignments/{first['id']}/return", BACK)
    moved = await ok(desk.office, f"/assignments/{first['id']}/reassign", {"unit_id": "U9"})
    path = f"/assignments/{moved['successor_id']}"
    await ok(desk.other, f"{path}/accept")
    await ok(desk.other, f"{path}/request-helper", {"unit_id": "U2", "reason": "涉及管线"})
    await ok(desk.office, f"{path}/decide-helper", {"unit_id": "U2", "granted": True})
    issued = [one for one in await desk.h.published() if isinstance(one, AssignmentIssued)]
    assert [(one.unit_id, one.urgent) for one in issued] == [("U1", True), ("U9", True), ("U2", True)]
    helper = issued[-1].assignment_id
    desk.h.clock.set(datetime(2026, 3, 3, 16, tzinfo=UTC))
    await refused(desk.helper, f"/assignments/{helper}/return", "return-window", BACK)


async def test_what_is_not_urgent_says_so_nowhere(desk: Desk) -> None:
    await name_everybody(desk.h)
    plain = await desk.assign()
    assert (await desk.lead.get(f"/assignments/{plain}")).json()["urgent"] is False
    assert (await desk.lead.get("/desk")).json()["items"][0]["urgent"] is False
    notice = await desk.lead.get(f"/assignments/{plain}/letter?format=docx")
    assert "加急" not in read_docx(notice.content)

"""Units and topics that earlier cases like a proposal had, each with its cases; nothing is invented."""

from typing import Any

from contracts.base import Event
from contracts.submission import ArchivedProposalRecorded
from services.submission.archive import domain as archive
from services.submission.archive.store import ARCHIVE
from tests.integration.services.submission.test_submission_booking_plans import transaction
from tests.integration.services.submission.test_submission_similar import (
    MEALS,
    PARKING,
    SAID_OTHERWISE,
    h,
    indexed,
    member,
)
from tests.support.harness import Harness
from tests.support.searching import assigned

__all__ = ["h"]

ARCHIVED = ArchivedProposalRecorded(
    proposal_id=archive.identify(2024, 9),
    year=2024,
    session="十四届三次",
    case_number=9,
    title="关于增设老年助餐点的提案",
    proposers=("示例委员",),
    units=("示例财政局", "示例早已撤销的单位"),
)


async def project(h: Harness, event: Event, id: str) -> None:
    """To both projections, as it comes back over the bus."""
    message = h.message(h.envelope(event, id))
    for reader in h.runtime.readers[1:]:
        await reader.consumer.on_batch([message])


async def filed(h: Harness, given: dict[str, Any], id: str = "M1", **more: Any) -> str:
    sent = {"session_id": "S15-1", "publish_consent": True, "text": given} | more
    answer = await member(h, id).post("/proposals", json=sent)
    assert answer.status_code == 201, answer.text
    await project(h, (await h.published())[-1], answer.json()["id"])
    return answer.json()["id"]


async def test_earlier_cases_say_who_may_handle_it_and_why(h: Harness) -> None:
    clerk = h.client("clerk")
    for id, name in (("U1", "示例民政局"), ("U2", "示例财政局"), ("U3", "示例交通局"), ("U4", "示例卫健局")):
        unit = {"unit_id": id, "name": name, "system": "government", "linked_committee": "示例委"}
        assert (await clerk.post("/units", json=unit)).status_code == 201
    meals, parking = await filed(h, MEALS), await filed(h, PARKING)
    for id, unit, topic in ((meals, "U1", "养老"), (parking, "U3", "交通")):
        assert (await clerk.post(f"/proposals/{id}/admit", json={"topic_group": topic})).is_success
        await project(h, (await h.published())[-1], id)
        await project(h, assigned(id, f"AS-{unit}", unit), f"AS-{unit}")
    # One that the register does not have.
    await project(h, assigned(meals, "AS-U9", "U9"), "AS-U9")
    async with transaction(h) as tx:
        await ARCHIVE.append(tx, ARCHIVED.proposal_id, None, [ARCHIVED])
    await project(h, ARCHIVED, ARCHIVED.proposal_id)
    new = await filed(h, SAID_OTHERWISE, "M2", suggested_units=["U4"])
    await indexed(h)
    answer = await clerk.get(f"/proposals/{new}/suggestions")
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["degraded"] is False
    why = {one["unit_id"]: (one["proposer"], one["cases"]) for one in told["units"]}
    assert list(why)[:2] == ["U4", "U1"]
    assert (why["U4"], why["U1"]) == ((True, []), (False, [meals]))
    assert "U9" not in why
    assert why.get("U2") in (None, (False, [ARCHIVED.proposal_id]))
    assert told["topics"][0] == {"topic": "养老", "cases": [meals], "proposer": False, "reviewers": []}
    cases = {one["id"]: one for one in told["cases"]}
    assert (cases[meals]["case_number"], new in cases) == (1, False)
    # The one that says the same in the same words has its old unit named, where that is a unit still.
    same = (await clerk.get(f"/proposals/{meals}/suggestions")).json()
    assert [(one["unit_id"], one["cases"]) for one in same["units"] if one["unit_id"] == "U2"] == [
        ("U2", [ARCHIVED.proposal_id])
    ]
    assert (await member(h, "M2").get(f"/proposals/{new}/suggestions")).status_code == 403
    assert (await h.client("clerk", county="330103").get(f"/proposals/{new}/suggestions")).status_code == 404

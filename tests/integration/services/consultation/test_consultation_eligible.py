"""Who stands for the committee's selection, and why: key, continuing, or dissatisfied once more."""

from typing import Any

import pytest

from contracts.submission import ProposalWithdrawn
from contracts.supervision import (
    CommitteeConsultationCalled,
    KeyProposalDesignated,
    SupervisionOpened,
    TrackingDesignated,
)
from tests.support.desk import ADMITTED, Desk
from tests.support.levels import Levels


def called(proposal: str = "P1", reply: str = "r2", member: str = "M1", **more: Any) -> CommitteeConsultationCalled:
    values: dict[str, Any] = {"assignment_id": "a1", "unit_id": "U1", "cycle": 2, "reason": "仍未落实"}
    return CommitteeConsultationCalled(proposal_id=proposal, reply_id=reply, member_id=member, **values | more)


async def candidates(desk: Desk, **params: Any) -> list[dict[str, Any]]:
    r = await desk.clerk.get("/selection-candidates", params=params)
    assert r.status_code == 200, r.text
    return r.json()["items"]


@pytest.fixture
async def several(desk: Desk) -> Desk:
    """P1 nothing, P2 key, P3 tracked, P4 withdrawn after a call."""
    for number, id in enumerate(("P2", "P3", "P4"), 8):
        await desk.h.deliver(ADMITTED.model_copy(update={"proposal_id": id, "case_number": number}), id)
    opened = SupervisionOpened(proposal_id="P1", supervision_class="general", case_number=7, proposers=("M1",))
    await desk.h.deliver(opened, "S-P1")
    await desk.h.deliver(KeyProposalDesignated(proposal_id="P2", key_number=1, leader="示例领导"), "S-P2")
    await desk.h.deliver(TrackingDesignated(proposal_id="P3", reason="未完成"), "S-P3")
    await desk.h.deliver(called("P4"), "R-4")
    await desk.h.deliver(ProposalWithdrawn(proposal_id="P4", reason="撤案"), "P4")
    return desk


async def test_each_stands_on_its_grounds(several: Desk) -> None:
    assert [(one["proposal_id"], one["grounds"]) for one in await candidates(several)] == [
        ("P2", ["key"]), ("P3", ["continuing"]),
    ]  # fmt: skip
    # The order of the two events of one signature is no matter, and each counts once.
    await several.h.deliver(called(), "R-r2")
    await several.h.deliver(called(member="M2", reason="答非所问"), "R-r2")
    await several.h.deliver(TrackingDesignated(proposal_id="P1", reason="再次不满意"), "S-P1")
    found = {one["proposal_id"]: one for one in await candidates(several)}
    assert found["P1"]["grounds"] == ["dissatisfied", "continuing"]
    said = [(one["member_id"], one["unit_id"], one["reason"], one["cycle"]) for one in found["P1"]["calls"]]
    assert said == [("M1", "U1", "仍未落实", 2), ("M2", "U1", "答非所问", 2)]
    for grounds, ids in (("dissatisfied", ["P1"]), ("key", ["P2"]), ("continuing", ["P1", "P3"])):
        assert [one["proposal_id"] for one in await candidates(several, grounds=grounds)] == ids
    first = (await several.clerk.get("/selection-candidates", params={"limit": 2})).json()
    rest = await candidates(several, after=first["next"])
    assert [one["proposal_id"] for one in (*first["items"], *rest)] == ["P1", "P2", "P3"]


async def test_what_a_year_has_selected_is_shown_and_of_no_other_year(levels: Levels) -> None:
    desk = levels.desk
    await desk.h.deliver(called(), "R-r2")
    await levels.select(items=({"proposal_id": "P1", "grounds": "dissatisfied"},))
    for params, selected in (({}, True), ({"year": 2026}, True), ({"year": 2027}, False)):
        assert [one["selected"] for one in await candidates(desk, **params)] == [selected]


async def test_it_is_for_staff(desk: Desk) -> None:
    for client in (desk.first, desk.lead):
        assert (await client.get("/selection-candidates")).status_code == 403

"""The key proposals of a session go to leaders: proposed by the solver, edited and confirmed by people."""

import asyncio
from typing import Any

import pytest

from contracts.supervision import AllocationProposed, SupervisorAppointed
from services.supervision.app import SERVICE
from tests.support.harness import Harness, Serve
from tests.support.keyselection import S, decided
from tests.support.watched import admit, admitted

PATH = f"/key-allocations/{S}"
TOPICS = ("农业农村", "经济", "城建", "教育", "文化")
"""Of five leaders, one each, in the shipped policy."""


@pytest.fixture
async def h(serve: Serve) -> Harness:
    return await serve(SERVICE)


async def keys(h: Harness, count: int) -> list[str]:
    """Three for the principals and ``count`` others, whose topics go round."""
    ids = [f"k{n:02d}" for n in range(count + 3)]
    for n, id in enumerate(ids):
        await h.deliver(admitted(id, n + 1).model_copy(update={"topic_group": TOPICS[n % 5]}), id)
    await decided(h, *ids)
    return ids[3:]


def by_leader(view: dict[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in view["lines"]:
        found.setdefault(line["leader"], []).append(line["proposal_id"])
    return found


async def test_proposed_edited_and_confirmed_once(h: Harness) -> None:
    rest = await keys(h, 10)
    clerk, chair = h.client("clerk"), h.client("chair")
    assert (await clerk.get(PATH)).status_code == 404
    first = (await clerk.post(f"{PATH}/propose")).json()
    assert ([line["proposal_id"] for line in first["lines"]], first["relaxed"]) == (rest, [])
    # Two each, all of them in their charge; nobody is appointed by a proposal.
    assert {len(ids) for ids in by_leader(first).values()} == {2}
    assert all(line["matched"] == [f"topic:{TOPICS[(n + 3) % 5]}"] for n, line in enumerate(first["lines"]))
    assert (await clerk.get(f"/oversights/{rest[0]}")).json()["supervisor"] == "提案委员会"
    assert (await clerk.post(f"{PATH}/propose")).json()["lines"] == first["lines"]

    line = f"{PATH}/lines/{rest[0]}"
    for leader, rule in (("县长", "not-a-leader"), (first["lines"][0]["leader"], "same-leader")):
        refused = await clerk.put(line, json={"leader": leader, "reason": "示例"})
        assert (refused.status_code, refused.json().get("rule")) == (409, rule)
    other = first["lines"][1]["leader"]
    edited = (await clerk.put(line, json={"leader": other, "reason": "情况熟悉"})).json()
    assert [(one["leader"], one["edited"], one["load_after"]) for one in edited["lines"][:2]] == [
        (other, True, 3), (other, False, 3),
    ]  # fmt: skip

    both = await asyncio.gather(chair.post(f"{PATH}/confirm"), h.client("chair", subject="c2").post(f"{PATH}/confirm"))
    assert sorted(answer.status_code for answer in both) == [200, 409]
    told = [event for event in await h.published() if isinstance(event, SupervisorAppointed) and not event.by_default]
    assert {event.proposal_id: event.supervisor for event in told} == {
        line["proposal_id"]: line["leader"] for line in edited["lines"]
    }
    assert len(told) == 10
    assert (await clerk.post(f"{PATH}/propose")).json()["rule"] == "nothing-to-allocate"


async def test_what_changes_between_proposal_and_confirmation_is_proposed_anew(h: Harness) -> None:
    rest = await keys(h, 6)
    clerk, chair = h.client("clerk"), h.client("chair")
    proposed = (await clerk.post(f"{PATH}/propose")).json()
    # Six are too few for two each of five leaders: it is said whose lower bound gave way, and the loads are even.
    assert sum(one["at_least"] - one["load"] for one in proposed["relaxed"]) == 4
    assert sorted(len(ids) for ids in by_leader(proposed).values()) in ([1, 1, 1, 1, 2], [2, 2, 2])
    await clerk.post(f"/oversights/{rest[0]}/appoint", json={"supervisor": "县委副书记"})
    assert (await chair.post(f"{PATH}/confirm")).json()["rule"] == "line-stale"
    again = (await clerk.post(f"{PATH}/propose")).json()
    assert rest[0] not in [line["proposal_id"] for line in again["lines"]]
    # Whom a person has appointed counts among the leader's load.
    assert {line["load_before"] for line in again["lines"] if line["leader"] == "县委副书记"} <= {1}
    await admit(h, "late")
    alone = {"leader": "示例委员会"}
    assert (await chair.post("/oversights/late/designate-key", json=alone)).status_code == 200
    assert (await chair.post(f"{PATH}/confirm")).json()["rule"] == "line-missing"
    kinds = [type(event) for event in await h.published()]
    assert kinds.count(AllocationProposed) == 2


async def test_more_than_the_leaders_may_take_is_refused_with_what_to_change(h: Harness) -> None:
    await keys(h, 16)
    refused = await h.client("clerk").post(f"{PATH}/propose")
    assert (refused.status_code, refused.json()["rule"]) == (409, "no-room")
    assert "5 leaders may take 15 more: 1 too many" in refused.json()["detail"]
    assert (await h.client("clerk").get(PATH)).status_code == 404

"""A merge is undone until its proposal is assigned, also after its admission: numbers stay, children begin again."""

import asyncio

import httpx

from chassis.eventlog import verify
from contracts.consultation import AssignmentCancelled, AssignmentIssued
from contracts.submission import MergeUndone, ProposalAdmitted
from services.submission.app import SERVICE
from tests.integration.services.submission.test_submission_api import filed, h, member
from tests.support.golden import golden
from tests.support.harness import Harness, Serve
from tests.support.twin import Consumed, equals_its_twin

__all__ = ["h"]

ADMIT = {"topic_group": "民生"}


async def admitted(h: Harness, *, number: int = 1) -> tuple[str, str]:
    master, child = await filed(h), await filed(h, "M2")
    clerk = h.client("clerk")
    await clerk.post(f"/proposals/{master}/merge", json={"children": [child], "opinion": "同一事项"})
    answer = await clerk.post(f"/proposals/{master}/admit", json=ADMIT)
    assert answer.json()["case_number"] == number, answer.text
    return master, child


async def undo(h: Harness, master: str, role: str = "clerk") -> httpx.Response:
    return await h.client(role).post(f"/proposals/{master}/undo-merge", json={"reason": "事项不同"})


def issued(proposal: str, id: str = "A1") -> AssignmentIssued:
    return golden(AssignmentIssued).model_copy(update={"proposal_id": proposal, "assignment_id": id})


def cancelled(proposal: str, id: str = "A1") -> AssignmentCancelled:
    return golden(AssignmentCancelled).model_copy(update={"proposal_id": proposal, "assignment_id": id})


async def test_the_master_keeps_its_number_and_a_child_gets_the_next(h: Harness) -> None:
    master, child = await admitted(h)
    clerk = h.client("clerk")
    between = await filed(h, "M3")
    assert (await clerk.post(f"/proposals/{between}/admit", json=ADMIT)).json()["case_number"] == 2
    assert (await undo(h, master, "chair")).status_code == 403
    undone = (await undo(h, master)).json()
    assert (undone["state"], undone["case_number"], undone["children"]) == ("admitted", 1, [])
    assert undone["proposers"] == ["M1"]
    (own,) = (await member(h, "M2").get("/proposals")).json()["items"]
    assert (own["id"], own["state"], own["master_id"], own["case_number"]) == (child, "filed", None, None)
    assert (await undo(h, master)).json()["rule"] == "not-merged"
    # What is filed again is decided as any other: returned, admitted under the next number of its series.
    assert (await clerk.post(f"/proposals/{child}/return", json={"comments": "补充"})).is_success
    text = {name: own["text"][name] for name in ("title", "situation", "analysis")}
    again = text | {"suggestions": [one["text"] for one in own["text"]["suggestions"]]}
    assert (await member(h, "M2").post(f"/proposals/{child}/refile", json=again)).is_success
    assert (await clerk.post(f"/proposals/{child}/admit", json=ADMIT)).json()["case_number"] == 3
    events = await h.published()
    assert [e.case_number for e in events if isinstance(e, ProposalAdmitted)] == [1, 2, 3]
    assert [e.proposers for e in events if isinstance(e, MergeUndone)] == [("M1",)]
    async with h.owner.connect() as connection:
        assert (await verify(connection, SERVICE.metadata))[1] == []


async def test_before_its_admission_nobody_else_is_told_of_proposers(h: Harness) -> None:
    master, child = await filed(h), await filed(h, "M2")
    merge = {"children": [child], "opinion": "同一事项"}
    await h.client("clerk").post(f"/proposals/{master}/merge", json=merge)
    assert (await undo(h, master)).status_code == 200
    assert [e.proposers for e in await h.published() if isinstance(e, MergeUndone)] == [None]


async def test_an_assigned_one_stays_merged_until_its_assignment_is_cancelled(h: Harness, serve: Serve) -> None:
    consumed = Consumed(h)
    master, child = await admitted(h)
    await h.deliver(issued(master), "A1")
    refused = await undo(h, master)
    assert (refused.status_code, refused.json()["rule"]) == (409, "assigned-already")
    assert "number 1" in refused.json()["detail"]
    assert (await h.client("clerk").get(f"/proposals/{child}")).json()["state"] == "merged"
    await h.deliver(cancelled(master), "A1")
    assert (await undo(h, master)).status_code == 200
    # What is assigned afterwards is the master alone.
    await h.deliver(issued(master, "A2"), "A2")
    await equals_its_twin(serve, h, consumed.messages)


async def test_of_undoing_and_assigning_at_once_the_undoing_is_refused_or_stands(h: Harness) -> None:
    master, child = await admitted(h)
    undone, _ = await asyncio.gather(undo(h, master), h.deliver(issued(master), "A1"))
    state = (await h.client("clerk").get(f"/proposals/{child}")).json()["state"]
    if undone.status_code == 200:
        assert state == "filed"
    else:
        assert (undone.json()["rule"], state) == ("assigned-already", "merged")


async def test_of_two_who_undo_at_once_one_does(h: Harness) -> None:
    master, child = await admitted(h)
    answers = await asyncio.gather(undo(h, master), undo(h, master))
    assert sorted(one.status_code for one in answers)[0] == 200
    assert all(one.status_code in (409, 412) for one in sorted(answers, key=lambda one: one.status_code)[1:])
    assert len([e for e in await h.published() if isinstance(e, MergeUndone)]) == 1
    assert (await h.client("clerk").get(f"/proposals/{child}")).json()["state"] == "filed"


async def test_a_declined_master_gives_its_children_back_to_be_judged_by_themselves(h: Harness) -> None:
    master, child = await filed(h), await filed(h, "M2")
    clerk = h.client("clerk")
    await clerk.post(f"/proposals/{master}/merge", json={"children": [child], "opinion": "同一事项"})
    declined = {"reason_code": "vague", "explanation": "没有可办的建议"}
    assert (await clerk.post(f"/proposals/{master}/decline", json=declined)).status_code == 200
    grounds = {"grounds": "我的提案有具体做法。"}
    # Not the child's to ask: it was the master that was declined.
    assert (await member(h, "M2").post(f"/proposals/{child}/reconsider", json=grounds)).json()["rule"] == "state"
    assert (await member(h, "M2").post(f"/proposals/{master}/reconsider", json=grounds)).json()["rule"] == (
        "first-proposer"
    )
    assert (await member(h).post(f"/proposals/{master}/reconsider", json=grounds)).status_code == 200
    # Reopened and undone at one moment: in either order both hold, or the second is told to look again.
    reopen = {"reopened": True, "explanation": "理由成立。"}
    director = h.client("chair", subject="director")
    answers = await asyncio.gather(
        undo(h, master), director.post(f"/proposals/{master}/decide-reconsideration", json=reopen)
    )
    assert {one.status_code for one in answers} <= {200, 412}
    if answers[0].status_code == 412:
        assert (await undo(h, master)).status_code == 200
    mine = (await clerk.get(f"/proposals/{master}")).json()
    assert (mine["state"], mine["children"], mine["proposers"]) == ("filed", [], ["M1"])
    assert (await member(h, "M2").get(f"/proposals/{master}")).status_code == 404
    assert (await clerk.post(f"/proposals/{child}/admit", json=ADMIT)).json()["case_number"] == 1
    # Declined for good, it gives back what was merged into it, too.
    third = await filed(h, "M3")
    await clerk.post(f"/proposals/{master}/merge", json={"children": [third], "opinion": "同一事项"})
    assert (await clerk.post(f"/proposals/{master}/decline", json=declined)).status_code == 200
    undone = (await undo(h, master)).json()
    assert (undone["state"], undone["decline_reason"], undone["children"]) == ("declined", "vague", [])
    assert (await clerk.post(f"/proposals/{third}/decline", json=declined)).status_code == 200
    assert (await member(h, "M3").post(f"/proposals/{third}/reconsider", json=grounds)).status_code == 200
    async with h.owner.connect() as connection:
        assert (await verify(connection, SERVICE.metadata))[1] == []


async def test_what_was_withdrawn_under_its_number_gives_its_children_back_too(h: Harness) -> None:
    master, child = await admitted(h)
    assert (await member(h).post(f"/proposals/{master}/withdraw", json={"reason": "已解决"})).is_success
    undone = (await undo(h, master)).json()
    assert (undone["state"], undone["case_number"]) == ("withdrawn", 1)
    assert (await h.client("clerk").post(f"/proposals/{child}/admit", json=ADMIT)).json()["case_number"] == 2

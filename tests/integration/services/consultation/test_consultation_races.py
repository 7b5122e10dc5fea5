"""Two who act at one moment: one outcome that somebody can name, whichever came first, and nothing of it is lost."""

import asyncio
from collections.abc import Awaitable, Sequence
from datetime import datetime
from typing import Any

import httpx
import pytest

from chassis.eventlog import verify
from contracts.consultation import (
    AssignmentReplied,
    ForumAttended,
    ForumHeld,
    HelperOpinionGiven,
    ReplyIssued,
    ReplyRejected,
)
from contracts.submission import ProposalFiled, ProposalMergedInto, ProposalUnmerged, ProposalWithdrawn
from services.consultation.app import SERVICE
from tests.support.desk import ADMITTED, Desk, a_reply, ok
from tests.support.golden import golden
from tests.support.levels import AT, HELD, Levels

NUMBER = {"number": "建函〔2026〕1号"}


async def at_once(first: int, *calls: Awaitable[httpx.Response]) -> list[httpx.Response]:
    """Their answers in the order given; ``first`` is the one that begins, so that either is seen to win."""
    order = sorted(range(len(calls)), key=lambda n: n != first)
    answers = await asyncio.gather(*(calls[n] for n in order))
    return [answers[order.index(n)] for n in range(len(calls))]


EITHER = pytest.mark.parametrize("first", [0, 1])


def outcomes(answers: Sequence[httpx.Response]) -> list[tuple[int, str | None]]:
    """The status of each, and the rule of what was refused. None is an error of the platform."""
    return [(one.status_code, one.json().get("rule")) for one in answers]


async def helping(desk: Desk, *units: str) -> dict[str, Any]:
    """Each unit as a helper that has accepted: its id → its client and its assignment."""
    found: dict[str, Any] = {}
    for unit in units:
        client = desk.h.client("unit", unit_id=unit, subject=unit.lower())
        id = await desk.assign(unit, "helper")
        await ok(client, f"/assignments/{id}/accept")
        found[unit] = (client, id)
    return found


async def vetted(desk: Desk, assignment_id: str) -> str:
    reply = await desk.drafted(assignment_id)
    await ok(desk.leader, f"/replies/{reply}/approve")
    await ok(desk.office, f"/replies/{reply}/vet", {})
    return reply


async def state(desk: Desk, path: str) -> str:
    return (await desk.office.get(path)).json()["state"]


async def unaltered(desk: Desk) -> None:
    async with desk.h.owner.connect() as connection:
        count, findings = await verify(connection, SERVICE.metadata)
    assert (count > 0, findings) == (True, [])


async def test_two_helpers_that_answer_at_once_are_both_heard(desk: Desk) -> None:
    lead = await desk.planned()
    units = await helping(desk, "U2", "U3")
    reply = await desk.drafted(lead)
    # And one of them twice: its second word is refused, and takes nobody's place.
    answers = await asyncio.gather(
        *(units[one][0].post(f"/replies/{reply}/countersign", json={"opinion": one}) for one in ("U2", "U3", "U2"))
    )
    assert outcomes(answers)[1] == (200, None)
    assert sorted(outcomes((answers[0], answers[2]))) == [(200, None), (409, "countersigned")]
    opinions = [one for one in await desk.h.published() if isinstance(one, HelperOpinionGiven)]
    assert sorted((one.unit_id, one.opinion) for one in opinions) == [("U2", "U2"), ("U3", "U3")]
    await ok(desk.leader, f"/replies/{reply}/approve")
    await ok(desk.office, f"/replies/{reply}/vet", {})
    await ok(desk.office, f"/replies/{reply}/issue", NUMBER)
    for id in (lead, *(id for _, id in units.values())):
        assert await state(desk, f"/assignments/{id}") == "replied"
    await unaltered(desk)


@EITHER
async def test_a_reply_that_is_rejected_while_it_is_issued_is_one_of_the_two(desk: Desk, first: int) -> None:
    lead = await desk.planned()
    reply = await vetted(desk, lead)
    issued, rejected = answers = await at_once(
        first,
        desk.office.post(f"/replies/{reply}/issue", json=NUMBER),
        desk.office.post(f"/replies/{reply}/reject", json={"reason": "数据有误"}),
    )
    assert sorted(outcomes(answers)) == [(200, None), (409, "reply-state")]
    said = [type(one) for one in await desk.h.published() if isinstance(one, ReplyIssued | ReplyRejected)]
    if issued.is_success:
        assert said == [ReplyIssued]
        assert await state(desk, f"/assignments/{lead}") == "replied"
    else:
        assert (rejected.status_code, said) == (200, [ReplyRejected])
        assert await state(desk, f"/assignments/{lead}") == "plan_agreed"
        # The number was not taken by what did not go out.
        again = await vetted(desk, lead)
        await ok(desk.office, f"/replies/{again}/issue", NUMBER)
    await unaltered(desk)


@EITHER
async def test_a_silent_helper_returns_it_and_is_replaced_while_the_letter_goes_out(desk: Desk, first: int) -> None:
    lead = await desk.planned()
    helper = await desk.assign("U2", "helper")
    reply = await desk.drafted(lead)
    desk.h.clock.set(datetime.fromisoformat("2026-03-07T09:00:00+08:00"))
    attempts = [{"on": f"2026-03-{day:02d}", "how": "电话"} for day in (2, 5)]
    await ok(desk.office, f"/replies/{reply}/helper-silent", {"unit_id": "U2", "attempts": attempts})
    # The return at the last minute stands in the way of nothing, and is not lost either.
    approved, returned = answers = await at_once(
        first,
        desk.leader.post(f"/replies/{reply}/approve"),
        desk.helper.post(f"/assignments/{helper}/return", json={"reason": "不属职责", "suggested_unit": "U3"}),
    )
    assert outcomes(answers) == [(200, None), (200, None)]
    assert (approved.json()["state"], returned.json()["state"]) == ("approved", "returned")
    await ok(desk.office, f"/replies/{reply}/vet", {})
    issued, moved = answers = await at_once(
        first,
        desk.office.post(f"/replies/{reply}/issue", json=NUMBER),
        desk.office.post(f"/assignments/{helper}/reassign", json={"unit_id": "U3"}),
    )
    assert outcomes(answers) in ([(200, None), (200, None)], [(409, "helpers"), (200, None)])
    assert moved.json()["state"] == "reassigned"
    if not issued.is_success:
        # The other one came first, and is waited for.
        third = desk.h.client("unit", unit_id="U3", subject="u3")
        await ok(third, f"/assignments/{moved.json()['successor_id']}/accept")
        await ok(third, f"/replies/{reply}/countersign", {})
        await ok(desk.office, f"/replies/{reply}/issue", NUMBER)
    (letter,) = [one for one in await desk.h.published() if isinstance(one, ReplyIssued)]
    assert (letter.reply_id, letter.helper_silent) == (reply, ("U2",))
    assert await state(desk, f"/assignments/{lead}") == "replied"
    await unaltered(desk)


@EITHER
async def test_a_version_that_is_approved_while_the_next_is_written_is_one_of_the_two(desk: Desk, first: int) -> None:
    lead = await desk.planned()
    one = await desk.drafted(lead)
    approved, written = answers = await at_once(
        first, desk.leader.post(f"/replies/{one}/approve"), desk.lead.post("/replies", json=a_reply(lead))
    )
    assert outcomes(answers) in ([(200, None), (409, "reply-under-way")], [(409, "superseded"), (201, None)])
    newest = one if approved.is_success else written.json()["id"]
    if not approved.is_success:
        await ok(desk.leader, f"/replies/{newest}/approve")
    await ok(desk.office, f"/replies/{newest}/vet", {})
    await ok(desk.office, f"/replies/{newest}/issue", NUMBER)
    await unaltered(desk)


@EITHER
async def test_an_assignment_that_is_cancelled_while_its_letter_goes_out_is_one_of_the_two(
    desk: Desk, first: int
) -> None:
    lead = await desk.planned()
    reply = await vetted(desk, lead)
    issued, cancelled = answers = await at_once(
        first,
        desk.office.post(f"/replies/{reply}/issue", json=NUMBER),
        desk.office.post(f"/assignments/{lead}/cancel", json={"reason": "另行交办"}),
    )
    assert sorted(outcomes(answers)) == [(200, None), (409, "assignment-state")]
    replied = [one for one in await desk.h.published() if isinstance(one, ReplyIssued | AssignmentReplied)]
    if cancelled.is_success:
        assert replied == []
        assert await state(desk, f"/assignments/{lead}") == "cancelled"
        # Nothing of it goes out any more, and the place is free.
        assert (await desk.office.post(f"/replies/{reply}/issue", json=NUMBER)).json()["rule"] == "assignment-state"
        anew = await desk.planned()
        await ok(desk.office, f"/replies/{await vetted(desk, anew)}/issue", NUMBER)
    else:
        assert issued.is_success
        assert len(replied) == 2
        assert await state(desk, f"/assignments/{lead}") == "replied"
    await unaltered(desk)


def filed(id: str, first: str) -> ProposalFiled:
    return golden(ProposalFiled).model_copy(update={"proposal_id": id, "first_proposer": first, "body_id": None})


async def test_a_merge_that_is_undone_while_it_is_assigned_ends_that_handling_and_frees_the_original(
    desk: Desk,
) -> None:
    """Submission's decision stands: whatever the units and the proposers did at that moment."""
    for id, first in (("P1", "M1"), ("P2", "M2")):
        await desk.h.deliver(filed(id, first), id)
    await desk.h.deliver(ProposalMergedInto(proposal_id="P2", master_id="P1"), "P2")
    lead = await desk.assign()
    await ok(desk.lead, f"/assignments/{lead}/accept")
    held = await desk.consult(lead, "before")
    assert (await ok(desk.first, f"/consultations/{held}/confirm"))["state"] == "recorded"

    async def undone() -> None:
        await desk.h.deliver(ProposalWithdrawn(proposal_id="P1", reason="误并"), "P1")
        await desk.h.deliver(ProposalUnmerged(proposal_id="P2", master_id="P1"), "P2")

    _, *answers = await asyncio.gather(
        undone(),
        desk.second.post(f"/consultations/{held}/confirm"),
        desk.office.post("/assignments", json={"proposal_id": "P1", "unit_id": "U2", "role": "helper"}),
    )
    confirmed, helper = answers
    assert outcomes(answers)[0] == (200, None)
    assert outcomes(answers)[1] in ((201, None), (409, "withdrawn"))
    for id in (lead, *([helper.json()["id"]] if helper.is_success else [])):
        assert await state(desk, f"/assignments/{id}") == "cancelled"
    assert confirmed.json()["state"] == "confirmed"
    plan = await desk.lead.post(f"/assignments/{lead}/agree-plan", json={"plan": "分步实施"})
    assert outcomes([plan]) == [(409, "assignment-state")]
    again = await desk.office.post("/assignments", json={"proposal_id": "P1", "unit_id": "U1", "role": "sole"})
    assert outcomes([again]) == [(409, "withdrawn")]
    # The original goes its own way, and waits for nobody but its own proposer.
    admitted = ADMITTED.model_copy(update={"proposal_id": "P2", "case_number": 8, "proposers": ("M2",)})
    await desk.h.deliver(admitted, "P2")
    made = await ok(desk.office, "/assignments", {"proposal_id": "P2", "unit_id": "U1", "role": "sole"})
    await ok(desk.lead, f"/assignments/{made['id']}/accept")
    anew = await desk.consult(made["id"], "before")
    assert (await desk.first.get(f"/consultations/{anew}")).status_code == 404
    assert (await ok(desk.second, f"/consultations/{anew}/confirm"))["state"] == "confirmed"
    await unaltered(desk)


async def test_who_signs_in_twice_at_once_and_as_the_meeting_closes_is_there_once_or_not_at_all(levels: Levels) -> None:
    desk = levels.desk
    forum = f"/forums/{await levels.convene(await levels.select(), members=['M1', 'M2'])}"
    desk.h.clock.set(AT)
    # Two screens that ask for the first code at once show the same one.
    shown = await asyncio.gather(*(desk.clerk.get(f"{forum}/sign-in-code") for _ in range(2)))
    (code,) = {one.json()["code"] for one in shown}
    answers = await asyncio.gather(
        *(one.post(f"{forum}/sign-in", json={"code": code}) for one in (desk.first, desk.first, desk.lead, desk.lead)),
        desk.clerk.post(f"{forum}/attendance", json={"name": "示例委员一", "member_id": "M1"}),
    )
    assert outcomes(answers) == [(200, None)] * 5
    there = (await desk.clerk.get(forum)).json()["attendance"]
    assert sorted(one["member_id"] or one["unit_id"] for one in there) == ["M1", "U1"]
    held, late = answers = await asyncio.gather(
        desk.clerk.post(f"{forum}/hold", json=HELD), desk.second.post(f"{forum}/sign-in", json={"code": code})
    )
    assert outcomes(answers) in ([(200, None), (200, None)], [(200, None), (409, "forum-state")])
    found = await desk.h.published()
    came = [one for one in found if isinstance(one, ForumAttended)]
    (minutes,) = [one for one in found if isinstance(one, ForumHeld)]
    assert minutes.present == len(came) == 2 + late.is_success
    assert len(held.json()["attendance"]) == minutes.present
    await unaltered(desk)

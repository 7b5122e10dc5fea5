"""A desk shows by when supervision wants the answer, and what is due first comes first."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import text

from contracts.base import Event
from contracts.supervision import DeadlineExtended, DeadlineLifted, DeadlineMet, DeadlineSet, RehandlingOrdered
from tests.support.desk import ADMITTED, Desk, ok
from tests.support.harness import Client


def a_deadline(assignment_id: str, due: date, unit_id: str = "U1", **fields: Any) -> DeadlineSet:
    said = {"proposal_id": "P1", "cycle": 1, "due_version": 1, "why": ("示例",), "policy_version": 0}
    return DeadlineSet.model_validate(said | {"assignment_id": assignment_id, "unit_id": unit_id, "due": due} | fields)


def extended(assignment_id: str, due: date) -> DeadlineExtended:
    return DeadlineExtended(
        proposal_id="P1", assignment_id=assignment_id, due=due, due_version=2, reason="示例", approved_by="示例"
    )


async def tell(desk: Desk, event: Event, assignment_id: str) -> None:
    await desk.h.deliver(event, f"D-{assignment_id}")


async def due(client: Client) -> dict[str, tuple[str | None, bool]]:
    items = (await client.get("/desk")).json()["items"]
    return {one["what"]: (one["due"], one["overdue"]) for one in items}


async def test_each_step_to_the_letter_is_due_when_supervision_wants_it(desk: Desk) -> None:
    lead = await desk.assign()
    await tell(desk, a_deadline(lead, date(2026, 3, 20)), lead)
    # Whether it takes it on has a date of its own.
    assert await due(desk.lead) == {"accept": ("2026-03-09", False)}
    await ok(desk.lead, f"/assignments/{lead}/accept")
    assert await due(desk.lead) == {"hold_consultation": ("2026-03-20", False)}
    await ok(desk.first, f"/consultations/{await desk.consult(lead, 'before')}/confirm")
    assert await due(desk.lead) == {"agree_plan": ("2026-03-20", False)}
    await ok(desk.lead, f"/assignments/{lead}/agree-plan", {"plan": "分步实施"})
    await ok(desk.first, f"/consultations/{await desk.consult(lead, 'during')}/confirm")
    assert await due(desk.lead) == {"draft_reply": ("2026-03-20", False)}
    desk.h.clock.set(datetime(2026, 3, 21, 2, tzinfo=UTC))
    assert await due(desk.lead) == {"draft_reply": ("2026-03-20", True)}
    board = (await desk.clerk.get("/board")).json()
    assert board["steps"]["draft_reply"] == {"waiting": 1, "overdue": 1}
    await tell(desk, extended(lead, date(2026, 4, 20)), lead)
    assert await due(desk.lead) == {"draft_reply": ("2026-04-20", False)}
    helper = await desk.assign("U2", "helper")
    await ok(desk.helper, f"/assignments/{helper}/accept")
    reply = await desk.drafted(lead)
    # A helper's word is due with the letter, or earlier where supervision says so.
    assert await due(desk.helper) == {"countersign": ("2026-04-20", False)}
    await tell(desk, a_deadline(helper, date(2026, 3, 19), "U2"), helper)
    assert await due(desk.helper) == {"countersign": ("2026-03-19", True)}
    assert await due(desk.lead) == {}
    await ok(desk.helper, f"/replies/{reply}/countersign", {})
    assert await due(desk.leader) == {"approve_reply": ("2026-04-20", False)}
    await ok(desk.leader, f"/replies/{reply}/approve")
    assert await due(desk.office) == {"vet_reply": ("2026-04-20", False)}
    await ok(desk.office, f"/replies/{reply}/vet", {})
    assert await due(desk.office) == {"issue_reply": ("2026-04-20", False)}
    await ok(desk.office, f"/replies/{reply}/issue", {"number": "建函〔2026〕1号"})
    await tell(
        desk,
        DeadlineMet(proposal_id="P1", assignment_id=lead, due=date(2026, 4, 20), due_version=2, on_time=True),
        lead,
    )
    # A new cycle has no date until supervision has set one.
    ordered = RehandlingOrdered(
        proposal_id="P1", reply_id=reply, assignment_id=lead, unit_id="U1", next_cycle=2, reason="不满意"
    )
    await desk.h.deliver(ordered, "P1")
    assert await due(desk.lead) == {"hold_consultation": (None, False)}
    await tell(desk, a_deadline(lead, date(2026, 6, 1), cycle=2, due_version=3), lead)
    assert await due(desk.lead) == {"hold_consultation": ("2026-06-01", False)}
    await tell(desk, DeadlineLifted(proposal_id="P1", assignment_id=lead, reason="示例"), lead)
    assert await due(desk.lead) == {"hold_consultation": (None, False)}


async def test_the_date_of_another_cycle_is_none_of_this_one(desk: Desk) -> None:
    """Supervision may have heard of the re-handling before this does."""
    lead = await desk.assign()
    await tell(desk, a_deadline(lead, date(2026, 6, 1), cycle=2), lead)
    await ok(desk.lead, f"/assignments/{lead}/accept")
    assert await due(desk.lead) == {"hold_consultation": (None, False)}


async def test_what_is_due_first_comes_first_page_by_page(desk: Desk) -> None:
    days = {"P2": 9, "P3": 3, "P4": None, "P5": 3, "P6": 5}
    items = [{"proposal_id": id, "unit_id": "U1", "role": "lead"} for id in days]
    for number, id in enumerate(days):
        await desk.h.deliver(ADMITTED.model_copy(update={"proposal_id": id, "case_number": 20 + number}), id)
    helping = [{"proposal_id": "P4", "unit_id": "U2", "role": "helper"}]
    issued = (await ok(desk.office, "/assignment-batches", {"items": items + helping}))["items"]
    for one in issued:
        day = days[one["proposal_id"]] if one["unit_id"] == "U1" else 1
        if day is not None:
            of = one["assignment"]["id"]
            set_ = a_deadline(of, date(2026, 4, day), one["unit_id"], proposal_id=one["proposal_id"])
            await tell(desk, set_, of)

    async def pages(client: Client) -> list[str]:
        seen: list[str] = []
        after: dict[str, str] = {}
        while True:
            page = (await client.get("/desk", params={"limit": 1} | after)).json()
            seen += [one["proposal_id"] for one in page["items"]]
            if page["next"] is None:
                return seen
            after = {"after": page["next"]}

    # The date of a helper is none of the lead's; what has none comes last.
    assert await pages(desk.lead) == ["P3", "P5", "P6", "P2", "P4"]
    assert await pages(desk.helper) == ["P4"]
    async with desk.h.owner.begin() as connection:
        await connection.execute(
            text("UPDATE assignments SET status = 'returned', state = replace(state, '\"issued\"', '\"returned\"')")
        )
    # An office's goes by the first date that anybody has there.
    assert await pages(desk.office) == ["P4", "P4", "P3", "P5", "P6", "P2"]
    for forged in ("P3", "2026-04-03", "~P3", "2026-04-03~\0", "2026-13-03~P3"):
        answer = await desk.lead.get("/desk", params={"after": forged})
        assert answer.status_code == 422, (forged, answer.text)

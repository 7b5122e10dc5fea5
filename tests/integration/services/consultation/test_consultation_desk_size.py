"""However many proposals a county has open, a desk and the board ask the store as often as for one."""

from typing import Any

from sqlalchemy import text

from contracts.submission import ProposalMergedInto
from tests.support.desk import Desk, ok
from tests.support.harness import Client
from tests.support.letters import a_filing
from tests.support.statements import counted

OTHERS = 450
"""More than four chunks of rows."""
TABLES = ("matters", "assignments", "consultations", "replies")


async def multiply(desk: Desk, lead: str) -> None:
    """The proposal with its assignment, consultations and reply, as often again under other ids; the replies as drafts
    that wait for the leader, so that nothing of it waits for an office."""
    async with desk.h.owner.begin() as connection:
        for table in TABLES:
            names = "SELECT column_name FROM information_schema.columns WHERE table_name = :table"
            columns = (await connection.execute(text(names), {"table": table})).scalars().all()
            told: dict[str, str] = {name: f'"{name}"' for name in columns}
            for name in {"id", "proposal_id", "assignment_id"} & told.keys():
                told[name] = f"{name} || '-' || lpad(n::text, 4, '0')"
            if "state" in told:
                state = "replace(state, '\"P1\"', '\"P1-' || lpad(n::text, 4, '0') || '\"')"
                state = f"replace({state}, '{lead}', '{lead}-' || lpad(n::text, 4, '0'))"
                told["state"] = f"""replace({state}, '"state":"approved"', '"state":"draft"')"""
            if table == "replies":
                told["status"] = "'draft'"
            listed = ", ".join(f'"{name}"' for name in told)
            await connection.execute(
                text(
                    f"INSERT INTO {table} ({listed}) "
                    f"SELECT {', '.join(told.values())} FROM {table}, generate_series(1, {OTHERS}) AS n"
                )
            )


async def test_a_county_of_many_costs_an_office_no_more_statements(desk: Desk) -> None:
    lead = await desk.planned(role="sole")
    reply = await desk.drafted(lead)
    await ok(desk.leader, f"/replies/{reply}/approve")
    await ok(desk.lead, f"/assignments/{lead}/request-helper", {"unit_id": "U2", "reason": "涉及管线"})
    both = desk.h.client("clerk", "member", member_id="M9", subject="both")
    asked: tuple[tuple[Client, str], ...] = (
        (desk.office, "/desk"), (desk.clerk, "/desk"), (both, "/desk"), (desk.first, "/desk"),
        (desk.h.client("supervisor"), "/desk"), (desk.clerk, "/board"),
    )  # fmt: skip

    async def ask(client: Client, path: str) -> tuple[int, Any]:
        with counted(desk.h.runtime.database) as seen:
            answer = await client.get(path)
        assert answer.status_code == 200, answer.text
        return len(seen), answer.json()

    before = [await ask(*one) for one in asked]
    assert [one["what"] for one in before[0][1]["items"]] == ["decide_helper", "vet_reply"]
    async with desk.h.owner.begin() as connection:
        # Only this one's request is to be decided: the copies are of what has none.
        state = "replace(state, '\"granted\":null', '\"granted\":false')"
        old = (await connection.execute(text("SELECT state FROM assignments"))).scalar_one()
        await connection.exec_driver_sql(f"UPDATE assignments SET helper_wanted = false, state = {state}")
    await multiply(desk, lead)
    async with desk.h.owner.begin() as connection:
        await connection.execute(
            text("UPDATE assignments SET helper_wanted = true, state = :state WHERE id = :id"),
            {"state": old, "id": lead},
        )
    after = [await ask(*one) for one in asked]
    assert [count for count, _ in after] == [count for count, _ in before]
    for was, now in list(zip(before, after, strict=True))[:-1]:
        assert now[1] == was[1]
    assert after[-1][1] == {
        "steps": {
            "approve_reply": {"waiting": OTHERS, "overdue": 0},
            "decide_helper": {"waiting": 1, "overdue": 0},
            "vet_reply": {"waiting": 1, "overdue": 0},
        },
        "units": {"U1": {"waiting": OTHERS, "overdue": 0}},
    }
    # A leader's desk comes in pages, and the pages are all of it.
    seen, path = [], "/desk?limit=200"
    while True:
        page = (await desk.leader.get(path)).json()
        seen += [one["proposal_id"] for one in page["items"]]
        if page["next"] is None:
            break
        path = f"/desk?limit=200&after={page['next']}"
    assert seen == [f"P1-{n:04}" for n in range(1, OTHERS + 1)]


async def test_of_merged_proposals_each_first_proposer_is_asked_until_they_confirmed(desk: Desk) -> None:
    for id, first in (("P1", "M1"), ("P2", "M2")):
        await desk.h.deliver(a_filing(id, first), id)
    await desk.h.deliver(ProposalMergedInto(proposal_id="P2", master_id="P1"), "P2")
    lead = await desk.assign()
    await ok(desk.lead, f"/assignments/{lead}/accept")
    held = await desk.consult(lead, "before")
    steps = (await desk.clerk.get("/matters/P1/next-steps")).json()
    assert [(one["who"], one["what"], one["whom"]) for one in steps] == [
        ("proposer", "confirm_consultation", "M1"),
        ("proposer", "confirm_consultation", "M2"),
    ]
    await ok(desk.first, f"/consultations/{held}/confirm")
    assert (await desk.first.get("/desk")).json()["items"] == []
    (step,) = (await desk.second.get("/desk")).json()["items"]
    assert (step["id"], step["what"]) == (held, "confirm_consultation")
    # Whoever works in the office is not asked for what others proposed.
    both = desk.h.client("clerk", "member", member_id="M9", subject="both")
    assert (await both.get("/desk")).json()["items"] == []

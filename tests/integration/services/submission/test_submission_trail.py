"""A proposal's trail in submission's log: whole, page by page, and blind opinions in it only when they may be read."""

from datetime import datetime
from typing import Any

import pytest

from chassis.eventlog import GENESIS, HASHED, event_hash
from tests.integration.services.submission.test_submission_api import filed, h
from tests.integration.services.submission.test_submission_stages import ADMIT, distributed, floor, opine, reviewer
from tests.support.harness import Client, Harness
from tests.support.statements import counted

__all__ = ["floor", "h"]


async def trail(caller: Client, id: str, **query: Any) -> Any:
    answer = await caller.get("/events", params={"proposal_id": id} | query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def types(found: Any) -> list[str]:
    return [one["type"].split(".")[1] for one in found["items"]]


async def test_opinions_given_blind_are_kept_back_until_the_review_is_over(floor: Harness) -> None:
    auditor = floor.client("auditor")
    id = await filed(floor)
    await distributed(floor, id)
    assert (await opine(reviewer(floor, "R2"), id)).is_success
    open = await trail(auditor, id)
    assert "ReviewOpinionGiven" not in types(open)
    assert [one["aggregate"] for one in open["kept_back"]] == ["reviews"]
    assert (await opine(reviewer(floor, "R3"), id)).is_success
    assert (await opine(reviewer(floor, "R1"), id, ADMIT, "final")).is_success
    assert (await floor.client("clerk").post(f"/proposals/{id}/admit", json={"topic_group": "民生"})).is_success
    over = await trail(auditor, id)
    assert over["kept_back"] == []
    assert types(over).count("ReviewOpinionGiven") == 3
    assert types(over)[0] == "ProposalFiled"
    assert "ProposalAdmitted" in types(over)


async def test_the_hashes_are_made_again_from_what_is_told(h: Harness) -> None:
    id = await filed(h)
    assert (await h.client("clerk").post(f"/proposals/{id}/admit", json={"topic_group": "民生"})).is_success
    last: dict[tuple[str, str], str] = {}
    for one in (await trail(h.client("county_admin"), id))["items"]:
        row = one | {"occurred_at": datetime.fromisoformat(one["occurred_at"])}
        assert event_hash({name: row[name] for name in HASHED}) == one["hash"]
        assert one["prev_hash"] == last.get((one["aggregate"], one["aggregate_id"]), GENESIS)
        last[one["aggregate"], one["aggregate_id"]] = one["hash"]
    assert last


async def test_it_is_read_page_by_page_and_costs_two_statements_each(h: Harness) -> None:
    id, other = await filed(h), await filed(h)
    assert (await h.client("clerk").post(f"/proposals/{id}/admit", json={"topic_group": "民生"})).is_success
    auditor = h.client("auditor")
    whole = await trail(auditor, id)
    assert len(whole["items"]) > 1
    assert {one["subject_proposal"] for one in whole["items"]} == {id}
    found: list[Any] = []
    after: dict[str, str] = {}
    while True:
        with counted(h.runtime.database) as statements:
            page = await trail(auditor, id, limit=1, **after)
        assert len(statements) == 2, statements
        found += page["items"]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert found == whole["items"]
    assert other not in {one["aggregate_id"] for one in found}


@pytest.mark.parametrize("role", ["member", "clerk", "reviewer", "chair", "unit", "supervisor", "city_viewer"])
async def test_nobody_else_reads_it(h: Harness, role: str) -> None:
    id = await filed(h)
    answer = await h.client(role).get("/events", params={"proposal_id": id})
    assert answer.status_code == 403


async def test_another_county_has_no_such_events_and_what_is_no_cursor_is_told(h: Harness) -> None:
    id = await filed(h)
    assert (await trail(h.client("auditor", county="330103"), id)) == {"items": [], "next": None, "kept_back": []}
    assert (await trail(h.client("auditor"), "unknown"))["items"] == []
    for wrong in ("x", "-1", "9" * 19, "1.5"):
        answer = await h.client("auditor").get("/events", params={"proposal_id": id, "after": wrong})
        assert answer.status_code == 422, wrong
    assert (await h.client("auditor").get("/events")).status_code == 422

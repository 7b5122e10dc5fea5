"""The index: events in any order, the plan that is used, what is counted, and pages."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from sqlalchemy import text

from chassis.eventlog import SYSTEM, Tx
from contracts.base import Event
from contracts.supervision import SupervisionClosed
from services.submission.app import SERVICE
from services.submission.search import commands, domain, lookup, store
from services.submission.search.commands import Asked, Rules
from services.submission.search.query import parse
from tests.support import files
from tests.support.harness import COUNTY, Harness
from tests.support.searching import (
    CLERK,
    MEALS,
    OTHER,
    PARKING,
    admit,
    archived,
    ask,
    caught_up,
    change,
    emptied,
    file,
    filled,
    found,
    h,
    nodes,
    project,
    rows,
    seen,
    story,
    without,
)

__all__ = ["h"]


async def test_events_in_any_order_and_repeated_end_in_the_same_index(h: Harness) -> None:
    meals = await file(h, MEALS)
    await admit(h, meals)
    own = [event for event in await h.published() if getattr(event, "proposal_id", None) == meals]
    handlers = {type_: handler for topic in SERVICE.projections["search"].values() for type_, handler in topic.items()}

    async def told(events: Sequence[Event]) -> list[Any]:
        await emptied(h)
        for event in events:
            async with h.runtime.worker_database.transaction([COUNTY]) as connection:
                tx = Tx(connection, COUNTY, SYSTEM, h.clock.now(), correlation_id="c")
                await handlers[type(event)](tx, event)
        return await rows(h)

    history: list[Event] = [*own, *(event for event, _ in story(meals))]
    expected = await told(history)
    assert {(row.part, row.due, tuple(row.units), row.topic) for row in expected} == {
        ("full", "running", ("U1",), "民生"), ("shown", "running", ("U1",), "民生"),
    }  # fmt: skip
    order = random.Random(7)
    for _ in range(25):
        shuffled = [*history, *order.sample(history, 5)]
        order.shuffle(shuffled)
        assert await told(shuffled) == expected


async def test_a_handling_is_followed_to_its_end(h: Harness) -> None:
    meals = await file(h, MEALS)
    await admit(h, meals)
    states: list[str] = []
    for event in story(meals):
        await project(h, [event])
        states.append((await rows(h))[0].due)
    assert " ".join(states) == ("none none running running overdue running overdue running replied running running")
    closed = SupervisionClosed(proposal_id=meals, closed_at=datetime(2026, 9, 1, tzinfo=UTC), result="satisfied")
    await project(h, [(closed, "V1")])
    assert await seen(h.client("clerk"), "助餐点", due="closed") == [meals]


async def test_the_index_is_used_behind_the_countys_wall(h: Harness) -> None:
    await filled(h, 20_000)
    plans: dict[str, list[tuple[str, str]]] = {}
    asked = Asked(parse("停车难 罕见"), {"unit": "U3", "assisted": "true"}, None, 20)
    ways = {"index": lookup.by_index, "newest": lookup.newest, "all": lookup.all_of_them}
    async with h.runtime.database.transaction([COUNTY]) as connection:
        assert (await connection.execute(text("SELECT current_user"))).scalar_one().endswith("_app")
        tx = Tx(connection, COUNTY, CLERK, h.clock.now(), correlation_id="c")
        wanted = commands.wanted(tx, asked, await Rules.at(tx))
        await connection.exec_driver_sql(lookup.PLANNED)
        for name, way in ways.items():
            statement, values = lookup.rendered(COUNTY, wanted, way)
            plan = (await connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", values)).scalar_one()
            plans[name] = nodes(plan[0]["Plan"])
        # The same behind the policy instead of the view: this is what the view is for.
        statement, values = lookup.rendered(COUNTY, wanted, lookup.by_index)
        behind = statement.replace(store.VIEW, store.DOCUMENTS.name)
        plan = (await connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {behind}", values)).scalar_one()
    words, newest = "search_documents_tokens_idx", "search_documents_newest_idx"
    assert ("Bitmap Index Scan", words) in plans["index"]
    assert ("Bitmap Index Scan", words) in plans["all"]
    assert next(one for one in plans["newest"] if one[0].endswith("Scan") and one[1])[1] == newest
    for name in plans:
        assert not [one for one in plans[name] if one[0] == "Seq Scan"], name
    assert words not in [index for _, index in nodes(plan[0]["Plan"])]


async def test_what_came_on_paper_is_found_by_that(h: Harness) -> None:
    own = await file(h, MEALS)
    body = {"member_id": "M2", "text": MEALS, "publish_consent": True, "received_on": "2026-03-02"}
    first, second = (h.client("clerk", subject=f"clerk-{n}") for n in (1, 2))
    paper = (await first.post("/paper-proposals", json=body)).json()["id"]
    scan = {"name": "扫描件.pdf", "purpose": "paper_scan"}
    attachments = f"/paper-proposals/{paper}/attachments"
    assert (await first.post(attachments, content=files.pdf(), params=scan)).is_success
    assisted = (await second.post(f"/paper-proposals/{paper}/confirm")).json()["proposal_id"]
    await caught_up(h)
    assert await seen(first, "助餐点", assisted="true") == await seen(first, assisted="true") == [assisted]
    assert await seen(first, assisted="false") == [own]
    counted = (await ask(first, "助餐点"))["counts"]["facets"]["assisted"]
    assert counted == [{"value": "false", "count": 1}, {"value": "true", "count": 1}]
    assert (await first.get("/search", params={"assisted": "perhaps"})).status_code == 422


async def test_rows_from_before_the_facet_are_brought_to_it(h: Harness) -> None:
    await file(h, MEALS)
    migration = import_module("services.submission.migrations.versions.0031_search_assisted")
    facet = domain.facet_token(COUNTY, "assisted", "false")
    assert migration.token(COUNTY, "false") == facet
    shown = "SELECT id, assisted, tokens FROM search_documents"
    async with h.owner.begin() as connection:
        made = (await connection.execute(text(shown))).all()
        strip = "UPDATE search_documents SET assisted = NULL, tokens = array_remove(tokens, $1::int)"
        await connection.exec_driver_sql(strip, (facet,))
        assert (await connection.execute(text(shown))).all() != made
        for value in ("true", "false"):
            await connection.exec_driver_sql(migration.FILL, (COUNTY, value, migration.token(COUNTY, value)))
        assert (await connection.execute(text(shown))).all() == made


async def test_what_is_frequent_is_counted_as_far_as_the_policy_says(h: Harness) -> None:
    await filled(h, 5_000)
    await change(h, "search", counted=200)
    rare = await found(h, "罕见")
    assert (rare.count, rare.complete, len(rare.places)) == (1, True, 1)
    # Met soon among the newest.
    frequent = await found(h, "停车难")
    assert (frequent.count, frequent.complete) == (750, False)
    assert sum(frequent.facets["unit"].values()) == frequent.count
    assert [id for _, id, _ in frequent.places] == [f"P{n:06}" for n in range(4999, 4957, -2)]
    few = await found(h, "停车难", unit="U3")
    assert (few.count, few.complete) == (167, True)
    # None of the newest has it: all that the index gives are sorted, and compared as far as is counted.
    await without(h, "停车难", "P001100")
    old = await found(h, "停车难")
    assert [id for _, id, _ in old.places] == [f"P{n:06}" for n in range(1099, 1057, -2)]
    assert (old.count, old.complete) == (200, False)
    # All are compared, and few are left: then that is exact, too.
    await without(h, "停车难", "P000010")
    last = await found(h, "停车难")
    assert [id for _, id, _ in last.places] == [f"P{n:06}" for n in (9, 7, 5, 3, 1)]
    assert (last.count, last.complete) == (5, True)


async def test_pages_have_no_gap_and_no_repeat_while_proposals_come_in(h: Harness) -> None:
    there = [await file(h, PARKING if n % 2 else MEALS, f"M{n % 3 + 1}") for n in range(9)]
    clerk = h.client("clerk")
    pages: list[list[str]] = []
    after: str | None = None
    while True:
        told = await ask(clerk, "县城", limit=2, **({"after": after} if after else {}))
        pages.append([item["id"] for item in told["items"]])
        assert (told["counts"] is None) == (after is not None)
        after = told["next"]
        if after is None:
            break
        await file(h, MEALS)
    assert [id for page in pages for id in page] == there[::-1]
    assert [len(page) for page in pages] == [2, 2, 2, 2, 1]


async def test_pages_of_two_counties_have_no_gap_and_no_repeat(h: Harness) -> None:
    for n in range(5):
        for county in (COUNTY, OTHER):
            # The same year and number: the same place but for the county.
            await archived(h, f"A-{2019 - n // 2}-{n}", 2019 - n // 2, "关于停车的提案", county)
    await change(h, "similar", OTHER, share_with_city=True)
    await change(h, "similar", search_city=True)
    found: list[tuple[str, str]] = []
    after: str | None = None
    while True:
        told = await ask(h.client("clerk"), "停车", limit=3, **({"after": after} if after else {}))
        found += [(item["id"], item["county"]) for item in told["items"]]
        after = told["next"]
        if after is None:
            break
    expected = [(f"A-{2019 - n // 2}-{n}", county) for n in range(5) for county in (COUNTY, OTHER)]
    assert sorted(found) == sorted(expected)
    assert len(found) == len(set(found))

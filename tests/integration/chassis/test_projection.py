"""A read model is a consumer of its own: built from the beginning, beside the service's first, and it emits nothing."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from chassis.app import Service
from chassis.eventlog import Tx
from chassis.tables import infrastructure
from tests.support import sample
from tests.support.harness import COUNTY, Harness, Serve
from tests.support.sample import BOARD, METADATA, Tally


async def onto_board(tx: Tx, event: Tally) -> None:
    statement = insert(BOARD).values(county=tx.county, thing_id=event.thing_id, amount=event.amount)
    await tx.connection.execute(
        statement.on_conflict_do_update(
            index_elements=["county", "thing_id"], set_={"amount": BOARD.c.amount + statement.excluded.amount}
        )
    )


async def appending(tx: Tx, event: Tally) -> None:
    await onto_board(tx, event)
    await sample.open_thing(tx, f"{event.thing_id}-again")


def with_projection(handler: Any) -> Service:
    return replace(sample.SERVICE, projections={"board": {"other.events": {Tally: handler}}})


async def column(h: Harness, query: Any) -> list[Any]:
    async with h.owner.connect() as connection:
        return list((await connection.execute(query)).scalars())


@pytest.fixture
async def history(serve: Serve) -> tuple[Harness, list[Any]]:
    """A service that has read three events already when its projection is new."""
    h = await serve(with_projection(onto_board))
    messages = [h.message(h.envelope(Tally(thing_id="a", amount=n), "x")) for n in (1, 2, 4)]
    await h.runtime.consumer.on_batch(messages)
    return h, messages


async def test_a_new_projection_reads_from_the_beginning_and_has_marks_of_its_own(
    history: tuple[Harness, list[Any]],
) -> None:
    h, messages = history
    board = h.runtime.readers[1].consumer
    board.cluster = "test"
    assert board.name == "sample.board"
    assert await board.positions() == {}
    events = await column(h, text("SELECT count(*) FROM event_log"))
    await board.on_batch(messages[:2])
    await board.on_batch(messages)
    assert await column(h, select(BOARD.c.amount).where(BOARD.c.county == COUNTY)) == [7]
    assert await column(h, text("SELECT total FROM things")) == [7]
    assert await column(h, text("SELECT count(*) FROM event_log")) == events
    marks = await column(h, text("SELECT consumer || ' ' || version FROM inbox ORDER BY 1"))
    assert marks == ["sample 3", "sample.board 3"]
    status = (await h.client("ops").get("/status")).json()
    assert status["projections"]["sample.board"]["sources"]["other"]["applied"] == 3


async def test_a_projection_that_appends_is_refused_and_nothing_of_it_stays(serve: Serve) -> None:
    h = await serve(with_projection(appending))
    board = h.runtime.readers[1].consumer
    await board.on_batch([h.message(h.envelope(Tally(thing_id="a", amount=1), "x"))])
    parked = infrastructure(METADATA).parked
    (error,) = await column(h, select(parked.c.error).where(parked.c.consumer == "sample.board"))
    assert "ProjectionAppends" in error
    assert await column(h, select(BOARD.c.amount)) == []
    assert await column(h, text("SELECT count(*) FROM event_log")) == [0]

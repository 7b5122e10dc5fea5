"""Coverage as Prometheus sees it: per county, also of one in which nothing is supervised at all."""

import re

from sqlalchemy import text

from services.supervision.app import SERVICE
from tests.support.harness import COUNTY, Harness, Serve
from tests.support.watched import admit, admitted

OTHER = "330103"


async def coverage(h: Harness) -> dict[str, float]:
    exposed = (await h.client("ops").get("/metrics")).text
    found = re.findall(r"^cppcc_supervision_coverage\{county=\"(\d+)\"\} (\S+)", exposed, re.MULTILINE)
    return {county: float(value) for county, value in found}


async def test_it_falls_below_one_where_an_admitted_proposal_has_no_supervisor(serve: Serve) -> None:
    h = await serve(SERVICE)
    assert await coverage(h) == {}
    await admit(h, "p1", "p2")
    await h.deliver(admitted("q1"), "q1", OTHER)
    assert await coverage(h) == {COUNTY: 1.0, OTHER: 1.0}
    async with h.owner.begin() as connection:
        await connection.execute(text("UPDATE oversights SET supervisor = NULL WHERE proposal_id = 'p2'"))
        await connection.execute(text("DELETE FROM oversights WHERE county = :county"), {"county": OTHER})
        await connection.execute(text("DELETE FROM outbox WHERE county = :county"), {"county": OTHER})
    assert await coverage(h) == {COUNTY: 0.5, OTHER: 0.0}

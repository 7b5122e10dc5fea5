"""While the store is away the metrics answer what they know, and say that it is away."""

import re

from sqlalchemy import make_url

from ops.embedded import Postgres
from tests.support.harness import COUNTY, Harness, Serve
from tests.support.sample import SERVICE, Tally


def close(h: Harness, postgres: Postgres, *, away: bool) -> None:
    """The server refuses whoever wants this database, and ends who has it."""
    name = make_url(h.runtime.settings.database_worker).database
    postgres.psql(f"ALTER DATABASE {name} ALLOW_CONNECTIONS {not away}")
    postgres.psql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")


async def exposed(h: Harness, metric: str) -> set[str]:
    answer = await h.client("ops").get("/metrics")
    assert answer.status_code == 200
    return set(re.findall(rf"^{metric}{{[^}}]*\"sample\"[^}}]*}} (\S+)", answer.text, re.MULTILINE))


async def test_metrics_answer_without_a_store_and_are_whole_again_when_it_is_back(
    serve: Serve, postgres: Postgres
) -> None:
    h = await serve(SERVICE)
    await h.deliver(Tally(thing_id="a", amount=1), "x", COUNTY)
    assert await exposed(h, "cppcc_store_up") == {"1.0"}
    assert await exposed(h, "cppcc_outbox_events") == {"2.0"}
    close(h, postgres, away=True)
    assert await exposed(h, "cppcc_store_up") == {"0.0"}
    for unknown in (
        "cppcc_outbox_events",
        "cppcc_outbox_oldest_seconds",
        "cppcc_parked_events",
        "cppcc_consumer_lag_messages",
    ):
        assert await exposed(h, unknown) == {"NaN"}
    assert "0.0" in await exposed(h, "cppcc_consumer_stopped")
    status = await h.client("ops").get("/status")
    assert (status.status_code, status.json()["ready"]) == (200, False)
    close(h, postgres, away=False)
    assert await exposed(h, "cppcc_store_up") == {"1.0"}
    assert await exposed(h, "cppcc_parked_events") == {"0.0"}

"""The development clock: held over a restart, never backwards over events."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from chassis import problems
from ops.clock import DevelopmentClock, Quiet, router

THEN = datetime(2025, 11, 24, 1, tzinfo=UTC)


def test_it_stands_still_while_held_and_is_still_held_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "clock.json"
    clock = DevelopmentClock(path)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)
    clock.hold(THEN)
    assert (clock.now(), DevelopmentClock(path).now()) == (THEN, THEN)
    clock.release()
    assert DevelopmentClock(path).held is None


@pytest.mark.parametrize(("events", "status"), [(0, 200), (1, 409)])
async def test_history_never_runs_backwards(tmp_path: Path, events: int, status: int) -> None:
    clock = DevelopmentClock(tmp_path / "clock.json")
    woken: list[int] = []

    async def quiet() -> Quiet:
        return Quiet(settled=True, events=events, next_timer=None)

    app = FastAPI()
    problems.install(app)
    app.include_router(router(clock, quiet, lambda: woken.append(1)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        answer = await client.put("/dev-clock", json={"now": THEN.isoformat()})
        assert answer.status_code == status
        assert (clock.held == THEN, bool(woken)) == (status == 200, status == 200)
        later = await client.put("/dev-clock", json={"now": (datetime.now(UTC) + timedelta(days=1)).isoformat()})
        assert later.json()["held"] is True
        assert (await client.put("/dev-clock", json={"now": None})).json()["held"] is False
        assert (await client.put("/dev-clock", json={"now": "2026-01-01T00:00:00"})).status_code == 422

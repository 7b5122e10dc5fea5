"""What stands in ``known`` from before an upgrade says the same afterwards."""

import importlib.util
import json
from datetime import UTC, datetime
from types import ModuleType

import pytest
from sqlalchemy import text

from ops import registry
from services.notification.app import SERVICE
from services.notification.known.domain import Known
from tests.support.harness import Harness, Serve
from tests.support.life import admitted, assigned, filed

ANY = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture
async def h(serve: Serve) -> Harness:
    return await serve(SERVICE)


def revision(name: str) -> ModuleType:
    path = registry.migrations("notification") / "versions" / f"{name}.py"
    spec = importlib.util.spec_from_file_location("revision", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


async def test_whoever_was_known_before_supervised_and_handled_it_all_along(h: Harness) -> None:
    for id in ("P1", "P2"):
        for one in (filed(id, "M1"), admitted(id, "M1"), assigned(id, f"A-{id}", "U1")):
            await h.deliver(one.event, one.aggregate_id)
    async with h.owner.begin() as connection:
        for id, supervisor in (("P1", "示例委员会"), ("P2", None)):
            before = json.dumps({"supervisor": supervisor})
            await connection.execute(
                text(
                    "UPDATE known SET state = (state::jsonb - 'supervisors' - 'issued' || cast(:before AS jsonb))::text"
                    " WHERE id = :id"
                ),
                {"before": before, "id": id},
            )
        for statement in revision("0004_whoever_is_learned_of").BACKFILL:
            await connection.execute(text(statement))
        found = {
            row.id: Known.model_validate_json(row.state)
            for row in await connection.execute(text("SELECT id, state FROM known WHERE thing = 'proposal'"))
        }
    assert [(one.supervisor_at(ANY), one.units_at(ANY)) for _, one in sorted(found.items())] == [
        ("示例委员会", ("U1",)), (None, ("U1",)),
    ]  # fmt: skip

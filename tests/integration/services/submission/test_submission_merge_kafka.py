"""Undoing a merge and assigning its master at one moment, on a real Apache Kafka: submission's decision stands."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any

from ops.embedded import ApacheKafka
from services.consultation.app import SERVICE as CONSULTATION
from services.submission.app import SERVICE as SUBMISSION
from services.supervision.app import SERVICE as SUPERVISION
from tests.integration.chassis.test_bus import eventually, worker
from tests.integration.services.submission.test_submission_api import filed, h
from tests.support.harness import Client, Harness, Serve

__all__ = ["h"]


async def test_what_crossed_an_undoing_is_cancelled_and_the_rest_goes_on(
    h: Harness, serve: Serve, empty_kafka: ApacheKafka
) -> None:
    handling, watching = await serve(CONSULTATION), await serve(SUPERVISION)
    clerk, office, chair = h.client("clerk"), handling.client("assigning_office"), watching.client("chair")
    masters = [(await filed(h), await filed(h, "M2")) for _ in range(4)]
    ids = [master for master, _ in masters]
    for master, child in masters:
        merge = {"children": [child], "opinion": "同一事项"}
        assert (await clerk.post(f"/proposals/{master}/merge", json=merge)).is_success
        assert (await clerk.post(f"/proposals/{master}/admit", json={"topic_group": "民生"})).is_success

    async def seen(client: Client, path: str) -> dict[str, Any] | None:
        answer = await client.get(path)
        return answer.json() if answer.status_code == 200 else None

    async with AsyncExitStack() as stack:
        for one, service in ((h, SUBMISSION), (handling, CONSULTATION), (watching, SUPERVISION)):
            await stack.enter_async_context(worker(one, service, empty_kafka.servers).run())

        async def known() -> bool:
            units = (await office.get("/units")).json()["items"]
            found = [await seen(office, f"/matters/{id}") and await seen(chair, f"/oversights/{id}") for id in ids]
            return bool(units) and all(found)

        await eventually(known, 120)

        def assign(id: str) -> Any:
            return office.post("/assignments", json={"proposal_id": id, "unit_id": "U1", "role": "sole"})

        def undo(id: str) -> Any:
            return clerk.post(f"/proposals/{id}/undo-merge", json={"reason": "事项不同"})

        answers = await asyncio.gather(*(call(id) for id in ids for call in (assign, undo)))
        assigned = [one.json()["id"] for one in answers[::2]]
        undone = [id for id, one in zip(ids, answers[1::2], strict=True) if one.status_code == 200]
        assert all(one.status_code == 200 or one.json()["rule"] == "assigned-already" for one in answers[1::2])

        async def settled() -> bool:
            """Where the undoing stands, only what consultation assigned in the knowledge of it still stands."""
            for id, assignment_id in zip(ids, assigned, strict=True):
                matter = await seen(office, f"/matters/{id}") or {}
                oversight = await seen(chair, f"/oversights/{id}") or {}
                assignment = await seen(office, f"/assignments/{assignment_id}") or {}
                proposers = ["M1"] if id in undone else ["M1", "M2"]
                if (matter["proposers"], oversight["proposers"]) != (proposers, proposers):
                    return False
                stands = assignment["merge_undone"] or id not in undone
                if (assignment["state"] == "issued") != stands:
                    return False
            return True

        await eventually(settled, 120)
        # The unit is free again, and what is assigned now stays; its supervision never ended.
        for id, assignment_id in zip(ids, assigned, strict=True):
            if (await seen(office, f"/assignments/{assignment_id}") or {})["state"] == "cancelled":
                again = await assign(id)
                assert (again.status_code, again.json()["merge_undone"]) == (201, True), again.text
            assert (await seen(chair, f"/oversights/{id}") or {})["state"] == "open"
        numbers = [(await clerk.get(f"/proposals/{id}")).json()["case_number"] for id in ids]
        assert numbers == [1, 2, 3, 4]

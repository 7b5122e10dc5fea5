"""A process of submission's own that admits proposals, all at once, when it is told to by a line.

``python -m tests.support.admitting APP_URL WORKER_URL ID…`` says ``ready``, and then, as JSON, the status and the case
number (null where there is none) of each.
"""

import asyncio
import json
import sys

import httpx

from services.submission.app import SERVICE
from tests.support.harness import COUNTY, on_store
from tests.support.tokens import token


async def main(app: str, worker: str, ids: list[str]) -> None:
    runtime = on_store(SERVICE, app, worker)
    transport = httpx.ASGITransport(runtime.app)
    headers = {"Authorization": f"Bearer {token(roles=['clerk'], counties=[COUNTY], subject='clerk')}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers) as clerk:
        # What a first request loads is not to let another process be done by then.
        await clerk.get(f"/proposals/{ids[0]}")
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        answers = await asyncio.gather(
            *(
                clerk.post(
                    f"/proposals/{id}/admit", json={"topic_group": "民生"}, headers={"Idempotency-Key": f"admit-{id}"}
                )
                for id in ids
            )
        )
    print(json.dumps([(answer.status_code, answer.json().get("case_number")) for answer in answers]))
    await runtime.database.close()
    await runtime.worker_database.close()


asyncio.run(main(*sys.argv[1:3], sys.argv[3:]))

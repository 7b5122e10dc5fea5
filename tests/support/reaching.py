"""Members whom one can reach, for the tests of what leaves the portal."""

from datetime import timedelta
from typing import Any

from contracts.submission import MemberEnrolled
from services.notification.delivery.gateways import Gateway
from services.notification.delivery.sending import Sender
from tests.support.harness import COUNTY, Client, Harness

# Numbers that cannot exist: no range begins so.
PHONE, OTHER = "10000000001", "10000000002"
MAIL = "m1@shili.example"


async def members(h: Harness, *ids: str, county: str = COUNTY) -> None:
    for id in ids or ("M1",):
        event = MemberEnrolled(member_id=id, name=f"示例委员{id}", sector="示例界", term=15)
        await h.deliver(event, id, county)


async def entered(
    h: Harness, value: str = PHONE, channel: str = "mobile", member: str = "M1", by: str = "clerk"
) -> Any:
    answer = await h.client("clerk", subject=by).put(f"/contacts/{member}/channels/{channel}", json={"value": value})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def confirmed(h: Harness, value: str = PHONE, channel: str = "mobile", member: str = "M1") -> Any:
    """By a second clerk."""
    answer = await h.client("clerk", subject="clerk2").post(
        f"/contacts/{member}/channels/{channel}/confirm", json={"value": value}
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


def sender(h: Harness, gateways: dict[Any, Gateway] | None = None, *, sandbox: bool = False) -> Sender:
    assert h.runtime.vault is not None
    return Sender(
        h.runtime.worker_database,
        h.clock,
        h.runtime.vault,
        gateways or {},
        sandbox=sandbox,
        lease=timedelta(seconds=90),
    )


async def sandboxed(h: Harness, member: str = "M1") -> list[dict[str, Any]]:
    """What the member would have got by now, the newest first."""
    while await sender(h, sandbox=True).send_due():
        pass
    return (await page(h.client("ops"), f"/sandbox-messages?member_id={member}"))["items"]


async def page(client: Client, path: str) -> Any:
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()

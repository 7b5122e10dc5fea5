"""The desk with what the three levels need: members to be invited, a chair, meetings and what they put to units."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contracts.submission import MemberEnrolled
from tests.support.desk import Desk, ok
from tests.support.harness import Client

AT = datetime.fromisoformat("2026-03-10T09:00:00+08:00")
KEY = {"proposal_id": "P1", "grounds": "key"}
HELD = {"minutes": "逐条协商。", "agreed": ["加快立项"], "open": ["资金来源"]}


@dataclass
class Levels:
    """The desk, with a chair and a selection that the committee has decided."""

    desk: Desk
    chair: Client

    async def select(self, level: str = "proposal_committee", items: Any = (KEY,), year: int = 2026) -> str:
        made = await ok(self.desk.clerk, "/selections", {"year": year, "level": level, "items": list(items)})
        await ok(self.chair, f"/selections/{made['id']}/decide")
        return made["id"]

    async def convene(self, selection_id: str, **fields: Any) -> str:
        return (await ok(self.desk.clerk, "/forums", meeting(selection_id, **fields)))["id"]

    async def hold(self, forum_id: str) -> None:
        self.desk.h.clock.set(AT)
        for came in ({"name": "示例科长", "unit_id": "U1"}, {"name": "示例委员一", "member_id": "M1"}):
            await ok(self.desk.clerk, f"/forums/{forum_id}/attendance", came)
        await ok(self.desk.clerk, f"/forums/{forum_id}/hold", HELD)


def meeting(selection_id: str, **fields: Any) -> dict[str, Any]:
    return {
        "selection_id": selection_id,
        "title": "重点提案协商会",
        "convener": "提案委",
        "form": "face_to_face",
        "at": AT.isoformat(),
        "place": "示例会议室",
        "proposals": ["P1"],
        "units": ["U1"],
        "members": ["M1"],
    } | fields


async def open_levels(desk: Desk) -> Levels:
    for id in ("M1", "M2", "M9"):
        await desk.h.deliver(MemberEnrolled(member_id=id, name=f"示例委员{id}", sector="示例界", term=15), id)
    return Levels(desk, desk.h.client("chair", subject="chair", name="示例主席"))

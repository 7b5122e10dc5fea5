"""A session's key selection, gone through in a few words."""

from typing import Any

from tests.support.harness import Harness

S = "S15-1"
POINTS = {"importance": 7, "concern": 7, "research": 7, "feasibility": 7}
DECISION: dict[str, Any] = {"decided_on": "2026-03-01", "document_number": "示例政协〔2026〕3号"}


def listed(*ids: str) -> list[dict[str, Any]]:
    """The first three are the principals'."""
    return [{"proposal_id": id, "key_number": place if place <= 3 else None} for place, id in enumerate(ids, 1)]


async def nominate(h: Harness, *ids: str) -> None:
    """With three sheets each."""
    clerk = h.client("clerk")
    for id in ids:
        body = {"proposal_id": id, "nominated_by": "示例专委会", "reason": "群众关注"}
        assert (await clerk.post("/key-nominees", json=body)).status_code == 201
        for n in range(3):
            scored = await h.client("assessor", subject=f"a{n}").post(
                f"/key-nominees/{id}/score", json={"points": POINTS}
            )
            assert scored.status_code == 200, scored.text


async def recommend(h: Harness, *ids: str, **said: Any) -> None:
    path = f"/key-selections/{S}/recommendation"
    answer = await h.client("clerk").put(path, json={"items": listed(*ids)} | said)
    assert answer.status_code == 200, answer.text


async def decide(h: Harness, *ids: str, **said: Any) -> dict[str, Any]:
    body = DECISION | {"items": listed(*ids)} | said
    answer = await h.client("chair").post(f"/key-selections/{S}/decide", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def decided(h: Harness, *ids: str) -> None:
    """All of them, of which the first alone was recommended: in a few requests."""
    await nominate(h, ids[0])
    await recommend(h, ids[0], reason="示例")
    whys = [{"proposal_id": id, "why": "示例"} for id in ids[1:]]
    await decide(h, *ids, differences=whys, reason="示例")

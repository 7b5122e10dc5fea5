"""A restored store knows whose opinion is awaited, of what and until when (see this folder's conftest)."""

from datetime import timedelta

from tests.integration.services.submission.test_submission_api import body, filed, h, member
from tests.integration.services.submission.test_submission_stages import ADMIT, distributed, floor, opine, reviewer
from tests.support.harness import Harness

__all__ = ["floor", "h"]


async def test_queues_and_reminders_are_made_anew(floor: Harness) -> None:
    h = floor
    first, second, third, told = [await filed(h) for _ in range(4)]
    await distributed(h, first, second, third)
    for n in (2, 3):
        assert (await opine(reviewer(h, f"R{n}"), first)).is_success
    assert (await opine(reviewer(h, "R1"), first, stage="final")).is_success
    assert (await opine(reviewer(h, "R2"), second, ADMIT)).is_success
    returned = {"comments": "请补充", "alone_reason": "数据有误"}
    assert (await h.client("chair").post(f"/proposals/{third}/return", json=returned)).is_success
    assert (await member(h).post(f"/proposals/{third}/refile", json=body()["text"])).is_success
    # Between the two reminders of one, before both of another.
    h.clock.set(h.clock.now() + timedelta(hours=40))
    await h.tick()
    await distributed(h, told)
    queue = (await reviewer(h, "R3").get("/review-queue")).json()["items"]
    assert [(one["proposal_id"], one["due"]) for one in queue] == [
        (second, "near"),
        (third, "near"),
        (told, "running"),
    ]

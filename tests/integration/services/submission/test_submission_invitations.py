"""The first proposer manages who co-signs; of whatever ends an invitation at one moment exactly one counts."""

import asyncio
from datetime import datetime, timedelta

from sqlalchemy import text

from chassis.eventlog import verify
from contracts.submission import CosignLapsed
from services.submission.app import SERVICE
from tests.integration.services.submission.test_submission_api import CUTOFF, filed, h, member
from tests.support.harness import Harness

__all__ = ["h"]  # the fixture of the same desk


async def test_the_first_proposer_takes_a_name_out_and_invites_another(h: Harness) -> None:
    id = await filed(h, kind="joint", cosigners=["M2"])
    mine, clerk = member(h), h.client("clerk")
    assert (await member(h, "M2").post(f"/proposals/{id}/cancel-invitation", json={"member_id": "M2"})).json()[
        "rule"
    ] == ("first-proposer")
    assert (await member(h, "M3").post(f"/proposals/{id}/invite", json={"members": ["M3"]})).status_code == 404
    unknown = await mine.post(f"/proposals/{id}/invite", json={"members": ["M404"]})
    assert (unknown.status_code, unknown.json()["rule"]) == (409, "not-a-member")
    h.clock.set(h.clock.now() + timedelta(hours=1))
    invited = await mine.post(f"/proposals/{id}/invite", json={"members": ["M3"]})
    assert invited.status_code == 200, invited.text
    gone = (await mine.post(f"/proposals/{id}/cancel-invitation", json={"member_id": "M2"})).json()
    assert {one["member_id"]: one["answer"] for one in gone["invitations"]} == {"M2": "cancelled", "M3": "open"}
    # Who was not meant has no part in it: it is not there, and cannot be answered.
    assert (await member(h, "M2").get(f"/proposals/{id}")).status_code == 404
    assert (await member(h, "M2").get("/proposals")).json()["items"] == []
    assert (await member(h, "M2").post(f"/proposals/{id}/cosign", json={"agreed": False})).status_code == 404
    # Each invitation lapses by its own hours: the first one's are over, the second one's are not.
    h.clock.set(h.clock.now() + timedelta(hours=2, minutes=30))
    await h.tick()
    assert (await clerk.post(f"/proposals/{id}/admit", json={"topic_group": "民生"})).json()["rule"] == "cosign-open"
    h.clock.set(h.clock.now() + timedelta(hours=1))
    await h.tick()
    assert [e.member_id for e in await h.published() if isinstance(e, CosignLapsed)] == ["M3"]
    late = await mine.post(f"/proposals/{id}/invite", json={"members": ["M2"]})
    assert late.json()["rule"] == "review-begun"
    # Returned, it is its proposer's again; long after the plenary an invitation lasts a day.
    assert (await clerk.post(f"/proposals/{id}/return", json={"comments": "请补充"})).is_success
    h.clock.set(CUTOFF + timedelta(days=1))
    again = (await mine.post(f"/proposals/{id}/invite", json={"members": ["M2", "M3"]})).json()
    ends = {one["member_id"]: datetime.fromisoformat(one["lapses_at"]) for one in again["invitations"]}
    assert ends.keys() == {"M2", "M3"}
    assert all(timedelta() <= end - CUTOFF - timedelta(days=2) < timedelta(minutes=1) for end in ends.values())
    answer = {"agreed": True, "opinion": "情况属实，同意"}
    assert (await member(h, "M2").post(f"/proposals/{id}/cosign", json=answer)).json()["proposers"] == ["M1", "M2"]


async def test_of_an_answer_the_lapse_and_taking_it_back_at_one_moment_exactly_one_counts(h: Harness) -> None:
    said = {"agreed": True, "opinion": "情况属实，同意"}
    for _ in range(4):
        id = await filed(h, kind="joint", cosigners=["M2"])
        (invitation,) = (await member(h).get(f"/proposals/{id}")).json()["invitations"]
        # The answer is in time or not, the lapse is due or not, by milliseconds.
        h.clock.set(datetime.fromisoformat(invitation["lapses_at"]) - timedelta(milliseconds=5))
        answers = await asyncio.gather(
            member(h, "M2").post(f"/proposals/{id}/cosign", json=said),
            member(h).post(f"/proposals/{id}/cancel-invitation", json={"member_id": "M2"}),
            h.tick(),
        )
        (invitation,) = (await member(h).get(f"/proposals/{id}")).json()["invitations"]
        events = [
            type(e).__name__
            for e in await h.published()
            if getattr(e, "proposal_id", None) == id and type(e).__name__.startswith("Cosign")
        ]
        # An answer that was received in time counts, also when the lapse was recorded before its turn came.
        assert len(events) == 2 or events[1:] == ["CosignLapsed", "CosignAnswered"], events
        signed, taken_back = answers[0].status_code == 200, answers[1].status_code == 200
        assert invitation["answer"] == ("agreed" if signed else "cancelled" if taken_back else "lapsed")
        assert not (signed and taken_back)
    async with h.owner.connect() as connection:
        assert (await verify(connection, SERVICE.metadata))[1] == []
    async with h.owner.connect() as connection:
        timers = text("SELECT count(*) FROM timers WHERE kind = 'cosign-lapse'")
        assert (await connection.execute(timers)).scalar_one() == 0

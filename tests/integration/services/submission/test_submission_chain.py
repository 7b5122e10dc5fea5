"""The chain: topic → booking → proposal → reply → outcome → topic, from both ends, by whom it may be seen."""

from collections.abc import Sequence

import pytest

from contracts.base import Event
from contracts.consultation import Answer, ReplyContent, ReplyIssued
from contracts.conversion import OutcomeRecorded, OutcomeVerified, TopicSuggested
from tests.integration.services.submission.test_submission_calls import TODAY, at, booked, filing, h, member, published
from tests.support.harness import Harness

__all__ = ["h"]


def reply(proposal_id: str) -> ReplyIssued:
    return ReplyIssued(
        proposal_id=proposal_id, reply_id="R1", assignment_id="A1", unit_id="U1", cycle=1, reply_version=1,
        number="示例函〔2026〕1号", content_hash="0" * 64, copies_to=(), issued_at=at(TODAY),
        content=ReplyContent(
            answer_class="solved", letter="A", signatory="示例局长", contact="示例", text="已办",
            answers=(Answer(suggestion=1, adoption="adopted", why="已办"),),
        ),
    )  # fmt: skip


def outcome(proposal_id: str, id: str = "O1") -> list[Event]:
    return [
        OutcomeRecorded(
            proposal_id=proposal_id, outcome_id=id, suggestion=1, kind="duty", title="列入调研", evidence="示例",
            achieved_on=TODAY,
        ),
        OutcomeVerified(proposal_id=proposal_id, outcome_id=id, kind="duty", suggestion=1, verified_by="clerk"),
    ]  # fmt: skip


async def filed(h: Harness) -> tuple[str, str]:
    booking = await booked(member(h))
    answer = await member(h).post("/proposals", json=filing(booking_id=booking))
    assert answer.status_code == 201, answer.text
    return booking, answer.json()["id"]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
async def test_it_is_followed_from_both_ends_and_begins_anew(h: Harness, order: Sequence[int]) -> None:
    booking, id = await filed(h)
    events = outcome(id)
    await h.deliver(reply(id), "R1")
    for n in order:
        await h.deliver(events[n], "O1")
    await h.deliver(TopicSuggested(proposal_id=id, outcome_id="O1", topic="助餐点的运营"), "O1")
    new = [{"title": "助餐点的运营", "source": "成果转化", "suggestion_id": "O1"}]
    assert (await published(h, "C2", topics=new)).status_code == 201
    clerk = h.client("clerk")
    for client in (clerk, member(h)):
        from_proposal = (await client.get(f"/proposals/{id}/chain")).json()
        assert (from_proposal["topic"]["call_id"], from_proposal["topic"]["topic"]) == ("C1", 0)
        assert (from_proposal["topic"]["title"], from_proposal["topic"]["source"]) == ("老年助餐", "示例局")
        assert from_proposal["booking"]["booking_id"] == booking
        (answered,) = from_proposal["proposal"]["replies"]
        assert (answered["number"], answered["answer_class"]) == ("示例函〔2026〕1号", "solved")
        (came,) = from_proposal["proposal"]["outcomes"]
        assert (came["kind"], came["title"], came["achieved_on"]) == ("duty", "列入调研", str(TODAY))
        assert (came["topic"], came["call_id"]) == ("助餐点的运营", "C2")
        from_topic = (await client.get("/calls/C1/topics/0/chain")).json()
        (held,) = from_topic["bookings"]
        assert (held["booking_id"], held["state"]) == (booking, "fulfilled")
        assert held["proposal"] == from_proposal["proposal"]
        again = (await client.get("/calls/C2/topics/0/chain")).json()
        assert (again["topic"]["suggestion_id"], again["topic"]["suggested_by"]) == ("O1", id)
    # To another the topics are shown, and nothing that is somebody's.
    stranger = member(h, "M2")
    assert (await stranger.get(f"/proposals/{id}/chain")).status_code == 404
    shown = (await stranger.get("/calls/C1/topics/0/chain")).json()
    assert (shown["topic"]["title"], shown["bookings"]) == ("老年助餐", [])
    assert (await stranger.get("/calls/C2/topics/0/chain")).json()["topic"]["suggested_by"] is None


async def test_only_what_is_verified_is_shown_and_what_is_not_there_is_not_found(h: Harness) -> None:
    _, id = await filed(h)
    await h.deliver(outcome(id)[0], "O1")
    clerk = h.client("clerk")
    assert (await clerk.get(f"/proposals/{id}/chain")).json()["proposal"]["outcomes"] == []
    free = (await member(h, "M2").post("/proposals", json=filing())).json()["id"]
    alone = (await clerk.get(f"/proposals/{free}/chain")).json()
    assert (alone["topic"], alone["booking"], alone["proposal"]["replies"]) == (None, None, [])
    for path in ("/calls/C1/topics/4/chain", "/calls/C9/topics/0/chain", "/proposals/P9/chain"):
        assert (await clerk.get(path)).status_code == 404, path
    assert (await clerk.get("/calls/C1/topics/-1/chain")).status_code == 422
    other = h.client("clerk", county="330103")
    assert (await other.get("/calls/C1/topics/0/chain")).status_code == 404
    assert (await other.get(f"/proposals/{id}/chain")).status_code == 404

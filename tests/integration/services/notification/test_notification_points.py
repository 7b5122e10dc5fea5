"""An opinion or a question that falls due: the unit hears of it, overdue also who asked and who oversees by policy."""

from datetime import date
from typing import Any

from contracts.base import Event
from contracts.consultation import OpinionNear, OpinionOverdue, QuestionNear, QuestionOverdue
from services.notification.app import SERVICE
from tests.support.harness import Client, Serve
from tests.support.life import admitted, filed

DUE = date(2026, 3, 31)


async def inbox(client: Client, language: str = "zh") -> list[dict[str, Any]]:
    found = (await client.get("/notices", headers={"Accept-Language": language})).json()["items"]
    return [one for one in found if one["kind"].startswith(("opinion", "question", "points"))]


async def test_each_hears_once_and_whoever_oversees_in_one_notice_a_day(serve: Serve) -> None:
    h = await serve(SERVICE)
    for said in (filed("P1", "M1"), admitted("P1", "M1")):
        await h.deliver(said.event, said.aggregate_id)
    opinion: dict[str, Any] = {"proposal_id": "P1", "unit_id": "U1", "due": DUE}
    question: dict[str, Any] = {"unit_id": "U1", "member_id": "M7", "due": DUE}
    late = {"policy_version": 0, "overseers": ("clerk", "chair")}
    events: list[Event] = [
        OpinionNear(point_id="O1", **opinion, tier=7, announce=False),
        OpinionNear(point_id="O1", **opinion, tier=0, announce=True),
        QuestionNear(point_id="Q1", **question, tier=0, announce=True),
        OpinionOverdue(point_id="O1", **opinion, **late),
        QuestionOverdue(point_id="Q1", **question, **late),
    ]
    for event in events:
        await h.deliver(event, event.model_dump()["point_id"])
    unit = await inbox(h.client("unit", unit_id="U1"))
    assert [(one["kind"], one["link"]) for one in reversed(unit)] == [
        ("opinion_near", "/consultation/points/O1"),
        ("question_near", "/consultation/points/Q1"),
        ("opinion_overdue", "/consultation/points/O1"),
        ("question_overdue", "/consultation/points/Q1"),
    ]
    assert {(one["urgency"], one["due"]) for one in unit} == {("act", "2026-03-31"), ("urgent", "2026-03-31")}
    (asked,) = await inbox(h.client("member", member_id="M7"))
    assert (asked["kind"], asked["text"]) == ("question_late", "U1应于2026年3月31日前答复您的提问，目前尚未答复。")
    for office in ("clerk", "chair"):
        (one,) = await inbox(h.client(office), "en")
        assert (one["kind"], one["facts"]["count"], one["link"]) == (
            "points_overdue", 2, "/consultation/points?overdue=true",
        )  # fmt: skip
        assert one["text"].startswith("2 matters")
    # The policy named neither.
    assert await inbox(h.client("supervisor")) == []
    assert await inbox(h.client("assigning_office")) == []

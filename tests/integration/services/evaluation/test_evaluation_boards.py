"""The six problems and the five gains: each figure against rows that ought to count and rows that must not."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from contracts.base import Phase, UnitRole
from contracts.consultation import AssignmentIssued
from contracts.conversion import (
    CommitmentClaimed,
    CommitmentMissed,
    CommitmentReleased,
    CommitmentSuperseded,
    OutcomeRejected,
)
from contracts.submission import (
    ArchivedProposalRecorded,
    ProposalDeclined,
    ProposalMergedInto,
    ProposalUnmerged,
    ProposalWithdrawn,
    ReconsiderationDecided,
)
from contracts.supervision import (
    ActivityHeld,
    ClosedUnsigned,
    DeadlineLifted,
    KeyProposalDesignated,
    SignOffRequested,
    SupervisionClosed,
    SupervisionOpened,
    SupervisorAppointed,
    TrackingDesignated,
    TrackingFinished,
    UrgeIssued,
)
from tests.support.facts import (
    admitted,
    computed,
    consulted,
    deadline,
    filed,
    issued,
    kept,
    made,
    opened,
    recorded,
    signed,
    verified,
)
from tests.support.harness import Harness

PHASES: tuple[Phase, ...] = ("before", "during", "after")
Figures = dict[int, dict[str, tuple[float, float]]]


async def board(h: Harness, name: str = "six-problems", **scope: Any) -> Figures:
    """Number → part ("" is the figure itself) → (numerator, denominator); what is not empty against its drill-down."""
    chair = h.client("chair")
    answer = await chair.get(f"/boards/{name}", params=scope)
    assert answer.status_code == 200, answer.text
    (headlines,) = answer.json().values()
    found: Figures = {}
    for headline in headlines:
        parts = {"": headline["figure"], **headline["parts"]}
        found[headline["number"]] = {part: (one["numerator"], one["denominator"]) for part, one in parts.items()}
        for part, one in parts.items():
            if part and not one["denominator"]:
                assert (one["value"], one["why"][:2]) == (None, "没有")
                continue
            query = scope | ({"part": part} if part else {})
            rows = (await chair.get(f"/boards/{name}/{headline['number']}/proposals", params=query)).json()["items"]
            sums = (sum(row["part"] for row in rows), sum(row["whole"] for row in rows))
            assert sums == pytest.approx((one["numerator"], one["denominator"]), abs=1e-3), (headline["name"], part)
            assert len({row["id"] for row in rows}) == len(rows)
            value = one["numerator"] / one["denominator"] if one["denominator"] else None
            assert one["value"] == value
    return found


async def admit(h: Harness, *proposals: str) -> None:
    for proposal in proposals:
        await h.deliver(filed(proposal), proposal)
        await h.deliver(admitted(proposal), proposal)


async def supervise(h: Harness, proposal: str) -> None:
    event = SupervisionOpened(proposal_id=proposal, supervision_class="general", case_number=1, proposers=("M1",))
    await h.deliver(event, f"S-{proposal}")
    appointed = SupervisorAppointed(proposal_id=proposal, supervisor="示例专委会", by_default=True)
    await h.deliver(appointed, f"S-{proposal}")


async def assigned(h: Harness, proposal: str = "P1", unit: str = "U1", role: UnitRole = "sole") -> None:
    event = AssignmentIssued(
        proposal_id=proposal, assignment_id=f"A-{proposal}-{unit}", unit_id=unit, role=role, cycle=1,
        issued_at=datetime(2026, 2, 1, 2, tzinfo=UTC), return_until=date(2026, 2, 8), policy_version=0,
    )  # fmt: skip
    await h.deliver(event, f"A-{proposal}-{unit}")


async def asked(h: Harness, *members: str, cycle: int = 1) -> None:
    event = SignOffRequested(
        proposal_id="P1", reply_id=f"R-{cycle}", assignment_id="A-P1-U1", unit_id="U1", cycle=cycle, reply_version=1,
        reply_hash="0" * 64, members=members,
    )  # fmt: skip
    await h.deliver(event, f"R-{cycle}")


async def test_an_empty_board_has_no_values(h: Harness) -> None:
    for name, size in (("six-problems", 6), ("five-gains", 5)):
        figures = await board(h, name)
        assert len(figures) == size
        assert {figure for parts in figures.values() for figure in parts.values()} == {(0, 0)}
    member = h.client("member", member_id="M1")
    for path in ("/boards/six-problems", "/boards/five-gains", "/boards/five-gains/1/proposals"):
        assert (await member.get(path)).status_code == 403


async def test_filing_between_sessions_and_the_age_of_topics(h: Harness) -> None:
    await h.deliver(filed("P1", "between_sessions", research_date=date(2026, 2, 20)), "P1")
    await h.deliver(filed("P2", research_date=date(2026, 3, 9)), "P2")  # researched on: no negative age
    await h.deliver(filed("P3"), "P3")
    await h.deliver(filed("P4", "between_sessions"), "P4")
    await h.deliver(ProposalMergedInto(proposal_id="P3", master_id="P1"), "P3")
    await h.deliver(ProposalWithdrawn(proposal_id="P4", reason="r"), "P4")
    archived = ArchivedProposalRecorded(
        proposal_id="A-2025-1", year=2025, session="十五届一次", case_number=1, title="旧案", proposers=(), units=()
    )
    await h.deliver(archived, "A-2025-1")
    await h.deliver(TrackingDesignated(proposal_id="A-2025-1", reason="r"), "S-A")
    expected = {"": (1, 3), "topic_age_days": (10, 2), "topic_age_unknown": (1, 3)}
    assert (await board(h))[1] == (await board(h, "five-gains"))[1] == expected


async def test_admission_repeats_and_the_spread_of_quality(h: Harness) -> None:
    await admit(h, "P1", "P2", "P5", "P6")
    await h.deliver(admitted("P7").model_copy(update={"repeats": "A-2025-1"}), "P7")
    for proposal in ("P3", "P4"):
        await h.deliver(filed(proposal), proposal)
    await h.deliver(ProposalWithdrawn(proposal_id="P5", reason="r"), "P5")
    await h.deliver(ProposalDeclined(proposal_id="P3", reason_code="x", explanation="e", policy_version=0), "P3")
    await h.deliver(ProposalMergedInto(proposal_id="P4", master_id="P1"), "P4")
    await h.deliver(filed("P8"), "P8")
    await h.deliver(ProposalMergedInto(proposal_id="P8", master_id="P1"), "P8")
    await h.deliver(ProposalUnmerged(proposal_id="P8", master_id="P1"), "P8")
    await h.deliver(filed("P9"), "P9")
    await h.deliver(ProposalDeclined(proposal_id="P9", reason_code="x", explanation="e", policy_version=0), "P9")
    await h.deliver(ReconsiderationDecided(proposal_id="P9", reopened=True, explanation="e"), "P9")
    await h.deliver(ReconsiderationDecided(proposal_id="P3", reopened=False, explanation="e"), "P3")
    full = {"topic": 20, "research": 20, "analysis": 20, "suggestions": 30, "writing": 10}
    categories = [{"name": "甲", "indicators": [{"code": c, "name": c, "maximum": m} for c, m in full.items()]}]
    scheme = {"subject": "proposal_quality", "title": "自定方案", "categories": categories}
    other = (await h.client("clerk").post("/schemes", json=scheme)).json()["id"]
    example = "example-proposal"
    for proposal, topic, by in (("P1", 0, other), ("P1", 20, example), ("P2", 5, example), ("P5", 20, example)):
        id = await opened(h, by, proposal=proposal)
        points = {"points": full | {"topic": topic}}
        assert (await h.client("assessor").post(f"/assessments/{id}/scores", json=points)).status_code == 200
        assert (await h.client("clerk").post(f"/assessments/{id}/compute")).status_code == 200
    await opened(h, "example-proposal", proposal="P6")
    assert (await board(h))[2] == {
        "": (4, 5),
        "merged": (1, 6),  # P8 was merged, P9 declined: both are filed again
        "repeats": (1, 4),
        "quality_excellent": (1, 2),  # the later review of P1
        "quality_good": (1, 2),
        "quality_fair": (0, 2),
        "quality_weak": (0, 2),
    }


async def test_commitments_kept_broken_open_and_released(h: Harness) -> None:
    await admit(h, "P1", "P5")
    for id, proposal, due in (
        ("K1", "P1", 1), ("K2", "P1", 1), ("K3", "P1", 1), ("K4", "P1", 1), ("K5", "P1", 30), ("K6", "P1", 1),
        ("K7", "P1", 1), ("K8", "P5", 1), ("K9", "P1", 1),
    ):  # fmt: skip
        await h.deliver(made(id, proposal, date(2026, 3, due)), id)
    await h.deliver(kept("K1"), "K1")
    await h.deliver(kept("K2", on_time=False), "K2")
    names: dict[str, Any] = {"proposal_id": "P1", "unit_id": "U1"}
    await h.deliver(CommitmentMissed(commitment_id="K3", due=date(2026, 3, 1), **names), "K3")
    await h.deliver(CommitmentReleased(commitment_id="K4", reason="r", **names), "K4")
    await h.deliver(CommitmentClaimed(commitment_id="K6", proof="p", **names), "K6")
    await h.deliver(CommitmentSuperseded(commitment_id="K9", superseded_by="K5", **names), "K9")
    await h.deliver(ProposalWithdrawn(proposal_id="P5", reason="r"), "P5")
    assert (await board(h))[3] == {
        "": (1, 5), "kept_late": (1, 5), "broken": (1, 5), "open_past_due": (2, 5), "released": (1, 8),
    }  # fmt: skip


async def test_consultations_by_phase_form_and_who_asked(h: Harness) -> None:
    await admit(h, "P1", "P2", "P5")
    for phase in PHASES:
        await consulted(h, f"C1-{phase}", phase, "phone" if phase == "after" else "face_to_face")
    await consulted(h, "C2", "before", proposal="P2", requested_by="委员", points_raised=4, points_agreed=4)
    await consulted(h, "C3", "during", proposal="P2", requested_by="路人", confirm=False, points_raised=9)
    await consulted(h, "C5", "before", proposal="P5", requested_by="路人", points_raised=9)
    await h.deliver(ProposalWithdrawn(proposal_id="P5", reason="r"), "P5")
    found = (await board(h))[4]
    assert found == {
        "": (1, 2), "before": (2, 2), "during": (1, 2), "after": (1, 2), "face_to_face": (3, 4),
        "asked_by_unit": (3, 4), "asked_by_proposer": (1, 4), "asked_by_committee": (0, 4), "asked_by_other": (0, 4),
        "first_contact": (0, 0),
    }  # fmt: skip
    assert (await board(h, "five-gains"))[2] == {"": (7, 10), "with_beneficiaries": (0, 0)}


async def test_first_contact_is_a_share_of_the_time_allowed(h: Harness) -> None:
    await admit(h, "P1")
    for unit, role in (("U1", "lead"), ("U2", "helper"), ("U3", "split"), ("U4", "split")):
        await assigned(h, unit=unit, role=role)  # pyright: ignore[reportArgumentType]  # roles in a tuple
    await h.deliver(deadline(date(2026, 3, 13)), "D-1")  # 40 days from 1 February
    await h.deliver(deadline(date(2026, 2, 2), unit="U2"), "D-2")  # a helper meets nobody
    await h.deliver(deadline(date(2026, 2, 11), unit="U3"), "D-3")  # past due and never met: all 29 days of 10
    await h.deliver(deadline(date(2026, 3, 3), unit="U4"), "D-4")  # not met, and still in time
    assert (await board(h))[4]["first_contact"] == (29, 10)
    await consulted(h, "C1", "before", held_on=date(2026, 2, 21))
    await consulted(h, "C2", "during", held_on=date(2026, 2, 11))
    await consulted(h, "C3", "during", held_on=date(2026, 2, 2), confirm=False)
    assert (await board(h))[4]["first_contact"] == (10 + 29, 40 + 10)
    started = deadline(date(2026, 3, 13)).model_copy(update={"started_on": date(2026, 2, 6)})
    await h.deliver(started, "D-1")
    assert (await board(h))[4]["first_contact"] == (5 + 29, 35 + 10)


async def test_supervised_is_not_watched_and_general_ones_stand_apart(h: Harness) -> None:
    await admit(h, "P1", "P2", "P3", "P4")
    for proposal in ("P1", "P2", "P3"):
        await supervise(h, proposal)
    await h.deliver(KeyProposalDesignated(proposal_id="P1", key_number=1, leader="示例领导"), "S-P1")
    for day in (date(2026, 3, 1), date(2025, 1, 1)):  # entered late, it does not undo the later contact
        await h.deliver(ActivityHeld(proposal_id="P1", kind="call", held_on=day, findings="f"), "S-P1")
    expected = {"": (3, 4), "supervised_general": (2, 3), "watched": (1, 4), "watched_general": (0, 3)}
    assert (await board(h))[5] == expected
    await h.deliver(UrgeIssued(proposal_id="P2", assignment_id="A-P2-U1", text="请抓紧"), "S-P2")
    await h.deliver(ClosedUnsigned(proposal_id="P3", reason="联系不上"), "S-P3")
    assert (await board(h))[5] == expected | {"watched": (2, 3), "watched_general": (1, 2)}
    closed = SupervisionClosed(proposal_id="P1", closed_at=h.clock.now(), result="satisfied")
    await h.deliver(closed, "S-P1")
    assert (await board(h))[5] == expected | {"watched": (1, 2), "watched_general": (1, 2)}


async def test_a_tracked_one_of_the_archive_is_in_no_figure(h: Harness) -> None:
    """It was never filed nor admitted here, whatever is done about it."""
    await admit(h, "P1")
    await supervise(h, "P1")
    before = [await board(h), await board(h, "five-gains")]
    await h.deliver(
        SupervisionOpened(
            proposal_id="A-2025-7", supervision_class="tracked", case_number=7, proposers=(), archived_year=2025
        ),
        "S-A-2025-7",
    )
    for event in (
        TrackingDesignated(proposal_id="A-2025-7", reason="上年未落实"),
        SupervisorAppointed(proposal_id="A-2025-7", supervisor="提案委员会", by_default=True),
        ActivityHeld(proposal_id="A-2025-7", kind="site_visit", held_on=date(2026, 3, 1), findings="f"),
        TrackingFinished(proposal_id="A-2025-7", finding="已落实"),
    ):
        await h.deliver(event, "S-A-2025-7")
    assert [await board(h), await board(h, "five-gains")] == before


async def test_a_reply_or_an_instruction_alone_is_no_outcome(h: Harness) -> None:
    await admit(h, "P1", "P2", "P3", "P4", "P5")
    for proposal in ("P1", "P2", "P3", "P4"):
        await h.deliver(issued(proposal), f"R-{proposal}")
    await h.deliver(issued("P1", cycle=2), "R-P1-2")
    for id, proposal, fields in (
        ("O1", "P1", {}), ("O2", "P1", {"achieved_on": date(2026, 5, 1), "kind": "duty"}),
        ("O3", "P2", {"instruction_only": True}), ("O4", "P3", {}), ("O5", "P1", {"instruction_only": True}),
    ):  # fmt: skip
        await h.deliver(recorded(id, proposal, **fields), id)
    await h.deliver(verified("O1"), "O1")
    await h.deliver(verified("O2").model_copy(update={"kind": "duty"}), "O2")
    await h.deliver(OutcomeRejected(proposal_id="P3", outcome_id="O4", reason="r"), "O4")
    await h.deliver(made("K1", "P4"), "K1")
    await h.deliver(kept("K1", "P4"), "K1")
    closed = SupervisionClosed(
        proposal_id="P1", closed_at=datetime(2026, 3, 31, 16, 30, tzinfo=UTC), result="satisfied"
    )
    await h.deliver(closed, "S-P1")  # half past midnight of 1 April in Shanghai; the first outcome is of 11 April
    assert (await board(h))[6] == {
        "": (1, 5), "decision": (1, 5), "development": (0, 5), "duty": (1, 5), "consensus": (0, 5),
        "days_to_outcome": (10, 1), "instruction_alone": (1, 5), "reply_alone": (1, 5),
    }  # fmt: skip
    assert (await board(h, "five-gains"))[5] == {
        "": (1, 5), "outcomes_verified": (2, 3), "published": (0, 5), "reach": (0, 0),
    }  # fmt: skip


async def test_satisfaction_is_of_all_who_were_asked_last(h: Harness) -> None:
    await admit(h, "P1")
    await h.deliver(signed("dissatisfied", member="M2"), "R-1-M2")  # the signature may come before the request
    await asked(h, "M1", "M2", "M3")
    await h.deliver(signed("mostly_satisfied"), "R-1-M1")
    parts = {"mostly_satisfied": (1, 3), "dissatisfied": (1, 3), "unsigned": (1, 3), "recognised": (0, 0)}
    assert (await board(h, "five-gains"))[3] == {"": (0, 3)} | parts
    assert (await computed(h))["points"]["satisfaction"] == 0
    await asked(h, "M1", "M2", cycle=2)
    await h.deliver(signed("satisfied", cycle=2), "R-2-M1")
    await h.deliver(ClosedUnsigned(proposal_id="P1", reason="联系不上"), "S-P1")
    parts = {"mostly_satisfied": (0, 2), "dissatisfied": (0, 2), "unsigned": (1, 2), "recognised": (0, 0)}
    assert (await board(h, "five-gains"))[3] == {"": (1, 2)} | parts
    await h.deliver(ProposalWithdrawn(proposal_id="P1", reason="r"), "P1")
    assert (await board(h, "five-gains"))[3][""] == (0, 0)


async def test_the_spread_between_assessors_needs_several(h: Harness) -> None:
    await admit(h, "P1", "P2")
    full = {"topic": 20, "research": 20, "analysis": 20, "suggestions": 30, "writing": 10}
    for proposal, assessors in (("P1", (20,)), ("P2", (20, 10))):
        id = await opened(h, "example-proposal", proposal=proposal)
        for n, topic in enumerate(assessors):
            judge = h.client("assessor", subject=f"j{n}")
            await judge.post(f"/assessments/{id}/scores", json={"points": full | {"topic": topic}})
        assert (await h.client("clerk").post(f"/assessments/{id}/compute")).status_code == 200
    assert (await board(h, "five-gains"))[4] == {"": (10, 100), "appeals_upheld": (0, 0)}


async def test_a_board_is_of_a_county_session_year_or_unit(h: Harness) -> None:
    await admit(h, "P1", "P2")
    await h.deliver(filed("P3", session_id="S2", received_at=datetime(2026, 12, 31, 16, tzinfo=UTC)), "P3")
    await h.deliver(admitted("P3"), "P3")
    await h.deliver(filed("P9"), "P9", county="330103")
    await assigned(h, "P2", "U2")
    await consulted(h, "C1", "before")
    await consulted(h, "C2", "before", proposal="P2", unit="U2")
    scopes: list[tuple[dict[str, Any], int]] = [
        ({}, 3),
        ({"session_id": "S1"}, 2),
        ({"year": 2027}, 1),
        ({"unit_id": "U2"}, 1),
    ]
    for scope, count in scopes:
        assert (await board(h, **scope))[1][""] == (0, count), scope
    assert (await board(h, unit_id="U2"))[4]["face_to_face"] == (1, 1)
    assert (await board(h, session_id="S2"))[4]["face_to_face"] == (0, 0)
    # What was taken from a unit again is no work of that unit's.
    await assigned(h, "P1", "U2")
    await h.deliver(deadline(date(2026, 5, 1), unit="U2"), "D-P1-U2")
    await h.deliver(DeadlineLifted(proposal_id="P1", assignment_id="A-P1-U2", reason="已改派"), "D-P1-U2")
    assert (await board(h, unit_id="U2"))[1][""] == (0, 1)


async def test_the_rows_behind_a_figure_are_paged(h: Harness) -> None:
    for proposal in ("P1", "P2", "P3"):
        await h.deliver(filed(proposal), proposal)
    await asked(h, "M1", "M2", "M3")
    clerk = h.client("clerk")
    for path in ("/boards/six-problems/1/proposals", "/boards/five-gains/3/proposals"):
        first = (await clerk.get(path, params={"limit": 2})).json()
        rest = (await clerk.get(path, params={"limit": 2, "after": first["next"]})).json()
        ids = [row["id"] for row in first["items"] + rest["items"]]
        assert (len(ids), ids, rest["next"]) == (3, sorted(set(ids)), None)
    assert (await clerk.get("/boards/six-problems/7/proposals")).status_code == 422
    assert (await clerk.get("/boards/five-gains/6/proposals")).status_code == 422
    unknown = await clerk.get("/boards/six-problems/3/proposals", params={"part": "nothing"})
    assert (unknown.status_code, "kept_late" in unknown.json()["detail"]) == (404, True)

"""The checker's rules of what one service's events mean in another, on a course of events written down by hand."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.chaos.checker import effects
from tests.chaos.checker.knowledge import EFFECTS, SERVICES
from tests.chaos.checker.report import Report
from tests.chaos.checker.scene import Scene
from tests.chaos.checker.stores import Event, Store
from tests.chaos.checker.topics import Topics

COUNTY = "330102"
FILED = {"session_id": "S1", "channel": "plenary"}
ANSWERS = [{"suggestion": 1, "commitment": {"due": "2030-06-30"}}, {"suggestion": 2, "commitment": None}]
HANDLED = {"assignment_id": "A2", "proposal_id": "P1", "unit_id": "U2", "role": "sole", "cycle": 1}
# (service, name, what it says, the name of the event that caused it)
SAID: list[tuple[str, str, dict[str, Any], str | None]] = [
    ("submission", "UnitEnrolled", {"unit_id": "U1", "name": "示例局"}, None),
    ("submission", "ProposalFiled", {"proposal_id": "P1", "first_proposer": "M1", **FILED}, None),
    ("submission", "ProposalFiled", {"proposal_id": "P2", "first_proposer": "M2", **FILED}, None),
    ("submission", "ProposalFiled", {"proposal_id": "P3", "first_proposer": "M3", **FILED}, None),
    ("submission", "ProposalMergedInto", {"proposal_id": "P2", "master_id": "P1"}, None),
    ("submission", "ProposalMergedInto", {"proposal_id": "P3", "master_id": "P1"}, None),
    ("submission", "ProposalUnmerged", {"proposal_id": "P3", "master_id": "P1"}, None),
    ("submission", "ProposalDeclined", {"proposal_id": "P3"}, None),
    (
        "submission",
        "ProposalAdmitted",
        {"proposal_id": "P1", "case_number": 1, "proposers": ["M1", "M2"], **FILED},
        None,
    ),
    ("supervision", "SupervisionOpened", {"proposal_id": "P1", "case_number": 1}, "ProposalAdmitted"),
    ("consultation", "AssignmentReassigned", {"assignment_id": "A1", "successor_id": "A2"}, None),
    ("consultation", "AssignmentIssued", HANDLED, None),
    ("supervision", "DeadlineSet", {"assignment_id": "A2"}, "AssignmentIssued"),
    ("consultation", "ReplyIssued", {"reply_id": "R1", "content": {"answers": ANSWERS}}, None),
    ("supervision", "SignOffRequested", {"reply_id": "R1"}, "ReplyIssued"),
    ("conversion", "CommitmentMade", {"commitment_id": "R1.1", "due": "2030-06-30"}, "ReplyIssued"),
    ("supervision", "SupervisionClosed", {"proposal_id": "P1"}, None),
    ("conversion", "FollowUpOpened", {"proposal_id": "P1"}, "SupervisionClosed"),
    ("conversion", "TopicSuggested", {"outcome_id": "O1", "topic": "示例议题"}, None),
]
ROWS: list[tuple[str, str, dict[str, Any]]] = [
    ("submission", "proposals", {"id": "P1", "case_number": 1}),
    ("submission", "case_numbers", {"session_id": "S1", "channel": "plenary", "last": 1}),
    ("submission", "open_assignments", {"proposal_id": "P1", "assignment_id": "A2"}),
    ("submission", "suggested_topics", {"suggestion_id": "O1", "topic": "示例议题"}),
    ("consultation", "matters", {"id": "P1", "case_number": 1, "withdrawn": False}),
    ("consultation", "originals", {"id": "P1", "first_proposer": "M1", "master_id": None}),
    ("consultation", "originals", {"id": "P2", "first_proposer": "M2", "master_id": "P1"}),
    ("consultation", "originals", {"id": "P3", "first_proposer": "M3", "master_id": None}),
    ("consultation", "units", {"id": "U1", "name": "示例局"}),
    ("supervision", "admitted", {"proposal_id": "P1"}),
    ("supervision", "handlings", {k: v for k, v in HANDLED.items() if k != "cycle"} | {"ended": False}),
    ("supervision", "units", {"unit_id": "U1", "name": "示例局"}),
    ("evaluation", "fact_proposals", {"proposal_id": "P1", "review": "admitted"}),
    ("evaluation", "fact_proposals", {"proposal_id": "P2", "review": "merged"}),
    ("evaluation", "fact_proposals", {"proposal_id": "P3", "review": "declined"}),
    ("evaluation", "fact_handlings", {**HANDLED}),
    ("conversion", "dossiers", {"proposal_id": "P1", "case_number": 1}),
    *(
        # Each event of the course is named by its place in it.
        ("notification", "notices", {"event_id": event_id, "addressee": addressee, "kind": kind})
        for event_id, addressee, kind in (
            ("e1", "member:M1", "filed"),
            ("e2", "member:M2", "filed"),
            ("e3", "member:M3", "filed"),
            ("e8", "member:M1", "admitted"),
            ("e8", "member:M2", "admitted"),
            ("e11", "unit:U2", "assigned"),
            ("e11", "member:M1", "assigned_to"),
            ("e11", "member:M2", "assigned_to"),
        )
    ),
]
CAUSED = [name for _, name, _, cause in SAID if cause is not None]


def course() -> tuple[list[Event], list[tuple[str, str, dict[str, Any]]]]:
    events: list[Event] = []
    for number, (service, name, said, cause) in enumerate(SAID):
        id = next(event.event_id for event in events if event.name == cause) if cause else None
        events.append(
            Event(
                service, COUNTY, number, f"e{number}", "示例", next(iter(said.values())), number, None,
                f"cppcc.{name}.v1", json.dumps(said), "system", datetime.now(UTC), "K", id, None, "", "",
            )
        )  # fmt: skip
    return events, [(service, table, {"county": COUNTY, **row}) for service, table, row in ROWS]


def found(events: list[Event], rows: list[tuple[str, str, dict[str, Any]]]) -> Report:
    stores = {
        service: Store(
            service,
            [event for event in events if event.service == service],
            {},
            {table: [row for s, t, row in rows if (s, t) == (service, table)] for table in EFFECTS[service]},
            {},
        )
        for service in SERVICES
    }
    scene = Scene({}, stores, Topics({}, 0, {}), Report())
    effects.examine(scene)
    return scene.report


def test_a_whole_course_with_all_its_effects_has_no_finding() -> None:
    assert found(*course()).findings == []


@pytest.mark.parametrize("number", range(len(ROWS)), ids=[f"{s}.{t}.{n}" for n, (s, t, _) in enumerate(ROWS)])
def test_a_row_that_is_lost_is_missed(number: int) -> None:
    events, rows = course()
    del rows[number]
    assert found(events, rows).kinds.keys() & {"missing", "case_number"}


@pytest.mark.parametrize(
    ("service", "table", "id"),
    [
        ("submission", "case_numbers", "session_id"),
        ("submission", "open_assignments", "assignment_id"),
        ("submission", "suggested_topics", "suggestion_id"),
        ("consultation", "matters", "id"),
        ("consultation", "originals", "id"),
        ("consultation", "units", "id"),
        ("supervision", "admitted", "proposal_id"),
        ("supervision", "handlings", "assignment_id"),
        ("supervision", "units", "unit_id"),
        ("evaluation", "fact_proposals", "proposal_id"),
        ("evaluation", "fact_handlings", "assignment_id"),
        ("conversion", "dossiers", "proposal_id"),
        ("notification", "notices", "addressee"),
    ],
)
def test_a_row_without_a_cause_is_seen(service: str, table: str, id: str) -> None:
    events, rows = course()
    row = next(row for s, t, row in rows if (s, t) == (service, table))
    report = found(events, [*rows, (service, table, row | {id: "X"})])
    assert report.kinds.keys() & {"surplus", "case_number"}, report.table()


def test_a_row_that_says_otherwise_is_seen() -> None:
    changes: dict[str, dict[str, Any]] = {
        "proposals": {"case_number": 2}, "case_numbers": {"last": 2}, "open_assignments": {"proposal_id": "P2"},
        "suggested_topics": {"topic": "X"}, "matters": {"withdrawn": True}, "originals": {"master_id": "X"},
        "units": {"name": "X"}, "handlings": {"ended": True}, "fact_proposals": {"review": "filed"},
        "fact_handlings": {"role": "helper"}, "dossiers": {"case_number": 2},
    }  # fmt: skip
    for number, (_, table, _) in enumerate(ROWS):
        events, rows = course()
        service, _, row = rows[number]
        if table in changes:
            rows[number] = (service, table, row | changes[table])
            assert found(events, rows).kinds.keys() & {"differs", "case_number"}, table


@pytest.mark.parametrize("name", CAUSED)
def test_an_effect_that_is_lost_is_missed(name: str) -> None:
    events, rows = course()
    report = found([event for event in events if event.name != name], rows)
    assert report.of("missing"), report.table()


@pytest.mark.parametrize("name", ["SupervisionOpened", "DeadlineSet", "SignOffRequested"])
def test_an_effect_that_came_twice_is_seen(name: str) -> None:
    events, rows = course()
    again = next(event for event in events if event.name == name)
    assert found([*events, replace(again, event_id="again")], rows).of("twice")


@pytest.mark.parametrize(
    ("numbers", "right"), [([1, 2, 3], True), ([1, 3], False), ([1, 1, 2], False), ([2], False), ([], True)]
)
def test_case_numbers_are_given_once_and_without_a_gap(numbers: list[int], right: bool) -> None:
    others, rows = course()
    admitted = next(event for event in others if event.name == "ProposalAdmitted")
    rows = [row for row in rows if row[1] not in ("proposals", "case_numbers")]
    events: list[Event] = []
    for place, number in enumerate(numbers):
        said = admitted.said | {"proposal_id": f"N{place}", "case_number": number}
        events.append(replace(admitted, event_id=f"n{place}", data=json.dumps(said)))
        rows.append(("submission", "proposals", {"county": COUNTY, "id": f"N{place}", "case_number": number}))
    series = {"county": COUNTY, "session_id": "S1", "channel": "plenary", "last": max(numbers, default=0)}
    rows.append(("submission", "case_numbers", series))
    assert (found(events, rows).of("case_number") == []) == right

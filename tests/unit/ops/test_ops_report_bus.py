"""What ``proposals status`` says of what each consumer knows, has applied, keeps aside and lacks."""

from typing import Any

from tests.unit.ops.test_ops_report_recovery import said


def source(**changed: Any) -> dict[str, Any]:
    return {"head": 9, "applied": 9, "waiting": 0, "missing": 0, "counties_missing": [], "lag": 0} | changed


def test_each_source_of_each_consumer_has_a_line() -> None:
    lacking = source(applied=5, waiting=1, missing=3, counties_missing=["330102", "330103"])
    projections = {"conversion.board": {"sources": {"supervision": source(lag=4)}, "parked": {"gap": 1}}}
    assert said(consumer={"submission": source(), "supervision": lacking}, projections=projections) == [
        "submission: known 9, applied 9",
        "supervision: known 9, applied 5, waiting 1, MISSING 3 (330102, 330103)",
        "conversion.board of supervision: known 9, applied 9, lag 4",
        "conversion.board parked: 1 gap",
    ]


def test_without_a_broker_nobody_knows_the_lag() -> None:
    assert said(consumer={"submission": source(lag=None)}) == ["submission: known 9, applied 9, lag ?"]


def test_a_replay_says_of_what_it_is_and_how_far() -> None:
    whole = {"id": 1, "county": None, "aggregate_id": None, "since": None, "until": None}
    part = {"id": 2, "county": "330102", "aggregate_id": "P-1", "since": "2026-03-02T10:00:00+08:00", "until": None}
    progress = {"sent": 3, "cursor": 50, "bound": 200}
    assert said(replays=[whole | progress, part | progress, whole | {"id": 3, "sent": 0, "cursor": 0, "bound": 0}]) == [
        "replay 1: 25% read, 3 sent",
        "replay 2 county 330102 record P-1 since 2026-03-02T10:00:00+08:00: 25% read, 3 sent",
        "replay 3: 100% read, 0 sent",
    ]


def test_what_is_caught_up_first_is_told() -> None:
    late = {"types": ["cppcc.UnitEnrolled.v1"], "aggregates_behind": 2, "parked": {"poison": 1}}
    assert said(catching_up={"conversion": late}) == [
        "conversion first applies the history of cppcc.UnitEnrolled.v1: 2 records behind, 1 poison"
    ]

"""A proposal's record, checked offline: whatever is done to it is named, and nothing of it is called verified."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from chassis.eventlog import GENESIS, HASHED, event_hash
from chassis.trail import LoggedEvent
from ops.cli import app

RUN = CliRunner()


def chained(id: str, *data: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    before = GENESIS
    for version, one in enumerate(data, 1):
        row: dict[str, Any] = {
            "county": "330102", "event_id": f"{id}-{version}", "aggregate": "proposals", "aggregate_id": id,
            "aggregate_version": version, "subject_proposal": "p1", "type": "cppcc.Sample.v1", "data": one,
            "actor": "clerk", "occurred_at": f"2026-03-02T02:00:0{version}.000001Z", "correlation_id": "c",
            "causation_id": None, "traceparent": None, "prev_hash": before, "hash": "",
        }  # fmt: skip
        parsed = LoggedEvent.model_validate(row).model_dump()
        before = row["hash"] = event_hash({name: parsed[name] for name in HASHED})
        found.append(row)
    return found


@pytest.fixture
def record() -> dict[str, Any]:
    """Two chains of one service, whose events stand among each other; one service away."""
    one, other = chained("p1", '{"a":1}', '{"a": 2}', '{"a":3}'), chained("r1", "{}", "{}")
    events = [one[0], other[0], one[1], other[1], one[2]]
    services = {"submission": {"events": events, "kept_back": [{"aggregate": "reviews", "aggregate_id": "x"}]}}
    return {"format": "cppcc-trail/1", "proposal_id": "p1", "services": services, "missing": ["evaluation"]}


def check(tmp_path: Path, record: object) -> tuple[int, str]:
    file = tmp_path / "trail.json"
    file.write_text(json.dumps(record), "utf-8")
    done = RUN.invoke(app, ["audit", "trail", str(file)])
    return done.exit_code, done.output


def test_a_whole_record_has_no_findings_and_stays_unproven(tmp_path: Path, record: dict[str, Any]) -> None:
    code, said = check(tmp_path, record)
    assert code == 0, said
    assert "submission: 5 events in 2 chains, 0 findings, 1 not decided yet and kept back; unproven" in said
    assert "evaluation: not in the file, and unproven" in said
    assert "verified" not in said


@pytest.mark.parametrize(
    ("field", "value"), [("data", '{"a":2}'), ("actor", "other"), ("occurred_at", "2026-03-02T02:00:02.000002Z")]
)
def test_an_altered_event_is_named(tmp_path: Path, record: dict[str, Any], field: str, value: str) -> None:
    record["services"]["submission"]["events"][2][field] = value
    code, said = check(tmp_path, record)
    assert (code, "proposals p1 v2 was altered" in said) == (1, True)


@pytest.mark.parametrize("gone", [0, 2])
def test_what_is_left_out_is_seen_by_what_follows(tmp_path: Path, record: dict[str, Any], gone: int) -> None:
    del record["services"]["submission"]["events"][gone]
    code, said = check(tmp_path, record)
    assert (code, "does not follow what is before it" in said) == (1, True)


def test_an_event_of_another_proposal_is_named(tmp_path: Path, record: dict[str, Any]) -> None:
    code, said = check(tmp_path, record | {"proposal_id": "p2"})
    assert (code, said.count("is of another proposal")) == (1, 5)


@pytest.mark.parametrize("wrong", [{}, {"format": "other"}, []])
def test_what_is_no_record_is_told(tmp_path: Path, wrong: object) -> None:
    code, said = check(tmp_path, wrong)
    assert (code, "cannot be read" in said) == (1, True)

"""The demo's journal, devices and script rules: what lets a killed run go on, and what refuses an unplayable year."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ops.authenticator import SoftwareAuthenticator
from ops.demo.county import Journal
from ops.demo.order import problems
from ops.demo.script import Moment, Script


async def test_a_line_cut_short_by_a_kill_is_as_if_it_was_not_written(tmp_path: Path) -> None:
    path = tmp_path / "demo" / "run.jsonl"
    journal = Journal(path)
    journal.write("P001 file", "id-1")
    journal.close()
    with open(path, "a", encoding="utf-8") as file:
        file.write('["P002 file", "id')
    again = Journal(path)
    assert ("P001 file" in again, "P002 file" in again, again["P001 file"]) == (True, False, "id-1")
    again.write("P002 file", "id-2")
    again.close()
    third = Journal(path)
    assert third["P002 file"] == "id-2"
    third.close()


def test_a_device_of_a_seed_is_the_same_device_again() -> None:
    options = {"rp": {"id": "localhost"}, "challenge": "AAAA"}
    first, second, other = (SoftwareAuthenticator("http://localhost", seed=s) for s in ("a", "a", "b"))
    assert first.create(options) == second.create(options) != other.create(options)


def test_moments_are_days_before_the_last_and_wall_clock_times() -> None:
    moment = Moment.model_validate({"day": 364, "at": "09:30"})
    assert moment.instant(date(2026, 11, 24)).isoformat() == "2026-11-23T09:30:00+08:00"


def script(**changes: Any) -> Script:
    proposal: dict[str, Any] = {
        "ref": "P001", "text": "P001", "kind": "individual", "first_proposer": "M001", "filed": "40 09:30",
        "review": [{"when": "41 09:30", "do": "admit", "topic_group": "民生"}],
    }  # fmt: skip
    values: dict[str, Any] = {
        "title": "示例", "directory": "0 09:30",
        "session": {"session_id": "S1", "term": 1, "number": 1, "plenary_opens": "50 09:00",
                    "plenary_cutoff": "53 18:00"},
        "calls": [{"ref": "C1", "kind": "commissioned", "title": "示例", "basis": "示例", "publish": "1 09:30",
                   "close_day": 60, "topics": [{"title": "示例选题", "source": "示例"}]}],
        "bookings": [{"ref": "B1", "call": "C1", "topic": 0, "member": "M001", "book": "5 09:30"}],
        "proposals": [proposal | changes], "tracked": [], "service_issues": [],
        "schemes": "300 09:30", "computed": "360 09:30", "advanced_units": [],
    }  # fmt: skip
    return Script.model_validate(values)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, None),
        ({"booking": "B1"}, None),
        ({"booking": "B2"}, "booking B2 is not the first proposer's"),
        ({"filed": "41 09:30"}, "must come after"),
        ({"handlings": [{"unit": "U1", "role": "sole", "issued": "41 09:30"}]}, "must come after"),
        ({"review": [], "handlings": [{"unit": "U1", "role": "sole", "issued": "60 09:30"}]}, "without an admission"),
        (
            {"handlings": [{"unit": "U1", "role": "sole", "issued": "60 09:30", "accepted": "61 09:30",
                            "planned": "62 09:30"}]},
            "a plan without a meeting before it",
        ),
        (
            {"sign_offs": [{"unit": "U1", "member": "M001", "when": "90 09:30", "method": "paper",
                            "result": "satisfied", "process": "satisfied", "visited": True, "view": "agree"}]},
            "U1 has no reply 1",
        ),
    ],
)  # fmt: skip
def test_a_year_that_nobody_could_play_is_refused(changes: dict[str, Any], said: str | None) -> None:
    found = problems(script(**changes))
    assert (found == []) if said is None else any(said in problem for problem in found)

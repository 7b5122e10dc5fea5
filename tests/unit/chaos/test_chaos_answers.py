"""What the answers in a journal say of a command."""

import json
from typing import Any

import pytest

from tests.chaos.checker import answers


def line(status: int | None, key: str = "K", **more: Any) -> str:
    said = {
        "at": "2026-03-02T02:00:00+00:00", "service": "submission", "county": "330102", "actor": "M001",
        "method": "POST", "path": "/submission/proposals", "key": key, "attempt": 1, "command": "file", "body": {},
        "status": status, "answer": {"id": "P1"}, "etag": None, "error": None,
    }  # fmt: skip
    return json.dumps(said | more)


@pytest.mark.parametrize(
    ("statuses", "verdict"),
    [
        ([201], "accepted"),
        ([None, 201], "accepted"),
        ([503, 201, 201], "accepted"),
        ([409], "refused"),
        ([409, 409], "refused"),
        # The first may have been carried out after the second was refused.
        ([None, 409], "unknown"),
        ([503, 404], "unknown"),
        ([429], "unknown"),
        ([None], "unknown"),
        ([500], "unknown"),
    ],
)
def test_a_command_is_refused_only_where_every_attempt_was(statuses: list[int | None], verdict: str) -> None:
    command = answers.commands(line(status) for status in statuses)["K"]
    assert command.verdict == verdict
    assert len(command.attempts) == len(statuses)


def test_attempts_belong_to_their_key_and_an_unfinished_line_to_none(tmp_path: Any) -> None:
    journal = tmp_path / "answers.jsonl"
    journal.write_text(f"{line(None)}\n{line(201, 'L')}\n{line(201)}\n{line(201, 'M')[:40]}", "utf-8")
    found = answers.read(journal)
    assert {key: len(command.attempts) for key, command in found.items()} == {"K": 2, "L": 1}

"""The journal: what was asked, and what clients were told."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

Verdict = Literal["accepted", "refused", "unknown"]
NOT_DEFINITE = frozenset({408, 425, 429})
"""Refusals that say nothing of the command: it may be sent again, or be under way."""


@dataclass(frozen=True)
class Attempt:
    status: int | None
    answer: Any
    etag: str | None

    @property
    def accepted(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def refused(self) -> bool:
        return self.status is not None and 400 <= self.status < 500 and self.status not in NOT_DEFINITE


@dataclass
class Command:
    """All attempts with one key."""

    key: str
    name: str
    service: str
    county: str
    actor: str
    path: str
    body: Mapping[str, Any]
    attempts: list[Attempt] = field(default_factory=list[Attempt])
    method: str = "POST"

    @property
    def first(self) -> Attempt | None:
        """The first accepted one."""
        return next((one for one in self.attempts if one.accepted), None)

    @property
    def verdict(self) -> Verdict:
        """Refused only where every attempt was: one without an answer may have been carried out all the same."""
        if self.first is not None:
            return "accepted"
        return "refused" if all(one.refused for one in self.attempts) else "unknown"

    def __str__(self) -> str:
        return f"{self.name} {self.key}"


def commands(lines: Iterable[str]) -> dict[str, Command]:
    """By key, in the order of their first answers."""
    found: dict[str, Command] = {}
    for line in lines:
        said = json.loads(line)
        command = found.setdefault(
            said["key"],
            Command(
                said["key"], said["command"], said["service"], said["county"], said["actor"], said["path"],
                said["body"] or {}, method=said.get("method", "POST"),
            ),
        )  # fmt: skip
        command.attempts.append(Attempt(said["status"], said["answer"], said["etag"]))
    return found


def read(path: Path) -> dict[str, Command]:
    """A last line that its writer had not finished is left out."""
    lines = path.read_text("utf-8").splitlines(keepends=True)
    return commands(line for line in lines if line.endswith("\n"))

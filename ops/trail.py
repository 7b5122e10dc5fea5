"""A proposal's whole record as the portal hands it to an auditor, checked offline: every hash again, every chain whole.

It finds what was altered, left out within a chain, exchanged or added. Who writes a chain anew as a whole is found out
by a sealed head at a witness alone: until there is one, nothing here reads verified.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from chassis.eventlog import GENESIS, HASHED, event_hash
from chassis.trail import HeldBack, LoggedEvent


class Unreadable(ValueError):
    """It is no such file."""


class Logged(BaseModel):
    model_config = ConfigDict(extra="forbid")

    events: Sequence[LoggedEvent]
    kept_back: Sequence[HeldBack]


class TrailFile(BaseModel):
    """``missing`` are services whose log was not read: away, or not for whoever asked."""

    model_config = ConfigDict(extra="forbid")

    format: Literal["cppcc-trail/1"]
    proposal_id: str
    services: Mapping[str, Logged]
    missing: Sequence[str]


@dataclass(frozen=True)
class Checked:
    service: str
    events: int
    chains: int
    kept_back: int
    wrong: list[str]


def read(data: bytes) -> TrailFile:
    try:
        return TrailFile.model_validate_json(data)
    except ValidationError as error:
        raise Unreadable(f"it is no record of a proposal: {error.errors()[0]['msg']}") from error


def check(file: TrailFile) -> list[Checked]:
    """What does not hold, by service."""
    return [_checked(name, logged, file.proposal_id) for name, logged in sorted(file.services.items())]


def _checked(service: str, logged: Logged, proposal_id: str) -> Checked:
    wrong: list[str] = []
    last: dict[tuple[str, str], tuple[int, str]] = {}
    for one in logged.events:
        where = f"{one.aggregate} {one.aggregate_id} v{one.aggregate_version}"
        if one.subject_proposal != proposal_id:
            wrong.append(f"{where} is of another proposal")
        row = one.model_dump()
        if event_hash({name: row[name] for name in HASHED}) != one.hash:
            wrong.append(f"{where} was altered")
        version, before = last.get((one.aggregate, one.aggregate_id), (0, GENESIS))
        if one.aggregate_version != version + 1 or one.prev_hash != before:
            wrong.append(f"{where} does not follow what is before it")
        last[one.aggregate, one.aggregate_id] = one.aggregate_version, one.hash
    return Checked(service, len(logged.events), len(last), len(logged.kept_back), wrong)

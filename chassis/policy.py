"""Policy is data: typed, dated, per county, with a shipped default, changed by events.

A policy is a pydantic model; its default is YAML beside the aggregate. A county replaces it from a date on, never
backwards; the decision stores the version that it used (0 is the shipped default).
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

import yaml
from pydantic import BaseModel, ValidationError
from sqlalchemy import MetaData

from chassis.eventlog import GENESIS, Aggregate, Loaded, Tx
from chassis.problems import Invalid, Stale
from chassis.tables import Infrastructure
from contracts.base import DomainRefusal, Event, Record
from contracts.policy import PolicyChanged

P = TypeVar("P", bound=BaseModel)


@dataclass(frozen=True)
class Applied(Generic[P]):
    """The policy in force at an instant, and its version."""

    version: int
    value: P


class Change(Record):
    version: int
    effective_from: datetime
    document: str
    changed_by: str


class Changes(Record):
    """All that a county has changed of one policy, in the order of its decisions."""

    changes: tuple[Change, ...] = ()

    def at(self, instant: datetime) -> Change | None:
        """The change in force: the one that took effect last, and of those the one decided last."""
        begun = [change for change in self.changes if change.effective_from <= instant]
        return max(begun, key=lambda change: (change.effective_from, change.version), default=None)


def apply(state: Changes | None, event: Event) -> Changes:
    assert isinstance(event, PolicyChanged)
    change = Change(
        version=event.version,
        effective_from=event.effective_from,
        document=event.document,
        changed_by=event.changed_by,
    )
    return Changes(changes=(*(state.changes if state else ()), change))


def _aggregate(metadata: MetaData) -> Aggregate[Changes]:
    """The service's changed policies, made with its first policy: a service without any needs no table."""
    found = metadata.info.get("aggregates", {}).get("policies")
    return found or Aggregate(metadata, "policies", Changes, [PolicyChanged], apply)


def policies(metadata: MetaData) -> "dict[str, Policy[Any]]":
    """The service's policies by name."""
    return metadata.info.setdefault("policies", {})


class Policy(Generic[P]):
    """One named policy of one service."""

    def __init__(
        self,
        name: str,
        model: type[P],
        default: Path,
        tables: Infrastructure,
        on_change: Callable[[Tx, int, datetime], Awaitable[object]] | None = None,
    ) -> None:
        """``on_change`` runs in a change's transaction, with its version and the moment from which it counts."""
        self.name = name
        self.model = model
        self._default = default
        self._on_change = on_change
        self._changes = _aggregate(tables.metadata)
        policies(tables.metadata)[name] = self

    @cache  # noqa: B019  # one instance per process, module-level
    def default(self) -> P:
        return self.model.model_validate(yaml.safe_load(self._default.read_text("utf-8")))

    async def at(self, tx: Tx, instant: datetime | None = None) -> Applied[P]:
        """What applies in the transaction's county at ``instant`` (default: now)."""
        key = tx.county, self.id
        if key not in tx.policies:
            found = await self._changes.find(tx, self.id, lock=False)
            tx.policies[key] = found.state if found else Changes()
        change = tx.policies[key].at(instant or tx.now)
        return Applied(0, self.default()) if change is None else Applied(change.version, self.parse(change))

    def parse(self, change: Change) -> P:
        """As decided; a field that the model has gained since is the shipped default's."""
        return self.model.model_validate(self.default().model_dump(mode="json") | json.loads(change.document))

    @property
    def id(self) -> str:
        return f"policy.{self.name}"

    async def history(self, tx: Tx, *, lock: bool = False) -> Loaded[Changes]:
        """At version 0 where the county has changed nothing."""
        return await self._changes.find(tx, self.id, lock=lock) or Loaded(self.id, 0, GENESIS, Changes())

    async def change(self, tx: Tx, document: Mapping[str, Any], effective_from: datetime | None) -> Loaded[Changes]:
        """Replaces the policy from a date on, None meaning at once."""
        current = await self.history(tx, lock=True)
        if tx.if_match is not None and tx.if_match.removeprefix("W/") != current.etag:
            raise Stale(f"policy {self.name}", current)
        value = self.validate(document)
        if effective_from is not None and effective_from < tx.receipt:
            raise DomainRefusal("retroactive", "A policy applies from a moment to come: what was decided stays so.")
        changed = PolicyChanged(
            policy=self.name,
            version=len(current.state.changes) + 1,
            effective_from=effective_from or tx.now,
            document=value.model_dump_json(),
            changed_by=tx.actor.subject,
        )
        tx.policies.pop((tx.county, self.id), None)
        if self._on_change is not None:
            await self._on_change(tx, changed.version, changed.effective_from)
        return await self._changes.append(tx, self.id, current if current.version else None, [changed])

    def validate(self, document: Mapping[str, Any]) -> P:
        """The typed document; :class:`Invalid` names every field that is wrong, missing or unknown."""
        try:
            value = self.model.model_validate_json(json.dumps(document))
        except ValidationError as error:
            raise Invalid.at((_pointer(item["loc"]), item["msg"]) for item in error.errors()) from error
        # A misspelt field would silently leave the old rule in force.
        unknown = _unknown(document, value.model_dump(mode="json"), ())
        if unknown:
            raise Invalid.at((pointer, "the policy has no such field") for pointer in dict.fromkeys(unknown))
        return value


def _pointer(path: tuple[int | str, ...]) -> str:
    return "/".join(["/body/document", *map(str, path)])


def _unknown(given: Any, known: Any, path: tuple[int | str, ...]) -> list[str]:
    if isinstance(given, Mapping) and isinstance(known, dict):
        document, fields = cast(Mapping[str, Any], given), cast(dict[str, Any], known)
        found = [_pointer((*path, name)) for name in document if name not in fields]
        return found + [
            p for name in fields if name in document for p in _unknown(document[name], fields[name], (*path, name))
        ]
    if isinstance(given, list) and isinstance(known, list):
        pairs = enumerate(zip(cast(list[Any], given), cast(list[Any], known), strict=False))
        return [pointer for n, (one, other) in pairs for pointer in _unknown(one, other, (*path, n))]
    return []

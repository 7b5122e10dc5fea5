"""Everything that was read, and the same by what one looks for."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from tests.chaos.checker.answers import Command
from tests.chaos.checker.knowledge import READS
from tests.chaos.checker.report import Report
from tests.chaos.checker.stores import Event, Store
from tests.chaos.checker.topics import Topics


@dataclass(frozen=True)
class Scene:
    commands: dict[str, Command]
    stores: dict[str, Store]
    topics: Topics
    report: Report

    @cached_property
    def events(self) -> list[Event]:
        return [event for store in self.stores.values() for event in store.log]

    @cached_property
    def by_id(self) -> dict[str, list[Event]]:
        """More than one of an id is a finding of its own."""
        found: dict[str, list[Event]] = defaultdict(list)
        for event in self.events:
            found[event.event_id].append(event)
        return found

    @cached_property
    def last(self) -> dict[tuple[str, str, str], Event]:
        """The last event of each (service, county, aggregate)."""
        return {event.of: event for event in sorted(self.events, key=lambda event: event.aggregate_version)}

    @cached_property
    def counts(self) -> dict[tuple[str, str], int]:
        """(service, county) → events."""
        found: dict[tuple[str, str], int] = defaultdict(int)
        for event in self.events:
            found[event.service, event.county] += 1
        return found

    @cached_property
    def named(self) -> dict[str, list[Event]]:
        """By the event's name."""
        found: dict[str, list[Event]] = defaultdict(list)
        for event in self.events:
            found[event.name].append(event)
        return found

    @cached_property
    def of_command(self) -> dict[tuple[str, str], list[Event]]:
        """(service, key) → what a command itself caused there: it sends its key as correlation id as well."""
        found: dict[tuple[str, str], list[Event]] = defaultdict(list)
        for event in self.events:
            if event.causation_id is None:
                found[event.service, event.correlation_id].append(event)
        return found

    def consumers(self, service: str) -> dict[str, set[str]]:
        """Consumer → sources: the service's own, and each projection that its store knows of."""
        found = {consumer: set(sources) for consumer, sources in self.stores[service].reads.items()}
        found.setdefault(service, set()).update(READS[service])
        return found

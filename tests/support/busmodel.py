"""What the bus has to do, in plain Python without a store: what is published, what each consumer then knows and did.

Small on purpose, and written without the chassis' code: the property test compares the two after every step.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from chassis.bus import Message, Position
from tests.support.wire import Sent

Key = tuple[str, str]
"""(county, aggregate id)"""


@dataclass(frozen=True)
class Said:
    """One event of a log: what of it can be foretold."""

    type: str
    amount: int
    cause: str | None = None


@dataclass(frozen=True)
class Wanted:
    """What a replay sends, and of what."""

    county: str | None = None
    id: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass
class Replay:
    wanted: Wanted
    events: list[tuple[Key, int]]
    sent: int = 0


def key_of(message: Message) -> Key:
    return message.headers["ce_county"], message.headers["ce_subject"]


def version_of(message: Message) -> int:
    return int(message.headers["ce_aggregateversion"])


@dataclass
class Log:
    """What one service has said, and what of it waits in its outbox."""

    events: dict[Key, list[Said]] = field(default_factory=lambda: defaultdict(list))
    order: list[tuple[Key, int, datetime]] = field(default_factory=list)
    pending: dict[Key, list[int]] = field(default_factory=lambda: defaultdict(list))
    replays: list[Replay] = field(default_factory=list)
    recovered: set[tuple[Key, str | None]] = field(default_factory=set)
    """Aggregates that came back from the own topic, with what had caused their events."""

    def say(self, key: Key, said: Said, at: datetime) -> None:
        self.events[key].append(said)
        self.order.append((key, len(self.events[key]), at))
        self.pending[key].append(len(self.events[key]))

    @property
    def waiting(self) -> int:
        return sum(len(versions) for versions in self.pending.values())

    def head(self, county: str) -> int:
        said = sum(len(events) for (of, _), events in self.events.items() if of == county)
        return said - sum(len(versions) for (of, _), versions in self.pending.items() if of == county)

    def ask(self, wanted: Wanted) -> None:
        if all(replay.wanted != wanted for replay in self.replays):
            self.replays.append(Replay(wanted, self._matching(wanted)))

    def ask_anew(self) -> None:
        """The broker lost everything: the whole history, and every open replay from its beginning."""
        self.ask(Wanted())
        self.replays = [Replay(replay.wanted, self._matching(replay.wanted)) for replay in self.replays]

    def _matching(self, wanted: Wanted) -> list[tuple[Key, int]]:
        return [
            ((county, id), version)
            for (county, id), version, at in self.order
            if wanted.county in (None, county)
            and wanted.id in (None, id)
            and (wanted.since is None or at >= wanted.since)
            and (wanted.until is None or at < wanted.until)
        ]

    def relayed(self, journal: Sequence[Sent], batch: int, held: Collection[str]) -> None:
        """Checks what one turn of the relay sent, and takes in what was acknowledged; ``held`` keys rest a while."""
        assert len(journal) <= batch
        if any(versions for (_, id), versions in self.pending.items() if id not in held):
            self._live(journal)
        elif self.replays:
            self._again(journal)
        else:
            assert not journal, "nothing was to be sent"

    def _live(self, journal: Sequence[Sent]) -> None:
        by_key: dict[Key, list[Sent]] = defaultdict(list)
        for sent in journal:
            by_key[key_of(sent.message)].append(sent)
        for key, some in by_key.items():
            versions = [version_of(sent.message) for sent in some]
            assert versions == self.pending[key][: len(versions)], f"{key} was sent out of order: {versions}"
        # What cannot be told apart by the broker's key stands or falls together, as its order does.
        failed: set[bytes | None] = {sent.message.key for sent in journal if not sent.handed}
        for sent in journal:
            if not sent.acknowledged:
                failed.add(sent.message.key)
            elif sent.message.key not in failed:
                self.pending[key_of(sent.message)].remove(version_of(sent.message))

    def _again(self, journal: Sequence[Sent]) -> None:
        replay = min(self.replays, key=lambda one: (one.wanted.id is None, self.replays.index(one)))
        asked = [(key_of(sent.message), version_of(sent.message)) for sent in journal]
        assert asked == replay.events[replay.sent : replay.sent + len(asked)], "a replay goes on where it was"
        if all(sent.acknowledged for sent in journal):
            replay.sent += len(asked)

    def finished(self, open_replays: list[Wanted]) -> None:
        """Replays that the store has no more as open must have been sent whole."""
        for replay in list(self.replays):
            if replay.wanted not in open_replays:
                assert replay.sent == len(replay.events), f"{replay.wanted} ended early"
                self.replays.remove(replay)
        assert {replay.wanted for replay in self.replays} == set(open_replays)


@dataclass(frozen=True)
class Event:
    """An event as a consumer sees it."""

    key: Key
    version: int
    hash: str
    prev: str
    amount: int
    id: str


Effect = Callable[[Event], None]


@dataclass
class Reading:
    """One consumer: its marks, what it has put aside and why, and how far it has read on each cluster."""

    poisoned: Callable[[Event], bool]
    effect: Effect
    marks: dict[Key, tuple[int, str]] = field(default_factory=dict)
    parked: dict[tuple[Key, int, str], tuple[str, Event]] = field(default_factory=dict)
    malformed: set[tuple[str, int, int]] = field(default_factory=set)
    positions: dict[str, dict[Position, int]] = field(default_factory=lambda: defaultdict(dict))
    heads: dict[str, int] = field(default_factory=dict)
    passed: set[tuple[Key, int]] = field(default_factory=set)
    """Given up by an operator."""

    def version(self, key: Key) -> int:
        return self.marks.get(key, (0, ""))[0]

    def has_parked(self, key: Key) -> bool:
        return any(of == key for of, _, _ in self.parked)

    def one(self, event: Event, *, asked: bool = False) -> str:
        version, hash = self.marks.get(event.key, (0, "0" * 64))
        if event.version <= version:
            if event.version == version and event.hash != hash:
                return self.park("fork", event)
            return "duplicate"
        if event.version > version + 1:
            return self.park("waiting" if self.blocked(event.key) else "gap", event)
        if event.prev != hash:
            return self.park("fork", event)
        rivals = [at for at, (reason, _) in self.parked.items() if at[:2] == (event.key, event.version)
                  and at[2] != event.hash and reason == "poison"]  # fmt: skip
        if rivals and not asked:
            return self.park("fork", event)
        if self.poisoned(event):
            return self.park("poison", event)
        self.effect(event)
        self.marks[event.key] = (event.version, event.hash)
        return "applied"

    def park(self, reason: str, event: Event) -> str:
        self.parked[event.key, event.version, event.hash] = (reason, event)
        self.settle(event.key)
        return reason

    def blocked(self, key: Key) -> bool:
        """Whether what comes next is there and cannot be applied."""
        above = [reason for (of, v, _), (reason, _) in self.parked.items() if of == key and v > self.version(key)]
        return bool({"poison", "fork"} & set(above))

    def settle(self, key: Key) -> None:
        """What is above the mark waits for a person where that is blocked, and else for its source."""
        name = "waiting" if self.blocked(key) else "gap"
        for at, (reason, event) in self.parked.items():
            if at[0] == key and at[1] > self.version(key) and reason in ("gap", "waiting"):
                self.parked[at] = (name, event)

    def take(self, event: Event) -> None:
        if self.one(event) == "applied" and self.has_parked(event.key):
            self.drain(event.key)

    def drain(self, key: Key) -> None:
        while True:
            version, hash = self.marks.get(key, (0, "0" * 64))
            following = [event for (of, v, _), (_, event) in self.parked.items() if of == key and v == version + 1]
            for at, (reason, event) in list(self.parked.items()):
                if at[0] == key and at[1] == version and at[2] != hash:
                    self.parked[at] = ("fork", event)
                elif at[0] == key and at[1] <= version and reason != "fork":
                    del self.parked[at]
            fitting = [event for event in following if event.prev == hash]
            if not following or self.one([*fitting, *following][0]) != "applied":
                break
        self.settle(key)

    def retry(self, event: Event) -> None:
        at = (event.key, event.version, event.hash)
        if self.parked[at][0] == "fork" and event.version <= self.version(event.key):
            return
        if self.one(event, asked=True) in ("applied", "duplicate"):
            self.parked.pop(at, None)
            self.drain(event.key)

    def drop(self, event: Event) -> bool:
        """False where an earlier one must be decided first. A fork goes and leaves the mark where it is."""
        version = self.version(event.key)
        at = (event.key, event.version, event.hash)
        fork = self.parked[at][0] == "fork"
        above = [other[1] for other in self.parked if other[0] == event.key and other[1] > version and other != at]
        if not fork and above and min(above) < event.version:
            return False
        del self.parked[at]
        if event.version > version and not fork:
            self.passed |= {(event.key, v) for v in range(version + 1, event.version + 1)}
            self.marks[event.key] = (event.version, event.hash)
        self.drain(event.key)
        return True

    def waiting(self, county: str) -> int:
        """Versions above the marks that are put aside."""
        return len({(key, v) for (key, v, _) in self.parked if key[0] == county and v > self.version(key)})

    def applied(self, county: str) -> int:
        return sum(version for (of, _), (version, _) in self.marks.items() if of == county)

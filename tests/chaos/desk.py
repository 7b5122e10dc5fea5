"""What the people of one county may do next, by what they were told so far."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

TEXT = {
    "title": "关于增设示例助餐点的提案",
    "situation": "示例助餐点只有四处。",
    "analysis": "场地不足，补贴偏低。",
    "suggestions": ["在每个街道至少增设两处示例助餐点。"],
}
MEMBERS = ("M001", "M002", "M003", "M004")
UNITS = ("U001", "U002", "U003")
AGAIN_SECONDS = 2
"""When something is tried again that was refused, most often because an event has not come yet."""

Answer = dict[str, Any]
Told = Callable[[bool, Answer], None]
"""Takes the definite answer: whether it was accepted, and what it said."""


def _nothing(accepted: bool, answer: Answer) -> None:
    """What nobody has to know of."""


@dataclass(frozen=True)
class Actor:
    subject: str
    roles: tuple[str, ...]
    claims: dict[str, str] = field(default_factory=dict[str, str])


CLERK = Actor("clerk", ("clerk", "county_admin"))
OFFICE = Actor("office", ("assigning_office",))
SUPERVISOR = Actor("supervisor", ("supervisor",))


def member(id: str) -> Actor:
    return Actor(id, ("member",), {"member_id": id})


def unit(id: str) -> Actor:
    return Actor(id, ("unit",), {"unit_id": id})


@dataclass(frozen=True)
class Command:
    name: str
    service: str
    county: str
    actor: Actor
    path: str
    body: Answer
    told: Told = _nothing


class Pool:
    """Records in one state, as far as clients know; one that is taken is not offered to another."""

    def __init__(self) -> None:
        self._ready: list[Answer] = []
        self._later: list[tuple[float, Answer]] = []

    def put(self, record: Answer) -> None:
        self._ready.append(record)

    def put_later(self, record: Answer) -> None:
        self._later.append((time.monotonic() + AGAIN_SECONDS, record))

    def take(self, choice: random.Random) -> Answer | None:
        while self._later and self._later[0][0] <= time.monotonic():
            self._ready.append(self._later.pop(0)[1])
        if not self._ready:
            return None
        # Not the oldest: what is done to one aggregate is then spread over the whole run.
        return self._ready.pop(choice.randrange(len(self._ready)))


class Desk:
    """All of one county. Answers move records from pool to pool; whatever is refused stays where it was."""

    def __init__(self, county: str, choice: random.Random) -> None:
        self.county = county
        self._choice = choice
        self._pools = {name: Pool() for name in ("filed", "returned", "admitted", "issued", "given_back", "accepted")}
        self._makers: list[tuple[int, Callable[[], Command | None]]] = [
            (30, self._file), (24, self._admit), (6, self._return), (6, self._refile), (4, self._withdraw),
            (16, self._assign), (10, self._accept), (4, self._give_back), (4, self._reassign), (6, self._urge),
        ]  # fmt: skip

    def setup(self) -> list[Command]:
        """Who and what must be there before anybody can file."""
        window = {"plenary_opens": "2026-01-01T00:00:00+08:00", "plenary_cutoff": "2026-01-02T00:00:00+08:00"}
        session = {"session_id": "S15-1", "term": 15, "number": 1, **window}
        commands = [self._command("schedule", "submission", CLERK, "sessions", session)]
        for id in MEMBERS:
            enrolled = {"member_id": id, "name": f"示例委员{id}", "sector": "经济界", "term": 15}
            commands.append(self._command("enrol-member", "submission", CLERK, "members", enrolled))
        for id in UNITS:
            linked = {"unit_id": id, "name": f"示例局{id}", "system": "government", "linked_committee": "示例委员会"}
            commands.append(self._command("enrol-unit", "submission", CLERK, "units", linked))
        return commands

    def next(self) -> Command:
        """Filing is always possible; anything else by what is there."""
        weights = [weight for weight, _ in self._makers]
        for _ in range(4):
            (_, make), *_ = self._choice.choices(self._makers, weights)
            command = make()
            if command is not None:
                return command
        return self._file()

    def _command(
        self,
        name: str,
        service: str,
        actor: Actor,
        path: str,
        body: Answer,
        told: Told = _nothing,
    ) -> Command:
        return Command(name, service, self.county, actor, f"/{service}/{path}", body, told)

    def _moving(self, record: Answer, came_from: str, goes_to: str | None) -> Told:
        def told(accepted: bool, answer: Answer) -> None:
            if not accepted:
                self._pools[came_from].put_later(record)
            elif goes_to is not None:
                self._pools[goes_to].put(answer)

        return told

    def _take(self, pool: str) -> Answer | None:
        return self._pools[pool].take(self._choice)

    def _file(self) -> Command:
        proposer = self._choice.choice(MEMBERS)
        text = {**TEXT, "situation": f"示例助餐点只有{self._choice.randrange(100)}处。"}
        body = {"session_id": "S15-1", "publish_consent": True, "text": text}

        def told(accepted: bool, answer: Answer) -> None:
            if accepted:
                self._pools["filed"].put(answer)

        return self._command("file", "submission", member(proposer), "proposals", body, told)

    def _review(self, name: str, body: Answer, goes_to: str) -> Command | None:
        found = self._take("filed")
        if found is None:
            return None
        told = self._moving(found, "filed", goes_to)
        return self._command(name, "submission", CLERK, f"proposals/{found['id']}/{name}", body, told)

    def _admit(self) -> Command | None:
        return self._review("admit", {"topic_group": "民生"}, "admitted")

    def _return(self) -> Command | None:
        return self._review("return", {"comments": "请补充示例数据。"}, "returned")

    def _refile(self) -> Command | None:
        found = self._take("returned")
        if found is None:
            return None
        told = self._moving(found, "returned", "filed")
        by = member(found["proposers"][0])
        return self._command("refile", "submission", by, f"proposals/{found['id']}/refile", TEXT, told)

    def _withdraw(self) -> Command | None:
        found = self._take("filed")
        if found is None:
            return None
        told = self._moving(found, "filed", None)
        by, body = member(found["proposers"][0]), {"reason": "示例原因。"}
        return self._command("withdraw", "submission", by, f"proposals/{found['id']}/withdraw", body, told)

    def _assign(self) -> Command | None:
        found = self._take("admitted")
        if found is None:
            return None
        told = self._moving(found, "admitted", "issued")
        body = {"proposal_id": found["id"], "unit_id": self._choice.choice(UNITS), "role": "sole"}
        return self._command("assign", "consultation", OFFICE, "assignments", body, told)

    def _handle(self, name: str, path: str, body: Answer, goes_to: str) -> Command | None:
        found = self._take("issued")
        if found is None:
            return None
        told = self._moving(found, "issued", goes_to)
        return self._command(
            name, "consultation", unit(found["unit_id"]), f"assignments/{found['id']}/{path}", body, told
        )

    def _accept(self) -> Command | None:
        return self._handle("accept", "accept", {}, "accepted")

    def _give_back(self) -> Command | None:
        return self._handle("give-back", "return", {"reason": "示例原因。", "suggested_unit": "U009"}, "given_back")

    def _reassign(self) -> Command | None:
        found = self._take("given_back")
        if found is None:
            return None
        body = {"unit_id": self._choice.choice([id for id in UNITS if id != found["unit_id"]])}

        def told(accepted: bool, answer: Answer) -> None:
            if accepted:
                successor = {**answer, "id": answer["successor_id"], "unit_id": body["unit_id"]}
                self._pools["issued"].put(successor)
            else:
                self._pools["given_back"].put_later(found)

        return self._command("reassign", "consultation", OFFICE, f"assignments/{found['id']}/reassign", body, told)

    def _urge(self) -> Command | None:
        found = self._take("accepted")
        if found is None:
            return None
        told = self._moving(found, "accepted", None)
        path, body = f"oversights/{found['proposal_id']}/urges", {"assignment_id": found["id"], "text": "请抓紧办理。"}
        return self._command("urge", "supervision", SUPERVISOR, path, body, told)

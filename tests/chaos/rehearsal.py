"""The same few commands in every county, in a fixed order: what is seeded or damaged there is then surely met."""

import asyncio
import time
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime

import httpx

from chassis.clock import WALL
from tests.chaos.desk import CLERK, OFFICE, TEXT, Actor, Answer, Command, Desk, member, unit
from tests.chaos.journal import Journal
from tests.chaos.load import Load

AT_ONCE = 8
"""Counties at a time."""
ATTEMPTS = 20


COURSE_SECONDS = 180
LEADER = Actor("U002-leader", ("unit_leader",), {"unit_id": "U002"})
SECOND_CLERK = Actor("clerk-2", ("clerk",))
MET = {
    "form": "face_to_face", "requested_by": "承办单位", "place": "示例会议室", "participants": ["示例委员"],
    "minutes": "逐条交换意见。", "points_raised": 1, "points_agreed": 1,
}  # fmt: skip
PROMISE = {"promise": "示例承诺。", "due": "2030-06-30"}
REPLY = {
    "answer_class": "solved", "signatory": "示例负责人", "contact": "示例科室", "text": "现答复如下。",
    "answers": [{"suggestion": 1, "adoption": "planned", "why": "列入计划。", "commitment": PROMISE}],
}  # fmt: skip
SIGNED = {"result": "satisfied", "process": "satisfied", "visited": True, "view": "agree"}


class Rehearsal(Load):
    """Every third key is sent twice, though it was answered. Whatever is refused is left at that."""

    def __init__(self, counties: tuple[str, ...], origins: Callable[[str], list[str]], journal: Journal) -> None:
        super().__init__(counties, origins, journal)
        self._admitted: dict[str, list[Answer]] = {}
        self._asked: Counter[str] = Counter()

    def file_and_review(self) -> None:
        asyncio.run(self._everywhere(self._file_and_review))

    def assign(self) -> None:
        """Two of the admitted proposals, once consultation knows them."""
        asyncio.run(self._everywhere(self._assign))

    def whole_course(self, county: str) -> None:
        """Two proposals merged into one that goes all its way, and a third that is declined."""
        desk = next(desk for desk in self._desks if desk.county == county)

        async def run() -> None:
            async with self._client() as client:
                await self._whole_course(client, desk)

        asyncio.run(run())

    async def _everywhere(self, work: Callable[[httpx.AsyncClient, Desk], Awaitable[None]]) -> None:
        places = asyncio.Semaphore(AT_ONCE)

        async def one(client: httpx.AsyncClient, desk: Desk) -> None:
            async with places:
                await work(client, desk)

        async with self._client() as client, asyncio.TaskGroup() as group:
            for desk in self._desks:
                group.create_task(one(client, desk))

    async def _file_and_review(self, client: httpx.AsyncClient, desk: Desk) -> None:
        for command in desk.setup():
            await self._ask(client, command)
        filed = [await self._file(client, desk, f"M00{number}") for number in (1, 2, 3, 4, 1)]
        await self._file(client, desk, "M001", kind="joint", cosigners=["M002"])
        *reviewed, last = [one for one in filed if one is not None]
        for proposal in reviewed:
            await self._review(client, desk, proposal, "admit", CLERK, {"topic_group": "民生"})
        again, *_, admitted = reviewed
        await self._review(client, desk, again, "admit", CLERK, {"topic_group": "社会"})
        for proposal in (last, admitted):
            await self._review(
                client, desk, proposal, "withdraw", member(proposal["proposers"][0]), {"reason": "示例原因。"}
            )
        self._admitted[desk.county] = reviewed[:2]

    async def _assign(self, client: httpx.AsyncClient, desk: Desk) -> None:
        for proposal in self._admitted[desk.county]:
            body = {"proposal_id": proposal["id"], "unit_id": "U001", "role": "sole"}
            await self._ask(
                client, Command("assign", "consultation", desk.county, OFFICE, "/consultation/assignments", body)
            )

    async def _whole_course(self, client: httpx.AsyncClient, desk: Desk) -> None:
        async def say(by: Actor, path: str, body: Answer | None = None) -> Answer:
            """Until it is accepted: what it is about may not have come to the service yet."""
            service, name = path.split("/", 1)[0], path.rsplit("/", 1)[-1]
            end = time.monotonic() + COURSE_SECONDS
            while time.monotonic() < end:
                command = Command(name, service, desk.county, by, f"/{path}", body or {})
                answer = await self._ask(client, command)
                if answer is not None:
                    return answer
                await asyncio.sleep(0.5)
            raise AssertionError(f"{path} was refused for {COURSE_SECONDS} s")

        members = [member(id) for id in ("M001", "M002")]
        filing = {"session_id": "S15-1", "publish_consent": True, "text": TEXT}
        filed = [await say(by, "submission/proposals", filing) for by in (*members, member("M003"))]
        id, child, other = (one["id"] for one in filed)
        merged = {"children": [child, other], "opinion": "内容相近。"}
        await say(CLERK, f"submission/proposals/{id}/merge", merged)
        await say(CLERK, f"submission/proposals/{id}/undo-merge", {"reason": "示例原因。"})
        await say(CLERK, f"submission/proposals/{id}/merge", merged | {"children": [child]})
        declined = {"reason_code": "vague", "explanation": "示例说明。"}
        await say(CLERK, f"submission/proposals/{other}/decline", declined)
        await say(CLERK, f"submission/proposals/{id}/admit", {"topic_group": "民生"})
        by = unit("U002")
        wanted = {"proposal_id": id, "unit_id": "U002", "role": "sole"}
        assignment = (await say(OFFICE, "consultation/assignments", wanted))["id"]
        await say(by, f"consultation/assignments/{assignment}/accept")
        for phase in ("before", "during"):
            # The day is asked for here: the suite may have begun the day before, and that was before the assignment.
            today = datetime.now(WALL).date().isoformat()
            meeting = MET | {"assignment_id": assignment, "phase": phase, "held_on": today}
            held = await say(by, "consultation/consultations", meeting)
            for proposer in members:
                await say(proposer, f"consultation/consultations/{held['id']}/confirm")
            if phase == "before":
                await say(by, f"consultation/assignments/{assignment}/agree-plan", {"plan": "分三步办理。"})
        drafted = {"assignment_id": assignment, "content": REPLY}
        reply = (await say(by, "consultation/replies", drafted))["id"]
        await say(LEADER, f"consultation/replies/{reply}/approve")
        await say(OFFICE, f"consultation/replies/{reply}/vet")
        await say(OFFICE, f"consultation/replies/{reply}/issue", {"number": "示例函〔2026〕1号"})
        for proposer in members:
            form = SIGNED | {"member_id": proposer.subject, "scan_sha256": "f" * 64}
            await say(CLERK, f"supervision/sign-offs/{reply}/paper", form)
            await say(SECOND_CLERK, f"supervision/sign-offs/{reply}/paper/{proposer.subject}/confirm")

    async def _file(
        self, client: httpx.AsyncClient, desk: Desk, proposer: str, **more: str | list[str]
    ) -> Answer | None:
        body = {"session_id": "S15-1", "publish_consent": True, "text": TEXT, **more}
        return await self._ask(
            client, Command("file", "submission", desk.county, member(proposer), "/submission/proposals", body)
        )

    async def _review(
        self, client: httpx.AsyncClient, desk: Desk, proposal: Answer, name: str, by: Actor, body: Answer
    ) -> None:
        path = f"/submission/proposals/{proposal['id']}/{name}"
        await self._ask(client, Command(name, "submission", desk.county, by, path, body))

    async def _ask(self, client: httpx.AsyncClient, command: Command) -> Answer | None:
        """The answer that was accepted, or None."""
        key = uuid.uuid4().hex
        self._asked[command.county] += 1
        wanted = 2 if self._asked[command.county] % 3 == 0 else 1
        for number in range(1, ATTEMPTS + 1):
            attempt = await self._attempt(client, command, key, number, self._origins(command.service)[0])
            self._journal.append(attempt)
            wanted -= attempt.definite
            if attempt.definite and (wanted <= 0 or not attempt.accepted):
                return attempt.answer if attempt.accepted else None
        raise AssertionError(f"{command.name} of {command.county} got no definite answer")

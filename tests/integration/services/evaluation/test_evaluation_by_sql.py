"""A county's year by chance, scored by evaluation and once more in SQL from the same events, to the last digit."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any, get_args

import pytest

from chassis.clock import wall_date
from contracts.base import Adoption, Event, Form, Phase, Rating
from contracts.consultation import Answer, ConsultationDisputed, Participant
from contracts.conversion import (
    CommitmentMissed,
    CommitmentReleased,
    CommitmentSuperseded,
    OutcomeFacts,
    OutcomeRejected,
    PublicationDecided,
)
from contracts.submission import (
    ProposalDeclined,
    ProposalMergedInto,
    ProposalUnmerged,
    ProposalWithdrawn,
    ReconsiderationDecided,
)
from contracts.supervision import (
    ActivityHeld,
    ClosedUnsigned,
    DeadlineExtended,
    DeadlineLifted,
    DeadlinePaused,
    KeyDesignationRevoked,
    KeyProposalDesignated,
    SignOffRequested,
    SupervisionClosed,
    SupervisionOpened,
    SupervisorAppointed,
    TrackingDesignated,
    UrgeIssued,
)
from services.evaluation.app import SERVICE
from tests.support.facts import (
    JUDGED,
    admitted,
    assigned,
    consulted,
    deadline,
    filed,
    issued,
    kept,
    made,
    recorded,
    refused,
    signed,
    sound,
    verified,
)
from tests.support.harness import COUNTY, Harness

SUPPORT = Path(__file__).parents[3] / "support"
DAY = date(2026, 3, 2)
Told = tuple[Event, str]
"""An event, and the aggregate that it is of."""


def handling(rnd: Random, proposal: str, unit: str) -> Iterator[Told]:
    """What may happen to one unit's handling, in the order that each source tells it."""
    assignment = f"A-{proposal}-{unit}"
    role = rnd.choice(["sole", "lead", "split", "split", "helper"])
    own = rnd.choice([(), (), (1,), (2,)]) if role == "split" else ()
    yield assigned(proposal, unit).model_copy(update={"role": role, "suggestions": own}), assignment
    cycles = rnd.choice([0, 1, 1, 1, 2])
    for cycle in range(1, max(cycles, 1) + 1):
        if rnd.random() < 0.9:
            yield from dated(rnd, proposal, unit, cycle)
        if cycle > cycles:
            return
        yield from replied(rnd, proposal, unit, cycle)


def dated(rnd: Random, proposal: str, unit: str, cycle: int) -> Iterator[Told]:
    names: dict[str, Any] = {"proposal_id": proposal, "assignment_id": f"A-{proposal}-{unit}"}
    of = f"D-{proposal}-{unit}"
    due = DAY + timedelta(days=rnd.randint(-20, 20))
    yield deadline(due, cycle=cycle, unit=unit).model_copy(update=names), of
    match rnd.randint(0, 7):
        case 0:
            later = due + timedelta(days=15)
            yield DeadlineExtended(**names, due=later, due_version=9, reason="r", approved_by="示例"), of
        case 1:
            yield DeadlinePaused(**names, paused_on=DAY, reason="r", paused_by="示例"), of
        case 2:
            yield DeadlineLifted(**names, reason="r"), of
        case _:
            pass


def replied(rnd: Random, proposal: str, unit: str, cycle: int) -> Iterator[Told]:
    at = datetime(2026, 3, 2, rnd.randint(0, 23), tzinfo=UTC) + timedelta(days=rnd.randint(-15, 15))
    reply = issued(proposal, cycle=cycle, unit=unit, at=at)
    numbers = rnd.choice([(1,), (2,), (1, 2), (1, 2)])
    promise = reply.content.answers[1].commitment
    answers = tuple(
        Answer(
            suggestion=n, why="示例", adoption=rnd.choice(get_args(Adoption)), commitment=rnd.choice([None, promise])
        )
        for n in numbers
    )
    content = reply.content.model_copy(update={"answers": answers})
    yield reply.model_copy(update={"content": content}), f"R-{proposal}-{unit}"
    for answer in answers:
        if answer.commitment is not None and rnd.random() < 0.9:
            yield from promised(rnd, proposal, unit, f"K-{proposal}-{unit}-{cycle}-{answer.suggestion}")
    for member in ("M1", "M2"):
        if rnd.random() < 0.6:
            said = signed(rnd.choice(get_args(Rating)), cycle=cycle, member=member)
            names = {"proposal_id": proposal, "assignment_id": f"A-{proposal}-{unit}", "unit_id": unit}
            yield said.model_copy(update=names), f"S-{proposal}-{unit}"


def promised(rnd: Random, proposal: str, unit: str, id: str) -> Iterator[Told]:
    names: dict[str, Any] = {"proposal_id": proposal, "commitment_id": id, "unit_id": unit}
    yield made(id, proposal).model_copy(update=names), id
    match rnd.randint(0, 4):
        case 0 | 1:
            yield kept(id, proposal).model_copy(update=names), id
        case 2:
            yield CommitmentReleased(**names, reason="r", released_by="示例"), id
        case 3:
            yield CommitmentSuperseded(**names, superseded_by="K-other"), id
        case _:
            pass


def outcomes(rnd: Random, proposal: str) -> Iterator[Told]:
    for n in range(rnd.randint(0, 2)):
        id = f"O-{proposal}-{n}"
        reach = OutcomeFacts(reach=rnd.choice([None, 0, 40, 1200]))
        yield recorded(id, proposal, facts=rnd.choice([None, reach])), id
        if rnd.random() < 0.7:
            yield verified(id, proposal), id
        elif rnd.random() < 0.5:
            yield OutcomeRejected(proposal_id=proposal, outcome_id=id, reason="r", rejected_by="示例"), id


class Heard:
    """Delivers, and remembers what was said in the order that it was said in."""

    def __init__(self, h: Harness) -> None:
        self.h, self.events = h, list[Told]()

    async def deliver(self, event: Event, aggregate_id: str) -> None:
        self.events.append((event, aggregate_id))
        await self.h.deliver(event, aggregate_id)

    def client(self, *roles: str) -> Any:
        return self.h.client(*roles)


async def meet(rnd: Random, heard: Any, proposal: str, unit: str) -> None:
    for phase in get_args(Phase):
        id = f"C-{proposal}-{unit}-{phase}"
        if rnd.random() < 0.7:
            form = rnd.choice(get_args(Form))
            await consulted(heard, id, phase, form, proposal=proposal, unit=unit, confirm=rnd.random() < 0.8)
            if rnd.random() < 0.2:
                assignment = f"A-{proposal}-{unit}"
                disputed = ConsultationDisputed(
                    proposal_id=proposal, consultation_id=id, assignment_id=assignment, phase=phase, member_id="M2",
                    statement="未到场",
                )  # fmt: skip
                await heard.deliver(disputed, id)


async def in_sql(h: Harness, events: list[Told], name: str) -> list[Any]:
    """The rows of a query over the logs."""
    rows = [
        {"service": event.SOURCE, "id": id, "type": type(event).__name__, "data": event.model_dump(mode="json")}
        for event, id in events
    ]
    async with h.owner.connect() as connection:
        await connection.exec_driver_sql(
            "CREATE TEMP TABLE e "
            "(service text, seq bigint GENERATED ALWAYS AS IDENTITY, id text, type text, data jsonb, "
            f"at timestamptz DEFAULT '{h.clock.now().isoformat()}')"
        )
        await connection.exec_driver_sql(
            "INSERT INTO e (service, id, type, data) SELECT x ->> 'service', x ->> 'id', x ->> 'type', x -> 'data' "
            "FROM jsonb_array_elements($1::text::jsonb) x",
            (json.dumps(rows),),
        )
        await connection.exec_driver_sql(
            "INSERT INTO e (service, id, type, data) SELECT 'evaluation', aggregate_id, split_part(type, '.', 2), "
            "data::jsonb FROM event_log ORDER BY seq"
        )
        query = (SUPPORT / name).read_text("utf-8").replace(":today", f"date '{wall_date(h.clock.now())}'")
        return list(await connection.exec_driver_sql(query))


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_every_point_is_what_sql_makes_of_the_same_events(h: Harness, seed: int) -> None:
    rnd, heard = Random(seed), Heard(h)
    pairs: list[tuple[str, str]] = []
    for number in range(1, 9):
        proposal = f"P{number}"
        await heard.deliver(filed(proposal), proposal)
        await heard.deliver(admitted(proposal), proposal)
        for unit in rnd.sample(["U1", "U2", "U3"], rnd.randint(1, 2)):
            for event, id in handling(rnd, proposal, unit):
                await heard.deliver(event, id)
            await meet(rnd, heard, proposal, unit)
            pairs.append((proposal, unit))
        for event, id in outcomes(rnd, proposal):
            await heard.deliver(event, id)
    clerk, assessor = h.client("clerk"), h.client("assessor")
    await clerk.post("/schemes/examples")
    stored: dict[str, dict[str, Any]] = {}
    for proposal, unit in pairs:
        body = {"scheme_id": "example-handling", "proposal_id": proposal, "unit_id": unit}
        answer = await clerk.post("/assessments", json=body)
        if answer.status_code == 409:
            assert answer.json()["rule"] == "not-handled"  # taken from the unit unanswered
            continue
        id = answer.json()["id"]
        assert (await assessor.post(f"/assessments/{id}/scores", json={"points": JUDGED})).status_code == 200
        stored[id] = (await clerk.post(f"/assessments/{id}/compute")).json()["result"]
    found = {(row[0], row[1]): row[2] for row in await in_sql(h, heard.events, "scores.sql")}
    assert len(found) == 7 * len(stored)
    wrong = [
        f"{code}: {result['points'][code]} and in SQL {found[id, code]}; {result['why']}"
        for id, result in stored.items()
        for code in result["points"].keys() - JUDGED.keys()
        if Decimal(repr(result["points"][code])) != found[id, code]
    ]
    assert not wrong, "\n".join(wrong)
    assert len({result["total"] for result in stored.values()}) > 4
    frozen = await clerk.post("/rankings", json={"scheme_id": "example-handling", "title": "示例"})
    compared = (await clerk.get(f"/rankings/{frozen.json()['id']}/comparison")).json()
    assert (compared["again"]["same"], compared["now"]["same"]) == (True, True)
    await sound(h)


def reviewed(rnd: Random, proposal: str) -> Iterator[Told]:
    """Filed in one of three years, and what review makes of it, in one of many orders."""
    at = datetime(rnd.choice([2024, 2025, 2026]), rnd.randint(1, 2), 3, tzinfo=UTC)
    researched = rnd.choice([None, at.date() - timedelta(days=rnd.randint(-5, 60))])
    channel = rnd.choice(["plenary", "between_sessions"])
    yield filed(proposal, channel, received_at=at, research_date=researched), proposal
    fate = rnd.randint(0, 9)
    declined = ProposalDeclined(proposal_id=proposal, reason_code="x", explanation="e", policy_version=0)
    if fate == 0:
        yield declined, proposal
    elif fate == 1:
        yield declined, proposal
        yield ReconsiderationDecided(proposal_id=proposal, reopened=rnd.random() < 0.5, explanation="e"), proposal
    elif fate == 2:
        yield ProposalMergedInto(proposal_id=proposal, master_id="P0"), proposal
        if rnd.random() < 0.5:
            yield ProposalUnmerged(proposal_id=proposal, master_id="P0"), proposal
    if fate > 2 or rnd.random() < 0.2:
        repeats = rnd.choice([None, None, "A-1"])
        consent = rnd.random() < 0.7
        yield admitted(proposal).model_copy(update={"repeats": repeats, "publish_consent": consent}), proposal
    if fate == 9:
        yield ProposalWithdrawn(proposal_id=proposal, reason="r"), proposal


def watched(rnd: Random, proposal: str) -> Iterator[Told]:
    of = f"V-{proposal}"
    yield SupervisionOpened(proposal_id=proposal, supervision_class="general", case_number=1, proposers=("M1",)), of
    if rnd.random() < 0.7:
        yield SupervisorAppointed(proposal_id=proposal, supervisor="示例", by_default=True), of
    if rnd.random() < 0.3:
        yield KeyProposalDesignated(proposal_id=proposal, key_number=4, leader="示例"), of
        if rnd.random() < 0.5:
            yield KeyDesignationRevoked(proposal_id=proposal, reason="r", supervisor="示例"), of
    elif rnd.random() < 0.3:
        yield TrackingDesignated(proposal_id=proposal, reason="r"), of
    if rnd.random() < 0.4:
        held = DAY - timedelta(days=rnd.randint(0, 200))
        yield ActivityHeld(proposal_id=proposal, kind="call", held_on=held, findings="f"), of
    if rnd.random() < 0.2:
        yield UrgeIssued(proposal_id=proposal, assignment_id="A", text="请抓紧"), of
    if rnd.random() < 0.3:
        at = datetime(2026, 2, rnd.randint(1, 28), rnd.randint(0, 23), tzinfo=UTC)
        yield SupervisionClosed(proposal_id=proposal, closed_at=at, result="satisfied"), of
    elif rnd.random() < 0.2:
        yield ClosedUnsigned(proposal_id=proposal, reason="r"), of


def shown(rnd: Random, proposal: str) -> Iterator[Told]:
    for unit in (None, "U1"):
        if rnd.random() < 0.5:
            mark = rnd.choice(["public", "summary", "closed"])
            yield PublicationDecided(proposal_id=proposal, mark=mark, unit_id=unit, reason="r"), f"M-{proposal}"
    if rnd.random() < 0.3:
        yield recorded(f"I-{proposal}", proposal, instruction_only=True), f"I-{proposal}"


def asked(rnd: Random, proposal: str, unit: str) -> Iterator[Told]:
    """Who is to sign, of whom some have; and a promise that has been missed."""
    for cycle in range(1, rnd.randint(1, 3)):
        request = SignOffRequested(
            proposal_id=proposal, reply_id="R", assignment_id=f"A-{proposal}-{unit}", unit_id=unit, cycle=cycle,
            reply_version=1, reply_hash="0" * 64, members=("M1", "M3"),
        )  # fmt: skip
        yield request, f"Q-{proposal}-{unit}"
    if rnd.random() < 0.5:
        id = f"K-{proposal}-{unit}-missed"
        names: dict[str, Any] = {"proposal_id": proposal, "commitment_id": id, "unit_id": unit}
        due = DAY - timedelta(days=3)
        yield made(id, proposal, due).model_copy(update=names), id
        if rnd.random() < 0.6:
            yield CommitmentMissed(**names, due=due), id
            if rnd.random() < 0.4:
                yield kept(id, proposal, on_time=rnd.random() < 0.5).model_copy(update=names), id


async def rated(rnd: Random, h: Harness, proposal: str) -> None:
    """By its beneficiaries, where there is a result to ask them about."""
    opened = await h.client("clerk").post("/opinion-forms", json={"title": "示例", "about": proposal})
    if opened.status_code == 409:
        assert refused(opened) in ("not-admitted", "not-answered")
        return
    path = f"/public/opinion-forms/{opened.json()['id']}/ratings"
    for _ in range(rnd.randint(1, 3)):
        body = {"rating": rnd.choice(["satisfied", "mostly_satisfied", "dissatisfied"])}
        answer = await h.client("member").post(path, json=body, headers={"X-County": COUNTY})
        assert answer.status_code == 201, answer.text


Figures = dict[tuple[str, int, str, str], tuple[Decimal, Decimal]]


async def figures(h: Harness) -> Figures:
    """(board, number, part, year) → sums, of all that is not nought."""
    found: Figures = {}
    for board in ("six-problems", "five-gains"):
        table = (await h.client("chair").get(f"/boards/{board}/trend")).json()
        for line in table["lines"]:
            for column, one in zip(table["columns"], line["figures"], strict=True):
                sums = Decimal(repr(one["numerator"])), Decimal(repr(one["denominator"]))
                if sums[1]:
                    found[board, line["number"], line["part"] or "", column["key"] or ""] = sums
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_every_figure_of_the_boards_is_what_sql_makes_and_a_replay_too(h: Harness, seed: int) -> None:
    rnd, heard = Random(seed), Heard(h)
    for number in range(1, 13):
        proposal = f"P{number}"
        units = rnd.sample(["U1", "U2", "U3"], rnd.randint(1, 2))
        told = [*watched(rnd, proposal), *shown(rnd, proposal), *outcomes(rnd, proposal)]
        # Whatever another source says may come before the proposal is known.
        told = [*reviewed(rnd, proposal), *told] if rnd.random() < 0.5 else [*told, *reviewed(rnd, proposal)]
        for event, id in told:
            await heard.deliver(event, id)
        for unit in units:
            for event, id in [*handling(rnd, proposal, unit), *asked(rnd, proposal, unit)]:
                await heard.deliver(event, id)
            await meet(rnd, heard, proposal, unit)
        present = (Participant(name="示例群众", role="beneficiary"),)[: rnd.randint(0, 1)]
        await consulted(heard, f"B-{proposal}", "before", proposal=proposal, unit=units[0], present=present)
    clerk = h.client("clerk")
    await clerk.post("/schemes/examples")
    full = {"topic": 20, "research": 20, "analysis": 20, "suggestions": 30, "writing": 10}
    for number in range(1, 9):
        body = {"scheme_id": "example-proposal", "proposal_id": f"P{number}"}
        answer = await clerk.post("/assessments", json=body)
        if answer.status_code != 201:
            continue
        path = f"/assessments/{answer.json()['id']}"
        for judge in range(rnd.randint(1, 2)):
            points = {"points": {code: rnd.randint(most // 2, most) for code, most in full.items()}}
            await h.client("assessor", subject=f"j{judge}").post(f"{path}/scores", json=points)
        assert (await clerk.post(f"{path}/compute")).status_code == 200
    for number in range(1, 13):
        if rnd.random() < 0.6:
            await rated(rnd, h, f"P{number}")
    first = await figures(h)
    assert {part for _, number, part, _ in first if number in (3, 5)} >= {"recognised", "reach"}
    rows = await in_sql(h, heard.events, "boards.sql")
    assert first == {(board, n, part, year): (a, b) for board, n, part, year, a, b in rows if b}
    assert len({number for _, number, _, _ in first}) == 6
    assert len({year for *_, year in first}) >= 3

    facts = ", ".join(SERVICE.consumed_tables)
    async with h.owner.begin() as connection:
        await connection.exec_driver_sql(f"TRUNCATE {facts}, inbox, positions")
    # What is evaluation's own: reviews, spread and appeals, beneficiaries' ratings.
    assert all(number in (2, 4) or part == "recognised" for _, number, part, _ in await figures(h))
    h.forget()
    for event, id in heard.events:
        await h.deliver(event, id)
    assert await figures(h) == first

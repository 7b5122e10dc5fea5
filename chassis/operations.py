"""Every service's state for whoever runs the platform: what is behind, what is parked, what is sent once more."""

import json
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import AwareDatetime, BaseModel, Field
from sqlalchemy import text

from chassis.consumer import NotNext
from chassis.database import Database
from chassis.http import Body, Ctx, caller_across
from chassis.inbox import Reason
from chassis.parking import NoSuchEvent, Parking
from chassis.problems import Conflict, NotFound
from chassis.replays import Filter, open_replays, request_replay
from contracts.base import County, Ref

OPERATORS = ("ops",)
LISTED = 500
NUMBER = re.compile(r"[0-9]{1,18}")

# Held by the one worker that sends; a service none of whose workers live has nobody who holds it.
_SENDS = text(
    "SELECT EXISTS (SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE l.locktype = 'advisory' "
    "AND l.granted AND d.datname = current_database() "
    "AND l.objid::bigint = hashtext('relay')::bigint & 4294967295)"
)


class SourceView(BaseModel):
    """What one consumer has of one source, in events: ``waiting`` stand aside, ``missing`` never came."""

    consumer: str
    source: str
    known: int
    applied: int
    waiting: int
    missing: int
    counties_missing: list[str]


class ParkedCount(BaseModel):
    consumer: str
    reason: Reason
    events: int


class ReplayView(BaseModel):
    """``cursor`` goes towards ``bound``; ``sent`` counts what fitted the filter."""

    id: int
    county: str | None
    aggregate_id: str | None
    since: datetime | None
    until: datetime | None
    cursor: int
    bound: int
    sent: int
    requested_at: datetime


class StoredView(BaseModel):
    """``sending``: whether a worker of this service lives and sends what is pending."""

    events: int
    pending: int
    oldest_pending_seconds: float | None
    sending: bool
    sources: list[SourceView]
    parked: list[ParkedCount]
    oldest_parked_seconds: float | None
    catching_up: dict[str, int]
    """Consumer → records whose history it has still to apply."""
    replays: list[ReplayView]
    unrepeated: int
    recovered: int
    must_be_checked: list[str]


class StatusView(BaseModel):
    """``refusing``: why commands are refused; ``stored`` is None while the store is away, and ``error`` says why."""

    service: str
    refusing: str | None
    stopped: str | None
    failing: dict[str, str]
    error: str | None
    stored: StoredView | None


class ParkedLine(BaseModel):
    id: int
    consumer: str
    reason: Reason
    source: str
    county: str
    """Empty where the message could not be read at all, as are source and record."""
    aggregate_id: str
    version: int
    attempts: int
    parked_at: datetime
    requested_at: datetime | None
    """When its source was asked for what is missing before it."""
    error: str


class ParkedPage(BaseModel):
    """The oldest first; ``more`` says that there are others, whose turn comes when these are decided."""

    items: list[ParkedLine]
    more: bool


class ParkedView(ParkedLine):
    """``applied`` is the version that the consumer has of the record.

    What it says is None where its county is not known: it may be anybody's, and the command line alone shows it."""

    applied: int
    topic: str
    partition: int
    offset: int
    headers: dict[str, str] | None
    value: str | None


class Tried(BaseModel):
    applied: bool
    error: str | None
    """Why not, as it stands parked now."""


class Drop(Body):
    """``missing_too`` gives up with it what has never come before it."""

    because: Annotated[str, Field(min_length=2, max_length=1000)]
    missing_too: bool = False


class Dropped(BaseModel):
    id: int


class RequestReplay(Body):
    """All of the history, or what is named of it; the times bound when it occurred, ``until`` exclusive."""

    county: County | None = None
    aggregate_id: Ref | None = None
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None


class Requested(BaseModel):
    """``new`` is false where the same was under way already."""

    new: bool


class Operations:
    """What these routes need of the running service."""

    def __init__(self, database: Database, parking: Parking, state: Callable[[], Awaitable[dict[str, Any]]]) -> None:
        self._database = database
        self.parking = parking
        self._state = state

    async def status(self, counties: set[str]) -> StatusView:
        found = await self._state()
        whole = StatusView.model_validate({"error": None, "stored": None} | found)
        if "outbox" in found:
            async with self._database.transaction([]) as connection:
                sending = bool(await connection.scalar(_SENDS))
            whole.stored = _stored(found, counties, sending=sending)
        return whole

    async def replay(self, wanted: Filter, now: datetime) -> bool:
        async with self._database.transaction([]) as connection:
            return await request_replay(connection, now, wanted)

    async def replays(self) -> list[dict[str, Any]]:
        async with self._database.transaction([]) as connection:
            return await open_replays(connection)


def _stored(found: Mapping[str, Any], counties: set[str], *, sending: bool) -> StoredView:
    own = found["service"]
    consumers = {own: {"sources": found["consumer"], "parked": found["parked"]}} | found["projections"]
    late: Mapping[str, Mapping[str, Any]] = found["catching_up"]
    recovery = found["recovery"]
    return StoredView(
        events=found["events"],
        pending=found["outbox"]["pending"],
        oldest_pending_seconds=found["outbox"]["oldest_seconds"],
        sending=sending,
        sources=[
            SourceView(consumer=consumer, source=source, known=figures["head"], **figures)
            for consumer, one in consumers.items()
            for source, figures in one["sources"].items()
        ],
        parked=[
            ParkedCount(consumer=consumer, reason=reason, events=events)
            for consumer, one in (consumers | late).items()
            for reason, events in one["parked"].items()
        ],
        oldest_parked_seconds=found["oldest_parked_seconds"],
        catching_up={consumer: one["aggregates_behind"] for consumer, one in late.items()},
        replays=[one for one in found["replays"] if one["county"] is None or one["county"] in counties],
        unrepeated=recovery["unrepeated"],
        recovered=recovery.get("recovered", 0),
        must_be_checked=recovery.get("must_be_checked", []),
    )


def router() -> APIRouter:
    """The same in each service."""
    routes = APIRouter(tags=["operations"], prefix="/operations")

    def operations(each: Sequence[Ctx]) -> Operations:
        return each[0].request.app.state.operations

    def seen(each: Sequence[Ctx]) -> set[str]:
        """What could not be read at all is of no county: whoever runs the platform has to look at it."""
        return {"", *(ctx.county for ctx in each)}

    async def parked(each: Sequence[Ctx], parked_id: str) -> Mapping[Any, Any]:
        nothing = NotFound(f"parked event {parked_id}")
        if not NUMBER.fullmatch(parked_id):
            raise nothing
        try:
            row = await operations(each).parking.shown(int(parked_id))
        except NoSuchEvent as error:
            raise nothing from error
        if row["county"] not in seen(each):
            raise nothing
        return row

    @routes.get("/status")
    async def get_status(each: Annotated[list[Ctx], caller_across(*OPERATORS)]) -> StatusView:
        return await operations(each).status(seen(each))

    @routes.get("/parked")
    async def list_parked(each: Annotated[list[Ctx], caller_across(*OPERATORS)]) -> ParkedPage:
        rows = await operations(each).parking.listed(seen(each), LISTED + 1)
        return ParkedPage(
            items=[ParkedLine.model_validate(dict(row)) for row in rows[:LISTED]], more=len(rows) > LISTED
        )

    @routes.get("/parked/{parked_id}")
    async def get_parked(parked_id: str, each: Annotated[list[Ctx], caller_across(*OPERATORS)]) -> ParkedView:
        row = await parked(each, parked_id)
        if row["county"] == "":
            return ParkedView.model_validate({**row, "headers": None, "value": None})
        value = (row["value"] or b"").decode("utf-8", "backslashreplace")
        return ParkedView.model_validate({**row, "headers": json.loads(row["headers"]), "value": value})

    @routes.post("/parked/{parked_id}/retry", response_model=Tried)
    async def retry(parked_id: str, each: Annotated[list[Ctx], caller_across(*OPERATORS)]) -> Response:
        async def run(_: Any) -> Tried:
            id = (await parked(each, parked_id))["id"]
            try:
                applied = await operations(each).parking.retried(id)
                error = None if applied else (await operations(each).parking.shown(id))["error"]
            except NoSuchEvent:
                # Applied by the worker at the same moment.
                applied, error = True, None
            return Tried(applied=applied, error=error)

        return await each[0].execute_many(run)

    @routes.post("/parked/{parked_id}/drop", response_model=Dropped)
    async def drop(parked_id: str, body: Drop, each: Annotated[list[Ctx], caller_across(*OPERATORS)]) -> Response:
        async def run(_: Any) -> Dropped:
            id = (await parked(each, parked_id))["id"]
            try:
                await operations(each).parking.dropped(
                    id, by=each[0].actor.subject, because=body.because, missing_too=body.missing_too
                )
            except NotNext as error:
                raise Conflict(str(error)) from error
            except NoSuchEvent as error:
                raise NotFound(f"parked event {parked_id}") from error
            return Dropped(id=id)

        return await each[0].execute_many(run)

    @routes.get("/replays")
    async def list_replays(each: Annotated[list[Ctx], caller_across(*OPERATORS)]) -> list[ReplayView]:
        found = await operations(each).replays()
        return [ReplayView.model_validate(one) for one in found if one["county"] is None or one["county"] in seen(each)]

    @routes.post("/replays", response_model=Requested, status_code=202)
    async def replay(body: RequestReplay, each: Annotated[list[Ctx], caller_across(*OPERATORS)]) -> Response:
        if body.county is not None and body.county not in {ctx.county for ctx in each}:
            raise NotFound(f"county {body.county}")
        wanted = Filter(body.county, body.aggregate_id, body.since, body.until)

        async def run(tx: Any) -> Requested:
            return Requested(new=await operations(each).replay(wanted, tx.now))

        return await each[0].execute_many(run, status=202)

    del get_status, list_parked, get_parked, retry, drop, list_replays, replay
    return routes

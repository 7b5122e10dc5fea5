"""Routes of the exchange: what went out, what came in, what is held, and whether both sides agree on a day."""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field

from chassis.eventlog import Tx
from chassis.http import Body, Ctx, Page, PageQuery, View, caller, page
from chassis.problems import NotFound
from contracts import external
from contracts.base import Ref, Text
from contracts.supervision import Assessment, Directive, ExternalOrigin, Inspection
from services.supervision.exchange import commands, store
from services.supervision.exchange.commands import LISTED
from services.supervision.exchange.domain import Comparison, Status
from services.supervision.exchange.tables import MESSAGES, QUARANTINE, SENT

router = APIRouter(tags=["exchange"])

SEES = ("clerk", "chair", "supervisor", "county_admin", "auditor", "ops", "integration")
KEEPS = ("ops", "integration")
"""Who looks after the line; what is in quarantine may be anything that anybody sent."""
EXCERPT = 500
HELD = re.compile(r"held-([1-9][0-9]{0,8})")
Day = Annotated[date | None, Query(description="Wall date (Asia/Shanghai) of the message's time")]


class ExternalMessageView(View):
    """A message that came in; one of directive, inspection and assessment where it was not rejected."""

    status: Status
    origin: ExternalOrigin
    type: str | None
    proposal_id: str | None
    unit_id: str | None
    directive: Directive | None
    inspection: Inspection | None
    assessment: Assessment | None
    rule: str | None
    detail: tuple[str, ...]


class SentMessageView(BaseModel):
    """A message that went out, or will: ``sent_at`` is null while the broker has not taken it."""

    number: int
    message_id: str
    type: str
    subject: str | None
    time: datetime
    day: date
    data: dict[str, Any]
    sent_at: datetime | None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "SentMessageView":
        names = ("number", "message_id", "type", "subject", "day", "sent_at")
        return cls(**{name: row[name] for name in names}, time=row["said_at"], data=json.loads(row["data"]))


class QuarantinedView(BaseModel):
    """``excerpt`` is what of the beginning reads as text; the whole is at its own address, as Base64."""

    id: str
    reason: Literal["gap", "malformed", "poison"]
    error: str
    source: str | None
    message_id: str | None
    sequence: int | None
    held_at: datetime
    bytes: int
    sha256: str
    excerpt: str
    decision: Literal["give_up", "retry"] | None
    decided_by: str | None

    @classmethod
    def listed(cls, row: Mapping[str, Any]) -> "QuarantinedView":
        """Of a row of ``store.quarantine_listing``."""
        names = ("reason", "error", "source", "message_id", "sequence", "held_at", "decision", "decided_by")
        about = {name: row[name] for name in (*names, "bytes", "sha256")}
        return cls(id=f"held-{row['id']}", **about, excerpt=row["beginning"].decode("utf-8", "replace"))

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "QuarantinedView":
        value: bytes = row["value"]
        digest = hashlib.sha256(value).hexdigest()
        return cls.listed({**row, "beginning": value[:EXCERPT], "bytes": len(value), "sha256": digest})


class QuarantinedWhole(QuarantinedView):
    base64: str


class DecideHeld(Body):
    """*give_up*: of a gap, go on without what has not come (it will be refused as passed); of any other, put it away.
    *retry*: take in once more what failed."""

    decision: Literal["give_up", "retry"]
    because: Text


class SideView(BaseModel):
    """What one sender's last report on the day comes to by now. Each list is cut at 1000."""

    source: str
    message_id: str
    reported_at: datetime
    differences: int
    missing_there: tuple[str, ...]
    unknown_there: tuple[str, ...]
    missing_here: tuple[str, ...]
    unreported: tuple[str, ...]

    @classmethod
    def of(cls, side: commands.Side) -> "SideView":
        found: Comparison = side.comparison
        return cls(
            source=side.source,
            message_id=side.message_id,
            reported_at=side.said_at,
            differences=found.differences,
            missing_there=found.missing_there[:LISTED],
            unknown_there=found.unknown_there[:LISTED],
            missing_here=found.missing_here[:LISTED],
            unreported=found.unreported[:LISTED],
        )


class ReconciliationView(BaseModel):
    """Digests: SHA-256 of the sorted ids, each followed by a line feed. ``differences`` is null until the other side
    has reported; answers and rejected messages are left out on both sides."""

    county: str
    day: date
    sent: int
    sent_digest: str
    waiting: int
    received: int
    received_digest: str
    differences: int | None
    sides: tuple[SideView, ...]


Number = Annotated[int, Field(ge=1, le=external.LAST_SEQUENCE)]


class SendDay(Body):
    """The messages of a day."""

    day: date


class SendRange(Body):
    """Those from number ``first`` to ``last``, both in it."""

    first: Number
    last: Number


class SentAgain(BaseModel):
    messages: int


@router.get("/exchange/received")
async def received(
    ctx: Annotated[Ctx, caller(*SEES)],
    wanted: Annotated[PageQuery, Depends()],
    day: Day = None,
    proposal_id: Annotated[Ref | None, Query()] = None,
) -> Page[ExternalMessageView]:
    """批示、督查通知、考核结果: what came in, and what was rejected and why."""

    def view(row: Mapping[str, Any]) -> ExternalMessageView:
        loaded = MESSAGES.loaded(row)
        return ExternalMessageView(id=loaded.id, version=loaded.version, **dict(loaded.state))

    query = store.received_listing(ctx.county, day, proposal_id)
    return await ctx.read(lambda tx: page(tx, query, [MESSAGES.table.c.id], wanted, view))


@router.get("/exchange/sent")
async def sent(
    ctx: Annotated[Ctx, caller(*SEES)], wanted: Annotated[PageQuery, Depends()], day: Day = None
) -> Page[SentMessageView]:
    """What the supervision system gets to know, the latest first."""
    query = store.sent_listing(ctx.county, day)
    return await ctx.read(lambda tx: page(tx, query, [SENT.c.number], wanted, SentMessageView.of, newest_first=True))


@router.get("/exchange/reconciliation")
async def reconciliation(
    ctx: Annotated[Ctx, caller(*SEES)],
    day: Annotated[date, Query(description="Wall date (Asia/Shanghai) of the messages' time")],
) -> ReconciliationView:
    """对账: what went out and came in on the day, held against what the other side says it has."""
    found = await ctx.read(lambda tx: commands.reconcile(tx, day))
    sides = tuple(SideView.of(side) for side in found.sides)
    return ReconciliationView(
        county=ctx.county,
        day=day,
        sent=len(found.sent),
        sent_digest=external.digest(found.sent),
        waiting=found.waiting,
        received=len(found.received),
        received_digest=external.digest(found.received),
        differences=sum(side.differences for side in sides) if sides else None,
        sides=sides,
    )


@router.post("/exchange/resend", response_model=SentAgain)
async def resend(body: SendDay | SendRange, ctx: Annotated[Ctx, caller(*KEEPS)]) -> Response:
    """Sends a day's messages, or a range of numbers, once more, each under the id that it had: at most 10,000."""

    async def command(tx: Tx) -> SentAgain:
        if isinstance(body, SendDay):
            return SentAgain(messages=await commands.resend_day(tx, body.day))
        return SentAgain(messages=await commands.resend_range(tx, body.first, body.last))

    return await ctx.execute_many(command)


def _held(id: str) -> int:
    """The row's number; what cannot be one is not there, like one of another county."""
    found = HELD.fullmatch(id)
    if found is None:
        raise NotFound(f"quarantine {id}")
    return int(found[1])


@router.get("/exchange/quarantine")
async def quarantine(
    ctx: Annotated[Ctx, caller(*KEEPS)], wanted: Annotated[PageQuery, Depends()]
) -> Page[QuarantinedView]:
    """What is held: it waits for an earlier message, cannot be read, or failed. What names no county is the city's."""
    query = store.quarantine_listing(ctx.county, EXCERPT)
    return await ctx.read(lambda tx: page(tx, query, [QUARANTINE.c.id], wanted, QuarantinedView.listed))


@router.get("/exchange/quarantine/{held_id}")
async def quarantined(held_id: str, ctx: Annotated[Ctx, caller(*KEEPS)]) -> QuarantinedWhole:
    number = _held(held_id)
    row = await ctx.read(lambda tx: store.held_whole(tx, number))
    if row is None:
        raise NotFound(f"quarantine {held_id}")
    whole = base64.b64encode(row["value"]).decode()
    return QuarantinedWhole(**QuarantinedView.of(row).model_dump(), base64=whole)


@router.post("/exchange/quarantine/{held_id}/decide", response_model=QuarantinedView)
async def decide(held_id: str, body: DecideHeld, ctx: Annotated[Ctx, caller(*KEEPS)]) -> Response:
    """It is done within seconds by who takes messages in; then it is in the list no more."""

    number = _held(held_id)

    async def command(tx: Tx) -> QuarantinedView:
        return QuarantinedView.of(await commands.decide(tx, number, body.decision, body.because))

    return await ctx.execute_many(command)

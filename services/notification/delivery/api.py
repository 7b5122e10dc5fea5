"""Routes of deliveries: what became of each, for staff; and what the sandbox kept instead of sending it."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel

from chassis.eventlog import Tx
from chassis.http import Ctx, Page, PageQuery, caller, page
from chassis.vault import Sealed, Unreadable, Vault, needed
from contracts.base import Ref
from contracts.notification import ContactChannel
from services.notification.delivery import commands, store
from services.notification.delivery.domain import Purpose, State
from services.notification.delivery.policy import POLICY
from services.notification.delivery.store import DELIVERIES, SANDBOX

router = APIRouter(tags=["delivery"])

STAFF = ("clerk", "county_admin", "ops")


class DeliveryView(BaseModel):
    """``reason`` of what failed or is tried again: the gateway's code, ``answered-STATUS``, ``no-answer``,
    ``unexpected-answer``, ``unreachable``, ``no-gateway``, ``contact-changed``, ``contact-gone``,
    ``contact-unreadable``, ``code-over``; of what was sent, ``sandbox`` where it was only kept."""

    id: str
    member_id: str
    channel: ContactChannel
    purpose: Purpose
    kind: str
    """Of the notice; ``contact_changed``, ``phone_code``."""
    state: State
    attempts: int
    attempts_allowed: int
    made_at: datetime
    changed_at: datetime
    next_at: datetime | None
    """When it is tried, while it waits."""
    reason: str | None

    @classmethod
    def of(cls, row: Mapping[str, Any], allowed: int) -> "DeliveryView":
        stored = {name: row[name] for name in cls.model_fields if name != "attempts_allowed"}
        return cls(attempts_allowed=allowed, **stored)


class SandboxMessage(BaseModel):
    """What would have been sent, to whom; None where it cannot be opened any more."""

    id: str
    member_id: str
    channel: ContactChannel
    made_at: datetime
    to: str | None
    subject: str | None
    text: str | None

    @classmethod
    def of(cls, row: Mapping[str, Any], vault: Vault) -> "SandboxMessage":
        try:
            kept = json.loads(vault.open(Sealed(row["key_id"], row["sealed"]), store.kept_at(row["county"], row["id"])))
        except Unreadable:
            kept = dict.fromkeys(("to", "subject", "text"))
        return cls(**{name: row[name] for name in ("id", "member_id", "channel", "made_at")}, **kept)


@router.get("/deliveries")
async def list_deliveries(
    ctx: Annotated[Ctx, caller(*STAFF)],
    wanted: Annotated[PageQuery, Depends()],
    state: Annotated[list[State] | None, Query()] = None,
    member_id: Annotated[Ref | None, Query()] = None,
) -> Page[DeliveryView]:
    """The newest first."""

    async def query(tx: Tx) -> Page[DeliveryView]:
        allowed = (await POLICY.at(tx)).value.attempts
        found = store.listing(tx.county)
        if state:
            found = found.where(DELIVERIES.c.state.in_(state))
        if member_id is not None:
            found = found.where(DELIVERIES.c.member_id == member_id)
        keys = [DELIVERIES.c.seq]
        return await page(tx, found, keys, wanted, lambda row: DeliveryView.of(row, allowed), newest_first=True)

    return await ctx.read(query)


@router.post("/deliveries/{delivery_id}/retry", response_model=DeliveryView)
async def retry(delivery_id: str, ctx: Annotated[Ctx, caller(*STAFF)]) -> Response:
    """What has failed is sent again, when its cause is mended."""

    async def command(tx: Tx) -> DeliveryView:
        return DeliveryView.of(await commands.retry(tx, delivery_id), (await POLICY.at(tx)).value.attempts)

    return await ctx.execute_many(command)


@router.get("/sandbox-messages")
async def sandbox_messages(
    ctx: Annotated[Ctx, caller(*STAFF)],
    wanted: Annotated[PageQuery, Depends()],
    member_id: Annotated[Ref | None, Query()] = None,
) -> Page[SandboxMessage]:
    """The newest first; there are none where messages are really sent."""
    vault = needed(ctx.request.app.state.vault)

    async def query(tx: Tx) -> Page[SandboxMessage]:
        found = store.kept(tx.county)
        if member_id is not None:
            found = found.where(SANDBOX.c.member_id == member_id)
        keys = [SANDBOX.c.seq]
        return await page(tx, found, keys, wanted, lambda row: SandboxMessage.of(row, vault), newest_first=True)

    return await ctx.read(query)

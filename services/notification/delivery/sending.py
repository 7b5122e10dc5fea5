"""The worker's chore that sends what is due.

Claimed in one transaction, sent with none open, settled in another. Whoever is killed in between has sent it or not:
when the claim is over it is sent again under the same id, by which the gateway knows it.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import metrics
from chassis.clock import Clock
from chassis.database import Database, store_away
from chassis.eventlog import SYSTEM, Tx, new_id
from chassis.vault import Unreadable, Vault
from contracts.notification import ContactChannel
from services.notification import wording
from services.notification.contact import domain as contacts
from services.notification.contact import store as contact_store
from services.notification.contact.store import CONTACTS, contacts_id
from services.notification.delivery import domain, gateways, store
from services.notification.delivery.gateways import Gateway, Message, Outcome
from services.notification.delivery.policy import POLICY
from services.notification.phonecode import commands as codes

if TYPE_CHECKING:
    from chassis.app import Runtime

log = structlog.get_logger()

BATCH = 20
"""Sent at the same time."""
CONNECTIONS = 2
"""Of the pool that the relay and the consumer live from, too, however many are sent."""


class NotToBeSent(Exception):
    """Why what is due is not to be sent any more."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


async def chore(runtime: "Runtime") -> int:
    """How many messages were tried."""
    if runtime.vault is None:
        return 0
    settings = runtime.settings
    sender = Sender(
        runtime.worker_database,
        runtime.clock,
        runtime.vault,
        gateways.opened(settings),
        sandbox=settings.sandbox,
        # Longer than any gateway may take.
        lease=timedelta(seconds=settings.gateway_seconds * 3 + 30),
    )
    return await sender.send_due()


@dataclass(frozen=True)
class Sender:
    database: Database
    clock: Clock
    vault: Vault
    gateways: Mapping[ContactChannel, Gateway]
    sandbox: bool
    lease: timedelta
    _store: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(CONNECTIONS))

    async def send_due(self) -> int:
        async with self.database.transaction([]) as connection:
            claimed = await store.claim(connection, self.clock.now(), self.lease, BATCH)
        # Whatever one of them raises, the others are settled.
        results = await asyncio.gather(*map(self._send, claimed), return_exceptions=True)
        for error in results:
            if isinstance(error, BaseException):
                raise error
        return len(claimed)

    async def _send(self, row: Mapping[Any, Any]) -> None:
        try:
            async with self._store, self.database.transaction([row["county"]]) as connection:
                message = await self._compose(self._tx(connection, row), row)
        except NotToBeSent as why:
            outcome = Outcome("failed", why.reason)
        else:
            try:
                outcome = await self._hand_over(row, message)
            except Exception as error:
                if store_away(error):
                    raise
                # Not in words, which may have the address in them.
                log.error("delivery.unexpected", id=row["id"], error=type(error).__name__)
                outcome = Outcome("again", "unexpected")
        async with self._store, self.database.transaction([row["county"]]) as connection:
            await self._settle(self._tx(connection, row), row, outcome)

    def _tx(self, connection: AsyncConnection, row: Mapping[Any, Any]) -> Tx:
        return Tx(connection, row["county"], SYSTEM, self.clock.now(), correlation_id=new_id(self.clock))

    async def _compose(self, tx: Tx, row: Mapping[Any, Any]) -> Message:
        channel, number = row["channel"], row["entry"]
        loaded = await CONTACTS.find(tx, contacts_id(row["member_id"]), lock=False)
        current = loaded.state.entries.get(channel) if loaded else None
        if row["purpose"] != "change" and (current is None or current.number != number):
            raise NotToBeSent("contact-changed")
        sealed = await contact_store.sealed(tx.connection, tx.county, row["member_id"], channel, number)
        if sealed is None:
            raise NotToBeSent("contact-gone")
        try:
            to = self.vault.open(sealed, contacts.place(tx.county, row["member_id"], channel, number))
        except Unreadable as error:
            raise NotToBeSent("contact-unreadable") from error
        if row["purpose"] == "code":
            subject, text = await self._code(tx, row["about"])
        else:
            words = (await wording.POLICY.at(tx)).value
            subject, text = wording.render(words, row["kind"], row["facts"], "zh")
        return Message(row["id"], channel, to, subject, text, tx.now)

    async def _code(self, tx: Tx, reference: str) -> tuple[str, str]:
        said = await codes.message(tx, self.vault, reference)
        if said is None:
            raise NotToBeSent("code-over")
        return said

    async def _hand_over(self, row: Mapping[Any, Any], message: Message) -> Outcome:
        if self.sandbox:
            return await self._keep(row, message)
        gateway = self.gateways.get(message.channel)
        return gateways.NO_GATEWAY if gateway is None else await gateway.send(message)

    async def _keep(self, row: Mapping[Any, Any], message: Message) -> Outcome:
        """What would be sent, sealed as the contact in it is."""
        said = json.dumps({"to": message.to, "subject": message.subject, "text": message.text}, ensure_ascii=False)
        sealed = self.vault.seal(said, store.kept_at(row["county"], row["id"]))
        async with self._store, self.database.transaction([row["county"]]) as connection:
            await store.keep_instead(connection, row, sealed, message.at)
        return Outcome("sent", "sandbox")

    async def _settle(self, tx: Tx, row: Mapping[Any, Any], outcome: Outcome) -> None:
        policy = (await POLICY.at(tx)).value
        state, wait = outcome.state, None
        if state == "again":
            wait = domain.next_try(
                row["attempts"], policy.attempts, policy.first_retry_seconds, policy.longest_retry_seconds
            )
            state = "waiting" if wait is not None else "failed"
        next_at = tx.now + wait if wait is not None else None
        if not await store.settle(tx.connection, row, tx.now, state, reason=outcome.reason, next_at=next_at):
            return
        metrics.DELIVERIES.labels(row["channel"], "again" if state == "waiting" else state).inc()
        if state == "failed":
            log.warning("delivery.failed", county=tx.county, delivery=row["id"], reason=outcome.reason)
        if row["purpose"] == "change" and state != "waiting":
            await self._forget(tx, row)

    async def _forget(self, tx: Tx, row: Mapping[Any, Any]) -> None:
        loaded = await CONTACTS.find(tx, contacts_id(row["member_id"]))
        current = loaded.state.entries.get(row["channel"]) if loaded else None
        await store.forget_told(
            tx.connection, tx.county, row["member_id"], row["channel"], current.number if current else None
        )

"""Notices a client that is connected and yet takes nothing up while there is something.

A poll that was cancelled, a task of the client that died, a place in the group that it only believes to
hold: each would leave a service that answers, is ready, and never hears of the others again.
"""

import asyncio
import time

from aiokafka.errors import KafkaError

from chassis import bus, cluster


class Watchdog:
    """One subscription's. ``patience``: for how many seconds it may take nothing up."""

    def __init__(
        self, subscription: bus.Subscription, servers: str, stored: bus.LoadPositions, patience: float
    ) -> None:
        self._subscription = subscription
        self._servers = servers
        self._stored = stored
        self._patience = patience
        self._quiet_since = time.monotonic()

    async def bark(self) -> str | None:
        """Why a new client has to take its place; None while this one works, or the broker itself is away."""
        subscription = self._subscription
        if subscription.dead:
            return "nothing polls any more"
        self._quiet_since = max(self._quiet_since, subscription.active_at)
        behind = await subscription.behind(self._stored)
        if behind is False:
            self._quiet_since = time.monotonic()
        quiet = time.monotonic() - self._quiet_since
        if quiet < self._patience:
            return None
        if behind is None and not await self._answered():
            # Others get no answer either: a new client would do no better.
            self._quiet_since = time.monotonic()
            return None
        return f"took nothing up for {quiet:.0f} s while there was something"

    async def _answered(self) -> bool:
        try:
            async with asyncio.timeout(5):
                await cluster.identity(self._servers)
        except (KafkaError, OSError):
            return False
        return True

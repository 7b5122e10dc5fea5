"""What ``proposals status`` says of this service: notices that wait until it is known whom to tell."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.notification.notice import store


async def figures(connection: AsyncConnection, counties: Sequence[str]) -> Mapping[str, Any]:
    """``counties`` are those that publish; notices wait in all."""
    count, since = await store.waiting(connection)
    return {"waiting_notices": {"count": count, "since": since.isoformat() if since else None}}

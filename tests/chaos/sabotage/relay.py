"""A relay that loses, reorders or alters what it sends."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.relay import Outgoing, Relay, Sent
from tests.chaos.sabotage.seeds import Here, bug, nth


def _header(message: Outgoing, name: str) -> str:
    return dict(message.headers).get(name, b"").decode()


def _before_sending(here: Here, change: Callable[[list[Outgoing]], tuple[list[Outgoing], list[Outgoing]]]) -> None:
    """``change`` takes a county's events and returns what is sent, and what is only said to have been sent."""
    send = Relay._send

    async def changed(self: Relay, connection: AsyncConnection, messages: Sequence[Outgoing]) -> Sent:
        mine = [one for one in messages if one.headers and here(_header(one, "ce_county"))]
        sent, forgotten = change(mine)
        result = await send(self, connection, [*(one for one in messages if one not in mine), *sent])
        return replace(result, acknowledged=[*result.acknowledged, *(one.ref for one in forgotten)])

    Relay._send = changed


def _forget(here: Here, chosen: Callable[[Outgoing], bool]) -> None:
    _before_sending(here, lambda mine: ([one for one in mine if not chosen(one)], [one for one in mine if chosen(one)]))


@bug("submission")
def relay_deletes_before_the_acknowledgement(here: Here) -> None:
    """Every third send fails, and the outbox forgets it all the same."""
    fails = nth(3)
    _forget(here, lambda one: fails(_header(one, "ce_id")))


@bug("submission")
def relay_skips_one_in_ten(here: Here) -> None:
    skipped = nth(10)
    _forget(here, lambda one: skipped(_header(one, "ce_id")))


@bug("submission")
def relay_drops_the_last(here: Here) -> None:
    """Of a proposal that is withdrawn nothing follows: no later version shows the gap."""
    _forget(here, lambda one: "ProposalWithdrawn" in _header(one, "ce_type"))


@bug("submission")
def relay_reverses(here: Here) -> None:
    _before_sending(here, lambda mine: (mine[::-1], []))


@bug("submission")
def relay_alters(here: Here) -> None:
    _before_sending(here, lambda mine: ([replace(one, value=one.value + b" ") for one in mine], []))


@bug("supervision")
def relay_is_stuck(here: Here) -> None:
    _before_sending(here, lambda _: ([], []))


@bug("submission")
def relay_changes_keys(here: Here) -> None:
    """Events of one proposal then go to different partitions."""
    _before_sending(here, lambda mine: ([replace(one, key=_header(one, "ce_id").encode()) for one in mine], []))

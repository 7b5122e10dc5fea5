"""What a request did whose answer was lost with the store: it is told once more, and not done once more."""

import typing
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.claims import Claim
from chassis.eventlog import Aggregate, Loaded, Tx
from chassis.history import as_of
from chassis.problems import AcceptedBefore

LISTED = 200

_MADE = text(
    "SELECT l.aggregate, l.aggregate_id, max(l.aggregate_version) AS version FROM recovered_events r JOIN event_log l "
    "ON (l.county, l.aggregate_id, l.event_id) = (r.county, r.aggregate_id, r.event_id) "
    "WHERE r.county = :county AND r.claim = :claim GROUP BY l.aggregate, l.aggregate_id ORDER BY min(l.event_id)"
)


@dataclass(frozen=True)
class Made:
    """One aggregate that the request changed, and the version that it left."""

    aggregate: str
    id: str
    version: int


async def made_by(connection: AsyncConnection, county: str, claim: Claim) -> list[Made]:
    """What was taken back of this request; nothing where it was never accepted, or its answer is still known."""
    found = await connection.execute(_MADE, {"county": county, "claim": claim.token})
    return [Made(row.aggregate, row.aggregate_id, row.version) for row in found]


async def answer_again(
    tx: Tx,
    aggregates: Mapping[str, Aggregate[Any]],
    made: Sequence[Made],
    view: Callable[[Loaded[Any]], BaseModel],
    named: Collection[str],
) -> Loaded[Any]:
    """The aggregate that the request was answered with, as it was then; ``named`` are the ids in its path.

    :class:`AcceptedBefore` where that cannot be told.
    """
    kind = _kind(view)
    fitting = [one for one in made if kind in (None, aggregates[one.aggregate].state)]
    if len(fitting) > 1:
        fitting = [one for one in fitting if one.id in named]
    if len(fitting) != 1:
        raise accepted(made)
    return await as_of(tx, aggregates[fitting[0].aggregate], fitting[0].id, fitting[0].version)


def accepted(made: Sequence[Made]) -> AcceptedBefore:
    """For an answer that is lost: what there is to read instead."""
    records = [{"aggregate": one.aggregate, "id": one.id, "version": one.version} for one in made[:LISTED]]
    return AcceptedBefore(
        "the request took effect before the service was restored from a backup and is not done again; read its records",
        records=records,
        count=len(made),
    )


def _kind(view: Callable[[Loaded[Any]], BaseModel]) -> type[BaseModel] | None:
    """The state that a view shows, where its annotation says so."""
    for hint in typing.get_type_hints(view).values():
        if typing.get_origin(hint) is Loaded:
            return typing.get_args(hint)[0]
    return None

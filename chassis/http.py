"""The edge: one transaction per request, committed before the answer leaves; idempotency, versions, pages."""

import base64
import hashlib
import json
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Generic, Self, cast

from fastapi import Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, model_validator
from sqlalchemy import Select, tuple_
from sqlalchemy.exc import DBAPIError, IntegrityError
from typing_extensions import TypeVar

from chassis.accepted import Made, accepted, answer_again, made_by
from chassis.bodies import not_written, unstorable, wrong
from chassis.claims import Claim
from chassis.clock import Clock
from chassis.database import Database, lost_race, taken
from chassis.eventlog import Actor, Loaded, Tx, new_id
from chassis.identity import Caller, Open
from chassis.problems import (
    Forbidden,
    Invalid,
    KeyRequired,
    KeyReused,
    NotFound,
    PreconditionRequired,
    Problem,
    Stale,
    Unavailable,
)
from contracts.base import DomainRefusal

T = TypeVar("T")
Item = TypeVar("Item", default=Any)

_KEEP = (
    "INSERT INTO idempotency (county, subject, route, key, body_hash, status, etag, response, created_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING"
)
_KEPT = (
    "SELECT body_hash, status, etag, response FROM idempotency "
    "WHERE county = $1 AND subject = $2 AND route = $3 AND key = $4"
)

TRACEPARENT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
"""W3C Trace Context's."""
COUNTY = re.compile(r"[0-9]{6}")
ID = re.compile(r"[A-Za-z0-9._:-]+")
"""What stands for a record in a path."""


YEARS = range(1900, 2200)
"""Of a date that is meant: what is computed from one beyond them leaves the calendar, if not now then in a timer."""


class Body(BaseModel):
    """Base of request bodies: unknown fields are refused, so that a misspelt one is not silently lost.

    So is what JSON can say and no store, no event and no reader can keep, wherever it stands.
    """

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _storable(cls, given: Any) -> Any:
        if found := unstorable(given) or not_written(cls, given):
            raise wrong(*found)
        return given

    @model_validator(mode="after")
    def _of_our_time(self) -> Self:
        for name in type(self).model_fields:
            value = getattr(self, name)
            if isinstance(value, date) and value.year not in YEARS:
                raise wrong((name,), f"the year is to be from {YEARS.start} to {YEARS.stop - 1}")
        return self


class View(BaseModel):
    """Base of answers."""

    id: str
    version: int


@dataclass
class Ctx:
    """One request: who calls, for which county, and the transaction runner."""

    request: Request
    actor: Actor
    county: str

    @property
    def _database(self) -> Database:
        return self.request.app.state.database

    @property
    def clock(self) -> Clock:
        return self.request.app.state.clock

    def _tx(self, connection: Any, claim: Claim | None = None) -> Tx:
        headers = self.request.headers
        return Tx(
            connection=connection,
            county=self.county,
            actor=self.actor,
            now=self.clock.now(),
            correlation_id=headers.get("x-correlation-id", "")[:64] or new_id(self.clock),
            traceparent=_traceparent(headers.get("traceparent")),
            if_match=headers.get("if-match"),
            received_at=self.request.state.received_at,
            claim=claim,
        )

    async def read(self, query: Callable[[Tx], Awaitable[T]]) -> T:
        """Runs a read in its own transaction."""
        async with self._database.transaction([self.county]) as connection:
            return await query(self._tx(connection))

    async def save(self, write: Callable[[Tx], Awaitable[T]]) -> T:
        """Runs a write that is no event and changes nothing when it is repeated: it needs no Idempotency-Key, and goes
        on while a restored store takes its events back."""
        return await self.read(write)

    async def record(self, write: Callable[[Tx], Awaitable[object]]) -> None:
        """Keeps, as an event, that a command was refused: the refused one's own transaction was given up with it."""
        await self.read(write)
        self.request.app.state.on_commit()

    async def execute(
        self,
        command: Callable[[Tx], Awaitable[Loaded[Any]]],
        view: Callable[[Loaded[Any]], BaseModel],
        *,
        status: int = 200,
        edit: bool = False,
    ) -> Response:
        """Runs one command on one aggregate and answers its view with its ETag.

        ``edit`` demands If-Match and shows a stale editor what is there now: only for routes whose roles may see every
        such record, since versions are compared before a command asks whose it is.
        """
        if edit and "if-match" not in self.request.headers:
            raise PreconditionRequired("send the ETag that you edited as If-Match")

        async def run(tx: Tx) -> tuple[BaseModel, str | None]:
            try:
                loaded = await command(tx)
            except Stale as stale:
                if edit and stale.stored is not None:
                    current = view(stale.stored).model_dump(mode="json")
                    stale.extra = {"etag": stale.stored.etag, "current": current}
                raise
            return view(loaded), loaded.etag

        async def again(tx: Tx, made: Sequence[Made]) -> tuple[BaseModel, str | None]:
            named = self.request.path_params.values()
            loaded = await answer_again(tx, self.request.app.state.aggregates, made, view, named)
            return view(loaded), loaded.etag

        return await self._once(run, again, status)

    async def execute_many(
        self, command: Callable[[Tx], Awaitable[BaseModel]], *, status: int = 200, body_hash: str | None = None
    ) -> Response:
        """Runs one command on many aggregates (an import) and answers what it reports.

        ``body_hash`` is of a body that was read already, as a file's is.
        """

        async def run(tx: Tx) -> tuple[BaseModel, str | None]:
            return await command(tx), None

        async def again(_: Tx, made: Sequence[Made]) -> tuple[BaseModel, str | None]:
            raise accepted(made)

        return await self._once(run, again, status, body_hash)

    def require_key(self) -> tuple[str, str, str, str]:
        """What the request's Idempotency-Key is scoped to, with it; refused while commands are."""
        recovery = self.request.app.state.recovery
        if recovery.refusing is not None:
            raise Unavailable(recovery.refusing)
        key = self.request.headers.get("idempotency-key")
        if not key or len(key) > 200:
            raise KeyRequired("send a fresh Idempotency-Key of at most 200 characters; repeat it when you retry")
        # Two different resources may see the same key from one client; the path keeps them apart.
        return self.county, self.actor.subject, f"{self.request.method} {self.request.url.path}", key

    async def repeated(self) -> bool:
        """Whether the request's key has had its effect, whatever is in its body, which need not be read for this."""
        claim = self.require_key()
        async with self._database.transaction([self.county]) as connection:
            if (await connection.exec_driver_sql(_KEPT, claim)).first() is not None:
                return True
            recovered = self.request.app.state.recovery.recovered
            return recovered and bool(await made_by(connection, self.county, Claim(*claim)))

    async def first_answer(self, body_hash: str) -> Response | None:
        """What the request's key was answered with; None where it was not."""
        return await self._first_answer(self.require_key(), body_hash)

    async def _once(
        self,
        run: Callable[[Tx], Awaitable[tuple[BaseModel, str | None]]],
        again: Callable[[Tx, Sequence[Made]], Awaitable[tuple[BaseModel, str | None]]],
        status: int,
        body_hash: str | None = None,
    ) -> Response:
        """Answers once per Idempotency-Key, also after a crash.

        The answer is stored with the effect, as the transaction's last words, and committed before it leaves: of two
        requests with one key the second waits there, gives up what it did and gets the first one's answer. Where the
        answer was lost with the store, ``again`` makes it from the events that were taken back.
        """
        claim = self.require_key()
        body_hash = body_hash or hashlib.sha256(await self.request.body()).hexdigest()
        recovery = self.request.app.state.recovery
        if recovery.recovered:
            async with self._database.transaction([self.county]) as connection:
                if made := await made_by(connection, self.county, Claim(*claim)):
                    done, etag = await again(self._tx(connection), made)
                    return _answer(done.model_dump_json(), status, etag, replayed=True)
        try:
            async with self._database.transaction([self.county]) as connection:
                done, etag = await run(self._tx(connection, Claim(*claim)))
                answer = done.model_dump_json()
                kept = await connection.exec_driver_sql(
                    _KEEP, (*claim, body_hash, status, etag, answer, self.clock.now())
                )
                if kept.rowcount == 0:
                    # The same request was answered meanwhile, or long ago: what was just done is given up.
                    raise _AnsweredBefore
        except (_AnsweredBefore, Problem, DomainRefusal, DBAPIError) as error:
            # Only a lost race is the caller's to repeat; a store that is away must not read as a stale version.
            lost = lost_race(error)
            if (
                isinstance(error, DBAPIError)
                and not lost
                and not taken(error)
                and not isinstance(error, IntegrityError)
            ):
                raise
            # A repeated request may be refused for what its first run did; it still gets the first answer.
            first = await self._first_answer(claim, body_hash)
            if first is not None:
                return first
            if lost:
                raise Stale("another request changed this at the same moment; load it again") from error
            if taken(error):
                # The rules looked before the other one had committed; the index is what saw both.
                raise DomainRefusal("already-exists", "Another request has just stored the same.") from error
            raise
        self.request.app.state.on_commit()
        return _answer(answer, status, etag)

    async def _first_answer(self, claim: tuple[str, ...], body_hash: str) -> Response | None:
        async with self._database.transaction([self.county]) as connection:
            found = await connection.exec_driver_sql(_KEPT, claim)
            stored = found.mappings().first()
        if stored is None:
            return None
        if stored["body_hash"] != body_hash:
            raise KeyReused("the first request with this key had another body")
        return _answer(stored["response"], stored["status"], stored["etag"], replayed=True)


class _AnsweredBefore(Exception):
    """The request's key has an answer."""


def _answer(body: str, status: int, etag: str | None, *, replayed: bool = False) -> Response:
    headers = {"ETag": etag} if etag is not None else {}
    if replayed:
        headers["Idempotency-Replayed"] = "true"
    return Response(body, status, headers, "application/json")


def _traceparent(given: str | None) -> str | None:
    """None for what is none: it is kept in the log for ever, so that a caller must not write there what he likes."""
    return given if given and TRACEPARENT.fullmatch(given) else None


def answer(loaded: Loaded[Any], view: BaseModel) -> Response:
    """A read of one aggregate, with its ETag."""
    return _answer(view.model_dump_json(), 200, loaded.etag)


def _check_ids(request: Request) -> None:
    """No record has another id: refused here, it can be part of no event and fail nowhere behind."""
    for name, value in request.path_params.items():
        if not ID.fullmatch(str(value)):
            raise Invalid.at([(f"/path/{name}", "no record has such an id")])


def caller(*roles: str) -> Any:
    """The dependency of a route: ``ctx: Annotated[Ctx, caller("clerk")]``.

    The county is the token's; a caller with several names one in ``X-County``. A county that is not the caller's
    is answered as a record that does not exist.
    """
    guard = Caller(*roles)

    async def context(request: Request, actor: Annotated[Actor, Depends(guard)]) -> Ctx:
        _check_ids(request)
        wanted = request.headers.get("x-county")
        if wanted is None:
            if len(actor.counties) != 1:
                raise Forbidden("name the county in X-County")
            wanted = actor.counties[0]
        if wanted not in actor.counties:
            raise NotFound(f"county {wanted!a:.80}")
        return Ctx(request, actor, wanted)

    return Depends(context)


def caller_across(*roles: str) -> Any:
    """The dependency of a route over several counties: ``each: Annotated[list[Ctx], caller_across("chair")]``.

    One :class:`Ctx` for each county of the token, or for the one that ``X-County`` names. Each reads in a transaction
    of its own, opened for that county alone: the wall between counties stands as in any other request.
    """
    guard = Caller(*roles)

    async def contexts(request: Request, actor: Annotated[Actor, Depends(guard)]) -> list[Ctx]:
        _check_ids(request)
        wanted = request.headers.get("x-county")
        if wanted is not None and wanted not in actor.counties:
            raise NotFound(f"county {wanted!a:.80}")
        if not actor.counties:
            raise Forbidden("the token names no county")
        return [Ctx(request, actor, county) for county in sorted({wanted} if wanted else {*actor.counties})]

    return Depends(contexts)


def open_to_all() -> Any:
    """The dependency of a route that needs no token: ``ctx: Annotated[Ctx, open_to_all()]``.

    The county stands in the path as ``county``, where an address is to be passed on and kept by proxies, or is named in
    ``X-County``. Whether it lets the public in is its policy's to say, by default no: so one that does not exist
    answers as one that keeps the route closed.
    """

    async def context(request: Request, actor: Annotated[Actor, Depends(Open())]) -> Ctx:
        _check_ids(request)
        named: str | None = request.path_params.get("county")
        if named is not None and not COUNTY.fullmatch(named):
            raise NotFound(f"county {named!a:.80}")
        wanted = named or request.headers.get("x-county", "")
        if not COUNTY.fullmatch(wanted):
            raise Invalid.at([("/header/x-county", "name the county, six digits")])
        return Ctx(request, actor, wanted)

    return Depends(context)


class Page(BaseModel, Generic[Item]):
    """One page of a list; pass ``next`` as ``after`` to go on, None is the end."""

    items: list[Item]
    next: str | None


@dataclass(frozen=True)
class PageQuery:
    """``?limit=&after=``: keyset paging, so that page 10,000 costs what page 1 costs."""

    limit: Annotated[int, Query(ge=1, le=200)] = 50
    after: Annotated[str | None, Query(max_length=500)] = None


async def page(
    tx: Tx,
    query: Select[*tuple[Any, ...]],
    keys: Sequence[Any],
    wanted: PageQuery,
    view: Callable[[Mapping[str, Any]], Item],
    *,
    newest_first: bool = False,
) -> Page[Item]:
    """Runs ``query`` ordered by ``keys`` (columns, unique together) after the cursor; ``view`` makes each item."""
    if wanted.after:
        after = tuple_(*_cursor(wanted.after, keys))
        query = query.where(tuple_(*keys) < after if newest_first else tuple_(*keys) > after)
    order = [key.desc() for key in keys] if newest_first else keys
    query = query.order_by(*order).limit(wanted.limit + 1)
    found = [dict(row) for row in (await tx.connection.execute(query)).mappings()]
    more = len(found) > wanted.limit
    found = found[: wanted.limit]
    last = [found[-1][key.name] for key in keys] if more else None
    token = base64.urlsafe_b64encode(json.dumps(last).encode()).decode() if last else None
    return Page(items=[view(row) for row in found], next=token)


def _cursor(token: str, keys: Sequence[Any]) -> list[Any]:
    try:
        values: Any = json.loads(base64.urlsafe_b64decode(token))
    except ValueError as error:
        raise Invalid("after is not a cursor of this list") from error
    kinds = [key.type.python_type for key in keys]
    if not isinstance(values, list) or [type(value) for value in cast(list[Any], values)] != kinds:
        raise Invalid("after is not a cursor of this list")
    # Of a forged one: the store compares no number with what no column holds.
    if any(type(value) is int and not -(2**31) <= value < 2**31 for value in cast(list[Any], values)):
        raise Invalid("after is not a cursor of this list")
    return cast(list[Any], values)

"""A service of two events, for tests of the chassis: a counter that consumes another counter."""

from typing import Annotated, ClassVar

from fastapi import APIRouter, Response
from sqlalchemy import BigInteger, Column, Integer, PrimaryKeyConstraint, String, Table, Text

from chassis.app import Service
from chassis.eventlog import Aggregate, Loaded, Tx
from chassis.http import Body, Ctx, View, answer, caller
from chassis.tables import infrastructure, service_metadata
from chassis.timers import Fired, Timers
from contracts.base import DomainRefusal, Event, Record


class Opened(Event):
    SOURCE: ClassVar[str] = "sample"
    thing_id: str


class Added(Event):
    SOURCE: ClassVar[str] = "sample"
    amount: int


class Tally(Event):
    """What the other service publishes."""

    SOURCE: ClassVar[str] = "other"
    thing_id: str
    amount: int


class Thing(Record):
    total: int = 0


METADATA = service_metadata()
TIMERS = Timers(infrastructure(METADATA))


def apply(state: Thing | None, event: Event) -> Thing:
    match event:
        case Opened():
            return Thing()
        case Added():
            assert state is not None
            return Thing(total=state.total + event.amount)
        case _:
            raise ValueError(event)


THINGS = Aggregate(
    METADATA,
    "things",
    Thing,
    [Opened, Added],
    apply,
    columns=[Column("total", Integer, nullable=False)],
    project=lambda s: {"total": s.total},
)


BOARD = Table(
    "board",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("thing_id", Text, nullable=False),
    Column("amount", BigInteger, nullable=False),
    PrimaryKeyConstraint("county", "thing_id"),
)


"""A read model of a projection, for the tests that add one."""


class ThingView(View):
    total: int

    @classmethod
    def of(cls, loaded: Loaded[Thing]) -> "ThingView":
        return cls(id=loaded.id, version=loaded.version, total=loaded.state.total)


class Open(Body):
    thing_id: str


class Add(Body):
    amount: int


async def open_thing(tx: Tx, thing_id: str) -> Loaded[Thing]:
    return await THINGS.append(tx, thing_id, None, [Opened(thing_id=thing_id)])


async def add(tx: Tx, thing_id: str, amount: int) -> Loaded[Thing]:
    thing = await THINGS.load(tx, thing_id)
    if amount < 0:
        raise DomainRefusal("only-up", "A counter only counts up.")
    return await THINGS.append(tx, thing_id, thing, [Added(amount=amount)])


async def on_tally(tx: Tx, event: Tally) -> None:
    if event.amount == 13:
        raise RuntimeError("thirteen")
    thing = await THINGS.find(tx, event.thing_id) or await open_thing(tx, event.thing_id)
    await THINGS.append(tx, event.thing_id, thing, [Added(amount=event.amount)])


async def on_timer(tx: Tx, fired: Fired) -> None:
    await add(tx, fired.aggregate_id, 100 if fired.latest else 1)


router = APIRouter()


@router.post("/things", status_code=201, response_model=ThingView)
async def post_thing(body: Open, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(lambda tx: open_thing(tx, body.thing_id), ThingView.of, status=201)


@router.post("/things/{thing_id}/add", response_model=ThingView)
async def post_add(thing_id: str, body: Add, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(lambda tx: add(tx, thing_id, body.amount), ThingView.of)


@router.put("/things/{thing_id}", response_model=ThingView)
async def put_thing(thing_id: str, body: Add, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(lambda tx: add(tx, thing_id, body.amount), ThingView.of, edit=True)


@router.get("/things/{thing_id}", response_model=ThingView)
async def get_thing(thing_id: str, ctx: Annotated[Ctx, caller()]) -> Response:
    loaded = await ctx.read(lambda tx: THINGS.load(tx, thing_id, lock=False))
    return answer(loaded, ThingView.of(loaded))


SERVICE = Service("sample", METADATA, [router], {"other.events": {Tally: on_tally}}, {"tick": on_timer})

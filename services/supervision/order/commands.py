"""Issuing orders, one or all that a session still wants."""

from dataclasses import dataclass

from chassis.clock import wall_date
from chassis.eventlog import Loaded, Tx, new_id
from chassis.problems import NotFound
from contracts.base import DomainRefusal
from contracts.letter import Document
from contracts.supervision import OrderedActivity
from services.supervision.order import domain, letter, store
from services.supervision.order.domain import Order
from services.supervision.order.store import ORDERS
from services.supervision.order.wording import POLICY, fill
from services.supervision.oversight.store import OVERSIGHTS, oversight_id

AT_ONCE = 200
"""Orders of one request: they are one transaction, which has to end while its caller waits."""


@dataclass(frozen=True)
class Issued:
    orders: list[Loaded[Order]]
    refused: dict[str, DomainRefusal]
    """By proposal."""
    more: bool


async def issue(tx: Tx, proposal_id: str, activity: OrderedActivity | None = None) -> Loaded[Order]:
    """The supervision stays locked: of two at once the second sees the first."""
    oversight = (await OVERSIGHTS.load(tx, oversight_id(proposal_id))).state
    kind = domain.kind_of(oversight)
    units, matter = await store.units(tx, proposal_id), await store.matter(tx, proposal_id)
    domain.check(oversight, await store.is_issued(tx, proposal_id, kind), units, matter)
    assert matter is not None  # checked
    policy, year, order_id = await POLICY.at(tx), wall_date(tx.now).year, new_id(tx)
    sequence = await store.next_number(tx, kind, year)
    known = {"county": policy.value.county, "year": year, "n": sequence}
    events = domain.issue(
        order_id,
        oversight,
        matter,
        units,
        sequence=sequence,
        number=fill(policy.value.kinds[kind].number, known),
        year=year,
        issued_at=tx.now,
        due=await store.earliest_due(tx, proposal_id),
        policy_version=policy.version,
        activity=activity,
    )
    return await ORDERS.append(tx, order_id, None, events)


async def issue_all(tx: Tx, session_id: str, unit_id: str | None) -> Issued:
    """What cannot be ordered is told by rule and stops no other; it takes no number."""
    wanted = await store.to_order(tx, session_id, unit_id, AT_ONCE + 1)
    orders: list[Loaded[Order]] = []
    refused: dict[str, DomainRefusal] = {}
    for proposal_id in wanted[:AT_ONCE]:
        try:
            orders.append(await issue(tx, proposal_id))
        except DomainRefusal as refusal:
            refused[proposal_id] = refusal
    return Issued(orders, refused, len(wanted) > AT_ONCE)


async def document(tx: Tx, order_id: str, staff: frozenset[str]) -> Document:
    order = (await find(tx, order_id, staff)).state
    return letter.document(order, (await POLICY.at(tx, order.issued_at)).value)


async def find(tx: Tx, order_id: str, staff: frozenset[str]) -> Loaded[Order]:
    """To a unit that it did not go to, an order does not exist."""
    query = store.listing(tx.county, store.visible(tx.actor, staff), None).where(ORDERS.table.c.id == order_id)
    row = (await tx.connection.execute(query)).mappings().first()
    if row is None:
        raise NotFound(f"orders {order_id}")
    return ORDERS.loaded(row)


async def rebuild(tx: Tx, order: Loaded[Order]) -> None:
    await store.note_number(tx, order.state.kind, order.state.year, order.state.sequence)

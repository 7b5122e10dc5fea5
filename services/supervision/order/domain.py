"""One order: of which kind, on which proposal, to which units, under which number."""

from collections.abc import Mapping
from datetime import date, datetime

from contracts.base import Channel, DomainRefusal, Event, Line, Record, Ref
from contracts.supervision import OrderedActivity, OrderKind, SupervisionOrderIssued
from services.supervision.oversight.domain import Oversight

EVENTS: tuple[type[Event], ...] = (SupervisionOrderIssued,)


class Order(Record):
    proposal_id: Ref
    kind: OrderKind
    year: int
    sequence: int
    number: Line
    issued_at: datetime
    channel: Channel
    case_number: int
    title: Line
    units: tuple[Ref, ...]
    unit_names: tuple[Line, ...]
    supervisor: Line
    due: date | None
    policy_version: int
    activity: OrderedActivity | None = None


class Matter(Record):
    """The proposal as admitted; nothing of it is known where an older release took the admission in."""

    channel: Channel | None
    case_number: int | None
    title: str | None


def apply(_: Order | None, event: Event) -> Order:
    assert isinstance(event, SupervisionOrderIssued)
    return Order(**event.model_dump(exclude={"order_id"}))


def kind_of(oversight: Oversight) -> OrderKind:
    return "key_order" if oversight.supervision_class == "key" else "supervision_letter"


def check(oversight: Oversight, issued: bool, units: Mapping[str, str | None], matter: Matter | None) -> None:
    """``issued``: an order of the kind is out; ``units``: those that handle the proposal, id → name."""
    if oversight.state != "open":
        raise DomainRefusal("state", f"The supervision is {oversight.state}; no order is issued any more.")
    if oversight.archived_year is not None:
        raise DomainRefusal("archived", "A proposal of the archive has no assignment to order; record an activity.")
    if issued:
        raise DomainRefusal("ordered-already", f"The {kind_of(oversight)} on the proposal is out; urge the unit.")
    if not units:
        raise DomainRefusal("no-unit", "No unit handles the proposal yet; an order goes to those that do.")
    unnamed = [id for id, name in units.items() if name is None]
    if unnamed or matter is None or None in (matter.channel, matter.case_number, matter.title):
        # An id in place of a name would go out under a seal.
        raise DomainRefusal("not-known-yet", f"Not known yet: {', '.join(unnamed) or 'the proposal’s title'}.")


def issue(
    order_id: str,
    oversight: Oversight,
    matter: Matter,
    units: Mapping[str, str | None],
    *,
    sequence: int,
    number: str,
    year: int,
    issued_at: datetime,
    due: date | None,
    policy_version: int,
    activity: OrderedActivity | None,
) -> list[Event]:
    if matter.channel is None or matter.case_number is None or matter.title is None or oversight.supervisor is None:
        raise ValueError("what check() has refused")
    return [
        SupervisionOrderIssued(
            proposal_id=oversight.proposal_id,
            order_id=order_id,
            kind=kind_of(oversight),
            year=year,
            sequence=sequence,
            number=number,
            issued_at=issued_at,
            channel=matter.channel,
            case_number=matter.case_number,
            title=matter.title,
            units=tuple(units),
            unit_names=tuple(name or id for id, name in units.items()),
            supervisor=oversight.supervisor,
            due=due,
            policy_version=policy_version,
            activity=activity,
        )
    ]

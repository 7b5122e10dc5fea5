"""Recording activities, and following up what they left to be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from chassis.clock import WALL, wall_date
from chassis.eventlog import Loaded, Tx, new_id
from chassis.history import history
from chassis.problems import NotFound
from chassis.timers import Fired
from contracts.base import DomainRefusal, Event
from contracts.supervision import Directive, FollowUp, OrderedActivity, SupervisionCancelled
from services.supervision.activity import domain, store
from services.supervision.activity.domain import Held
from services.supervision.handling import store as handlings
from services.supervision.metadata import TIMERS
from services.supervision.oversight.domain import Oversight
from services.supervision.oversight.store import OVERSIGHTS, oversight_id

TIMER = "follow_up"
"""One for each supervision: the day on which the next of its follow-ups is overdue."""


@dataclass(frozen=True)
class Asked:
    """A follow-up to be: ``who`` may be left out where it is a unit."""

    what: str
    due: date
    unit_id: str | None = None
    who: str | None = None


async def hold(tx: Tx, proposal_id: str) -> None:
    """Before the supervision, as the ticker takes them."""
    await TIMERS.hold(tx, TIMER, oversight_id(proposal_id))


async def _load(tx: Tx, proposal_id: str) -> Loaded[Oversight]:
    await hold(tx, proposal_id)
    return await OVERSIGHTS.load(tx, oversight_id(proposal_id))


async def _append(tx: Tx, found: Loaded[Oversight], events: Sequence[Event]) -> Loaded[Oversight]:
    for event in events:
        await store.note(tx, event, tx.now)
    changed = await OVERSIGHTS.append(tx, found.id, found, events)
    await _schedule(tx, changed)
    return changed


async def _schedule(tx: Tx, oversight: Loaded[Oversight]) -> None:
    day = domain.next_look(oversight.state)
    await TIMERS.put(tx, TIMER, oversight.id, {0: datetime.combine(day, time(), WALL)} if day else {})


async def record(tx: Tx, proposal_id: str, held: Held, asked: Sequence[Asked]) -> Loaded[Oversight]:
    found = await _load(tx, proposal_id)
    names = await store.named(tx, {*held.units, *(one.unit_id for one in asked if one.unit_id)})
    if unknown := sorted({*held.units, *(one.unit_id for one in asked if one.unit_id)} - names.keys()):
        raise DomainRefusal("unit-unknown", f"No unit of the county: {', '.join(unknown)}.")
    follow_ups: list[FollowUp] = []
    for one in asked:
        who = names[one.unit_id] if one.unit_id else one.who
        if who is None:
            raise DomainRefusal("follow-up-who", "Say who is to do it: a unit, or a name.")
        follow_ups.append(FollowUp(follow_up_id=new_id(tx), what=one.what, who=who, unit_id=one.unit_id, due=one.due))
    event = domain.hold(found.state, new_id(tx), held, follow_ups, wall_date(tx.now), tx.actor.name)
    return await _append(tx, found, [event])


async def on_directive(tx: Tx, proposal_id: str, said: Directive) -> None:
    """By its day each unit that owes a reply says what it did, or the supervisor where none does."""
    await hold(tx, proposal_id)
    found = await OVERSIGHTS.find(tx, oversight_id(proposal_id))
    if found is None:
        return
    asked: list[FollowUp] = []
    if said.due is not None:
        units = await handlings.owing(tx, proposal_id)
        names = await store.named(tx, units)
        whom = [(names.get(unit, unit), unit) for unit in sorted(units)]
        asked = [
            FollowUp(follow_up_id=new_id(tx), what=said.text, who=name, unit_id=unit, due=said.due)
            for name, unit in whom or [(found.state.supervisor or "提案委", None)]
        ]
    await _append(tx, found, domain.instruct(found.state, new_id(tx), said, asked, wall_date(tx.now)))


async def answer(tx: Tx, follow_up_id: str, text: str) -> Loaded[Oversight]:
    """By the unit that was asked; for any other the follow-up does not exist."""
    asked = await store.find(tx, follow_up_id)
    if asked is None or asked["unit_id"] not in tx.actor.units:
        raise NotFound(f"follow-ups {follow_up_id}")
    found = await _load(tx, asked["proposal_id"])
    return await _append(tx, found, [domain.answer(found.state, follow_up_id, asked["unit_id"], text)])


async def close(tx: Tx, follow_up_id: str, finding: str) -> Loaded[Oversight]:
    asked = await store.find(tx, follow_up_id)
    if asked is None:
        raise NotFound(f"follow-ups {follow_up_id}")
    found = await _load(tx, asked["proposal_id"])
    return await _append(tx, found, [domain.close(found.state, follow_up_id, finding, tx.actor.name)])


async def lapse(tx: Tx, cancelled: SupervisionCancelled, oversight: Loaded[Oversight]) -> None:
    """Nothing is left to do for a proposal that was withdrawn."""
    await store.note(tx, cancelled, tx.now)
    await _schedule(tx, oversight)


async def named_by(tx: Tx, proposal_id: str, activity_id: str) -> OrderedActivity:
    """The proposal's activity as an order names it."""
    row = await store.find_activity(tx, proposal_id, activity_id)
    if row is None:
        raise NotFound(f"activities {activity_id} of {proposal_id}")
    return OrderedActivity(**{name: row[name] for name in OrderedActivity.model_fields})


async def on_timer(tx: Tx, fired: Fired) -> None:
    """After downtime, too, each is recorded with the day on which it fell due."""
    found = await OVERSIGHTS.load(tx, fired.aggregate_id)
    events: list[Event] = []
    for one in domain.past_due(found.state, wall_date(tx.now)):
        asked = await store.find(tx, one.follow_up_id)
        assert asked is not None  # written with the state
        events.append(domain.miss(found.state, FollowUp(**{name: asked[name] for name in FollowUp.model_fields})))
    await _append(tx, found, events)


async def rebuild(tx: Tx, oversight: Loaded[Oversight]) -> None:
    for past in await history(tx, OVERSIGHTS, oversight.id):
        await store.note(tx, past.event, past.at, past.hash)
    await _schedule(tx, oversight)

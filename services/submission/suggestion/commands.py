"""Commands on suggestions, and what calls and bookings do to those that they came from.

Rows are locked in one order everywhere: a call, a booking, the pool, suggestions by id.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from chassis.clock import wall_date
from chassis.eventlog import Loaded, Tx, new_id
from chassis.problems import NotFound, TooMany
from contracts.base import DomainRefusal, Event
from contracts.submission import TopicProposed, TopicSource
from services.submission.body import commands as bodies
from services.submission.call.store import lock_suggestions, note_suggestion, remove_suggestion, waiting_topics
from services.submission.member.store import MEMBERS
from services.submission.similar.domain import pairs, shared_wording
from services.submission.suggestion import domain, store
from services.submission.suggestion.domain import Suggestion
from services.submission.suggestion.policy import POLICY
from services.submission.suggestion.store import SUGGESTIONS
from services.submission.unit.store import UNITS

STAFF = frozenset({"clerk", "reviewer", "chair", "county_admin", "auditor"})
COMPARED = 2000
"""With how many of the newest a suggestion is compared: far more than wait to be screened."""


async def propose(tx: Tx, source: TopicSource, title: str, grounds: str, body_id: str | None) -> Loaded[Suggestion]:
    """By a login that is bound to a member or unit, or speaks for a body. Locks the suggester: its open ones count."""
    proposed = TopicProposed(
        suggestion_id=new_id(tx),
        source=source,
        title=title,
        grounds=grounds,
        proposed_at=tx.receipt,
        member_id=tx.actor.member_id if source in ("member", "body") else None,
        body_id=body_id,
        unit_id=tx.actor.unit_id if source == "unit" else None,
    )
    await _authorise(tx, proposed)
    policy = (await POLICY.at(tx)).value
    by = store.suggester(source, proposed.member_id, proposed.body_id, proposed.unit_id)
    events = domain.propose(proposed, policy.limits, await store.count_open(tx, by))
    return await SUGGESTIONS.append(tx, proposed.suggestion_id, None, events)


async def _authorise(tx: Tx, proposed: TopicProposed) -> None:
    if (proposed.source == "body") != (proposed.body_id is not None):
        raise DomainRefusal("body", "A body's suggestion names its body, and only a body's does.")
    if proposed.source == "unit":
        known = tx.actor.roles & {"unit", "unit_leader"} and proposed.unit_id is not None
        if not known or await UNITS.find(tx, proposed.unit_id or "") is None:
            raise DomainRefusal("unit-needed", "This login speaks for no unit of the county.")
        return
    if proposed.member_id is None or not tx.actor.roles & {"member", "body_officer"}:
        raise DomainRefusal("member-needed", "This login is bound to no member.")
    member = await MEMBERS.find(tx, proposed.member_id)
    if member is None or not member.state.active:
        raise DomainRefusal("not-a-member", f"Not an active member of this county: {proposed.member_id}.")
    if proposed.body_id is not None:
        await bodies.authorise(tx, proposed.body_id, proposed.member_id, lock=True)


async def propose_as_public(tx: Tx, title: str, grounds: str, contact: str | None, address: str) -> Loaded[Suggestion]:
    """By somebody who has not signed in, where the county's policy lets them. Who it is, no event says."""
    policy = (await POLICY.at(tx)).value
    if not policy.public_open:
        raise DomainRefusal("public-closed", "This county takes no suggestions from whoever has not signed in.")
    proposed = TopicProposed(
        suggestion_id=new_id(tx), source="public", title=title, grounds=grounds, proposed_at=tx.receipt
    )
    events = domain.propose(proposed, policy.limits, open_already=-1)
    of_county, of_address = await store.count_in(tx, wall_date(tx.now), address)
    if of_county > policy.public_per_day or of_address > policy.public_per_address:
        raise TooMany("no more suggestions are taken from here today")
    suggestion = await SUGGESTIONS.append(tx, proposed.suggestion_id, None, events)
    if contact is not None:
        await store.keep_contact(tx, suggestion.id, contact)
    return suggestion


async def _screened(tx: Tx, id: str) -> Loaded[Suggestion]:
    """Locked, behind its place in the pool, as who takes it into a call does."""
    await lock_suggestions(tx, [id])
    suggestion = await SUGGESTIONS.load(tx, id)
    domain.check_conflict(suggestion.state, tx.actor.member_id)
    return suggestion


async def accept(tx: Tx, id: str, title: str | None) -> Loaded[Suggestion]:
    suggestion = await _screened(tx, id)
    suggestion = await SUGGESTIONS.append(tx, id, suggestion, domain.accept(suggestion.state, title))
    await _pooled(tx, suggestion)
    return suggestion


async def _pooled(tx: Tx, suggestion: Loaded[Suggestion]) -> None:
    state = suggestion.state
    await note_suggestion(
        tx, state.id, state.title, source=state.source, proposal_id=None, suggested_at=state.proposed_at
    )


async def decline(tx: Tx, id: str, reason: str) -> Loaded[Suggestion]:
    """What was merged into it is declined with it: each of them is told."""
    suggestion = await _screened(tx, id)
    events = domain.decline(suggestion.state, reason)
    await remove_suggestion(tx, id)
    for other in (await store.merged_into(tx, [id])).get(id, []):
        merged = await SUGGESTIONS.find(tx, other)
        assert merged is not None
        await SUGGESTIONS.append(tx, other, merged, domain.decline_with(merged.state, reason))
        await store.forget_contact(tx, other)
    await store.forget_contact(tx, id)
    return await SUGGESTIONS.append(tx, id, suggestion, events)


async def merge(tx: Tx, id: str, into: str) -> Loaded[Suggestion]:
    """Both are locked in id order, so that two that are merged into each other wait, and one is refused."""
    await lock_suggestions(tx, sorted({id, into}))
    found = await SUGGESTIONS.find_all(tx, [id, into])
    if into not in found:
        raise DomainRefusal("suggestion-unknown", f"Nothing was suggested under {into}.")
    suggestion = await SUGGESTIONS.load(tx, id)
    domain.check_conflict(suggestion.state, tx.actor.member_id)
    has_others = bool(await store.merged_into(tx, [id]))
    events = domain.merge(suggestion.state, found[into].state, has_others)
    return await SUGGESTIONS.append(tx, id, suggestion, events)


# --- what follows ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """A topic of a call that came from a suggestion."""

    suggestion_id: str
    topic: int
    title: str


async def _follow(tx: Tx, ids: Iterable[str], decide: Callable[[str, Suggestion], list[Event]]) -> None:
    """``decide`` is asked of each suggestion and of those merged into it, with the id of the one that was taken.

    What conversion suggested is no aggregate of this service, and is passed over.
    """
    leaders = {id: id for id in ids}
    if not leaders:
        return
    for into, merged in (await store.merged_into(tx, list(leaders))).items():
        leaders |= dict.fromkeys(merged, into)
    found = await SUGGESTIONS.find_all(tx, list(leaders))
    decided = [(id, one, decide(leaders[id], one.state)) for id, one in found.items()]
    await SUGGESTIONS.append_all(tx, [entry for entry in decided if entry[2]])


async def on_taken(tx: Tx, call_id: str, places: Sequence[Place]) -> None:
    by_id = {place.suggestion_id: place for place in places}

    def taken(leader: str, state: Suggestion) -> list[Event]:
        return domain.take(state, call_id, by_id[leader].topic, by_id[leader].title)

    await _follow(tx, by_id, taken)


async def on_freed(tx: Tx, call_id: str, ids: Sequence[str]) -> None:
    await _follow(tx, ids, lambda _, state: domain.free(state, call_id))


async def on_booked(tx: Tx, id: str | None, booking_id: str) -> None:
    await _follow(tx, [id] if id else [], lambda _, state: domain.book(state, booking_id))


async def on_filed(tx: Tx, id: str | None, booking_id: str, proposal_id: str) -> None:
    await _follow(tx, [id] if id else [], lambda _, state: domain.file(state, booking_id, proposal_id))


async def rebuild(tx: Tx, suggestion: Loaded[Suggestion]) -> None:
    """Its place in the pool; which call took it, the call's own rebuild says, which runs again after this."""
    if suggestion.state.state == "accepted":
        await _pooled(tx, suggestion)
    else:
        await remove_suggestion(tx, suggestion.id)


# --- reading --------------------------------------------------------------------------------------------------------


def own(tx: Tx) -> list[str]:
    """Whose suggestions the actor's own are."""
    actor = tx.actor
    found = [f"member:{actor.member_id}"] if actor.member_id and "member" in actor.roles else []
    if actor.roles & {"unit", "unit_leader"}:
        found += [f"unit:{one}" for one in sorted(actor.units)]
    if actor.body_id and "body_officer" in actor.roles:
        found.append(f"body:{actor.body_id}")
    return found


async def read(tx: Tx, id: str) -> Loaded[Suggestion]:
    """For staff and for whoever suggested it; for others it does not exist."""
    found = await SUGGESTIONS.find(tx, id, lock=False)
    if found is None or not (tx.actor.roles & STAFF or _by(found.state) in own(tx)):
        raise NotFound(f"topic_suggestions {id}")
    return found


async def read_as_public(tx: Tx, id: str) -> Loaded[Suggestion]:
    """For whoever was given the id when they suggested it without signing in."""
    found = await SUGGESTIONS.find(tx, id, lock=False)
    if found is None or found.state.source != "public":
        raise NotFound(f"topic_suggestions {id}")
    return found


async def contact(tx: Tx, id: str) -> str | None:
    await SUGGESTIONS.load(tx, id, lock=False)
    return await store.contact_of(tx, id)


def _by(state: Suggestion) -> str:
    return store.suggester(state.source, state.member_id, state.body_id, state.unit_id)


@dataclass(frozen=True)
class Alike:
    """A topic in much the same words; ``suggestion_id`` of one that conversion suggested is the outcome's."""

    suggestion_id: str
    source: str
    title: str
    wording: float


async def duplicates(tx: Tx, id: str) -> list[Alike]:
    """Of what is suggested and open, the most alike, by characters in common; of an outcome's topic only the title."""
    asked = (await SUGGESTIONS.load(tx, id, lock=False)).state
    policy = (await POLICY.at(tx)).value
    others = [(one.id, one.state.source, one.state.title) for one in await store.newest(tx, COMPARED)]
    others += [(topic.suggestion_id, topic.source, topic.topic) for topic in await waiting_topics(tx, COMPARED)]
    words = pairs(f"{asked.title}\n{asked.grounds}")
    weighed = {
        other: Alike(other, source, title, round(shared_wording(words, pairs(title)), 4))
        for other, source, title in others
        if other != id
    }
    alike = [one for one in weighed.values() if one.wording >= policy.duplicate_from]
    return sorted(alike, key=lambda one: (-one.wording, one.suggestion_id))[: policy.duplicates_shown]

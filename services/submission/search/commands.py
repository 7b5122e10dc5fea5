"""Makes the index rows of a proposal as it is now, and finds in them what a caller may see."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from chassis.eventlog import Tx
from services.submission.archive.domain import Archived
from services.submission.body import commands as bodies
from services.submission.proposal.commands import STAFF, body_of, is_own
from services.submission.proposal.domain import Proposal
from services.submission.search import domain, lookup, store
from services.submission.search.lookup import Hit, Reader, Wanted
from services.submission.search.policy import POLICY, SearchPolicy
from services.submission.search.query import Query
from services.submission.similar import store as texts
from services.submission.similar.commands import content_of_archived, content_of_proposal, is_published
from services.submission.similar.domain import Content
from services.submission.similar.policy import POLICY as SEEN
from services.submission.similar.policy import SimilarPolicy

CITY = frozenset({"city_viewer", "city_admin"})

Place = tuple[datetime, str, str]
"""Where a page ended: when the text is of, its id and its county. Newest first is from high to low."""


async def index_proposal(tx: Tx, proposal_id: str) -> None:
    """Makes its rows anew from what is stored now, whichever event said that something changed."""
    await store.lock(tx, proposal_id)
    state = (await texts.proposals(tx, [proposal_id])).get(proposal_id)
    if state is None:
        # Of the archive, or its own events are still to be taken back: the last of them comes here again.
        return
    facts = await store.facts(tx, proposal_id, await bodies.sector_of(tx, state.first_proposer, state.body_id))
    await store.put_documents(tx, proposal_id, domain.of_proposal(tx.county, state, content_of_proposal(state), facts))
    await texts.note_tenant(tx)


async def index_archived(tx: Tx, proposal_id: str) -> None:
    await store.lock(tx, proposal_id)
    state = (await texts.archived(tx, [proposal_id])).get(proposal_id)
    if state is not None:
        full, shown = (content_of_archived(state, staff=staff) for staff in (True, False))
        await store.put_documents(tx, proposal_id, domain.of_archived(tx.county, state, full, shown))
        await texts.note_tenant(tx)


@dataclass(frozen=True)
class Asked:
    """One request, for whichever county it is put to."""

    query: Query
    facets: dict[str, str]
    """Facet → the value that it must have."""
    after: Place | None
    limit: int


@dataclass(frozen=True)
class Item:
    place: Place
    kind: Literal["proposal", "archive"]
    title: str
    session: str
    year: int | None
    case_number: int | None
    state: str
    assisted: bool
    content: Content


@dataclass(frozen=True)
class Answered:
    """The newest items, one more than asked for where there is more, and how many there are."""

    places: list[Place]
    items: list[Item]
    count: int
    complete: bool
    facets: dict[str, dict[str, int]]


@dataclass(frozen=True)
class Rules:
    """What the county's policies say of a search."""

    search: SearchPolicy
    seen: SimilarPolicy

    @classmethod
    async def at(cls, tx: Tx) -> "Rules":
        return cls((await POLICY.at(tx)).value, (await SEEN.at(tx)).value)


async def search(tx: Tx, asked: Asked, rules: Rules, *, guest: bool = False) -> Answered:
    """Of the transaction's county, what the caller may see; a guest's roles are not held here."""
    found = await lookup.find(tx, wanted(tx, asked, rules, guest=guest))
    items = await _items(tx, found.hits, rules, guest=guest)
    places = [(hit.at, hit.id, tx.county) for hit in found.hits]
    return Answered(places, items, found.count, found.complete, found.facets)


async def search_as_guest(tx: Tx, asked: Asked) -> Answered | None:
    """What the transaction's county shows to the city's others: nothing, unless its own policy says so."""
    rules = await Rules.at(tx)
    return await search(tx, asked, rules, guest=True) if rules.seen.share_with_city else None


def merged(answers: Sequence[Answered], limit: int) -> tuple[Answered, Place | None]:
    """One page of several counties' answers, and where it ended if there is more."""
    places = sorted((place for one in answers for place in one.places), reverse=True)
    end = places[limit - 1] if len(places) > limit else None
    items = sorted((item for one in answers for item in one.items), key=lambda item: item.place, reverse=True)
    shown = [item for item in items if end is None or item.place >= end]
    facets: dict[str, dict[str, int]] = {}
    for one in answers:
        for name, values in one.facets.items():
            counts = facets.setdefault(name, {})
            for value, number in values.items():
                counts[value] = counts.get(value, 0) + number
    count, complete = sum(one.count for one in answers), all(one.complete for one in answers)
    return Answered(places[:limit], shown, count, complete, facets), end


def wanted(tx: Tx, asked: Asked, rules: Rules, *, guest: bool = False) -> Wanted:
    """As the store looks for it: the words, the facets, and what the caller may see."""
    county, policy = tx.county, rules.search
    readers = (_as_guest(county, archived=False),) if guest else _readers(tx, rules)
    numbers = {number for phrase in asked.query.wanted for number in phrase.tokens}
    numbers |= {domain.facet_token(county, name, value) for name, value in asked.facets.items()}
    after = asked.after
    return Wanted(
        readers=readers,
        tokens=tuple(sorted(numbers)),
        columns=asked.facets,
        phrases=tuple(phrase.written for phrase in asked.query.wanted if not phrase.is_exact),
        refused=tuple(phrase.written for phrase in asked.query.refused),
        before=after[:2] if after else None,
        # Of counties that share a place, those below the one that the page ended with are still to come.
        inclusive=after is not None and county < after[2],
        limit=asked.limit,
        counted=policy.counted,
        facets=after is None,
    )


def _as_guest(county: str, *, archived: bool) -> Reader:
    condition = "d.shown AND d.state = 'archived'" if archived else "d.shown"
    return Reader(domain.shown_token(county, archived=archived), condition)


def _readers(tx: Tx, rules: Rules) -> tuple[Reader, ...]:
    """Staff see the county's; a member their own with its replies, of others what is published, without."""
    county, actor = tx.county, tx.actor
    if actor.roles & STAFF:
        return (Reader(domain.full_token(county), "d.full"),)
    own: list[Reader] = []
    if actor.member_id:
        token = domain.own_token(county, actor.member_id)
        own.append(Reader(token, "{0} = ANY (d.involved)", (actor.member_id,)))
    if body := body_of(tx):
        own.append(Reader(domain.body_token(county, body), "d.body_id IS NOT DISTINCT FROM {0}", (body,)))
    others = _as_guest(county, archived=_only_archive(tx, rules))
    for mine in own:
        # What is one's own is found by its other row: one of each would be two hits of one proposal.
        at = len(others.values)
        condition = f"{others.condition} AND NOT {mine.condition.format(f'{{{at}}}')}"
        others = replace(others, condition=condition, values=(*others.values, *mine.values))
    return (*(replace(mine, condition=f"d.full AND {mine.condition}") for mine in own), others)


def _only_archive(tx: Tx, rules: Rules) -> bool:
    if tx.actor.roles & {"member", "body_officer"}:
        return rules.seen.members_see == "own"
    return rules.search.city_sees == "archive"


async def _items(tx: Tx, hits: Sequence[Hit], rules: Rules, *, guest: bool) -> list[Item]:
    """As they are stored now: what the index does not know yet is not shown to whom it is no longer for."""
    others_too = guest or not _only_archive(tx, rules)
    ids = {archived: [hit.id for hit in hits if hit.archived == archived] for archived in (False, True)}
    proposals = await texts.proposals(tx, ids[False]) if ids[False] else {}
    archive = await texts.archived(tx, ids[True]) if ids[True] else {}
    own = {id for id, state in proposals.items() if not guest and (tx.actor.roles & STAFF or is_own(tx, state))}
    replies = await store.replies(tx, sorted(own)) if own else {}
    items: list[Item] = []
    for hit in hits:
        id, place = hit.id, (hit.at, hit.id, tx.county)
        if (kept := archive.get(id)) is not None:
            items.append(_archived(place, kept, staff=not guest and bool(tx.actor.roles & STAFF)))
        elif (state := proposals.get(id)) is not None and (id in own or (others_too and is_published(state))):
            items.append(_proposal(place, state, replies.get(id, ())))
    return items


def _proposal(place: Place, state: Proposal, replies: Sequence[str]) -> Item:
    content = content_of_proposal(state)
    content = Content(content.title, (*content.fields, *(("reply", body) for body in replies)))
    return Item(
        place, "proposal", state.text.title, state.session_id, None, state.case_number, state.state,
        state.assisted is not None, content,
    )  # fmt: skip


def _archived(place: Place, state: Archived, *, staff: bool) -> Item:
    content = content_of_archived(state, staff=staff)
    return Item(
        place, "archive", state.title, state.session, state.year, state.case_number, "archived", False, content
    )  # fmt: skip

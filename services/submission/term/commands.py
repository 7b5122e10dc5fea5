"""Closing a term."""

from dataclasses import dataclass

from chassis.clock import wall_date
from chassis.eventlog import Loaded, Tx
from contracts.base import DomainRefusal
from services.submission.body import store as bodies
from services.submission.member import domain
from services.submission.member import store as members
from services.submission.member.store import MEMBERS
from services.submission.proposal import store as proposals
from services.submission.proposal.domain import Proposal


@dataclass(frozen=True)
class Closed:
    """``retired`` are members' ids; ``kept`` counts the active ones of a later term."""

    retired: list[str]
    kept: int
    carried_on: list[Loaded[Proposal]]
    """The open proposals of those who are retired now or were by an earlier closing of this term or one before."""
    bodies_without_officer: list[str]


async def close(tx: Tx, term: int, *, preview: bool) -> Closed:
    """Retires whoever is active and enrolled for no later term, in one transaction; repeated, whoever is left."""
    kept = await members.count_later(tx, term)
    if kept == 0 and not preview:
        raise DomainRefusal(
            "no-later-term", f"Nobody is enrolled for a term after {term}: bring its members in first, then close this."
        )
    # Locked, and decided on what is stored then: who is enrolled anew at this moment stays.
    found = await MEMBERS.find_all(tx, await members.active_until(tx, term))
    entries = [(id, one, domain.close_term(one.state, term)) for id, one in found.items()]
    entries = [entry for entry in entries if entry[2]]
    if not preview:
        await MEMBERS.append_all(tx, entries)
    retired = [id for id, _, _ in entries]
    gone = {*retired, *await members.carrying_on(tx)}
    carried_on = await proposals.open_of(tx, gone, wall_date(tx.now))
    return Closed(retired, kept, carried_on, await _headless(tx, gone))


async def _headless(tx: Tx, gone: set[str]) -> list[str]:
    """Active bodies whose officers are all gone: nobody acts for them until others are named."""
    found = await bodies.active(tx)
    officers = {officer for body in found for officer in body.state.officers}
    inactive = gone | await members.inactive_of(tx, officers)
    return [body.id for body in found if body.state.officers and set(body.state.officers) <= inactive]

"""Deciding what the public may see."""

from chassis.eventlog import Loaded, Tx
from chassis.problems import NotFound
from contracts.conversion import PublicationDecided, PublicationMark
from services.conversion.followup import store as dossiers
from services.conversion.publication import domain
from services.conversion.publication.domain import Publication
from services.conversion.publication.store import PUBLICATIONS, publication_id


async def decide(tx: Tx, proposal_id: str, *, mark: PublicationMark, reason: str | None) -> Loaded[Publication]:
    """By a clerk for the office, or by a unit that has replied for itself."""
    by_office = "clerk" in tx.actor.roles
    unit_id = None if by_office else await dossiers.replied_as(tx, proposal_id)
    if not by_office and unit_id is None:
        raise NotFound(f"proposals {proposal_id}")
    id = publication_id(proposal_id)
    found = await PUBLICATIONS.find(tx, id)
    event = PublicationDecided(proposal_id=proposal_id, mark=mark, unit_id=unit_id, reason=reason)
    admitted = await dossiers.suggestions(tx, proposal_id) is not None
    events = domain.decide(found.state if found else None, event, admitted=admitted)
    return await PUBLICATIONS.append(tx, id, found, events)

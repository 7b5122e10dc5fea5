"""Commands on the county's entry in the register of conferences."""

from chassis.eventlog import Loaded, Tx
from contracts.base import DomainRefusal
from contracts.submission import ConferenceRegistered
from services.submission.conference import domain, store
from services.submission.conference.domain import Conference
from services.submission.conference.store import CONFERENCES


async def register(tx: Tx, name: str, receives: bool) -> Loaded[Conference]:
    found = await CONFERENCES.find(tx, domain.ID)
    events = domain.register(found.state if found else None, ConferenceRegistered(name=name, receives=receives))
    after = await CONFERENCES.append(tx, domain.ID, found, events)
    await store.enter(tx, after.state)
    return after


async def rebuild(tx: Tx, conference: Loaded[Conference]) -> None:
    await store.enter(tx, conference.state)


async def own(tx: Tx) -> Conference:
    """Under whose name it forwards."""
    found = await store.registered(tx, tx.county)
    if found is None:
        raise DomainRefusal("conference-unregistered", "This county's conference is not in the register yet.")
    return found


async def receiver(tx: Tx, county: str) -> Conference:
    return domain.check_receiver(await store.registered(tx, county), county, tx.county)

"""What conversion gives to a proposal's archive: promises, outcomes, the follow-up, and what the public may see."""

from chassis.archivepart import Contents
from chassis.eventlog import Tx
from services.conversion.archivepart import store


async def gather(tx: Tx, proposal_id: str) -> Contents | None:
    found = await store.states(tx, proposal_id)
    if found is None:
        return None
    contents = Contents()
    for name, states in found.items():
        contents.json(f"{name}.json", states)
    return contents

"""What supervision gives to a proposal's archive: its course, its orders, and the evidence of each sign-off."""

from chassis.archivepart import Contents
from chassis.eventlog import Tx
from services.supervision.archivepart import store
from services.supervision.order import commands as orders
from services.supervision.oversight.store import OVERSIGHTS, oversight_id
from services.supervision.signoff import commands as sign_offs

EVIDENCE = "sign-off-evidence"
"""Begins the names of the files that ``proposals audit signoff`` checks."""


async def gather(tx: Tx, proposal_id: str) -> Contents | None:
    found = await OVERSIGHTS.find(tx, oversight_id(proposal_id), lock=False)
    if found is None:
        return None
    contents = Contents()
    contents.json("supervision.json", found.state.model_dump(mode="json"))
    for reply_id in await store.signed_replies(tx, proposal_id):
        file = await sign_offs.evidence_file(tx, reply_id)
        contents.files[f"{EVIDENCE}-{reply_id}.json"] = file.model_dump_json(indent=1).encode()
    for order_id, number in await store.orders(tx, proposal_id):
        contents.document(f"督办 {number}", await orders.document(tx, order_id, tx.actor.roles))
    return contents

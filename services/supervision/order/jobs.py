"""Orders on a whole selection as a job: numbered chunk by chunk, each chunk one transaction.

A number is taken in the transaction that issues its order and that says how far the job is. So a worker that is killed
leaves neither a number without an order nor an order that the next worker would issue again.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, Field

from chassis.app import Runtime
from chassis.eventlog import Tx
from chassis.jobs import Job, Jobs, Kind, Read
from chassis.problems import NotFound
from contracts.base import DomainRefusal, Line, Ref, SupervisionClass
from services.supervision.metadata import METADATA
from services.supervision.order import commands, store
from services.supervision.oversight.store import OVERSIGHTS, oversight_id

JOBS = Jobs(METADATA)
KIND = "orders"
CHUNK = 25
"""Orders of one transaction: while it lasts, whoever issues one of the same kind waits for the series' next number."""
TOLD = 1000
"""Refusals that a report tells; it counts them all."""


class Selection(BaseModel):
    """The open proposals of a session, or those of them that are named; of these classes, of one unit or supervisor."""

    session_id: Ref
    classes: Annotated[tuple[SupervisionClass, ...], Field(min_length=1, max_length=3)]
    unit_id: Ref | None = None
    supervisor: Line | None = None
    proposal_ids: Annotated[tuple[Ref, ...], Field(max_length=2000)] = ()


async def submit(tx: Tx, selection: Selection) -> Job:
    return await JOBS.submit(tx, KIND, selection.model_dump_json().encode())


async def _read(tx: Tx, data: bytes) -> Read:
    """The selection as it is when the job begins, in the order that the orders' numbers follow."""
    selection = Selection.model_validate_json(data)
    found = await store.selected(
        tx,
        selection.session_id,
        selection.classes,
        unit_id=selection.unit_id,
        supervisor=selection.supervisor,
        proposal_ids=selection.proposal_ids,
    )
    named = [id for id in selection.proposal_ids if id not in set(found)]
    refused = [
        _refusal(id, "not-selected", "It is none of the open proposals that the selection is of.") for id in named
    ]
    report = {"issued": 0, "first": {}, "last": {}, "refused": len(refused), "errors": refused[:TOLD]}
    return Read(found, report)


async def _work(tx: Tx, items: Sequence[str], report: dict[str, Any]) -> Mapping[str, Any]:
    """What cannot be ordered is told by rule and takes no number; since it is decided before anything is written, the
    rest of the chunk stands."""
    # All of the chunk before the first number: who issues one alone holds its supervision and waits for the number.
    for proposal_id in sorted(items):
        await OVERSIGHTS.find(tx, oversight_id(proposal_id))
    for proposal_id in items:
        try:
            order = (await commands.issue(tx, proposal_id)).state
        except (DomainRefusal, NotFound) as refusal:
            rule = refusal.rule if isinstance(refusal, DomainRefusal) else "not-found"
            detail = refusal.detail if isinstance(refusal, DomainRefusal) else str(refusal)
            report["refused"] += 1
            if len(report["errors"]) < TOLD:
                report["errors"].append(_refusal(proposal_id, rule, detail))
        else:
            report["issued"] += 1
            report["first"].setdefault(order.kind, order.number)
            report["last"][order.kind] = order.number
    return report


def _refusal(proposal_id: str, rule: str, detail: str) -> dict[str, str]:
    return {"proposal_id": proposal_id, "rule": rule, "detail": detail}


KINDS = {KIND: Kind(_read, _work, chunk=CHUNK)}


async def chore(runtime: Runtime) -> int:
    """The worker's: the next chunk of some job."""
    done = await JOBS.step(runtime.worker_database, runtime.clock, KINDS)
    if done:
        runtime.relay.wake()
    return done

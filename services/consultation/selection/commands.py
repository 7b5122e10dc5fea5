"""What changes a year's selection."""

from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, Field

from chassis.eventlog import Loaded, Tx
from chassis.policy import Policy
from chassis.problems import Forbidden
from contracts.base import DomainRefusal
from contracts.consultation import Level, SelectedProposal
from services.consultation.forum import store as forums
from services.consultation.matter import store as matters
from services.consultation.metadata import TABLES
from services.consultation.point import store as points
from services.consultation.selection import domain
from services.consultation.selection.domain import Selection
from services.consultation.selection.store import SELECTIONS


class SelectionPolicy(BaseModel):
    chair_categories_at_most: int = Field(ge=1, le=100)


POLICY = Policy("selection", SelectionPolicy, Path(__file__).with_name("policy.yaml"), TABLES)


async def draft(tx: Tx, year: int, level: Level, items: Sequence[SelectedProposal]) -> Loaded[Selection]:
    id = domain.id_of(year, level)
    if await SELECTIONS.find(tx, id) is not None:
        raise DomainRefusal("selection-exists", f"The selection {id} is there already; change its list.")
    events = domain.draft(None, year, level, items, await _admitted(tx, items))
    return await SELECTIONS.append(tx, id, None, events)


async def change(tx: Tx, selection_id: str, items: Sequence[SelectedProposal]) -> Loaded[Selection]:
    loaded = await SELECTIONS.load(tx, selection_id)
    events = domain.draft(loaded.state, loaded.state.year, loaded.state.level, items, await _admitted(tx, items))
    return await SELECTIONS.append(tx, selection_id, loaded, events)


async def _admitted(tx: Tx, items: Sequence[SelectedProposal]) -> frozenset[str]:
    return await matters.admitted(tx, [item.proposal_id for item in items])


async def decide(tx: Tx, selection_id: str) -> Loaded[Selection]:
    loaded = await SELECTIONS.load(tx, selection_id)
    policy = await POLICY.at(tx)
    events = domain.decide(
        loaded.state,
        decided_by=tx.actor.name,
        categories_at_most=policy.value.chair_categories_at_most,
        policy_version=policy.version,
    )
    return await SELECTIONS.append(tx, selection_id, loaded, events)


async def report(tx: Tx, selection_id: str, text: str) -> Loaded[Selection]:
    """Holds the selection's lock, which convening a meeting takes, too: none comes behind the figures."""
    loaded = await SELECTIONS.load(tx, selection_id)
    reporting = "assigning_office" if loaded.state.level == "standing_committee" else "clerk"
    if reporting not in tx.actor.roles:
        raise Forbidden(f"reporting at this level is for the role {reporting}")
    convened, held = await forums.of_selection(tx, selection_id)
    put = await points.of_forums(tx, held)
    events = domain.report(
        loaded.state,
        text=text,
        reported_by=tx.actor.name,
        convened=convened,
        held=len(held),
        points=len(put),
        settled=sum(status == "settled" for status in put.values()),
        open_points=[id for id, status in put.items() if status in points.OPEN],
    )
    return await SELECTIONS.append(tx, selection_id, loaded, events)

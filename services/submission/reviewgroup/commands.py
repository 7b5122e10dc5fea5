"""Commands on the groups of reviewers."""

from chassis.eventlog import Loaded, Tx
from contracts.base import DomainRefusal
from contracts.submission import ReviewGroupFormed
from services.submission.reviewer.store import REVIEWERS
from services.submission.reviewgroup import domain, store
from services.submission.reviewgroup.domain import Group
from services.submission.reviewgroup.store import GROUPS
from services.submission.session.store import SESSIONS
from services.submission.stage.store import load_of_groups


async def _check(tx: Tx, formed: ReviewGroupFormed) -> None:
    if await SESSIONS.find(tx, formed.session_id, lock=False) is None:
        raise DomainRefusal("session-unknown", f"This county has no session {formed.session_id}.")
    if await store.is_named(tx, formed.group_id, formed.session_id, formed.name):
        raise DomainRefusal("group-name", f"Session {formed.session_id} has a group of that name already.")
    # Locked, so that none of them is retired at the same moment.
    found = await REVIEWERS.find_all(tx, formed.members)
    missing = {id for id in formed.members if id not in found or not found[id].state.active}
    if missing:
        raise DomainRefusal("reviewer-unknown", f"Not reviewers of this county: {sorted(missing)}.")


async def form(tx: Tx, formed: ReviewGroupFormed) -> Loaded[Group]:
    found = await GROUPS.find(tx, formed.group_id)
    events = domain.form(found.state if found else None, formed)
    await _check(tx, formed)
    return await GROUPS.append(tx, formed.group_id, found, events)


async def correct(tx: Tx, group_id: str, change: dict[str, object]) -> Loaded[Group]:
    """``change`` is what it is from now on; its session stays."""
    group = await GROUPS.load(tx, group_id)
    formed = ReviewGroupFormed.model_validate({"group_id": group_id, "session_id": group.state.session_id} | change)
    events = domain.correct(group.state, formed)
    await _check(tx, formed)
    return await GROUPS.append(tx, group_id, group, events)


async def dissolve(tx: Tx, group_id: str, reason: str) -> Loaded[Group]:
    group = await GROUPS.load(tx, group_id)
    # Whoever distributes to it holds the groups: what came before is counted here, what comes later finds it dissolved.
    reviewing = (await load_of_groups(tx, [group_id])).get(group_id, 0)
    return await GROUPS.append(tx, group_id, group, domain.dissolve(group.state, reason, reviewing))

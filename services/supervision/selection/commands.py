"""Recommending and deciding the key proposals of a session."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from chassis.clock import wall_date
from chassis.eventlog import Loaded, Tx
from contracts.base import DomainRefusal, Event
from contracts.supervision import KeyListed, KeyProposalsDecided, KeyShare
from services.supervision.deadline import commands as deadlines
from services.supervision.figures.shares import POLICY as FIGURES
from services.supervision.figures.shares import Quota, Ratio
from services.supervision.leader.policy import POLICY as LEADERS
from services.supervision.nominee import store as nominees
from services.supervision.nominee.policy import POLICY as NOMINEE
from services.supervision.oversight import domain as oversights
from services.supervision.oversight import store as watched
from services.supervision.oversight.commands import supervisor_by_default
from services.supervision.oversight.domain import Oversight
from services.supervision.oversight.store import OVERSIGHTS, oversight_id
from services.supervision.selection import domain
from services.supervision.selection.domain import KeySelection
from services.supervision.selection.store import SELECTIONS


@dataclass(frozen=True)
class Minutes:
    """What the chair's meeting put down beside the list. ``reason``: why the list goes beyond the policy's bounds."""

    decided_on: date
    document_number: str
    reason: str | None
    corrects: int | None
    correction: str | None


async def quota(tx: Tx, session_id: str, count: int) -> Quota:
    policy = (await FIGURES.at(tx)).value
    admitted = await watched.admitted_of_session(tx, session_id)
    return Quota.around(Ratio.of(count, admitted), policy.key_share, policy.key_tolerance)


async def _share(tx: Tx, session_id: str, count: int, reason: str | None) -> KeyShare:
    found = await quota(tx, session_id, count)
    return KeyShare(
        admitted=found.denominator,
        at_least=found.at_least,
        at_most=found.at_most,
        reason=reason,
        policy_version=(await FIGURES.at(tx)).version,
    )


async def recommend(tx: Tx, session_id: str, items: Sequence[KeyListed], reason: str | None) -> Loaded[KeySelection]:
    """The lists of a session come one after the other: each is stored on the one before it."""
    id = domain.id_of(session_id)
    found = await SELECTIONS.find(tx, id)
    if found is not None:
        if tx.if_match is None:
            raise DomainRefusal("list-stands", "There is a list already: send the ETag that you edited as If-Match.")
        found = await SELECTIONS.load(tx, id)
    await _listed(tx, session_id, items)
    events = domain.recommend(
        session_id,
        items,
        sheets=await nominees.sheets(tx, [item.proposal_id for item in items]),
        sheets_at_least=(await NOMINEE.at(tx)).value.sheets_at_least,
        share=await _share(tx, session_id, len(items), reason),
        recommended_by=tx.actor.name,
    )
    return await SELECTIONS.append(tx, id, found, events)


async def decide(
    tx: Tx, session_id: str, items: Sequence[KeyListed], whys: Mapping[str, str], minutes: Minutes
) -> Loaded[KeySelection]:
    """The decision and what it makes of each proposal, in one transaction."""
    found = await SELECTIONS.load(tx, domain.id_of(session_id))
    # A proposal that is designated alone meanwhile stays as it is: this list did not know it.
    key_now = await watched.key_of_session(tx, session_id)
    listed = await _listed(tx, session_id, items, key_now)
    await watched.lock_key_numbers(tx, session_id)
    (decided,) = domain.decide(
        found.state,
        items,
        decided_on=minutes.decided_on,
        document_number=minutes.document_number,
        whys=whys,
        key_now=key_now,
        share=await _share(tx, session_id, len(items), minutes.reason),
        corrects=minutes.corrects,
        correction=minutes.correction,
        decided_by=tx.actor.name,
        today=wall_date(tx.now),
    )
    selection = await SELECTIONS.append(tx, found.id, found, [decided])
    await _designate(tx, decided, listed)
    return selection


async def _listed(
    tx: Tx, session_id: str, items: Sequence[KeyListed], key_now: Sequence[str] = ()
) -> dict[str, Loaded[Oversight]]:
    """The supervisions of ``items`` and of what is key now, by proposal, locked; refused where one cannot be listed."""
    wanted = [item.proposal_id for item in items]
    ids = [oversight_id(id) for id in {*wanted, *key_now}]
    found = {one.state.proposal_id: one for one in (await OVERSIGHTS.find_all(tx, ids)).values()}
    unknown = [id for id in wanted if id not in found or found[id].state.session_id != session_id]
    if unknown:
        raise DomainRefusal("not-admitted", f"Not admitted in session {session_id}: {', '.join(unknown)}.")
    ended = [id for id in wanted if found[id].state.state != "open" and found[id].state.supervision_class != "key"]
    if ended:
        raise DomainRefusal("not-open", f"Not supervised any more: {', '.join(ended)}.")
    if withdrawn := [id for id in wanted if found[id].state.state == "cancelled"]:
        raise DomainRefusal("not-open", f"Withdrawn: {', '.join(withdrawn)}.")
    return found


async def _designate(tx: Tx, decided: KeyProposalsDecided, listed: dict[str, Loaded[Oversight]]) -> None:
    """What loses its number first, then what gets one: a number is given to one proposal at a time."""
    numbers = {item.proposal_id: item.key_number for item in decided.items}
    whys = {one.proposal_id: one.why for one in decided.differences}
    principals = (await LEADERS.at(tx)).value.principals
    for id, one in sorted(listed.items()):
        if one.state.supervision_class != "key" or (id in numbers and numbers[id] == one.state.key_number):
            continue
        why = whys.get(id) or decided.correction or f"主席会议第{decided.decision}次决定调整编号"
        supervisor = await supervisor_by_default(tx, id)
        listed[id] = await _append(tx, one, oversights.revoke_key(one.state, why, supervisor))
    for item in decided.items:
        one = listed[item.proposal_id]
        if one.state.supervision_class != "key":
            # Who supervises it now goes on until the allocation names a leader.
            leader = principals[item.key_number] if item.key_number else one.state.supervisor
            assert leader is not None  # everything admitted has a supervisor
            await _append(tx, one, oversights.designate_key(one.state, item.key_number, leader))
    # Another class may have another term.
    for id in sorted(listed):
        await deadlines.follow_term(tx, id)


async def _append(tx: Tx, one: Loaded[Oversight], events: Sequence[Event]) -> Loaded[Oversight]:
    return await OVERSIGHTS.append(tx, one.id, one, events)

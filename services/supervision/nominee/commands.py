"""Nominating, and scoring what is nominated."""

from collections.abc import Mapping

from chassis.eventlog import Loaded, Tx
from services.supervision.nominee import domain
from services.supervision.nominee.domain import Bounds, Nominee
from services.supervision.nominee.policy import POLICY
from services.supervision.nominee.store import NOMINEES, nominee_id
from services.supervision.oversight.store import OVERSIGHTS, oversight_id


async def nominate(tx: Tx, proposal_id: str, by: str, reason: str) -> Loaded[Nominee]:
    """The supervision stays locked: of two first nominations at once the second sees the first."""
    oversight = await OVERSIGHTS.load(tx, oversight_id(proposal_id))
    found = await NOMINEES.find(tx, nominee_id(proposal_id))
    events = domain.nominate(found.state if found else None, oversight.state, by, reason)
    return await NOMINEES.append(tx, nominee_id(proposal_id), found, events)


async def withdraw(tx: Tx, proposal_id: str, by: str, reason: str) -> Loaded[Nominee]:
    found = await NOMINEES.load(tx, nominee_id(proposal_id))
    return await NOMINEES.append(tx, found.id, found, domain.withdraw(found.state, by, reason))


async def score(tx: Tx, proposal_id: str, points: Mapping[str, int]) -> Loaded[Nominee]:
    found = await NOMINEES.load(tx, nominee_id(proposal_id))
    oversight = await OVERSIGHTS.load(tx, oversight_id(proposal_id), lock=False)
    policy = await POLICY.at(tx)
    events = domain.score(
        found.state,
        scorer=tx.actor.subject,
        scorer_name=tx.actor.name,
        member_id=tx.actor.member_id,
        proposers=oversight.state.proposers,
        criteria={one.code: Bounds(one.weight, one.least, one.most) for one in policy.value.criteria},
        points=points,
        policy_version=policy.version,
    )
    return await NOMINEES.append(tx, found.id, found, events)

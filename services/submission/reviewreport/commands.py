"""Puts the report of one session together, all of it in one transaction: its tables must agree with each other."""

from chassis.eventlog import Tx
from services.submission.proposal.domain import Proposal
from services.submission.proposal.policy import POLICY
from services.submission.reviewreport import domain, store
from services.submission.reviewreport.domain import NO_TOPIC, OUTCOMES, Before, One, Report
from services.submission.session.store import SESSIONS


async def report(tx: Tx, session_id: str) -> Report:
    session = (await SESSIONS.load(tx, session_id, lock=False)).state
    members, bodies = await store.members(tx), await store.bodies(tx)
    topics = await store.topics(tx, session_id)
    found = [_one(state, members, bodies, topics) for state in await store.proposals(tx, session_id)]
    earlier = await store.session_before(tx, session)
    before = None
    if earlier is not None:
        counted = await store.statuses(tx, earlier.id)
        before = Before(earlier.id, sum(counted.values()), {name: counted.get(name, 0) for name in OUTCOMES})
    return domain.report(
        (session.id, session.term, session.number),
        found,
        (await POLICY.at(tx)).value.decline_reasons,
        await store.groups(tx, session_id),
        before,
        tx.now,
    )


def _one(state: Proposal, members: dict[str, tuple[str, str]], bodies: dict[str, str], topics: dict[str, str]) -> One:
    name, sector = members.get(state.first_proposer, (state.first_proposer, "—"))
    body = bodies.get(state.body_id, state.body_id) if state.body_id else None
    others = tuple(members.get(id, (id, ""))[0] for id in state.proposers if id != state.first_proposer)
    return One(
        id=state.id,
        state=state.state,
        channel=state.channel,
        kind=state.kind,
        sector=body or sector,
        title=state.text.title,
        proposers=(body or name, *others),
        case_number=state.case_number,
        decline_reason=state.decline_reason,
        redirect=state.redirect,
        children=len(state.children),
        topic=topics.get(state.master_id or state.id, NO_TOPIC),
    )

"""Commands on members."""

from chassis.eventlog import Loaded, Tx
from contracts.submission import MemberEnrolled
from services.submission.member import domain
from services.submission.member.domain import Member
from services.submission.member.store import MEMBERS


async def enrol(tx: Tx, enrolled: MemberEnrolled) -> Loaded[Member]:
    found = await MEMBERS.find(tx, enrolled.member_id)
    return await MEMBERS.append(tx, enrolled.member_id, found, domain.enrol(found.state if found else None, enrolled))


async def retire(tx: Tx, member_id: str, reason: str) -> Loaded[Member]:
    member = await MEMBERS.load(tx, member_id)
    return await MEMBERS.append(tx, member_id, member, domain.retire(member.state, reason))

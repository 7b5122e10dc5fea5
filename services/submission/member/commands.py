"""Commands on members."""

from collections.abc import Mapping

from chassis.eventlog import Loaded, Tx
from contracts.submission import MemberEnrolled
from services.submission.imports import Importer, always
from services.submission.member import domain
from services.submission.member.domain import Member
from services.submission.member.store import MEMBERS
from services.submission.sheets import Column, Form, code, number


def _term(text: str) -> int:
    """As ``Ordinal`` of a request."""
    term = number("第", "届")(text)
    if not 1 <= term <= 999:
        raise ValueError(f"应为第1届至第999届，现为“{text}”")
    return term


FORM = Form(
    MemberEnrolled,
    [
        Column("编号", "member_id", code),
        Column("姓名", "name"),
        Column("界别", "sector"),
        Column("党派", "party_group", needed=False),
        Column("专委会", "committee", needed=False),
        Column("届", "term", _term),
    ],
)

IMPORT = Importer(MEMBERS, always(FORM), lambda e: e.member_id, domain.bring_in)


async def enrol(tx: Tx, enrolled: MemberEnrolled) -> Loaded[Member]:
    found = await MEMBERS.find(tx, enrolled.member_id)
    return await MEMBERS.append(tx, enrolled.member_id, found, domain.enrol(found.state if found else None, enrolled))


async def correct(tx: Tx, member_id: str, given: Mapping[str, str | None]) -> Loaded[Member]:
    member = await MEMBERS.load(tx, member_id)
    enrolled = MemberEnrolled.model_validate({**given, "member_id": member_id, "term": member.state.term})
    return await MEMBERS.append(tx, member_id, member, domain.correct(member.state, enrolled))


async def retire(tx: Tx, member_id: str, reason: str) -> Loaded[Member]:
    member = await MEMBERS.load(tx, member_id)
    return await MEMBERS.append(tx, member_id, member, domain.retire(member.state, reason))

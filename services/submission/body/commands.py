"""Commands on bodies, and who may act for one."""

from collections.abc import Sequence

from chassis.eventlog import Loaded, Tx
from contracts.submission import BodyEnrolled
from services.submission.body import domain
from services.submission.body.domain import Body
from services.submission.body.store import BODIES
from services.submission.imports import Importer, always
from services.submission.member.store import MEMBERS, check_active, inactive_of
from services.submission.sheets import Column, Form, Mistake, Row, code, codes, one_of

FORM = Form(
    BodyEnrolled,
    [
        Column("编号", "body_id", code),
        Column("名称", "name"),
        Column("类别", "kind", one_of({"党派团体": "party_group", "界别": "sector", "专委会": "committee"})),
        Column("授权人编号", "officers", codes, needed=False),
    ],
)


async def enrol(tx: Tx, enrolled: BodyEnrolled) -> Loaded[Body]:
    await check_active(tx, enrolled.officers)
    found = await BODIES.find(tx, enrolled.body_id)
    return await BODIES.append(tx, enrolled.body_id, found, domain.enrol(found.state if found else None, enrolled))


async def correct(tx: Tx, enrolled: BodyEnrolled) -> Loaded[Body]:
    body = await BODIES.load(tx, enrolled.body_id)
    await check_active(tx, enrolled.officers)
    return await BODIES.append(tx, enrolled.body_id, body, domain.correct(body.state, enrolled))


async def retire(tx: Tx, body_id: str, reason: str) -> Loaded[Body]:
    body = await BODIES.load(tx, body_id)
    return await BODIES.append(tx, body_id, body, domain.retire(body.state, reason))


async def _check(tx: Tx, rows: Sequence[Row[BodyEnrolled]]) -> list[Mistake]:
    inactive = await inactive_of(tx, {officer for row in rows for officer in row.event.officers})
    return [
        Mistake(row=row.number, column="授权人编号", detail=f"不是本县在任委员：{officer}")
        for row in rows
        for officer in row.event.officers
        if officer in inactive
    ]


IMPORT = Importer(BODIES, always(FORM), lambda e: e.body_id, domain.bring_in, check=_check)


async def authorise(tx: Tx, body_id: str, member_id: str, *, lock: bool = False) -> None:
    """Refuses an actor who may not act for the body; ``lock`` makes others who act for it wait."""
    body = await BODIES.find(tx, body_id, lock=lock)
    domain.authorise(
        body.state if body else None, body_id, member_id, tx.actor.body_id, officer="body_officer" in tx.actor.roles
    )


async def check_known(tx: Tx, body_id: str) -> None:
    """Refuses a body that the county does not have, or has no more."""
    body = await BODIES.find(tx, body_id, lock=False)
    domain.check_active(body.state if body else None, body_id)


async def check_officer(tx: Tx, body_id: str, member_id: str) -> None:
    """Refuses a member whom the body's register does not name."""
    body = await BODIES.find(tx, body_id, lock=False)
    domain.check_officer(body.state if body else None, body_id, member_id)


async def sector_of(tx: Tx, first_proposer: str, body_id: str | None) -> str | None:
    """Of a proposal: the first proposer's; where a body proposes, that body, if it is a sector."""
    if body_id is not None:
        body = await BODIES.find(tx, body_id, lock=False)
        return body.state.name if body is not None and body.state.kind == "sector" else None
    member = await MEMBERS.find(tx, first_proposer, lock=False)
    return member.state.sector if member is not None else None

"""Submission's events → names, sessions, and the committees of whoever files."""

from chassis.eventlog import Tx
from contracts.submission import BodyEnrolled, MemberEnrolled, SessionScheduled
from services.consultation.letter import store
from services.consultation.matter.store import put_committee


async def on_member(tx: Tx, event: MemberEnrolled) -> None:
    await store.put_name(tx, "member", event.member_id, event.name)
    await put_committee(tx, "member", event.member_id, event.committee)


async def on_body(tx: Tx, event: BodyEnrolled) -> None:
    await store.put_name(tx, "body", event.body_id, event.name)
    await put_committee(tx, "body", event.body_id, event.name if event.kind == "committee" else None)


async def on_session(tx: Tx, event: SessionScheduled) -> None:
    await store.put_session(tx, event.session_id, term=event.term, number=event.number)

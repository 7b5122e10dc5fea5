"""Whose notices are whose: a person sees what is told to them, to their unit, their body, and their roles."""

from sqlalchemy import ColumnElement, Text, any_, literal, or_
from sqlalchemy.dialects.postgresql import ARRAY

from chassis.eventlog import Actor, Tx
from services.notification.known import store as known
from services.notification.notice.store import NOTICES


async def sees(tx: Tx) -> ColumnElement[bool]:
    addressee = NOTICES.c.addressee
    mine = addressee == any_(literal(await mailboxes(tx), ARRAY(Text)))
    # No token names a committee: whoever supervises sees what any supervisor is told, and filters by name.
    return or_(mine, addressee.startswith("supervisor:")) if "supervisor" in tx.actor.roles else mine


async def mailboxes(tx: Tx) -> list[str]:
    """The addressees that the caller stands for."""
    actor = tx.actor
    # As evaluation names who raised an issue.
    found = [f"person:{actor.member_id or actor.subject}", *(f"role:{role}" for role in sorted(actor.roles))]
    if "member" in actor.roles and actor.member_id:
        found.append(f"member:{actor.member_id}")
    if actor.roles & {"unit", "unit_leader"}:
        found += [f"unit:{one}" for one in sorted(actor.units)]
    if await _is_officer(tx, actor):
        found.append(f"body:{actor.body_id}")
    return found


async def _is_officer(tx: Tx, actor: Actor) -> bool:
    """The login speaks for the body, and the body's register names the member still."""
    if "body_officer" not in actor.roles or actor.body_id is None:
        return False
    return actor.member_id in (await known.find(tx, "body", actor.body_id)).officers

"""Asking for, making and confirming sign-offs."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field, ValidationError
from webauthn.helpers import bytes_to_base64url

from chassis.clock import wall_date
from chassis.eventlog import Loaded, Tx
from chassis.history import history
from chassis.policy import Policy
from chassis.problems import NotFound
from contracts.base import DomainRefusal, Event
from contracts.consultation import ReplyIssued
from contracts.supervision import RehandlingOrdered, SignOffCompleted
from services.supervision.deadline import commands as deadlines
from services.supervision.handling import store as handlings
from services.supervision.metadata import TABLES
from services.supervision.oversight import commands as oversights
from services.supervision.passkey import domain as passkeys
from services.supervision.passkey.commands import POLICY as PASSKEY_POLICY
from services.supervision.passkey.store import KEYRINGS, keyring_id
from services.supervision.signoff import domain, evidence, store
from services.supervision.signoff.domain import Opinion, SignOff
from services.supervision.signoff.store import SIGN_OFFS, sign_off_id


class SignOffPolicy(BaseModel):
    challenge_minutes: int = Field(ge=1, le=60 * 24)
    max_cycle: int = Field(ge=1, le=100)


POLICY = Policy("sign-off", SignOffPolicy, Path(__file__).with_name("policy.yaml"), TABLES)


STAFF = frozenset({"clerk", "chair", "supervisor", "county_admin", "city_viewer", "auditor"})
"""Who sees every sign-off of the county; anybody else those on which they are asked."""


async def on_replied(tx: Tx, event: ReplyIssued) -> None:
    """The deadline is met, the unit waits for the signatures, and every proposer is asked."""
    await deadlines.on_replied(tx, event)
    id = sign_off_id(event.reply_id)
    await SIGN_OFFS.append(tx, id, None, domain.request(event))
    await store.note_asked(tx, id, event.copies_to)


async def _load(tx: Tx, reply_id: str, *, lock: bool = True) -> Loaded[SignOff]:
    """For a member, a sign-off on which they are not asked does not exist."""
    found = await SIGN_OFFS.load(tx, sign_off_id(reply_id), lock=lock)
    if not tx.actor.roles & STAFF and tx.actor.member_id not in found.state.members:
        raise NotFound(f"sign_offs {reply_id}")
    return found


async def read(tx: Tx, reply_id: str) -> Loaded[SignOff]:
    return await _load(tx, reply_id, lock=False)


async def challenge(tx: Tx, reply_id: str, opinion: Opinion) -> dict[str, Any]:
    """The statement to sign, and what ``navigator.credentials.get`` needs; nothing is stored."""
    member = tx.actor.member_id or ""
    found = await _load(tx, reply_id, lock=False)
    domain.permit(found.state, "sign", member)
    signed_json = domain.statement(found.state, tx.county, member, opinion, tx.now)
    ring = await KEYRINGS.find(tx, keyring_id(member), lock=False)
    keys = [key for key in ring.state.keys if key.credential_id not in ring.state.revoked] if ring else []
    policy = (await PASSKEY_POLICY.at(tx)).value
    return {
        "signed_json": signed_json,
        "options": {
            "challenge": bytes_to_base64url(evidence.challenge(signed_json)),
            "rpId": policy.rp_id,
            "allowCredentials": [{"type": "public-key", "id": key.credential_id} for key in keys],
            "userVerification": "required",
        },
    }


async def sign(tx: Tx, reply_id: str, signed_json: str, credential: dict[str, Any]) -> Loaded[SignOff]:
    """Stores the acting member's signature when their own device made it over this very statement."""
    member = tx.actor.member_id or ""
    found = await _load(tx, reply_id)
    domain.permit(found.state, "sign", member)
    await oversights.require_open(tx, found.state.proposal_id)
    policy = (await POLICY.at(tx)).value
    opinion = _checked(found.state, tx, member, signed_json, timedelta(minutes=policy.challenge_minutes))
    # Locked, so that nothing is signed with a key whose revocation has been answered already.
    ring = await KEYRINGS.find(tx, keyring_id(member))
    key = passkeys.usable_key(ring.state if ring else None, str(credential.get("id")), tx.now)
    passkey_policy = (await PASSKEY_POLICY.at(tx)).value
    try:
        proof = evidence.of_assertion(signed_json, credential, key.public_key)
        evidence.verify(proof, key.public_key, passkey_policy.rp_id, passkey_policy.origins)
    except evidence.NotProven as error:
        raise DomainRefusal("signature", f"The signature does not verify: {error}") from error
    return await _store(tx, found, domain.sign(found.state, member, opinion, proof, policy.max_cycle), policy)


def _checked(state: SignOff, tx: Tx, member: str, signed_json: str, validity: timedelta) -> Opinion:
    """The opinion inside the statement, when every other word of it is what the server itself would write."""
    try:
        said = json.loads(signed_json)
        opinion = Opinion(**{name: said[name] for name in Opinion.model_fields})
        at = datetime.fromisoformat(said["time"])
        expected = domain.statement(state, tx.county, member, opinion, at)
        age = tx.now - at
    except (ValidationError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise DomainRefusal("statement", "The signed text is not a statement of this platform.") from error
    if expected != signed_json:
        raise DomainRefusal("statement", "The signed text is about something else.")
    if not timedelta(seconds=-30) <= age <= validity:
        raise DomainRefusal("statement-old", "The statement was asked for too long ago; sign a new one.")
    return opinion


async def enter_paper(tx: Tx, reply_id: str, member_id: str, opinion: Opinion, scan_sha256: str) -> Loaded[SignOff]:
    found = await SIGN_OFFS.load(tx, sign_off_id(reply_id))
    events = domain.enter_paper(found.state, member_id, opinion, scan_sha256, tx.actor.subject)
    return await SIGN_OFFS.append(tx, found.id, found, events)


async def confirm_paper(tx: Tx, reply_id: str, member_id: str) -> Loaded[SignOff]:
    found = await SIGN_OFFS.load(tx, sign_off_id(reply_id))
    await oversights.require_open(tx, found.state.proposal_id)
    policy = (await POLICY.at(tx)).value
    events = domain.confirm_paper(found.state, member_id, tx.actor.subject, tx.county, tx.now, policy.max_cycle)
    return await _store(tx, found, events, policy)


async def rebuild(tx: Tx, sign_off: Loaded[SignOff]) -> None:
    """What its signatures mean for the handling, where a restored store took their events back."""
    for past in await history(tx, SIGN_OFFS, sign_off.id):
        match past.event:
            case RehandlingOrdered() as order:
                await deadlines.note_ordered(tx, order, wall_date(past.at))
            case SignOffCompleted() as done:
                await handlings.note_signed(tx, done.assignment_id, done.cycle, done.result)
            case _:
                pass


async def _store(tx: Tx, found: Loaded[SignOff], events: list[Event], policy: SignOffPolicy) -> Loaded[SignOff]:
    """The signature and all that follows from it, in one transaction."""
    stored = await SIGN_OFFS.append(tx, found.id, found, events)
    state = stored.state
    # Before the last signature closes the supervision: what is closed is not designated any more.
    if domain.second_dissatisfaction(events, policy.max_cycle):
        await oversights.track_after_second_dissatisfaction(tx, state.proposal_id)
    for event in events:
        if isinstance(event, RehandlingOrdered):
            await deadlines.restart(tx, event)
        elif isinstance(event, SignOffCompleted):
            await oversights.note_signed(tx, state.assignment_id, state.proposal_id, state.cycle, event.result)
    return stored

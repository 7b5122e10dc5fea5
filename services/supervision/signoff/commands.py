"""Asking for, making and confirming sign-offs."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError
from webauthn.helpers import bytes_to_base64url

from chassis.clock import wall_date
from chassis.eventlog import Loaded, Tx
from chassis.history import hashed, history
from chassis.problems import NotFound
from chassis.timers import Fired
from chassis.uploads import Room, Taken
from contracts.base import DomainRefusal, Event
from contracts.consultation import ReplyIssued
from contracts.files import Attachment, check_room
from contracts.supervision import (
    CommitteeConsultationCalled,
    Evidence,
    MemberSignedOff,
    RehandlingOrdered,
    SigningMethod,
    SignOffCompleted,
    SignOffRequested,
)
from services.supervision.deadline import commands as deadlines
from services.supervision.handling import store as handlings
from services.supervision.metadata import TIMERS
from services.supervision.oversight import commands as oversights
from services.supervision.passkey.commands import CERTIFICATES
from services.supervision.passkey.commands import POLICY as PASSKEY_POLICY
from services.supervision.passkey.domain import Keyring
from services.supervision.passkey.store import KEYRINGS, keyring_id
from services.supervision.signoff import domain, evidence, store
from services.supervision.signoff.domain import Opinion, SignOff
from services.supervision.signoff.file import EvidenceFile, Party, Row
from services.supervision.signoff.methods import METHODS
from services.supervision.signoff.policy import POLICY, SCANS
from services.supervision.signoff.store import SIGN_OFFS, sign_off_id
from services.supervision.talk import commands as talks

TIMER = "sign_off"
SETTLE = "quorum"
"""From then on a quorum is enough. Taken before the reminders, by everybody: what it does cancels them."""
TIMERS_OF = (SETTLE, TIMER)
STAFF = frozenset({"clerk", "chair", "supervisor", "county_admin", "city_viewer", "auditor"})
"""Who sees every sign-off of the county; anybody else those on which they are asked."""


async def on_replied(tx: Tx, event: ReplyIssued) -> None:
    """The deadline is met, the unit waits for the signatures, and every proposer is asked."""
    await deadlines.on_replied(tx, event)
    id = sign_off_id(event.reply_id)
    policy = await POLICY.at(tx)
    needed = policy.value.needed(len(event.copies_to))
    not_before = tx.now + timedelta(days=policy.value.quorum_after_days)
    completion = domain.completion(event, policy.value.joint, needed, not_before, policy.version)
    asked = await SIGN_OFFS.append(tx, id, None, domain.request(event, completion))
    await store.note_asked(tx, id, event.copies_to)
    await store.note_reply(tx, id, event.number, domain.canonical(event.content.model_dump(mode="json")))
    await schedule(tx, asked, tx.now)


async def schedule(tx: Tx, sign_off: Loaded[SignOff], asked_at: datetime) -> None:
    """A timer for each reminder that is still to come, by its number, and for the day from which a quorum is enough;
    none once nobody is asked any more."""
    days = (await POLICY.at(tx, asked_at)).value.remind_after_days
    waits = sign_off.state.state == "requested"
    due = {n: asked_at + timedelta(days=d) for n, d in enumerate(days, 1) if waits and n > sign_off.state.reminded}
    await TIMERS.put(tx, TIMER, sign_off.id, due)
    days = [sign_off.state.completion and sign_off.state.completion.not_before, sign_off.state.held_until]
    settles = [day for day in days if waits and day is not None]
    await TIMERS.put(tx, SETTLE, sign_off.id, {0: max(settles)} if settles else {})


async def on_settle(tx: Tx, fired: Fired) -> None:
    """Enough had signed before everybody had been given the time."""
    await TIMERS.hold(tx, TIMER, fired.aggregate_id)
    found = await SIGN_OFFS.load(tx, fired.aggregate_id)
    if not await oversights.ended(tx, found.state.proposal_id, lock=True):
        await _store(tx, found, domain.settle(found.state, tx.now))


async def on_timer(tx: Tx, fired: Fired) -> None:
    """One that was withdrawn or closed unsigned meanwhile asks nobody."""
    found = await SIGN_OFFS.load(tx, fired.aggregate_id)
    if await oversights.ended(tx, found.state.proposal_id):
        return
    await SIGN_OFFS.append(tx, found.id, found, domain.remind(found.state, fired.tier, announce=fired.latest))


async def _locked(tx: Tx, reply_id: str) -> Loaded[SignOff]:
    """With its reminders, which are taken first, as the ticker does: a reminder and a signature at once would each
    wait for the other."""
    await TIMERS.hold(tx, TIMERS_OF, sign_off_id(reply_id))
    return await SIGN_OFFS.load(tx, sign_off_id(reply_id))


async def _load(tx: Tx, reply_id: str, *, lock: bool = True) -> Loaded[SignOff]:
    """For a member, a sign-off on which they are not asked does not exist."""
    found = await (_locked(tx, reply_id) if lock else SIGN_OFFS.load(tx, sign_off_id(reply_id), lock=False))
    if not tx.actor.roles & STAFF and tx.actor.member_id not in found.state.members:
        raise NotFound(f"sign_offs {reply_id}")
    return found


async def read(tx: Tx, reply_id: str) -> Loaded[SignOff]:
    return await _load(tx, reply_id, lock=False)


async def supervised(tx: Tx, sign_off: Loaded[SignOff]) -> bool:
    """Once it is not, nothing is signed."""
    return not await oversights.ended(tx, sign_off.state.proposal_id)


async def evidence_file(tx: Tx, reply_id: str) -> EvidenceFile:
    """All that shows who signed what over which reply, to be checked by ``proposals audit signoff``."""
    found = await read(tx, reply_id)
    number, content = await store.reply(tx, found.id) or (None, None)
    policy = (await PASSKEY_POLICY.at(tx)).value
    keyed = [one.member_id for one in found.state.signatures if METHODS[one.evidence.method].by_key]
    return EvidenceFile(
        county=tx.county,
        reply_id=reply_id,
        reply_number=number,
        reply=content,
        party=Party(rp_id=policy.rp_id, origins=policy.origins),
        sign_off=[Row(**row) for row in await hashed(tx, SIGN_OFFS, found.id)],
        keyrings={m: [Row(**row) for row in await hashed(tx, KEYRINGS, keyring_id(m))] for m in keyed},
    )


async def challenge(tx: Tx, reply_id: str, opinion: Opinion) -> dict[str, Any]:
    """The statement to sign, what ``navigator.credentials.get`` needs, and the certificates whose keys may sign its
    bytes instead; nothing is stored."""
    member = tx.actor.member_id or ""
    found = await _load(tx, reply_id, lock=False)
    domain.permit(found.state, "sign", member)
    if await oversights.ended(tx, found.state.proposal_id):
        raise DomainRefusal("state", "The supervision has ended; nothing is signed any more.")
    signed_json = domain.statement(found.state, tx.county, member, opinion, tx.now)
    ring = await KEYRINGS.find(tx, keyring_id(member), lock=False)
    state = ring.state if ring else Keyring(member_id=member)
    policy = (await PASSKEY_POLICY.at(tx)).value
    return {
        "signed_json": signed_json,
        "certificates": state.live(state.certificates),
        "options": {
            "challenge": bytes_to_base64url(evidence.challenge(signed_json)),
            "rpId": policy.rp_id,
            "allowCredentials": [{"type": "public-key", "id": id} for id in state.live(state.keys)],
            "userVerification": "required",
        },
    }


async def sign(
    tx: Tx, reply_id: str, method: SigningMethod, signed_json: str, answer: Mapping[str, Any]
) -> Loaded[SignOff]:
    """Stores the acting member's signature when their own key made it over this very statement."""
    member = tx.actor.member_id or ""
    found = await _load(tx, reply_id)
    domain.permit(found.state, "sign", member)
    await oversights.require_open(tx, found.state.proposal_id)
    policy = (await POLICY.at(tx)).value
    opinion = _checked(found.state, tx, member, signed_json, timedelta(minutes=policy.challenge_minutes))
    proof = await _proven(tx, member, reply_id, method, signed_json, answer)
    return await _store(tx, found, domain.sign(found.state, member, opinion, proof, policy.max_cycle, tx.now))


async def _proven(
    tx: Tx, member_id: str, reply_id: str, method: SigningMethod, signed_json: str, answer: Mapping[str, Any]
) -> Evidence:
    """The evidence, once it holds. The keyring is locked, so that nothing is signed with a key whose revocation has
    been answered already."""
    ring = await KEYRINGS.find(tx, keyring_id(member_id))
    party = (await PASSKEY_POLICY.at(tx)).value
    desk = evidence.Desk(
        now=tx.now,
        member_id=member_id,
        reply_id=reply_id,
        ring=ring.state if ring else None,
        rp_id=party.rp_id,
        origins=party.origins,
        anchors=(await CERTIFICATES.at(tx)).value.trusted,
    )
    try:
        proof = METHODS[method].prove(signed_json, answer, desk)
    except evidence.NotProven as error:
        raise DomainRefusal("signature", f"The signature does not verify: {error}") from error
    if ring is not None:
        await KEYRINGS.append(tx, ring.id, ring, proof.used)
    return proof.evidence


FORGED = frozenset(
    {
        "signature", "statement", "statement-old", "key-unknown", "key-revoked", "key-new", "key-copied", "not-asked",
        "certificate", "certificate-untrusted", "certificate-expired",
    }
)  # fmt: skip
"""Refusals that are kept: what was sent proves no will of the member."""


async def note_refused(tx: Tx, reply_id: str, rule: str) -> None:
    found = await _load(tx, reply_id)
    await SIGN_OFFS.append(tx, found.id, found, domain.refuse(found.state, rule, tx.actor.member_id))


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
    found = await _locked(tx, reply_id)
    events = domain.enter_paper(found.state, member_id, opinion, scan_sha256, tx.actor.subject)
    return await SIGN_OFFS.append(tx, found.id, found, events)


async def withdraw_paper(tx: Tx, reply_id: str, member_id: str, reason: str) -> Loaded[SignOff]:
    found = await _locked(tx, reply_id)
    await oversights.require_open(tx, found.state.proposal_id)
    days = max((await POLICY.at(tx)).value.quorum_after_days, 1)
    held_until = tx.now + timedelta(days=days)
    events = domain.withdraw_paper(found.state, member_id, reason, tx.actor.subject, held_until)
    rule = found.state.completion
    if rule is not None and rule.rule != "all":
        await TIMERS.set(tx, SETTLE, found.id, max(held_until, rule.not_before or held_until))
    return await SIGN_OFFS.append(tx, found.id, found, events)


async def room_for_scan(tx: Tx, reply_id: str, member_id: str) -> Room:
    state = (await SIGN_OFFS.load(tx, sign_off_id(reply_id), lock=False)).state
    domain.check_scan(state, member_id)
    return (await SCANS.at(tx)).value.room([one.file for one in state.scans])


async def add_scan(tx: Tx, reply_id: str, member_id: str, taken: Taken) -> Attachment:
    """The sign-off's row is locked: of two at once the second sees the first."""
    found = await _locked(tx, reply_id)
    scan = taken.attachment(tx, "paper_scan")
    check_room([one.file for one in found.state.scans], scan, (await SCANS.at(tx)).value.limits)
    await SIGN_OFFS.append(tx, found.id, found, domain.add_scan(found.state, member_id, scan, tx.actor.subject))
    return scan


async def scan_of(tx: Tx, reply_id: str, member_id: str) -> Attachment:
    """For whoever sees the sign-off."""
    scan = (await read(tx, reply_id)).state.scan(member_id)
    if scan is None:
        raise NotFound(f"scan of {member_id} on {reply_id}")
    return scan


async def confirm_paper(tx: Tx, reply_id: str, member_id: str) -> Loaded[SignOff]:
    found = await _locked(tx, reply_id)
    await oversights.require_open(tx, found.state.proposal_id)
    policy = (await POLICY.at(tx)).value
    staff = tx.actor.subject
    paper = domain.to_confirm(found.state, member_id, staff, scan_required=policy.scan_required)
    signed_json = domain.statement(found.state, tx.county, member_id, paper.opinion, tx.now)
    form = {"scan_sha256": paper.scan_sha256, "entered_by": paper.entered_by, "confirmed_by": staff}
    proof = await _proven(tx, member_id, reply_id, "paper", signed_json, form)
    return await _store(tx, found, domain.sign(found.state, member_id, paper.opinion, proof, policy.max_cycle, tx.now))


async def rebuild(tx: Tx, sign_off: Loaded[SignOff]) -> None:
    """What its signatures mean for the handling, where a restored store took their events back."""
    for past in await history(tx, SIGN_OFFS, sign_off.id):
        match past.event:
            case RehandlingOrdered() as order:
                await deadlines.note_ordered(tx, order, wall_date(past.at))
            case SignOffCompleted() as done:
                await handlings.note_signed(tx, done.assignment_id, done.cycle, done.result)
            case SignOffRequested():
                await schedule(tx, sign_off, past.at)
            case _:
                pass


async def _store(tx: Tx, found: Loaded[SignOff], events: list[Event]) -> Loaded[SignOff]:
    """The signature and all that follows from it, in one transaction."""
    stored = await SIGN_OFFS.append(tx, found.id, found, events)
    state = stored.state
    if state.state != "requested":
        for kind in TIMERS_OF:
            await TIMERS.cancel(tx, kind, stored.id)
    # Before the last signature closes the supervision: what is closed is not designated any more.
    if any(isinstance(event, CommitteeConsultationCalled) for event in events):
        await oversights.track_after_second_dissatisfaction(tx, state.proposal_id)
    for event in events:
        if isinstance(event, RehandlingOrdered):
            await deadlines.restart(tx, event)
        elif isinstance(event, MemberSignedOff):
            await talks.on_signed(tx, event)
        elif isinstance(event, SignOffCompleted):
            await oversights.note_signed(tx, state.assignment_id, state.proposal_id, state.cycle, event.result)
    return stored

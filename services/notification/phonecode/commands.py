"""Issuing a code in answer to an event, and taking it back from the member."""

from datetime import timedelta
from pathlib import Path

from pydantic import BaseModel, Field, field_validator

from chassis.eventlog import Loaded, Tx
from chassis.policy import Policy
from chassis.problems import NotFound
from chassis.vault import Vault
from contracts.notification import PhoneCodeIssued, PhoneCodeRefused
from contracts.supervision import PasskeyEnrolmentBegun
from services.notification.contact.store import CONTACTS, contacts_id
from services.notification.delivery import commands as deliveries
from services.notification.metadata import TABLES
from services.notification.phonecode import domain
from services.notification.phonecode.domain import PhoneCode
from services.notification.phonecode.store import PHONE_CODES, code_id, issued_since

DIGITS = 6
_USE = "phone code"


class CodeMessage(BaseModel):
    title: str = Field(min_length=1, max_length=40)
    text: str = Field(min_length=1, max_length=300)

    @field_validator("text")
    @classmethod
    def _has_the_code(cls, text: str) -> str:
        if "{code}" not in text:
            raise ValueError("the text has no {code} in it")
        return text


class PhoneCodePolicy(BaseModel):
    minutes: int = Field(ge=1, le=60)
    attempts: int = Field(ge=1, le=10)
    per_day: int = Field(ge=1, le=50)
    # Never none: whoever may change a policy would need nobody else.
    phone_days: int = Field(ge=1, le=366)
    message: CodeMessage


POLICY = Policy("phone-code", PhoneCodePolicy, Path(__file__).with_name("policy.yaml"), TABLES)


async def on_enrolment_begun(tx: Tx, event: PasskeyEnrolmentBegun) -> None:
    """A code, or why there is none. It is sent after this is committed, to the phone that was on file here."""
    id = code_id(event.enrolment_id)
    applied = await POLICY.at(tx)
    policy = applied.value
    loaded = await CONTACTS.find(tx, contacts_id(event.member_id), lock=False)
    phone = domain.phone_for(loaded.state if loaded else None, policy.phone_days, tx.now)
    if tx.now >= event.expires_at:
        phone = "code-late"
    elif await issued_since(tx, event.member_id, tx.now - timedelta(days=1)) >= policy.per_day:
        phone = "too-many-codes"
    if isinstance(phone, str):
        refused = PhoneCodeRefused(
            member_id=event.member_id, purpose="passkey", reference=event.enrolment_id, rule=phone
        )
        await PHONE_CODES.append(tx, id, None, [refused])
        return
    issued = PhoneCodeIssued(
        member_id=event.member_id,
        purpose="passkey",
        reference=event.enrolment_id,
        entry=phone.number,
        # By the clock of who has begun it, too: of two machines one may be behind.
        issued_at=max(tx.now, event.begun_at),
        expires_at=min(tx.now + timedelta(minutes=policy.minutes), event.expires_at),
        attempts=policy.attempts,
        on_file_since=phone.since,
        entered_by=phone.entered_by,
        checked_by=phone.checked_by,
        days_required=policy.phone_days,
        policy_version=applied.version,
    )
    await PHONE_CODES.append(tx, id, None, [issued])
    await deliveries.send_code(tx, event.member_id, phone.number, event.enrolment_id)


async def message(tx: Tx, vault: Vault, reference: str) -> tuple[str, str] | None:
    """Title and text with the code in it; None where it would come too late."""
    loaded = await PHONE_CODES.find(tx, code_id(reference), lock=False)
    issued = loaded.state.issued if loaded else None
    if loaded is None or issued is None or loaded.state.confirmed or tx.now >= issued.expires_at:
        return None
    policy = (await POLICY.at(tx)).value
    code = vault.numbers(_USE, domain.place(tx.county, reference), DIGITS)[0]
    minutes = max(1, round((issued.expires_at - issued.issued_at).total_seconds() / 60))
    text = policy.message.text.replace("{code}", code).replace("{minutes}", str(minutes))
    return policy.message.title, text


async def attempt(tx: Tx, vault: Vault, reference: str, given: str) -> str | None:
    """The rule against the code that was given, None where there is none. A try that failed is kept in the transaction
    in which it was judged: of a thousand at the same moment no more are judged than are allowed."""
    loaded = await PHONE_CODES.load(tx, code_id(reference))
    rule = await _check(tx, vault, loaded.state, reference, given)
    if rule is not None:
        await PHONE_CODES.append(tx, loaded.id, loaded, domain.tried(loaded.state, rule, tx.actor.subject))
    return rule


async def _check(tx: Tx, vault: Vault, state: PhoneCode, reference: str, given: str) -> str | None:
    codes = vault.numbers(_USE, domain.place(tx.county, reference), DIGITS)
    contacts = await CONTACTS.find(tx, contacts_id(state.member_id), lock=False)
    phone = contacts.state.entries.get("mobile") if contacts else None
    return domain.check(state, tx.actor.member_id, given, codes, phone.number if phone else None, tx.now)


async def confirm(tx: Tx, vault: Vault, reference: str, given: str) -> Loaded[PhoneCode]:
    """What was judged good is judged once more: another request may have come between."""
    loaded = await PHONE_CODES.load(tx, code_id(reference))
    rule = await _check(tx, vault, loaded.state, reference, given)
    if rule == "not-yours":
        raise NotFound(f"phone codes {reference}")
    if rule is not None:
        raise domain.refusal(rule)
    return await PHONE_CODES.append(tx, loaded.id, loaded, domain.confirmed(loaded.state, tx.now))


async def read(tx: Tx, reference: str) -> Loaded[PhoneCode]:
    """For anybody else there is none."""
    loaded = await PHONE_CODES.load(tx, code_id(reference), lock=False)
    if tx.actor.member_id != loaded.state.member_id:
        raise NotFound(f"phone codes {reference}")
    return loaded

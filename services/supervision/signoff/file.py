"""The evidence of one sign-off as a file, and what anybody can tell from it alone, without this platform.

It holds the two kinds of chains (the sign-off's events and those of its signers' keys) with every hashed field
(docs/event-hash.md), the reply as the text whose digest is signed, and the relying party. What it cannot show is that
no whole chain was written anew: that takes a sealed head at a witness.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from chassis.clock import WALL
from chassis.eventlog import GENESIS, event_hash
from contracts.base import Event, Record
from contracts.supervision import (
    MemberSignedOff,
    PasskeyEnrolmentConfirmed,
    PasskeyEnrolmentOpened,
    PasskeyRegistered,
    PasskeyRevoked,
    PasskeyUsed,
    SignOffCompleted,
    SignOffRequested,
)
from services.supervision.passkey import domain as passkeys
from services.supervision.signoff import domain, evidence

FORMAT = "cppcc-sign-off-evidence/1"
WORDS = {
    "satisfied": "满意", "mostly_satisfied": "基本满意", "dissatisfied": "不满意",
    "agree": "同意", "understand": "理解", "reserve": "保留", "disagree": "不同意",
}  # fmt: skip


class Altered(ValueError):
    """The file does not show what it claims; the text says where and what."""


class Row(Record):
    """One event with every field that its hash covers."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    county: str
    event_id: str
    aggregate: str
    aggregate_id: str
    aggregate_version: int
    subject_proposal: str | None
    type: str
    data: str
    actor: str
    occurred_at: datetime
    correlation_id: str
    causation_id: str | None
    traceparent: str | None
    prev_hash: str
    hash: str


class Party(BaseModel):
    """Where the members sign today: what a signature is held against that was made before it named its own."""

    rp_id: str
    origins: list[str]


class EvidenceFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    format: Literal["cppcc-sign-off-evidence/1"] = FORMAT
    county: str
    reply_id: str
    reply_number: str | None
    reply: str | None
    """Canonical JSON of the reply's content; None where an earlier version asked about it."""
    party: Party
    sign_off: list[Row]
    keyrings: dict[str, list[Row]]
    """By member, of everybody who signed with a device."""


class Signed(BaseModel):
    """One signature that holds, in words."""

    member_id: str
    method: Literal["passkey", "paper"]
    words: str
    scan_sha256: str | None
    """Of a paper form."""


class Verdict(BaseModel):
    reply_id: str
    reply_number: str | None
    reply_hash: str
    signed: list[Signed]
    unsigned: list[str]


def parse(text: str) -> EvidenceFile:
    try:
        return EvidenceFile.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        raise Altered(f"not an evidence file: {'/'.join(map(str, first['loc']))}: {first['msg']}") from error


def check(file: EvidenceFile) -> Verdict:
    """Raises :class:`Altered` at the first thing that does not hold."""
    chain = _chain(file.sign_off, "sign_offs", f"R-{file.reply_id}", file.county, domain.EVENTS)
    requested = chain[0][1]
    if not isinstance(requested, SignOffRequested):
        raise Altered("the sign-off does not begin with a request")
    if file.reply is not None and hashlib.sha256(file.reply.encode()).hexdigest() != requested.reply_hash:
        raise Altered("the reply is not the one that the members were asked about: its digest is another")
    signed: list[Signed] = []
    state: domain.SignOff | None = None
    for row, event in chain:
        if isinstance(event, MemberSignedOff):
            assert state is not None
            signed.append(_signature(file, state, row, event))
        if isinstance(event, SignOffCompleted) and not (state and state.complete(row.occurred_at)):
            raise Altered("the sign-off was completed before enough had signed")
        state = domain.apply(state, event)
    assert state is not None
    return Verdict(
        reply_id=file.reply_id,
        reply_number=file.reply_number,
        reply_hash=requested.reply_hash,
        signed=signed,
        unsigned=list(state.unsigned),
    )


def _chain(
    rows: Sequence[Row], aggregate: str, id: str, county: str, events: Sequence[type[Event]]
) -> list[tuple[Row, Event]]:
    """The events, every hash computed again and each bound to the one before."""
    if not rows:
        raise Altered(f"{aggregate} {id}: its events are missing")
    known = {event.wire_name(): event for event in events}
    before, found = GENESIS, list[tuple[Row, Event]]()
    for number, row in enumerate(rows, 1):
        where = f"{aggregate} {id}, event {number} ({row.type})"
        if (row.aggregate, row.aggregate_id, row.county) != (aggregate, id, county):
            raise Altered(f"{where}: belongs to something else")
        if row.aggregate_version != number or row.prev_hash != before:
            raise Altered(f"{where}: an event before it is missing, or was exchanged")
        if event_hash(row.model_dump()) != row.hash:
            raise Altered(f"{where}: was altered, its hash is another")
        if row.type not in known:
            raise Altered(f"{where}: nothing that this version of the verification knows")
        try:
            found.append((row, known[row.type].model_validate_json(row.data)))
        except ValidationError as error:
            raise Altered(f"{where}: says nothing that such an event says") from error
        before = row.hash
    return found


def _signature(file: EvidenceFile, state: domain.SignOff, row: Row, event: MemberSignedOff) -> Signed:
    proof, member = event.evidence, event.member_id
    opinion = domain.Opinion(**{name: getattr(event, name) for name in domain.Opinion.model_fields})
    try:
        said: Any = json.loads(proof.signed_json)
        at = datetime.fromisoformat(said["time"])
    except (ValueError, KeyError, TypeError) as error:
        raise Altered(f"the statement of {member} cannot be read: {error!r}") from error
    if said != json.loads(domain.statement(state, file.county, member, opinion, at)):
        raise Altered(
            f"what {member} signed is not what is stored: {_differences(said, state, file, member, opinion, at)}"
        )
    if proof.method == "paper":
        if not proof.entered_by or not proof.confirmed_by or proof.entered_by == proof.confirmed_by:
            raise Altered(f"the paper form of {member} was not seen by two of the staff")
        staff = f"{proof.entered_by} 录入、{proof.confirmed_by} 复核"
        how = f"纸质签字表（协助录入，扫描件 SHA-256 {proof.scan_sha256}，{staff}）"
    else:
        how = _device(file, member, proof, at)
    return Signed(
        member_id=member,
        method=proof.method,
        words=_words(file, state, member, opinion, at, how),
        scan_sha256=proof.scan_sha256,
    )


def _differences(
    said: Mapping[str, Any],
    state: domain.SignOff,
    file: EvidenceFile,
    member: str,
    opinion: domain.Opinion,
    at: datetime,
) -> str:
    stored = json.loads(domain.statement(state, file.county, member, opinion, at))
    return ", ".join(name for name in sorted({*said, *stored}) if said.get(name) != stored.get(name))


def _device(file: EvidenceFile, member: str, proof: evidence.Evidence, at: datetime) -> str:
    """How the key came to be the member's, once its signature holds."""
    chain = _chain(file.keyrings.get(member, []), "keyrings", f"K-{member}", file.county, passkeys.EVENTS)
    opened = confirmed = "?"
    for _, event in chain:
        match event:
            case PasskeyEnrolmentOpened():
                opened = event.opened_by
            case PasskeyEnrolmentConfirmed():
                confirmed = event.confirmed_by
            case PasskeyRegistered() if event.credential_id == proof.credential_id:
                break
            case PasskeyRegistered() | PasskeyRevoked() | PasskeyUsed():
                pass
            case _:
                raise Altered(f"keyrings K-{member}: {event.wire_name()} is no event of a key")
    else:
        raise Altered(f"the device that signed for {member} was never bound to them")
    if opened == confirmed:
        raise Altered(f"the key of {member} was bound by one member of staff alone")
    if at < event.usable_from:
        raise Altered(f"the key of {member} could not sign before {event.usable_from.isoformat()}")
    for row, revoked in chain:
        ended = isinstance(revoked, PasskeyRevoked) and revoked.credential_id == proof.credential_id
        if ended and at > row.occurred_at:
            raise Altered(f"the key of {member} had been revoked on {row.occurred_at.isoformat()}")
    try:
        evidence.verify(proof, event.public_key, file.party.rp_id, file.party.origins)
    except evidence.NotProven as error:
        raise Altered(f"the signature of {member} does not hold: {error}") from error
    where = proof.rp_id if proof.rp_id is not None else file.party.rp_id
    return f"本人通行密钥 {proof.credential_id}（依赖方 {where}，{opened} 与 {confirmed} 当面核验绑定）"


def _words(
    file: EvidenceFile, state: domain.SignOff, member: str, opinion: domain.Opinion, at: datetime, how: str
) -> str:
    number = f"{file.reply_number}，" if file.reply_number else ""
    ratings = f"结果{WORDS[opinion.result]}、过程{WORDS[opinion.process]}、对结果{WORDS[opinion.view]}"
    comment = f"，意见：{opinion.comment}" if opinion.comment else ""
    when = at.astimezone(WALL).strftime("%Y-%m-%d %H:%M:%S")
    return (
        f"委员 {member} 于 {when}（北京时间）以{how}签字：对答复 {state.reply_id}"
        f"（{number}第 {state.reply_version} 版，内容摘要 {state.reply_hash}）{ratings}{comment}。"
    )

"""The evidence of one sign-off as a file, and what anybody can tell from it alone, without this platform.

It holds the two kinds of chains (the sign-off's events and those of its signers' keys) with every hashed field
(docs/event-hash.md), the reply as the text whose digest is signed, and the relying party. What it cannot show is that
no whole chain was written anew: that takes a sealed head at a witness.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from chassis.clock import WALL
from chassis.eventlog import GENESIS, event_hash
from contracts.base import Event, Record
from contracts.supervision import MemberSignedOff, SigningMethod, SignOffCompleted, SignOffRequested
from services.supervision.passkey import domain as passkeys
from services.supervision.signoff import domain
from services.supervision.signoff.evidence import NotProven, Past, Words
from services.supervision.signoff.methods import METHODS

FORMAT = "cppcc-sign-off-evidence/1"
ZH = {
    "satisfied": "满意", "mostly_satisfied": "基本满意", "dissatisfied": "不满意",
    "agree": "同意", "understand": "理解", "reserve": "保留", "disagree": "不同意",
}  # fmt: skip
EN = {
    "satisfied": "satisfied", "mostly_satisfied": "mostly satisfied", "dissatisfied": "dissatisfied",
    "agree": "agreed to", "understand": "understood", "reserve": "reserved about", "disagree": "disagreed with",
}  # fmt: skip


class Altered(ValueError):
    """The file does not show what it claims; the words say where and what."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh


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
    """By member, of everybody who signed with a key."""


class Signed(BaseModel):
    """One signature that holds, in words."""

    member_id: str
    method: SigningMethod
    zh: str
    en: str
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
        where = f"{'/'.join(map(str, first['loc']))}: {first['msg']}"
        raise Altered(f"不是签字存证文件：{where}", f"not an evidence file: {where}") from error


def check(file: EvidenceFile, anchors: Sequence[bytes] | None = None) -> Verdict:
    """Raises :class:`Altered` at the first thing that does not hold.

    ``anchors`` are the issuers whom the reader trusts; without them a certificate holds by the one that the words name.
    """
    chain = _chain(file.sign_off, "sign_offs", f"R-{file.reply_id}", file.county, domain.EVENTS)
    requested = chain[0][1]
    if not isinstance(requested, SignOffRequested):
        raise Altered("签字记录不是从请求开始的", "the sign-off does not begin with a request")
    if file.reply is not None and hashlib.sha256(file.reply.encode()).hexdigest() != requested.reply_hash:
        raise Altered(
            "答复不是请委员签字的那一份：摘要不同",
            "the reply is not the one that the members were asked about: its digest is another",
        )
    signed: list[Signed] = []
    state: domain.SignOff | None = None
    for row, event in chain:
        if isinstance(event, MemberSignedOff):
            assert state is not None
            signed.append(_signature(file, state, event, anchors))
        if isinstance(event, SignOffCompleted) and not (state and state.complete(row.occurred_at)):
            raise Altered("签字人数不够就已办结", "the sign-off was completed before enough had signed")
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
        raise Altered(f"{aggregate} {id}：缺少事件", f"{aggregate} {id}: its events are missing")
    known = {event.wire_name(): event for event in events}
    before, found = GENESIS, list[tuple[Row, Event]]()
    for number, row in enumerate(rows, 1):
        where = f"{aggregate} {id}, event {number} ({row.type})"
        zh = f"{aggregate} {id} 第 {number} 个事件（{row.type}）"
        if (row.aggregate, row.aggregate_id, row.county) != (aggregate, id, county):
            raise Altered(f"{zh}：属于别的记录", f"{where}: belongs to something else")
        if row.aggregate_version != number or row.prev_hash != before:
            raise Altered(f"{zh}：之前的事件缺失或被调换", f"{where}: an event before it is missing, or was exchanged")
        if event_hash(row.model_dump()) != row.hash:
            raise Altered(f"{zh}：被改动，摘要不同", f"{where}: was altered, its hash is another")
        if row.type not in known:
            raise Altered(
                f"{zh}：这个版本的核验程序不认识", f"{where}: nothing that this version of the verification knows"
            )
        try:
            found.append((row, known[row.type].model_validate_json(row.data)))
        except ValidationError as error:
            raise Altered(f"{zh}：内容不是这类事件的内容", f"{where}: says nothing that such an event says") from error
        before = row.hash
    return found


def _signature(
    file: EvidenceFile, state: domain.SignOff, event: MemberSignedOff, anchors: Sequence[bytes] | None
) -> Signed:
    proof, member = event.evidence, event.member_id
    opinion = domain.Opinion(**{name: getattr(event, name) for name in domain.Opinion.model_fields})
    try:
        said: Any = json.loads(proof.signed_json)
        at = datetime.fromisoformat(said["time"])
    except (ValueError, KeyError, TypeError) as error:
        raise Altered(
            f"委员 {member} 签的内容无法读取：{error!r}", f"the statement of {member} cannot be read: {error!r}"
        ) from error
    stored = json.loads(domain.statement(state, file.county, member, opinion, at))
    if said != stored:
        names = ", ".join(name for name in sorted({*said, *stored}) if said.get(name) != stored.get(name))
        raise Altered(
            f"委员 {member} 签的内容与存储的不一致：{names}", f"what {member} signed is not what is stored: {names}"
        )

    def history() -> list[tuple[datetime, Event]]:
        chain = _chain(file.keyrings.get(member, []), "keyrings", f"K-{member}", file.county, passkeys.EVENTS)
        return [(row.occurred_at, event) for row, event in chain]

    rp_id, origins = file.party.rp_id, file.party.origins
    past = Past(member_id=member, at=at, history=history, rp_id=rp_id, origins=origins, anchors=anchors)
    try:
        how = METHODS[proof.method].verify(proof, past)
    except NotProven as error:
        raise Altered(*error.why) from error
    words = _words(file, state, member, opinion, at, how)
    return Signed(member_id=member, method=proof.method, zh=words.zh, en=words.en, scan_sha256=proof.scan_sha256)


def _words(
    file: EvidenceFile, state: domain.SignOff, member: str, opinion: domain.Opinion, at: datetime, how: Words
) -> Words:
    number, numbered = (f"{file.reply_number}，", f"{file.reply_number}, ") if file.reply_number else ("", "")
    ratings = f"结果{ZH[opinion.result]}、过程{ZH[opinion.process]}、对结果{ZH[opinion.view]}"
    rated = f"result {EN[opinion.result]} ({EN[opinion.view]}), process {EN[opinion.process]}"
    comment, commented = (
        (f"，意见：{opinion.comment}", f"; opinion: {opinion.comment}") if opinion.comment else ("", "")
    )
    when = at.astimezone(WALL).strftime("%Y-%m-%d %H:%M:%S")
    return Words(
        f"委员 {member} 于 {when}（北京时间）以{how.zh}签字：对答复 {state.reply_id}"
        f"（{number}第 {state.reply_version} 版，内容摘要 {state.reply_hash}）{ratings}{comment}。",
        f"Member {member} signed at {when} (Beijing time) {how.en}, on reply {state.reply_id} "
        f"({numbered}version {state.reply_version}, digest {state.reply_hash}): {rated}{commented}.",
    )

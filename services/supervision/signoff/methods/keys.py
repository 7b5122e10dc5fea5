"""Whether a key could sign at that moment, as the events of the signer's keys tell it."""

from datetime import datetime

from contracts.supervision import CertificateRevoked, PasskeyRevoked
from services.supervision.signoff.evidence import NotProven, Past, Words


def never_bound(past: Past) -> NotProven:
    member = past.member_id
    return NotProven(
        Words(f"为 {member} 签字的钥匙从未绑定给本人", f"the key that signed for {member} was never bound to them")
    )


def check_two(past: Past, first: str, second: str) -> None:
    """Raises :class:`NotProven` unless these are two of the staff."""
    member = past.member_id
    if first == second:
        raise NotProven(
            Words(
                f"委员 {member} 的钥匙只由一名工作人员绑定",
                f"the key of {member} was bound by one member of staff alone",
            )
        )


def check_usable(past: Past, id: str, usable_from: datetime) -> None:
    """Raises :class:`NotProven` unless its waiting time was over and it was not revoked."""
    member = past.member_id
    if past.at < usable_from:
        day = usable_from.isoformat()
        raise NotProven(
            Words(f"委员 {member} 的钥匙在 {day} 以前不能签字", f"the key of {member} could not sign before {day}")
        )
    ended = _revoked(past, id)
    if ended is not None and past.at > ended:
        day = ended.isoformat()
        raise NotProven(Words(f"委员 {member} 的钥匙已于 {day} 停用", f"the key of {member} had been revoked on {day}"))


def _revoked(past: Past, id: str) -> datetime | None:
    for at, event in past.history():
        match event:
            case PasskeyRevoked() if event.credential_id == id:
                return at
            case CertificateRevoked() if event.certificate_id == id:
                return at
            case _:
                pass
    return None


def broken(zh: str, en: str, member: str, why: Words) -> Words:
    """Of a signature or a certificate that does not hold."""
    return Words(f"委员 {member} 的{zh}不成立：{why.zh}", f"the {en} of {member} does not hold: {why.en}")

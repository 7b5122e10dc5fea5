"""Which certificates count, and the rules of the keyring about them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from contracts.base import DomainRefusal, Event
from services.supervision.passkey import domain, x509
from services.supervision.passkey.domain import Keyring
from tests.support.certificates import CIPHER, ISSUER, SIGNER, Holder, Issuer

NOW = datetime(2026, 6, 1, 2, tzinfo=UTC)
DELAY = timedelta(hours=24)


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Issuer:
    return Issuer(tmp_path_factory.mktemp("ca"))


def refused(rule: str, work: Callable[[], object]) -> None:
    with pytest.raises(DomainRefusal) as refusal:
        work()
    assert refusal.value.rule == rule, refusal.value


def test_a_chain_leads_to_what_the_county_trusts_with_or_without_its_root(ca: Issuer) -> None:
    sub = Issuer(ca.folder / "sub", "sub", under=ca)
    member = sub.member("m1", "示例委员")
    whole = x509.chain(x509.read(member.pem + sub.pem), [ca.der], NOW)
    assert whole == [member.der, sub.der, ca.der]
    assert x509.chain([member.der], [sub.der], NOW) == [member.der, sub.der]
    x509.check(whole, [ca.der], NOW)
    refused("certificate-untrusted", lambda: x509.chain([member.der], [ca.der], NOW))
    refused("certificate-untrusted", lambda: x509.chain([member.der, sub.der], [], NOW))
    refused("certificate-untrusted", lambda: x509.check(whole, [sub.der], NOW))
    says = x509.says(member.der)
    assert (says.subject, says.issuer) == (
        "CN=示例委员,O=Sample County,C=CN",
        "CN=Sample sub,O=Sample County,C=CN",
    )


def test_an_issuer_of_the_same_name_is_not_the_issuer(ca: Issuer) -> None:
    other = Issuer(ca.folder / "other", "ca")
    member = other.member()
    refused("certificate-untrusted", lambda: x509.chain([member.der], [ca.der], NOW))
    refused("certificate-untrusted", lambda: x509.chain([member.der, other.der], [ca.der], NOW))


def test_a_person_is_no_issuer(ca: Issuer) -> None:
    """Whoever has a certificate cannot make another with its key."""
    member = Issuer(ca.folder / "climber", "climber")
    ca.issue(member, "Sample Member 007", SIGNER)
    made = member.member("made")
    refused("certificate-untrusted", lambda: x509.chain([made.der, member.der], [ca.der], NOW))


@pytest.mark.parametrize(
    ("at", "rule"), [("2025-12-31T23:59:59Z", "certificate-expired"), ("2029-01-01T00:00:00Z", "certificate-expired")]
)
def test_outside_of_its_time_it_is_none(ca: Issuer, at: str, rule: str) -> None:
    member = ca.member()
    refused(rule, lambda: x509.chain([member.der], [ca.der], datetime.fromisoformat(at)))
    x509.check([member.der, ca.der], [ca.der], datetime.fromisoformat("2028-12-31T07:59:59+08:00"))


@pytest.mark.parametrize(
    "extensions",
    [
        CIPHER,
        "basicConstraints=critical,CA:FALSE\n",
        ISSUER,
        "keyUsage=critical,digitalSignature\nbasicConstraints=CA:TRUE\n",
    ],
)
def test_what_is_not_for_signatures_is_refused(ca: Issuer, extensions: str) -> None:
    member = ca.issue(Holder(ca.folder, "use"), extensions=extensions)
    refused("certificate", lambda: x509.chain([member.der], [ca.der], NOW))


def test_a_key_on_another_curve_and_a_signature_under_another_identity_are_refused(ca: Issuer) -> None:
    p256 = ca.issue(Holder(ca.folder, "p256", curve="prime256v1"))
    refused("certificate", lambda: x509.chain([p256.der], [ca.der], NOW))
    odd = ca.issue(Holder(ca.folder, "odd"), identity="distid:8765432187654321")
    refused("certificate-untrusted", lambda: x509.chain([odd.der], [ca.der], NOW))


def test_every_altered_byte_of_a_chain_is_seen(ca: Issuer) -> None:
    """Of the anchor, too: an altered one is none of the trusted."""
    sub = Issuer(ca.folder / "bytes", "sub", under=ca)
    chain = [sub.member().der, sub.der, ca.der]
    for number, der in enumerate(chain):
        for place in range(len(der)):
            other = der[:place] + bytes([der[place] ^ 1]) + der[place + 1 :]
            changed = [*chain[:number], other, *chain[number + 1 :]]
            with pytest.raises(DomainRefusal):
                x509.check(changed, [ca.der], NOW)


@pytest.mark.parametrize(
    "pem",
    [
        "示例",
        "-----BEGIN CERTIFICATE-----\n示例\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n",
    ],
)
def test_what_is_no_certificate_is_said_to_be_none(pem: str) -> None:
    refused("certificate", lambda: x509.read(pem))


def test_a_name_that_nobody_can_read_is_shown_to_nobody(ca: Issuer) -> None:
    der = ca.member("m9", "示例委员").der.replace("示例委员".encode(), "示例委".encode() + b"\xff\xfe\xfd")
    refused("certificate", lambda: x509.says(der))


def test_a_chain_without_end_is_not_read(ca: Issuer) -> None:
    refused("certificate", lambda: x509.read(ca.pem * 9))


def test_an_anchor_is_one_issuers_certificate(ca: Issuer, tmp_path: Path) -> None:
    x509.check_anchor(ca.pem)
    member = ca.member()
    rsa = Holder(tmp_path, "p256", curve="prime256v1")
    ca.issue(rsa, extensions=ISSUER)
    for pem in (member.pem, ca.pem * 2, rsa.pem, "示例"):
        refused("certificate", lambda pem=pem: x509.check_anchor(pem))


def entered(state: Keyring, id: str = "c1", key: str = "p1", staff: str = "clerk") -> Keyring:
    events = domain.enter_certificate(state, id, ("示例",), key, staff, NOW + DELAY)
    return folded(state, events)


def folded(state: Keyring, events: list[Event]) -> Keyring:
    for event in events:
        state = domain.apply(state, event)
    return state


def confirmed(state: Keyring, id: str = "c1", staff: str = "clerk2") -> Keyring:
    form = domain.to_confirm(state, id, staff, NOW)
    return folded(state, domain.confirm_certificate(state, form, staff, NOW, DELAY))


RING = Keyring(member_id="M1")


def test_one_clerk_alone_registers_no_certificate() -> None:
    ring = entered(RING)
    refused("two-staff", lambda: confirmed(ring, staff="clerk"))
    assert [one.credential_id for one in confirmed(ring).certificates] == ["c1"]


def test_what_is_confirmed_is_what_was_seen_and_not_what_took_its_place() -> None:
    ring = entered(entered(RING), "c2", "p2", "clerk3")
    refused("enrolment", lambda: confirmed(ring, "c1"))
    refused("enrolment", lambda: confirmed(confirmed(ring, "c2"), "c2"))
    refused("entry-expired", lambda: domain.to_confirm(ring, "c2", "clerk2", NOW + DELAY))


def test_a_new_certificate_waits_and_only_a_certificate_signs_as_one() -> None:
    ring = confirmed(entered(RING))
    refused("key-new", lambda: domain.usable_certificate(ring, "c1", NOW + DELAY - timedelta(seconds=1)))
    assert domain.usable_certificate(ring, "c1", NOW + DELAY).public_key == "p1"
    refused("key-unknown", lambda: domain.usable_key(ring, "c1", NOW + DELAY))
    refused("key-unknown", lambda: domain.usable_certificate(ring, "c2", NOW + DELAY))
    refused("key-unknown", lambda: domain.usable_certificate(None, "c1", NOW + DELAY))


def test_a_renewed_certificate_keeps_its_key_and_a_revoked_key_does_not_come_back() -> None:
    ring = confirmed(entered(RING))
    refused("key-known", lambda: entered(ring))
    renewed = confirmed(entered(ring, "c2"), "c2")
    assert [one.public_key for one in renewed.certificates] == ["p1", "p1"]
    gone = folded(renewed, domain.revoke(renewed, "c1", "遗失", "clerk"))
    refused("key-revoked", lambda: domain.usable_certificate(gone, "c1", NOW + DELAY))
    refused("key-revoked", lambda: domain.revoke(gone, "c1", "遗失", "clerk"))
    refused("key-revoked", lambda: entered(gone, "c3"))
    assert gone.live(gone.certificates) == []

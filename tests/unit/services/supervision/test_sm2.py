"""SM2 and SM3 against the examples of the standards, and against OpenSSL, which shares no code with what is used."""

import hashlib
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from gmssl_pyx import sm2_key_generate, sm2_sign, sm3_hash
from webauthn.helpers import base64url_to_bytes

from services.supervision.passkey import sm2, x509
from tests.support.certificates import IDENTITY, Holder, Issuer, openssl

# GB/T 32918.5 (GM/T 0003.5), the curve's parameters, and its annex A.2: the example of a signature.
A = "FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFC"
B = "28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93"
G = (
    "32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7"
    "BC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0"
)
ORDER = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
POINT = bytes.fromhex(
    "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
    "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
)
MESSAGE = b"message digest"
Z = "B2E14C5C79C6DF5B85F4FE7ED8DB7A262B9DA7E07CCB0EA9F4747B8CCDA8A4F3"
E = "F0B43E94BA45ACCAACE692ED534382EB17E6AB5A19CE7B31F4486FDFC0D28640"
R = 0xF5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3
S = 0xB1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA
SIGNATURE = encode_dss_signature(R, S)
KEY = sm2.UNCOMPRESSED + POINT


@pytest.mark.parametrize(
    ("message", "digest"),
    [
        (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    ],
)
def test_sm3_gives_what_gb_t_32905_says(message: bytes, digest: str) -> None:
    assert sm3_hash(message).hex() == hashlib.new("sm3", message).hexdigest() == digest


def test_the_signature_of_the_standards_example_holds_under_its_identity() -> None:
    entity = len(sm2.IDENTITY * 8).to_bytes(2, "big") + sm2.IDENTITY
    z = hashlib.new("sm3", entity + bytes.fromhex(A + B + G) + POINT)
    assert z.hexdigest() == Z.lower()
    assert hashlib.new("sm3", z.digest() + MESSAGE).hexdigest() == E.lower()
    assert sm2.holds(KEY, MESSAGE, SIGNATURE)


@pytest.mark.parametrize(
    ("r", "s"), [(0, S), (R, 0), (R + ORDER, S), (R, S + ORDER), (R, ORDER - R), (S, R), (R, ORDER - S), (1, 1)]
)
def test_numbers_out_of_their_range_are_no_signature(r: int, s: int) -> None:
    assert not sm2.holds(KEY, MESSAGE, encode_dss_signature(r, s))


def test_every_altered_byte_of_message_signature_and_key_is_seen() -> None:
    for place in range(len(SIGNATURE)):
        assert not sm2.holds(KEY, MESSAGE, altered(SIGNATURE, place)), place
    for place in range(len(MESSAGE)):
        assert not sm2.holds(KEY, altered(MESSAGE, place), SIGNATURE), place
    for place in range(len(KEY)):
        assert not sm2.holds(altered(KEY, place), MESSAGE, SIGNATURE), place


def altered(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def _long_form(der: bytes) -> bytes:
    return der[:1] + b"\x81" + der[1:]


@pytest.mark.parametrize(
    "other",
    [
        b"",
        b"\x30",
        SIGNATURE + b"\x00",
        SIGNATURE[:-1],
        _long_form(SIGNATURE),
        R.to_bytes(32, "big") * 2,
        b"\xff" * 4096,
    ],
)
def test_what_is_encoded_otherwise_is_no_signature(other: bytes) -> None:
    assert not sm2.holds(KEY, MESSAGE, other)


@pytest.mark.parametrize("key", [b"", POINT, b"\x02" + POINT[:32], sm2.UNCOMPRESSED + bytes(64), KEY + b"\x00"])
def test_what_is_no_point_of_the_curve_signed_nothing(key: bytes) -> None:
    assert not sm2.holds(key, MESSAGE, SIGNATURE)


MESSAGES = [b"", b"{}", '{"view":"agree","comment":"办得好"}'.encode(), bytes(range(256)) * 200]


@pytest.fixture(scope="module")
def holder(tmp_path_factory: pytest.TempPathFactory) -> Holder:
    return Issuer(tmp_path_factory.mktemp("sm2")).member()


@pytest.mark.parametrize("message", MESSAGES)
def test_what_openssl_signs_holds_here(holder: Holder, tmp_path: Path, message: bytes) -> None:
    file = tmp_path / "message"
    file.write_bytes(message)
    key = x509.public_key(holder.der)
    by = ["pkeyutl", "-sign", "-rawin", "-digest", "sm3", "-inkey", holder.key, "-in", file]
    assert sm2.holds(key, message, openssl(*by, "-pkeyopt", IDENTITY))
    assert not sm2.holds(key, message, openssl(*by, "-pkeyopt", "distid:8765432187654321"))
    assert not sm2.holds(KEY, message, openssl(*by, "-pkeyopt", IDENTITY))


@pytest.mark.parametrize("message", MESSAGES)
def test_what_is_signed_here_holds_for_openssl(tmp_path: Path, message: bytes) -> None:
    point, private = sm2_key_generate()
    signature = sm2_sign(private, point, message, sm2.IDENTITY)
    assert sm2.holds(sm2.UNCOMPRESSED + point, message, signature)
    for name, content in (("key", x509.SM2_KEY + sm2.UNCOMPRESSED + point), ("m", message), ("s", signature)):
        (tmp_path / name).write_bytes(content)
    by = ["-rawin", "-digest", "sm3", "-pkeyopt", IDENTITY, "-keyform", "DER", "-pubin", "-inkey", tmp_path / "key"]
    said = openssl("pkeyutl", "-verify", *by, "-in", tmp_path / "m", "-sigfile", tmp_path / "s")
    assert b"Signature Verified Successfully" in said


def test_one_base64url_text_for_one_signature(holder: Holder) -> None:
    text = holder.sign("{}")["signature"]
    assert encode_dss_signature(*decode_dss_signature(x509.decoded(text))) == base64url_to_bytes(text)
    for other in (text + "=", text + "\n", f" {text}", text.replace(text[5], "+", 1), "示例"):
        with pytest.raises(ValueError, match="base64"):
            x509.decoded(other)

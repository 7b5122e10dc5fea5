"""SM2 signatures with SM3 (GB/T 32918.2, GB/T 32905), over bytes and the default identity of GM/T 0009."""

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from gmssl_pyx import GmsslInnerError, sm2_verify

UNCOMPRESSED = b"\x04"
IDENTITY = b"1234567812345678"


def holds(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the key of this point (uncompressed) signed exactly this; a signature has one encoding, DER.

    What is no signature at all never reaches the library, which would write about it to the process's own log.
    """
    try:
        r, s = decode_dss_signature(signature)
        if encode_dss_signature(r, s) != signature or not public_key.startswith(UNCOMPRESSED):
            return False
        return sm2_verify(public_key.removeprefix(UNCOMPRESSED), message, signature, IDENTITY)
    except (ValueError, OverflowError, GmsslInnerError):
        return False

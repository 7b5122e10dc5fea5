"""Values that nobody who reads the store may read: sealed one by one with a key that the store does not have.

AES-256-GCM by ``cryptography``. A value is bound to the place it was sealed for, so that whoever can write the store
cannot move somebody else's there. The id of its key stands beside it; keys are changed by putting a new one first,
which seals from then on, and sealing anew what the older ones hold. Uses apart from sealing have keys of their own,
derived from the same ones.
"""

import base64
import binascii
import hashlib
import hmac
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from chassis.problems import Unavailable

KEY_BYTES = 32
_NONCE_BYTES = 12
_KEY_ID = re.compile(r"[A-Za-z0-9._-]{1,32}")


class Unreadable(Exception):
    """A sealed value that cannot be opened: its key is gone, or it is not what was sealed for this place."""


@dataclass(frozen=True)
class Sealed:
    key_id: str
    data: bytes


class Vault:
    """``keys`` is id → key; the first seals, each opens what it has sealed."""

    def __init__(self, keys: dict[str, bytes]) -> None:
        if not keys:
            raise ValueError("there is no key")
        self._keys = keys
        self.primary = next(iter(keys))

    def seal(self, value: str, place: str) -> Sealed:
        nonce = os.urandom(_NONCE_BYTES)
        sealing = AESGCM(_derived(self._keys[self.primary], "seal"))
        return Sealed(self.primary, nonce + sealing.encrypt(nonce, value.encode(), place.encode()))

    def open(self, sealed: Sealed, place: str) -> str:
        key = self._keys.get(sealed.key_id)
        if key is None:
            raise Unreadable(f"the key {sealed.key_id} is not among those given")
        nonce, data = sealed.data[:_NONCE_BYTES], sealed.data[_NONCE_BYTES:]
        try:
            return AESGCM(_derived(key, "seal")).decrypt(nonce, data, place.encode()).decode()
        # A value that was cut off is none, either.
        except (InvalidTag, ValueError) as error:
            raise Unreadable("it is not what was sealed for this place") from error

    def digest(self, use: str, data: bytes) -> str:
        """Stands for ``data`` where a bare digest could be found out by trying: there are not many phone numbers."""
        return hmac.new(_derived(self._keys[self.primary], use), data, hashlib.sha256).hexdigest()

    def numbers(self, use: str, about: str, digits: int) -> Sequence[str]:
        """What only who has the keys can know of ``about``, by each key, the sealing one's first. Nothing needs to be
        stored of it: the same is made again whenever it is asked for."""
        made: list[str] = []
        for key in self._keys.values():
            drawn = hmac.new(_derived(key, use), about.encode(), hashlib.sha256).digest()
            made.append(f"{int.from_bytes(drawn[:16], 'big') % 10**digits:0{digits}}")
        return made


def _derived(key: bytes, use: str) -> bytes:
    return hmac.new(key, b"cppcc " + use.encode(), hashlib.sha256).digest()


def parse(text: str) -> Vault:
    """``ID:BASE64`` in lines or with commas between; a key has 32 bytes. What is wrong is said without the keys."""
    keys: dict[str, bytes] = {}
    for number, one in enumerate((part for part in re.split(r"[\s,]+", text.strip()) if part), 1):
        id, _, encoded = one.partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            key = b""
        if not _KEY_ID.fullmatch(id) or len(key) != KEY_BYTES or id in keys:
            raise ValueError(f"key {number} is not ID:BASE64 of {KEY_BYTES} bytes, with an id of its own")
        if len(set(key)) < KEY_BYTES // 4:
            raise ValueError(f"key {number} is not a random one")
        keys[id] = key
    return Vault(keys)


def read(keys: str | None, file: str | None) -> Vault | None:
    """What the settings name; None where they name nothing."""
    if file is not None:
        try:
            return parse(Path(file).read_text("ascii"))
        except (OSError, UnicodeDecodeError) as error:
            raise ValueError("the file of the vault's keys cannot be read") from error
    return parse(keys) if keys else None


def made(id: str) -> str:
    """A new key as a line of the file."""
    return f"{id}:{base64.b64encode(os.urandom(KEY_BYTES)).decode()}"


def needed(vault: Vault | None) -> Vault:
    if vault is None:
        raise Unavailable("this service has been given no keys to seal such values with (CPPCC_VAULT_KEYS_FILE)")
    return vault

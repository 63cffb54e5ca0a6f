"""Sealing payee details: AES-256-GCM under a key that lives outside the database; no rows here."""

import hashlib
import hmac
import os
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from domain.payee import BrokenSeal, KeyMissing, VaultClosed

__all__ = ["BrokenSeal", "KeyMissing", "Vault"]

_NONCE_BYTES: Final = 12  # NIST SP 800-38D
_UNDER_A_KEY: Final = re.compile(r"([0-9a-f]{8})\..+", re.ASCII)


class Vault:
    """Made from `secrets.encryption_key`: one secret, or several by comma, the newest first.

    The newest seals, every one opens, so that a key can be replaced without losing what is sealed.
    """

    def __init__(self, secrets: str) -> None:
        self._keys = {_key_id(key): key for key in map(_derived, _split(secrets))}
        self._digest_key = _digest_key(_split(secrets))

    @property
    def is_open(self) -> bool:
        return bool(self._keys)

    @property
    def key_ids(self) -> tuple[str, ...]:
        """The newest first."""
        return tuple(self._keys)

    def is_newest(self, sealed: str) -> bool:
        return sealed.partition(".")[0] == next(iter(self._keys), None)

    def lacks(self, sealed: str) -> str:
        """The id of the key that it is sealed under, where that key is not here; else empty."""
        named = _UNDER_A_KEY.fullmatch(sealed)
        return named[1] if named and named[1] not in self._keys else ""

    def seal(self, text: str, *, about: str) -> str:
        """`about` names whose it is; opened as somebody else's it does not open."""
        if not self._keys:
            raise VaultClosed
        key_id, key = next(iter(self._keys.items()))
        nonce = os.urandom(_NONCE_BYTES)
        box = nonce + AESGCM(key).encrypt(nonce, text.encode(), about.encode())
        return f"{key_id}.{urlsafe_b64encode(box).decode()}"

    def open(self, sealed: str, *, about: str) -> str:
        """Raises VaultClosed, KeyMissing, BrokenSeal."""
        if not self._keys:
            raise VaultClosed
        if missing := self.lacks(sealed):
            raise KeyMissing(missing)
        key_id, _, coded = sealed.partition(".")
        key = self._keys.get(key_id)
        if key is None:
            raise BrokenSeal(key_id)
        try:
            box = urlsafe_b64decode(coded)
            text = AESGCM(key).decrypt(box[:_NONCE_BYTES], box[_NONCE_BYTES:], about.encode())
        except (InvalidTag, ValueError):  # tampered with or another's; cut off
            raise BrokenSeal(key_id) from None
        return text.decode()

    def digest(self, text: str) -> str:
        """Equal texts give equal digests, which tell nothing without the key (the oldest's)."""
        if not self._keys:
            raise VaultClosed
        return hmac.new(self._digest_key, text.encode(), hashlib.sha256).hexdigest()


def _split(secrets: str) -> list[str]:
    return [secret.strip() for secret in secrets.split(",") if secret.strip()]


def _derived(secret: str, purpose: bytes = b"koc seal") -> bytes:
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose)
    return kdf.derive(secret.encode())


def _digest_key(secrets: list[str]) -> bytes:
    return _derived(secrets[-1], b"koc digest") if secrets else b""


def _key_id(key: bytes) -> str:
    return hashlib.sha256(b"koc key id" + key).hexdigest()[:8]

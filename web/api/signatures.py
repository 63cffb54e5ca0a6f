"""Standard Webhooks signatures (standardwebhooks.com): who sent a message, and that it is fresh."""

import base64
import hashlib
import hmac
import re
import time
from collections.abc import Mapping
from typing import Final

from services.signed_api import SignedMessage

TOLERANCE_SECONDS: Final = 300
_SECRET: Final = re.compile(r"(?:([a-z0-9-]{1,32}):)?whsec_([A-Za-z0-9+/]{32,}={0,3})")
_MESSAGE_ID: Final = re.compile(r"[!-~]{1,128}")
_SECONDS: Final = re.compile(r"[0-9]{1,12}", re.ASCII)
_SCHEME: Final = "v1,"


class BadSignature(Exception):
    """Forged, altered, older or newer than five minutes, or not signed at all."""


class Signers:
    """Those whose messages we take; several secrets while one replaces another."""

    def __init__(self, secrets: str) -> None:
        """`secrets`: `whsec_` and base64 each, separated by spaces; ValueError for what is not.

        A partner's name and a colon may go before it: partners are told apart by their names.
        """
        self._signers = tuple(map(_signer, secrets.split()))

    def __bool__(self) -> bool:
        return bool(self._signers)

    def verified(self, headers: Mapping[str, str], body: bytes) -> SignedMessage:
        message_id = headers.get("webhook-id", "")
        at = headers.get("webhook-timestamp", "")
        if not _MESSAGE_ID.fullmatch(message_id) or not _is_fresh(at):
            raise BadSignature
        said = _said(headers.get("webhook-signature", ""))
        head = f"{message_id}.{at}.".encode()
        for partner, keyed in self._signers:
            if _is_signed(keyed, head, body, said):
                return SignedMessage(partner, message_id, hashlib.sha256(body).hexdigest())
        raise BadSignature


def _signer(said: str) -> tuple[str, "hmac.HMAC"]:
    """The key is worked in once; each message takes a copy of that."""
    found = _SECRET.fullmatch(said)
    if found is None:
        raise ValueError("an API secret is whsec_ and base64 of at least 24 bytes")
    key = base64.b64decode(found[2].rstrip("=") + "==")
    return found[1] or "", hmac.new(key, digestmod=hashlib.sha256)


def _is_fresh(at: str) -> bool:
    if not _SECONDS.fullmatch(at):
        return False
    return abs(time.time() - int(at)) <= TOLERANCE_SECONDS


def _said(header: str) -> list[bytes]:
    """Signatures in base64 of the one scheme that we know; several while a secret is replaced."""
    return [
        each.removeprefix(_SCHEME).encode(errors="surrogatepass")
        for each in header.split(" ")
        if each.startswith(_SCHEME)
    ]


def _is_signed(keyed: "hmac.HMAC", head: bytes, body: bytes, said: list[bytes]) -> bool:
    signing = keyed.copy()
    signing.update(head)
    signing.update(body)
    right = base64.b64encode(signing.digest())
    return any(hmac.compare_digest(right, each) for each in said)

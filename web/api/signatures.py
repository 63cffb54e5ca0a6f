"""Standard Webhooks signatures (standardwebhooks.com): who sent a message, and that it is fresh."""

import hashlib
import re
from collections.abc import Mapping
from typing import Final

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from services.signed_api import SignedMessage

_SECRET: Final = re.compile(r"whsec_[A-Za-z0-9+/]{32,}={0,3}")
_MESSAGE_ID: Final = re.compile(r"[!-~]{1,128}")


class BadSignature(Exception):
    """Forged, altered, older or newer than five minutes, or not signed at all."""


class Signers:
    """Those whose messages we take; several secrets while one replaces another."""

    def __init__(self, secrets: str) -> None:
        """`secrets`: `whsec_` and base64 each, separated by spaces; ValueError for what is not."""
        self._signers = tuple(map(_signer, secrets.split()))

    def __bool__(self) -> bool:
        return bool(self._signers)

    def verified(self, headers: Mapping[str, str], body: bytes) -> SignedMessage:
        message_id = headers.get("webhook-id", "")
        if not _MESSAGE_ID.fullmatch(message_id):
            raise BadSignature
        if not any(_is_signed(signer, headers, body) for signer in self._signers):
            raise BadSignature
        return SignedMessage(message_id, hashlib.sha256(body).hexdigest())


def _signer(secret: str) -> Webhook:
    """The library itself decodes whatever is nearly base64."""
    if not _SECRET.fullmatch(secret):
        raise ValueError("an API secret is whsec_ and base64 of at least 24 bytes")
    return Webhook(secret)


def _is_signed(signer: Webhook, headers: Mapping[str, str], body: bytes) -> bool:
    try:
        signer.verify(body, dict(headers), json_parse=False)
    except (WebhookVerificationError, ValueError):  # ValueError: not base64, not UTF-8, no comma
        return False
    return True

"""Standard Webhooks signatures (standardwebhooks.com): who sent a message, and that it is fresh."""

import hashlib
import re
from collections.abc import Mapping
from typing import Final

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from services.signed_api import SignedMessage

_SECRET: Final = re.compile(r"(?:([a-z0-9-]{1,32}):)?(whsec_[A-Za-z0-9+/]{32,}={0,3})")
_MESSAGE_ID: Final = re.compile(r"[!-~]{1,128}")


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
        if not _MESSAGE_ID.fullmatch(message_id):
            raise BadSignature
        for partner, signer in self._signers:
            if _is_signed(signer, headers, body):
                return SignedMessage(partner, message_id, hashlib.sha256(body).hexdigest())
        raise BadSignature


def _signer(said: str) -> tuple[str, Webhook]:
    """The library itself decodes whatever is nearly base64."""
    found = _SECRET.fullmatch(said)
    if found is None:
        raise ValueError("an API secret is whsec_ and base64 of at least 24 bytes")
    return found[1] or "", Webhook(found[2])


def _is_signed(signer: Webhook, headers: Mapping[str, str], body: bytes) -> bool:
    try:
        signer.verify(body, dict(headers), json_parse=False)
    except (WebhookVerificationError, ValueError):  # ValueError: not base64, not UTF-8, no comma
        return False
    return True

"""Posting a signed message to a partner's address: guarded as a fetch, one hop, nothing read."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

import aiohttp
import orjson
from aiohttp import ClientSession, DummyCookieJar
from standardwebhooks.webhooks import Webhook

from bot.fetching.client import INTERNET, Network, failure_of, yarl_of
from bot.fetching.dialling import ForbiddenAddress, connector
from domain.events import POST_SECONDS, is_private
from domain.fetching.answers import Answer, Failed, Fetched, Refused
from domain.fetching.urls import Target, UrlFlaw, judged

_CONNECT_SECONDS: Final = 5.0
_AGENT: Final = "KOC-Dispatch/0.1 (webhooks)"


class Posts:
    """Holds nothing open between two calls. `network` is the internet but in tests."""

    def __init__(self, network: Network = INTERNET, seconds: float = POST_SECONDS) -> None:
        self._network = network
        self._seconds = seconds

    async def post(
        self, url: str, secrets: Sequence[str], message_id: str, message: dict[str, Any]
    ) -> Answer:
        """The status alone: what an endpoint says is nobody's business. Never raises for it."""
        target = judged(url)
        if isinstance(target, UrlFlaw) or not is_private(target):
            return Refused(url, target if isinstance(target, UrlFlaw) else UrlFlaw.SCHEME)
        body = orjson.dumps(message)
        try:
            status = await self._status(target, body, signed(secrets, message_id, body))
        except ForbiddenAddress as forbidden:
            return Refused(target.url, forbidden.flaw)
        except Exception as error:
            reason = failure_of(error)
            if reason is None:
                raise
            return Failed(target.url, reason)
        return Fetched(url=target.url, status=status, body=b"")

    async def _status(self, target: Target, body: bytes, headers: dict[str, str]) -> int:
        network = self._network
        async with (
            ClientSession(
                connector=connector(network.judge, network.resolver, network.tls),
                cookie_jar=DummyCookieJar(),
                trust_env=False,
                auto_decompress=False,
                timeout=aiohttp.ClientTimeout(
                    total=self._seconds, sock_connect=min(_CONNECT_SECONDS, self._seconds)
                ),
            ) as session,
            session.post(
                yarl_of(target), data=body, headers=headers, allow_redirects=False
            ) as response,
        ):
            return response.status


def signed(secrets: Sequence[str], message_id: str, body: bytes) -> dict[str, str]:
    """Headers of standardwebhooks.com, one signature for each secret.

    The time is the wall clock's, whatever the house's says: receivers compare it with theirs.
    """
    at, text = datetime.now(UTC), body.decode()
    signatures = [Webhook(secret).sign(message_id, at, text) for secret in secrets]
    return {
        "Content-Type": "application/json",
        "User-Agent": _AGENT,
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }

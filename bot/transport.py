"""How python-telegram-bot speaks HTTP: aiohttp and orjson, and which phase of a request failed."""

import asyncio
import os
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import orjson
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.lines import LineBroke, Lines, NoLine

# The library's spans as timedelta, its coming default; the old way warns at every 429.
os.environ.setdefault("PTB_TIMEDELTA", "true")

CONNECTIONS: Final = 64
CONNECT_SECONDS: Final = 5.0
ANSWER_SECONDS: Final = 20.0  # silence after which a request is given up
LONGEST_SECONDS: Final = 60.0  # even if it trickles; uploads included


Flooded = Callable[[int | None, float], None]


class NotConnected(NetworkError):
    """No byte left us: whatever was asked has not happened."""


class PhaseUnknown(TimedOut):
    """Bytes left us and no full answer came: what was asked may have happened."""


class Transport(BaseRequest):
    """One connection pool. Errors say what Telegram may have seen; they never name the URL.

    `patience` is how long a request waits out 429s by itself, all of them together, in seconds.
    `flooded` hears of each 429: which chat it was for, if any, and its seconds of silence.
    """

    def __init__(
        self,
        *,
        patience: float = 0.0,
        flooded: Flooded | None = None,
        answer_seconds: float = ANSWER_SECONDS,
        connections: int = CONNECTIONS,
    ) -> None:
        self._patience = patience
        self._flooded = flooded
        self._connections = connections
        self._lines = Lines(connections, CONNECT_SECONDS)
        self._answer_seconds = answer_seconds
        self._session: aiohttp.ClientSession | None = None
        self._proxies = getproxies()  # once: the library would look them up for each request

    @property
    def read_timeout(self) -> float:
        return self._answer_seconds

    async def initialize(self) -> None:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections),
                cookie_jar=aiohttp.DummyCookieJar(),
            )

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None
            self._lines.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Status and body. The other timeouts are ours: they decide about phases."""
        seconds = self._answer_seconds if read_timeout is self.DEFAULT_NONE else read_timeout
        patience = self._patience
        while True:
            status, body = await self._ask(url, method, request_data, seconds)
            wait = _flood_seconds(status, body)
            if wait and self._flooded:
                self._flooded(_chat_of(request_data), wait)
            if not 0 < wait <= patience:
                return status, body
            await asyncio.sleep(wait)
            patience -= wait

    async def _ask(
        self, url: str, method: str, request_data: RequestData | None, seconds: float | None
    ) -> tuple[int, bytes]:
        assert self._session is not None  # the library initialises before it asks
        proxy = self._proxy(url)
        longest = max(LONGEST_SECONDS, seconds or 0)
        if (
            proxy is None
            and method == "POST"
            and not (request_data and request_data.contains_files)
        ):
            body = orjson.dumps(request_data.parameters if request_data else {})
            return await self._post(url, body, seconds or longest, longest)
        timeout = aiohttp.ClientTimeout(total=longest, connect=CONNECT_SECONDS, sock_read=seconds)
        try:
            async with self._session.request(
                method, url, timeout=timeout, proxy=proxy, **_body(request_data)
            ) as answer:
                return answer.status, await answer.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotConnected(type(error).__name__) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise PhaseUnknown(type(error).__name__) from None

    async def _post(
        self, url: str, body: bytes, silence: float, longest: float
    ) -> tuple[int, bytes]:
        try:
            return await self._lines.post(url, body, silence=silence, longest=longest)
        except NoLine as error:
            raise NotConnected(str(error)) from None
        except LineBroke as error:
            raise PhaseUnknown(str(error)) from None

    def _proxy(self, url: str) -> str | None:
        """Of the environment, as any other program: Telegram is not reached directly everywhere."""
        if not self._proxies:
            return None
        parts = urlsplit(url)
        return None if proxy_bypass(parts.netloc) else self._proxies.get(parts.scheme)

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        try:
            parsed: dict[str, Any] = orjson.loads(payload)
        except orjson.JSONDecodeError:
            raise TelegramError("Invalid server response") from None
        return parsed


def _body(request_data: RequestData | None) -> dict[str, Any]:
    if request_data is None:
        return {}
    if not request_data.contains_files:
        body = orjson.dumps(request_data.parameters)
        return {"data": aiohttp.payload.BytesPayload(body, content_type="application/json")}
    # Unquoted: Telegram takes a name in UTF-8 as it is, and would show the percent signs.
    form = aiohttp.FormData(request_data.json_parameters, quote_fields=False)
    for name, (filename, content, content_type) in request_data.multipart_data.items():
        shown = "".join(sign for sign in filename if sign.isprintable())  # no line breaks
        form.add_field(name, content, filename=shown, content_type=content_type)
    return {"data": form}


def _chat_of(request_data: RequestData | None) -> int | None:
    """By its number; nobody of ours is written to by name."""
    chat_id = request_data.parameters.get("chat_id") if request_data else None
    return chat_id if isinstance(chat_id, int) else None


def _flood_seconds(status: int, body: bytes) -> float:
    """Telegram's retry_after, or 0."""
    if status != 429:
        return 0.0
    try:
        return float(orjson.loads(body)["parameters"]["retry_after"])
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
        return 0.0


def flood_seconds(error: RetryAfter) -> float:
    """The library gives a timedelta, or a number where its environment says so."""
    after = error.retry_after
    return after if isinstance(after, int) else after.total_seconds()

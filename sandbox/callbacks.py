"""Taps waiting for the bot's answer: each lives 150 seconds, then its id means nothing."""

import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.updates import CALLBACK_KEPT_SECONDS
from sandbox.wire import Json


@dataclass(slots=True)
class Query:
    """A tap on a callback button or an inline query; `answer` is what the bot said to it."""

    id: str
    bot_id: int
    user_id: int
    message_id: int
    expires_at: float
    answer: Json | None = field(default=None)


class QueryDesk:
    """`seconds` is the clock the 150 seconds are counted on: simulated or real time."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._queries: OrderedDict[str, Query] = OrderedDict()

    def open(self, bot_id: int, user_id: int, message_id: int = 0) -> Query:
        self._forget_expired()
        expires_at = self._seconds() + CALLBACK_KEPT_SECONDS
        query = Query(str(secrets.randbits(62)), bot_id, user_id, message_id, expires_at)
        self._queries[query.id] = query
        return query

    def find(self, bot_id: int, query_id: str) -> Query | None:
        """None when unknown, another bot's, or too old."""
        query = self._queries.get(query_id)
        if query is None or query.bot_id != bot_id or query.expires_at <= self._seconds():
            return None
        return query

    def _forget_expired(self) -> None:
        now = self._seconds()
        while self._queries and next(iter(self._queries.values())).expires_at <= now:
            self._queries.popitem(last=False)

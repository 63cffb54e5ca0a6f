"""Whether somebody clicked a link before on the same day, without keeping who: decision 0011."""

import secrets
from datetime import date, datetime
from functools import lru_cache
from hashlib import blake2b
from ipaddress import ip_address
from typing import Final

from aiohttp import web

MOST_KNOWN: Final = 100_000  # some 10 MB; on a day with more the estimate stays below the truth
_DIGEST_BYTES: Final = 8


class Visitors:
    """Marks under a key of the day that is nowhere but here: tomorrow nobody can make them."""

    def __init__(self) -> None:
        self._day: date | None = None
        self._key = b""
        self._known: set[bytes] = set()

    def is_new(self, link_id: int, at: datetime, address: str, agent: str) -> bool:
        """`at` is UTC, whose day it is."""
        if at.date() != self._day:
            self._day, self._key = at.date(), secrets.token_bytes(32)
            self._known = set()
        said = f"{link_id}\n{address}\n{agent}".encode(errors="surrogateescape")
        mark = blake2b(said, key=self._key, digest_size=_DIGEST_BYTES).digest()
        if mark in self._known or len(self._known) >= MOST_KNOWN:
            return False
        self._known.add(mark)
        return True


def address_of(request: web.Request) -> str:
    """The visitor's; of a proxy in front of us, on this machine or net, what that one saw."""
    remote = request.remote or ""
    if not _is_ours(remote):
        return remote
    return request.headers.get("X-Forwarded-For", remote).rpartition(",")[2].strip()


@lru_cache(64)
def _is_ours(remote: str) -> bool:
    try:
        return ip_address(remote).is_private
    except ValueError:  # a socket of this machine has no address
        return True

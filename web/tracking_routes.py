"""Where codes lead, kept in memory for a minute: a link in the news asks the database once."""

import time
from typing import Final, NamedTuple

from aiohttp import web

from domain.tracking import Route, is_code
from domain.tracking_target import AllowedHosts, leads_to_allowed
from services import tracking
from services.seam import Database, is_away

MOST_KNOWN: Final = 20_000  # some 10 MB
FRESH_SECONDS: Final = 60.0


class _Known(NamedTuple):
    route: Route
    until: float


class Routes:
    """Only links that lead somewhere are kept: who tries codes fills nothing."""

    def __init__(self, db: Database, hosts: AllowedHosts) -> None:
        self._db = db
        self._hosts = hosts
        self._known: dict[str, _Known] = {}

    def known(self, code: str) -> Route | None:
        """Without a question to the database; None says nothing."""
        known = self._known.get(code)
        return known.route if known is not None and known.until > time.monotonic() else None

    async def of(self, code: str) -> Route | None:
        return self.known(code) or (await self._asked(code) if is_code(code) else None)

    async def _asked(self, code: str) -> Route | None:
        """While the database is away people still get where the link led a moment ago."""
        stale = self._known.get(code)
        try:
            route = await self._db.read(tracking.route, code)
        except Exception as error:
            if not is_away(error):
                raise
            if stale is None:
                raise web.HTTPServiceUnavailable(headers={"Retry-After": "5"}) from error
            route = stale.route
        self._known.pop(code, None)
        if route is None or not leads_to_allowed(route.landing, self._hosts):
            return None
        while len(self._known) >= MOST_KNOWN:
            del self._known[next(iter(self._known))]  # the one asked for longest ago
        self._known[code] = _Known(route, time.monotonic() + FRESH_SECONDS)
        return route

"""GET /t/{code}: to the shop, and counted; where links lead and who clicks stands beside it."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from aiohttp import hdrs, web

from domain.tracking import PATH, Route
from domain.tracking_visitor import PURPOSE_HEADERS, Visitor, visitor
from web.console import pages
from web.house import HOUSE, WebHouse
from web.security import BARE, SERVER
from web.tracking_clicks import Clicks
from web.tracking_routes import Routes
from web.tracking_visitors import Visitors, address_of

_HEADERS: Final = {
    "Server": SERVER,
    "Cache-Control": "no-store",  # each click comes by here
    "Referrer-Policy": "no-referrer",  # the shop learns of the link, not of the page it stood on
}


@dataclass(frozen=True, slots=True)
class Tracking:
    """What is kept between two clicks."""

    routes: Routes
    clicks: Clicks
    visitors: Visitors


TRACKING: Final = web.AppKey("tracking", Tracking)


def install(app: web.Application, house: WebHouse) -> None:
    app[TRACKING] = Tracking(Routes(house.db, house.link_hosts), Clicks(house.db), Visitors())
    app.cleanup_ctx.append(_gathering)


async def _gathering(app: web.Application) -> AsyncIterator[None]:
    """What was gathered is written when the last request has been answered, too."""
    clicks = app[TRACKING].clicks
    clicks.start()
    yield
    await clicks.stop()


async def follow(request: web.Request) -> web.Response:
    tracking = request.app[TRACKING]
    route = await tracking.routes.of(request.match_info["code"])
    if route is None:
        return await _gone(request)
    return _led(request, route, tracking, request.app[HOUSE].now())


def shortcut(app: web.Application) -> Callable[[web.Request], web.Response | None]:
    """For a link that was just followed by somebody else; None where `follow` must look."""
    tracking, now = app[TRACKING], app[HOUSE].now

    def quick(request: web.Request) -> web.Response | None:
        route = tracking.routes.known(request.raw_path.removeprefix(PATH))
        return None if route is None else _led(request, route, tracking, now())

    return quick


def _led(request: web.Request, route: Route, tracking: Tracking, at: datetime) -> web.Response:
    if request.method != hdrs.METH_HEAD:
        _count(request, route, tracking, at)
    response = web.Response(status=302, headers={**_HEADERS, "Location": route.landing})
    response[BARE] = True
    return response


def _count(request: web.Request, route: Route, tracking: Tracking, at: datetime) -> None:
    """Who it was is forgotten with the request; what stays is a number."""
    if at > route.counts_until:
        return
    headers = request.headers
    agent = headers.get("User-Agent", "")
    who = visitor(agent, [headers[name] for name in PURPOSE_HEADERS if name in headers])
    first = who is Visitor.HUMAN and tracking.visitors.is_new(
        route.link_id, at, address_of(request), agent
    )
    tracking.clicks.note(route.link_id, at, who, first=first)


async def _gone(request: web.Request) -> web.Response:
    say, now = pages.speech_of_browser(request), request.app[HOUSE].now()
    return await pages.render(request, "no_link.html", say, "UTC", now, status=404)


def routes() -> list[web.RouteDef]:
    return [web.get(PATH + r"{code:[^/]{1,64}}", follow)]

"""The HTTP side as one application: which route stands where; each does its work elsewhere."""

from typing import Final

from aiohttp import web

from web import health, prometheus, telegram_webhook, tracking
from web.api import conversions, metrics, openapi
from web.api.batches import SIGNERS
from web.api.signatures import Signers
from web.console import sign_in
from web.console.app import PREFIX, make_console
from web.house import HOUSE, WebHouse
from web.security import add_headers
from web.tracing import traced

LARGEST_BODY_BYTES: Final = 8 * 1024 * 1024  # 10,000 items with long share texts


def make_watched(house: WebHouse) -> web.Application:
    """What a process shows that has no other page: how it is."""
    app = web.Application()
    app[HOUSE] = house
    app.on_response_prepare.append(add_headers)
    prometheus.install(app)
    for part in (health, prometheus):
        app.add_routes(part.routes())
    return app


def make_app(house: WebHouse) -> web.Application:
    """Raises ValueError for an API secret that is none."""
    app = web.Application(middlewares=[traced], client_max_size=LARGEST_BODY_BYTES)
    app[HOUSE] = house
    app[SIGNERS] = Signers(house.api_secret)
    app.on_response_prepare.append(add_headers)
    tracking.install(app, house)
    prometheus.install(app)
    for part in (telegram_webhook, health, prometheus, tracking):
        app.add_routes(part.routes())
    app[metrics.PARCELS] = metrics.parcels(house)
    app[conversions.PARCELS] = conversions.parcels(house)
    app.add_routes(
        [
            web.post(metrics.PATH, metrics.post),
            web.post(conversions.PATH, conversions.post),
            web.get(openapi.PATH, openapi.get),
        ]
    )
    app.add_routes([web.get("/", sign_in.home)])
    app.add_subapp(PREFIX, make_console())
    return app

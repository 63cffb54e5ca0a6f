"""POST /api/v1/metrics: a signed batch of readings, each item with its result; no rule here."""

from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web

from services import signed_api
from web.api import batches
from web.api.parcels import Parcels
from web.house import WebHouse

PATH: Final = "/api/v1/metrics"
ITEMS: Final = "readings"
PARCELS: Final = web.AppKey("readings", Parcels)


def parcels(house: WebHouse) -> Parcels:
    return Parcels(house.db, house.now, signed_api.record_metrics, signed_api.MOST_READINGS)


async def post(request: web.Request) -> web.Response:
    signers, parcels = request.app[batches.SIGNERS], request.app[PARCELS]
    return await batches.answer(request, signers, parcels, ITEMS)


def shortcut(app: web.Application) -> Callable[[web.Request], Awaitable[web.Response]]:
    """The same, once it is known that the request is one of these."""
    signers, parcels = app[batches.SIGNERS], app[PARCELS]
    return lambda request: batches.answer(request, signers, parcels, ITEMS)

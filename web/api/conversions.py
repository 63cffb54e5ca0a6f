"""POST /api/v1/conversions: a signed batch of actions and orders, each with its result."""

from functools import partial
from typing import Final

from aiohttp import web

from services import signed_api
from web.api import batches
from web.api.parcels import Parcels
from web.house import WebHouse

PATH: Final = "/api/v1/conversions"
ITEMS: Final = "conversions"
PARCELS: Final = web.AppKey("conversions", Parcels)


def parcels(house: WebHouse) -> Parcels:
    service = partial(signed_api.record_conversions, vault=house.vault)
    return Parcels(house.db, house.now, service, signed_api.MOST_CONVERSIONS)


async def post(request: web.Request) -> web.Response:
    signers, parcels = request.app[batches.SIGNERS], request.app[PARCELS]
    return await batches.answer(request, signers, parcels, ITEMS)

"""GET /metrics for Prometheus: what the rows say now, and what this process has done."""

from typing import Final

from aiohttp import web

from services import health
from web.gauging import Gauging
from web.house import HOUSE

GAUGING: Final = web.AppKey("gauging", Gauging)


async def metrics(request: web.Request) -> web.Response:
    from web import exposition  # its library is loaded where somebody scrapes

    gauges, age = await request.app[GAUGING].gauges()
    body = exposition.exposed(request.app[HOUSE], gauges, age)
    return web.Response(body=body, headers={"Content-Type": exposition.CONTENT_TYPE})


def install(app: web.Application) -> None:
    house = app[HOUSE]

    async def count() -> health.Gauges:
        rules, off = house.broadcasts, house.switched_off
        return await house.db.read(health.gauges, rules, off, now=house.now())

    app[GAUGING] = Gauging(count)


def routes() -> list[web.RouteDef]:
    return [web.get("/metrics", metrics)]

"""GET /metrics for Prometheus: what the rows say now, and what this process has done."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from aiohttp import web
from prometheus_client import CollectorRegistry
from prometheus_client.core import Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from services import health
from web import families
from web.gauging import Gauging
from web.house import HOUSE

GAUGING: Final = web.AppKey("gauging", Gauging)


class _Collected:
    """One scrape's worth, as prometheus-client wants to collect it."""

    def __init__(self, found: Iterator[Metric]) -> None:
        self._found = found

    def collect(self) -> Iterator[Metric]:
        return self._found


async def metrics(request: web.Request) -> web.Response:
    house = request.app[HOUSE]
    gauges, age = await request.app[GAUGING].gauges()
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collected(families.every(house, gauges, age)))
    return web.Response(
        body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST}
    )


def install(app: web.Application) -> None:
    house = app[HOUSE]

    async def count() -> health.Gauges:
        return await house.db.read(
            partial(health.gauges, per_second=house.per_second), now=house.now()
        )

    app[GAUGING] = Gauging(count)


def routes() -> list[web.RouteDef]:
    return [web.get("/metrics", metrics)]

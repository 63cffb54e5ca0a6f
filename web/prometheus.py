"""GET /metrics for Prometheus: what the rows say now, and what this process has handled."""

from collections.abc import Iterator

from aiohttp import web
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from services import health
from services.health import Gauges
from web.house import HOUSE, UpdateFlow


class _Figures:
    """One scrape's worth, as prometheus-client wants to collect it."""

    def __init__(self, flow: UpdateFlow | None, gauges: Gauges) -> None:
        self._flow = flow
        self._gauges = gauges

    def collect(self) -> Iterator[Metric]:
        totals = self._gauges.totals
        if self._flow:
            yield from _updates(self._flow)
        yield GaugeMetricFamily(
            "koc_updates_kept", "Updates kept aside with their error", totals.kept_updates
        )
        yield CounterMetricFamily("koc_claims", "Tasks ever claimed", totals.claims)
        yield GaugeMetricFamily(
            "koc_deliveries_in_doubt", "Messages that may not have arrived", totals.in_doubt
        )
        yield GaugeMetricFamily("koc_deliveries_dead", "Messages refused for good", totals.dead)
        yield from self._queues()
        yield self._set_back()

    def _queues(self) -> Iterator[Metric]:
        depth = GaugeMetricFamily(
            "koc_deliveries_queued", "Messages that wait to be sent", labels=["class"]
        )
        age = GaugeMetricFamily(
            "koc_deliveries_oldest_seconds", "How long the oldest of them is due", labels=["class"]
        )
        for queue in self._gauges.queues:
            depth.add_metric([queue.delivery_class], queue.deliveries)
            age.add_metric([queue.delivery_class], queue.oldest_seconds)
        yield depth
        yield age

    def _set_back(self) -> Metric:
        found = GaugeMetricFamily(
            "koc_setbacks", "Due items that raised and wait for another try", labels=["work"]
        )
        for work, items in self._gauges.set_back.items():
            found.add_metric([work], items)
        return found


def _updates(flow: UpdateFlow) -> Iterator[Metric]:
    yield CounterMetricFamily(
        "koc_updates_handled", "Telegram updates done by this process", flow.handled
    )
    yield GaugeMetricFamily("koc_updates_flowing", "1 while updates can come in", flow.flowing)


async def metrics(request: web.Request) -> web.Response:
    house = request.app[HOUSE]
    gauges = await house.db.read(health.gauges, now=house.now())
    registry = CollectorRegistry()
    registry.register(_Figures(house.updates(), gauges))
    return web.Response(
        body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST}
    )


def routes() -> list[web.RouteDef]:
    return [web.get("/metrics", metrics)]
